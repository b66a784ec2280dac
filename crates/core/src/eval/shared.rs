//! What stands behind a verdict: the labels that the compared sets have in common.

use super::{Evaluation, Recorder};

/// The labels of one set, parted by whether others hold them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// At least one of the others holds them for sure. Sorted.
    pub shared: Vec<String>,
    /// None of the others is known to hold them. Sorted; empty where the first of the others, which speaks for the record most,
    /// is not known whole.
    pub only: Vec<String>,
}

impl<R: Recorder> Evaluation<'_, R> {
    /// What the sets that `compare` of `[verdict]` names share; nothing where no pack declares it.
    pub fn shared(&mut self) -> Option<Shared> {
        let (of, with) = self.program.verdict.as_ref()?.compare.as_ref()?;
        let of = self.set(*of, 0);
        let others: Vec<_> = with.iter().map(|&set| self.set(set, 0)).collect();
        let (shared, rest): (Vec<&str>, Vec<&str>) =
            of.labels.iter().partition(|label| others.iter().any(|set| set.labels.binary_search(label).is_ok()));
        let told = others.first().is_some_and(|set| set.complete);
        let owned = |labels: Vec<&str>| labels.into_iter().map(str::to_owned).collect();
        Some(Shared { shared: owned(shared), only: if told { owned(rest) } else { Vec::new() } })
    }
}
