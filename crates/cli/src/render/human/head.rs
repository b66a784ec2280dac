//! Whose profile it is, and its score.

use super::page::{Page, Phrase, Tone};
use super::words::{count, names, number, percent};
use super::wrap::shortened;
use crate::render::clean::clean;
use crate::report::{FactorLine, ProfileLine, Report, ScoreLine};

/// Columns of a name; longer ones are no longer names.
const MAX_NAME: usize = 60;

pub(super) fn set(page: &mut Page, report: &Report) {
    page.text(0, &who(&report.profile));
    page.text(0, &Phrase::new(Tone::Faint, &origin(&report.profile)));
    page.gap();
    match report.score.total {
        Some(total) => score(page, total, &report.score),
        None => no_score(page, report),
    }
}

/// A range wider than this spans more than a band: what the band says may not be so.
const FIRM: f64 = 40.0;

fn who(profile: &ProfileLine) -> Phrase {
    let shown = |text: &str| shortened(clean(text).trim(), MAX_NAME).into_owned();
    let name = profile.name.as_deref().map(shown).filter(|name| !name.is_empty());
    let handle = profile.handle.as_deref().map(shown).filter(|handle| !handle.is_empty());
    match (name, handle) {
        (Some(name), Some(handle)) => Phrase::new(Tone::Strong, &name).and(Tone::Plain, &format!(" (@{handle})")),
        (Some(name), None) => Phrase::new(Tone::Strong, &name),
        (None, Some(handle)) => Phrase::new(Tone::Strong, &format!("@{handle}")),
        (None, None) => Phrase::new(Tone::Strong, "A profile without a name"),
    }
}

/// `On X, read from an X archive; 20 posts read.`
fn origin(profile: &ProfileLine) -> String {
    let source = match profile.source.as_str() {
        "x-archive" => "an X archive".to_owned(),
        "native" => "a native profile".to_owned(),
        "mastodon-export" => "a Mastodon export".to_owned(),
        other => clean(other).replace('-', " "),
    };
    let posts = match profile.posts_read {
        0 => "no posts read".to_owned(),
        n => count(n, "post read", "posts read"),
    };
    match &profile.platform {
        Some(platform) => format!("On {}, from {source}; {posts}.", platform_name(platform)),
        None => format!("From {source}; {posts}."),
    }
}

fn platform_name(platform: &str) -> String {
    match platform {
        "x" => "X".to_owned(),
        "mastodon" => "Mastodon".to_owned(),
        "bluesky" => "Bluesky".to_owned(),
        other => clean(other).into_owned(),
    }
}

fn score(page: &mut Page, total: f64, score: &ScoreLine) {
    let band = score.band.as_deref().unwrap_or_default();
    let mut line =
        Phrase::new(Tone::Strong, &format!("{} of 100", number(total))).and(Tone::Plain, &range(score.low, score.high));
    if !band.is_empty() {
        line = line.and(Tone::Plain, ": ").and(tone(total), &band_name(band));
    }
    page.text(2, &line);
    page.text(2, &bar(total, if page.beside(0) < 60 { 30 } else { 50 }));
    page.gap();
    let width = score.high.unwrap_or(total) - score.low.unwrap_or(total);
    if width > FIRM {
        page.text(2, &Phrase::plain("Too little could be checked for a firm word."));
    } else if let Some(meaning) = meaning(band) {
        page.text(2, &Phrase::plain(meaning));
    }
    if score.coverage < 1.0 {
        let checked = percent(score.coverage);
        let rest =
            if width > 0.0 { "the range is what the rest could change" } else { "the rest is left out of the score" };
        page.text(2, &Phrase::plain(&format!("{checked} of what counts could be checked; {rest}.")));
    }
}

/// `, between 55 and 66`, unless both are one.
pub(super) fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low.map(number), high.map(number)) {
        (Some(low), Some(high)) if low != high => format!(", between {low} and {high}"),
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

/// The band's id as words.
pub(super) fn band_name(band: &str) -> String {
    clean(band).replace('-', " ")
}

/// What the bands of the default pack say; those of others speak for themselves.
fn meaning(band: &str) -> Option<&'static str> {
    match band {
        "ready" => Some("A stranger finds what they look for."),
        "gaps" => Some("A stranger finds reasons to follow, and some to move on."),
        "at-risk" => Some("Much of what a stranger looks for is missing, or puts them off."),
        "likely-ignored" => Some("As it stands, a stranger finds little reason to follow back."),
        _ => None,
    }
}

fn no_score(page: &mut Page, report: &Report) {
    page.text(2, &Phrase::new(Tone::Strong, "No score"));
    page.gap();
    let shares: Vec<String> = report.factors.iter().filter(|f| f.score.is_none()).map(share).collect();
    let mut text = "Too little could be checked to be fair".to_owned();
    if !shares.is_empty() {
        text.push_str(": ");
        text.push_str(&names(shares.iter().map(String::as_str)));
    }
    text.push_str(". A factor needs half of its points, and a score the avatar or the bio. ");
    text.push_str("Missing data is no fault of the profile.");
    page.text(2, &Phrase::plain(&text));
    if !report.findings.is_empty() {
        page.text(2, &Phrase::plain("What was found is listed below all the same."));
    }
}

fn share(factor: &FactorLine) -> String {
    format!("{} {}", factor.title, percent(factor.coverage))
}
