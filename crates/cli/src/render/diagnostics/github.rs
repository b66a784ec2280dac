//! Faults as workflow commands, which GitHub shows beside the lines of a pull request.
//!
//! A command is one line, `::error file=…,line=…::message`. What a text holds must not end the property or the command that
//! it stands in, so those signs are escaped: a percent sign and line ends everywhere, colons and commas in properties.

use std::fmt::Write as _;

use followback_core::{Diagnostic, Sources};

use super::{level, place};
use crate::render::clean::clean;

pub(super) fn github(faults: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for fault in faults {
        let mut properties = Vec::new();
        if let Some(at) = place(sources, fault.span()) {
            properties.push(("file", at.file.trim_start_matches("./").to_owned()));
            properties.push(("line", at.line.to_string()));
            properties.push(("endLine", at.end_line.to_string()));
            // Columns of different lines are refused.
            if at.line == at.end_line {
                properties.push(("col", at.column.to_string()));
                properties.push(("endColumn", at.end_column.to_string()));
            }
        }
        properties.push(("title", format!("followback {}", fault.code)));
        let properties: Vec<String> =
            properties.iter().map(|(name, value)| format!("{name}={}", property(&clean(value)))).collect();
        let help = fault.help.iter().map(|help| format!("\nhelp: {}", clean(help)));
        let message: String = std::iter::once(clean(&fault.message).into_owned()).chain(help).collect();
        let _ = writeln!(out, "::{} {}::{}", level(fault.level), properties.join(","), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use followback_core::{Diagnostic, Sources, Span};

    use super::*;

    #[test]
    fn no_text_ends_its_command() {
        let mut sources = Sources::default();
        let file = sources.add("a,b:c%/r.toml", "x = 1\ny = 2\n");
        let fault = Diagnostic::error("wrong-type", Span::new(file, 4..5), "`x` is 100%, ::set-output name=a::b\nmore")
            .help("one\ntwo");
        insta::assert_snapshot!(github(&[fault], &sources), @"::error file=a%2Cb%3Ac%25/r.toml,line=1,endLine=1,col=5,endColumn=6,title=followback wrong-type::`x` is 100%25, ::set-output name=a::b ⏎ more%0Ahelp: one ⏎ two");
    }
}
