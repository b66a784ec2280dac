//! The report in lines for `grep`: one for the score, one for each finding.

use std::fmt::Write;

use super::clean::clean;
use crate::report::{ChangesLine, FindingLine, Report, ScoreLine};

/// `@ana 61.0 [55.0-66.0] gaps`, then `bio/no-profession major -35 +14.2 message` for each finding.
///
/// Fields are parted by one blank and always there; `-` stands for what is not known.
pub(crate) fn short(report: &Report) -> String {
    let handle = report.profile.handle.as_deref().map_or_else(|| "-".to_owned(), |handle| format!("@{}", word(handle)));
    let mut out = format!("{handle} {}\n", score(&report.score));
    for finding in &report.findings {
        out.push_str(&line(finding));
        out.push('\n');
    }
    if let Some(changes) = &report.changes {
        out.push_str(&since(changes));
    }
    out
}

/// `since 2026-10-20T00:00:00Z 61.0 68.2 gaps ready`, then `gone bio/missing passed profile` and so on for each change: what
/// became of it, and where that comes from.
fn since(changes: &ChangesLine) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    let text = |value: &Option<String>| value.as_deref().map_or_else(|| "-".to_owned(), word);
    let (total, band) = (&changes.total, &changes.band);
    let (before, now) = (number(total.before), number(total.now));
    let mut out = format!("since {} {before} {now} {} {}\n", word(&changes.since), text(&band.before), text(&band.now));
    for line in &changes.gone {
        let _ = writeln!(out, "gone {} {} {}", word(&line.rule), text(&line.status), line.cause.word());
    }
    for line in &changes.new {
        let _ = writeln!(out, "new {} {} {}", word(&line.rule), text(&line.before), line.cause.word());
    }
    for line in &changes.changed {
        let (severity, points) = (&line.severity, &line.points);
        let (was, is) = (text(&severity.before), text(&severity.now));
        let (cost, costs) = (number(points.before), number(points.now));
        let _ = writeln!(out, "changed {} {was} {is} {cost} {costs} {}", word(&line.rule), line.cause.word());
    }
    out
}

fn score(score: &ScoreLine) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    let band = score.band.as_deref().map_or_else(|| "-".to_owned(), word);
    let range = match (score.low, score.high) {
        (None, None) => "[-]".to_owned(),
        (low, high) => format!("[{}-{}]", number(low), number(high)),
    };
    format!("{} {range} {band}", number(score.total))
}

fn line(finding: &FindingLine) -> String {
    let severity = finding.severity.as_deref().map_or_else(|| "-".to_owned(), word);
    let mut line = format!("{} {severity} ", word(&finding.rule));
    // Points are what a finding takes; those of a factor that earns may be negative.
    let taken = if finding.points > 0.0 { -finding.points } else { finding.points.abs() };
    let _ = write!(line, "{taken:+} {:+.1} {}", finding.gain, clean(&finding.message).trim());
    line
}

/// Cleaned, and one field whatever it holds.
fn word(text: &str) -> String {
    clean(text).trim().replace(char::is_whitespace, "_")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::short;
    use crate::render::clean::hostile;
    use crate::render::human::sample::report;

    #[test]
    fn a_line_for_the_score_and_one_for_each_finding() {
        insta::assert_snapshot!(short(&report()), @"
    @ana 61.0 [55.0-66.0] gaps
    bio/no-profession major -35 +14.2 Your bio names no role, employer, field or product.
    bio/sales-pitch major -35 +5.3 Your bio offers: DM me for promo, 50% off.
    posts/hashtag-stuffing minor -35 +3.1 4 of your last 20 posts carry four hashtags or more.
    ");
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        let mut report = report();
        report.score.total = None;
        report.score.low = None;
        report.score.high = None;
        report.score.band = None;
        report.profile.handle = None;
        report.findings.truncate(1);
        report.findings[0].severity = None;
        report.findings[0].gain = 0.0;
        report.findings[0].points = -5.0;
        insta::assert_snapshot!(short(&report), @"
    - - [-] -
    bio/no-profession - +5 +0.0 Your bio names no role, employer, field or product.
    ");
    }

    proptest! {
        #[test]
        fn fields_stay_in_their_place(handle in hostile::text(), message in hostile::text()) {
            let mut report = report();
            report.profile.handle = Some(handle);
            report.findings.truncate(1);
            report.findings[0].message = message;
            let text = short(&report);
            let lines: Vec<&str> = text.lines().collect();
            prop_assert_eq!(lines.len(), 2);
            prop_assert!(lines[0].ends_with(" 61.0 [55.0-66.0] gaps"));
            prop_assert_eq!(lines[0].split(' ').count(), 4);
            prop_assert!(lines[1].starts_with("bio/no-profession major -35 +14.2"));
            prop_assert!(!text.replace('\n', "").contains(hostile::is_unprintable));
        }
    }
}
