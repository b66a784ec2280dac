//! One run: everything that is tested, in parallel, and what came of it in a fixed order.

use std::path::Path;

use anyhow::bail;
use followback_core::{Coverage, Program, Record, RuleId, TestResult, Verdict, glob_matches};
use rayon::prelude::*;

use super::TestArgs;
use super::fixtures::{self, Change, Fixture, FixtureResult, State, Store, Stray};
use crate::packs;
use crate::plugins::Installed;
use crate::session::Session;

/// The frozen present of tests: nothing in a rule's test depends on the day it runs.
pub(crate) const NOW: i64 = 1_750_000_000;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) session: Session,
    /// By rule, then in the order of the file.
    pub(crate) tests: Vec<TestResult>,
    /// By name.
    pub(crate) fixtures: Vec<FixtureResult>,
    /// Snapshots that belong to no fixture.
    pub(crate) strays: Vec<Stray>,
    pub(crate) store: Option<Store>,
    /// What was seen by what held.
    pub(crate) coverage: Option<Coverage>,
}

impl Run {
    /// Tests what the arguments name, and writes nothing.
    ///
    /// # Errors
    /// When the pack cannot be read, has faults, or holds nothing that fits the filter.
    pub(crate) fn new(args: &TestArgs) -> anyhow::Result<Self> {
        let Tested { session, first, rules, fixtures, store, strays } = Tested::new(args)?;
        let program = &session.program;
        let start = args.coverage.wanted().then(|| program.coverage(first));
        let (tests, mut coverage) = tests(program, &rules, start.as_ref());
        let fixtures = match &store {
            Some(store) => fixtures::compare(&fixtures, store, &session, first, coverage.as_mut())?,
            None => Vec::new(),
        };
        Ok(Run { session, tests, fixtures, strays, store, coverage })
    }

    /// What is to be looked at.
    pub(crate) fn changes(&self) -> Vec<&Change> {
        let change = |fixture: &'_ FixtureResult| matches!(fixture.state, State::Changed(_));
        let changed = self.fixtures.iter().filter(|fixture| change(fixture));
        changed.filter_map(|f| if let State::Changed(change) = &f.state { Some(change) } else { None }).collect()
    }

    /// How many tests ended like this.
    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.tests.iter().filter(|result| result.verdict() == verdict).count()
    }
}

/// What the arguments name.
pub(super) struct Tested {
    pub(super) session: Session,
    /// The first pack that is tested.
    first: usize,
    pub(super) rules: Vec<RuleId>,
    pub(super) fixtures: Vec<Fixture>,
    store: Option<Store>,
    strays: Vec<Stray>,
}

impl Tested {
    /// # Errors
    /// As [`Run::new`].
    pub(super) fn new(args: &TestArgs) -> anyhow::Result<Self> {
        let installed = Installed::load()?;
        let schema = installed.schema();
        let pack =
            args.pack.as_deref().map_or_else(|| Ok(packs::default_pack()), |path: &Path| packs::read_pack(path))?;
        let (mut session, first) = Session::for_authors(std::slice::from_ref(&pack), schema, NOW)?;
        // Only a folder holds more than rules.
        let folder = args.pack.as_deref().filter(|path| path.is_dir());
        let mut all = Vec::new();
        if let Some(folder) = folder {
            all = fixtures::read(folder, &pack.prefix, schema, &mut session.sources)?;
            fixtures::ask_plugins(&mut all, &session, first, &installed)?;
        }
        let store = folder.map(Store::read).transpose()?;
        let filter = args.filter.as_deref();
        let program = &session.program;
        let fits = |name: &str| filter.is_none_or(|glob| glob_matches(glob, name));
        let own = program.rules().iter().filter(|rule| rule.pack >= first && fits(&rule.id));
        let rules: Vec<RuleId> = own.filter_map(|rule| program.rule(&rule.id)).collect();
        let mut strays = store.as_ref().map_or_else(Vec::new, |store| store.strays(&all));
        strays.retain(|stray| fixtures::fits(filter, &stray.name));
        let wanted: Vec<Fixture> = all.into_iter().filter(|fixture| fixtures::fits(filter, &fixture.name)).collect();
        if let (Some(glob), true) = (filter, rules.is_empty() && wanted.is_empty() && strays.is_empty()) {
            bail!("no rule of the pack fits `{glob}`, and no fixture");
        }
        Ok(Tested { session, first, rules, fixtures: wanted, store, strays })
    }
}

/// Runs the tests of rules; `start` is a coverage that has seen nothing yet.
fn tests(program: &Program, rules: &[RuleId], start: Option<&Coverage>) -> (Vec<TestResult>, Option<Coverage>) {
    let complete = |record: &mut Record<'_>| followback_profile::complete(record);
    let cases: Vec<_> = rules.par_iter().flat_map_iter(|&rule| program.test_cases(rule, NOW, &complete)).collect();
    let results: Vec<TestResult> = cases.par_iter().map(|case| program.run_test(case)).collect();
    let coverage = start.map(|start| {
        let held = cases.par_iter().zip(&results).filter(|(_, result)| result.verdict() == Verdict::Passed);
        let parts = held.fold(
            || start.clone(),
            |mut coverage, (case, _)| {
                coverage.test(program, case);
                coverage
            },
        );
        parts.reduce(
            || start.clone(),
            |mut all, part| {
                all.add(&part);
                all
            },
        )
    });
    (results, coverage)
}
