//! How a file looks as JSON, from its start.

use std::io::Cursor;

use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::input::HEAD;
use crate::records::{Layout, Records};
use crate::stream::Stream;
use crate::tree::{Outline, Tree};

/// So many of the first values are looked at: a stream of posts may start with some that are none.
const VALUES: usize = 20;
/// So many characters of the first value are kept as they are written.
const TEXT: usize = 1_000;

/// How a file looks as JSON.
#[derive(Debug, Default)]
pub(crate) struct Json {
    /// How the values lie in the file; nothing if it is no JSON.
    pub(crate) layout: Option<Layout>,
    /// The first values, as far as they can be read and need be known.
    pub(crate) first: Vec<Tree<'static>>,
    /// How the first value is written, at its start.
    pub(crate) text: String,
    /// The first value is whole.
    pub(crate) is_whole: bool,
    /// The values are the items of a list.
    pub(crate) is_list: bool,
    /// There is one value only, and no list around it.
    pub(crate) is_single: bool,
}

impl Json {
    /// Looks at the start of a file; at more of it until the first value is whole.
    pub(crate) fn look(stream: &mut Stream, max_record: usize) -> Result<Self, ReadError> {
        let mut n = HEAD;
        loop {
            stream.peek(n)?;
            let ended = stream.is_ended();
            let text = decode("", stream.peek(n)?, Damage::Replace, &mut Vec::new())?;
            if text.trim_start().is_empty() && !ended && n < 64 << 20 {
                n *= 4;
                continue;
            }
            let Some(layout) = layout(&text) else { return Ok(Json::default()) };
            let is_list = text.trim_start().starts_with('[');
            let mut json = Json { layout: Some(layout), is_list, ..Json::default() };
            let values = Records::new("", Box::new(Cursor::new(text.as_bytes())), layout, usize::MAX);
            for record in values.take(VALUES).map_while(Result::ok) {
                let outline = Outline::of(&record.text);
                if json.first.is_empty() {
                    json.is_whole = outline.is_whole && !record.is_cut;
                    json.text = record.text.chars().take(TEXT).collect();
                }
                json.first.push(outline.tree);
            }
            if ended || json.is_whole || json.first.len() > 1 || n > max_record {
                json.is_single = ended && !is_list && json.first.len() == 1;
                return Ok(json);
            }
            n = n.saturating_mul(4).min(max_record.saturating_add(1).max(n + 1));
        }
    }
}

/// How JSON lies in a file that starts like this; nothing if that is no JSON.
fn layout(text: &str) -> Option<Layout> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('[') {
        // A table of TOML starts like this, too.
        return matches!(
            rest.trim_start_matches(['[', ' ', '\t', '\r', '\n']).bytes().next(),
            None | Some(b'{' | b'"' | b']' | b'-' | b'0'..=b'9')
        )
        .then_some(Layout::Values);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    if !first.starts_with('{') {
        // One damaged line among many.
        return lines.take(5).any(|line| line.starts_with("{\"") && line.ends_with('}')).then_some(Layout::Lines);
    }
    let alone = lines.next().is_some_and(|line| line.starts_with('{')) || Outline::of(first).is_whole;
    Some(if alone { Layout::Lines } else { Layout::Values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_told_by_their_start() {
        for (text, expected) in [
            ("{\"a\":1}", Some(Layout::Lines)),
            ("{\"a\":1}\n{\"a\":2}", Some(Layout::Lines)),
            ("{\"a\":\n{\"a\":2}", Some(Layout::Lines)),
            ("garbage\n{\"a\":2}", Some(Layout::Lines)),
            ("{\n \"a\": 1\n}\n{\n \"a\": 2\n}", Some(Layout::Values)),
            ("{\"a\":1, \"b\":", Some(Layout::Values)),
            ("[\n {\"a\":1}]", Some(Layout::Values)),
            ("[[{\"a\":1}]]", Some(Layout::Values)),
            ("[ ]", Some(Layout::Values)),
            ("[[posts]]\nid = 1", None),
            ("[profile]\n", None),
            ("handle = 'a'", None),
            ("a,b\n1,2", None),
            ("", None),
        ] {
            assert_eq!(layout(text), expected, "{text}");
        }
    }

    #[test]
    fn a_large_first_value_is_looked_at_as_a_whole() {
        let posts = "{\"id\":1},".repeat(20_000);
        let text = format!("{{\"statuses\":[{posts}{{}}],\"search_metadata\":{{}}}}");
        let mut stream = Stream::new("in", Box::new(Cursor::new(text.into_bytes())));
        let json = Json::look(&mut stream, 1 << 20).unwrap();
        assert!(json.is_single && json.first[0].has("search_metadata"));
    }
}
