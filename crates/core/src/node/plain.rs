//! The plain part of TOML, read straight into a tree: nearly all rule files keep to it, and have some hundred thousand letters.
//!
//! A file that goes beyond it, such as by a date or an escape that nobody uses, is no fault and not read here; one with a fault is
//! not read here either. So a reader of all of TOML has to be at hand, which also tells the faults.

mod value;

use super::{Entry, Node, NodeKind, Spanned, Table};
use crate::diag::{FileId, Span};
use value::is_visible;

/// A table of more keys is not plain: here it is gone through for each new one.
const MAX_KEYS: usize = 1024;
/// What lies deeper is not plain.
const MAX_DEPTH: usize = 32;

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
mod tests;
