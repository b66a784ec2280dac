//! Whose profile it is, and its score.

use super::page::{Page, Phrase, Tone};
use crate::locale::Words;
use crate::render::clean::clean;
use crate::render::words::{names, sentence};
use crate::render::wrap::shortened;
use crate::report::{FactorLine, ProfileLine, Report};

/// Columns of a name; longer ones are no longer names.
const MAX_NAME: usize = 60;

pub(super) fn set(page: &mut Page, report: &Report) {
    page.text(0, &who(page.say, &report.profile));
    page.text(0, &Phrase::new(Tone::Faint, &sentence(&page.say.origin(&report.profile))));
    page.gap();
    match report.score.total {
        Some(total) => score(page, total, report),
        None => no_score(page, report),
    }
}

/// A range wider than this spans more than a band: what the band says may not be so.
const FIRM: f64 = 40.0;

fn who(say: &Words, profile: &ProfileLine) -> Phrase {
    let shown = |text: &str| shortened(clean(text).trim(), MAX_NAME).into_owned();
    let name = profile.name.as_deref().map(shown).filter(|name| !name.is_empty());
    let handle = profile.handle.as_deref().map(shown).filter(|handle| !handle.is_empty());
    match (name, handle) {
        (Some(name), Some(handle)) => Phrase::new(Tone::Strong, &name).and(Tone::Plain, &format!(" (@{handle})")),
        (Some(name), None) => Phrase::new(Tone::Strong, &name),
        (None, Some(handle)) => Phrase::new(Tone::Strong, &format!("@{handle}")),
        (None, None) => Phrase::new(Tone::Strong, &say.nameless()),
    }
}

fn score(page: &mut Page, total: f64, report: &Report) {
    let (say, score) = (page.say, &report.score);
    let band = score.band.as_deref().unwrap_or_default();
    let mut line =
        Phrase::new(Tone::Strong, &say.of_100(say.number(total))).and(Tone::Plain, &range(say, score.low, score.high));
    if !band.is_empty() {
        line = line.and(Tone::Plain, ": ").and(tone(total), &clean(&report.names.band(band)));
    }
    page.text(2, &line);
    page.text(2, &bar(total, if page.beside(0) < 60 { 30 } else { 50 }));
    page.gap();
    let width = score.high.unwrap_or(total) - score.low.unwrap_or(total);
    if width > FIRM {
        page.text(2, &Phrase::plain(&say.too_wide()));
    } else if let Some(meaning) = say.meaning(band) {
        page.text(2, &Phrase::plain(&meaning));
    }
    if score.coverage < 1.0 {
        let checked = say.percent(score.coverage);
        let text = if width > 0.0 { say.checked_with_range(checked) } else { say.checked_without_range(checked) };
        page.text(2, &Phrase::plain(&text));
    }
}

/// `, between 55 and 66`, unless both are one.
pub(super) fn range(say: &Words, low: Option<f64>, high: Option<f64>) -> String {
    match (low.map(|n| say.number(n)), high.map(|n| say.number(n))) {
        (Some(low), Some(high)) if low != high => say.range(low, high),
        _ => String::new(),
    }
}

/// A score as a bar. The number stands beside it.
pub(super) fn bar(score: f64, columns: usize) -> Phrase {
    let steps = 0..columns;
    let full = steps.filter(|&step| score >= (step as f64 + 0.5) * 100.0 / columns as f64).count();
    Phrase::new(tone(score), &"█".repeat(full)).and(Tone::Faint, &"░".repeat(columns - full))
}

/// Only a color: the bands themselves are the pack's.
fn tone(score: f64) -> Tone {
    match score {
        80.0.. => Tone::Good,
        60.0.. => Tone::Fair,
        40.0.. => Tone::Poor,
        _ => Tone::Bad,
    }
}

fn no_score(page: &mut Page, report: &Report) {
    let say = page.say;
    page.text(2, &Phrase::new(Tone::Strong, &say.no_score()));
    page.gap();
    let share = |factor: &FactorLine| format!("{} {}", factor.title, say.percent(factor.coverage));
    let shares: Vec<String> = report.factors.iter().filter(|f| f.score.is_none()).map(share).collect();
    let why = match &shares[..] {
        [] => say.too_little(),
        shares => say.too_little_of(names(say, shares.iter().map(String::as_str))),
    };
    page.text(2, &Phrase::plain(&format!("{why} {}", say.needed_for_a_score())));
    if !report.findings.is_empty() {
        page.text(2, &Phrase::plain(&say.found_all_the_same()));
    }
}
