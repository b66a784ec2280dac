use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{bold, markdown};
use crate::locale::Locale;
use crate::render::clean::hostile;
use crate::render::injections::{INJECTIONS, profile, program, report};
use crate::render::view::mark;
use crate::report::{Annex, Report};

fn sample() -> String {
    let program = program();
    let profile = profile("demo.toml", include_str!("../../demo.toml"));
    let mut evaluation = program.evaluate(&profile.record, profile.now);
    let report = Report::new(&profile, &mut evaluation, Locale::En);
    markdown(&report, &Annex::new(&profile, &mut evaluation, report.locale))
}

#[test]
fn the_sample_profile() {
    // What changes with every edit of the rules is told elsewhere.
    let text = sample();
    let (before, rules) = text.split_once("## Every rule").unwrap();
    let (_, counting) = rules.split_once("## How it is counted").unwrap();
    let shown: Vec<&str> = before.lines().chain(counting.lines()).filter(|line| !line.starts_with("- Pack")).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn every_rule_says_what_it_costs_and_why() {
    let text = sample();
    let program = program();
    for rule in program.rules() {
        let line = text.lines().find(|line| line.starts_with(&format!("- `{}` **", rule.id))).unwrap();
        assert!(line.ends_with(')'), "{line}");
    }
    // Some chats and forges take no more.
    assert!(text.len() < 65_536, "{}", text.len());
}

#[test]
fn no_text_of_a_profile_or_a_pack_becomes_markup() {
    let program = program();
    for text in INJECTIONS {
        let (report, annex) = report(&program, text);
        let written = markdown(&report, &annex);
        let (mut said, mut open) = (String::new(), 0);
        for event in Parser::new_ext(&written, Options::all()) {
            match event {
                Event::Text(text) => said.push_str(&text),
                Event::Code(_) | Event::End(_) => said.push(' '),
                Event::SoftBreak | Event::HardBreak => said.push('\n'),
                // The text between these tags is text of HTML.
                Event::Html(html) if html.as_ref() == "<details>\n" => open += 1,
                Event::Html(html) if html.as_ref() == "</details>\n" => open -= 1,
                Event::Html(html) if html.starts_with("<summary>") => {
                    let inner =
                        html.strip_prefix("<summary>").and_then(|rest| rest.strip_suffix("</summary>\n")).unwrap();
                    assert!(!inner.contains(['<', '>', '"', '\n']), "{text:?} is {inner:?}");
                    said.push_str(inner);
                }
                Event::Start(
                    Tag::HtmlBlock
                    | Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::BlockQuote(None)
                    | Tag::Strong
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell,
                ) => {}
                other => panic!("{text:?} is {other:?} in\n{written}"),
            }
        }
        assert!(text.contains('*') || !said.contains("**"), "{text:?} is not bold in\n{said}");
        assert_eq!(open, 0, "{written}");
        assert!(!written.contains(|c| c != '\n' && hostile::is_unprintable(c)), "{text:?}");
        for called in ["@everyone", "@octocat", "#1", "#2", "://", "GH-1", "www.evil"] {
            assert!(!said.contains(called), "{text:?} calls {called} in\n{said}");
        }
    }
}

#[test]
fn what_is_said_is_what_was_written() {
    let program = program();
    for text in ["a*b_c [d](e) <f> & #g", "1. one", "https://example.org/x?y=z&w", "{{ 7 * 7 }}", "***"] {
        let (report, annex) = report(&program, text);
        let written = markdown(&report, &annex);
        let heading: String = Parser::new_ext(&written, Options::all())
            .skip(1)
            .take_while(|event| !matches!(event, Event::End(_)))
            .map(|event| if let Event::Text(text) = event { text.replace('\u{2060}', "") } else { String::new() })
            .collect();
        assert_eq!(heading, format!("{text} (@{text})"));
    }
}

#[test]
fn what_is_meant_is_bold_wherever_it_stands() {
    for (text, places, wanted) in [
        ("now 50% off!", &[(4..6usize, 1usize), (6..11, 2)] as &[(Range<usize>, usize)], "now **50% off**!"),
        ("a (new) way", &[(2..7, 1)], "a (**new**) way"),
        ("half words", &[(2..7, 1)], "ha**lf wo**rds"),
        ("  two\nlines ", &[(0..11, 1)], "**two**|**lines**"),
        ("\u{1f3a8}\u{1f419} me", &[(0..8, 1)], "**\u{1f3a8}\u{1f419}** me"),
        ("x\u{1f3a8}", &[(1..5, 1)], "x\u{1f3a8}"),
        ("@ana", &[(0..4, 1)], "@\u{2060}**ana**"),
        ("nothing", &[], "nothing"),
    ] {
        let lines = bold(&mark(text, places));
        assert_eq!(lines.join("|"), wanted);
        for event in Parser::new_ext(&lines.join("\n"), Options::all()) {
            assert!(!matches!(&event, Event::Text(said) if said.contains('*')), "{text:?} is {event:?}");
        }
    }
}
