//! Ticking findings as fixed gives what the engine says, for every set of findings.
//!
//! The data of the page declare the whole arithmetic. A second walk over them, in Rust, agrees with the engine; and the
//! script of the page does, wherever there is a `node` to run it.

use std::io::Write;
use std::process::{Command, Stdio};

use followback_core::RuleId;
use serde_json::{Value, json};

use super::island;
use crate::locale::Locale;
use crate::render::html::{ARITHMETIC, html};
use crate::render::injections::{profile, program};
use crate::report::{Annex, Report};

/// Profiles, the first with as many findings as anybody has.
const PROFILES: [(&str, &str); 6] = [
    ("demo.toml", include_str!("../../../demo.toml")),
    ("artist-slogan.toml", include_str!("../../../../../../rules/default/profiles/artist-slogan.toml")),
    ("egg.toml", include_str!("../../../../../../rules/default/profiles/egg.toml")),
    ("locked.toml", include_str!("../../../../../../rules/default/profiles/locked.toml")),
    // Blockers hide much, which comes back when they are mended.
    ("bare.toml", "bio = \"🎨🐙🌊\"\navatar_default = true\nposts = []\nposts_count = 0\n"),
    // Most of it is unknown, so that ranges are wide and factors fall away.
    ("short.toml", "bio = \"hi there\"\navatar_default = false\navatar_url = \"https://example.org/a.png\"\n"),
];

/// A page's data, and what the engine says for each set of its findings.
struct Case {
    name: &'static str,
    data: Value,
    wanted: Vec<(Vec<String>, Value)>,
}

fn cases() -> Vec<Case> {
    let program = program();
    let case = |&(name, text): &(&'static str, &str)| {
        let profile = profile(name, text);
        let mut evaluation = program.evaluate(&profile.record, profile.now);
        let report = Report::new(&profile, &mut evaluation, Locale::En);
        let annex = Annex::new(&profile, &mut evaluation, report.locale);
        let data = serde_json::from_str(island(&html(&report, &annex).unwrap())).unwrap();
        let findings: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
        let sets = (0..1usize << findings.len()).map(|set| {
            let mended: Vec<&str> = (0..findings.len()).filter(|bit| set >> bit & 1 == 1).map(|bit| findings[bit]).collect();
            let ids: Vec<RuleId> = mended.iter().map(|rule| program.rule(rule).unwrap()).collect();
            let scored = program.score_without(evaluation.outcomes(), &ids);
            let total = scored.total.as_ref();
            let wanted = json!({
                "total": total.map(|t| t.value), "low": total.map(|t| t.low), "high": total.map(|t| t.high),
                "band": total.map(|t| t.band.clone()), "factors": scored.factors.iter().map(|f| f.score).collect::<Vec<_>>(),
            });
            (mended.into_iter().map(str::to_owned).collect(), wanted)
        });
        Case { name, data, wanted: sets.collect() }
    };
    PROFILES.iter().map(case).collect()
}

#[test]
fn the_data_of_the_page_declare_the_whole_arithmetic() {
    for case in cases() {
        assert!(!case.wanted.is_empty());
        for (mended, wanted) in &case.wanted {
            assert_eq!(walk::score(&case.data, mended), *wanted, "{} without {mended:?}", case.name);
        }
    }
}

#[test]
fn the_script_of_the_page_agrees_with_the_engine() {
    let Some(mut node) = node() else {
        assert!(
            std::env::var_os("FOLLOWBACK_NEEDS_NODE").is_none(),
            "there is no `node` to run the script of the page with"
        );
        #[expect(clippy::print_stderr, reason = "a test that was not run has to say so")]
        {
            eprintln!("skipped: there is no `node` to run the script of the page with");
        }
        return;
    };
    let cases = cases();
    let asked: Vec<Value> = cases
        .iter()
        .map(|case| json!({"data": case.data, "sets": case.wanted.iter().map(|(set, _)| set).collect::<Vec<_>>()}))
        .collect();
    node.stdin.take().unwrap().write_all(Value::from(asked).to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let answers: Vec<Vec<Value>> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), cases.len());
    for (case, answers) in cases.iter().zip(answers) {
        assert_eq!(answers.len(), case.wanted.len());
        for ((mended, wanted), answer) in case.wanted.iter().zip(answers) {
            assert_eq!(numbers(&answer), numbers(wanted), "{} without {mended:?}", case.name);
        }
    }
}

/// A `node` that scores whatever sets it is given.
fn node() -> Option<std::process::Child> {
    let script = format!(
        "{ARITHMETIC}
        const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const scored = ({{ total, low, high, band, factors }}) => ({{ total, low, high, band, factors: factors.map(f => f.score) }});
        console.log(JSON.stringify(cases.map(({{ data, sets }}) => sets.map(set => scored(rescore(data, new Set(set)))))));"
    );
    Command::new("node").arg("-e").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()
}

/// The same whether a number was written as `61` or `61.0`.
fn numbers(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().unwrap().to_string(),
        Value::Array(all) => format!("[{}]", all.iter().map(numbers).collect::<Vec<_>>().join(",")),
        Value::Object(all) => {
            all.iter().flat_map(|(key, value)| [key.clone(), "=".to_owned(), numbers(value) + ";"]).collect()
        }
        other => other.to_string(),
    }
}

/// The arithmetic as the data declare it, read off them by nothing but their names.
mod walk {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Value, json};

    struct Walk<'d> {
        data: &'d Value,
        status: BTreeMap<&'d str, &'d str>,
        /// 1 would be a finding if everything were known, 0 would not, 1/2 cannot be told.
        active: BTreeMap<&'d str, f64>,
    }

    pub(super) fn score(data: &Value, mended: &[String]) -> Value {
        let walk = Walk::new(data, &mended.iter().map(String::as_str).collect());
        let bands = data["score"]["bands"].as_array().unwrap();
        let total = walk.total("now");
        let band =
            total.map(|total| bands.iter().find(|b| total >= b["at_least"].as_f64().unwrap()).unwrap()["band"].clone());
        let factor = |factor: &Value| {
            let id = factor["factor"].as_str().unwrap();
            let ends = if walk.deducts(id) { ["now"; 3] } else { ["now", "worst", "best"] };
            walk.judged(id).then(|| ends.map(|end| round1(walk.factor(id, end))))
        };
        json!({"total": total, "low": walk.total("worst"), "high": walk.total("best"), "band": band,
            "factors": data["score"]["factors"].as_array().unwrap().iter().map(factor).collect::<Vec<_>>()})
    }

    fn fixed(value: &Value) -> f64 {
        (value.as_f64().unwrap() * 1e6).round()
    }

    fn round1(value: f64) -> f64 {
        (value * 10.0).round() / 10.0 + 0.0
    }

    fn sum(mut terms: Vec<f64>) -> f64 {
        terms.sort_by(f64::total_cmp);
        terms.iter().sum()
    }

    impl<'d> Walk<'d> {
        fn new(data: &'d Value, mended: &BTreeSet<&str>) -> Self {
            let mut walk = Walk { data, status: BTreeMap::new(), active: BTreeMap::new() };
            for rule in walk.rules() {
                let id = rule["rule"].as_str().unwrap();
                let over = |other: &&Value| rule_list(other).contains(&id);
                let by: Vec<&str> = walk.rules().filter(over).map(|r| r["rule"].as_str().unwrap()).collect();
                let says = if mended.contains(id) { "passed" } else { rule["says"].as_str().unwrap() };
                let silenced = by.iter().any(|by| matches!(walk.status[by], "fired" | "suppressed"));
                let status = match says {
                    "fired" | "unknown" if silenced => "superseded",
                    "fired" if rule["suppressed"] == true => "suppressed",
                    says => says,
                };
                let fires: f64 = match says {
                    "fired" => 1.0,
                    "unknown" => 0.5,
                    _ => 0.0,
                };
                let covered = by.iter().map(|by| walk.active[by]).fold(0.0, f64::max);
                walk.status.insert(id, status);
                walk.active.insert(id, fires.min(1.0 - covered));
            }
            walk
        }

        fn rules(&self) -> impl Iterator<Item = &'d Value> + use<'d> {
            self.data["rules"].as_array().unwrap().iter()
        }

        fn of(&self, factor: &str) -> impl Iterator<Item = (&'d Value, &'d str)> {
            self.rules().filter(move |rule| rule["factor"] == factor).map(|rule| (rule, rule["rule"].as_str().unwrap()))
        }

        fn deducts(&self, factor: &str) -> bool {
            self.data["score"]["deduct"]["factor"] == factor
        }

        fn judged(&self, factor: &str) -> bool {
            let (mut evaluated, mut applicable) = (0.0, 0.0);
            for (rule, id) in self.of(factor) {
                let known = matches!(self.status[id], "fired" | "passed" | "suppressed");
                evaluated += if known { fixed(&rule["weight"]) } else { 0.0 };
                applicable += if known || self.status[id] == "unknown" { fixed(&rule["weight"]) } else { 0.0 };
            }
            self.deducts(factor)
                || applicable > 0.0 && evaluated / applicable >= self.data["score"]["min_coverage"].as_f64().unwrap()
        }

        fn factor(&self, factor: &str, end: &str) -> f64 {
            let of = |f: &&Value| f["factor"] == factor;
            let declared = self.data["score"]["factors"].as_array().unwrap().iter().find(of).unwrap();
            let (mut points, mut cap) = (fixed(&declared["start"]), f64::INFINITY);
            for (rule, id) in self.of(factor) {
                let (sure, may) = match end {
                    "now" => (self.status[id] == "fired", self.status[id] == "fired"),
                    _ if rule["suppressed"] == true => (false, false),
                    _ => (self.active[id] > 0.5, self.active[id] > 0.0),
                };
                let worth = &rule[end];
                let more = if may { fixed(&worth[0]) } else { 0.0 };
                points += match end {
                    "worst" if !sure => more.min(0.0),
                    "best" if !sure => more.max(0.0),
                    _ => more,
                };
                if !worth[1].is_null() && (sure || may && end == "worst") {
                    cap = cap.min(fixed(&worth[1]));
                }
            }
            points = points.min(cap);
            if declared["clamp"] == true { points.clamp(0.0, 100e6) / 1e6 } else { points / 1e6 }
        }

        fn total(&self, end: &str) -> Option<f64> {
            let score = &self.data["score"];
            let base: Vec<(&str, f64)> = score["base"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pair| (pair[0].as_str().unwrap(), pair[1].as_f64().unwrap()))
                .filter(|(id, _)| self.judged(id))
                .collect();
            let weights = sum(base.iter().map(|(_, weight)| *weight).collect());
            if weights <= 0.0 {
                return None;
            }
            let first = sum(base.iter().map(|(id, weight)| self.factor(id, end) * weight).collect()) / weights;
            let mut total = first;
            if let Some(id) = score["rescue"]["factor"].as_str().filter(|id| self.judged(id)) {
                let [w0, w1] = [0, 1].map(|i| score["rescue"]["weight"][i].as_f64().unwrap());
                total = first + (w0 + (w1 - w0) * first / 100.0) * (self.factor(id, end) - first);
            }
            if let Some(id) = score["deduct"]["factor"].as_str() {
                total = (total - (100.0 - self.factor(id, "now")).min(score["deduct"]["at_most"].as_f64().unwrap()))
                    .max(0.0);
            }
            Some(round1(total))
        }
    }

    fn rule_list(rule: &Value) -> Vec<&str> {
        rule["supersedes"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
    }
}
