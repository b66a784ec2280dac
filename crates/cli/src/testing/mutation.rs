//! `followback test --mutate`: whether the tests would notice if a rule were slightly different.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::bail;
use followback_core::{Bench, Fate, MissingTest, Mutant, Program, Record, RuleId, Sources};
use rayon::prelude::*;
use serde_json::json;

use super::TestArgs;
use super::args::TestFormat;
use super::run::{NOW, Tested};
use crate::console::Console;
use crate::outcome::Outcome;
use crate::render::clean::{Cleaned, clean};

/// So many mutants share one copy of the rules.
const CHUNK: usize = 32;

/// Holds the tests of a pack against its mutants.
///
/// # Errors
/// When the pack cannot be read, has faults, or holds nothing that fits the filter.
pub(super) fn run(args: &TestArgs) -> anyhow::Result<Outcome> {
    if args.format == TestFormat::Junit {
        bail!("`--mutate` writes `human` or `json`; `junit` is for the tests themselves");
    }
    let started = Instant::now();
    let tested = Tested::new(args)?;
    let program = &tested.session.program;
    let complete = |record: &mut Record<'_>| followback_profile::complete(record);
    let profiles = tested.fixtures.iter().filter_map(|fixture| fixture.profile.as_ref().ok());
    let mut fixtures = Vec::new();
    for profile in profiles {
        let mut record = profile.record.clone();
        tested.session.complete(&mut record)?;
        fixtures.push((record, profile.now));
    }
    let bench = Bench::new(program, &tested.rules, fixtures, NOW, &complete);
    let mutants = program.mutants(&tested.rules);
    let fates: Vec<Fate> = mutants.par_chunks(CHUNK).flat_map_iter(|chunk| bench.fates(chunk)).collect();
    let result = Mutation { program, sources: &tested.session.sources, mutants: &mutants, fates: &fates };
    let text = if args.format == TestFormat::Json {
        format!("{:#}\n", result.json())
    } else {
        let mut text = result.human(args.verbose)?;
        // Only people read how long it took: the JSON is the same every time.
        writeln!(text, "{} changes tried in {:.1} s", mutants.len(), started.elapsed().as_secs_f64())?;
        Cleaned::lines(&text).text().to_owned()
    };
    let pack: Vec<&Path> = args.pack.as_deref().into_iter().collect();
    Console::write(args.output.as_deref(), &pack, &text)?;
    Ok(match args.coverage.min {
        Some(min) if result.score() < min => Outcome::No,
        _ => Outcome::Done,
    })
}

/// The mutants with what became of them.
struct Mutation<'a> {
    program: &'a Program,
    sources: &'a Sources,
    mutants: &'a [Mutant],
    fates: &'a [Fate],
}

impl<'a> Mutation<'a> {
    fn counted(&self) -> impl Iterator<Item = (&'a Mutant, &'a Fate)> {
        self.mutants.iter().zip(self.fates).filter(|(mutant, _)| mutant.kind.counts())
    }

    /// The share that was noticed, in percent, of those that count: also those that nobody could tell apart count as not
    /// noticed.
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^53 mutants")]
    fn score(&self) -> f64 {
        let all = self.counted().count();
        let killed = self.counted().filter(|(_, fate)| matches!(fate, Fate::Killed)).count();
        if all == 0 { 100.0 } else { killed as f64 * 100.0 / all as f64 }
    }

    fn survivors(&self) -> impl Iterator<Item = (&'a Mutant, Option<&'a MissingTest>)> {
        self.counted().filter_map(|(mutant, fate)| match fate {
            Fate::Killed => None,
            Fate::Survived(missing) => Some((mutant, missing.as_ref())),
        })
    }

    fn id(&self, rule: RuleId) -> &'a str {
        &self.program.rules()[rule.index()].id
    }

    fn at(&self, mutant: &Mutant) -> String {
        mutant.span.map_or_else(String::new, |span| {
            let (file, line, _) = self.sources.position(span);
            format!("{file}:{line}: ")
        })
    }

    fn human(&self, verbose: bool) -> anyhow::Result<String> {
        let mut out = String::new();
        // One test can be missing for several mutants.
        let mut missing: BTreeMap<(&str, &str), Vec<&Mutant>> = BTreeMap::new();
        let mut alike = Vec::new();
        for (mutant, test) in self.survivors() {
            match test {
                Some(test) => missing.entry((self.id(test.rule), body(&test.toml))).or_default().push(mutant),
                None => alike.push(mutant),
            }
        }
        let with_test: usize = missing.values().map(Vec::len).sum();
        for ((rule, _), mutants) in &missing {
            for mutant in mutants {
                writeln!(out, "{}{} [{}] {}", self.at(mutant), mutant.place, mutant.kind.word(), clean(&mutant.what))?;
            }
            let first = self.survivors().find(|(m, _)| std::ptr::eq(*m, mutants[0])).and_then(|(_, test)| test);
            if let Some(test) = first {
                writeln!(out, "  no test notices; under `{rule}` this one would:\n")?;
                writeln!(out, "{}", test.toml)?;
            }
        }
        if !alike.is_empty() {
            writeln!(out, "no test notices these, and no profile was found on which they make a difference:")?;
            let shown = if verbose { alike.len() } else { alike.len().min(10) };
            for mutant in &alike[..shown] {
                writeln!(
                    out,
                    "  {}{} [{}] {}",
                    self.at(mutant),
                    mutant.place,
                    mutant.kind.word(),
                    clean(&mutant.what)
                )?;
            }
            if shown < alike.len() {
                writeln!(out, "  and {} more, with `--verbose`", alike.len() - shown)?;
            }
            out.push('\n');
        }
        let all = self.counted().count();
        let killed = all - with_test - alike.len();
        writeln!(out, "{killed} of {all} changes noticed: {:.1} %", floor(self.score()))?;
        if with_test + alike.len() > 0 {
            writeln!(out, "{with_test} not noticed, {} more that could not be told apart", alike.len())?;
        }
        let sample = self.mutants.iter().zip(self.fates).filter(|(m, _)| !m.kind.counts());
        let (tried, needed) = sample
            .fold((0, 0), |(tried, needed), (_, fate)| (tried + 1, needed + usize::from(matches!(fate, Fate::Killed))));
        if tried > 0 {
            writeln!(
                out,
                "of {tried} phrases of lists, a sample that the score leaves out, {needed} are needed by a test"
            )?;
        }
        Ok(out)
    }

    fn json(&self) -> serde_json::Value {
        let fate = |fate: &Fate| match fate {
            Fate::Killed => "noticed",
            Fate::Survived(Some(_)) => "survived",
            Fate::Survived(None) => "not_told_apart",
        };
        let mutants = self.mutants.iter().zip(self.fates).map(|(mutant, what)| {
            let test = match what {
                Fate::Survived(Some(test)) => json!({"rule": self.id(test.rule), "toml": test.toml}),
                _ => serde_json::Value::Null,
            };
            let place = mutant.span.map(|span| self.sources.position(span));
            json!({
                "place": mutant.place, "kind": mutant.kind.word(), "what": mutant.what,
                "file": place.map(|(file, ..)| file), "line": place.map(|(_, line, _)| line),
                "counts": mutant.kind.counts(), "fate": fate(what), "test": test,
            })
        });
        json!({
            "schema": "followback.mutation/1", "score": floor(self.score()), "mutants": mutants.collect::<Vec<_>>(),
        })
    }
}

/// A score is never rounded up.
fn floor(score: f64) -> f64 {
    (score * 10.0).floor() / 10.0
}

/// A test without its name: tests that give the same are one.
fn body(toml: &str) -> &str {
    toml.find("given").map_or(toml, |at| &toml[at..])
}
