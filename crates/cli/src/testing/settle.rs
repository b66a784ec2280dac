//! What becomes of snapshots that changed: proposed, accepted, looked at, or left alone.

use super::args::TestArgs;
use super::fixtures::{State, accept, drop_stray, propose, reject};
use super::review::{Apply, Decision, Item, StdKeys, review};
use super::run::Run;
use crate::console::Console;

/// How many snapshots were taken over, and how many without a fixture were removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) accepted: usize,
    pub(crate) removed: usize,
}

/// Does with the snapshots what the arguments say. What was settled is no longer among the results.
///
/// # Errors
/// When snapshots cannot be written.
pub(crate) fn settle(args: &TestArgs, run: &mut Run, console: &Console) -> anyhow::Result<Settled> {
    let Some(store) = run.store.as_ref().filter(|_| !args.check) else { return Ok(Settled::default()) };
    let same = run.fixtures.iter().filter(|f| matches!(f.state, State::Same)).map(|f| f.name.as_str());
    propose(store, &run.changes(), &same.collect::<Vec<_>>())?;
    if args.accept {
        decide(run, &|items, apply| (0..items.len()).try_for_each(|index| apply(index, Decision::Accept)))
    } else if args.review {
        let style = console.err_style();
        decide(run, &|items, apply| review(items, &mut StdKeys, &mut std::io::stderr(), style, apply))
    } else {
        Ok(Settled::default())
    }
}

/// Decides on each item; `ask` says how.
fn decide(run: &mut Run, ask: &dyn Fn(&[Item], Apply<'_>) -> anyhow::Result<()>) -> anyhow::Result<Settled> {
    let Some(store) = &run.store else { return Ok(Settled::default()) };
    let changes = run.changes();
    let of_fixtures = changes.iter().map(|change| Item {
        title: format!("{}: {}", change.file, if change.old.is_some() { "changed" } else { "new" }),
        old: change.old.as_ref().map_or_else(String::new, |old| format!("{old}\n")),
        new: format!("{}\n", change.new),
    });
    let without = run.strays.iter().map(|stray| Item {
        title: format!("{}: {}; accept to remove it", stray.file, stray.problem),
        old: String::new(),
        new: String::new(),
    });
    let items: Vec<Item> = of_fixtures.chain(without).collect();
    let mut done = vec![false; items.len()];
    let mut apply = |index: usize, decision: Decision| {
        done[index] = decision == Decision::Accept;
        match (changes.get(index), decision) {
            (Some(change), Decision::Accept) => accept(store, change),
            (Some(change), Decision::Reject) => reject(store, change),
            (None, Decision::Accept) => drop_stray(&run.strays[index - changes.len()]),
            (_, Decision::Skip) | (None, Decision::Reject) => Ok(()),
        }
    };
    ask(&items, &mut apply)?;
    let of_changes = changes.len();
    let names: Vec<String> =
        changes.iter().zip(&done).filter(|(_, done)| **done).map(|(change, _)| change.name.clone()).collect();
    for fixture in run.fixtures.iter_mut().filter(|fixture| names.contains(&fixture.name)) {
        fixture.state = State::Same;
    }
    let mut removed = done[of_changes..].iter();
    let before = run.strays.len();
    run.strays.retain(|_| !removed.next().copied().unwrap_or(false));
    Ok(Settled { accepted: names.len(), removed: before - run.strays.len() })
}
