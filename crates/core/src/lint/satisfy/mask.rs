//! Which results of a condition, or of the bare test in it, would do.

use crate::eval::Tri;

/// What is wanted of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Goal {
    True,
    False,
    /// False or unknown.
    NotTrue,
    /// True or unknown.
    NotFalse,
}

impl Goal {
    /// What is wanted of a condition when this is wanted of its opposite.
    pub(super) fn opposite(self) -> Goal {
        match self {
            Goal::True => Goal::False,
            Goal::False => Goal::True,
            Goal::NotTrue => Goal::NotFalse,
            Goal::NotFalse => Goal::NotTrue,
        }
    }

    /// Whether all parts of a conjunction have to meet it for the whole to meet it; else one is enough.
    pub(super) fn of_all(self) -> bool {
        matches!(self, Goal::True | Goal::NotFalse)
    }

    pub(super) fn met_by(self, result: Tri) -> bool {
        match self {
            Goal::True => result == Tri::True,
            Goal::False => result == Tri::False,
            Goal::NotTrue => result != Tri::True,
            Goal::NotFalse => result != Tri::False,
        }
    }
}

/// Results of a test that would do, before it is said what unknown counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mask {
    pub(super) yes: bool,
    pub(super) no: bool,
    pub(super) unknown: bool,
}

impl Mask {
    /// A goal for a leaf that says what unknown counts as.
    pub(super) fn of(goal: Goal, unknown: Option<bool>) -> Self {
        Mask {
            yes: goal.met_by(Tri::True),
            no: goal.met_by(Tri::False),
            unknown: goal.met_by(unknown.map_or(Tri::Unknown, Tri::from)),
        }
    }

    /// The same for the opposite test.
    pub(super) fn flipped_unless(self, straight: bool) -> Self {
        if straight { self } else { Mask { yes: self.no, no: self.yes, ..self } }
    }

    /// Whether a decided result would do.
    pub(super) fn decided(self, result: bool) -> bool {
        if result { self.yes } else { self.no }
    }
}
