//! The page as a whole: that nothing of a profile can be more than text, and that it asks for nothing.

mod recount;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::html;
use crate::locale::Locale;
use crate::render::clean::hostile;
use crate::render::injections::{INJECTIONS, profile, program, report};
use crate::render::markdown::markdown;
use crate::report::{Annex, Report};

/// The tags of a page in their order, without the values of attributes; the texts of style and scripts left out.
fn skeleton(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let (mut tag, mut quoted) = (String::new(), false);
        let mut chars = after.char_indices();
        let end = loop {
            let (at, c) = chars.next().expect("a tag has an end");
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => break at,
                _ if !quoted => tag.push(c),
                _ => {}
            }
        };
        rest = &after[end + 1..];
        // What stands in these is no markup.
        for name in ["style", "script"] {
            if tag == name || tag.starts_with(&format!("{name} ")) {
                rest = &rest[rest.find(&format!("</{name}>")).unwrap()..];
            }
        }
        tags.push(tag);
    }
    tags
}

/// The data of a page.
fn island(page: &str) -> &str {
    page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0
}

#[test]
fn no_text_of_a_profile_or_a_pack_becomes_markup() {
    let program = program();
    let (plain, annex) = report(&program, "coffee addict");
    let wanted: BTreeSet<String> = skeleton(&html(&plain, &annex).unwrap()).into_iter().collect();
    // A text may fire other rules, and is marked or not, so that elements come in other numbers, but in no other kinds.
    for text in INJECTIONS {
        let (report, annex) = report(&program, text);
        let page = html(&report, &annex).unwrap();
        let others: Vec<String> =
            skeleton(&page).into_iter().filter(|tag| !wanted.contains(tag) && !is_ours(tag)).collect();
        assert!(others.is_empty(), "{text:?} brings {others:?}");
        if let Some(at) = page.find(|c| c != '\n' && hostile::is_unprintable(c)) {
            panic!("{text:?} is not harmless in {:?}", page[..at].chars().rev().take(80).collect::<String>());
        }
        let data: Value = serde_json::from_str(island(&page)).unwrap();
        assert_eq!(data["report"], serde_json::to_value(&report).unwrap(), "{text:?}");
        assert!(!island(&page).contains(['<', '>', '&']));
    }
}

/// Tags of the template that the plain profile does not need.
fn is_ours(tag: &str) -> bool {
    let known = [
        "mark",
        "/mark",
        "a class= href= aria-label=",
        "blockquote",
        "/blockquote",
        "p class= dir=",
        "p class=",
        "bdi",
        "/bdi",
        "article class= id= aria-labelledby=",
        "/article",
        "header",
        "/header",
        "h3 id=",
        "ol class=",
        "tr class=",
        "svg class= viewBox= aria-hidden=",
        "rect class= x= y= width= height=",
        "svg x= y= overflow=",
        "circle class= cx= cy= r=",
        "title",
        "/title",
        "dl class=",
        "h3",
        "/h3",
        "ul",
        "label class= hidden",
        "input type= data-rule= aria-label=",
        "span class= title=",
        "small",
        "/small",
        "details class=",
        "text x= y= dy= text-anchor=",
        "/text",
        "circle class= cx= cy= r= pathLength= stroke-dasharray= stroke-dashoffset=/",
        "a href= rel=",
        "p class= id=",
        "time datetime=",
        "/time",
    ];
    known.contains(&tag) || known.contains(&tag.trim_end_matches('/'))
}

#[test]
fn links_lead_only_into_the_page_or_to_sources() {
    let program = program();
    for text in INJECTIONS {
        let (report, annex) = report(&program, text);
        let page = html(&report, &annex).unwrap();
        for (_, after) in page.match_indices("href=\"").map(|(at, found)| (at, &page[at + found.len()..])) {
            let target = after.split('"').next().unwrap();
            let fine = target.starts_with('#') || target == "data:," || target.starts_with("https:&#x2f;&#x2f;");
            assert!(fine, "{text:?}: {target}");
        }
        assert!(skeleton(&page).iter().all(|tag| !tag.contains(" src=")), "{text:?}: nothing is loaded");
    }
}

#[test]
fn the_page_allows_what_it_holds_and_nothing_else() {
    let program = program();
    let (report, annex) = report(&program, "Ana");
    let page = html(&report, &annex).unwrap();
    let policy = page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src &#x27;none&#x27;; script-src &#x27;sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"));
    // Styles and handlers in attributes would be refused, and be a message in the console.
    assert!(skeleton(&page).iter().all(|tag| !tag.contains(" style=") && !tag.contains(" on")));
    // The scripts end where they should.
    assert!(!super::ARITHMETIC.contains("</") && !super::SCRIPT.contains("</") && !super::STYLE.contains("</"));
}

#[test]
fn a_page_without_its_picture_is_small() {
    let program = program();
    let profile = profile("demo.toml", include_str!("../../../demo.toml"));
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let report = Report::new(&profile, &mut evaluation, Locale::En);
    let page = html(&report, &Annex::new(&profile, &mut evaluation, report.locale)).unwrap();
    assert!(page.len() < 200_000, "{}", page.len());
}

#[test]
fn each_box_is_called_after_its_finding() {
    let program = program();
    let profile = profile("demo.toml", include_str!("../../../demo.toml"));
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let report = Report::new(&profile, &mut evaluation, Locale::En);
    let page = html(&report, &Annex::new(&profile, &mut evaluation, report.locale)).unwrap();
    let boxes: BTreeSet<(&str, &str)> = page
        .split("<input type=\"checkbox\" data-rule=\"")
        .skip(1)
        .map(|after| {
            let mut values = after.split('"');
            (values.next().unwrap(), values.nth(1).unwrap())
        })
        .collect();
    let names: BTreeSet<&str> = boxes.iter().map(|(_, name)| *name).collect();
    assert!(boxes.len() > 2, "{boxes:?}");
    assert_eq!(names.len(), boxes.len(), "{boxes:?}");
}

#[test]
fn a_page_on_thousands_of_posts_is_small_and_says_what_it_leaves_out() {
    let program = program();
    // The latest own posts reach far back behind what was passed on.
    let post = |id: usize| {
        json!({"id": id.to_string(), "created_at": format!("2026-03-{:02}T10:00:00Z", 1 + id / 200),
        "text": "What we learned from measuring the query planner of our database again and again", "repost": !id.is_multiple_of(200)})
    };
    let posts: Vec<Value> = (0..4_000).map(post).collect();
    let profile =
        profile("many.json", &json!({"handle": "ana", "bio": "I write about databases", "posts": posts}).to_string());
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let report = Report::new(&profile, &mut evaluation, Locale::En);
    let page = html(&report, &Annex::new(&profile, &mut evaluation, report.locale)).unwrap();
    assert!(page.len() < 250_000, "{}", page.len());
    assert!(page.contains("older ones are not shown."));
    assert_eq!(page.matches("<title>2026-").count(), 200);
}

#[test]
fn a_section_without_fixes_is_left_out() {
    let program = program();
    let profile = profile("demo.toml", include_str!("../../../demo.toml"));
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let mut report = Report::new(&profile, &mut evaluation, Locale::En);
    let annex = Annex::new(&profile, &mut evaluation, report.locale);
    assert!(html(&report, &annex).unwrap().contains("id=\"fix-first\""));
    report.fixes.first.clear();
    assert!(!html(&report, &annex).unwrap().contains("id=\"fix-first\""));
    assert!(!markdown(&report, &annex).contains("Fix first"));
}
