//! What an input looks like that no reader takes, so that the error can say more than "no".

use crate::encoding::{Damage, decode};
use crate::input::{Content, Opened};
use crate::tree::Tree;
use crate::words::shorten;
use crate::x_archive::{closed_part, is_ids};

/// In words, to follow "it looks like".
pub(crate) fn looks_like(input: &mut Opened) -> String {
    match &mut input.content {
        Content::Files(files) => names_look_like(&files.list(""), files.what()),
        Content::Stream(_) => {
            // Of many values one is enough to say what they are.
            let first = input.json().and_then(|json| json.first.first()).map(value_looks_like);
            first.unwrap_or_else(|| bytes_look_like(input.head()))
        }
    }
}

/// `what` they are in: a folder or a zip.
fn names_look_like(names: &[String], what: &str) -> String {
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("actor.json") || has("outbox.json") {
        return "a Mastodon export without a sound `actor.json`: unpack or download it again".to_owned();
    }
    let inner = names.iter().find(|n| n.to_ascii_lowercase().ends_with(".zip"));
    match (names, inner) {
        ([], _) => format!("an empty {what}"),
        ([_], Some(inner)) => format!("a {what} around `{inner}`: give that file itself"),
        ([one], None) => format!("a {what} with only `{one}` in it"),
        (_, Some(inner)) => format!(
            "a {what} of {} files, none of them an archive's; if it is `{inner}`, give that file itself",
            names.len()
        ),
        ([first, second, ..], None) => {
            format!("a {what} of {} files, none of them an archive's (`{first}`, `{second}` …)", names.len())
        }
    }
}

fn bytes_look_like(bytes: &[u8]) -> String {
    const MAGIC: [(&[u8], &str); 11] = [
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"RIFF", "a WebP picture or a sound"),
        (b"%PDF", "a PDF document"),
        (b"7z\xbc\xaf", "a 7z file: unpack it and give the folder"),
        (b"Rar!", "a RAR file: unpack it and give the folder"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"PK\x07\x08", "one part of a split zip: give the first one"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return (*what).to_owned();
    }
    if is_ids(bytes) {
        return "the list of followers or followed accounts of an X archive: ids only, no profiles; give the whole archive to have them counted"
            .to_owned();
    }
    if let Some(part) = closed_part(bytes) {
        return format!(
            "the `{part}` part of an X archive, which is not opened: give the whole archive or `tweets.js`"
        );
    }
    let mut ignored = Vec::new();
    match decode("", bytes, Damage::Replace, &mut ignored) {
        Ok(text) if !text.contains('\0') => text_looks_like(text.trim_start()),
        _ => "a binary file".to_owned(),
    }
}

fn text_looks_like(text: &str) -> String {
    let start: String = text.chars().take(400).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return "an HTML page".to_owned();
    }
    if start.starts_with('<') && start.contains("<rss") {
        return "an RSS feed: posts alone, in a form that is not read".to_owned();
    }
    if start.starts_with('<') {
        return "an XML file".to_owned();
    }
    let first = start.lines().next().unwrap_or("");
    if first.starts_with("account address") {
        return "a list of accounts followed on Mastodon: handles only, no profiles".to_owned();
    }
    let is_address = |line: &str| {
        let address = line.split(',').next().unwrap_or(line).trim();
        let (user, host) = address.split_once('@').unwrap_or_default();
        !user.is_empty() && host.contains('.') && !address.contains(' ')
    };
    // The last line may be cut off.
    if is_address(first) && text.lines().take(5).all(is_address) {
        return "a list of addresses of accounts (blocked ones?): no profiles".to_owned();
    }
    if first.matches(',').count() >= 2 || first.contains('\t') || first.matches(';').count() >= 2 {
        return "a table (CSV)".to_owned();
    }
    "plain text".to_owned()
}

/// The format that has a key of these which only it has.
pub(crate) fn sign_of(keys: &[&str]) -> Option<&'static str> {
    /// First signs of formats that people also have.
    const SIGNS: [(&str, &str); 7] = [
        ("screen_name", "a user of the X API v1.1"),
        ("full_text", "a post of the X API v1.1"),
        ("public_metrics", "a user of the X API v2"),
        ("did", "a profile of the Bluesky API"),
        ("feed", "a feed of the Bluesky API"),
        ("acct", "an account of the Mastodon API"),
        ("@context", "a part of a Mastodon export"),
    ];
    SIGNS.iter().find(|(sign, _)| keys.contains(sign)).map(|(_, what)| *what)
}

/// What a value is that carries no profile, in words.
pub(crate) fn value_looks_like(value: &Tree<'_>) -> String {
    if value.get("data").get("user").get("result").is_object() {
        return "an answer to the web page of X, in a form that is not read".to_owned();
    }
    if let Some(known) = KNOWN.iter().find(|known| known.keys.iter().all(|key| value.has(key))) {
        return known.what.to_owned();
    }
    let keys: Vec<&str> = value.entries().iter().map(|(key, _)| key.as_ref()).collect();
    if let Some(what) = sign_of(&keys) {
        return format!("{what}, in a form that is not read");
    }
    match value {
        Tree::Object(entries) if entries.is_empty() => "an empty JSON object".to_owned(),
        Tree::Object(_) => {
            let some: Vec<String> = keys.iter().take(3).map(|key| format!("`{}`", shorten(key))).collect();
            let more = if keys.len() > 3 { " …" } else { "" };
            format!("some other JSON (an object with {}{more})", some.join(", "))
        }
        Tree::List(_) => "a JSON list of lists".to_owned(),
        Tree::Null => "JSON that is damaged at its start".to_owned(),
        _ => "a JSON list of plain values".to_owned(),
    }
}

/// Something that people also have, and that carries no profile.
struct Known {
    /// It is known by having all of these.
    keys: &'static [&'static str],
    what: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        keys: &["followed_by", "blocking", "id"],
        what: "a Mastodon relationship: it says who follows whom, and carries no profile",
    },
    Known {
        keys: &["state", "quoted_status"],
        what: "the quote part of a Mastodon post: it carries no profile; give the whole post",
    },
    Known {
        keys: &["orderedItems", "type"],
        what: "a list of posts of others (likes or bookmarks) of a Mastodon export: give the whole export",
    },
    Known {
        keys: &["ids", "next_cursor"],
        what: "a page of ids of the X API (`followers/ids`): it carries no profiles; ask `users/lookup` for them",
    },
    Known { keys: &["rawContent"], what: "a post as snscrape and twscrape save it, in a form that is not read" },
    Known { keys: &["rawDescription"], what: "a user as snscrape and twscrape save it, in a form that is not read" },
    Known {
        keys: &["string_list_data"],
        what: "a list of followers of Instagram or Threads: handles only, no profiles",
    },
    Known {
        keys: &["relationships_following"],
        what: "a list of followed accounts of Instagram or Threads: handles only, no profiles",
    },
    Known {
        keys: &["relationships_followers"],
        what: "a list of followers of Instagram or Threads: handles only, no profiles",
    },
];
