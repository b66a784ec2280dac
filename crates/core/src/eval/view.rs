//! Views: which members are meant, and how many of them meet a condition.

use std::rc::Rc;

use super::rows::{self, Rows, Tris};
use super::table::Table;
use super::tri::{Quantity, Tri};
use super::{Evaluation, Recorder};
use crate::program::{CondId, ViewId};
use crate::record::{Members, Reason};

/// The members of a view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ViewValue {
    Known(Seen),
    Unknown(Reason),
}

/// Members that belong to a view or may belong to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// By block of rows, whether they belong; the newest first.
    blocks: Vec<Tris>,
    /// So many belong at least. That can be more than belong for sure: of three that may be the latest two, two are.
    least: usize,
    /// And so many at most, which can be fewer than may belong.
    most: usize,
}

impl Seen {
    /// All of so many members.
    fn all(members: usize) -> Self {
        let blocks = Rows::all(members).map(|rows| Tris { yes: rows.bits, unknown: 0 }).collect();
        Seen { blocks, least: members, most: members }
    }

    /// Whether of all it is known whether they belong.
    pub(super) fn certain(&self) -> bool {
        self.blocks.iter().all(|block| block.unknown == 0)
    }

    /// How many belong or may belong.
    pub(super) fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.possible().count_ones() as usize).sum()
    }

    /// Newest first, each with whether it belongs for sure.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, bool)> {
        self.rows()
            .flat_map(|(rows, block)| rows.each().map(move |row| (row, block.of(Rows::one(row).bits) == Tri::True)))
    }

    /// Those that belong for sure, newest first.
    pub(crate) fn sure(&self) -> impl Iterator<Item = usize> {
        self.rows().flat_map(|(rows, block)| rows.among(block.yes).each())
    }

    /// The rows that belong or may belong, block by block, and whether they do.
    fn rows(&self) -> impl Iterator<Item = (Rows, Tris)> {
        self.blocks.iter().enumerate().map(|(block, all)| (Rows { block, bits: all.possible() }, *all))
    }
}

/// Members by what a condition says of them.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Belong for sure, meet it for sure.
    yes: u32,
    /// Belong for sure, do not meet it for sure.
    no: u32,
    /// May belong and may meet it.
    maybe: u32,
    /// May belong, do not meet it for sure.
    outside: u32,
}

impl Tally {
    fn add(&mut self, belong: Tris, meet: Tris) {
        let no = !meet.possible();
        self.yes += (belong.yes & meet.yes).count_ones();
        self.no += (belong.yes & no).count_ones();
        self.outside += (belong.unknown & no).count_ones();
        self.maybe += belong.and(meet).unknown.count_ones();
    }
}

impl<R: Recorder> Evaluation<'_, R> {
    pub(super) fn view(&mut self, id: ViewId) -> Rc<ViewValue> {
        let (place, width) = self.view_place(id);
        if let Some(value) = self.scratch.views.get(place, width, 0) {
            return Rc::clone(value);
        }
        let value = Rc::new(self.compute_view(id));
        self.scratch.views.set(place, width, 1, 0, Rc::clone(&value));
        value
    }

    fn compute_view(&mut self, id: ViewId) -> ViewValue {
        let view = self.program.code.views.get(id.index());
        let base = match view.of {
            Some(of) => match &*self.view(of) {
                ViewValue::Known(seen) => seen.clone(),
                unknown @ ViewValue::Unknown(_) => return unknown.clone(),
            },
            None => match self.record.members(crate::schema::CollectionId(view.collection)) {
                Members::Known(members) => Seen::all(members.len()),
                Members::Unknown(reason) => return ViewValue::Unknown(*reason),
            },
        };
        ViewValue::Known(match (view.latest, view.filter) {
            (None, None) => base,
            (latest, filter) => self.seen(&base, latest, filter),
        })
    }

    /// The latest so many members of a view that meet a condition.
    ///
    /// With a window of n, a member belongs for sure if fewer than n members can come before it, and may belong if fewer than n
    /// members come before it for sure.
    fn seen(&mut self, base: &Seen, latest: Option<usize>, filter: Option<CondId>) -> Seen {
        let window = latest.unwrap_or(usize::MAX);
        let (mut sure, mut possible) = (0, 0);
        let mut blocks = Vec::with_capacity(base.blocks.len());
        for (mut left, belong) in base.rows() {
            let mut within = Tris::default();
            while left.bits != 0 && sure < window {
                // So many are needed at least, so that none is asked about in vain.
                let next = left.among(rows::lowest(left.bits, window - sure));
                left = left.among(!next.bits);
                let met = filter.map_or(Tris { yes: next.bits, unknown: 0 }, |filter| self.conds(filter, next));
                let fit = met.and(belong.among(next.bits));
                // The first ones belong for sure, up to the size of the window; those behind them may belong.
                let firm = fit.yes & rows::lowest(fit.possible(), window.saturating_sub(possible));
                within = within.joined(Tris { yes: firm, unknown: fit.possible() & !firm });
                sure += fit.yes.count_ones() as usize;
                possible += fit.possible().count_ones() as usize;
            }
            blocks.push(within);
        }
        let least = if filter.is_none() { base.least } else { sure };
        Seen { blocks, least: least.min(window), most: base.most.min(window) }
    }

    fn tally(&mut self, seen: &Seen, filter: Option<CondId>) -> Tally {
        let mut tally = Tally::default();
        for (rows, belong) in seen.rows() {
            if rows.bits != 0 {
                let all = Tris { yes: rows.bits, unknown: 0 };
                tally.add(belong, filter.map_or(all, |filter| self.conds(filter, rows)));
            }
        }
        tally
    }

    /// How many members meet a condition.
    pub(super) fn count(&mut self, id: ViewId, filter: Option<CondId>) -> Quantity {
        let view = self.view(id);
        let seen = match &*view {
            ViewValue::Known(seen) => seen,
            ViewValue::Unknown(reason) => return Quantity::Unknown(*reason),
        };
        let Tally { yes, maybe, .. } = self.tally(seen, filter);
        let least = if filter.is_none() { seen.least as f64 } else { f64::from(yes) };
        Quantity::Between(least, f64::from(yes + maybe).min(seen.most as f64))
    }

    /// Which share of the members meets a condition.
    pub(super) fn share(&mut self, id: ViewId, filter: Option<CondId>) -> Quantity {
        let view = self.view(id);
        let seen = match &*view {
            ViewValue::Known(seen) => seen,
            ViewValue::Unknown(reason) => return Quantity::Unknown(*reason),
        };
        let Tally { yes, no, maybe, outside } = self.tally(seen, filter);
        let [yes, no, maybe, outside] = [yes, no, maybe, outside].map(f64::from);
        if yes + no + maybe + outside == 0.0 {
            Quantity::Absent
        } else if seen.least == 0 && !seen.certain() {
            Quantity::Unknown(Reason::NotInSource)
        } else {
            // Whoever may be there counts against the share at its least, and for it at its most.
            let most = if yes + maybe == 0.0 { 0.0 } else { (yes + maybe) / (yes + no + maybe) };
            Quantity::Between(yes / (yes + no + maybe + outside), most)
        }
    }
}
