//! One factor: its score, what was found with the words that show it, and all else in a few lines.

use super::fixes::gain;
use super::folded;
use super::head::{bar, range};
use super::page::{Page, Phrase, Tone};
use super::quote::{Extent, Quote};
use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{EvidenceLine, FactorLine, FindingLine, Report, ResultLine, ValueLine};

/// Posts quoted for one finding.
const MAX_POSTS: usize = 3;

pub(super) fn set(page: &mut Page, report: &Report, factor: &FactorLine) {
    let findings: Vec<&FindingLine> = report.findings.iter().filter(|f| f.factor == factor.id).collect();
    let results: Vec<&ResultLine> = report.results.iter().filter(|r| r.factor == factor.id).collect();
    // A factor that is about something else, such as a viewer who was not named, would only say so.
    if findings.is_empty() && results.iter().all(|r| matches!(r.status.as_str(), "not_applicable" | "off")) {
        return;
    }
    page.gap();
    page.text(0, &heading(page.say, factor));
    page.gap();
    let bio = report.bio.as_deref().filter(|_| findings.iter().any(|f| speaks_of_all(f)));
    if let Some(bio) = bio {
        Quote::new(bio).set(page, 2, Extent::Around);
        page.gap();
    }
    let shown = Shown { total: report.score.total.is_some(), bio: bio.is_some() };
    for one in &findings {
        finding(page, one, &shown);
        page.gap();
    }
    folded::set(page, factor, &findings, &results);
}

/// `Bio  ████░░░░░░  35 of 100, between 30 and 41; 80 % checked`
fn heading(say: &Words, factor: &FactorLine) -> Phrase {
    let title = Phrase::new(Tone::Strong, &sentence(&factor.title)).and(Tone::Plain, "  ");
    let checked = say.percent(factor.coverage);
    let Some(score) = factor.score else {
        return title.and(Tone::Plain, &say.factor_no_score(checked));
    };
    let words = format!("  {}{}", say.of_100(say.number(score)), range(say, factor.low, factor.high));
    let heading = match factor.at_most {
        Some(most) => title.and(Tone::Plain, &deduction(say, 100.0 - score, most)),
        None => title.join(&bar(score, 10)).and(Tone::Plain, &words),
    };
    if factor.coverage < 1.0 { heading.and(Tone::Plain, &say.factor_checked(checked)) } else { heading }
}

/// What a factor that is no part of the score by itself takes off it.
fn deduction(say: &Words, lost: f64, most: f64) -> String {
    if lost <= 0.0 {
        return say.takes_nothing();
    }
    say.takes(say.number(lost.min(most)), say.number(most))
}

/// Whether a finding rests on the bio as a whole, so that the reader should see it.
fn speaks_of_all(finding: &FindingLine) -> bool {
    let mut texts = finding.evidence.iter().filter(|e| is_bio(e) && matches!(e.value, ValueLine::Text(_))).peekable();
    texts.peek().is_some() && texts.all(|evidence| evidence.spans.is_empty())
}

fn is_bio(evidence: &EvidenceLine) -> bool {
    evidence.fact == "bio" || evidence.fact.starts_with("bio.")
}

/// What the report shows already.
struct Shown {
    /// There is a total, and so there are gains.
    total: bool,
    /// The bio, above the findings.
    bio: bool,
}

fn finding(page: &mut Page, finding: &FindingLine, shown: &Shown) {
    let lead = match shown.total {
        // What takes no points is a remark, and has no gain to speak of.
        true if finding.points == 0.0 => Phrase::plain(&" ".repeat(5)),
        true => Phrase::new(Tone::Good, &gain(page.say, finding.gain)),
        false => Phrase::plain("-"),
    };
    let lead = Phrase::plain("  ").join(&lead).and(Tone::Plain, "  ");
    let indent = lead.width();
    page.block(&lead, &name(page.say, finding));
    // The title stands for a message that could not be told.
    if finding.message != finding.title && !finding.message.is_empty() {
        page.text(indent, &Phrase::plain(&sentence(&finding.message)));
    }
    quotes(page, finding, indent, shown.bio);
    if !finding.advice.is_empty() {
        let arrow = Phrase::plain(&" ".repeat(indent)).and(Tone::Good, "→ ");
        page.block(&arrow, &Phrase::plain(&sentence(&finding.advice)));
    }
}

/// `major: Your bio does not say what you do (bio/no-profession)`
fn name(say: &Words, finding: &FindingLine) -> Phrase {
    let severity = finding.severity.as_deref().unwrap_or_default();
    let phrase = match severity {
        "" => Phrase::default(),
        "blocker" => Phrase::new(Tone::Bad, &(say.severity(severity) + ": ")),
        "major" => Phrase::new(Tone::Poor, &(say.severity(severity) + ": ")),
        other => Phrase::new(Tone::Fair, &(say.severity(other) + ": ")),
    };
    phrase.and(Tone::Strong, &sentence(&finding.title)).and(Tone::Faint, &format!(" ({})", sentence(&finding.rule)))
}

fn quotes(page: &mut Page, finding: &FindingLine, indent: usize, bio_shown: bool) {
    let (posts, own): (Vec<Quoted<'_>>, Vec<Quoted<'_>>) =
        quoted(finding).into_iter().partition(|q| q.evidence.post.is_some());
    for one in own.iter().filter(|q| q.quote.is_marked()) {
        if !is_bio(one.evidence) {
            page.text(indent, &Phrase::new(Tone::Faint, &format!("{}:", sentence(&one.evidence.fact))));
        }
        let again = bio_shown && is_bio(one.evidence);
        one.quote.set(page, indent, if again { Extent::Marked } else { Extent::Around });
    }
    // Posts with marks show more than those that only count.
    let (marked, unmarked): (Vec<_>, Vec<_>) = posts.into_iter().partition(|q| q.quote.is_marked());
    let all = if marked.is_empty() { unmarked } else { marked };
    for (nth, one) in all.iter().take(MAX_POSTS).enumerate() {
        if nth > 0 {
            page.gap();
        }
        one.quote.set(page, indent, Extent::Around);
    }
    if all.len() > MAX_POSTS {
        let more = page.say.more_like_these(all.len() - MAX_POSTS);
        page.text(indent, &Phrase::new(Tone::Faint, &more));
    }
}

/// A text that speaks for a finding.
struct Quoted<'r> {
    evidence: &'r EvidenceLine,
    quote: Quote<'r>,
}

/// The texts of a finding, each once, with all of its marks.
fn quoted(finding: &FindingLine) -> Vec<Quoted<'_>> {
    let mut out: Vec<Quoted<'_>> = Vec::new();
    for evidence in &finding.evidence {
        let ValueLine::Text(text) = &evidence.value else { continue };
        // A post's fields may be evidence too; only what it says can be read.
        if evidence.spans.is_empty() && !evidence.fact.ends_with("text") {
            continue;
        }
        let known = |q: &Quoted<'_>| q.quote.text() == text && q.evidence.post == evidence.post;
        let index = out.iter().position(known).unwrap_or_else(|| {
            out.push(Quoted { evidence, quote: Quote::new(text) });
            out.len() - 1
        });
        for span in &evidence.spans {
            out[index].quote.mark(span.start..span.end);
        }
    }
    out
}
