//! Literals that every match of an expression contains.

use regex_syntax::ast::{self, Ast};

/// A literal, and what is known about the places where it can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// In ASCII lower case; not empty.
    pub(crate) text: String,
    /// No ASCII word character stands before it.
    pub(crate) fresh: bool,
    /// No word character stands after it.
    pub(crate) closed: bool,
}

/// Literals of which every match contains at least one; none if none could be found.
pub(crate) fn literals(ast: &Ast) -> Vec<Literal> {
    Around { fresh: false, closed: false }.literals(ast).unwrap_or_default()
}

/// More literals than this cost more to look for than they save.
const MAX_LITERALS: usize = 128;
/// A class of so few characters can be looked for one by one.
const MAX_CLASS: usize = 8;

/// How good a set of literals is: longer ones are rarer, and words are cheaper to look for at their start.
fn score(literals: &[Literal]) -> usize {
    let score = |literal: &Literal| match literal.text.chars().count() {
        letters if literal.fresh && letters > 1 => letters + 3,
        letters => letters,
    };
    literals.iter().map(score).min().unwrap_or(0)
}

/// What is known about the places around a part of an expression.
#[derive(Clone, Copy)]
struct Around {
    fresh: bool,
    closed: bool,
}

impl Around {
    fn literals(self, ast: &Ast) -> Option<Vec<Literal>> {
        match ast {
            Ast::Group(g) => self.literals(&g.ast),
            // What stands before a later round is another round.
            Ast::Repetition(r) if least(r) > 0 => {
                let again = least(r) > 1 || !matches!(r.op.kind, ast::RepetitionKind::Range(_));
                if again { Around { fresh: false, closed: false }.literals(&r.ast) } else { self.literals(&r.ast) }
            }
            Ast::Alternation(a) => {
                let mut all = Vec::new();
                for part in &a.asts {
                    all.extend(self.literals(part)?);
                }
                (all.len() <= MAX_LITERALS).then_some(all)
            }
            Ast::Concat(c) => self.concat(&c.asts),
            Ast::ClassBracketed(class) => {
                let literal = |text| Literal { text, fresh: self.fresh, closed: self.closed };
                Some(small_class(class)?.into_iter().map(literal).collect())
            }
            Ast::Literal(literal) => {
                let text = letter(literal)?.to_string();
                Some(vec![Literal { text, fresh: self.fresh, closed: self.closed }])
            }
            _ => None,
        }
    }

    /// The best of the parts, where neighbouring fixed letters count as one literal.
    fn concat(self, parts: &[Ast]) -> Option<Vec<Literal>> {
        let mut best: Option<Vec<Literal>> = None;
        let mut offer = |candidate: Option<Vec<Literal>>| {
            if let Some(candidate) = candidate
                && score(&candidate) > best.as_deref().map_or(0, score)
            {
                best = Some(candidate);
            }
        };
        let mut run: Option<Literal> = None;
        let mut fresh = self.fresh;
        for (index, part) in parts.iter().enumerate() {
            let closed = parts.get(index + 1).map_or(self.closed, is_boundary);
            match part {
                Ast::Literal(literal) if letter(literal).is_some() => {
                    let run = run.get_or_insert(Literal { text: String::new(), fresh, closed });
                    run.text.extend(letter(literal));
                    run.closed = closed;
                }
                // `\b` and flags consume nothing: letters on both sides stay neighbours.
                Ast::Assertion(_) | Ast::Flags(_) => {}
                _ => {
                    offer(run.take().map(|run| vec![run]));
                    offer(Around { fresh, closed }.literals(part));
                }
            }
            fresh = fresh_after(part, fresh);
        }
        offer(run.map(|run| vec![run]));
        best
    }
}

/// How often it is repeated at least.
fn least(repetition: &ast::Repetition) -> u32 {
    match &repetition.op.kind {
        ast::RepetitionKind::ZeroOrOne | ast::RepetitionKind::ZeroOrMore => 0,
        ast::RepetitionKind::OneOrMore => 1,
        ast::RepetitionKind::Range(
            ast::RepetitionRange::Exactly(n) | ast::RepetitionRange::AtLeast(n) | ast::RepetitionRange::Bounded(n, _),
        ) => *n,
    }
}

fn is_boundary(ast: &Ast) -> bool {
    matches!(ast, Ast::Assertion(a) if matches!(a.kind, ast::AssertionKind::WordBoundary | ast::AssertionKind::WordBoundaryEnd))
}

/// Whether a word that follows this part begins there: the byte before it is no ASCII word character.
fn fresh_after(ast: &Ast, before: bool) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) => before,
        Ast::Assertion(assertion) => match assertion.kind {
            // Between two word characters there is no boundary.
            ast::AssertionKind::WordBoundary
            | ast::AssertionKind::WordBoundaryStart
            | ast::AssertionKind::StartText
            | ast::AssertionKind::StartLine => true,
            _ => before,
        },
        Ast::Literal(literal) => !is_word(literal.c),
        Ast::ClassPerl(class) => no_word_class(class),
        Ast::ClassBracketed(class) => match &class.kind {
            ast::ClassSet::Item(item) => !class.negated && no_word_item(item),
            ast::ClassSet::BinaryOp(_) => false,
        },
        Ast::Dot(_) | Ast::ClassUnicode(_) => false,
        Ast::Group(group) => fresh_after(&group.ast, before),
        Ast::Repetition(r) => {
            let once = fresh_after(&r.ast, before);
            let often = once && fresh_after(&r.ast, once);
            often && (before || least(r) > 0)
        }
        Ast::Alternation(a) => a.asts.iter().all(|part| fresh_after(part, before)),
        Ast::Concat(c) => c.asts.iter().fold(before, |fresh, part| fresh_after(part, fresh)),
    }
}

fn is_word(c: char) -> bool {
    // With `(?i)` the letters k and s also stand for signs beyond ASCII, which is on the safe side.
    c.is_ascii_alphanumeric() || c == '_'
}

fn no_word_class(class: &ast::ClassPerl) -> bool {
    match class.kind {
        ast::ClassPerlKind::Space => !class.negated,
        ast::ClassPerlKind::Word => class.negated,
        ast::ClassPerlKind::Digit => false,
    }
}

/// Whether a class has no ASCII word character.
fn no_word_item(item: &ast::ClassSetItem) -> bool {
    match item {
        ast::ClassSetItem::Empty(_) => true,
        // Case is ignored, perhaps: letters beyond ASCII may stand for ASCII ones.
        ast::ClassSetItem::Literal(literal) => !is_word(literal.c) && !matches!(literal.c, '\u{212a}' | '\u{17f}'),
        ast::ClassSetItem::Perl(class) => no_word_class(class),
        ast::ClassSetItem::Union(union) => union.items.iter().all(no_word_item),
        _ => false,
    }
}

/// A character whose spellings a search without regard to ASCII case finds. Others may have more spellings than one when
/// case is ignored; the two beyond ASCII that ASCII letters have, the long s and the Kelvin sign, the search knows of.
fn letter(literal: &ast::Literal) -> Option<char> {
    let c = literal.c;
    let caseless = || c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]);
    (c.is_ascii() || caseless()).then(|| c.to_ascii_lowercase())
}

fn small_class(class: &ast::ClassBracketed) -> Option<Vec<String>> {
    let ast::ClassSet::Item(item) = &class.kind else { return None };
    if class.negated {
        return None;
    }
    let mut chars = Vec::new();
    collect_class(item, &mut chars)?;
    (!chars.is_empty() && chars.len() <= MAX_CLASS).then_some(chars)
}

fn collect_class(item: &ast::ClassSetItem, out: &mut Vec<String>) -> Option<()> {
    match item {
        ast::ClassSetItem::Literal(literal) => out.push(letter(literal)?.to_string()),
        ast::ClassSetItem::Range(range) => {
            for c in (range.start.c..=range.end.c).take(MAX_CLASS + 1) {
                out.push(letter(&ast::Literal { c, ..range.start.clone() })?.to_string());
            }
        }
        ast::ClassSetItem::Union(union) => {
            for item in &union.items {
                collect_class(item, out)?;
            }
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The literals, `^` before those at the start of a word, `$` behind closed ones.
    fn found(source: &str) -> Vec<String> {
        let ast = ast::parse::Parser::new().parse(source).unwrap();
        let mark =
            |l: Literal| format!("{}{}{}", if l.fresh { "^" } else { "" }, l.text, if l.closed { "$" } else { "" });
        literals(&ast).into_iter().map(mark).collect()
    }

    #[test]
    fn the_longest_required_literal_is_found() {
        assert_eq!(found(r"(?i)\b(?:co-?)?founder of\b"), ["founder of$"]);
        assert_eq!(found(r"(?i)\bfollow ?(back|4 ?follow)\b|\bf4f\b"), ["^follow", "^f4f$"]);
        assert_eq!(found(r"^\s*https?://[^\s]+\s*$"), ["^http"]);
        assert_eq!(found(r"#\w+"), ["#"]);
        assert_eq!(found(r"\w+['’][0-3]\d"), ["'", "’"]);
        assert_eq!(found(r"\d+|x"), Vec::<String>::new());
        assert_eq!(found(r"(?i)é?lan{2,}"), ["la"]);
    }

    #[test]
    fn a_word_begins_after_a_boundary_or_a_sign() {
        assert_eq!(found(r"\b(dm|telegram)\b.{0,40}\b(profit|earn)\b"), ["^profit$", "^earn$"]);
        assert_eq!(found(r"(?:^|[.!?]\s+)(?:make|build)s"), ["^make", "^build"]);
        assert_eq!(found(r"\bnot (?:a|the )?nurse"), ["^not "]);
        assert_eq!(found(r"(?:ab|cd)+"), ["ab", "cd"]);
        assert_eq!(found(r"(?:\bab){2}"), ["^ab"]);
        assert_eq!(found(r"x\Bab"), ["xab"]);
        assert_eq!(found(r"\w*\.?html"), ["html"]);
    }
}
