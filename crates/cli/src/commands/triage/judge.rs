//! From a batch of profiles to the lines about them, on one of several threads.

use followback_core::{Evaluation, Program, Record, Scored, Scratch, Status};
use followback_profile::{Options, Platform, Profile, complete_languages, read_native_json};

use super::args::RowFormat;
use super::filter::Filter;
use super::inputs::Batch;
use super::row::{Row, write_json};
use super::summary::Tally;
use super::top::{Chosen, Report as Whole, Top, rank};
use crate::locale::Locale;
use crate::report::Report;
use crate::viewer::Viewer;

/// How profiles are judged; the same for all threads.
pub(super) struct Judge<'a> {
    pub(super) program: &'a Program,
    pub(super) options: Options<'a>,
    pub(super) viewer: Option<Viewer>,
    pub(super) filter: Filter,
    pub(super) format: RowFormat,
    /// Whole reports instead of rows.
    pub(super) full: bool,
    /// Whole reports beside the rows.
    pub(super) reports: bool,
    /// Only so many of the best rows.
    pub(super) top: Option<usize>,
    /// Some rule may read the languages of an account.
    languages: bool,
}

/// What one thread works with.
#[derive(Default)]
pub(super) struct Desk<'a> {
    scratch: Scratch,
    findings: Vec<&'a str>,
    line: Vec<u8>,
}

/// What became of a batch.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) tally: Tally,
    /// Lines in the order of the input, where nothing has to be done about single ones.
    pub(super) text: Vec<u8>,
    pub(super) written: usize,
    /// Single lines: in the order of the input, or the best ones.
    pub(super) rows: Vec<Chosen>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(program: &'a Program, options: Options<'a>, viewer: Option<Viewer>, filter: Filter) -> Self {
        let languages = reads_languages(program, viewer.as_ref());
        let (format, full, reports, top) = (RowFormat::Jsonl, false, false, None);
        Judge { program, options, viewer, filter, format, full, reports, top, languages }
    }

    /// Whether rows that could not be read are among those written: not if rows are chosen by what they say.
    pub(super) fn lists_faults(&self) -> bool {
        self.top.is_none() && self.filter.is_open()
    }

    pub(super) fn batch(&self, desk: &mut Desk<'a>, batch: Batch) -> Judged {
        let mut work = Work { judge: self, desk, out: Judged::default(), top: self.top.map(Top::new) };
        match batch {
            Batch::Lines { name, chunk } => {
                for line in chunk.lines().filter(|line| !line.is_blank()) {
                    match line.text() {
                        Ok(text) => match read_native_json(text, &name, &self.options) {
                            Ok(profile) => work.profile(profile),
                            Err(error) => work.fault(&error.moved_down(line.number - 1).to_string()),
                        },
                        Err(error) => work.fault(&format!("{name}, line {}: {error}", line.number)),
                    }
                }
            }
            Batch::Profiles(profiles) => {
                for profile in profiles {
                    match profile {
                        Ok(profile) => work.profile(profile),
                        Err(error) => work.fault(&error.to_string()),
                    }
                }
            }
        }
        let Work { mut out, top, .. } = work;
        out.rows.extend(top.into_iter().flat_map(Top::into_rows));
        out
    }
}

/// Whether the languages of an account can matter: some rule reads them, and is not out of the question for want of a viewer,
/// whatever the profile is.
fn reads_languages(program: &Program, viewer: Option<&Viewer>) -> bool {
    let blank = Record::new(program.schema());
    let evaluation = program.evaluate(&blank, 0);
    program.rules().iter().zip(evaluation.outcomes()).any(|(rule, outcome)| {
        let idle = viewer.is_none()
            && Some(rule.factor) == program.verdict_factor()
            && outcome.status == Status::NotApplicable;
        !idle && program.reads(rule).contains("account.languages")
    })
}

/// A batch under way.
struct Work<'w, 'a> {
    judge: &'w Judge<'a>,
    desk: &'w mut Desk<'a>,
    out: Judged,
    top: Option<Top>,
}

impl Work<'_, '_> {
    fn fault(&mut self, why: &str) {
        let number = self.out.tally.rows;
        self.out.tally.fault(why);
        if self.judge.lists_faults() {
            let row = Row { error: Some(why), shared: self.judge.viewer.as_ref().map(|_| &[][..]), ..Row::default() };
            row.write(self.judge.format, &mut self.desk.line);
            self.write(number, rank(None), None);
        }
    }

    fn profile(&mut self, mut profile: Profile<'_>) {
        let judge = self.judge;
        if judge.languages {
            complete_languages(&mut profile.record, &|text| judge.program.language(text).map(str::to_owned));
        }
        if let Some(viewer) = &judge.viewer {
            viewer.look_at(&mut profile.record);
        }
        let scratch = std::mem::take(&mut self.desk.scratch);
        let mut evaluation = judge.program.evaluate_in(scratch, &profile.record, profile.now);
        let scored = judge.program.score_briefly(evaluation.outcomes());
        let number = self.out.tally.rows;
        self.out.tally.row(judge.program, &scored);
        let relevance = relevance(judge, &scored);
        let ranked = rank(if judge.viewer.is_some() { relevance } else { scored.total.as_ref().map(|t| t.value) });
        let kept = self.top.as_ref().is_none_or(|top| top.takes(ranked));
        if kept && judge.filter.passes(&scored, scored.verdict.as_deref()) {
            let report = judge.reports.then(|| {
                let mut json = Vec::new();
                write_json(&Report::new(&profile, &mut evaluation, Locale::En), &mut json);
                Whole { handle: profile.handle.as_ref().map(ToString::to_string), json }
            });
            if judge.full {
                write_json(&Report::new(&profile, &mut evaluation, Locale::En), &mut self.desk.line);
            } else {
                self.row(&profile, &scored, relevance, &mut evaluation);
            }
            self.write(number, ranked, report);
        }
        self.desk.scratch = evaluation.into_scratch();
    }

    fn row(&mut self, profile: &Profile<'_>, scored: &Scored, relevance: Option<f64>, evaluation: &mut Evaluation<'_>) {
        let rules = self.judge.program.rules();
        let unknown = evaluation.outcomes().iter().filter(|o| o.status == Status::Unknown).count();
        let shared = self.judge.viewer.as_ref().map(|_| evaluation.shared().unwrap_or_default().shared);
        self.desk.findings.clear();
        self.desk.findings.extend(scored.findings.iter().map(|f| rules[f.rule.index()].id.as_str()));
        let total = scored.total.as_ref();
        let row = Row {
            handle: profile.handle.as_deref(),
            platform: profile.platform.map(Platform::name),
            score: total.map(|t| t.value),
            low: total.map(|t| t.low),
            high: total.map(|t| t.high),
            band: total.map(|t| t.band.as_str()),
            relevance,
            verdict: scored.verdict.as_deref(),
            shared: shared.as_deref(),
            findings: &self.desk.findings,
            unknown,
            error: None,
        };
        row.write(self.judge.format, &mut self.desk.line);
    }

    /// Hands on the line that was made.
    fn write(&mut self, number: usize, rank: i64, report: Option<Whole>) {
        self.out.written += 1;
        let line = &mut self.desk.line;
        if self.top.is_none() && !self.judge.reports {
            self.out.text.append(line);
            return;
        }
        let row = Chosen { rank, number, line: std::mem::take(line), report };
        match &mut self.top {
            Some(top) => top.add(row),
            None => self.out.rows.push(row),
        }
    }
}

/// The score of the factor that the verdict rests on; nothing without a viewer.
fn relevance(judge: &Judge<'_>, scored: &Scored) -> Option<f64> {
    judge.viewer.as_ref()?;
    let factor = judge.program.verdict_factor()?;
    scored.factors.iter().find(|f| f.factor == factor)?.score.map(|[now, _, _]| now)
}
