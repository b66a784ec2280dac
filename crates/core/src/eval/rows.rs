//! Many rows at a time: 64 rows of a scope, or 64 records, make a block, a bit each.
//!
//! A condition about members or records is evaluated for all rows of a block that somebody asks about, one part after the other: what the
//! parts have to say is combined with a few operations on bits, and a row that a part settles is not asked about again.

use super::tri::Tri;
use crate::bits::ones;
use crate::program::Place;

/// So many rows make a block.
pub(super) const BLOCK: usize = 64;

/// Some rows of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    /// The number of the block.
    pub(super) block: usize,
    /// A bit for each row.
    pub(super) bits: u64,
}

impl Rows {
    /// The only row of the record.
    pub(super) const RECORD: Rows = Rows { block: 0, bits: 1 };

    pub(super) fn one(row: usize) -> Self {
        Rows { block: row / BLOCK, bits: 1 << (row % BLOCK) }
    }

    /// All of so many rows, block by block.
    pub(super) fn all(rows: usize) -> impl Iterator<Item = Rows> {
        (0..rows.div_ceil(BLOCK)).map(move |block| Rows { block, bits: first(rows - block * BLOCK) })
    }

    /// Those that are among some others of the block.
    pub(super) fn among(self, bits: u64) -> Self {
        Rows { bits: self.bits & bits, ..self }
    }

    /// Their numbers.
    pub(super) fn each(self) -> impl Iterator<Item = usize> {
        ones(self.bits).map(move |bit| self.block * BLOCK + bit)
    }
}

/// The lowest `count` bits.
pub(super) fn first(count: usize) -> u64 {
    if count >= BLOCK { u64::MAX } else { (1 << count) - 1 }
}

/// The lowest `count` of the bits that are set, or all if they are fewer.
pub(super) fn lowest(bits: u64, count: usize) -> u64 {
    if count >= bits.count_ones() as usize {
        return bits;
    }
    // Behind so many bits, the next one and all above it go.
    ones(bits).nth(count).map_or(bits, |next| bits & first(next))
}

/// What is known of the rows of a block: they meet a condition, or nobody can tell; the others do not meet it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tris {
    pub(super) yes: u64,
    /// None of them is in `yes`.
    pub(super) unknown: u64,
}

impl Tris {
    /// The same of some rows.
    pub(super) fn same(result: Tri, bits: u64) -> Self {
        match result {
            Tri::True => Tris { yes: bits, unknown: 0 },
            Tri::False => Tris::default(),
            Tri::Unknown => Tris { yes: 0, unknown: bits },
        }
    }

    /// What a function says of each row.
    pub(super) fn each(rows: Rows, mut of: impl FnMut(usize) -> Tri) -> Self {
        let mut all = Tris::default();
        for bit in ones(rows.bits) {
            all = all.joined(Tris::same(of(rows.block * BLOCK + bit), 1 << bit));
        }
        all
    }

    /// Those that meet it or may meet it.
    pub(super) fn possible(self) -> u64 {
        self.yes | self.unknown
    }

    pub(super) fn and(self, other: Tris) -> Tris {
        let yes = self.yes & other.yes;
        Tris { yes, unknown: self.possible() & other.possible() & !yes }
    }

    pub(super) fn or(self, other: Tris) -> Tris {
        let yes = self.yes | other.yes;
        Tris { yes, unknown: (self.unknown | other.unknown) & !yes }
    }

    /// The opposite, of these rows.
    pub(super) fn not(self, bits: u64) -> Tris {
        Tris { yes: bits & !self.possible(), unknown: self.unknown & bits }
    }

    /// The same of some of the rows.
    pub(super) fn among(self, bits: u64) -> Tris {
        Tris { yes: self.yes & bits, unknown: self.unknown & bits }
    }

    /// Together with what is known of other rows.
    pub(super) fn joined(self, others: Tris) -> Tris {
        Tris { yes: self.yes | others.yes, unknown: self.unknown | others.unknown }
    }

    /// What is known of the row that a bit stands for.
    pub(super) fn of(self, bit: u64) -> Tri {
        if self.yes & bit != 0 {
            Tri::True
        } else if self.unknown & bit != 0 {
            Tri::Unknown
        } else {
            Tri::False
        }
    }
}

/// Results by scope, block and slot, kept from one record to the next only as room.
#[derive(Debug, Default)]
pub(super) struct Columns {
    tables: Vec<Vec<Held>>,
}

/// What has been found out about a block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    /// The rows of which it is known.
    pub(super) rows: u64,
    pub(super) results: Tris,
}

impl Columns {
    pub(super) fn get(&self, place: Place, width: usize, block: usize) -> Held {
        let table = self.tables.get(place.scope.index());
        table.and_then(|table| table.get(block * width + place.slot as usize)).copied().unwrap_or_default()
    }

    /// Adds what is known of rows of which nothing was.
    pub(super) fn add(&mut self, place: Place, width: usize, rows: Rows, results: Tris) {
        let scope = place.scope.index();
        if self.tables.len() <= scope {
            self.tables.resize_with(scope + 1, Vec::new);
        }
        let table = &mut self.tables[scope];
        let least = (rows.block + 1) * width;
        if table.len() < least {
            table.resize(least, Held::default());
        }
        let held = &mut table[rows.block * width + place.slot as usize];
        held.rows |= rows.bits;
        held.results = held.results.joined(results);
    }

    /// Forgets all results.
    pub(super) fn clear(&mut self) {
        self.tables.iter_mut().for_each(Vec::clear);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tri() -> impl Strategy<Value = Tri> {
        prop::sample::select(vec![Tri::True, Tri::False, Tri::Unknown])
    }

    proptest! {
        #[test]
        fn many_are_as_one(pairs in prop::collection::vec((tri(), tri()), 0..=BLOCK)) {
            let rows = Rows { block: 3, bits: first(pairs.len()) };
            let a = Tris::each(rows, |row| pairs[row - 3 * BLOCK].0);
            let b = Tris::each(rows, |row| pairs[row - 3 * BLOCK].1);
            for (row, (one, other)) in pairs.iter().enumerate() {
                let bit = 1 << row;
                prop_assert_eq!(a.of(bit), *one);
                prop_assert_eq!(a.and(b).of(bit), one.and(*other));
                prop_assert_eq!(a.or(b).of(bit), one.or(*other));
                prop_assert_eq!(a.not(rows.bits).of(bit), !*one);
            }
        }
    }

    #[test]
    fn blocks_hold_all_rows() {
        let rows: Vec<usize> = Rows::all(130).flat_map(Rows::each).collect();
        assert_eq!(rows, (0..130).collect::<Vec<_>>());
        assert_eq!(Rows::all(0).count(), 0);
        assert_eq!([0, 1, 2, 3, 9].map(|count| lowest(0b1011, count)), [0, 0b1, 0b11, 0b1011, 0b1011]);
        assert_eq!(Rows::one(65), Rows { block: 1, bits: 2 });
    }
}
