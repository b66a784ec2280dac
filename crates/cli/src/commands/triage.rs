//! `followback triage`: many profiles, one line each, in the order of the input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use followback_core::{Program, Schema, Status};
use followback_profile::{Options, complete_languages, read_native_json};
use rayon::prelude::*;
use serde::Serialize;

use crate::args::TriageArgs;
use crate::console::Console;
use crate::input;
use crate::outcome::Outcome;
use crate::report::Report;
use crate::session::Session;

/// Profiles that are held at a time.
const BATCH: usize = 512;

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 8 << 20;

/// What one profile comes down to.
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
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
    let jobs = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("cannot start the threads")?;
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let mut writer = Console::writer(args.output.as_deref(), &inputs)?;
    let mut count = Count::default();
    for path in inputs {
        // A bad input among many is reported, and the rest goes on.
        match open(path) {
            Ok((mut reader, name)) => triage.file(&mut *reader, &name, &pool, &mut *writer, &mut count)?,
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

fn open(path: &Path) -> anyhow::Result<(Box<dyn BufRead>, String)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), "<stdin>".to_owned()));
    }
    let name = path.display().to_string();
    if path.is_dir() {
        bail!(
            "`{name}` is a folder; `triage` reads files with one JSON object a line, `followback audit` reads archives"
        );
    }
    let file = File::open(path).with_context(|| format!("cannot read `{name}`"))?;
    Ok((Box::new(BufReader::with_capacity(1 << 20, file)), name))
}

impl Triage<'_> {
    /// Streams a file in batches.
    fn file(
        &self,
        reader: &mut dyn BufRead,
        name: &str,
        pool: &rayon::ThreadPool,
        writer: &mut dyn Write,
        count: &mut Count,
    ) -> anyhow::Result<()> {
        let mut number = 0;
        loop {
            let mut batch: Vec<(usize, Result<String, String>)> = Vec::with_capacity(BATCH);
            while batch.len() < BATCH {
                number += 1;
                match next_line(reader).with_context(|| format!("cannot read `{name}`"))? {
                    None => break,
                    Some(Ok(line)) if line.trim().is_empty() => {}
                    Some(line) => batch.push((number, line)),
                }
            }
            if batch.is_empty() {
                return Ok(());
            }
            let lines: Vec<(String, bool)> =
                pool.install(|| batch.par_iter().map(|(number, line)| self.line(line, name, *number)).collect());
            for (line, ok) in lines {
                count.profiles += 1;
                count.bad += usize::from(!ok);
                writer.write_all(line.as_bytes())?;
            }
        }
    }

    /// The line of one profile, and whether it could be read.
    fn line(&self, line: &Result<String, String>, name: &str, number: usize) -> (String, bool) {
        let error = match line {
            Err(error) => format!("{name}, line {number}: {error}"),
            Ok(line) => {
                let options = Options { schema: self.schema, format: None, now: Some(self.now), clock: self.now };
                match read_native_json(line, name, &options) {
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
        (to_line(&Line { error: Some(error), ..Line::default() }), false)
    }

    fn judged(&self, profile: &followback_profile::Profile<'_>) -> String {
        let program = self.program;
        let mut evaluation = program.evaluate(&profile.record, self.now);
        if self.full {
            return to_line(&Report::new(profile, &mut evaluation));
        }
        let scored = program.score_briefly(evaluation.outcomes());
        let total = scored.total.as_ref();
        to_line(&Line {
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

/// The next line without its end; one that is too long or no UTF-8 is skipped, and says so.
fn next_line(reader: &mut dyn BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    let mut length = 0usize;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        let end = chunk.iter().position(|b| *b == b'\n');
        let taken = end.map_or(chunk.len(), |at| at + 1);
        length += taken;
        if length <= MAX_LINE {
            bytes.extend_from_slice(&chunk[..taken]);
        } else {
            bytes = Vec::new();
        }
        reader.consume(taken);
        if end.is_some() {
            break;
        }
    }
    if length == 0 {
        return Ok(None);
    }
    if length > MAX_LINE {
        return Ok(Some(Err(format!("a line of {length} bytes; at most {MAX_LINE} are read"))));
    }
    while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(Some(String::from_utf8(bytes).map_err(|e| {
        format!("not UTF-8: the byte at offset {} belongs to no character", e.utf8_error().valid_up_to())
    })))
}
