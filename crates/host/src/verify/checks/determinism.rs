//! Whether the same row has the same answer, whatever stands around it.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::rows::{Answers, Value};
use crate::verify::Finding;
use crate::verify::lab::Lab;
use crate::verify::rows::Probe;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let probe = Probe::ordinary(&lab.table).and(Probe::edges(&lab.table));
    let n = probe.len();
    lab.phase("while it judged all rows");
    let mut instance = lab.open()?;
    let first = lab.ask(&mut instance, &probe)?;
    finding.digest = Some(digest(&first));

    let again = lab.ask(&mut instance, &probe)?;
    compare(finding, lab, &probe, &first, "when it is asked again", |row| (&again, row));
    let other = lab.ask(&mut lab.open()?, &probe)?;
    compare(finding, lab, &probe, &first, "from another instance", |row| (&other, row));
    let reversed = lab.ask(&mut instance, &probe.reversed())?;
    compare(finding, lab, &probe, &first, "when the rows come in another order", |row| (&reversed, n - 1 - row));
    let alone = (0..n).map(|row| lab.ask(&mut instance, &probe.only(row))).collect::<Result<Vec<_>, _>>()?;
    compare(finding, lab, &probe, &first, "when it is asked about the row alone", |row| (&alone[row], 0));
    facts_alone(finding, lab, &probe, &first)
}

/// What else is asked for must not matter.
fn facts_alone(finding: &mut Finding, lab: &Lab<'_>, probe: &Probe, first: &Answers) -> Result<(), String> {
    let mut instance = lab.open()?;
    for (index, fact) in lab.facts.iter().enumerate() {
        let answers = instance.ask(&probe.rows(), &lab.wanted[index..=index]).map_err(|broken| broken.message)?;
        for (row, value) in answers.facts[0].iter().enumerate() {
            // Another fact may be why the row failed.
            let failed = first.faults.contains_key(&row) || answers.faults.contains_key(&row);
            if !failed && *value != first.facts[index][row] {
                finding.problem(format!(
                    "`{}` is {} where it is asked for alone, else {}; the row has {}",
                    fact.path,
                    words(value.as_ref()),
                    words(first.facts[index][row].as_ref()),
                    probe.words(row)
                ));
            }
        }
    }
    Ok(())
}

/// Compares answers, row by row, with those that were given in another way.
fn compare<'a>(
    finding: &mut Finding,
    lab: &Lab<'_>,
    probe: &Probe,
    first: &Answers,
    when: &str,
    other: impl Fn(usize) -> (&'a Answers, usize),
) {
    for row in 0..probe.len() {
        let (answers, place) = other(row);
        let reasons = (first.faults.get(&row), answers.faults.get(&place));
        if reasons.0 != reasons.1 {
            let said = |fault: Option<&crate::rows::Fault>| fault.map_or("no fault", |fault| &fault.message).to_owned();
            let (before, now) = (said(reasons.0), said(reasons.1));
            finding.problem(format!("{before:?} becomes {now:?} {when}; the row has {}", probe.words(row)));
        }
        for (index, fact) in lab.facts.iter().enumerate() {
            let (before, now) = (&first.facts[index][row], &answers.facts[index][place]);
            if before != now {
                let (before, now) = (words(before.as_ref()), words(now.as_ref()));
                finding.problem(format!(
                    "`{}` is {before}, and {now} {when}; the row has {}",
                    fact.path,
                    probe.words(row)
                ));
            }
        }
    }
}

fn words(value: Option<&Value>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(Value::Bool(bit)) => bit.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Text(text)) => format!("{:?}", text.chars().take(40).collect::<String>()),
        Some(Value::List(items)) => format!("{items:?}"),
    }
}

/// The same for the same answers in every process.
fn digest(answers: &Answers) -> u64 {
    let mut hasher = DefaultHasher::new();
    for value in answers.facts.iter().flatten() {
        match value {
            None => 0u8.hash(&mut hasher),
            Some(Value::Bool(bit)) => bit.hash(&mut hasher),
            Some(Value::Number(number)) => number.to_bits().hash(&mut hasher),
            Some(Value::Text(text)) => text.hash(&mut hasher),
            Some(Value::List(items)) => items.hash(&mut hasher),
        }
    }
    for (row, fault) in &answers.faults {
        (row, &fault.message).hash(&mut hasher);
    }
    hasher.finish()
}
