//! One factor: its score, what was found with the words that show it, and all else in a few lines.

use super::fixes::column;
use super::folded;
use super::head::bar;
use super::page::{Page, Phrase, Tone};
use super::quote::{Extent, Quote};
use crate::render::view::{Factor, Finding, View};

pub(super) fn set(page: &mut Page, view: &View, factor: &Factor) {
    page.gap();
    page.text(0, &heading(factor));
    page.gap();
    let bio = view.bio.as_deref().filter(|_| factor.findings.iter().any(|finding| finding.of_bio));
    if let Some(bio) = bio {
        Quote::plain(bio).set(page, 2, Extent::Around);
        page.gap();
    }
    let shown = Shown { total: view.score.is_some(), bio: bio.is_some() };
    for one in &factor.findings {
        finding(page, one, &shown);
        page.gap();
    }
    if let Some(folded) = &factor.folded {
        folded::set(page, folded);
    }
}

/// `Bio  ████░░░░░░  35 of 100, between 30 and 41; 80 % checked`
fn heading(factor: &Factor) -> Phrase {
    let title = Phrase::new(Tone::Strong, &factor.title).and(Tone::Plain, "  ");
    let title = match &factor.score {
        Some(mark) => title.join(&bar(mark.value, 10)).and(Tone::Plain, "  "),
        None => title,
    };
    title.and(Tone::Plain, &factor.line)
}

/// What the report shows already.
struct Shown {
    /// There is a total, and so there are gains.
    total: bool,
    /// The bio, above the findings.
    bio: bool,
}

fn finding(page: &mut Page, finding: &Finding, shown: &Shown) {
    let lead = match &finding.gain {
        Some(gain) => Phrase::new(Tone::Good, &column(gain)),
        // What takes no points is a remark, and has no gain to speak of.
        None if shown.total => Phrase::plain(&column("")),
        None => Phrase::plain("-"),
    };
    let lead = Phrase::plain("  ").join(&lead).and(Tone::Plain, "  ");
    let indent = lead.width();
    page.block(&lead, &name(finding));
    if let Some(message) = &finding.message {
        page.text(indent, &Phrase::plain(message));
    }
    quotes(page, finding, indent, shown.bio);
    if !finding.advice.is_empty() {
        let arrow = Phrase::plain(&" ".repeat(indent)).and(Tone::Good, "→ ");
        page.block(&arrow, &Phrase::plain(&finding.advice));
    }
}

/// `major: Your bio does not say what you do (bio/no-profession)`
fn name(finding: &Finding) -> Phrase {
    let tone = match finding.severity.as_str() {
        "blocker" => Tone::Bad,
        "major" => Tone::Poor,
        _ => Tone::Fair,
    };
    let severity = match finding.severity_name.as_str() {
        "" => Phrase::default(),
        name => Phrase::new(tone, &format!("{name}: ")),
    };
    severity.and(Tone::Strong, &finding.title).and(Tone::Faint, &format!(" ({})", finding.rule))
}

fn quotes(page: &mut Page, finding: &Finding, indent: usize, bio_shown: bool) {
    for (nth, quote) in finding.quotes.iter().enumerate() {
        // Posts are parted from each other.
        if quote.of_post && nth > 0 && finding.quotes[nth - 1].of_post {
            page.gap();
        }
        if let Some(label) = &quote.label {
            page.text(indent, &Phrase::new(Tone::Faint, &format!("{label}:")));
        }
        let again = bio_shown && !quote.of_post && quote.label.is_none();
        Quote::new(&quote.parts).set(page, indent, if again { Extent::Marked } else { Extent::Around });
    }
    if let Some(more) = &finding.more {
        page.text(indent, &Phrase::new(Tone::Faint, more));
    }
}
