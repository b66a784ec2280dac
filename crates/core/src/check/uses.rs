//! Who uses which name, for the warnings about names that nobody uses.

use rustc_hash::FxHashSet;

use super::Checker;
use crate::diag::{FileId, Span};

/// Where a name is declared, which tells it from all others.
type Declared = (FileId, u32);

fn declared(name: Span) -> Declared {
    (name.file, name.start)
}

/// Who is using names just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum User {
    /// A rule or a factor: what it uses is used.
    #[default]
    Rule,
    /// Something declared, which may itself be used by nobody.
    Name(Declared),
    /// The check that everything declared is sound.
    Nobody,
}

/// Uses of names, as they were resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses {
    /// By rules.
    roots: FxHashSet<Declared>,
    /// By what is declared.
    edges: FxHashSet<(Declared, Declared)>,
}

impl Uses {
    /// All names that rules use, through other names too.
    pub(crate) fn reached(&self) -> Reached {
        let mut reached = self.roots.clone();
        loop {
            let next = self.edges.iter().filter(|(user, _)| reached.contains(user)).map(|(_, used)| *used);
            let new: Vec<Declared> = next.filter(|used| !reached.contains(used)).collect();
            if new.is_empty() {
                return Reached(reached);
            }
            reached.extend(new);
        }
    }
}

/// Names that are used.
pub(crate) struct Reached(FxHashSet<Declared>);

impl Reached {
    /// Whether the name declared here is used.
    pub(crate) fn has(&self, name: Span) -> bool {
        self.0.contains(&declared(name))
    }
}

impl Checker<'_> {
    /// Notes that a name is used, by whoever is being resolved.
    pub(super) fn uses(&mut self, name: Span) {
        match self.user {
            User::Rule => _ = self.uses.roots.insert(declared(name)),
            User::Name(user) => _ = self.uses.edges.insert((user, declared(name))),
            User::Nobody => {}
        }
    }

    /// Does something in the name of what is declared at `name`.
    pub(super) fn on_behalf<T>(&mut self, name: Span, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.user, User::Name(declared(name)));
        let done = work(self);
        self.user = before;
        done
    }
}
