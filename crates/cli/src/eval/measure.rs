//! Asking the rules every question about every row.

use std::collections::BTreeMap;

use anyhow::Context;
use followback_core::{RuleOutcome, Schema};
use followback_profile::{Options, read_native_json};
use serde::Serialize;

use super::gold::{Row, Verdict};
use super::question::{Asked, Question};
use super::tally::{Pair, Slice};
use super::verdict::{self, Verdicts};
use crate::session::Session;

/// The version of the JSON form.
const SCHEMA: &str = "followback.eval/1";
/// A language with fewer rows gets no figures of its own.
const MIN_ROWS: usize = 20;
/// The frozen present: nothing that is asked here depends on the day.
pub(crate) const NOW: i64 = 1_750_000_000;

/// What came of a gold file.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    schema: &'static str,
    pub(crate) rows: usize,
    /// Rows by language.
    pub(crate) languages: BTreeMap<String, usize>,
    pub(crate) questions: Vec<Answered>,
    pub(crate) verdicts: Vec<Verdicts>,
    /// Left out unless they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mistakes: Option<Vec<Mistake>>,
}

/// One question, over all rows and over those of each language.
#[derive(Debug, Serialize)]
pub(crate) struct Answered {
    pub(crate) question: String,
    /// The rule, and what it says when it fires.
    pub(crate) ground: String,
    pub(crate) slices: Vec<Slice>,
}

/// A row where the rules do not agree with the label, or cannot tell.
#[derive(Debug, Serialize)]
pub(crate) struct Mistake {
    pub(crate) question: String,
    pub(crate) label: String,
    pub(crate) answer: String,
    pub(crate) sure: bool,
    pub(crate) place: String,
    pub(crate) bio: String,
}

/// Asks the rules.
///
/// # Errors
/// When a row is no profile.
pub(crate) fn measure(
    rows: &[Row],
    asked: &Asked,
    mistakes: bool,
    session: &Session,
    schema: &Schema,
) -> anyhow::Result<Measured> {
    let mut languages = BTreeMap::new();
    for row in rows {
        *languages.entry(row.language.clone()).or_default() += 1;
    }
    let questions = &asked.questions;
    let mut answers: Vec<Vec<(&Row, Pair)>> = questions.iter().map(|_| Vec::new()).collect();
    let mut judged: Vec<(&Row, Verdict, Option<Verdict>)> = Vec::new();
    for row in rows {
        let outcomes = outcomes(row, session, schema).with_context(|| row.place.clone())?;
        for (question, pairs) in questions.iter().zip(&mut answers) {
            let Some(&label) = row.labels.get(&question.name) else { continue };
            let rule = session.program.rule(&question.rule).context("a chosen question has a rule")?;
            pairs.push((row, Pair { label, answer: question.answer(&outcomes[rule.index()]) }));
        }
        if let (true, Some(label)) = (asked.verdicts, row.verdict) {
            judged.push((row, label, verdict::answer(&session.program, &outcomes)));
        }
    }
    Ok(Measured {
        schema: SCHEMA,
        rows: rows.len(),
        questions: questions.iter().zip(&answers).filter(|(_, p)| !p.is_empty()).map(|(q, p)| answered(q, p)).collect(),
        verdicts: tables(&judged),
        mistakes: mistakes.then(|| found(questions, &answers, &judged)),
        languages,
    })
}

/// What the rules say of the texts of a row, and of nothing else.
fn outcomes(row: &Row, session: &Session, schema: &Schema) -> anyhow::Result<Vec<RuleOutcome>> {
    let mut profile = serde_json::json!({ "bio": row.bio });
    if let Some(posts) = &row.posts {
        profile["posts"] = posts.iter().map(|text| serde_json::json!({ "text": text, "repost": false })).collect();
    }
    let line = profile.to_string();
    let options = Options { now: Some(NOW), ..Options::new(schema, NOW) };
    let profile = read_native_json(&line, &row.place, &options)?;
    Ok(session.program.evaluate(&profile.record, NOW).outcomes().to_vec())
}

fn answered(question: &Question, pairs: &[(&Row, Pair)]) -> Answered {
    let of = |language: Option<&str>| -> Vec<Pair> {
        pairs.iter().filter(|(row, _)| language.is_none_or(|l| row.language == l)).map(|(_, pair)| *pair).collect()
    };
    let mut languages: Vec<&str> = pairs.iter().map(|(row, _)| row.language.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let mut slices = vec![Slice::new(None, &of(None))];
    let own = languages.iter().map(|&language| Slice::new(Some(language), &of(Some(language))));
    slices.extend(own.filter(|slice| slice.rows >= MIN_ROWS && slice.rows < pairs.len()));
    Answered { question: question.name.clone(), ground: question.ground(), slices }
}

fn tables(judged: &[(&Row, Verdict, Option<Verdict>)]) -> Vec<Verdicts> {
    if judged.is_empty() {
        return Vec::new();
    }
    let of = |sure: bool| -> Vec<(Verdict, Option<Verdict>)> {
        judged.iter().filter(|(row, ..)| row.sure || !sure).map(|(_, label, answer)| (*label, *answer)).collect()
    };
    vec![Verdicts::new("all", &of(false)), Verdicts::new("sure", &of(true))]
}

fn found(
    questions: &[Question],
    answers: &[Vec<(&Row, Pair)>],
    judged: &[(&Row, Verdict, Option<Verdict>)],
) -> Vec<Mistake> {
    let mistake = |question: &str, row: &Row, label: &str, answer: Option<&str>| Mistake {
        question: question.to_owned(),
        label: label.to_owned(),
        answer: answer.unwrap_or("not checked").to_owned(),
        sure: row.sure,
        place: row.place.clone(),
        bio: row.bio.clone(),
    };
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let mut out = Vec::new();
    for (question, pairs) in questions.iter().zip(answers) {
        for (row, pair) in pairs.iter().filter(|(_, pair)| pair.answer != Some(pair.label)) {
            out.push(mistake(&question.name, row, word(pair.label), pair.answer.map(word)));
        }
    }
    for (row, label, answer) in judged.iter().filter(|(_, label, answer)| *answer != Some(*label)) {
        out.push(mistake(verdict::NAME, row, label.word(), answer.map(Verdict::word)));
    }
    out
}
