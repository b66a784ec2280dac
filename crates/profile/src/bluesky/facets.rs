//! What is marked in a text: links and names, by places that count bytes.

use crate::tree::Tree;

/// A text with its links in full, and what was marked in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    /// Where its links lead.
    pub(super) links: Vec<String>,
    /// Handles it speaks to.
    pub(super) mentions: Vec<String>,
}

/// Puts the targets of links in the place of what the text shows of them: clients shorten it.
pub(super) fn mark(text: &str, facets: &[Tree<'_>]) -> Marked {
    let mut ranges: Vec<(usize, usize, &Tree<'_>)> = facets
        .iter()
        .filter_map(|facet| {
            let place = |key| match facet.get("index").get(key) {
                Tree::Int(place) => usize::try_from(*place).ok(),
                _ => None,
            };
            Some((place("byteStart")?, place("byteEnd")?, facet))
        })
        .collect();
    ranges.sort_by_key(|(start, ..)| *start);
    let mut marked = Marked::default();
    let mut done = 0;
    for (start, end, facet) in ranges {
        // Places are given by clients: one that overlaps another, or cuts a character, is none.
        let Some(shown) = text.get(start..end).filter(|_| start >= done) else { continue };
        for feature in facet.get("features").items() {
            let kind = feature.get("$type").text().unwrap_or_default();
            if kind.ends_with("#mention") {
                marked.mentions.push(shown.trim_start_matches('@').to_owned());
            }
            if let Some(target) = feature.get("uri").filled().filter(|_| kind.ends_with("#link")) {
                // Words that are a link stay words; only a shortened address is written out.
                let is_address = shown.strip_suffix("...").or_else(|| shown.strip_suffix('…')).unwrap_or(shown);
                marked.links.push(target.to_owned());
                if target.contains(is_address) && done <= start {
                    marked.text.push_str(&text[done..start]);
                    marked.text.push_str(target);
                    done = end;
                }
            }
        }
    }
    marked.text.push_str(&text[done..]);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, facets: &str) -> Marked {
        mark(text, Tree::parse(facets).unwrap().items())
    }

    fn link(start: usize, end: usize, uri: &str) -> String {
        format!(
            r#"{{"index":{{"byteStart":{start},"byteEnd":{end}}},"features":[{{"$type":"app.bsky.richtext.facet#link","uri":"{uri}"}}]}}"#
        )
    }

    #[test]
    fn places_count_bytes() {
        let shown =
            marked("🍞 è example.org/a... ok", &format!("[{}]", link(8, 24, "https://example.org/a/long/path")));
        assert_eq!(shown.text, "🍞 è https://example.org/a/long/path ok");
        assert_eq!(shown.links, ["https://example.org/a/long/path"]);
    }

    #[test]
    fn words_that_are_links_stay_words() {
        let shown = marked("my blog is new", &format!("[{}]", link(3, 7, "https://ana.example")));
        assert_eq!((shown.text.as_str(), shown.links.len()), ("my blog is new", 1));
    }

    #[test]
    fn names_are_told_by_their_place() {
        let facets = r#"[{"index":{"byteStart":3,"byteEnd":14},"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:b"}]}]"#;
        assert_eq!(marked("hi @rui.exampl", facets).mentions, ["rui.exampl"]);
    }

    #[test]
    fn places_that_cannot_be_are_ignored() {
        for facets in [
            link(1, 3, "https://a.example"),
            link(0, 99, "https://a.example"),
            link(3, 1, "https://a.example"),
            r#"{"index":{"byteStart":-1,"byteEnd":1e300},"features":[]}"#.to_owned(),
            "{}".to_owned(),
            "null".to_owned(),
        ] {
            assert_eq!(marked("🍞 a.example", &format!("[{facets}]")).text, "🍞 a.example", "{facets}");
        }
    }
}
