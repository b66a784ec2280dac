//! Walking through the bytes of a JSON object whose shape is known.

use std::borrow::Cow;

use super::Order;
use crate::date::{Date, parse_date, parse_plain_date};
use crate::limits::MAX_TEXT;

/// A place in a line of JSON. Every step gives `None` where the line is not as expected.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The start of a line; nothing if it has control characters, which are errors in texts and rare between them.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        // Without a way out of the loop, so that many bytes are looked at together.
        let odd = text.bytes().fold(0, |odd, byte| odd | u8::from(byte < b' '));
        (odd == 0).then_some(Cursor { text, at: 0 })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes on if what is next is this.
    fn eat(&mut self, wanted: &[u8]) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes over a sign with blanks around it.
    fn sign(&mut self, sign: u8) -> Option<()> {
        self.blanks();
        (self.peek()? == sign).then(|| self.at += 1)?;
        self.blanks();
        Some(())
    }

    /// Whether the line ends here.
    pub(super) fn end(&mut self) -> Option<()> {
        self.blanks();
        (self.at == self.text.len()).then_some(())
    }

    /// An object whose fields all have names that `from_name` knows, each at most once.
    pub(super) fn object<F: Copy>(
        &mut self,
        from_name: fn(&str) -> Option<F>,
        key: fn(F) -> &'static [u8],
        order: &mut Order<F>,
        mut field: impl FnMut(&mut Self, F) -> Option<()>,
    ) -> Option<()>
    where
        usize: From<F>,
    {
        self.sign(b'{')?;
        if self.eat(b"}") {
            return Some(());
        }
        let mut seen = 0_u64;
        // The place of the first field is the last one: no object has so many fields.
        let mut before = 63;
        loop {
            let next = match order.next[before] {
                Some(next) if self.eat(key(next)) => next,
                _ => {
                    let name = self.text()?;
                    self.sign(b':')?;
                    from_name(&name)?
                }
            };
            order.next[before] = Some(next);
            before = usize::from(next);
            let bit = 1_u64 << before;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            self.blanks();
            field(self, next)?;
            if self.eat(b",") {
                self.blanks();
                continue;
            }
            self.blanks();
            if self.eat(b"}") {
                return Some(());
            }
            self.sign(b',')?;
        }
    }

    /// A list.
    pub(super) fn list(&mut self, mut member: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.sign(b'[')?;
        if self.eat(b"]") {
            return Some(());
        }
        loop {
            member(self)?;
            self.blanks();
            if self.eat(b"]") {
                return Some(());
            }
            self.sign(b',')?;
        }
    }

    /// Goes over a `null`.
    pub(super) fn null(&mut self) -> bool {
        self.eat(b"null")
    }

    pub(super) fn bool(&mut self) -> Option<bool> {
        if self.eat(b"true") { Some(true) } else { self.eat(b"false").then_some(false) }
    }

    /// A whole number that a float holds exactly. What follows it is looked at by the next step.
    pub(super) fn digits(&mut self) -> Option<u64> {
        let digits = self.rest();
        let n = digits.iter().take(16).take_while(|b| b.is_ascii_digit()).count();
        // A zero at the front is no JSON, more digits may be too many.
        if n == 0 || n == 16 || (n > 1 && digits[0] == b'0') {
            return None;
        }
        self.at += n;
        Some(digits[..n].iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    /// A date that can be meant.
    pub(super) fn date(&mut self) -> Option<i64> {
        if let Some(plain) = self.rest().first_chunk::<22>()
            && let [b'"', date @ .., b'"'] = plain
            && let Some(at) = parse_plain_date(date)
        {
            self.at += plain.len();
            return Some(at);
        }
        match parse_date(&self.text()?) {
            Date::At(at) => Some(at),
            Date::Absurd | Date::Invalid => None,
        }
    }

    /// A text that is not too long, borrowed unless it has escapes.
    pub(super) fn text(&mut self) -> Option<Cow<'a, str>> {
        self.any_text().filter(|text| text.len() <= MAX_TEXT)
    }

    fn any_text(&mut self) -> Option<Cow<'a, str>> {
        if !self.eat(b"\"") {
            return None;
        }
        let start = self.at;
        self.at += memchr::memchr2(b'"', b'\\', self.rest())?;
        let plain = self.text.get(start..self.at)?;
        if self.eat(b"\"") {
            return Some(Cow::Borrowed(plain));
        }
        let mut text = String::with_capacity(plain.len() * 2);
        text.push_str(plain);
        loop {
            self.escape(&mut text)?;
            let start = self.at;
            self.at += memchr::memchr2(b'"', b'\\', self.rest())?;
            text.push_str(self.text.get(start..self.at)?);
            if self.eat(b"\"") {
                return Some(Cow::Owned(text));
            }
        }
    }

    fn escape(&mut self, into: &mut String) -> Option<()> {
        let &[b'\\', sign, ..] = self.rest() else { return None };
        self.at += 2;
        into.push(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                match unit {
                    0xd800..=0xdbff => {
                        let low = self.eat(b"\\u").then(|| self.hex())??;
                        let low = (0xdc00..=0xdfff).contains(&low).then_some(low)?;
                        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?
                    }
                    _ => char::from_u32(unit)?,
                }
            }
            _ => return None,
        });
        Some(())
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        // `from_str_radix` takes a sign too.
        let number = digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 4;
        Some(number)
    }
}
