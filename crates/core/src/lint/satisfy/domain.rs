//! What a fact can be under the tests asked of it so far.

use std::collections::BTreeSet;

use super::mask::Mask;
use super::range::Range;
use super::set::SetDomain;
use super::span::Numbers;

/// The states that something can still be in.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    Bool(States),
    Label(LabelDomain),
    Number(NumberDomain),
    Set(SetDomain),
    /// Two numbers compared with each other.
    Pair(PairDomain),
    /// A test that is not looked into.
    Atom(States),
}

impl Domain {
    pub(super) fn is_possible(&self) -> bool {
        match self {
            Domain::Bool(states) | Domain::Atom(states) => states.is_possible(),
            Domain::Label(label) => label.is_possible(),
            Domain::Number(number) => number.is_possible(),
            Domain::Set(set) => set.is_possible(),
            Domain::Pair(pair) => pair.is_possible(),
        }
    }
}

/// Whether something can be without a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing {
    pub(super) absent: bool,
    pub(super) unknown: bool,
}

impl Missing {
    fn is_possible(self) -> bool {
        self.absent || self.unknown
    }

    /// Under any test: what is absent fails it, and what is unknown leaves it unknown.
    fn narrow(&mut self, mask: Mask) {
        self.absent &= mask.no;
        self.unknown &= mask.unknown;
    }
}

/// True, false or neither: which of them it can be. (What is not looked into is never absent.)
#[derive(Clone, Copy, Debug)]
pub(super) struct States {
    pub(super) yes: bool,
    pub(super) no: bool,
    pub(super) missing: Missing,
}

impl States {
    fn is_possible(self) -> bool {
        self.yes || self.no || self.missing.is_possible()
    }

    /// A test that holds when this is true.
    pub(super) fn is_true(&mut self, mask: Mask) {
        self.narrow([true, false], mask);
    }

    /// A test that holds when this is false.
    pub(super) fn is_false(&mut self, mask: Mask) {
        self.narrow([false, true], mask);
    }

    /// A test that holds when this has a value.
    pub(super) fn is_present(&mut self, mask: Mask) {
        self.narrow([true, true], mask);
    }

    /// A test that comes out like this when this is true, and when it is false.
    fn narrow(&mut self, [yes, no]: [bool; 2], mask: Mask) {
        self.yes &= mask.decided(yes);
        self.no &= mask.decided(no);
        self.missing.narrow(mask);
    }
}

/// A label.
#[derive(Clone, Debug)]
pub(super) struct LabelDomain {
    /// The words it can be; `None` for all but `not`.
    pub(super) only: Option<BTreeSet<Box<str>>>,
    pub(super) not: BTreeSet<Box<str>>,
    /// It can be a word at all.
    pub(super) known: bool,
    pub(super) missing: Missing,
}

impl LabelDomain {
    fn is_possible(&self) -> bool {
        let word = self.only.as_ref().is_none_or(|only| only.iter().any(|word| !self.not.contains(word)));
        self.missing.is_possible() || (self.known && word)
    }

    pub(super) fn is_one_of(&mut self, words: &[Box<str>], mask: Mask) {
        match (mask.yes, mask.no) {
            (true, true) => {}
            (false, false) => self.known = false,
            (true, false) => {
                let words = words.iter().filter(|word| self.only.as_ref().is_none_or(|only| only.contains(*word)));
                self.only = Some(words.cloned().collect());
            }
            (false, true) => self.not.extend(words.iter().cloned()),
        }
        self.missing.narrow(mask);
    }

    pub(super) fn is_present(&mut self, mask: Mask) {
        self.known &= mask.yes;
        self.missing.narrow(mask);
    }
}

/// A number.
#[derive(Clone, Debug)]
pub(super) struct NumberDomain {
    whole: bool,
    /// It can be known as an interval only.
    spread: bool,
    /// Where it lies when it is known; an interval lies wholly in one stretch of this.
    inside: Numbers,
    /// Sets of which an interval has to touch each one.
    touches: Vec<Numbers>,
    known: bool,
    missing: Missing,
}

impl NumberDomain {
    pub(super) fn new(range: Range) -> Self {
        NumberDomain {
            whole: range.whole,
            spread: range.spread,
            inside: Numbers::above(range.high).complement().and(&Numbers::below(range.low).complement()),
            touches: Vec::new(),
            known: true,
            missing: Missing { absent: range.absent, unknown: range.unknown },
        }
    }

    fn is_possible(&self) -> bool {
        self.missing.is_possible() || (self.known && self.has_value())
    }

    fn has_value(&self) -> bool {
        self.inside.stretches().any(|stretch| {
            let touches = |numbers: &Numbers| !stretch.and(numbers).whole_if(self.whole).is_empty();
            touches(&stretch) && self.touches.iter().all(touches)
        })
    }

    /// A comparison that holds for these numbers.
    pub(super) fn is_in(&mut self, numbers: &Numbers, mask: Mask) {
        let numbers = match (mask.yes, mask.no) {
            (true, true) => None,
            (false, false) => {
                self.known = false;
                None
            }
            (true, false) => Some(numbers.clone()),
            (false, true) => Some(numbers.complement()),
        };
        match numbers {
            // An interval that lies on both sides leaves the comparison unknown.
            Some(numbers) if mask.unknown && self.spread => self.touches.push(numbers),
            Some(numbers) => self.inside = self.inside.and(&numbers),
            None => {}
        }
        self.missing.narrow(mask);
    }

    pub(super) fn is_present(&mut self, mask: Mask) {
        self.known &= mask.yes;
        self.missing.narrow(mask);
    }
}

/// How two numbers stand to each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairDomain {
    pub(super) less: bool,
    pub(super) equal: bool,
    pub(super) more: bool,
    /// Of one of them.
    pub(super) missing: Missing,
    /// One of them can be known as an interval only.
    pub(super) spread: bool,
}

impl PairDomain {
    pub(super) fn new(a: Range, b: Range, same: bool) -> Self {
        PairDomain {
            less: !same && a.low < b.high,
            equal: same || (a.low <= b.high && b.low <= a.high),
            more: !same && a.high > b.low,
            missing: Missing { absent: a.absent || b.absent, unknown: a.unknown || b.unknown },
            spread: a.spread || b.spread,
        }
    }

    fn is_possible(self) -> bool {
        self.less || self.equal || self.more || self.missing.is_possible()
    }

    /// A comparison that holds when the first is less, equal, or more.
    pub(super) fn is(&mut self, [less, equal, more]: [bool; 3], mask: Mask) {
        // Intervals that overlap leave every comparison unknown.
        if !(mask.unknown && self.spread) {
            self.less &= mask.decided(less);
            self.equal &= mask.decided(equal);
            self.more &= mask.decided(more);
        }
        self.missing.narrow(mask);
    }
}
