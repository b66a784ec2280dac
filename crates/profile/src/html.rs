//! The subset of HTML that Mastodon and its kin write into notes and posts, as the text that a reader sees.
//!
//! Servers sanitise what they send: paragraphs, breaks, links, spans, lists and quotations are all there is. Tags go, their text stays,
//! entities are decoded. The invisible parts of a link belong to its address, so joining all parts restores it. Damage (`</span}`)
//! costs the tag and not the text.

/// A text, and what was in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Links to other pages: neither mentions nor hashtags.
    pub(crate) n_links: usize,
}

/// The text of HTML. One without any tag is a text already, as Pixelfed and Pleroma send them: its line ends stay.
pub(crate) fn show(html: &str) -> Shown {
    let mut out = Out { is_plain: true, ..Out::default() };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let Some((tag, after)) = Tag::read(&rest[at..]) else {
            out.pending.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.pending.push_str(&rest[..at]);
        out.is_plain = false;
        out.tag(&tag);
        rest = if tag.hides() { skip(after, tag.name) } else { after };
    }
    out.pending.push_str(rest);
    out.flush();
    Shown { text: out.text.trim().to_owned(), n_links: out.n_links }
}

/// What follows the end of the element with this name.
fn skip<'h>(html: &'h str, name: &str) -> &'h str {
    let mut open = 1;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let Some((tag, after)) = Tag::read(&rest[at..]) else {
            rest = &rest[at + 1..];
            continue;
        };
        rest = after;
        if tag.name.eq_ignore_ascii_case(name) {
            if tag.is_end {
                open -= 1;
            } else {
                open += 1;
            }
            if open == 0 {
                return rest;
            }
        }
    }
    ""
}

impl Shown {
    /// The same behind a content warning, which shows before it.
    pub(crate) fn behind(self, warning: Option<&str>) -> Self {
        match warning {
            Some(warning) => {
                Shown { text: format!("{}\n\n{}", warning.trim(), self.text).trim_end().to_owned(), ..self }
            }
            None => self,
        }
    }
}

#[derive(Default)]
struct Out {
    text: String,
    /// Text whose entities are not decoded yet.
    pending: String,
    n_links: usize,
    /// No tag was there yet.
    is_plain: bool,
}

impl Out {
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let decoded = html_escape::decode_html_entities(&pending);
        if self.is_plain {
            self.text.push_str(&decoded);
        } else {
            // A line end between tags is a blank.
            self.text.extend(decoded.chars().filter(|c| *c != '\r').map(|c| if c == '\n' { ' ' } else { c }));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        self.flush();
        let name = tag.name.to_ascii_lowercase();
        match (name.as_str(), tag.is_end) {
            ("br", _) => self.text.push('\n'),
            ("p" | "blockquote" | "ul" | "ol" | "pre" | "div" | "h1" | "h2" | "h3" | "h4", _) => self.break_to("\n\n"),
            ("li", _) => self.break_to("\n"),
            ("a", false)
                if !tag.has_word("class", &["mention", "hashtag", "u-url"]) && !tag.has_word("rel", &["tag"]) =>
            {
                self.n_links += usize::from(tag.attribute("href").is_some());
            }
            _ => {}
        }
    }

    /// Ends what stands there with this, unless it ends so already.
    fn break_to(&mut self, end: &str) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        if self.text.is_empty() || self.text.ends_with(end) {
            return;
        }
        self.text.push_str(if self.text.ends_with('\n') { &end[1..] } else { end });
    }
}

/// A tag as written.
struct Tag<'h> {
    name: &'h str,
    attributes: &'h str,
    is_end: bool,
}

impl<'h> Tag<'h> {
    /// The tag at the start of the text and what follows it; nothing if none starts there.
    fn read(html: &'h str) -> Option<(Self, &'h str)> {
        if let Some(comment) = html.strip_prefix("<!--") {
            let after = comment.split_once("-->").map_or("", |(_, after)| after);
            return Some((Tag { name: "!", attributes: "", is_end: false }, after));
        }
        let inner = html.strip_prefix('<')?;
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(length);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (attributes, after) = split_end(rest);
        Some((Tag { name, attributes, is_end }, after))
    }

    fn attribute(&self, name: &str) -> Option<&'h str> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find('=') {
            let found = rest[..at].trim_end().rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next()?;
            let value = rest[at + 1..].trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
        None
    }

    fn has_word(&self, attribute: &str, words: &[&str]) -> bool {
        let written = self.attribute(attribute).unwrap_or_default();
        written.split_ascii_whitespace().any(|word| words.contains(&word))
    }

    /// Nothing of what is inside shows: scripts, and the address of a quoted post, which shows below.
    fn hides(&self) -> bool {
        let closed = self.name.eq_ignore_ascii_case("script") || self.name.eq_ignore_ascii_case("style");
        !self.is_end && !self.attributes.ends_with('/') && (closed || self.has_word("class", &["quote-inline"]))
    }
}

/// The attributes up to the end of the tag, and what follows. A tag without an end is over where the next one starts.
fn split_end(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return (&text[..at], &text[at + 1..]),
            (b'<', None) => return (&text[..at], &text[at..]),
            _ => {}
        }
    }
    // A quotation mark that never ends: the tag does, at the first bracket.
    match text.find('>') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_text_that_a_reader_sees() {
        for (html, text) in [
            ("<p>Cook &amp; baker 🍞<br />ricette</p><p>she/her</p>", "Cook & baker 🍞\nricette\n\nshe/her"),
            ("", ""),
            ("<p></p>", ""),
            ("<p>Tom &#39;n&#x27; &quot;Ana&quot;</p>", "Tom 'n' \"Ana\""),
            (
                r#"<a href="https://a.example/tags/pane" class="mention hashtag" rel="tag">#<span>pane</span></a>"#,
                "#pane",
            ),
            (
                r#"<a href="https://example.org/a/b"><span class="invisible">https://</span><span class="ellipsis">example.org/a</span><span class="invisible">/b</span></a>"#,
                "https://example.org/a/b",
            ),
            ("<p>a <span>b</span} c</span> d</p>", "a b d"),
            ("1 < 2 <3 and a > b", "1 < 2 <3 and a > b"),
            ("plain\nlines &amp; more\n\nend", "plain\nlines & more\n\nend"),
            ("<p>one\ntwo</p>", "one two"),
            ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
            ("<P>loud</P><BR/>x", "loud\n\n\nx"),
            ("x<!-- no -->y<script>alert('<p>')</script>z", "xyz"),
            (r#"So true<span class="quote-inline"><br/><br/>RE: <a href="u">u</a></span>"#, "So true"),
            ("<p class=\"quote-inline\">RE: x</p><p>Yes</p>", "Yes"),
            ("a<b", "a"),
            ("<a title=\"x>y\" href='z'>t</a>", "t"),
            ("ends in \u{200b}zero\u{200b} width", "ends in \u{200b}zero\u{200b} width"),
        ] {
            assert_eq!(show(html).text, text, "{html}");
        }
    }

    #[test]
    fn links_are_neither_mentions_nor_hashtags() {
        let html = r#"<a href="https://a.example/@b" class="u-url mention">@b</a> <a rel='tag' href="t">#t</a> <a href="https://x.example" rel="nofollow noopener">x</a> <a>no</a>"#;
        assert_eq!(show(html), Shown { text: "@b #t x no".to_owned(), n_links: 1 });
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(html in "[<>/a-c \"'=&;!\\-\n]{0,60}") {
            show(&html);
        }
    }
}
