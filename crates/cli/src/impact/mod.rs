//! What an edit of the rules does to a corpus: both rule sets look at every profile once, and what differs is counted, with the
//! edits that it comes from.

mod compare;
mod git;
mod json;
mod render;
mod tally;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use followback_core::{Edit, Pack, PackFiles, Program, Schema, Sources, differences, load, rules_reached};
use followback_host::Part;
use followback_profile::{Options, Profile, ReadError, Source, open, read_native_json};

use crate::bulk::{Chunk, Chunks, ordered};
use crate::packs;
use crate::plugins::{Conduct, Installed, Open, Plugins};
use crate::session::Session;
use compare::{Buffers, Pair};
use tally::{Seen, Tally};

pub(crate) use json::json;
pub(crate) use render::{human, markdown};

/// Profiles of formats other than lines that go to a thread at a time.
const BATCH: usize = 64;

/// One version of the rules.
pub(crate) struct Side {
    /// How the user names it.
    label: String,
    program: Program,
    pack: Pack,
    sources: Sources,
}

impl Side {
    /// The rules of a pack, beside the default ones unless it declares a score of its own, as for its author.
    ///
    /// # Errors
    /// When they have faults.
    pub(crate) fn new(label: String, files: &PackFiles, schema: &Schema, now: i64) -> anyhow::Result<Self> {
        let (session, _) = Session::for_authors(std::slice::from_ref(files), schema, now)?;
        let mut sources = Sources::default();
        let pack = load(files, &mut sources, &mut Vec::new());
        Ok(Side { label, program: session.program, pack, sources })
    }

    /// The ids of the plugins that its rules require.
    pub(crate) fn required(&self) -> impl Iterator<Item = &str> {
        self.pack.requires.iter().map(|id| id.value.as_str())
    }
}

/// The earlier version that `base` names: a pack on disk, `default` for the embedded one, or a revision of git at which the
/// edited pack is read.
///
/// # Errors
/// When there is no such version.
pub(crate) fn base_pack(base: &str, edited: Option<&Path>) -> anyhow::Result<PackFiles> {
    if Path::new(base).exists() {
        return packs::read_pack(Path::new(base));
    }
    if base == "default" {
        return Ok(packs::default_pack());
    }
    let edited = edited.with_context(|| {
        format!("there is no rule pack `{base}`; to compare with a revision of git, name the pack it is about: `--rules PACK`")
    })?;
    git::read_pack(edited, base)
}

/// What an edit of the rules does to a corpus.
pub(crate) struct Impact {
    base: Side,
    after: Side,
    edits: Vec<Edited>,
    /// Ids of the rules of both versions.
    rules: Vec<String>,
    tally: Tally,
}

/// An edit, and the rules it can reach.
struct Edited {
    edit: Edit,
    reaches: BTreeSet<String>,
}

/// How to look at a corpus.
pub(crate) struct Plan<'p> {
    pub(crate) installed: &'p Installed,
    pub(crate) now: Option<i64>,
    pub(crate) clock: i64,
    pub(crate) jobs: usize,
    /// How many flipped and moved profiles are named.
    pub(crate) kept: usize,
}

impl Impact {
    /// Looks at every profile of some inputs.
    ///
    /// # Errors
    /// When an input ends in the middle. What cannot be read as a profile is counted, and the rest goes on.
    pub(crate) fn of(base: Side, after: Side, inputs: &[&Path], plan: &Plan<'_>) -> anyhow::Result<Self> {
        let both = [&base.pack, &after.pack];
        let edits = differences(&base.pack, &after.pack)
            .into_iter()
            .map(|edit| Edited { reaches: rules_reached(&both, &edit.part), edit })
            .collect();
        let pair = Pair::new(&base.program, &after.program);
        let mut tally = Tally::new(plan.kept);
        for path in inputs {
            let options = Options { now: plan.now, ..Options::new(plan.installed.schema(), plan.clock) };
            match open(crate::input::open(path), &options) {
                Ok(source) => corpus(source, &pair, &options, plan, &mut tally)?,
                Err(error) => tally.unreadable(error.to_string()),
            }
        }
        tally.cut();
        let rules = pair.rows.iter().map(|row| row.id.clone()).collect();
        Ok(Impact { base, after, edits, rules, tally })
    }

    /// How many profiles have another band or verdict, of how many.
    pub(crate) fn flips(&self) -> (u64, u64) {
        (self.tally.flips, self.tally.profiles)
    }

    /// Reasons why parts of the corpus could not be read: the first few, and how many there are.
    pub(crate) fn unread(&self) -> (&[String], u64) {
        (&self.tally.errors, self.tally.unread)
    }

    /// How plugins behaved: what rules would have read of one that failed is unknown to both versions.
    pub(crate) fn plugins(&self) -> &Conduct {
        &self.tally.plugins
    }

    /// The edits that stand behind what a rule says otherwise of a profile: those that reach the rule; else those that reach the
    /// rule that supersedes it, or did.
    fn causes(&self, row: &tally::Row) -> Vec<usize> {
        let reaching = |id: &str| -> Vec<usize> {
            (0..).zip(&self.edits).filter(|(_, edit)| edit.reaches.contains(id)).map(|(index, _)| index).collect()
        };
        let own = reaching(&self.rules[row.rule]);
        match &row.by {
            Some(by) if own.is_empty() => reaching(by),
            _ => own,
        }
    }

    /// The edits behind everything that differs for a profile. Where no rule says anything else, the score is made otherwise.
    fn causes_of(&self, seen: &Seen) -> BTreeSet<usize> {
        let mut causes: BTreeSet<usize> = seen.moved.iter().flat_map(|row| self.causes(row)).collect();
        if causes.is_empty() {
            let scoring = |edit: &&(usize, &Edited)| edit.1.reaches.is_empty();
            causes.extend((0..).zip(&self.edits).filter(|edit| scoring(&edit)).map(|(index, _)| index));
        }
        causes
    }
}

fn corpus(
    source: Source<'_>,
    pair: &Pair<'_>,
    options: &Options<'_>,
    plan: &Plan<'_>,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    match source {
        Source::NativeLines { name, lines } => {
            let mut chunks = Chunks::new(lines, options.max_record);
            let next = || {
                let chunk = chunks.next().with_context(|| format!("cannot read `{name}`"))?;
                Ok(chunk.map(|chunk| (plan.installed.next_part(), chunk)))
            };
            let worker = || {
                let mut desk = Desk::new(pair, plan);
                let name = &name;
                move |(part, chunk): (Part, Chunk)| {
                    let lines = chunk.lines().filter(|line| !line.is_blank());
                    let read = lines.map(|line| match line.text() {
                        Ok(text) => read_native_json(text, name, options)
                            .map(|profile| (profile, Some(line.number)))
                            .map_err(|error| error.moved_down(line.number - 1).to_string()),
                        Err(error) => Err(format!("{name}, line {}: {error}", line.number)),
                    });
                    desk.look(&part, name, read)
                }
            };
            ordered(plan.jobs, next, worker, |part| {
                tally.append(part);
                Ok(())
            })
        }
        Source::Profiles(mut profiles) => {
            let name = profiles.name().to_owned();
            let next = || {
                let batch: Vec<Result<Profile<'static>, ReadError>> = profiles.by_ref().take(BATCH).collect();
                Ok((!batch.is_empty()).then(|| (plan.installed.next_part(), batch)))
            };
            let worker = || {
                let mut desk = Desk::new(pair, plan);
                let name = &name;
                move |(part, batch): (Part, Vec<Result<Profile<'static>, ReadError>>)| {
                    let read = |row: Result<_, ReadError>| row.map_err(|error| error.to_string());
                    desk.look(&part, name, batch.into_iter().map(|row| read(row).map(|profile| (profile, None))))
                }
            };
            ordered(plan.jobs, next, worker, |part| {
                tally.append(part);
                Ok(())
            })
        }
    }
}

/// What one thread works with.
struct Desk<'p> {
    pair: &'p Pair<'p>,
    plugins: Plugins<'p>,
    /// The rules of both versions that plugins have a say in.
    open: [Open<'p>; 2],
    buffers: Buffers,
    kept: usize,
}

impl<'p> Desk<'p> {
    fn new(pair: &'p Pair<'p>, plan: &Plan<'p>) -> Self {
        let plugins = Plugins::start(plan.installed);
        let open = [pair.base, pair.after].map(|program| plugins.open(program));
        Desk { pair, plugins, open, buffers: Buffers::default(), kept: plan.kept }
    }

    /// Looks at the profiles of a batch, each with its line if it has one.
    fn look<'a>(
        &mut self,
        of_run: &Part,
        name: &str,
        rows: impl Iterator<Item = Result<(Profile<'a>, Option<usize>), String>>,
    ) -> Tally {
        let mut part = Tally::new(self.kept);
        let (mut profiles, mut lines) = (Vec::new(), Vec::new());
        for row in rows {
            match row {
                Ok((profile, line)) => {
                    profiles.push(profile);
                    lines.push(line);
                }
                Err(error) => part.unreadable(error),
            }
        }
        let asked = self.plugins.close_rules(of_run, &mut self.open, &mut profiles);
        part.plugins.note(&asked, self.plugins.take_heard());
        for (profile, line) in profiles.into_iter().zip(lines) {
            part.add(self.pair.look(profile, &mut self.buffers, |profile| called(profile, name, line)));
        }
        part
    }
}

/// What a profile is called in a report: its handle, and where it stands.
fn called(profile: &Profile<'_>, input: &str, line: Option<usize>) -> String {
    let place = line.map_or_else(|| input.to_owned(), |line| format!("{input}:{line}"));
    match &profile.handle {
        Some(handle) if !handle.is_empty() => format!("@{handle} ({place})"),
        _ => place,
    }
}
