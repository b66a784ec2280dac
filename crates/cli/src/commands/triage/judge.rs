//! From a batch of profiles to the lines about them, on one of several threads.

use std::cell::RefCell;

use followback_core::{Evaluation, Program, Record, Scored, Scratch, Spare, Status};
use followback_host::Part;
use followback_profile::{Options, Platform, Profile, complete_languages, read_native_json_in};

use super::args::RowFormat;
use super::filter::Filter;
use super::inputs::Batch;
use super::row::{Row, write_json};
use super::summary::Tally;
use super::top::{Chosen, Report as Whole, Top, rank};
use crate::bulk::MANY_POSTS;
use crate::locale::Locale;
use crate::plugins::{Installed, Open, Plugins};
use crate::report::{PluginLine, Report};
use crate::viewer::Viewer;

/// So many profiles are judged together, or fewer if these have many posts: more do not make it faster, and each takes some memory.
const TOGETHER: usize = 16;

/// How profiles are judged; the same for all threads.
pub(super) struct Judge<'a> {
    pub(super) program: &'a Program,
    installed: &'a Installed,
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
pub(super) struct Desk<'a> {
    plugins: Plugins<'a>,
    /// The rules that plugins have a say in.
    open: [Open<'a>; 1],
    /// As many as are judged together.
    scratches: Vec<Scratch>,
    /// Room of records that have been judged.
    spare: Spare,
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
    pub(super) fn new(
        program: &'a Program,
        installed: &'a Installed,
        options: Options<'a>,
        viewer: Option<Viewer>,
        filter: Filter,
    ) -> Self {
        let languages = reads_languages(program, viewer.as_ref());
        let (format, full, reports, top) = (RowFormat::Jsonl, false, false, None);
        Judge { program, installed, options, viewer, filter, format, full, reports, top, languages }
    }

    /// What one thread works with.
    pub(super) fn desk(&self) -> Desk<'a> {
        let plugins = Plugins::start(self.installed);
        let open = [plugins.open(self.program)];
        Desk { plugins, open, scratches: Vec::new(), spare: Spare::default(), findings: Vec::new(), line: Vec::new() }
    }

    /// Whether rows that could not be read are among those written: not if rows are chosen by what they say.
    pub(super) fn lists_faults(&self) -> bool {
        self.top.is_none() && self.filter.is_open()
    }

    /// Judges a batch, which is a part of the run.
    pub(super) fn batch(&self, desk: &mut Desk<'a>, part: &Part, batch: Batch) -> Judged {
        // Rows are read while others are judged.
        let spare = RefCell::new(std::mem::take(&mut desk.spare));
        let (out, top) = (Judged::default(), self.top.map(Top::new));
        let mut work = Work { judge: self, desk, part, spare: &spare, out, top };
        match batch {
            Batch::Lines { name, chunk } => {
                let lines = chunk.lines().filter(|line| !line.is_blank());
                work.rows(lines.map(|line| {
                    match line.text() {
                        Ok(text) => read_native_json_in(text, &name, &self.options, &mut spare.borrow_mut())
                            .map_err(|error| error.moved_down(line.number - 1).to_string()),
                        Err(error) => Err(format!("{name}, line {}: {error}", line.number)),
                    }
                }));
            }
            Batch::Profiles(profiles) => {
                work.rows(profiles.into_iter().map(|profile| profile.map_err(|error| error.to_string())));
            }
        }
        let Work { desk, mut out, top, .. } = work;
        desk.spare = spare.take();
        out.rows.extend(top.into_iter().flat_map(Top::into_rows));
        out
    }
}

/// The next of some profiles that are judged together.
fn group<T>(all: &mut impl Iterator<Item = T>, n_posts: impl Fn(&T) -> usize) -> Vec<T> {
    let mut some = Vec::with_capacity(TOGETHER);
    let mut posts = 0;
    while some.len() < TOGETHER && posts < MANY_POSTS {
        let Some(next) = all.next() else { break };
        posts += n_posts(&next);
        some.push(next);
    }
    some
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
    part: &'w Part,
    /// Room of records that have been judged.
    spare: &'w RefCell<Spare>,
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

    /// Judges the rows of a batch, a few at a time; plugins are asked about all of them together.
    fn rows<'p>(&mut self, rows: impl Iterator<Item = Result<Profile<'p>, String>>) {
        if !self.judge.installed.added().is_empty() {
            return self.judge_together(rows.collect());
        }
        let mut rows = rows.fuse();
        loop {
            let some = group(&mut rows, |row| row.as_ref().map_or(0, Profile::n_posts));
            if some.is_empty() {
                return;
            }
            self.judge_together(some);
        }
    }

    fn judge_together(&mut self, rows: Vec<Result<Profile<'_>, String>>) {
        let mut profiles = Vec::new();
        let rows: Vec<Result<(), String>> = rows.into_iter().map(|row| row.map(|p| profiles.push(p))).collect();
        let mut ahead = self.complete_all(&mut profiles).into_iter();
        let mut asked = self.ask(&mut profiles).into_iter();
        let (mut waiting, mut next) = (profiles.iter(), profiles.iter());
        let mut evaluated = Vec::new().into_iter();
        for row in rows {
            if let Err(error) = row {
                self.fault(&error);
                continue;
            }
            if evaluated.len() == 0 {
                let mut scratch = || ahead.next().or_else(|| self.desk.scratches.pop()).unwrap_or_default();
                let some = group(&mut waiting, |profile| profile.n_posts()).into_iter();
                let records = some.map(|profile| (scratch(), &profile.record, profile.now));
                evaluated = self.judge.program.evaluate_together(records).into_iter();
            }
            if let Some((profile, evaluation)) = next.next().zip(evaluated.next()) {
                self.profile(profile, evaluation, asked.next().unwrap_or_default());
            }
        }
        let mut spare = self.spare.borrow_mut();
        // The room that a large profile took is given back.
        for profile in profiles.into_iter().filter(|profile| profile.n_posts() < MANY_POSTS) {
            spare.keep(profile.record);
        }
    }

    /// Fills in what follows from other facts. Returns what was seen of the texts of each profile, unless plugins may change them.
    fn complete_all(&mut self, profiles: &mut [Profile<'_>]) -> Vec<Scratch> {
        let mut ahead = Vec::new();
        for profile in profiles {
            let scratch = self.desk.scratches.pop().unwrap_or_default();
            let scratch = self.complete(profile, scratch);
            let keep = if self.judge.installed.added().is_empty() { &mut ahead } else { &mut self.desk.scratches };
            keep.push(scratch);
        }
        ahead
    }

    /// Fills in what follows from other facts, and looks at the texts ahead for the next evaluation in this scratch, if that is
    /// one of this profile.
    fn complete(&self, profile: &mut Profile<'_>, scratch: Scratch) -> Scratch {
        let judge = self.judge;
        // The viewer has texts too: texts that change behind it would make the look ahead one in vain.
        if let Some(viewer) = &judge.viewer {
            viewer.look_at(&mut profile.record);
        }
        if judge.languages { complete_languages(&mut profile.record, judge.program, scratch) } else { scratch }
    }

    /// What plugins said about each profile; nothing at all where none has anything to say.
    fn ask(&mut self, profiles: &mut [Profile<'_>]) -> Vec<Vec<PluginLine>> {
        if self.judge.installed.added().is_empty() && profiles.iter().all(|profile| profile.avatar.is_none()) {
            return Vec::new();
        }
        let Desk { plugins, open, .. } = &mut *self.desk;
        let asked = plugins.close_rules(self.part, open, profiles);
        self.out.tally.plugins.note(&asked, plugins.take_heard());
        asked
    }

    fn profile(&mut self, profile: &Profile<'_>, mut evaluation: Evaluation<'_>, asked: Vec<PluginLine>) {
        let judge = self.judge;
        let scored = judge.program.score_briefly(evaluation.outcomes());
        let number = self.out.tally.rows;
        self.out.tally.row(judge.program, &scored);
        let relevance = relevance(judge, &scored);
        let ranked = rank(if judge.viewer.is_some() { relevance } else { scored.total.as_ref().map(|t| t.value) });
        let kept = self.top.as_ref().is_none_or(|top| top.takes(ranked));
        if kept && judge.filter.passes(&scored, scored.verdict.as_deref()) {
            let mut json = Vec::new();
            if judge.reports || judge.full {
                write_json(&Report::new(profile, &mut evaluation, Locale::En).with_plugins(asked), &mut json);
            }
            if judge.full {
                self.desk.line.extend_from_slice(&json);
            } else {
                self.row(profile, &scored, relevance, &mut evaluation);
            }
            let handle = || profile.handle.as_ref().map(ToString::to_string);
            self.write(number, ranked, judge.reports.then(|| Whole { handle: handle(), json }));
        }
        // The room that a large profile took is given back.
        if profile.n_posts() < MANY_POSTS {
            self.desk.scratches.push(evaluation.into_scratch());
        }
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
