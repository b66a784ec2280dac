//! Whose profile it is, and its score.

use super::page::{Page, Phrase, Tone};
use crate::render::view::{Score, View, Who, tone};

pub(super) fn set(page: &mut Page, view: &View) {
    page.text(0, &who(&view.who));
    for told in [Some(&view.origin), view.seen.as_ref()].into_iter().flatten() {
        page.text(0, &Phrase::new(Tone::Faint, told));
    }
    page.gap();
    if let Some(score) = &view.score {
        self::score(page, score);
        return;
    }
    page.text(2, &Phrase::new(Tone::Strong, &page.say.no_score()));
    page.gap();
    for line in &view.no_score {
        page.text(2, &Phrase::plain(line));
    }
}

fn who(who: &Who) -> Phrase {
    match (&who.name, &who.handle) {
        (Some(name), Some(handle)) => Phrase::new(Tone::Strong, name).and(Tone::Plain, &format!(" (@{handle})")),
        _ => Phrase::new(Tone::Strong, &who.title),
    }
}

fn score(page: &mut Page, score: &Score) {
    let mark = &score.mark;
    let mut line = Phrase::new(Tone::Strong, &page.say.of_100(&mark.text)).and(Tone::Plain, &mark.range);
    if !score.band.is_empty() {
        line = line.and(Tone::Plain, ": ").and(painted(mark.value), &score.band);
    }
    page.text(2, &line);
    page.text(2, &bar(mark.value, if page.beside(0) < 60 { 30 } else { 50 }));
    page.gap();
    for said in score.meaning.iter().chain(&score.checked) {
        page.text(2, &Phrase::plain(said));
    }
}

/// A score as a bar. The number stands beside it.
pub(super) fn bar(score: f64, columns: usize) -> Phrase {
    let steps = 0..columns;
    let full = steps.filter(|&step| score >= (step as f64 + 0.5) * 100.0 / columns as f64).count();
    Phrase::new(painted(score), &"█".repeat(full)).and(Tone::Faint, &"░".repeat(columns - full))
}

fn painted(score: f64) -> Tone {
    match tone(score) {
        "good" => Tone::Good,
        "fair" => Tone::Fair,
        "poor" => Tone::Poor,
        _ => Tone::Bad,
    }
}
