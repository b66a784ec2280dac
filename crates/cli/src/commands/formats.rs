//! `followback facts --formats`: which facts each format carries.

use std::fmt::Write as _;

use followback_profile::{Carried, Format, carried, facts, post_facts};

use crate::args::TextFormat;

/// The table, for people or for programs.
pub(super) fn table(format: TextFormat) -> String {
    match format {
        TextFormat::Human => human(),
        TextFormat::Json => json(),
    }
}

/// The paths of all facts that some format carries, in the order of the catalogue.
fn paths() -> impl Iterator<Item = String> {
    let own = facts().into_iter().map(|fact| fact.path);
    let of_posts = post_facts().into_iter().map(|fact| format!("posts.{}", fact.path));
    own.chain(of_posts).filter(|path| Format::ALL.iter().any(|format| carried(*format, path).is_some()))
}

fn human() -> String {
    let mut text =
        String::from("What is read, and which facts it carries. What a format does not carry is unknown.\n\n");
    let letters = || ('a'..='z').zip(Format::ALL);
    for (letter, format) in letters() {
        let _ = writeln!(text, "  {letter}  {:16} {}", format.name(), format.describe());
    }
    let width = paths().map(|path| path.len()).max().unwrap_or(0);
    let head: String = letters().flat_map(|(letter, _)| [' ', letter]).collect();
    let _ = writeln!(text, "\n{:width$} {head}    + always, o where asked for or filled in", "");
    for path in paths() {
        let cells: String = Format::ALL
            .iter()
            .map(|format| match carried(*format, &path) {
                Some(Carried::Always) => " +",
                Some(Carried::Sometimes) => " o",
                None => " .",
            })
            .collect();
        let _ = writeln!(text, "{path:width$} {cells}");
    }
    text
}

fn json() -> String {
    let mut formats = serde_json::Map::new();
    for format in Format::ALL {
        let facts: serde_json::Map<String, serde_json::Value> = paths()
            .filter_map(|path| {
                let word = match carried(*format, &path)? {
                    Carried::Always => "always",
                    Carried::Sometimes => "sometimes",
                };
                Some((path, word.into()))
            })
            .collect();
        formats.insert(format.name().to_owned(), facts.into());
    }
    format!("{:#}\n", serde_json::Value::Object(formats))
}
