//! The data of the page: the report as `--format json` writes it, and what its score is worked out from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followback_core::{FactorId, RuleId, SheetRule, Worth};
use serde::Serialize;

use crate::render::clean::is_plain;
use crate::render::words::sentence;
use crate::report::{Annex, Report};

/// The name and version of the form below.
const SCHEMA: &str = "followback.page/1";

/// The data of the page.
#[derive(Debug, Serialize)]
pub(super) struct Island<'r> {
    schema: &'static str,
    report: &'r Report,
    score: Declaration<'r>,
    /// Each after those that supersede it.
    rules: Vec<Counted<'r>>,
    say: Say,
}

/// How the total is declared.
#[derive(Debug, Serialize)]
struct Declaration<'r> {
    min_coverage: f64,
    base: Vec<(&'r str, f64)>,
    rescue: Option<Rescue<'r>>,
    deduct: Option<Deduct<'r>>,
    bands: Vec<Band<'r>>,
    factors: Vec<Counter<'r>>,
}

#[derive(Debug, Serialize)]
struct Rescue<'r> {
    factor: &'r str,
    weight: [f64; 2],
}

#[derive(Debug, Serialize)]
struct Deduct<'r> {
    factor: &'r str,
    at_most: f64,
}

#[derive(Debug, Serialize)]
struct Band<'r> {
    band: &'r str,
    at_least: f64,
}

#[derive(Debug, Serialize)]
struct Counter<'r> {
    factor: &'r str,
    start: f64,
    clamp: bool,
}

/// A rule, and what it does to its factor: points that it adds, and a cap.
#[derive(Debug, Serialize)]
struct Counted<'r> {
    rule: &'r str,
    title: &'r str,
    factor: &'r str,
    severity: Option<&'r str>,
    points: f64,
    cap: Option<f64>,
    supersedes: Vec<&'r str>,
    weight: f64,
    status: &'r str,
    /// What it says by itself.
    says: &'static str,
    suppressed: bool,
    now: Pair,
    worst: Pair,
    best: Pair,
}

type Pair = (f64, Option<f64>);

/// Words that the page fills in itself.
#[derive(Debug, Serialize)]
struct Say {
    texts: BTreeMap<&'static str, String>,
    bands: BTreeMap<String, String>,
}

/// Names of those words.
const TEXTS: [&str; 5] = ["of_100", "range", "takes", "takes_nothing", "page_back"];

impl<'r> Island<'r> {
    pub(super) fn new(report: &'r Report, annex: &'r Annex) -> Self {
        let sheet = &annex.sheet;
        let factor = |id: FactorId| annex.factors.get(id.index()).map_or("", String::as_str);
        let band = |(band, least): &'r (String, f64)| Band { band, at_least: *least };
        let start = |(factor, one): (&'r String, &followback_core::SheetFactor)| Counter {
            factor,
            start: one.start,
            clamp: one.clamp,
        };
        let say = report.locale.words();
        Island {
            schema: SCHEMA,
            report,
            score: Declaration {
                min_coverage: sheet.min_coverage,
                base: sheet.base.iter().map(|(id, weight)| (factor(*id), *weight)).collect(),
                rescue: sheet.rescue.map(|(id, weight)| Rescue { factor: factor(id), weight }),
                deduct: sheet.deduct.map(|(id, at_most)| Deduct { factor: factor(id), at_most }),
                bands: sheet.bands.iter().map(band).collect(),
                factors: annex.factors.iter().zip(&sheet.factors).map(start).collect(),
            },
            rules: sheet.rules.iter().filter_map(|rule| Counted::new(report, annex, rule)).collect(),
            say: Say {
                texts: TEXTS
                    .iter()
                    .map(|name| (*name, say.raw(name).to_owned()))
                    .chain([("decimal_sign", say.decimal_sign())])
                    .collect(),
                bands: sheet.bands.iter().map(|(id, _)| (id.clone(), sentence(&report.names.band(id)))).collect(),
            },
        }
    }
}

impl<'r> Counted<'r> {
    fn new(report: &'r Report, annex: &'r Annex, counted: &SheetRule) -> Option<Self> {
        let note = |id: RuleId| annex.rules.get(id.index());
        let rule = note(counted.rule)?;
        let result = report.results.iter().find(|result| result.rule == rule.rule)?;
        Some(Counted {
            rule: &rule.rule,
            title: &rule.title,
            factor: &rule.factor,
            severity: rule.here.severity,
            points: rule.here.points,
            cap: rule.here.cap,
            supersedes: counted.supersedes.iter().filter_map(|id| Some(note(*id)?.rule.as_str())).collect(),
            weight: counted.weight,
            status: &result.status,
            says: counted.by_itself.word(),
            suppressed: counted.suppressed,
            now: pair(counted.now),
            worst: pair(counted.worst),
            best: pair(counted.best),
        })
    }
}

fn pair(worth: Worth) -> Pair {
    (worth.points, worth.cap)
}

/// The data as JSON that can stand in an element: nothing in it ends the element or begins one, and nothing in it is
/// invisible to whoever reads the source.
pub(super) fn text(island: &Island<'_>) -> serde_json::Result<String> {
    let json = serde_json::to_string(island)?;
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        if matches!(c, '<' | '>' | '&') || !is_plain(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Ok(out)
}
