//! `followback facts`: every fact about a profile, its value or why it is unknown, and who reads it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use followback_core::{
    EvidenceValue, Fact, FieldId, Kind, MemberRef, MemberTable, Members, Program, Reading, Reason, Schema, Value,
};
use followback_profile::{POSTS, Profile, Warning};

use crate::args::{FactsArgs, TextFormat};
use crate::console::Console;
use crate::input;
use crate::locale::Locale;
use crate::outcome::Outcome;
use crate::plugins::{Installed, Plugins};
use crate::render::clean::clean;
use crate::session::{Session, Tests};

pub(crate) fn run(args: &FactsArgs) -> anyhow::Result<Outcome> {
    if args.formats {
        Console::print(&super::formats::table(args.format))?;
        return Ok(Outcome::Done);
    }
    let installed = Installed::load()?;
    let schema = installed.schema();
    let mut profile = input::profile(&args.input, schema)?;
    let session = Session::speaking(
        Locale::En,
        Tests::LeftOut,
        &args.rules,
        &installed,
        profile.now,
        args.input.input.as_slice(),
    )?;
    session.warn();
    session.complete(&mut profile.record)?;
    let mut plugins = Plugins::start(&installed);
    for line in plugins.ask_all(&installed.next_part(), &mut profile) {
        profile.warnings.extend(line.warning().map(|warning| Warning::new("plugin", warning)));
    }
    plugins.take_heard().tell();
    let readings = session.program.evaluate(&profile.record, profile.now).readings();
    let posts = Posts::of(&profile, schema);
    let unread = unread(&session.program, &readings);
    let text = match args.format {
        TextFormat::Human => human(&profile, &readings, posts.as_ref(), &unread)?,
        TextFormat::Json => {
            let facts: Vec<_> = readings.iter().map(json).collect();
            let posts = posts.map(|p| serde_json::json!({"count": p.count, "newest": p.newest, "flags": p.flags}));
            let warnings: Vec<String> = profile.warnings.iter().map(ToString::to_string).collect();
            let all = serde_json::json!({"source": profile.source.name(), "now": crate::report::time(profile.now),
                "facts": facts, "unread": unread, "posts": posts, "warnings": warnings});
            format!("{all:#}\n")
        }
    };
    Console::print(&text)?;
    Ok(Outcome::Done)
}

/// The facts that no condition of a rule reads, those of the members of collections too.
fn unread(program: &Program, readings: &[Reading]) -> Vec<String> {
    let read: BTreeSet<String> = program.rules().iter().flat_map(|rule| program.reads(rule)).collect();
    let collections = program.schema().collections().iter();
    let fields = collections.flat_map(|of| of.fields.iter().map(|field| format!("{}.{}", of.path, field.path)));
    let facts = readings.iter().map(|reading| reading.path.clone());
    let mut unread: Vec<String> = facts.chain(fields).filter(|path| !read.contains(path)).collect();
    unread.sort();
    unread.dedup();
    unread
}

/// What the posts are like as a whole.
struct Posts {
    count: usize,
    /// When the newest was written.
    newest: Option<String>,
    /// How many posts have each flag; null where no post says.
    flags: serde_json::Map<String, serde_json::Value>,
}

impl Posts {
    fn of(profile: &Profile<'_>, schema: &Schema) -> Option<Self> {
        let Members::Known(members) = profile.record.members(POSTS) else { return None };
        let mut flags = serde_json::Map::new();
        for (index, field) in (0..).zip(&schema.collection_decl(POSTS).fields) {
            if field.kind == Kind::Bool {
                flags.insert(field.path.clone(), flagged(members, FieldId(index)));
            }
        }
        let newest = members.iter().filter_map(MemberRef::at).max().map(crate::report::time);
        Some(Posts { count: members.len(), newest, flags })
    }
}

fn flagged(members: &MemberTable<'_>, field: FieldId) -> serde_json::Value {
    let known = members.iter().any(|m| matches!(m.get(field), Fact::Known(_)));
    let yes = members.iter().filter(|m| matches!(m.get(field), Fact::Known(Value::Bool(true)))).count();
    if known || members.is_empty() { yes.into() } else { serde_json::Value::Null }
}

fn human(
    profile: &Profile<'_>,
    readings: &[Reading],
    posts: Option<&Posts>,
    unread: &[String],
) -> anyhow::Result<String> {
    let mut text = String::new();
    writeln!(text, "read as {}, ages counted to {}\n", profile.source.describe(), crate::report::time(profile.now))?;
    let width = readings.iter().map(|r| r.path.len()).max().unwrap_or(0);
    for reading in readings {
        let value = match &reading.value {
            Ok(value) => shown(value),
            Err(reason) => format!("unknown ({})", words(*reason)),
        };
        writeln!(text, "{:width$}  {value}", reading.path)?;
        let readers = reading.read_by.len();
        if readers > 0 {
            let first: Vec<&str> = reading.read_by.iter().take(3).map(String::as_str).collect();
            let more = if readers > 3 { format!(" and {} more", readers - 3) } else { String::new() };
            writeln!(text, "{:width$}    read by {}{more}", "", first.join(", "))?;
        }
    }
    if !unread.is_empty() {
        writeln!(text, "\nread by no rule: {}", unread.join(", "))?;
    }
    if let Some(posts) = posts {
        writeln!(text, "\nposts: {}", posts.count)?;
        if let Some(newest) = &posts.newest {
            writeln!(text, "  newest: {newest}")?;
        }
        for (flag, n) in &posts.flags {
            let n = if n.is_null() { "unknown (the source does not say)".to_owned() } else { n.to_string() };
            writeln!(text, "  {flag}: {n}")?;
        }
    }
    for warning in &profile.warnings {
        writeln!(text, "\nwarning: {}", clean(&warning.to_string()))?;
    }
    Ok(text)
}

/// Longest value on a line.
const MAX_VALUE: usize = 160;

/// A value for people.
pub(super) fn shown(value: &EvidenceValue) -> String {
    match value {
        EvidenceValue::Absent => "none".to_owned(),
        EvidenceValue::List(labels) if labels.is_empty() => "none".to_owned(),
        EvidenceValue::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
        EvidenceValue::Number(n) => ((n * 1000.0).round() / 1000.0).to_string(),
        EvidenceValue::Text(t) => {
            let cut: String = t.chars().take(MAX_VALUE).collect();
            let more = if cut.len() < t.len() { "…" } else { "" };
            format!("{}{more}", clean(&cut))
        }
        EvidenceValue::List(labels) => clean(&labels.join(", ")).into_owned(),
    }
}

fn words(reason: Reason) -> &'static str {
    match reason {
        Reason::NotInSource => "the source does not say",
        Reason::NotMeasured => "nothing has measured it",
        Reason::PluginMissing => "the plugin that supplies it is not installed",
        Reason::PluginFailed => "the plugin that supplies it failed",
        Reason::Language => "the language cannot be told, or has no lists",
        Reason::SampleTooSmall => "too few members to say",
        Reason::Unclear => "it cannot be told from what is there",
    }
}

fn json(reading: &Reading) -> serde_json::Value {
    let value = match &reading.value {
        Err(reason) => {
            return serde_json::json!({"fact": reading.path, "unknown": reason.word(), "suppliers": reading.suppliers,
                "read_by": reading.read_by});
        }
        Ok(EvidenceValue::Absent) => serde_json::Value::Null,
        Ok(EvidenceValue::Bool(b)) => (*b).into(),
        Ok(EvidenceValue::Number(n)) => (*n).into(),
        Ok(EvidenceValue::Text(t)) => t.as_str().into(),
        Ok(EvidenceValue::List(l)) => l.clone().into(),
    };
    serde_json::json!({"fact": reading.path, "value": value, "suppliers": reading.suppliers, "read_by": reading.read_by})
}
