//! Expressions, as far as one has to know them to look for what they need: which letters, in which order, how often.
//!
//! A rule pack has expressions of some ten thousand letters, and most runs compile few of them. So they are read into a form of
//! few parts: letters that follow each other are one part, and of a class it is only kept what is asked about it.

mod read;
mod walk;

use std::borrow::Cow;

use regex_syntax::ast::{self, Ast};

use super::alphabet::ascii_of;
pub(super) use read::read;
pub(super) use walk::{Around, Piece, walk};

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sketch<'s> {
    /// Nothing that a text would have to hold; flags too.
    Nothing,
    /// Letters that follow each other.
    Letters(Cow<'s, str>),
    /// One character of some.
    Class(Class),
    /// A look at the place.
    Look {
        /// No ASCII word character stands before a word that follows here.
        opens: bool,
        /// No word character stands here after a word.
        closes: bool,
        /// A line begins here.
        starts: bool,
    },
    Repeated {
        what: Box<Sketch<'s>>,
        least: u32,
        /// The highest number in its count.
        most: u32,
        /// What stands before a round may be another one.
        again: bool,
    },
    /// One of these.
    Any(Vec<Sketch<'s>>),
    /// All of these, one behind the other.
    All(Vec<Sketch<'s>>),
}

/// What is asked about a class of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// Its characters in the form in which they are looked for, if they are few and can be looked for.
    pub(super) letters: Option<Vec<char>>,
    /// The ASCII characters that it may have, a bit each, in either case.
    pub(super) ascii: u128,
    /// It may have characters beyond ASCII.
    pub(super) beyond: bool,
    /// It has no ASCII word character.
    wordless: bool,
    /// The same where case is ignored.
    wordless_folded: bool,
    weight: u64,
}

/// A class of so few characters can be looked for one by one.
const MAX_CLASS: usize = 8;
/// What a class weighs that is named by what it is.
const NAMED: u64 = 200;
const DOT: u64 = 10;
const DIGITS: u128 = 0x3ff << 48;
const WORD: u128 = 0x07ff_fffe_87ff_fffe << 64 | DIGITS;
/// Tab, line ends and the blank.
const SPACE: u128 = 0x1f << 9 | 1 << 32;

impl Class {
    /// A class of which nothing is known but how large it is.
    fn of_weight(weight: u64) -> Self {
        Class { letters: None, ascii: u128::MAX, beyond: true, wordless: false, wordless_folded: false, weight }
    }

    /// `\s`, `\d`, `\w` and what they leave out.
    fn perl(kind: &ast::ClassPerlKind, negated: bool) -> Self {
        let (ascii, weight) = match kind {
            ast::ClassPerlKind::Space => (SPACE, 30),
            ast::ClassPerlKind::Word => (WORD, NAMED),
            ast::ClassPerlKind::Digit => (DIGITS, NAMED),
        };
        let ascii = if negated { !ascii } else { ascii };
        let wordless = ascii & WORD == 0;
        Class { ascii, wordless, wordless_folded: wordless, ..Class::of_weight(weight) }
    }

    /// Whether it has no ASCII word character, where case may be ignored.
    fn is_wordless(&self, folds: bool) -> bool {
        self.wordless || (folds && self.wordless_folded)
    }
}

/// A class in brackets, item by item.
#[derive(Debug)]
struct Items {
    letters: Option<Vec<char>>,
    /// The ASCII characters that are sure to be in it.
    ascii: u128,
    /// Those that some other character of it may stand for.
    stood_for: u128,
    /// There is more in it than that.
    unknown: bool,
    beyond: bool,
    wordless: bool,
    weight: u64,
}

impl Items {
    fn new() -> Self {
        Items {
            letters: Some(Vec::new()),
            ascii: 0,
            stood_for: 0,
            unknown: false,
            beyond: false,
            wordless: true,
            weight: 0,
        }
    }

    /// A class in it.
    fn class(&mut self, class: &Class) {
        self.letters = None;
        self.ascii |= class.ascii;
        self.beyond |= class.beyond;
        self.wordless &= class.wordless;
        self.weight = self.weight.saturating_add(class.weight);
    }

    /// Something of which nothing is known but how large it is.
    fn unknown(&mut self, weight: u64) {
        self.letters = None;
        self.unknown = true;
        self.wordless = false;
        self.weight = self.weight.saturating_add(weight);
    }

    fn character(&mut self, c: char) {
        self.characters(c, c);
        self.wordless &= !may_be_word(c);
        self.weight = self.weight.saturating_add(1);
    }

    fn range(&mut self, first: char, last: char) {
        self.characters(first, last);
        self.wordless = false;
        self.weight = self.weight.saturating_add(if last.is_ascii() { 1 } else { 20 });
    }

    fn characters(&mut self, first: char, last: char) {
        self.ascii |= ascii_of(first.into(), last.into());
        self.beyond |= !last.is_ascii();
        // The long s and the sign of Kelvin stand for ASCII letters where case is ignored.
        for (odd, letters) in [('\u{17f}', *b"sS"), ('\u{212a}', *b"kK")] {
            if (first..=last).contains(&odd) {
                self.stood_for |= letters.iter().fold(0, |all, letter| all | 1 << letter);
            }
        }
        let Some(letters) = &mut self.letters else { return };
        for c in (first..=last).take(MAX_CLASS + 1) {
            let Some(letter) = letter(c) else { return self.letters = None };
            letters.push(letter);
        }
    }

    fn finish(self, negated: bool) -> Class {
        let Items { letters, ascii, stood_for, unknown, beyond, wordless, weight } = self;
        let (lower, upper) = (0x07ff_fffe << 96, 0x07ff_fffe << 64);
        let folded = ascii | (ascii & lower) >> 32 | (ascii & upper) << 32;
        if negated {
            let (left, folded) = (!ascii & WORD == 0, !folded & WORD == 0);
            // What is listed besides only takes more away.
            return Class { ascii: !ascii, wordless: left, wordless_folded: folded, ..Class::of_weight(weight + 20) };
        }
        let letters = letters.filter(|letters| (1..=MAX_CLASS).contains(&letters.len()));
        let ascii = if unknown { u128::MAX } else { folded | stood_for };
        Class { letters, ascii, beyond: beyond || unknown, wordless, wordless_folded: wordless, weight }
    }
}

impl Sketch<'_> {
    /// That of a parsed expression.
    pub(super) fn of(ast: &Ast) -> Sketch<'static> {
        match ast {
            Ast::Empty(_) | Ast::Flags(_) => Sketch::Nothing,
            Ast::Literal(literal) => Sketch::Letters(literal.c.to_string().into()),
            Ast::Dot(_) => Sketch::Class(Class::of_weight(DOT)),
            Ast::ClassUnicode(_) => Sketch::Class(Class::of_weight(NAMED)),
            Ast::ClassPerl(class) => Sketch::Class(Class::perl(&class.kind, class.negated)),
            Ast::ClassBracketed(class) => Sketch::Class(in_brackets(class)),
            Ast::Assertion(assertion) => {
                use ast::AssertionKind::{StartLine, StartText, WordBoundary, WordBoundaryEnd, WordBoundaryStart};
                let opens = matches!(assertion.kind, WordBoundary | WordBoundaryStart | StartText | StartLine);
                let closes = matches!(assertion.kind, WordBoundary | WordBoundaryEnd);
                Sketch::Look { opens, closes, starts: matches!(assertion.kind, StartText | StartLine) }
            }
            Ast::Repetition(repetition) => {
                use ast::RepetitionRange::{AtLeast, Bounded, Exactly};
                let (least, most, counted) = match repetition.op.kind {
                    ast::RepetitionKind::ZeroOrOne | ast::RepetitionKind::ZeroOrMore => (0, 1, false),
                    ast::RepetitionKind::OneOrMore => (1, 1, false),
                    ast::RepetitionKind::Range(Exactly(n) | AtLeast(n)) => (n, n, true),
                    ast::RepetitionKind::Range(Bounded(least, most)) => (least, most, true),
                };
                Sketch::of(&repetition.ast).repeated(least, most, counted)
            }
            Ast::Group(group) => Sketch::of(&group.ast),
            Ast::Alternation(parts) => Sketch::Any(parts.asts.iter().map(Sketch::of).collect()),
            Ast::Concat(parts) => {
                let mut all: Vec<Sketch<'static>> = Vec::new();
                let mut after_letter = false;
                for part in &parts.asts {
                    match (part, all.last_mut()) {
                        (Ast::Literal(literal), Some(Sketch::Letters(letters))) if after_letter => {
                            letters.to_mut().push(literal.c);
                        }
                        _ => all.push(Sketch::of(part)),
                    }
                    after_letter = matches!(part, Ast::Literal(_));
                }
                Sketch::all(all)
            }
        }
    }

    /// A rough measure of how large the compiled form is: bytes and classes, times the counts of repetitions.
    pub(super) fn weight(&self) -> u64 {
        let sum = |parts: &[Sketch<'_>]| parts.iter().map(Sketch::weight).fold(0, u64::saturating_add);
        match self {
            Sketch::Nothing | Sketch::Look { .. } => 1,
            Sketch::Letters(letters) => letters.len() as u64,
            Sketch::Class(class) => class.weight,
            Sketch::Repeated { what, most, .. } => what.weight().saturating_mul(u64::from((*most).max(1))),
            Sketch::Any(parts) | Sketch::All(parts) => sum(parts),
        }
    }
}

impl<'s> Sketch<'s> {
    fn repeated(self, least: u32, most: u32, counted: bool) -> Self {
        Sketch::Repeated { what: Box::new(self), least, most, again: least > 1 || !counted }
    }

    /// One behind the other; one alone is itself.
    fn all(mut parts: Vec<Sketch<'s>>) -> Self {
        match parts.len() {
            0 => Sketch::Nothing,
            1 => parts.pop().unwrap_or(Sketch::Nothing),
            _ => Sketch::All(parts),
        }
    }
}

fn in_brackets(class: &ast::ClassBracketed) -> Class {
    let mut items = Items::new();
    match &class.kind {
        ast::ClassSet::Item(item) => add_item(item, &mut items),
        ast::ClassSet::BinaryOp(_) => return Class::of_weight(if class.negated { NAMED + 20 } else { NAMED }),
    }
    items.finish(class.negated)
}

fn add_item(item: &ast::ClassSetItem, items: &mut Items) {
    match item {
        ast::ClassSetItem::Empty(_) => items.letters = None,
        ast::ClassSetItem::Literal(literal) => items.character(literal.c),
        ast::ClassSetItem::Range(range) => items.range(range.start.c, range.end.c),
        ast::ClassSetItem::Ascii(_) => items.unknown(1),
        ast::ClassSetItem::Unicode(_) => items.unknown(NAMED),
        ast::ClassSetItem::Perl(class) => items.class(&Class::perl(&class.kind, class.negated)),
        ast::ClassSetItem::Bracketed(inner) => items.unknown(in_brackets(inner).weight),
        ast::ClassSetItem::Union(union) => union.items.iter().for_each(|item| add_item(item, items)),
    }
}

/// Whether it is an ASCII word character. With `(?i)` the letters k and s also stand for signs beyond ASCII, which is on the
/// safe side.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether it is an ASCII word character, or may stand for one where case is ignored.
pub(super) fn may_be_word(c: char) -> bool {
    is_word(c) || matches!(c, '\u{212a}' | '\u{17f}')
}

/// A character as it is looked for, whose spellings a search without regard to ASCII case finds. Others may have more spellings
/// than one when case is ignored; the two beyond ASCII that ASCII letters have, the long s and the Kelvin sign, the search knows of.
pub(super) fn letter(c: char) -> Option<char> {
    let caseless = || c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]);
    (c.is_ascii() || caseless()).then(|| c.to_ascii_lowercase())
}
