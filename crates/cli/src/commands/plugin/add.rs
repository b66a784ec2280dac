//! `followback plugin add`: shows what a plugin is, asks, and remembers it.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write as _};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use followback_host::{Manifest, Offer, Package};
use serde_json::json;

use super::words;
use crate::args::TextFormat;
use crate::console::Console;
use crate::input;
use crate::outcome::Outcome;
use crate::plugins;
use crate::render::clean::clean;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The folder of the plugin, which holds its `followback-plugin.toml`.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The library, where it is not the one that the manifest names.
    #[arg(long, value_name = "FILE")]
    library: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
    /// How to write what was added; JSON asks for nothing and needs `--yes`.
    #[arg(long, value_enum, default_value_t = TextFormat::Human)]
    format: TextFormat,
}

pub(super) fn run(args: &AddArgs) -> anyhow::Result<Outcome> {
    let home = super::home()?;
    let package = Package::read(&args.folder, args.library.as_deref())?;
    plugins::check_id(&package.manifest.id)?;
    let others = home.beside(&package.manifest.id).context("the plugins of this user cannot be used")?;
    let n_rules = check(&package, &others.iter().collect::<Vec<_>>())?;
    let offer = home.offer(package)?;
    let is_json = args.format == TextFormat::Json;
    let described = described(&offer, n_rules);
    if !is_json {
        Console::tell(&described)?;
    }
    if !args.yes && !is_agreed(is_json)? {
        Console::remark("not added");
        return Ok(Outcome::No);
    }
    let manifest = offer.package.manifest.clone();
    let sha256 = offer.sha256.clone();
    home.add(offer)?;
    if is_json {
        let mut added = words::json(&manifest);
        added["rules"] = json!(n_rules);
        added["sha256"] = json!(sha256);
        Console::print(&format!("{added:#}\n"))?;
    } else {
        Console::tell(&format!("added {} {}\n", manifest.id, manifest.version))?;
    }
    Ok(Outcome::Done)
}

/// Whether a package can be used beside the other plugins; returns how many rules it brings along.
pub(super) fn check(package: &Package, others: &[&Manifest]) -> anyhow::Result<usize> {
    let manifest = &package.manifest;
    manifest.speaks_our_interface()?;
    let manifests: Vec<&Manifest> = others.iter().copied().chain([manifest]).collect();
    let schema = plugins::schema(&manifests)?;
    if package.rules.is_empty() {
        return Ok(0);
    }
    let pack = plugins::pack(&manifest.id, &package.rules);
    let (session, first) = Session::for_authors(&[pack], &schema, input::clock())
        .with_context(|| format!("the rules that the plugin `{}` brings along cannot be used", manifest.id))?;
    let own: Vec<&str> =
        session.program.rules().iter().filter(|rule| rule.pack >= first).map(|rule| rule.id.as_str()).collect();
    let prefix = format!("{}/", manifest.id);
    if let Some(other) = own.iter().find(|id| !id.starts_with(&prefix)) {
        bail!(
            "the plugin `{}` brings along the rule `{other}`; the ids of its rules begin with `{prefix}`",
            manifest.id
        );
    }
    Ok(own.len())
}

fn described(offer: &Offer, n_rules: usize) -> String {
    let manifest = &offer.package.manifest;
    let mut text = format!("{} {}: {}\n", manifest.id, manifest.version, manifest.doc);
    let mut more = vec![
        ("closed", words::closed(manifest)),
        ("rules", words::rules(n_rules, &manifest.id, false)),
        ("library", offer.package.library.display().to_string()),
        ("sha256", offer.sha256.clone()),
    ];
    match &offer.before {
        Some((version, sha256)) if *sha256 == offer.sha256 => {
            more.push(("before", format!("{version}, the same library")));
        }
        Some((version, sha256)) => more.push(("before", format!("{version}, {sha256}"))),
        None => {}
    }
    text.push_str(&words::lines(manifest, &more));
    let _ = writeln!(
        text,
        "It will run in a process of its own, which protects the run from accidents; against somebody who means harm it does \
         not. Add only what you trust."
    );
    text
}

fn is_agreed(is_json: bool) -> anyhow::Result<bool> {
    if is_json || !std::io::stdin().is_terminal() {
        bail!("nobody can be asked here; look at what would be added, and say `--yes` if you trust it");
    }
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "Add it? [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).context("cannot read the answer")?;
    Ok(["y", "yes"].contains(&clean(answer.trim()).to_lowercase().as_str()))
}
