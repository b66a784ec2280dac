//! What an edit does, for people: on a terminal, and as Markdown for a pull request.

use std::fmt::Write as _;

use super::tally::{Before, Row, Seen, Standing};
use super::{Edited, Impact, Side};

/// Limits of the bars, in tenths of a point.
pub(super) const BARS: [(i32, i32); 9] =
    [(-1000, -200), (-199, -100), (-99, -50), (-49, -1), (0, 0), (1, 49), (50, 99), (100, 199), (200, 1000)];

/// For a terminal.
pub(crate) fn human(impact: &Impact) -> String {
    Page { impact, marks: &PLAIN }.whole()
}

/// For a pull request.
pub(crate) fn markdown(impact: &Impact) -> String {
    Page { impact, marks: &MARKDOWN }.whole()
}

/// How a page is marked up.
struct Marks {
    title: &'static str,
    heading: &'static str,
    item: &'static str,
    below: &'static str,
    /// Whether names are set as code.
    code: bool,
}

const PLAIN: Marks = Marks { title: "", heading: "", item: "  ", below: "      ", code: false };
const MARKDOWN: Marks = Marks { title: "## ", heading: "### ", item: "- ", below: "  - ", code: true };

struct Page<'i> {
    impact: &'i Impact,
    marks: &'static Marks,
}

impl Page<'_> {
    fn whole(&self) -> String {
        let mut text = String::new();
        let out = &mut text;
        // Writing to a string cannot fail.
        let _ = self.head(out);
        let _ = self.edits(out);
        let _ = self.flips(out);
        let _ = self.score(out);
        let _ = self.profiles(out, "Flipped profiles", &self.impact.tally.flipped, self.impact.tally.flips);
        let moving = self.impact.tally.shifts.iter().filter(|(shift, _)| **shift != 0).map(|(_, n)| n).sum();
        let _ = self.profiles(out, "Profiles that move most", &self.impact.tally.movers, moving);
        text
    }

    /// A name of a profile, a rule or a value, which is somebody's text.
    fn name(&self, text: &str) -> String {
        if !self.marks.code {
            return text.to_owned();
        }
        // Inside of code only the backtick means anything.
        format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
    }

    fn heading(&self, out: &mut String, title: &str) -> std::fmt::Result {
        let after = if self.marks.code { "\n" } else { "" };
        writeln!(out, "\n{}{title}{after}", self.marks.heading)
    }

    fn head(&self, out: &mut String) -> std::fmt::Result {
        let (base, after) = (&self.impact.base, &self.impact.after);
        writeln!(out, "{}What {} changes", self.marks.title, self.name(&after.label))?;
        let tally = &self.impact.tally;
        let unread = if tally.unread == 0 { String::new() } else { format!(", {} could not be read", tally.unread) };
        let profiles = many(tally.profiles, "profile");
        writeln!(out, "\nAgainst {}, over {profiles}{unread}.", self.name(&base.label))?;
        let different = tally.profiles - tally.same;
        writeln!(out, "{} judged otherwise, {} the band or the verdict.", are(different, "profile"), flip(tally.flips))
    }

    fn edits(&self, out: &mut String) -> std::fmt::Result {
        self.heading(out, &format!("Edits ({})", self.impact.edits.len()))?;
        if self.impact.edits.is_empty() {
            writeln!(out, "{}none that could change a result", self.marks.item)?;
        }
        for (number, edited) in (1..).zip(&self.impact.edits) {
            let words = self.edit(edited);
            writeln!(out, "{}[{number}] {words}", self.marks.item)?;
            let touched = (0..).zip(&self.impact.rules).filter(|(_, id)| edited.reaches.contains(*id));
            let mut none = true;
            for (index, id) in touched {
                let Some(rule) = self.impact.tally.rules.get(&index) else { continue };
                none = false;
                let counts = [(rule.gained, "gained"), (rule.lost, "lost"), (rule.otherwise, "otherwise")];
                let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
                let counts: Vec<String> = counts.chain((rule.flips > 0).then(|| flip(rule.flips))).collect();
                let examples: Vec<String> = rule.examples.iter().map(|name| self.name(name)).collect();
                writeln!(
                    out,
                    "{}{}: {}; first {}",
                    self.marks.below,
                    self.name(id),
                    counts.join(", "),
                    examples.join(", ")
                )?;
            }
            if none && !edited.reaches.is_empty() {
                writeln!(out, "{}no profile of the corpus is judged otherwise", self.marks.below)?;
            }
        }
        let reached = |id: &String| self.impact.edits.iter().any(|edited| edited.reaches.contains(id));
        for (index, rule) in &self.impact.tally.rules {
            let id = &self.impact.rules[*index];
            if !reached(id) {
                let n = rule.gained + rule.lost + rule.otherwise;
                let why = "by what supersedes it, or a rule that it reads";
                writeln!(out, "{}{}: {} otherwise, {why}", self.marks.item, self.name(id), many(n, "profile"))?;
            }
        }
        Ok(())
    }

    /// An edit: the rule, the leaf, the values, and the place.
    fn edit(&self, edited: &Edited) -> String {
        let edit = &edited.edit;
        let part = edit.part.path();
        let leaf = if edit.leaf.is_empty() { String::new() } else { format!(" {}", self.name(&edit.leaf)) };
        let value = |written: Option<&followback_core::Written>| {
            written.map_or_else(|| "nothing".to_owned(), |written| self.name(&shortened(&written.value)))
        };
        let values = format!("{} -> {}", value(edit.before.as_ref()), value(edit.after.as_ref()));
        let readers: Vec<String> = edit.read_by.iter().map(|leaf| self.name(leaf)).collect();
        let readers = if readers.is_empty() { String::new() } else { format!(", read by {}", readers.join(", ")) };
        format!("{}{leaf}: {values} at {}{readers}", self.name(&part), self.name(&place(self.impact, edited)))
    }

    fn flips(&self, out: &mut String) -> std::fmt::Result {
        let tally = &self.impact.tally;
        let share = if tally.profiles == 0 { 0.0 } else { 100.0 * tally.flips as f64 / tally.profiles as f64 };
        self.heading(out, &format!("Bands and verdicts ({} of {}, {share:.1} %)", flip(tally.flips), tally.profiles))?;
        let none = |word: &Option<String>| word.clone().unwrap_or_else(|| "not judged".to_owned());
        for (what, steps) in [("band", &tally.bands), ("verdict", &tally.verdicts)] {
            for ((was, is), n) in steps {
                writeln!(out, "{}{what} {} -> {}: {n}", self.marks.item, none(was), none(is))?;
            }
        }
        Ok(())
    }

    fn score(&self, out: &mut String) -> std::fmt::Result {
        let tally = &self.impact.tally;
        self.heading(out, "Score")?;
        let [fell, same, rose] = tally.directions();
        writeln!(out, "{}{fell} lower, {same} the same, {rose} higher", self.marks.item)?;
        let [lost, gained] = tally.judged_once;
        if lost + gained > 0 {
            writeln!(out, "{}{gained} judged now and not before, {lost} the other way round", self.marks.item)?;
        }
        let at = |hundredths| tally.percentile(hundredths).map_or_else(|| "none".to_owned(), signed);
        writeln!(out, "{}median {}, p5 {}, p95 {}", self.marks.item, at(50), at(5), at(95))?;
        if fell + rose == 0 {
            return Ok(());
        }
        for (low, high, n) in bars(self.impact) {
            let bar = "#".repeat(usize::try_from((n * 40).div_ceil(tally.profiles.max(1))).unwrap_or(40));
            let range = if low == high { signed(low) } else { format!("{} to {}", signed(low), signed(high)) };
            if n > 0 {
                let bar = if self.marks.code { self.name(&bar) } else { bar };
                writeln!(out, "{}{range}: {n} {bar}", self.marks.item)?;
            }
        }
        Ok(())
    }

    fn profiles(&self, out: &mut String, title: &str, seen: &[Seen], all: u64) -> std::fmt::Result {
        if seen.is_empty() {
            return Ok(());
        }
        let shown = seen.len() as u64;
        let of = if shown < all { format!(" ({shown} of {all})") } else { String::new() };
        self.heading(out, &format!("{title}{of}"))?;
        for seen in seen {
            let (was, is) = (standing(&seen.before), standing(&seen.after));
            let by = seen.shift().map_or_else(String::new, |shift| format!(" ({})", signed(shift)));
            writeln!(out, "{}{}: {was} -> {is}{by}", self.marks.item, self.name(&seen.name))?;
            for row in &seen.moved {
                writeln!(out, "{}{}", self.marks.below, self.row(row))?;
            }
            if seen.moved.is_empty() {
                let causes = self.impact.causes_of(seen).into_iter().collect::<Vec<_>>();
                writeln!(out, "{}how the score is made{}", self.marks.below, numbers(&causes))?;
            }
        }
        Ok(())
    }

    /// What a rule says of a profile otherwise, and the edits that stand behind it.
    fn row(&self, row: &Row) -> String {
        let id = self.name(&self.impact.rules[row.rule]);
        let (was, is) = (said(row.moved.was), said(row.moved.is));
        format!("{id} {was} -> {is}{}", numbers(&self.impact.causes(row)))
    }
}

/// Where an edit stands: in the later version, or in the earlier one if it takes something away.
pub(super) fn place(impact: &Impact, edited: &Edited) -> String {
    let side = |side: &Side, written: &followback_core::Written| {
        let (file, line, column) = side.sources.position(written.span);
        format!("{file}:{line}:{column}")
    };
    match (&edited.edit.after, &edited.edit.before) {
        (Some(after), _) => side(&impact.after, after),
        (None, Some(before)) => side(&impact.base, before),
        (None, None) => String::new(),
    }
}

/// How many profiles lie between the limits of each bar.
pub(super) fn bars(impact: &Impact) -> Vec<(i32, i32, u64)> {
    let within = |low, high| impact.tally.shifts.range(low..=high).map(|(_, n)| n).sum();
    BARS.iter().map(|&(low, high)| (low, high, within(low, high))).collect()
}

fn numbers(edits: &[usize]) -> String {
    let numbers: Vec<String> = edits.iter().map(|edit| (edit + 1).to_string()).collect();
    if numbers.is_empty() { String::new() } else { format!(" [{}]", numbers.join(", ")) }
}

pub(super) fn said(rule: Option<Before>) -> String {
    let Some(rule) = rule else { return "not there".to_owned() };
    let status = rule.status.word().replace('_', " ");
    match (rule.severity, rule.points) {
        (Some(severity), Some(points)) => format!("{status} ({}, {points} points)", severity.word()),
        (None, Some(points)) => format!("{status} ({points} points)"),
        _ => status,
    }
}

fn standing(standing: &Standing) -> String {
    let score =
        standing.score.map_or_else(|| "not judged".to_owned(), |score| format!("{:.1}", f64::from(score) / 10.0));
    let words = [&standing.band, &standing.verdict].into_iter().flatten().filter(|word| !word.is_empty());
    std::iter::once(score).chain(words.cloned()).collect::<Vec<_>>().join(" ")
}

fn signed(tenths: i32) -> String {
    if tenths == 0 { "0.0".to_owned() } else { format!("{:+.1}", f64::from(tenths) / 10.0) }
}

/// The longest value that is shown whole.
const MAX_VALUE: usize = 120;

fn shortened(value: &str) -> String {
    if value.chars().count() <= MAX_VALUE {
        return value.to_owned();
    }
    let cut: String = value.chars().take(MAX_VALUE - 1).collect();
    format!("{cut}…")
}

fn many(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn are(n: u64, noun: &str) -> String {
    format!("{} {}", many(n, noun), if n == 1 { "is" } else { "are" })
}

fn flip(n: u64) -> String {
    format!("{n} {}", if n == 1 { "flips" } else { "flip" })
}
