//! Where expressions are kept: each once, found again by its index.

use std::hash::Hash;

use rustc_hash::FxHashMap;

macro_rules! ids {
    ($($(#[$doc:meta])* $visible:vis $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible struct $name(pub(crate) u32);

        impl $name {
            /// The position in the list of its kind.
            #[must_use]
            $visible fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Index of a condition.
    pub CondId,
    /// Index of a number.
    pub(crate) NumId,
    /// Index of a set.
    pub(crate) SetId,
    /// Index of a text.
    pub(crate) TextId,
    /// Index of a view.
    pub(crate) ViewId,
    /// Index of a regular expression.
    pub(crate) PatternId,
    /// Index of a tagger.
    pub(crate) TaggerId,
    /// Index of a rule in [`Program::rules`](crate::Program::rules).
    pub RuleId,
    /// Index of a factor in [`Program::factors`](crate::Program::factors).
    pub FactorId,
}

/// The record (0), or the members of a collection (its index plus one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Scope(pub(crate) u32);

impl Scope {
    pub(crate) const RECORD: Scope = Scope(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an item takes to evaluate, with all that it refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How many steps it goes down.
    pub(crate) depth: u32,
    /// How many items it refers to, counting one that is referred to twice as two.
    pub(crate) size: u32,
}

impl Cost {
    /// What two things take together.
    pub(crate) fn and(self, other: Cost) -> Cost {
        Cost { depth: self.depth.max(other.depth), size: self.size.saturating_add(other.size) }
    }

    /// The larger of two measures of the same thing.
    pub(crate) fn max(self, other: Cost) -> Cost {
        Cost { depth: self.depth.max(other.depth), size: self.size.max(other.size) }
    }

    /// What something takes that refers to this.
    pub(crate) fn one_up(self) -> Cost {
        Cost { depth: self.depth.saturating_add(1), size: self.size.saturating_add(1) }
    }
}

/// Where an item belongs and what it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    pub(super) scope: Scope,
    pub(super) cost: Cost,
}

impl Home {
    pub(super) const RECORD: Home = Home { scope: Scope::RECORD, cost: Cost { depth: 0, size: 0 } };

    pub(super) fn of(scope: Scope) -> Self {
        Home { scope, ..Home::RECORD }
    }

    /// An item that reads both the record and a member belongs to the member.
    pub(super) fn and(self, other: Home) -> Self {
        Home { scope: self.scope.max(other.scope), cost: self.cost.and(other.cost) }
    }

    /// What reads members belongs to the record.
    pub(super) fn outside(self) -> Self {
        Home { scope: Scope::RECORD, ..self }
    }
}

/// Items of one kind, each once.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    items: Vec<T>,
    /// Scope and position within the scope.
    places: Vec<Place>,
    costs: Vec<Cost>,
    widths: Vec<u32>,
    index: FxHashMap<T, u32>,
}

/// Where an evaluator keeps the result of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) scope: Scope,
    /// Among the items of the scope whose results are kept; [`NOT_KEPT`] for the others.
    pub(crate) slot: u32,
}

/// The slot of what is worked out anew for whoever asks.
const NOT_KEPT: u32 = u32::MAX;

impl Place {
    pub(crate) fn is_kept(self) -> bool {
        self.slot != NOT_KEPT
    }
}

// Ids come from the arena that they are used on, and scopes from the schema that it was made for: indexing is safe.
impl<T: Clone + Eq + Hash> Arena<T> {
    pub(super) fn new(scopes: usize) -> Self {
        let widths = vec![0; scopes];
        Arena { items: Vec::new(), places: Vec::new(), costs: Vec::new(), widths, index: FxHashMap::default() }
    }

    /// The index of an item; `home` is that of what it refers to.
    pub(super) fn intern(&mut self, item: T, home: Home) -> u32 {
        if let Some(&id) = self.index.get(&item) {
            return id;
        }
        let id = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let width = &mut self.widths[home.scope.index()];
        self.places.push(Place { scope: home.scope, slot: *width });
        self.costs.push(home.cost.one_up());
        *width += 1;
        self.items.push(item.clone());
        self.index.insert(item, id);
        id
    }

    /// Adds an item even if there is an equal one, and does not let it be found.
    pub(super) fn push(&mut self, item: T, home: Home) -> u32 {
        let id = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let width = &mut self.widths[home.scope.index()];
        self.places.push(Place { scope: home.scope, slot: *width });
        self.costs.push(home.cost.one_up());
        *width += 1;
        self.items.push(item);
        id
    }

    /// Puts an item of the same scope in the place of another one, for all that refer to it; returns the other one.
    pub(crate) fn replace(&mut self, index: usize, item: T) -> T {
        std::mem::replace(&mut self.items[index], item)
    }

    /// The position of an equal item.
    pub(crate) fn find(&self, item: &T) -> Option<u32> {
        self.index.get(item).copied()
    }

    pub(crate) fn get(&self, index: usize) -> &T {
        &self.items[index]
    }

    pub(crate) fn place(&self, index: usize) -> Place {
        self.places[index]
    }

    pub(crate) fn cost(&self, index: usize) -> Cost {
        self.costs[index]
    }

    pub(super) fn home(&self, index: usize) -> Home {
        Home { scope: self.places[index].scope, cost: self.costs[index] }
    }

    /// Lets only some results be kept, so that the tables of an evaluator are no wider than they have to be; `is_kept` is asked
    /// with the position of each item. Of items that are added later, results are kept.
    pub(crate) fn keep(&mut self, is_kept: impl Fn(usize, &T) -> bool) {
        self.widths.fill(0);
        for (index, (item, place)) in self.items.iter().zip(&mut self.places).enumerate() {
            let width = &mut self.widths[place.scope.index()];
            let kept = is_kept(index, item);
            place.slot = if kept { *width } else { NOT_KEPT };
            *width += u32::from(kept);
        }
    }

    /// How many results of a scope are kept.
    pub(crate) fn width(&self, scope: Scope) -> usize {
        self.widths[scope.index()] as usize
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_a_slot_of_its_own_in_its_scope() {
        let mut arena = Arena::new(2);
        for item in 0..6 {
            arena.intern(item, Home::of(Scope(item % 2)));
        }
        let slots = |arena: &Arena<u32>| -> Vec<Option<u32>> {
            let places = (0..arena.len()).map(|index| arena.place(index));
            places.map(|place| place.is_kept().then_some(place.slot)).collect()
        };
        assert_eq!(slots(&arena), [0, 0, 1, 1, 2, 2].map(Some), "all are, until somebody says otherwise");
        arena.keep(|_, item| *item > 2);
        arena.intern(7, Home::of(Scope(1)));
        assert_eq!(slots(&arena), [None, None, None, Some(0), Some(0), Some(1), Some(2)]);
        assert_eq!([0, 1].map(|scope| arena.width(Scope(scope))), [1, 3]);
    }
}
