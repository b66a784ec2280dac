//! `followback plugin new`: a plugin to begin with. Nothing that is there is written over.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use followback_host::Manifest;

use crate::commands::new::write_new;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::plugins;
use crate::scaffold::plugin;

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The folder of the plugin; the last part of it is its id.
    #[arg(value_name = "NAME")]
    folder: PathBuf,
    /// The language to write it in.
    #[arg(long, value_enum)]
    lang: Language,
    /// With Rust: the folder of an SDK (`crates/plugin`) to build with, instead of a copy that is written beside the plugin.
    #[arg(long, value_name = "FOLDER")]
    sdk: Option<PathBuf>,
}

/// The language of a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Rust, without `unsafe`.
    Rust,
    /// C99.
    C,
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<Outcome> {
    let folder = &args.folder;
    let shown = folder.display();
    let id = folder.file_name().and_then(|name| name.to_str()).filter(|name| is_id(name));
    let Some(id) = id else {
        bail!("`{shown}` cannot name a plugin; use lower-case letters, digits and `-`, such as `my-plugin`");
    };
    if folder.exists() {
        bail!("`{shown}` is there already and is left as it is; name another folder");
    }
    let files = match (args.lang, &args.sdk) {
        (Language::Rust, Some(sdk)) => {
            let sdk = sdk.canonicalize().with_context(|| format!("cannot use the SDK in `{}`", sdk.display()))?;
            plugin::rust(id, Some(&sdk.display().to_string()))
        }
        (Language::Rust, None) => plugin::rust(id, None),
        (Language::C, None) => plugin::c(id),
        (Language::C, Some(_)) => {
            bail!("`--sdk` is for Rust; in C the header is all there is, and it is written beside the plugin")
        }
    };
    if let Some((name, text)) = files.first() {
        let manifest = Manifest::parse(name, text)?;
        plugins::check_id(id)
            .and_then(|()| plugins::schema(&[&manifest]))
            .with_context(|| format!("a plugin cannot be called `{id}`, so nothing was written"))?;
    }
    for (file, text) in &files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        }
        write_new(&path, text)?;
    }
    let build = match args.lang {
        Language::Rust => "cargo build --release",
        Language::C => "make",
    };
    Console::remark(&format!("next: `cd {shown}`, `{build}`, `followback plugin verify .`, `followback plugin add .`"));
    Ok(Outcome::Done)
}

fn is_id(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 64
        && !name.ends_with('-')
        && !name.contains("--")
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
