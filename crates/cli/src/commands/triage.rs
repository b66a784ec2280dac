//! `followback triage`: many profiles, one line each, in the order of the input.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use followback_core::{Program, Schema, Status};
use followback_profile::{Options, complete_languages, read_native_json};
use serde::Serialize;

use crate::args::TriageArgs;
use crate::bulk::{Chunk, Chunks, Line, ordered};
use crate::console::Console;
use crate::input;
use crate::outcome::Outcome;
use crate::report::Report;
use crate::session::Session;

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 8 << 20;

/// What one profile comes down to.
#[derive(Debug, Default, Serialize)]
struct Row<'a> {
    handle: Option<String>,
    platform: Option<&'a str>,
    score: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    band: Option<String>,
    relevance: Option<f64>,
    verdict: Option<String>,
    findings: Vec<&'a str>,
    unknown: usize,
    error: Option<String>,
}

struct Triage<'a> {
    program: &'a Program,
    schema: &'a Schema,
    now: i64,
    full: bool,
    /// Some rule reads the languages of the account.
    languages: bool,
}

pub(crate) fn run(args: &TriageArgs) -> anyhow::Result<Outcome> {
    let schema = followback_profile::schema();
    let now = args.now.unwrap_or_else(input::clock);
    let session = Session::new(&args.rules, &schema, now, None)?;
    session.warn();
    let languages = session.program.rules().iter().any(|r| session.program.reads(r).contains("account.languages"));
    let triage = Triage { program: &session.program, schema: &schema, now, full: args.full, languages };
    let jobs = args.jobs.map_or_else(processors, usize::from);
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let mut writer = Console::writer(args.output.as_deref(), &inputs)?;
    let mut count = Count::default();
    for path in inputs {
        // A bad input among many is reported, and the rest goes on.
        match open(path) {
            Ok((reader, name)) => triage.file(reader, &name, jobs, &mut *writer, &mut count)?,
            Err(error) => {
                Console::remark(&format!("error: {error:#}"));
                count.unread += 1;
            }
        }
    }
    writer.flush()?;
    Ok(count.outcome())
}

/// How many profiles there were.
#[derive(Default)]
struct Count {
    profiles: usize,
    bad: usize,
    /// Inputs that could not be opened.
    unread: usize,
}

impl Count {
    fn outcome(&self) -> Outcome {
        if self.profiles == 0 && self.unread == 0 {
            Console::remark("note: the input holds no profiles; `triage` reads one JSON object a line");
        }
        if self.bad > 0 {
            let profiles = if self.profiles == 1 { "profile" } else { "profiles" };
            let of = format!("{} of {} {profiles}", self.bad, self.profiles);
            Console::remark(&format!("{of} could not be read; their lines say why in `error`"));
        }
        if self.bad + self.unread > 0 { Outcome::Incomplete } else { Outcome::Done }
    }
}

/// One thread for each processor.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn open(path: &Path) -> anyhow::Result<(Box<dyn Read + Send>, String)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), "<stdin>".to_owned()));
    }
    let name = path.display().to_string();
    if path.is_dir() {
        bail!(
            "`{name}` is a folder; `triage` reads files with one JSON object a line, `followback audit` reads archives"
        );
    }
    let file = File::open(path).with_context(|| format!("cannot read `{name}`"))?;
    Ok((Box::new(file), name))
}

/// The lines of one batch, and how many of them there are.
#[derive(Default)]
struct Written {
    text: String,
    profiles: usize,
    bad: usize,
}

impl Triage<'_> {
    /// Streams a file in batches.
    fn file(
        &self,
        reader: impl Read + Send,
        name: &str,
        jobs: usize,
        writer: &mut (dyn Write + Send),
        count: &mut Count,
    ) -> anyhow::Result<()> {
        let mut chunks = Chunks::new(reader, MAX_LINE);
        let source = || chunks.next().with_context(|| format!("cannot read `{name}`"));
        let worker = || |chunk: Chunk| self.chunk(&chunk, name);
        let sink = |written: Written| {
            count.profiles += written.profiles;
            count.bad += written.bad;
            writer.write_all(written.text.as_bytes())?;
            Ok(())
        };
        ordered(jobs, source, worker, sink)
    }

    fn chunk(&self, chunk: &Chunk, name: &str) -> Written {
        let mut written = Written::default();
        for line in chunk.lines().filter(|line| !line.is_blank()) {
            let (text, ok) = self.line(&line, name);
            written.text.push_str(&text);
            written.profiles += 1;
            written.bad += usize::from(!ok);
        }
        written
    }

    /// The line of one profile, and whether it could be read.
    fn line(&self, line: &Line<'_>, name: &str) -> (String, bool) {
        let number = line.number;
        let error = match line.text() {
            Err(error) => format!("{name}, line {number}: {error}"),
            Ok(text) => {
                let options = Options { now: Some(self.now), ..Options::new(self.schema, self.now) };
                match read_native_json(text, name, &options) {
                    Ok(mut profile) => {
                        if self.languages {
                            complete_languages(&mut profile.record, &|text| {
                                self.program.language(text).map(str::to_owned)
                            });
                        }
                        return (self.judged(&profile), true);
                    }
                    Err(error) => error.moved_down(number - 1).to_string(),
                }
            }
        };
        (to_line(&Row { error: Some(error), ..Row::default() }), false)
    }

    fn judged(&self, profile: &followback_profile::Profile<'_>) -> String {
        let program = self.program;
        let mut evaluation = program.evaluate(&profile.record, self.now);
        if self.full {
            return to_line(&Report::new(profile, &mut evaluation));
        }
        let scored = program.score_briefly(evaluation.outcomes());
        let total = scored.total.as_ref();
        to_line(&Row {
            handle: profile.handle.as_ref().map(ToString::to_string),
            platform: profile.platform.map(followback_profile::Platform::name),
            score: total.map(|t| t.value),
            low: total.map(|t| t.low),
            high: total.map(|t| t.high),
            band: total.map(|t| t.band.clone()),
            relevance: None,
            verdict: scored.verdict.clone(),
            findings: scored.findings.iter().map(|f| program.rules()[f.rule.index()].id.as_str()).collect(),
            unknown: evaluation.outcomes().iter().filter(|o| o.status == Status::Unknown).count(),
            error: None,
        })
    }
}

fn to_line(value: &impl Serialize) -> String {
    let mut line = serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    line.push('\n');
    line
}
