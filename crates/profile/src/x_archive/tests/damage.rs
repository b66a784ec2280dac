//! Archives with parts that are missing, broken or absurd.

use super::*;

#[test]
fn no_file_of_posts_is_not_the_same_as_no_posts() {
    let none = small().without("data/tweets.js").without("data/tweets-part1.js").without("data/manifest.js");
    assert!(matches!(none.profile().record.members(POSTS), Members::Unknown(_)));
    assert_eq!(none.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(none.warnings(), ["the archive has no `tweets.js`: nothing is known about its posts"]);
    let empty = none.with("data/tweets.js", "window.YTD.tweets.part0 = [ ]");
    assert_eq!(ids(&empty.profile()), [""; 0]);
    assert_eq!(empty.profile().record.get(account::POSTS_TOTAL), &Fact::number(0.0));
    assert_eq!(empty.warnings(), [""; 0]);
}

#[test]
fn what_is_missing_is_told() {
    let missing = small().without("data/tweets-part1.js");
    assert_eq!(
        missing.warnings(),
        [
            "`me/data/tweets-part1.js` is listed in the manifest, but is not there: the newest posts may be in it, so posts are not judged"
        ]
    );
    assert_unjudged(&missing);

    let partial = small()
        .with("data/manifest.js", MANIFEST.replace("\"isPartialArchive\" : false", "\"isPartialArchive\" : true"));
    assert_eq!(
        partial.warnings(),
        ["the manifest says that this archive is only a part: the latest posts may be missing"]
    );
    assert_eq!(partial.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(ids(&partial.profile()), ["40", "30", "20"], "all listed files are there");
    assert_unjudged(&partial.without("data/tweets-part1.js"));

    let fewer = small().with("data/manifest.js", MANIFEST.replace("\"count\" : \"1\"", "\"count\" : \"9\""));
    assert_eq!(
        fewer.warnings(),
        [
            "`me/data/tweets-part1.js` has 1 of the 9 posts that the manifest counts: the newest may be missing, so posts are not judged"
        ]
    );
    assert_unjudged(&fewer);

    let list = small().with("data/manifest.js", MANIFEST.replace("data/direct-messages.js", "data/follower.js"));
    assert_eq!(
        list.warnings(),
        ["`me/data/follower.js` is listed in the manifest, but is not there: what it says is unknown"]
    );
    assert_eq!(ids(&list.profile()), ["40", "30", "20"], "no posts are missing");

    let nothing = small()
        .without("data/tweets-part1.js")
        .with("data/manifest.js", MANIFEST.replace("\"count\" : \"1\"", "\"count\" : \"0\""));
    assert_eq!(ids(&nothing.profile()), ["40", "30"], "a file of no posts cannot hold the newest");

    let bare =
        Tree::default().with("data/tweets.js", tweets(0, &[])).with("data/manifest.js", MANIFEST.replace("-part1", ""));
    let codes: Vec<_> = bare.profile().warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["missing-file", "missing-file", "missing-posts"]);
    assert_unjudged(&bare);
    assert_eq!(bare.profile().handle.as_deref(), Some("mia_example"), "the manifest knows the user");
}

/// What is there are only some of the posts: nothing is concluded from them.
fn assert_unjudged(tree: &Tree) {
    let record = tree.profile().record;
    assert!(matches!(record.members(POSTS), Members::Unknown(Reason::NotInSource)));
    assert_eq!(record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(record.get(account::CONTACTS), &UNSAID);
}

#[test]
fn damaged_files_of_posts_are_errors() {
    let mut cut = tweets(1, &[tweet("20", "Wed Oct 01 08:00:00 +0000 2025", "oldest", "")]);
    cut.truncate(60);
    assert_eq!(
        small().with("data/tweets-part1.js", cut).error(),
        "me/data/tweets-part1.js:1:61: expected a value, found the end of the file; the file is cut off: unpack the archive again, or download it again"
    );
    let empty = small().with("data/account.js", "").error();
    assert_eq!(
        empty,
        "me/data/account.js:1:1: expected `window.YTD.… = [`, found an empty file; restore the file from the archive"
    );
}

#[test]
fn other_damaged_files_are_warnings() {
    let tree = small()
        .with("data/follower.js", "window.YTD.follower.part0 = [ {")
        .with("data/manifest.js", "window.__THAR_CONFIG = {");
    let warnings = tree.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].starts_with("me/data/manifest.js:1:25: expected `,` or `}`"), "{}", warnings[0]);
    assert!(warnings[1].ends_with("how many accounts it lists is unknown"), "{}", warnings[1]);
    assert_eq!(tree.profile().now, CLOCK);
    assert_eq!(tree.profile().record.get(account::FOLLOWERS), &UNSAID);
}

#[test]
fn odd_items_are_left_out_and_counted() {
    let good = tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "good", "");
    let tree = single(&["3".to_owned(), good, "{ }".to_owned(), "null".to_owned()]);
    assert_eq!(ids(&tree.profile()), ["7"]);
    assert_eq!(tree.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(tree.profile().warnings[0].code, "odd-post");
    assert_eq!(
        tree.warnings(),
        [
            "an item that is no post was left out: item 1 of `me/data/tweets.js` (expected an object, found a number) (and 2 more)"
        ]
    );
    for (item, why) in [
        ("null", "expected an object, found nothing (null)"),
        ("[]", "expected an object, found a list"),
        (r#"{"id":1,"id":2}"#, "`id` is given twice"),
        ("{}", "it has no id, date or text"),
    ] {
        let warning = single(&[item.to_owned()]).warnings().remove(0);
        assert!(warning.ends_with(&format!("item 1 of `me/data/tweets.js` ({why})")), "{warning}");
    }
    let all_odd = single(&["3".to_owned()]).profile();
    assert!(
        matches!(all_odd.record.members(POSTS), Members::Unknown(_)),
        "odd items do not make an account without posts"
    );
}

#[test]
fn absurd_dates_and_counts_are_unknown() {
    let odd = ["Mon Jan 01 00:00:00 +0000 0001", "Mon Jan 01 00:00:00 +0000 99999", "soon", ""];
    let items: Vec<String> = odd.iter().zip(10..).map(|(at, id)| tweet(&id.to_string(), at, "x", "")).collect();
    let counts =
        tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "x", "").replace("\"3\"", "\"-3\"").replace("\"1\"", "1e300");
    let profile = single(&[items, vec![counts]].concat()).profile();
    assert_eq!(ids(&profile), ["7", "13", "12", "11", "10"], "undated posts come last");
    let dated = &posts(&profile)[0];
    assert_eq!((dated.get(post::LIKES), dated.get(post::REPOSTS)), (&UNSAID, &UNSAID));
    assert!(posts(&profile)[1..].iter().all(|p| p.get(post::AGE_DAYS) == &UNSAID && p.at.is_none()));
    let codes: Vec<_> = profile.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["absurd-count", "absurd-date"]);
    let message = &profile.warnings[0].message;
    assert_eq!(message, "a number that is no count is taken as unknown: `-3` of post 7 (and 1 more)");
    let huge = single(&[tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "x", "").replace("\"3\"", "1e300")]).warnings();
    assert_eq!(huge, ["a number that is no count is taken as unknown: `1e300` of post 7"]);
    let young = small().with("data/account.js", ACCOUNT.replace("2019", "9019"));
    assert_eq!(young.profile().record.get(account::AGE_DAYS), &UNSAID);
}

#[test]
fn encodings() {
    let expected = small().profile();
    let account = |bytes: Vec<u8>| small().with("data/account.js", bytes).profile();
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(ACCOUNT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> =
        "\u{feff}".encode_utf16().chain(ACCOUNT.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [[b"\xef\xbb\xbf".as_slice(), ACCOUNT.as_bytes()].concat(), utf16, utf16_be] {
        assert_eq!(account(bytes), expected);
    }
    let latin = ACCOUNT.replace("Mia 🧁", "Mía").into_bytes();
    let latin: Vec<u8> = latin.iter().copied().filter(|b| *b != 0xc3).collect();
    let lossy = account(latin);
    assert_eq!(lossy.name.as_deref(), Some("M\u{fffd}a"));
    assert_eq!(lossy.warnings[0].code, "damaged-text");
    // Half an emoji, written as an escape.
    let half = one(r"soup \ud83c", "");
    assert!(text_of(&half).starts_with("soup \u{fffd}"));
}
