//! Sets of lists of phrases, as bits: most texts hold no phrase of most lists, and to know so takes a few operations.

use std::ops::Deref;

use super::phrase::ListId;

/// Some lists, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ListSet(Vec<u64>);

impl ListSet {
    pub(crate) fn add(&mut self, list: ListId) {
        let (at, bit) = place(list);
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= bit;
    }

    #[inline]
    pub(crate) fn has(&self, list: ListId) -> bool {
        let (at, bit) = place(list);
        self.0.get(at).is_some_and(|lists| lists & bit != 0)
    }
}

fn place(list: ListId) -> (usize, u64) {
    (list.0 as usize / 64, 1 << (list.0 % 64))
}

/// Some lists in the order in which a condition names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Lists {
    named: Box<[ListId]>,
    set: ListSet,
}

impl Lists {
    /// The same without their order.
    pub(crate) fn set(&self) -> &ListSet {
        &self.set
    }
}

impl FromIterator<ListId> for Lists {
    fn from_iter<I: IntoIterator<Item = ListId>>(lists: I) -> Self {
        let named: Box<[ListId]> = lists.into_iter().collect();
        let mut set = ListSet::default();
        named.iter().for_each(|list| set.add(*list));
        Lists { named, set }
    }
}

impl Deref for Lists {
    type Target = [ListId];

    fn deref(&self) -> &[ListId] {
        &self.named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_order_and_are_found() {
        let lists = |ids: &[u32]| ids.iter().map(|id| ListId(*id)).collect::<Lists>();
        let some = lists(&[130, 2]);
        assert!(some.set().has(ListId(2)) && some.set().has(ListId(130)) && !some.set().has(ListId(66)));
        assert_eq!(*some, [ListId(130), ListId(2)]);
    }
}
