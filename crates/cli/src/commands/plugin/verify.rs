//! `followback plugin verify`: whether a plugin keeps its part of the interface.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, ValueEnum, builder::PossibleValue};
use followback_host::Package;
use followback_host::verify::{self, Check, Cost, Finding, Subject};
use serde_json::json;

use crate::args::TextFormat;
use crate::console::Console;
use crate::outcome::Outcome;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The folder of the plugin, which holds its `followback-plugin.toml`; or its library beside that.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The library, where it is not the one that the manifest names.
    #[arg(long, value_name = "FILE")]
    library: Option<PathBuf>,
    /// The configuration to check it with.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    config: String,
    /// Make only this check; may be repeated.
    #[arg(long, value_name = "CHECK")]
    only: Vec<Named>,
    /// Fail if a row in a batch takes longer.
    #[arg(long, value_name = "N")]
    max_row_ns: Option<f64>,
    /// Fail if more memory is kept for each row.
    #[arg(long, value_name = "N")]
    max_row_bytes: Option<f64>,
    /// Seconds that a check may take.
    #[arg(long, value_name = "N", default_value_t = 60)]
    timeout: u64,
    /// Make the checks in this process, for a debugger or Valgrind: a crash of the plugin ends it.
    #[arg(long)]
    in_process: bool,
    /// How to write what was found.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    format: TextFormat,
    /// Make one check and tell the process that has started this one.
    #[arg(long, hide = true)]
    serve: Option<Named>,
}

/// A check by its name.
#[derive(Clone, Copy, Debug)]
struct Named(Check);

impl ValueEnum for Named {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Named; Check::ALL.len()] = {
            let mut all = [Named(Check::Handshake); Check::ALL.len()];
            let mut i = 0;
            while i < all.len() {
                all[i] = Named(Check::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.promise()))
    }
}

pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let package = package(args)?;
    // Rules run no code of the plugin; what is wrong with them is told as `add` would.
    if args.serve.is_none() && !package.rules.is_empty() {
        super::add::check(&package, &[])?;
    }
    let subject = Subject { manifest: package.manifest, library: package.library, config: args.config.clone() };
    if let Some(Named(check)) = args.serve {
        verify::serve(check, &subject).context("cannot tell what was found")?;
        return Ok(Outcome::Done);
    }
    let mut found: Vec<(Check, Finding)> = Vec::new();
    for check in Check::ALL {
        if !args.only.is_empty() && !args.only.iter().any(|only| only.0 == check) {
            continue;
        }
        // What cannot even be loaded does not get better by being loaded ten times.
        let unusable =
            matches!(found.first(), Some((Check::Handshake, finding)) if !finding.problems.is_empty() && finding.ended);
        let finding = if unusable {
            Finding::skipped("the plugin ended its process, see `handshake`")
        } else {
            make(args, check, &package.folder, &subject)?
        };
        found.push((check, finding));
    }
    let passed = found.iter().all(|(_, finding)| finding.problems.is_empty() && finding.skipped.is_none());
    match args.format {
        TextFormat::Human => Console::tell(&human(&subject, &found))?,
        TextFormat::Json => Console::print(&format!("{:#}\n", as_json(&subject, &found, passed)))?,
    }
    Ok(if passed { Outcome::Done } else { Outcome::No })
}

fn package(args: &VerifyArgs) -> anyhow::Result<Package> {
    let is_library = args.path.is_file() && args.path.extension().is_none_or(|extension| extension != "toml");
    Ok(match args.path.parent() {
        Some(folder) if is_library && args.library.is_none() => {
            let folder = if folder.as_os_str().is_empty() { ".".as_ref() } else { folder };
            Package::read(folder, Some(&args.path))
        }
        _ => Package::read(&args.path, args.library.as_deref()),
    }?)
}

/// Makes a check, and holds what it found against the limits.
fn make(args: &VerifyArgs, check: Check, folder: &Path, subject: &Subject) -> anyhow::Result<Finding> {
    let mut finding = once(args, check, folder, subject)?;
    if let Some(digest) = finding.digest.filter(|_| finding.problems.is_empty())
        && once(args, check, folder, subject)?.digest != Some(digest)
    {
        finding.problems.push("it has other answers in another process".to_owned());
        finding.remarks.push("the time, the number of the process or a random seed may decide".to_owned());
    }
    if let Some(cost) = &finding.cost {
        let over = |what: &str, is: f64, most: Option<f64>| {
            let most = most.filter(|most| is > *most)?;
            Some(format!("a row {what} {is:.0}, which is more than {most}"))
        };
        let problems = [
            over("takes ns", cost.ns_batched, args.max_row_ns),
            over("keeps bytes", cost.bytes_kept, args.max_row_bytes),
        ];
        finding.problems.extend(problems.into_iter().flatten());
    }
    Ok(finding)
}

fn once(args: &VerifyArgs, check: Check, folder: &Path, subject: &Subject) -> anyhow::Result<Finding> {
    if args.in_process {
        let mut phase = |phase: &str| Console::remark(&format!("{}: {phase}", check.name()));
        return check.run(subject, &mut phase).context("the standard output cannot be caught");
    }
    let program = std::env::current_exe().context("this program cannot be found")?;
    let mut command = Command::new(program);
    command.args(["plugin", "verify"]).arg(folder).arg("--library").arg(&subject.library);
    command.args(["--config", &args.config, "--serve", check.name()]);
    Ok(verify::watch(&mut command, Duration::from_secs(args.timeout)))
}

fn human(subject: &Subject, found: &[(Check, Finding)]) -> String {
    let mut text = format!("{} {}\n{}\n\n", subject.manifest.id, subject.manifest.version, subject.library.display());
    // Writing to a string cannot fail.
    for (check, finding) in found {
        let _ = writeln!(text, "{:8} {:14} {}", result(finding), check.name(), check.promise());
        for problem in finding.problems.iter().chain(&finding.skipped) {
            let _ = writeln!(text, "         - {problem}");
        }
        for remark in &finding.remarks {
            let _ = writeln!(text, "         note: {remark}");
        }
        if let Some(cost) = &finding.cost {
            let _ = writeln!(text, "         {}", in_words(cost));
        }
    }
    let passed = found.iter().filter(|(_, finding)| result(finding) == "passed").count();
    let _ = writeln!(text, "\n{passed} of {} checks passed", found.len());
    text
}

fn result(finding: &Finding) -> &'static str {
    match finding {
        Finding { skipped: Some(_), .. } => "skipped",
        Finding { problems, .. } if problems.is_empty() => "passed",
        Finding { .. } => "FAILED",
    }
}

fn in_words(cost: &Cost) -> String {
    let time = |ns: f64| match ns {
        ns if ns < 10_000.0 => format!("{ns:.0} ns"),
        ns if ns < 10_000_000.0 => format!("{:.1} µs", ns / 1e3),
        ns => format!("{:.1} ms", ns / 1e6),
    };
    let (alone, batched, kept) = (time(cost.ns_alone), time(cost.ns_batched), cost.bytes_kept);
    format!("a row takes {batched} in a batch of {}, {alone} alone, and keeps {kept:.0} bytes", cost.batch)
}

fn as_json(subject: &Subject, found: &[(Check, Finding)], passed: bool) -> serde_json::Value {
    let checks = found.iter().map(|(check, finding)| {
        json!({
            "check": check.name(),
            "promise": check.promise(),
            "result": result(finding).to_lowercase(),
            "problems": finding.problems,
            "remarks": finding.remarks,
            "skipped": finding.skipped,
            "cost": finding.cost,
        })
    });
    json!({
        "schema": "followback.verify/1",
        "plugin": { "id": subject.manifest.id, "version": subject.manifest.version, "library": subject.library },
        "passed": passed,
        "checks": checks.collect::<Vec<_>>(),
    })
}
