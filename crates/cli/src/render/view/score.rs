//! The score, its range, and how it came about.

use serde::Serialize;

use crate::locale::Words;
use crate::render::clean::clean;
use crate::render::words::{names, sentence};
use crate::report::{FactorLine, Report};

/// A range wider than this spans more than a band: what the band says may not be so.
const FIRM: f64 = 40.0;

/// A score with its range.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Mark {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) tone: &'static str,
    /// `61.5`
    pub(crate) text: String,
    /// `61.5 of 100, between 55 and 66`
    pub(crate) label: String,
    /// `, between 55 and 66`, unless both are one.
    pub(crate) range: String,
}

/// The total.
#[derive(Debug, Serialize)]
pub(crate) struct Score {
    #[serde(flatten)]
    pub(crate) mark: Mark,
    pub(crate) band: String,
    /// What the band says, unless too little is known for it.
    pub(crate) meaning: Option<String>,
    /// How much could be checked, unless that is all.
    pub(crate) checked: Option<String>,
}

/// A step from the start to the total.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// The number of its finding; none for the start and the end.
    pub(crate) n: Option<usize>,
    pub(crate) title: String,
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The change.
    pub(crate) by: String,
    /// The total after it.
    pub(crate) running: String,
}

impl Mark {
    pub(super) fn new(say: &Words, value: f64, low: Option<f64>, high: Option<f64>) -> Self {
        let (low, high) = (low.unwrap_or(value), high.unwrap_or(value));
        let range = if low < high { say.range(say.number(low), say.number(high)) } else { String::new() };
        let text = say.number(value);
        Mark { value, low, high, tone: tone(value), label: say.of_100(&text) + &range, text, range }
    }
}

impl Score {
    pub(super) fn new(say: &Words, report: &Report) -> Option<Self> {
        let score = &report.score;
        let mark = Mark::new(say, score.total?, score.low, score.high);
        let band = score.band.as_deref().unwrap_or_default();
        let width = mark.high - mark.low;
        let checked = say.percent(score.coverage);
        let checked = if width > 0.0 { say.checked_with_range(checked) } else { say.checked_without_range(checked) };
        Some(Score {
            meaning: if width > FIRM { Some(say.too_wide()) } else { say.meaning(band) },
            checked: (score.coverage < 1.0).then_some(checked),
            band: clean(&report.names.band(band)).into_owned(),
            mark,
        })
    }
}

/// Why there is no score.
pub(super) fn missing(say: &Words, report: &Report) -> Vec<String> {
    if report.score.total.is_some() {
        return Vec::new();
    }
    let share = |factor: &FactorLine| format!("{} {}", factor.title, say.percent(factor.coverage));
    let shares: Vec<String> = report.factors.iter().filter(|f| f.lacking).map(share).collect();
    let why = match &shares[..] {
        [] => say.too_little(),
        shares => say.too_little_of(names(say, shares.iter().map(String::as_str))),
    };
    let found = (!report.findings.is_empty()).then(|| say.found_all_the_same());
    [format!("{why} {}", say.needed_for_a_score())].into_iter().chain(found).collect()
}

/// The steps; what changes nothing is none.
pub(super) fn waterfall(say: &Words, report: &Report) -> Vec<Step> {
    let mut running = 0.0;
    let mut steps = Vec::new();
    for line in &report.waterfall {
        let place = report.findings.iter().position(|finding| finding.rule == line.step);
        let from = running;
        // Both are rounded; so is what they add up to.
        running = ((from + line.by) * 10.0_f64).round() / 10.0;
        if place.is_some() && line.by == 0.0 {
            continue;
        }
        steps.push(Step {
            n: place.map(|place| place + 1),
            title: place.map_or_else(|| say.page_start(), |place| sentence(&report.findings[place].title)),
            from,
            to: running,
            by: if place.is_some() { say.signed(line.by) } else { String::new() },
            running: say.number(running),
        });
    }
    if let Some(total) = report.score.total {
        let text = say.number(total);
        steps.push(Step { n: None, title: say.page_total(), from: 0.0, to: total, by: String::new(), running: text });
    }
    steps
}

/// Only a color: the bands themselves are the pack's.
pub(crate) fn tone(score: f64) -> &'static str {
    match score {
        80.0.. => "good",
        60.0.. => "fair",
        40.0.. => "poor",
        _ => "bad",
    }
}
