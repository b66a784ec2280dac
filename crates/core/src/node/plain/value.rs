//! Values: strings, numbers, and what holds others.

use super::{MAX_DEPTH, Reader};
use crate::node::{Node, NodeKind, Table};

/// A number of more digits is not plain.
const MAX_DIGITS: usize = 15;

impl Reader<'_> {
    pub(super) fn value(&mut self) -> Option<Node> {
        let start = self.at;
        let kind = match self.peek()? {
            quote @ (b'"' | b'\'') if self.starts_with(&[quote; 3]) => NodeKind::Text(self.long_text(quote)?),
            quote @ (b'"' | b'\'') => NodeKind::Text(self.short_text(quote)?),
            b'[' => NodeKind::List(self.inner(Self::list)?),
            b'{' => NodeKind::Table(self.inner(Self::inline_table)?),
            _ => self.word()?,
        };
        Some(Node { span: self.span(start), kind })
    }

    fn inner<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.at += 1;
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    fn list(&mut self) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            self.skip_lines()?;
            if self.take(b']').is_some() {
                return Some(items);
            }
            items.push(self.value()?);
            self.skip_lines()?;
            if self.take(b',').is_none() {
                self.take(b']')?;
                return Some(items);
            }
        }
    }

    fn inline_table(&mut self) -> Option<Table> {
        let mut table = Table::default();
        self.skip_lines()?;
        if self.take(b'}').is_some() {
            return Some(table);
        }
        loop {
            self.pair(&mut table)?;
            self.skip_lines()?;
            if self.take(b',').is_none() {
                self.take(b'}')?;
                return Some(table);
            }
            self.skip_lines()?;
        }
    }

    /// A string on one line.
    pub(super) fn short_text(&mut self, quote: u8) -> Option<String> {
        self.at += 1;
        self.text_to(quote, &[quote])
    }

    /// A string between three quotes.
    fn long_text(&mut self, quote: u8) -> Option<String> {
        self.at += 3;
        // A line end right behind the quotes is none of it.
        let _ = self.take(b'\n');
        let text = self.text_to(quote, &[quote; 3])?;
        // Quotes may stand before the last three.
        (self.peek() != Some(quote)).then_some(text)
    }

    /// The rest of a string, and its end.
    fn text_to(&mut self, quote: u8, end: &[u8]) -> Option<String> {
        let (mut text, mut start) = (String::new(), self.at);
        let is_long = end.len() > 1;
        loop {
            self.at += self.bytes[self.at..].iter().take_while(|byte| IS_TEXT[usize::from(**byte)]).count();
            let byte = self.peek()?;
            if byte == quote && self.starts_with(end) {
                break;
            }
            if byte == b'\\' && quote == b'"' {
                text.push_str(&self.text[start..self.at]);
                text.push(self.escape()?);
                start = self.at;
            } else if is_visible(byte) || (byte == b'\n' && is_long) {
                self.at += 1;
            } else {
                return None;
            }
        }
        let rest = &self.text[start..self.at];
        self.at += end.len();
        if text.is_empty() {
            return Some(rest.to_owned());
        }
        text.push_str(rest);
        Some(text)
    }

    /// An escape, as far as they are usual.
    fn escape(&mut self) -> Option<char> {
        let letter = *self.bytes.get(self.at + 1)?;
        self.at += 2;
        Some(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'n' => '\n',
            b't' => '\t',
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?)?
            }
            _ => return None,
        })
    }

    /// A number, `true` or `false`.
    fn word(&mut self) -> Option<NodeKind> {
        let start = self.at;
        let is_of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'.' | b':');
        self.at += self.bytes[start..].iter().take_while(is_of_word).count();
        let word = &self.text[start..self.at];
        match word {
            "true" => return Some(NodeKind::Bool(true)),
            "false" => return Some(NodeKind::Bool(false)),
            _ => {}
        }
        let digits = word.strip_prefix('-').unwrap_or(word);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = are_digits(whole)
            && fraction.is_none_or(are_digits)
            && (whole.len() == 1 || !whole.starts_with('0'))
            && digits.len() <= MAX_DIGITS;
        // An integer has no sign if it is nothing.
        let is_zero = fraction.is_none() && whole == "0";
        let number = if is_zero { "0" } else { word };
        number.parse().ok().filter(|_| is_number).map(NodeKind::Number)
    }
}

/// By byte, whether it is part of a string and nothing else, wherever it stands in one.
const IS_TEXT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x20 && !matches!(byte, 0x22 | 0x27 | 0x5c | 0x7f);
        byte += 1;
    }
    table
};

/// Whether a byte may stand in a remark and in a string on one line.
pub(super) fn is_visible(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f || byte == b'\t'
}
