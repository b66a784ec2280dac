//! The plain part of TOML, read straight into a tree: nearly all rule files keep to it, and have some hundred thousand letters.
//!
//! A file that goes beyond it, such as by a date or an escape that nobody uses, is no fault and not read here; one with a fault is
//! not read here either. So a reader of all of TOML has to be at hand, which also tells the faults.

use super::{Entry, Node, NodeKind, Spanned, Table};
use crate::diag::{FileId, Span};

/// A table of more keys is not plain: here it is gone through for each new one.
const MAX_KEYS: usize = 1024;
/// What lies deeper is not plain.
const MAX_DEPTH: usize = 32;
/// A number of more digits is not plain.
const MAX_DIGITS: usize = 15;

/// The file as a tree, if it is plain.
pub(super) fn read(file: FileId, text: &str) -> Option<Table> {
    Reader { file, text, bytes: text.as_bytes(), at: 0, depth: 0, implied: Vec::new() }.document()
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    /// Where the keys stand of tables that only the headers of others speak of.
    implied: Vec<u32>,
}

/// `[a.b]` or `[[a.b]]`.
struct Header {
    path: Vec<Spanned<String>>,
    key: Spanned<String>,
    span: Span,
    /// With two brackets.
    lists: bool,
}

impl Reader<'_> {
    fn document(mut self) -> Option<Table> {
        let (mut root, mut section) = (Table::default(), Table::default());
        let mut header = None;
        loop {
            self.skip_lines()?;
            match self.peek() {
                None => break,
                Some(b'[') => {
                    self.close(&mut root, header.take(), std::mem::take(&mut section))?;
                    header = Some(self.header()?);
                }
                Some(_) => self.pair(&mut section)?,
            }
            self.end_line()?;
        }
        self.close(&mut root, header, section)?;
        Some(root)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn starts_with(&self, what: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(what)
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.file, start..self.at)
    }

    fn skip_blanks(&mut self) {
        self.at += self.bytes[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// Blanks, line ends and remarks.
    fn skip_lines(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b' ' | b'\t') => self.skip_blanks(),
                Some(b'#') => self.remark()?,
                _ => return Some(()),
            }
        }
    }

    /// A remark, up to the end of its line.
    fn remark(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at += len;
        rest[..len].iter().all(|byte| is_visible(*byte)).then_some(())
    }

    /// Nothing more stands in the line but a remark.
    fn end_line(&mut self) -> Option<()> {
        self.skip_blanks();
        match self.peek() {
            None | Some(b'\n') => Some(()),
            Some(b'#') => self.remark(),
            Some(_) => None,
        }
    }

    fn header(&mut self) -> Option<Header> {
        let start = self.at;
        self.take(b'[')?;
        let lists = self.take(b'[').is_some();
        self.skip_blanks();
        let (path, key) = self.key()?;
        self.skip_blanks();
        self.take(b']')?;
        if lists {
            self.take(b']')?;
        }
        Some(Header { path, key, span: self.span(start), lists })
    }

    /// Puts what stands below a header where it belongs; what stands before the first is the root.
    fn close(&mut self, root: &mut Table, header: Option<Header>, section: Table) -> Option<()> {
        let Some(Header { path, key, span, lists }) = header else {
            *root = section;
            return Some(());
        };
        let mut parent = root;
        for part in path {
            parent = self.descend(parent, part)?;
        }
        let known = place_of(parent, &key);
        if let Some(known) = known.filter(|_| lists) {
            let node = Node { span, kind: NodeKind::Table(section) };
            return match &mut parent.entries[known].value.kind {
                NodeKind::List(items) => self.is_below_header(items.last()?).then(|| items.push(node)),
                _ => None,
            };
        }
        let mut table = section;
        if let Some(known) = known {
            // The headers of others have spoken of it: what they said comes first.
            let Node { span, kind: NodeKind::Table(said) } = parent.entries.remove(known).value else { return None };
            self.implied.contains(&span.start).then_some(())?;
            let own = std::mem::replace(&mut table, said);
            for Entry { key, value } in own.entries {
                add_new(&mut table, key, value)?;
            }
        }
        let node = Node { span, kind: NodeKind::Table(table) };
        add(parent, key, if lists { Node { span, kind: NodeKind::List(vec![node]) } } else { node })
    }

    /// The table of a name that a header goes through.
    fn descend<'n>(&mut self, table: &'n mut Table, name: Spanned<String>) -> Option<&'n mut Table> {
        let place = if let Some(known) = place_of(table, &name) {
            known
        } else {
            (self.implied.len() < MAX_KEYS).then(|| self.implied.push(name.span.start))?;
            let node = Node { span: name.span, kind: NodeKind::Table(Table::default()) };
            add(table, name, node)?;
            table.entries.len() - 1
        };
        let node = &mut table.entries[place].value;
        let is_open = match &node.kind {
            NodeKind::List(items) => self.is_below_header(items.last()?),
            _ => self.is_below_header(node) || self.implied.contains(&node.span.start),
        };
        match &mut node.kind {
            NodeKind::List(items) if is_open => table_of(items.last_mut()?),
            NodeKind::Table(table) if is_open => Some(table),
            _ => None,
        }
    }

    /// Whether a table stands below a header of its own.
    fn is_below_header(&self, node: &Node) -> bool {
        matches!(node.kind, NodeKind::Table(_)) && self.bytes.get(node.span.start as usize) == Some(&b'[')
    }

    /// `a.b = 1`
    fn pair(&mut self, table: &mut Table) -> Option<()> {
        let (path, key) = self.key()?;
        self.skip_blanks();
        self.take(b'=')?;
        self.skip_blanks();
        let value = self.value()?;
        let mut parent = table;
        for name in path {
            let place = if let Some(known) = place_of(parent, &name) {
                // Others than those that dotted keys make are closed.
                let Entry { key, value } = &parent.entries[known];
                (value.span.start == key.span.start).then_some(known)?
            } else {
                let node = Node { span: name.span, kind: NodeKind::Table(Table::default()) };
                add(parent, name, node)?;
                parent.entries.len() - 1
            };
            parent = table_of(&mut parent.entries[place].value)?;
        }
        add_new(parent, key, value)
    }

    /// A key, and the names of the tables that it lies in.
    fn key(&mut self) -> Option<(Vec<Spanned<String>>, Spanned<String>)> {
        let (mut path, mut last) = (Vec::new(), self.name()?);
        loop {
            let end = self.at;
            self.skip_blanks();
            if self.take(b'.').is_none() {
                self.at = end;
                return Some((path, last));
            }
            self.skip_blanks();
            path.push(last);
            if path.len() > MAX_DEPTH {
                return None;
            }
            last = self.name()?;
        }
    }

    fn name(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') if !self.starts_with(&[quote; 3]) => self.short_text(quote)?,
            _ => {
                let is_plain = |byte: &&u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-');
                self.at += self.bytes[start..].iter().take_while(is_plain).count();
                (self.at > start).then(|| self.text[start..self.at].to_owned())?
            }
        };
        Some(Spanned { value, span: self.span(start) })
    }

    fn value(&mut self) -> Option<Node> {
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
    fn short_text(&mut self, quote: u8) -> Option<String> {
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
fn is_visible(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f || byte == b'\t'
}

fn place_of(table: &Table, key: &Spanned<String>) -> Option<usize> {
    table.entries.iter().position(|entry| entry.key.value == key.value)
}

fn add(table: &mut Table, key: Spanned<String>, value: Node) -> Option<()> {
    (table.entries.len() < MAX_KEYS).then(|| table.entries.push(Entry { key, value }))
}

/// Adds a key that is not there yet.
fn add_new(table: &mut Table, key: Spanned<String>, value: Node) -> Option<()> {
    match place_of(table, &key) {
        Some(_) => None,
        None => add(table, key, value),
    }
}

fn table_of(node: &mut Node) -> Option<&mut Table> {
    match &mut node.kind {
        NodeKind::Table(table) => Some(table),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    /// A tree, and all places in it, which do not count when trees are compared.
    type Placed = (Table, Vec<(FileId, u32, u32)>);

    fn placed(table: Table) -> Placed {
        fn add(node: &Node, spans: &mut Vec<Span>) {
            spans.push(node.span);
            match &node.kind {
                NodeKind::List(items) => items.iter().for_each(|item| add(item, spans)),
                NodeKind::Table(table) => add_all(table, spans),
                _ => {}
            }
        }
        fn add_all(table: &Table, spans: &mut Vec<Span>) {
            for Entry { key, value } in &table.entries {
                spans.push(key.span);
                add(value, spans);
            }
        }
        let mut spans = Vec::new();
        add_all(&table, &mut spans);
        (table, spans.into_iter().map(|span| (span.file, span.start, span.end)).collect())
    }

    /// By the reader of all of TOML; and whether the file is faulty.
    fn in_full(text: &str) -> (Placed, bool) {
        let mut faults = Vec::new();
        let (table, _) = super::super::parse_in_full(FileId(3), text, &mut faults);
        (placed(table), !faults.is_empty())
    }

    fn plain(text: &str) -> Option<Placed> {
        read(FileId(3), text).map(placed)
    }

    #[test]
    fn the_rules_are_plain_and_read_as_by_the_reader_of_all() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")];
        let mut n_read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("profiles") {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "toml") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let (wanted, is_faulty) = in_full(&text);
                    assert!(plain(&text) == Some(wanted) && !is_faulty, "{}", path.display());
                    n_read += 1;
                }
            }
        }
        assert!(n_read > 100);
    }

    #[test]
    fn what_is_plain_is_read_as_by_the_reader_of_all() {
        for text in [
            "",
            "a = 1\n[b.c]\nd.e = -2.50\nd.f = 'x' # remark\n[[b.g]]\n[b.g.h]\n\"i j\" = [1, 'two', { k = true }, ]\n[[b.g]]\n",
            "a = \"\"\"\nb \\u00e9 \\\"\n\"c\" \"\"\"\nb = '''d\n''' # e\nf . \"g\" = { h = { }, i.j = [\n # k\n [] ], i.l = 0 }",
            "é = 1",
            "[a.b]\n[c]\n[a]\nd = 1\n[a.e]\n",
            "a = 2020-01-01\n",
            "a = \"\\e\"\n",
            "a = -0\nb = -0.0\nc = 0.5\n",
        ] {
            assert!(plain(text).is_none_or(|table| (table, false) == in_full(text)), "{text}");
        }
    }

    #[test]
    fn what_is_faulty_is_not_plain() {
        for text in [
            "a = 1\na = 2\n",
            "[a]\n[a]\n",
            "[a.b]\n[a]\n[a]\n",
            "[a.b]\n[a]\nb = 1\n",
            "[a.b]\n[[a]]\n",
            "a.b = 1\n[a]\n",
            "a = {}\n[a.b]\n",
            "a = []\n[[a]]\n",
            "a = [{}]\n[[a]]\n",
            "[a]\nb = 1\n[a.b]\n",
            "a = {}\na.b = 1\n",
            "a = { b = 1 c = 2 }\n",
            "a = 01\n",
            "a = \"\u{1}\"\n",
            "a = 1 b = 2\n",
            "a =\n1\n",
            "# \u{1}\n",
            "a = '''b''''''\n",
            "a = \"b\n\"\n",
            "[[a]\n",
            "a\n",
        ] {
            assert_eq!(plain(text), None, "{text}");
            assert!(in_full(text).1, "{text}");
        }
    }

    #[test]
    fn what_is_deep_or_wide_is_left_to_others() {
        assert_eq!(plain(&format!("a = {}{}\n", "[".repeat(40), "]".repeat(40))), None);
        assert_eq!(plain(&format!("{} = 1\n", vec!["a"; 40].join("."))), None);
        assert_eq!(plain(&(0..=MAX_KEYS).map(|n| format!("a{n} = 1")).collect::<Vec<_>>().join("\n")), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn whatever_is_plain_is_sound_and_reads_as_it_does_in_full(
            parts in prop::collection::vec(
                r#"[ab]|\.|[ab]\.[ab]| ?= ?|\n|\n|\n\[|\]|\n\[\[|\]\]|\n\[[ab]\]\n|\n\[[ab]\.[abc]\]\n|\n\[\[[ab]\]\]\n|\n\[\[a\.b\]\]\n|[{},]|, |"|'|"""|'''|\\|\\n|\\u00e9|é|#|-|0|-?[01]\.5|12|true|"a"|'b'|\[|\n[ab] = \{ |\n[abc] = \[|\n[ab]\.[ab] = |\t|\r|\x01"#,
                0..14,
            ),
        ) {
            let text = parts.concat();
            if let Some(table) = plain(&text) {
                prop_assert_eq!((table, false), in_full(&text), "{:?}", text);
            }
        }
    }
}
