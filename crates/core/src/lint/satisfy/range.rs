//! What a number can be, whatever the record: from the ranges of the catalogue, and from how it is made of other numbers.

use crate::program::{Aggregate, Arith, Key, Measure, Num, NumId, Program, Scope, Set, SetId, ViewId};
use crate::schema::{CollectionId, FactDecl, Kind};

/// The values that a number can have.
#[expect(clippy::struct_excessive_bools, reason = "four independent properties")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::lint) struct Range {
    pub(in crate::lint) low: f64,
    pub(in crate::lint) high: f64,
    /// It has no fractions.
    pub(in crate::lint) whole: bool,
    /// It can be absent.
    pub(super) absent: bool,
    /// It can be unknown.
    pub(super) unknown: bool,
    /// It can be known as an interval only.
    pub(super) spread: bool,
}

const ANY: Range =
    Range { low: f64::NEG_INFINITY, high: f64::INFINITY, whole: false, absent: true, unknown: true, spread: false };
const COUNT: Range = Range { low: 0.0, whole: true, absent: false, ..ANY };
const SHARE: Range = Range { low: 0.0, high: 1.0, ..ANY };

/// The declaration of a fact.
pub(super) fn decl(program: &Program, fact: crate::program::FactRef) -> &FactDecl {
    match fact.scope {
        Scope::RECORD => &program.schema.facts()[fact.index as usize],
        Scope(collection) => &program.schema.collection_decl(CollectionId(collection - 1)).fields[fact.index as usize],
    }
}

pub(in crate::lint) fn range(program: &Program, num: NumId) -> Range {
    match program.code.nums.get(num.index()) {
        Num::Const(real) => Range { low: real.0, high: real.0, absent: false, unknown: false, ..ANY },
        Num::Fact(fact) => {
            let decl = decl(program, *fact);
            let unknown = !decl.declared;
            match decl.kind {
                Kind::Number { min, max, whole, .. } => Range { low: min, high: max, whole, unknown, ..ANY },
                _ => ANY,
            }
        }
        Num::Text(_, Measure::CapitalsShare) => SHARE,
        Num::Text(_, Measure::HashtagShare) => Range { absent: false, whole: false, ..COUNT },
        Num::Text(..) | Num::Matches(..) => COUNT,
        Num::SetSize(set) => Range { high: labels(program, *set), spread: true, ..COUNT },
        Num::Overlap { share: false, .. } => Range { spread: true, ..COUNT },
        Num::Members { view, share: false, .. } => count(program, *view),
        Num::Overlap { share: true, .. } | Num::Members { share: true, .. } => Range { spread: true, ..SHARE },
        Num::Aggregate { how, key, .. } => aggregate(program, *how, *key),
        Num::Formula(arith, a, b) => formula(*arith, range(program, *a), range(program, *b)),
    }
}

/// How many members a view can have.
pub(super) fn count(program: &Program, view: ViewId) -> Range {
    Range { high: window(program, view), spread: true, ..COUNT }
}

/// The most labels that a set can have.
fn labels(program: &Program, set: SetId) -> f64 {
    match program.code.sets.get(set.index()) {
        Set::Tags(_, tagger) => program.taggers[tagger.index()].labels.len() as f64,
        Set::Labels(labels) => labels.len() as f64,
        Set::Union(_, each) => labels(program, *each),
        Set::Fact(_) => f64::INFINITY,
    }
}

/// The most members that a view can have.
fn window(program: &Program, view: ViewId) -> f64 {
    let view = program.code.views.get(view.index());
    let own = view.latest.map_or(f64::INFINITY, |n| n as f64);
    view.of.map_or(own, |of| own.min(window(program, of)))
}

fn aggregate(program: &Program, how: Aggregate, key: Key) -> Range {
    let values = match key {
        Key::Number(num) => range(program, num),
        Key::Text(_) | Key::Label(_) => ANY,
    };
    match how {
        Aggregate::Distinct | Aggregate::MostRepeated => COUNT,
        Aggregate::DistinctShare => SHARE,
        Aggregate::Min | Aggregate::Max => Range { absent: true, unknown: true, spread: false, ..values },
        // Rounding can lift a mean over the largest value, but not over the next whole number.
        Aggregate::Mean | Aggregate::Median => Range { low: values.low.floor(), high: values.high.ceil(), ..ANY },
        Aggregate::Sum => Range {
            low: if values.low >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            high: if values.high <= 0.0 { 0.0 } else { f64::INFINITY },
            whole: values.whole,
            // A sum too large to be a number is absent. Counts do not come that far.
            absent: !values.whole,
            ..ANY
        },
    }
}

fn formula(arith: Arith, a: Range, b: Range) -> Range {
    let (low, high) = match arith {
        Arith::Add => (a.low + b.low, a.high + b.high),
        Arith::Sub => (a.low - b.high, a.high - b.low),
        Arith::Min => (a.low.min(b.low), a.high.min(b.high)),
        Arith::Max => (a.low.max(b.low), a.high.max(b.high)),
        Arith::Mul => corners(a, b, |x, y| if x == 0.0 || y == 0.0 { 0.0 } else { x * y }),
        Arith::Div if b.low > 0.0 || b.high < 0.0 => corners(a, b, |x, y| if y.is_infinite() { 0.0 } else { x / y }),
        // Dividing by zero gives nothing, and by next to nothing anything.
        Arith::Div if b.low >= 0.0 && a.low >= 0.0 => (0.0, f64::INFINITY),
        Arith::Div => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let whole = a.whole && b.whole && arith != Arith::Div;
    Range {
        low,
        high,
        whole: whole || (constant(a) && constant(b) && low.fract() == 0.0),
        absent: a.absent || b.absent || arith == Arith::Div || !whole,
        unknown: a.unknown || b.unknown,
        spread: a.spread || b.spread,
    }
}

fn constant(range: Range) -> bool {
    range.low.total_cmp(&range.high).is_eq()
}

/// The least and the most of what an operation makes of the ends. Open ends stand for numbers however large, none of which is
/// infinite: zero times such a number is zero.
fn corners(a: Range, b: Range, apply: impl Fn(f64, f64) -> f64) -> (f64, f64) {
    let all = [a.low, a.high].map(|x| [b.low, b.high].map(|y| apply(x, y))).concat();
    (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}
