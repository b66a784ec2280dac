//! Members of a collection: other ones, more of them, fewer of them.

use super::edit::Step;
use super::number::Aim;
use super::search::Goal;
use super::{Change, How, Solver};
use crate::program::{Aggregate, CondId, Key, NumId, ViewId};
use crate::record::{Fact, Member, MemberRef, MemberTable};
use crate::schema::{CollectionId, Kind};

/// How many members are changed, added or removed at most.
const MANY: usize = 40;
/// How deep the search goes into the condition of a member.
const DEPTH: u32 = 6;
/// The text of a member that is made up.
const PLAIN: &str = "A note on how this is done";

impl Solver<'_> {
    /// More or fewer members of a view that meet a condition, as a number or as a share.
    pub(super) fn members(
        &self,
        from: &Step,
        view: ViewId,
        filter: Option<CondId>,
        up: bool,
        share: bool,
        goal: Goal,
    ) -> Vec<Step> {
        let rows = self.ask(from, |probe| probe.rows_of(view));
        let mut steps = Vec::new();
        if let Some(filter) = filter {
            let differ = |row: &usize| {
                let step = Step { row: *row, ..from.clone() };
                !self.reached(&step, Goal { cond: filter, wanted: up })
            };
            let rows: Vec<usize> = rows.iter().copied().filter(differ).collect();
            steps.extend(self.changed(from, view, &rows, goal, |step| self.reach(step, filter, up, DEPTH)));
        }
        // A share rises when those go that do not meet the condition, a number only when there are more.
        match (up, share) {
            (true, false) => steps.extend(self.more(from, view, filter.map(|f| (f, true)), goal)),
            (true, true) => {
                steps.extend(self.more(from, view, filter.map(|f| (f, true)), goal));
                steps.extend(self.fewer(from, view, filter.map(|f| (f, false)), &rows, goal));
            }
            (false, false) => steps.extend(self.fewer(from, view, filter.map(|f| (f, true)), &rows, goal)),
            (false, true) => {
                steps.extend(self.more(from, view, filter.map(|f| (f, false)), goal));
                steps.extend(self.fewer(from, view, filter.map(|f| (f, true)), &rows, goal));
            }
        }
        steps
    }

    /// Changes one member after the other until it is enough.
    fn changed(
        &self,
        from: &Step,
        view: ViewId,
        rows: &[usize],
        goal: Goal,
        edit: impl Fn(&Step) -> Vec<Step>,
    ) -> Option<Step> {
        let mut step = Step { changes: Vec::new(), ..from.clone() };
        let mut each: Option<Vec<Change>> = None;
        let of = CollectionId(self.program.code.views.get(view.index()).collection);
        let within = format!("{}.", self.program.schema.collection_decl(of).path);
        let mut rows: Vec<usize> = rows.iter().copied().take(MANY).collect();
        for nth in 0..rows.len() {
            if self.exhausted() {
                return None;
            }
            let row = rows[nth];
            step.row = row;
            step.changes.clear();
            // What a member is compared with is not the member's: that is another change.
            step = edit(&step).into_iter().find(|step| step.changes.iter().all(|change| is_within(change, &within)))?;
            // A member of another age stands elsewhere, and the ones between have moved.
            let to = step.row;
            for other in &mut rows[nth + 1..] {
                if row < *other && *other <= to {
                    *other -= 1;
                } else if to <= *other && *other < row {
                    *other += 1;
                }
            }
            let changes = std::mem::take(&mut step.changes);
            each.get_or_insert(changes);
            step.row = from.row;
            if self.reached(&step, goal) {
                let path = self.program.view_path(view);
                step.changes.clone_from(&from.changes);
                let change = Change::Members { path, count: nth + 1, each: each.unwrap_or_default() };
                step.changes.push(change);
                return Some(step);
            }
        }
        None
    }

    /// Adds members that are in the view and meet a condition, or do not, until it is enough.
    fn more(&self, from: &Step, view: ViewId, filter: Option<(CondId, bool)>, goal: Goal) -> Option<Step> {
        let of = CollectionId(self.program.code.views.get(view.index()).collection);
        let template = self.template(from, view, filter)?;
        let mut step = from.clone();
        for count in 1..=MANY {
            let mut members = step.members(of);
            let mut member = template.clone();
            member.id = (members.len() + 1).to_string().into();
            members.insert(0, member);
            step.row = Self::place(&mut step.record, of, members, 0);
            step.row = from.row;
            if self.reached(&step, goal) {
                let fields = &self.program.schema.collection_decl(of).fields;
                let known = |(decl, fact): (&crate::schema::FactDecl, &Fact<'static>)| match fact {
                    Fact::Known(_) => Some((decl.path.clone(), fact.clone())),
                    _ => None,
                };
                let example = fields.iter().zip(&template.facts).filter_map(known).collect();
                step.changes.push(Change::Added { path: self.program.view_path(view), count, example });
                return Some(step);
            }
            if self.exhausted() {
                return None;
            }
        }
        None
    }

    /// Takes members out of the view that meet a condition, or do not, until it is enough.
    fn fewer(
        &self,
        from: &Step,
        view: ViewId,
        filter: Option<(CondId, bool)>,
        rows: &[usize],
        goal: Goal,
    ) -> Option<Step> {
        let of = CollectionId(self.program.code.views.get(view.index()).collection);
        let fits = |row: &usize| {
            let step = Step { row: *row, ..from.clone() };
            filter.is_none_or(|(cond, wanted)| self.reached(&step, Goal { cond, wanted }))
        };
        let mut doomed: Vec<usize> = Vec::new();
        // The oldest go first: behind a window others move up.
        for row in rows.iter().copied().filter(fits).collect::<Vec<_>>().into_iter().rev().take(MANY) {
            doomed.push(row);
            let members = from.members(of).into_iter().enumerate();
            let rest = members.filter(|(row, _)| !doomed.contains(row)).map(|(_, m)| m).collect::<MemberTable<'_>>();
            let mut step = from.clone();
            step.record.set_members(of, rest);
            if self.reached(&step, goal) {
                step.changes.push(Change::Removed { path: self.program.view_path(view), count: doomed.len() });
                return Some(step);
            }
            if self.exhausted() {
                return None;
            }
        }
        None
    }

    /// A member of the view that meets a condition or does not: one that is there, else one made to.
    fn template(&self, from: &Step, view: ViewId, filter: Option<(CondId, bool)>) -> Option<Member<'static>> {
        let of = CollectionId(self.program.code.views.get(view.index()).collection);
        let rows = self.ask(from, |probe| probe.rows_of(view));
        let there = rows.iter().copied().find(|&row| {
            let step = Step { row, ..from.clone() };
            filter.is_none_or(|(cond, wanted)| self.reached(&step, Goal { cond, wanted }))
        });
        if let Some(row) = there {
            return from.table(of)?.get(row).map(MemberRef::to_member);
        }
        let mut step = from.clone();
        let mut members = step.members(of);
        let newest = members.first().and_then(|m| m.at);
        members.insert(0, self.blank(of, newest));
        step.row = Self::place(&mut step.record, of, members, 0);
        let mut conditions: Vec<(CondId, bool)> = Vec::new();
        let mut at = Some(view);
        while let Some(id) = at {
            let view = self.program.code.views.get(id.index());
            conditions.extend(view.filter.map(|cond| (cond, true)));
            at = view.of;
        }
        conditions.extend(filter);
        let made = self.each(&step, &conditions, DEPTH).into_iter().next()?;
        made.table(of)?.get(made.row).map(MemberRef::to_member)
    }

    /// A plain new member: false, none, one day old or as new as the newest.
    fn blank(&self, of: CollectionId, newest: Option<i64>) -> Member<'static> {
        let decl = self.program.schema.collection_decl(of);
        let at = newest.unwrap_or_else(|| self.now.saturating_sub(86_400));
        let mut member = Member::new(&self.program.schema, of, "1", Some(at));
        for (index, field) in (0..).zip(&decl.fields) {
            let id = crate::schema::FieldId(index);
            let fact = match &field.kind {
                Kind::Bool => Fact::bool(false),
                #[expect(clippy::cast_precision_loss, reason = "days of a life fit into an f64")]
                Kind::Number { .. } if decl.age == Some(id) => {
                    Fact::number((self.now.saturating_sub(at) / 86_400) as f64)
                }
                Kind::Text => Fact::text(PLAIN),
                // Left out: what nobody said stays unknown.
                Kind::Number { .. } | Kind::Label(_) | Kind::Set => continue,
            };
            member.set(id, fact);
        }
        member
    }

    /// An aggregate over members: their values are brought over the bound one after the other.
    #[expect(clippy::too_many_arguments, reason = "an aggregate is made of that many parts")]
    pub(super) fn aggregate(
        &self,
        from: &Step,
        view: ViewId,
        how: Aggregate,
        key: Key,
        aim: Aim,
        up: bool,
        goal: Goal,
    ) -> Vec<Step> {
        let rows = self.ask(from, |probe| probe.rows_of(view));
        if rows.is_empty() {
            return self.more(from, view, None, goal).into_iter().collect();
        }
        let step = match (how, key) {
            (Aggregate::Distinct | Aggregate::DistinctShare | Aggregate::MostRepeated, _) => {
                let alike = (how == Aggregate::MostRepeated) == up;
                self.alike(from, view, key, &rows, alike, goal)
            }
            (Aggregate::Sum, Key::Number(num)) => {
                let each = Aim { bound: f64::from(u8::from(up)) * aim.bound, ..aim };
                self.leveled(from, view, num, &rows, each, up, goal)
            }
            (_, Key::Number(num)) => self.leveled(from, view, num, &rows, aim, up, goal),
            _ => None,
        };
        let mut steps: Vec<Step> = step.into_iter().collect();
        if how == Aggregate::MostRepeated && up {
            steps.extend(self.more(from, view, None, goal));
        }
        steps
    }

    /// Brings the numbers of members to a bound: the lowest first on the way up, the highest first on the way down.
    #[expect(clippy::too_many_arguments, reason = "as above")]
    fn leveled(
        &self,
        from: &Step,
        view: ViewId,
        num: NumId,
        rows: &[usize],
        aim: Aim,
        up: bool,
        goal: Goal,
    ) -> Option<Step> {
        let value = |row: usize| self.number(&Step { row, ..from.clone() }, num);
        let mut rows: Vec<(usize, f64)> = rows.iter().filter_map(|&row| Some((row, value(row)?))).collect();
        rows.sort_by(|a, b| if up { a.1.total_cmp(&b.1) } else { b.1.total_cmp(&a.1) });
        let rows: Vec<usize> =
            rows.into_iter().filter(|(_, value)| !aim.op.holds(*value, aim.bound)).map(|(row, _)| row).collect();
        self.changed(from, view, &rows, goal, |step| self.aim(step, num, aim, goal))
    }

    /// Makes members equal to the first, or different from each other.
    fn alike(&self, from: &Step, view: ViewId, key: Key, rows: &[usize], alike: bool, goal: Goal) -> Option<Step> {
        use crate::program::LabelRef;
        let base = match key {
            Key::Text(text) => self.program.code.texts.get(text.index()).base,
            Key::Label(LabelRef::Fact(fact)) => fact,
            _ => return None,
        };
        let (first, rest) = rows.split_first()?;
        let wanted = Self::fact(&Step { row: *first, ..from.clone() }, base);
        self.changed(from, view, rest, goal, |step| {
            let to = match (&wanted, alike) {
                (_, true) => wanted.clone(),
                (Fact::Known(crate::record::Value::Label(_)), false) => Fact::label(format!("label-{}", step.row)),
                _ => Fact::text(format!("{PLAIN}, part {}", step.row + 1)),
            };
            match self.set(step, base, to, How::Value) {
                same if same.is_empty() => vec![step.clone()],
                changed => changed,
            }
        })
    }
}

/// Whether a change is of a fact below a path.
fn is_within(change: &Change, path: &str) -> bool {
    matches!(change, Change::Fact { path: fact, .. } if fact.starts_with(path))
}
