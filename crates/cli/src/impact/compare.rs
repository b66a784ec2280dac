//! One profile under two rule sets.

use followback_core::{Program, Record, RuleCode, RuleId, RuleOutcome, Scratch, Status};
use followback_profile::{Profile, complete_languages};

use super::tally::{Before, Moved, Row, Seen, Standing};
use crate::bulk::MANY_POSTS;

/// Two rule sets over the same catalogue, their rules side by side.
pub(super) struct Pair<'p> {
    pub(super) base: &'p Program,
    pub(super) after: &'p Program,
    /// Every rule of either, by id.
    pub(super) rows: Vec<RuleRow>,
    /// Some rule of either reads the languages of the account.
    languages: bool,
}

/// What the two sets are evaluated in, from profile to profile.
#[derive(Debug, Default)]
pub(super) struct Buffers([Scratch; 2]);

/// A rule in both sets.
#[derive(Clone, Debug)]
pub(super) struct RuleRow {
    pub(super) id: String,
    base: Option<usize>,
    after: Option<usize>,
}

impl<'p> Pair<'p> {
    pub(super) fn new(base: &'p Program, after: &'p Program) -> Self {
        let mut rows: Vec<RuleRow> = after
            .rules()
            .iter()
            .enumerate()
            .map(|(index, rule)| {
                // A rule that was renamed keeps its earlier id as an alias.
                let names = std::iter::once(&rule.id).chain(&rule.aliases);
                let base = names.filter_map(|id| base.rule(id)).map(RuleId::index).next();
                RuleRow { id: rule.id.clone(), base, after: Some(index) }
            })
            .collect();
        for (index, rule) in base.rules().iter().enumerate() {
            if !rows.iter().any(|row| row.base == Some(index)) {
                rows.push(RuleRow { id: rule.id.clone(), base: Some(index), after: None });
            }
        }
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let reads = |program: &Program| {
            let rules = program.rules();
            rules.iter().any(|rule| program.reads(rule).contains("account.languages"))
        };
        Pair { base, after, rows, languages: reads(base) || reads(after) }
    }

    /// What both sets make of a profile. `name` is only asked for where they differ.
    pub(super) fn look(
        &self,
        mut profile: Profile<'_>,
        buffers: &mut Buffers,
        name: impl FnOnce(&Profile<'_>) -> String,
    ) -> Seen {
        let now = profile.now;
        let [of_base, of_after] = &mut buffers.0;
        let ((before, base), (after, later)) = if self.languages {
            let mut copy = profile.record.clone();
            (
                judge_with_languages(self.base, &mut copy, of_base, now),
                judge_with_languages(self.after, &mut profile.record, of_after, now),
            )
        } else {
            (judge(self.base, &profile.record, of_base, now), judge(self.after, &profile.record, of_after, now))
        };
        // The room that a large profile took is given back.
        if profile.n_posts() >= MANY_POSTS {
            *buffers = Buffers::default();
        }
        let moved: Vec<Row> = (0..)
            .zip(&self.rows)
            .filter_map(|(index, row)| {
                let was = row.base.map(|i| at(&self.base.rules()[i], &base[i]));
                let is = row.after.map(|i| at(&self.after.rules()[i], &later[i]));
                let by = row.after.and_then(|i| later[i].by).map(|by| self.after.rules()[by.index()].id.as_str());
                let by = by.or_else(|| {
                    let by = row.base.and_then(|i| base[i].by)?;
                    Some(self.base.rules()[by.index()].id.as_str())
                });
                (was != is).then(|| Row { rule: index, moved: Moved { was, is }, by: by.map(str::to_owned) })
            })
            .collect();
        let same = moved.is_empty() && before == after;
        let name = if same { String::new() } else { name(&profile) };
        Seen { name, before, after, moved }
    }
}

/// The judgement of a set that tells languages by its own lists.
fn judge_with_languages(
    program: &Program,
    record: &mut Record<'_>,
    scratch: &mut Scratch,
    now: i64,
) -> (Standing, Vec<RuleOutcome>) {
    *scratch = complete_languages(record, program, std::mem::take(scratch));
    judge(program, record, scratch, now)
}

fn judge(program: &Program, record: &Record<'_>, scratch: &mut Scratch, now: i64) -> (Standing, Vec<RuleOutcome>) {
    let evaluation = program.evaluate_in(std::mem::take(scratch), record, now);
    let scored = program.score_briefly(evaluation.outcomes());
    let standing = Standing {
        score: scored.total.as_ref().map(|total| tenths(total.value)),
        band: scored.total.map(|total| total.band),
        verdict: scored.verdict,
    };
    let outcomes = evaluation.outcomes().to_vec();
    *scratch = evaluation.into_scratch();
    (standing, outcomes)
}

/// A score has one decimal.
#[expect(clippy::cast_possible_truncation, reason = "a score lies between 0 and 100")]
fn tenths(score: f64) -> i32 {
    (score * 10.0).round() as i32
}

/// What became of a rule, and what that costs.
fn at(code: &RuleCode, outcome: &RuleOutcome) -> Before {
    let effect = (outcome.status == Status::Fired).then(|| code.effect(outcome.level));
    Before {
        status: outcome.status,
        severity: effect.and_then(|effect| effect.severity),
        points: effect.and_then(|effect| effect.points),
    }
}
