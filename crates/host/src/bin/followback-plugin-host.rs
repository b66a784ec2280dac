//! The child process of a plugin, as a program of its own: what the tests of this crate start. The `followback` command does
//! the same by a hidden subcommand. With the name of a check, a manifest, a library and a configuration it makes that check.

use std::path::Path;
use std::process::ExitCode;

use followback_host::Manifest;
use followback_host::verify::{self, Check, Subject};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [check, manifest, library, config] = args.as_slice() else { return followback_host::serve() };
    let check = Check::ALL.into_iter().find(|known| known.name() == check);
    let manifest = std::fs::read_to_string(manifest).ok().and_then(|text| Manifest::parse(manifest, &text).ok());
    let (Some(check), Some(manifest)) = (check, manifest) else { return ExitCode::from(2) };
    let subject = Subject { manifest, library: Path::new(library).to_owned(), config: config.clone() };
    verify::serve(check, &subject).map_or(ExitCode::from(3), |()| ExitCode::SUCCESS)
}
