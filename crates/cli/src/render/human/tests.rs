use followback_profile::Warning;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::human;
use super::sample::{evidence, factor, finding, report, unknown};
use crate::render::Style;
use crate::render::clean::hostile;
use crate::report::{EarnedLine, RelevanceLine, Report, SpanLine, ValueLine};

fn plain(report: &Report, width: usize) -> String {
    human(report, &Style { color: false, width })
}

/// The text without the escape codes of colors.
fn uncolored(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = code.split_once('m').unwrap().1;
    }
    out + rest
}

fn no_score() -> Report {
    let mut report = report();
    report.score.total = None;
    report.score.low = None;
    report.score.high = None;
    report.score.band = None;
    report.factors = vec![factor("avatar", "Avatar", None, 0.1), factor("bio", "Bio", None, 0.0)];
    report.findings.truncate(1);
    report.findings[0].gain = 0.0;
    report.fixes.first.clear();
    report.fixes.next_band = None;
    report.first_total = None;
    report.results = vec![unknown("bio/missing", "bio", "not_in_source")];
    report
}

fn nothing_found() -> Report {
    let mut report = report();
    report.findings.clear();
    report.fixes.first.clear();
    report.fixes.next_band = None;
    report.first_total = Some(61.0);
    report.results.retain(|result| result.status != "fired");
    report
}

#[test]
fn a_full_report() {
    insta::assert_snapshot!(plain(&report(), 80), @"
    Ana (@ana)
    On X, from an X archive; 20 posts read.

      61 of 100, between 55 and 66: gaps
      ███████████████████████████████░░░░░░░░░░░░░░░░░░░

      A stranger finds reasons to follow, and some to move on.
      93% of what counts could be checked; the range is what the rest could change.

    Fix first, and what each adds to the score

      1  +14.2  Your bio does not say what you do
                Say what you do professionally in the first words.
      2   +5.3  Your bio is a sales pitch
                Say who you help first; keep one link for the offer.

      Both together make it 80.5. The shortest way to “ready” is to fix 1 and
      posts/hashtag-stuffing: 81.3.

    Avatar  █████████░  85 of 100, between 80 and 85; 80% checked

       1 not checked (your file does not say): default.
       1 not checked (needs the picture: `--avatar IMAGE` adds it): group-photo.
       1 not checked (the plugin that measures it failed): not-square.
       1 passed: missing.

    Bio  ████░░░░░░  35 of 100

      │ Dream big, work hard. DM me for promo, 50% off today only!
      │ #hustle

      +14.2  major: Your bio does not say what you do (bio/no-profession)
             Your bio names no role, employer, field or product.
             → Say what you do professionally in the first words.

       +5.3  major: Your bio is a sales pitch (bio/sales-pitch)
             Your bio offers: DM me for promo, 50% off.
             │ Dream big, work hard. DM me for promo, 50% off today only! …
             │                       ~~~~~~~~~~~~~~~  ~~~~~~~
             → Say who you help first; keep one link for the offer.

       1 suppressed until 2026-12-31, because “launch week”: too-short.
       1 covered by bio/sales-pitch: no-goal.
       1 turned off: buzzword-stack.

    Posts  no score: only 32% could be checked

       +3.1  minor: Too many hashtags (posts/hashtag-stuffing)
             4 of your last 20 posts carry four hashtags or more.
             │ So tired #monday #mood
             │          ~~~~~~~ ~~~~~

             │ Good morning 🌞 #life
             │                 ~~~~~

             │ 週末 #coffee
             │      ~~~~~~~
             and 1 more like these
             → Keep to one or two hashtags.

       1 not checked (written in a language the rules do not know well enough):
         negative-tone.
       1 not checked (too few posts): off-topic.
       1 not for this profile: stale.

    What this cannot tell

      - Your file does not say: avatar.default.
      - Talking with people before you follow them helps, and no profile shows it.
      - Nobody can promise follow-backs: in one experiment, careful and complete
        profiles were followed back about one time in five.
      - The points are judgement, informed by studies; every weight stands in the
        rules, to be changed.
      - `followback explain bio/no-profession` says why a rule is there.

    About the file

      - 2 posts have no date.
    ");
}

#[test]
fn a_report_without_a_score() {
    insta::assert_snapshot!(plain(&no_score(), 80), @"
    Ana (@ana)
    On X, from an X archive; 20 posts read.

      No score

      Too little could be checked to be fair: Avatar 10%, Bio 0%. A factor needs
      half of its points, and a score the avatar or the bio. Missing data is no
      fault of the profile.
      What was found is listed below all the same.

    Bio  no score: only 0% could be checked

      │ Dream big, work hard. DM me for promo, 50% off today only!
      │ #hustle

      -  major: Your bio does not say what you do (bio/no-profession)
         Your bio names no role, employer, field or product.
         → Say what you do professionally in the first words.

       1 not checked (your file does not say): missing.

    What this cannot tell

      - Your file does not say: bio.
      - Talking with people before you follow them helps, and no profile shows it.
      - Nobody can promise follow-backs: in one experiment, careful and complete
        profiles were followed back about one time in five.
      - The points are judgement, informed by studies; every weight stands in the
        rules, to be changed.
      - `followback explain bio/no-profession` says why a rule is there.

    About the file

      - 2 posts have no date.
    ");
}

#[test]
fn a_report_without_findings() {
    let text = plain(&nothing_found(), 80);
    assert!(text.contains("\nNothing to fix was found in what could be checked.\n"), "{text}");
    assert!(!text.contains("Fix first"), "{text}");
    assert!(!text.contains("followback explain"), "{text}");
}

#[test]
fn a_narrow_report() {
    let mut report = report();
    report.factors.clear();
    insta::assert_snapshot!(plain(&report, 40), @"
    Ana (@ana)
    On X, from an X archive; 20 posts read.

      61 of 100, between 55 and 66: gaps
      ██████████████████░░░░░░░░░░░░

      A stranger finds reasons to follow,
      and some to move on.
      93% of what counts could be checked;
      the range is what the rest could
      change.

    Fix first, and what each adds to the
    score

      1  +14.2  Your bio does not say what
                you do
                Say what you do
                professionally in the first
                words.
      2   +5.3  Your bio is a sales pitch
                Say who you help first; keep
                one link for the offer.

      Both together make it 80.5. The
      shortest way to “ready” is to fix 1
      and posts/hashtag-stuffing: 81.3.

    What this cannot tell

      - Your file does not say:
        avatar.default.
      - Talking with people before you
        follow them helps, and no profile
        shows it.
      - Nobody can promise follow-backs: in
        one experiment, careful and complete
        profiles were followed back about
        one time in five.
      - The points are judgement, informed
        by studies; every weight stands in
        the rules, to be changed.
      - `followback explain
        bio/no-profession` says why a rule
        is there.

    About the file

      - 2 posts have no date.
    ");
}

#[test]
fn a_viewer_is_spoken_of() {
    let mut report = nothing_found();
    report.relevance = Some(RelevanceLine {
        score: Some(55.0),
        verdict: Some("possible".to_owned()),
        shared: vec!["compilers".to_owned()],
        only_viewer: vec!["climbing".to_owned()],
        factor: "relevance".to_owned(),
        earned: vec![EarnedLine { title: "The bio names a topic of the viewer".to_owned(), points: 40.0 }],
    });
    let text = plain(&report, 80);
    let said = "For this viewer  ██████░░░░  55 of 100: follow-back possible\n\n    +40  The bio names a topic of the viewer\n\n  \
                You share: compilers.\n  Not found in your bio and latest posts: climbing.\n";
    assert!(text.contains(said), "{text}");
}

#[test]
fn a_set_that_reaches_the_next_band_is_named_once() {
    let mut report = report();
    let next = report.fixes.next_band.as_mut().unwrap();
    next.rules = vec!["bio/sales-pitch".to_owned(), "bio/no-profession".to_owned()];
    next.total = 80.5;
    let text = plain(&report, 80);
    assert!(text.contains("Both together make it 80.5. That is “ready”, and no smaller set reaches it.\n"), "{text}");
}

#[test]
fn scores_keep_the_decimal_that_decides_the_band() {
    let mut report = report();
    report.score.total = Some(59.9);
    report.score.band = Some("at-risk".to_owned());
    assert!(plain(&report, 80).contains("  59.9 of 100, between 55 and 66: at risk\n"));
}

/// The quote of a finding on a post.
fn quote(text: &str, words: &[&str]) -> String {
    let mut report = report();
    report.bio = None;
    let mut line = finding("posts/x", "X");
    line.factor = "posts".to_owned();
    line.evidence = vec![evidence("posts.text", Some(1), text, words)];
    report.findings = vec![line];
    let page = plain(&report, 60);
    let quoted = page.lines().filter_map(|line| line.trim_start().strip_prefix("│ "));
    quoted.collect::<Vec<_>>().join("\n")
}

#[test]
fn marks_stand_below_their_words() {
    insta::assert_snapshot!(quote("東京の f4f 👩‍👩‍👧‍👦 follow\u{202e} me", &["f4f", "follow\u{202e} me"]), @"
    東京の f4f 👩‍👩‍👧‍👦 follow<U+202E> me
           ~~~    ~~~~~~~~~~~~~~~~~
    ");
}

#[test]
fn a_mark_goes_on_on_the_next_line() {
    insta::assert_snapshot!(quote("I promise that I will follow back everybody who follows me", &["follow back everybody who"]), @"
    I promise that I will follow back everybody who
                          ~~~~~~~~~~~~~~~~~~~~~~~~~
    follows me
    ");
}

#[test]
fn a_long_text_is_cut_around_the_marks() {
    let long = format!("{}here is f4f for you {}", "many words before ".repeat(30), "and many after ".repeat(600));
    insta::assert_snapshot!(quote(&long, &["f4f"]), @"
    … before many words before many words before
    many words before many words before here is
    f4f for you and many after and many after and
    ~~~
    many after and many after and many after and …
    ");
    let two = format!("f4f {}f4f2 {}", "between ".repeat(60), "after ".repeat(60));
    insta::assert_snapshot!(quote(&two, &["f4f", "f4f2"]), @"
    f4f between between between between between
    ~~~
    between between between between between …
    between between between between between
    between between between between between f4f2 …
                                            ~~~~
    ");
}

#[test]
fn a_long_word_is_cut() {
    insta::assert_snapshot!(quote(&format!("see https://example.org/{}", "a".repeat(60)), &["example"]), @"
    see
    https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            ~~~~~~~
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    ");
}

#[test]
fn a_bio_without_line_breaks_of_ten_thousand_characters_stays_short() {
    let mut report = report();
    report.bio = Some("x".repeat(10_000));
    report.profile.name = Some("y".repeat(10_000));
    report.findings[0].message = "z ".repeat(5_000);
    assert!(plain(&report, 80).lines().count() < 90);
}

#[test]
fn spans_that_lie_do_no_harm() {
    let mut report = report();
    for (start, end) in [(0, 0), (3, 1), (500, 900), (66, 67), (usize::MAX, usize::MAX)] {
        report.findings[1].evidence[0].spans.push(SpanLine { start, end, text: String::new() });
    }
    assert!(plain(&report, 80).contains("~~~"));
}

#[test]
fn nobody_is_called_names() {
    for report in [report(), no_score(), nothing_found()] {
        let text = plain(&report, 80).to_lowercase();
        for name in ["bot", "spammer", "fake"] {
            assert!(!text.split(|c: char| !c.is_alphabetic()).any(|word| word == name), "{name} in {text}");
        }
    }
}

#[test]
fn colors_are_an_extra() {
    let colored = human(&report(), &Style { color: true, width: 80 });
    assert!(colored.contains("\u{1b}["));
    assert_eq!(uncolored(&colored), plain(&report(), 80));
}

/// The sample with other people's words wherever there are any.
fn hostile_report() -> impl Strategy<Value = Report> {
    let spans = prop::collection::vec((0usize..200, 0usize..60), 0..4);
    (prop::collection::vec(hostile::text(), 12), spans).prop_map(|(texts, spans)| {
        let mut report = report();
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().unwrap();
        report.profile.name = Some(next());
        report.profile.handle = Some(next());
        report.profile.platform = Some(next());
        report.score.band = Some(next());
        report.bio = Some(next());
        report.warnings = vec![Warning::new("no-date", next()), Warning::new("plugin", next())];
        for finding in &mut report.findings {
            (finding.title, finding.message, finding.advice) = (next(), next(), next());
            for evidence in &mut finding.evidence {
                evidence.value = ValueLine::Text(next());
                evidence.spans = spans
                    .iter()
                    .map(|&(start, length)| SpanLine { start, end: start + length, text: next() })
                    .collect();
            }
        }
        for result in &mut report.results {
            result.reason = result.reason.take().map(|_| next());
            result.by = result.by.take().map(|_| next());
        }
        report
    })
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_page(report in hostile_report(), width in 40usize..200) {
        let text = plain(&report, width);
        for line in text.lines() {
            prop_assert!(line.width() <= width, "{} columns: {line:?}", line.width());
        }
    }

    #[test]
    fn nothing_unprintable_is_printed(report in hostile_report()) {
        let text = plain(&report, 80).replace('\n', "");
        prop_assert!(!text.contains(hostile::is_unprintable));
    }

    #[test]
    fn colors_change_no_word(report in hostile_report(), width in 40usize..200) {
        prop_assert_eq!(uncolored(&human(&report, &Style { color: true, width })), plain(&report, width));
    }

    #[test]
    fn no_line_ends_in_a_blank(report in hostile_report()) {
        for line in plain(&report, 80).lines() {
            prop_assert_eq!(line, line.trim_end_matches(' '));
        }
    }
}

#[test]
fn what_only_takes_points_off_says_how_many() {
    let mut report = report();
    let mut beyond = factor("beyond", "Beyond the three", Some([96.0; 3]), 0.5);
    beyond.at_most = Some(10.0);
    report.factors.push(beyond);
    let mut remark = finding("link/missing", "No link to anything of yours");
    (remark.factor, remark.points, remark.gain) = ("beyond".to_owned(), 0.0, 0.0);
    report.findings.push(remark);
    let text = plain(&report, 80);
    assert!(text.contains("Beyond the three  takes 4 off the score, of 10 at most; 50% checked\n"), "{text}");
    assert!(text.contains("\n         major: No link to anything of yours (link/missing)\n"), "{text}");
}
