//! What came of a test: whether the rule says what is expected, and if not, what it says and why.

use super::TestCase;
use crate::diag::{Diagnostic, Span};
use crate::eval::{Evaluation, Evidence, EvidenceValue, Recorder, Status};
use crate::message;
use crate::model::{Expect, Severity};

/// How many reasons are given for what came instead.
const MAX_REASONS: usize = 4;

impl Expect {
    fn status(self) -> Status {
        match self {
            Expect::Fires => Status::Fired,
            Expect::Passes => Status::Passed,
            Expect::NotApplicable => Status::NotApplicable,
            Expect::Unknown => Status::Unknown,
            Expect::Superseded => Status::Superseded,
        }
    }
}

/// What was expected and did not come.
enum Miss {
    Status,
    Severity,
    Points,
    Match(Vec<String>),
}

/// Whether the test holds.
pub(super) fn holds<R: Recorder>(evaluation: &mut Evaluation<'_, R>, case: &TestCase) -> bool {
    miss(evaluation, case).is_none()
}

fn miss<R: Recorder>(evaluation: &mut Evaluation<'_, R>, case: &TestCase) -> Option<Miss> {
    let code = &evaluation.program().rules[case.rule.index()];
    let outcome = &evaluation.outcomes()[case.rule.index()];
    if outcome.status != case.test.expect.value.status() {
        return Some(Miss::Status);
    }
    let effect = code.effect(outcome.level);
    if case.test.severity.as_ref().is_some_and(|wanted| effect.severity != Some(wanted.value)) {
        return Some(Miss::Severity);
    }
    if case.test.points.as_ref().is_some_and(|wanted| effect.points != Some(wanted.value)) {
        return Some(Miss::Points);
    }
    let wanted = case.test.matched.as_ref()?;
    let spans = evaluation.evidence(case.rule).into_iter().flat_map(|e| e.spans);
    let found: Vec<String> = spans.map(|s| s.text).collect();
    (!found.contains(&wanted.value)).then_some(Miss::Match(found))
}

/// What went wrong, at the place of what was expected.
pub(super) fn failure<R: Recorder>(evaluation: &mut Evaluation<'_, R>, case: &TestCase) -> Option<Diagnostic> {
    let miss = miss(evaluation, case)?;
    let program = evaluation.program();
    let code = &program.rules[case.rule.index()];
    let outcome = evaluation.outcomes()[case.rule.index()];
    let effect = code.effect(outcome.level);
    let test = &case.test;
    let fail = |span: Span, message: String| {
        let message = format!("`{}`, test `{}`: {message}", code.id, test.name.value);
        Diagnostic::error("failed-test", span, message)
    };
    let mut diagnostic = match miss {
        Miss::Status => {
            let wanted = test.expect.value.status().word();
            fail(test.expect.span, format!("expected {wanted}, got {}", outcome.status.word()))
        }
        Miss::Severity => {
            let (span, wanted) = test.severity.as_ref().map(|s| (s.span, s.value.word()))?;
            fail(span, format!("expected severity {wanted}, got {}", effect.severity.map_or("none", Severity::word)))
        }
        Miss::Points => {
            let (span, wanted) = test.points.as_ref().map(|p| (p.span, p.value))?;
            let got = effect.points.map_or_else(|| "none".to_owned(), |p| p.to_string());
            fail(span, format!("expected {wanted} points, got {got}"))
        }
        Miss::Match(found) => {
            let (span, wanted) = test.matched.as_ref().map(|m| (m.span, m.value.as_str()))?;
            fail(span, format!("expected to find `{wanted}`, found {found:?}"))
        }
    };
    if let Some(by) = outcome.by {
        diagnostic = diagnostic.help(format!("`{}` superseded it", program.rules[by.index()].id));
    }
    let reasons = match outcome.status {
        Status::Fired => evaluation.evidence(case.rule).iter().map(because).collect(),
        Status::Passed => unmet(evaluation, case),
        _ => Vec::new(),
    };
    let missing = evaluation.missing(case.rule).into_iter().map(|m| format!("`{}` is unknown ({})", m.fact, m.reason));
    for reason in reasons.into_iter().take(MAX_REASONS).chain(missing.take(MAX_REASONS)) {
        diagnostic = diagnostic.help(reason);
    }
    Some(diagnostic)
}

/// Why the rule passed: what its condition rests on, or what `unless` does.
fn unmet<R: Recorder>(evaluation: &mut Evaluation<'_, R>, case: &TestCase) -> Vec<String> {
    let code = &evaluation.program().rules[case.rule.index()];
    let levels = if code.when.is_none() { code.levels.as_slice() } else { &[] };
    let roots = code.when.iter().chain(levels.iter().map(|l| &l.when)).chain(&code.unless);
    let mut reasons = Vec::new();
    for outline in roots {
        for ground in evaluation.grounds(outline.cond) {
            let reason = because(&ground);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

/// A fact that a result rests on, for the author of a test.
fn because(evidence: &Evidence) -> String {
    let value = match &evidence.value {
        EvidenceValue::Absent => "absent".to_owned(),
        EvidenceValue::Bool(b) => b.to_string(),
        EvidenceValue::Number(n) => message::number(*n),
        EvidenceValue::Text(text) => format!("`{text}`"),
        EvidenceValue::List(labels) if labels.is_empty() => "empty".to_owned(),
        EvidenceValue::List(labels) => labels.join(", "),
    };
    let words: Vec<String> = evidence.spans.iter().map(|s| format!("`{}`", s.text)).collect();
    let found =
        if words.is_empty() { String::new() } else { format!(", where {} stands", message::ENGLISH.joined(&words)) };
    format!("because `{}` is {value}{found}", evidence.fact)
}
