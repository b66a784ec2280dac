//! The text of a post of X as a reader of the timeline sees it, whatever file it comes from.

/// A link in a text: as it stands there, and where it leads.
pub(crate) type Link<'a> = (&'a str, &'a str);

/// A text as a reader sees it, and what was in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The text: unescaped, with the links' targets in place of `t.co`, without the links of media and of the quoted post at its end.
    pub(crate) text: String,
    /// Links to other pages.
    pub(crate) n_urls: usize,
    /// It links to a post, which is then shown below.
    pub(crate) quote: bool,
}

/// Makes the text of a post what a reader sees. `id` is the post's own.
///
/// The links' targets are written out in full, where the timeline shortens them: rules look at their hosts.
pub(crate) fn show(unescaped: &str, links: &[Link<'_>], media: &[&str], id: &str) -> Shown {
    let mut shown = Shown::default();
    let mut hidden: Vec<&str> = media.to_vec();
    let mut quoted: Vec<&str> = Vec::new();
    let mut replaced: Vec<(&str, &str)> = Vec::new();
    for &(short, target) in links {
        match status_of(target) {
            // A post that was cut links to itself.
            Some(status) if status == id => hidden.push(short),
            Some(_) => {
                shown.quote = true;
                quoted.push(short);
                replaced.push((short, target));
            }
            None => {
                shown.n_urls += 1;
                replaced.push((short, target));
            }
        }
    }
    let text = without_end(unescaped, &hidden, &quoted);
    shown.text = replace(text, &replaced, &hidden);
    shown
}

/// Cuts the links of media and of one quoted post off the end, with the blanks before them.
fn without_end<'t>(text: &'t str, hidden: &[&str], quoted: &[&str]) -> &'t str {
    let mut left = text;
    let mut quote_left = true;
    loop {
        let trimmed = left.trim_end();
        let last = trimmed.rsplit(char::is_whitespace).next().unwrap_or("");
        let is_hidden = hidden.contains(&last);
        let is_quoted = !is_hidden && quote_left && quoted.contains(&last);
        if last.is_empty() || !(is_hidden || is_quoted) {
            return if left.len() == text.len() { text } else { trimmed };
        }
        quote_left &= !is_quoted;
        left = &trimmed[..trimmed.len() - last.len()];
    }
}

/// Replaces short links by their targets, and takes the hidden ones out with a blank.
fn replace(text: &str, replaced: &[(&str, &str)], hidden: &[&str]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_here = |short: &str| {
            let after = rest.strip_prefix(short)?;
            // `t.co/abc` must not match in `t.co/abcd`.
            (!after.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(after)
        };
        if let Some((target, after)) = replaced.iter().find_map(|(short, target)| Some((*target, is_here(short)?))) {
            out.push_str(target);
            rest = after;
        } else if let Some(after) = hidden.iter().find_map(|short| is_here(short)) {
            rest = if out.is_empty() || out.ends_with(char::is_whitespace) {
                after.trim_start_matches(' ')
            } else {
                after
            };
        } else {
            out.push_str("http");
            rest = &rest["http".len()..];
        }
    }
    out.push_str(rest);
    out
}

/// The id of the post that an address of X leads to.
fn status_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("mobile.")).unwrap_or(host);
    if !host.eq_ignore_ascii_case("twitter.com") && !host.eq_ignore_ascii_case("x.com") {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or(path);
    // `name/status/1`, `i/web/status/1`, and `name/status/1/photo/1` below them.
    let mut parts = path.split('/').skip_while(|part| *part != "status" && *part != "statuses");
    parts.next()?;
    parts.next().filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
}

/// Undoes the escapes that X puts into the text of posts (not into bios), each once: `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&#39;`.
#[must_use]
pub fn unescape(text: &str) -> String {
    const ESCAPES: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (plain, length) = ESCAPES
            .iter()
            .find(|(escape, _)| rest.starts_with(escape))
            .map_or(('&', 1), |(escape, c)| (*c, escape.len()));
        out.push(plain);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Who is reposted by a text `RT @name: …`: the only mark of a repost in an archive. A quotation made by hand looks the same.
pub(crate) fn reposted(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("RT @")?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    (end > 0 && (rest[end..].starts_with(": ") || &rest[end..] == ":")).then(|| &rest[..end])
}

/// Labels that X gives where it finds no language: `und`, `zxx`, and the range reserved for local use (`qme`: media only, `qht`: hashtags only …).
pub(crate) fn is_pseudo_language(label: &str) -> bool {
    matches!(label, "und" | "zxx" | "mul" | "mis" | "art")
        || matches!(label.as_bytes(), [b'q', b'a'..=b't', b'a'..=b'z'])
}

/// The address of the picture in full size: the one that is sent is 48 pixels wide.
pub(crate) fn full_size(url: &str) -> String {
    let (stem, end) = url.rsplit_once('.').filter(|(_, end)| !end.contains('/')).unwrap_or((url, ""));
    match stem.strip_suffix("_normal") {
        Some(stem) if end.is_empty() => stem.to_owned(),
        Some(stem) => format!("{stem}.{end}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(short: &'static str, target: &'static str) -> Link<'static> {
        (short, target)
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescape("thanks &amp; see you &lt;3 &gt; 2"), "thanks & see you <3 > 2");
        assert_eq!(unescape("write &amp;amp; for &amp;"), "write &amp; for &");
        assert_eq!(unescape("AT&T &copy; &"), "AT&T &copy; &");
    }

    #[test]
    fn links_show_their_targets_and_media_do_not_show() {
        let blog = link("https://t.co/AAAAAAAAAA", "https://example.org/ricette/pane");
        let shown =
            show("Pane: https://t.co/AAAAAAAAAA https://t.co/BBBBBBBBBB", &[blog], &["https://t.co/BBBBBBBBBB"], "7");
        assert_eq!(shown, Shown { text: "Pane: https://example.org/ricette/pane".to_owned(), n_urls: 1, quote: false });
        assert_eq!(show("https://t.co/BBBBBBBBBB", &[], &["https://t.co/BBBBBBBBBB"], "7").text, "");
        let middle = show("Look https://t.co/BBBBBBBBBB there", &[], &["https://t.co/BBBBBBBBBB"], "7");
        assert_eq!(middle.text, "Look there");
        // A link without data stays as it is.
        assert_eq!(show("https://t.co/DDDDDDDDDD", &[], &[], "7").text, "https://t.co/DDDDDDDDDD");
    }

    #[test]
    fn one_short_link_is_not_the_start_of_another() {
        let short = link("https://t.co/abc", "https://one.example");
        let long = link("https://t.co/abcd", "https://two.example");
        let shown = show("https://t.co/abcd, https://t.co/abc.", &[short, long], &[], "7");
        assert_eq!(shown.text, "https://two.example, https://one.example.");
    }

    #[test]
    fn quoted_posts_are_known_by_their_address() {
        for target in [
            "https://twitter.com/bob/status/42",
            "https://x.com/bob/status/42?s=20",
            "http://mobile.twitter.com/bob/statuses/42",
            "https://x.com/i/web/status/42",
        ] {
            let shown = show("So true https://t.co/QQQQQQQQQQ", &[link("https://t.co/QQQQQQQQQQ", target)], &[], "7");
            assert_eq!(shown, Shown { text: "So true".to_owned(), n_urls: 0, quote: true }, "{target}");
        }
        for target in ["https://x.com/bob", "https://x.example/bob/status/42", "https://notx.com/bob/status/42"] {
            let shown = show("See https://t.co/QQQQQQQQQQ", &[link("https://t.co/QQQQQQQQQQ", target)], &[], "7");
            assert_eq!((shown.quote, shown.n_urls, shown.text), (false, 1, format!("See {target}")), "{target}");
        }
        let own = link("https://t.co/QQQQQQQQQQ", "https://twitter.com/i/web/status/7");
        let shown = show("Cut… https://t.co/QQQQQQQQQQ", &[own], &[], "7");
        assert_eq!(shown, Shown { text: "Cut…".to_owned(), n_urls: 0, quote: false });
    }

    #[test]
    fn a_post_linked_in_the_middle_stays_in_the_text() {
        let quoted = link("https://t.co/QQQQQQQQQQ", "https://x.com/bob/status/42");
        let shown = show("As https://t.co/QQQQQQQQQQ says", &[quoted], &[], "7");
        assert_eq!((shown.text.as_str(), shown.quote), ("As https://x.com/bob/status/42 says", true));
    }

    #[test]
    fn reposts_are_known_by_their_start() {
        assert_eq!(reposted("RT @bakery_example: Our sourdough"), Some("bakery_example"));
        assert_eq!(reposted("RT @a:"), Some("a"));
        for text in ["RT @a is right", "RT @: x", "rt @a: x", "I say RT @a: x", "RT @a", "RT"] {
            assert_eq!(reposted(text), None, "{text}");
        }
    }

    #[test]
    fn pseudo_languages() {
        assert!(["und", "zxx", "qme", "qht", "qam", "qct", "qst"].into_iter().all(is_pseudo_language));
        assert!(!["en", "it", "qu", "in", "zh-cn", "quz"].into_iter().any(is_pseudo_language));
    }

    #[test]
    fn pictures_in_full_size() {
        for (sent, full) in [
            ("https://pbs.example/profile_images/1/abc_normal.jpeg", "https://pbs.example/profile_images/1/abc.jpeg"),
            ("https://pbs.example/profile_images/1/abc_normal", "https://pbs.example/profile_images/1/abc"),
            (
                "https://pbs.example/profile_images/1/abc_400x400.jpg",
                "https://pbs.example/profile_images/1/abc_400x400.jpg",
            ),
            ("", ""),
        ] {
            assert_eq!(full_size(sent), full);
        }
    }
}
