//! What sets of labels can be under some tests: complete, partly known, or unknown.

use std::collections::BTreeSet;

use super::mask::Mask;
use super::span::Numbers;

/// A test of one set.
#[derive(Clone, Debug)]
pub(super) enum SetTest {
    Has(Box<str>),
    Overlaps(Box<[Box<str>]>),
    /// The number of labels is one of these.
    Size(Numbers),
    Present,
}

/// A set with all that was asked of it.
#[derive(Clone, Debug)]
pub(super) struct SetDomain {
    /// The labels it can have, if they are limited.
    pub(super) universe: Option<BTreeSet<Box<str>>>,
    /// It can be unknown.
    pub(super) unknown: bool,
    /// Some of its labels can be known and others not.
    pub(super) partial: bool,
    pub(super) asked: Vec<(SetTest, Mask)>,
}

/// More or larger groups are not weighed against each other: one label might do for all of them.
const MAX_GROUPS: usize = 4;
const MAX_GROUP: usize = 12;

/// What the tests say about single labels.
#[derive(Default)]
struct Wanted<'t> {
    required: BTreeSet<&'t str>,
    forbidden: BTreeSet<&'t str>,
    /// Of each of these there has to be one.
    groups: Vec<&'t [Box<str>]>,
    sizes: Option<Numbers>,
}

impl<'t> Wanted<'t> {
    fn size(&mut self, sizes: &Numbers) {
        self.sizes = Some(self.sizes.as_ref().map_or_else(|| sizes.clone(), |old| old.and(sizes)));
    }

    fn forbid(&mut self, labels: &'t [Box<str>]) {
        self.forbidden.extend(labels.iter().map(|l| &**l));
    }
}

impl SetDomain {
    pub(super) fn is_possible(&self) -> bool {
        self.complete() || (self.unknown && self.incomplete())
    }

    /// All labels are known.
    fn complete(&self) -> bool {
        let mut wanted = Wanted::default();
        for (test, mask) in &self.asked {
            match (mask.yes, mask.no) {
                (true, true) => continue,
                (false, false) => return false,
                _ => {}
            }
            match test {
                SetTest::Has(label) if mask.yes => _ = wanted.required.insert(label),
                SetTest::Has(label) => _ = wanted.forbidden.insert(label),
                SetTest::Overlaps(labels) if mask.yes => wanted.groups.push(labels),
                SetTest::Overlaps(labels) => wanted.forbid(labels),
                SetTest::Size(sizes) => wanted.size(&if mask.yes { sizes.clone() } else { sizes.complement() }),
                SetTest::Present if mask.yes => wanted.size(&Numbers::above(0.0)),
                SetTest::Present => wanted.size(&Numbers::between(0.0, 0.0)),
            }
        }
        self.fits(&wanted, true)
    }

    /// Some or all of the labels are not known: what is not there for sure may be there.
    fn incomplete(&self) -> bool {
        let mut wanted = Wanted::default();
        for (test, mask) in &self.asked {
            if mask.unknown {
                // It is enough that the test is not decided the other way, and only labels that are there decide it.
                match test {
                    SetTest::Has(label) if !mask.yes => _ = wanted.forbidden.insert(label),
                    SetTest::Overlaps(labels) if !mask.yes => wanted.forbid(labels),
                    SetTest::Present if !mask.yes => wanted.size(&Numbers::between(0.0, 0.0)),
                    _ => {}
                }
                continue;
            }
            if !self.partial {
                return false;
            }
            match test {
                SetTest::Has(label) if mask.yes => _ = wanted.required.insert(label),
                SetTest::Overlaps(labels) if mask.yes => wanted.groups.push(labels),
                SetTest::Present if mask.yes => wanted.size(&Numbers::above(0.0)),
                // The size is an interval from the labels that are known upwards; all of it has to do.
                SetTest::Size(sizes) => wanted.size(&if mask.yes { sizes.clone() } else { sizes.complement() }),
                SetTest::Has(_) | SetTest::Overlaps(_) | SetTest::Present => return false,
            }
        }
        self.fits(&wanted, self.partial)
    }

    /// Whether there is a set of labels as wanted. Without `any` it is the empty one.
    fn fits(&self, wanted: &Wanted<'_>, any: bool) -> bool {
        let can = |label: &str| {
            any && !wanted.forbidden.contains(label) && self.universe.as_ref().is_none_or(|all| all.contains(label))
        };
        if !wanted.required.iter().all(|label| can(label)) {
            return false;
        }
        let mut open: Vec<Vec<&str>> = Vec::new();
        for group in &wanted.groups {
            if !group.iter().any(|label| wanted.required.contains(&**label)) {
                open.push(group.iter().map(|l| &**l).filter(|label| can(label)).collect());
            }
        }
        let Some(more) = fewest(&open) else { return false };
        let Some(sizes) = &wanted.sizes else { return true };
        let least = (wanted.required.len() + more) as f64;
        let most = self.universe.as_ref().map_or(f64::INFINITY, |all| {
            all.iter().filter(|label| !wanted.forbidden.contains(&***label)).count() as f64
        });
        let most = if any { most } else { 0.0 };
        let possible = Numbers::below(least).complement().and(&Numbers::above(most).complement());
        !sizes.and(&possible).whole_if(true).is_empty()
    }
}

/// The fewest labels of which every group has one; nothing if a group is empty.
fn fewest(groups: &[Vec<&str>]) -> Option<usize> {
    if groups.iter().any(Vec::is_empty) {
        return None;
    }
    let Some((first, rest)) = groups.split_first() else { return Some(0) };
    if groups.len() > MAX_GROUPS || groups.iter().any(|group| group.len() > MAX_GROUP) {
        return Some(1);
    }
    first
        .iter()
        .filter_map(|label| {
            let left: Vec<Vec<&str>> = rest.iter().filter(|group| !group.contains(label)).cloned().collect();
            fewest(&left)
        })
        .min()
        .map(|n| n + 1)
}
