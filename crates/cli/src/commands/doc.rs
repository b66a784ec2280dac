//! `followback rules doc`: the rules of a pack as a document, read off the pack itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use followback_core::{Pack, Program, Rule, RuleCode, RuleTest, Sources, load};

use crate::commands::rules::many;
use crate::console::Console;
use crate::locale::Locale;
use crate::outcome::Outcome;
use crate::plugins::Installed;
use crate::session::Session;
use crate::words::{self, Clause, Named};
use crate::{input, packs};

/// Arguments of `rules doc`.
#[derive(Debug, Args)]
pub(crate) struct DocArgs {
    /// The pack; without one, the default rules.
    #[arg(value_name = "PACK")]
    pub(crate) pack: Option<PathBuf>,
    /// Write to a file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

pub(crate) fn run(args: &DocArgs) -> anyhow::Result<Outcome> {
    let installed = Installed::load()?;
    let files = args.pack.as_deref().map_or_else(|| Ok(packs::default_pack()), |path: &Path| packs::read_pack(path))?;
    let (session, _) = Session::for_authors(std::slice::from_ref(&files), installed.schema(), input::clock())?;
    let pack = load(&files, &mut Sources::default(), &mut Vec::new());
    let text = Page { program: &session.program, pack: &pack, named: Named::new() }.whole();
    Console::write(args.output.as_deref(), &[], &text)?;
    Ok(Outcome::Done)
}

struct Page<'p> {
    program: &'p Program,
    pack: &'p Pack,
    /// Named conditions that rules use, with what they stand for: told once, at the end.
    named: Named,
}

impl<'p> Page<'p> {
    fn whole(mut self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.head(&mut text);
        for factor in self.program.factors() {
            let rules: Vec<(&Rule, &RuleCode)> =
                self.rules().into_iter().filter(|(rule, _)| rule.factor.value == factor.id).collect();
            if rules.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n## {} (`{}`)", prose(&factor.title), factor.id);
            for (rule, code) in rules {
                let _ = self.rule(&mut text, rule, code);
            }
        }
        if !self.named.is_empty() {
            text.push_str("\n## Named conditions\n");
        }
        for (name, clauses) in &self.named {
            let _ = writeln!(text, "\n### `{name}`\n");
            let _ = list(&mut text, clauses, 0);
        }
        text
    }

    /// The rules of the pack, as written and as they run.
    fn rules(&self) -> Vec<(&'p Rule, &'p RuleCode)> {
        let as_it_runs = |rule: &'p Rule| {
            let id = self.program.rule(&rule.id.value)?;
            Some((rule, self.program.rules().get(id.index())?))
        };
        self.pack.rules.iter().filter_map(as_it_runs).collect()
    }

    fn head(&self, out: &mut String) -> std::fmt::Result {
        let tests: usize = self.pack.rules.iter().map(|rule| rule.tests.len()).sum();
        let n = self.pack.rules.len();
        writeln!(out, "# Rules of the pack `{}`, version {}\n", self.pack.name, prose(&self.pack.version))?;
        writeln!(
            out,
            "{}, {}. Written by `followback rules doc`; do not edit it, edit the rules.\n",
            many(n, "rule"),
            many(tests, "test")
        )?;
        writeln!(out, "| rule | severity | points | title |\n|---|---|--:|---|")?;
        for (rule, code) in self.rules() {
            let severity = code.base.severity.map_or("by level", followback_core::Severity::word);
            writeln!(out, "| `{}` | {severity} | {} | {} |", rule.id.value, code.weight(), cell(&prose(&code.title)))?;
        }
        Ok(())
    }

    fn rule(&mut self, out: &mut String, rule: &Rule, code: &RuleCode) -> std::fmt::Result {
        writeln!(out, "\n### {}\n\n`{}`", prose(&code.title), rule.id.value)?;
        if rule.off {
            writeln!(out, "\nOff, unless the settings turn it on.")?;
        }
        if let Some(why) = &code.why {
            writeln!(out, "\n{}", prose(why))?;
        }
        writeln!(out)?;
        for section in words::sections(Locale::En, self.program, code) {
            writeln!(out, "- {}", prose(&section.title))?;
            list(out, &words::apart(&section.lines, &mut self.named), 1)?;
        }
        if let Some(advice) = &rule.advice {
            writeln!(out, "\nAdvice: {}", prose(&advice.value))?;
        }
        if !code.params.is_empty() {
            let params = code.params.iter().map(|param| code_span(&format!("{} = {}", param.name, param.value)));
            writeln!(out, "\nParameters: {}", params.collect::<Vec<_>>().join(", "))?;
        }
        if !code.supersedes.is_empty() {
            let ids = code.supersedes.iter().map(|id| format!("`{}`", self.program.rules()[id.index()].id));
            writeln!(out, "\nMakes superfluous: {}", ids.collect::<Vec<_>>().join(", "))?;
        }
        if !code.sources.is_empty() {
            let sources = code.sources.iter().map(|source| format!("<{}>", source.replace(['<', '>', ' '], "")));
            writeln!(out, "\nSources: {}", sources.collect::<Vec<_>>().join(", "))?;
        }
        if !rule.tests.is_empty() {
            writeln!(out, "\n| example | given | the rule |\n|---|---|---|")?;
            rule.tests.iter().try_for_each(|test| example(out, test))?;
        }
        Ok(())
    }
}

/// The longest profile of an example that is shown whole.
const MAX_GIVEN: usize = 160;

fn example(out: &mut String, test: &RuleTest) -> std::fmt::Result {
    let given = test.given().join("; ");
    let cut: String = given.chars().take(MAX_GIVEN).collect();
    let more = if cut.len() < given.len() { "…" } else { "" };
    let given = if given.is_empty() { "nothing".to_owned() } else { code_span(&format!("{cut}{more}")) };
    let mut result = test.expect.value.word().replace('_', " ");
    if let Some(severity) = &test.severity {
        let _ = write!(result, ", {}", severity.value.word());
    }
    if let Some(points) = &test.points {
        let _ = write!(result, ", {} points", points.value);
    }
    if let Some(matched) = &test.matched {
        let _ = write!(result, ", finds {}", code_span(&matched.value));
    }
    if let Some(todo) = &test.todo {
        let _ = write!(result, " (not yet: {})", prose(&todo.value));
    }
    writeln!(out, "| {} | {} | {} |", cell(&prose(&test.name.value)), cell(&given), cell(&result))
}

/// Text in which nothing is markup.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Clauses as a list that stands so deep in another.
fn list(out: &mut String, clauses: &[Clause], depth: usize) -> std::fmt::Result {
    clauses.iter().try_for_each(|one| writeln!(out, "{:2$}- {}", "", clause(&one.words), 2 * (depth + one.depth)))
}

/// A clause, in which names and phrases stand between backticks.
fn clause(words: &str) -> String {
    let pieces = words.split('`').enumerate();
    let piece = |(nth, piece): (usize, &str)| match (nth % 2, piece) {
        (_, "") => String::new(),
        (0, piece) => prose(piece),
        (_, piece) => code_span(piece),
    };
    pieces.map(piece).collect()
}

/// Text as it is. In code only the backtick means anything.
fn code_span(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A cell of a table ends at a bar.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_pack_is_text() {
        assert_eq!(prose("a_b <b> *c*\n# d"), "a\\_b \\<b\\> \\*c\\* \\# d");
        assert_eq!(code_span("a `b`"), "`` a `b` ``");
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!(clause("the bio_x has `a_b` or `c…"), "the bio\\_x has `a_b` or `c…`");
    }
}
