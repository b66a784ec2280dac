//! Reading the usual expressions, far faster than a full parser can, which makes a part with a place of each letter.

use std::borrow::Cow;

use regex_syntax::ast::ClassPerlKind;

use super::{Class, DOT, Items, Sketch};

/// How deep groups may nest.
const DEPTH: u32 = 50;

/// Reads an expression. None if it is faulty or has anything unusual in it, so that a full parser has to read it.
pub(in crate::text) fn read(source: &str) -> Option<Sketch<'_>> {
    let mut reader = Reader { source, at: 0, depth: 0 };
    let whole = reader.alternation()?;
    (reader.at == source.len()).then_some(whole)
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
    depth: u32,
}

/// A character or a class, as an escape or alone.
enum Item {
    Character(char),
    Class(Class),
    /// Something else, which is left as it stands.
    Other,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s [u8] {
        &self.source.as_bytes()[self.at..]
    }

    /// The next byte; zero at the end.
    fn peek(&self) -> u8 {
        self.rest().first().copied().unwrap_or(0)
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let is_next = self.rest().starts_with(wanted.as_bytes());
        self.at += if is_next { wanted.len() } else { 0 };
        is_next
    }

    fn character(&mut self) -> Option<char> {
        let c = self.source[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Up to the end of the group or of the expression.
    fn alternation(&mut self) -> Option<Sketch<'s>> {
        let first = self.concat()?;
        if self.peek() != b'|' {
            return Some(first);
        }
        let mut parts = vec![first];
        while self.eat("|") {
            parts.push(self.concat()?);
        }
        Some(Sketch::Any(parts))
    }

    fn concat(&mut self) -> Option<Sketch<'s>> {
        // Most are of letters alone, which need no room.
        let first = self.letters()?;
        if matches!(self.peek(), 0 | b'|' | b')') {
            return Some(first);
        }
        let mut parts = Vec::new();
        parts.extend(something(first));
        while !matches!(self.peek(), 0 | b'|' | b')') {
            parts.push(self.part()?);
            parts.extend(something(self.letters()?));
        }
        Some(Sketch::all(parts))
    }

    /// Letters up to the next other part, but for one that is repeated.
    fn letters(&mut self) -> Option<Sketch<'s>> {
        let start = self.at;
        let mut letters: Option<String> = None;
        loop {
            let before = self.at;
            let c = match self.peek() {
                0 | b'|' | b'(' | b')' | b'[' | b'.' | b'^' | b'$' => break,
                b'*' | b'+' | b'?' | b'{' | b'}' | b']' => return None,
                b'\\' => match self.escape()? {
                    Item::Character(c) => {
                        // What was read so far stands as it is written.
                        letters.get_or_insert_with(|| self.source[start..before].to_owned());
                        c
                    }
                    Item::Class(_) | Item::Other => {
                        self.at = before;
                        break;
                    }
                },
                _ => self.character()?,
            };
            if self.is_repeated() {
                self.at = before;
                break;
            }
            if let Some(letters) = &mut letters {
                letters.push(c);
            }
        }
        Some(match letters {
            // An escape of a letter that is repeated may have been the first.
            Some(letters) if !letters.is_empty() => Sketch::Letters(Cow::Owned(letters)),
            None if self.at > start => Sketch::Letters(Cow::Borrowed(&self.source[start..self.at])),
            _ => Sketch::Nothing,
        })
    }

    fn is_repeated(&self) -> bool {
        matches!(self.peek(), b'*' | b'+' | b'?' | b'{')
    }

    /// One part that is not of letters, or a letter that is repeated.
    fn part(&mut self) -> Option<Sketch<'s>> {
        let start = self.at;
        let part = match self.peek() {
            b'(' => self.group()?,
            b'[' => Sketch::Class(self.class()?),
            b'.' => {
                self.at += 1;
                Sketch::Class(Class::of_weight(DOT))
            }
            b'^' | b'$' => {
                self.at += 1;
                let starts = self.source.as_bytes()[start] == b'^';
                Sketch::Look { opens: starts, closes: false, starts }
            }
            b'\\' => match self.escape()? {
                Item::Character(c) => Sketch::Letters(c.to_string().into()),
                Item::Class(class) => Sketch::Class(class),
                Item::Other => self.look()?,
            },
            _ => {
                self.character()?;
                Sketch::Letters(Cow::Borrowed(&self.source[start..self.at]))
            }
        };
        if self.is_repeated() { self.repetition(part) } else { Some(part) }
    }

    /// The count behind a part.
    fn repetition(&mut self, part: Sketch<'s>) -> Option<Sketch<'s>> {
        if matches!(part, Sketch::Nothing | Sketch::Look { .. }) {
            return None;
        }
        let (least, most, counted) = match self.character()? {
            '*' | '?' => (0, 1, false),
            '+' => (1, 1, false),
            _ => {
                let least = self.number()?;
                let most = match (self.eat(","), self.peek()) {
                    (false, _) | (true, b'}') => least,
                    (true, _) => self.number()?,
                };
                if most < least || !self.eat("}") {
                    return None;
                }
                (least, most, true)
            }
        };
        self.eat("?");
        // A count of a count is unusual.
        (!self.is_repeated()).then(|| part.repeated(least, most, counted))
    }

    fn number(&mut self) -> Option<u32> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.source.get(self.at..self.at + digits).filter(|_| digits <= 4)?;
        self.at += digits;
        number.parse().ok()
    }

    fn group(&mut self) -> Option<Sketch<'s>> {
        self.at += 1;
        if self.eat("?") {
            let flags = self.rest().iter().take_while(|byte| !matches!(byte, b':' | b')')).count();
            if !are_usual(self.rest().get(..flags)?) {
                return None;
            }
            self.at += flags;
            if self.eat(")") {
                // A group without flags is faulty.
                return (flags > 0).then_some(Sketch::Nothing);
            }
            if !self.eat(":") {
                return None;
            }
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let inner = self.alternation()?;
        self.depth -= 1;
        self.eat(")").then_some(inner)
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<Item> {
        let perl = |kind, negated| Item::Class(Class::perl(&kind, negated));
        let escaped = match *self.rest().get(1)? {
            byte @ (b'\\' | b'.' | b'+' | b'*' | b'?' | b'(' | b')' | b'|' | b'[' | b']' | b'{' | b'}' | b'^'
            | b'$' | b'#' | b'&' | b'-' | b'~') => Item::Character(char::from(byte)),
            b'n' => Item::Character('\n'),
            b't' => Item::Character('\t'),
            b'r' => Item::Character('\r'),
            b's' => perl(ClassPerlKind::Space, false),
            b'S' => perl(ClassPerlKind::Space, true),
            b'd' => perl(ClassPerlKind::Digit, false),
            b'D' => perl(ClassPerlKind::Digit, true),
            b'w' => perl(ClassPerlKind::Word, false),
            b'W' => perl(ClassPerlKind::Word, true),
            _ => return Some(Item::Other),
        };
        self.at += 2;
        Some(escaped)
    }

    fn look(&mut self) -> Option<Sketch<'s>> {
        let (opens, closes, starts) = match self.rest().get(1)? {
            b'b' => (true, true, false),
            b'B' | b'z' => (false, false, false),
            b'A' => (true, false, true),
            _ => return None,
        };
        self.at += 2;
        // `\b{start}`, or a count.
        (!self.is_repeated()).then_some(Sketch::Look { opens, closes, starts })
    }

    fn class(&mut self) -> Option<Class> {
        self.at += 1;
        let negated = self.eat("^");
        let mut items = Items::new();
        let first = self.at;
        loop {
            if self.peek() == b']' {
                if self.at == first {
                    return None;
                }
                self.at += 1;
                return Some(items.finish(negated));
            }
            let start = match self.item()? {
                Item::Character(c) => c,
                Item::Class(class) => {
                    // It begins no range.
                    if self.is_range() {
                        return None;
                    }
                    items.class(&class);
                    continue;
                }
                Item::Other => return None,
            };
            if self.is_range() {
                self.at += 1;
                match self.item()? {
                    Item::Character(end) if start <= end => items.range(start, end),
                    _ => return None,
                }
            } else {
                items.character(start);
            }
        }
    }

    /// Whether a range goes on behind its first character.
    fn is_range(&self) -> bool {
        self.peek() == b'-' && self.rest().get(1) != Some(&b']')
    }

    /// The next character of a class, or a class in it.
    fn item(&mut self) -> Option<Item> {
        match self.rest() {
            [b'[' | b']' | 0, ..] | [b'&', b'&', ..] | [b'-', b'-', ..] | [b'~', b'~', ..] => None,
            [b'\\', ..] => self.escape(),
            _ => self.character().map(Item::Character),
        }
    }
}

/// A part, if it is one.
fn something(part: Sketch<'_>) -> Option<Sketch<'_>> {
    (part != Sketch::Nothing).then_some(part)
}

/// Whether flags are those about case and lines, each once.
fn are_usual(flags: &[u8]) -> bool {
    let all_known = flags.iter().all(|flag| matches!(flag, b'i' | b'm' | b's' | b'-'));
    let once = flags.iter().enumerate().all(|(at, flag)| !flags[..at].contains(flag));
    all_known && once && flags.last() != Some(&b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_syntax::ast::parse::Parser;

    use super::*;

    /// What is read is sound, and what the full parser makes of it.
    fn agrees(source: &str) -> bool {
        let Some(read) = read(source) else { return false };
        let ast = Parser::new().parse(source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
        assert!(regex_syntax::Parser::new().parse(source).is_ok(), "{source:?}");
        assert_eq!(read, Sketch::of(&ast), "{source:?}");
        true
    }

    #[test]
    fn usual_expressions_are_read() {
        for source in [
            r"",
            r"(?i)\b(?:co-?)?founder of\b|f4f|",
            r"(?im)(?:^|[.!?;•|·,–—&/]\s+)[^a-zà-ÿ0-9_#@\n]{0,4}(?:also |now )?(?:build(?:s|ing)|mak(?:es|ing)){2,}",
            r"\([0-9]{3}\) ?[0-9]{3}[-. ][0-9]{4}$",
            r"(?is)^.*?(?-i:I )(Dipl|M\.?Sc\.?)\.[\s\d.-]+x{1,2}?$",
            r"a\.b\.+|\.*|ab\[?é+|[-a][a-][\]\^]",
            r"\A\W\z|\B(?:)|(|a)",
        ] {
            assert!(agrees(source), "{source}");
        }
    }

    #[test]
    fn unusual_and_faulty_ones_are_left_to_the_full_parser() {
        for source in [
            r"(?x)a b",
            r"(?P<name>a)",
            r"\p{L}",
            r"[[:alpha:]]",
            r"[a&&b]",
            r"(?-u:\b)",
            r"\b{start}",
            r"a**",
            r"^*",
            r"\x41",
            "a(b",
            "a)",
            "*a",
            "(?i)*",
            "a{2,1}",
            "a{,2}",
            "a{99999}",
            "[z-a]",
            "[]a]",
            "[a",
            r"\",
            r"[\s-z]",
            "(?ii)",
            "(?i-)",
            "(?)",
            "a{x}",
            "a}",
            "(?:*)",
            "a|*",
        ] {
            assert_eq!(read(source), None, "{source}");
        }
        assert_eq!(read(&"(".repeat(80)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_is_read_is_what_it_says(source in r"([a-cké•\\.*+?()|\[\]{}^$,:i0-3 -]|\\[bBsdwWnAzr.]|\(\?[ims-]{0,2}[:)]|\{[0-3],?[0-3]?\}|\[\^?[a-c-]){0,12}") {
            agrees(&source);
        }
    }
}
