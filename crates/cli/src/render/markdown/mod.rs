//! The report in Markdown, for issues and chats: the same things as on the page, without what needs a browser.
//!
//! Only the marks written here are Markdown. All text passes [`escaped`], so that nothing in a profile formats, calls, links
//! or closes anything where the report is pasted.

mod escape;
mod folded;

use std::fmt::Write as _;
use std::ops::Range;

use self::escape::{code, escaped, with_bold};
use super::view::{Changes, Factor, Finding, Foot, Part, Post, RuleGroup, View, ViewerPart, mark, places};
use crate::locale::Words;
use crate::report::{Annex, Report};

/// The report in Markdown.
pub(crate) fn markdown(report: &Report, annex: &Annex) -> String {
    let view = View::new(report);
    let mut text = Text { say: report.locale.words(), out: String::new() };
    text.head(&view);
    text.bio(report);
    if let Some(changes) = &view.changes {
        text.changes(changes);
    }
    text.fixes(&view);
    text.waterfall(&view);
    for factor in &view.factors {
        text.factor(factor);
    }
    if let Some(viewer) = &view.viewer {
        text.viewer(viewer);
    }
    text.posts(&Post::latest(text.say, report, annex), report);
    text.closing(&view);
    text.rules(&RuleGroup::all(text.say, report, annex));
    text.foot(&Foot::new(text.say, report, annex));
    text.out
}

struct Text {
    say: &'static Words,
    out: String,
}

impl Text {
    /// A line of Markdown.
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A paragraph of Markdown.
    fn block(&mut self, block: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.line(block);
    }

    fn section(&mut self, title: &str) {
        self.block(&format!("## {}", escaped(title)));
    }

    fn head(&mut self, view: &View) {
        self.block(&format!("# {}", escaped(&view.who.title)));
        self.sentences([Some(&view.origin), view.seen.as_ref()].into_iter().flatten());
        self.score(view);
        self.out.push('\n');
        for factor in view.factors.iter().filter(|factor| factor.gauge) {
            self.line(&format!("- **{}**: {}", escaped(&factor.title), escaped(&factor.line)));
        }
    }

    fn score(&mut self, view: &View) {
        let Some(score) = &view.score else {
            self.block(&format!("**{}**", self.say.no_score()));
            self.sentences(&view.no_score);
            return;
        };
        let band = if score.band.is_empty() { String::new() } else { format!(": **{}**", escaped(&score.band)) };
        self.block(&format!("**{}**{}{band}", self.say.of_100(&score.mark.text), score.mark.range));
        self.sentences(score.meaning.iter().chain(&score.checked));
    }

    /// A paragraph of text.
    fn sentences<'t>(&mut self, sentences: impl IntoIterator<Item = &'t String>) {
        let text: Vec<String> = sentences.into_iter().map(|sentence| escaped(sentence)).collect();
        if !text.is_empty() {
            self.block(&text.join(" "));
        }
    }

    /// The bio with the places that findings mean.
    fn bio(&mut self, report: &Report) {
        let Some(bio) = &report.bio else { return };
        let places = places(report, bio, |fact, _| fact.starts_with("bio"));
        self.quote("", &mark(bio, &places));
    }

    fn changes(&mut self, changes: &Changes) {
        self.section(&changes.title);
        if let Some(nothing) = &changes.nothing {
            self.block(&escaped(nothing));
            return;
        }
        let by = changes.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
        let band = if changes.band.is_empty() { String::new() } else { format!(": {}", escaped(&changes.band)) };
        self.block(&format!("**{}**{by}{band}", changes.total));
        self.list(&changes.factors);
        for group in &changes.groups {
            self.block(&format!("### {}", escaped(&group.title)));
            self.out.push('\n');
            for change in &group.items {
                self.line(&format!(
                    "- {} ({}): {}",
                    escaped(&change.title),
                    code(&change.rule),
                    escaped(&change.details)
                ));
            }
        }
        self.block(&escaped(&changes.rules));
    }

    /// A list of text.
    fn list(&mut self, lines: &[String]) {
        if !lines.is_empty() {
            self.out.push('\n');
        }
        for line in lines {
            self.line(&format!("- {}", escaped(line)));
        }
    }

    fn fixes(&mut self, view: &View) {
        if view.fixes.nothing.is_none() && view.fixes.items.is_empty() {
            return;
        }
        self.section(&self.say.fix_first());
        if let Some(nothing) = &view.fixes.nothing {
            self.block(&escaped(nothing));
        }
        self.out.push('\n');
        for (nth, fix) in (1..).zip(&view.fixes.items) {
            self.line(&format!("{nth}. **{}** {}", fix.gain, escaped(&fix.title)));
            if !fix.advice.is_empty() {
                self.line(&format!("   → {}", escaped(&fix.advice)));
            }
        }
        self.sentences(&view.fixes.reached);
    }

    fn waterfall(&mut self, view: &View) {
        if view.waterfall.is_empty() {
            return;
        }
        let say = self.say;
        self.section(&say.say("page_waterfall", None, &[]));
        let [step, change, running] = ["page_step", "page_change", "page_running"].map(|name| say.say(name, None, &[]));
        self.block(&format!("| {} | {} | {} |", escaped(&step), escaped(&change), escaped(&running)));
        self.line("|---|--:|--:|");
        for step in &view.waterfall {
            self.line(&format!("| {} | {} | {} |", escaped(&step.title), escaped(&step.by), step.running));
        }
    }

    fn factor(&mut self, factor: &Factor) {
        self.section(&format!("{}: {}", factor.title, factor.line));
        for finding in &factor.findings {
            self.finding(finding);
        }
        if let Some(folded) = &factor.folded {
            self.folded(folded);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let gain = finding.gain.as_ref().map(|gain| format!("{gain} ")).unwrap_or_default();
        let severity = match finding.severity_name.as_str() {
            "" => String::new(),
            name => format!(" ({})", escaped(name)),
        };
        self.block(&format!("### {gain}{}{severity}", escaped(&finding.title)));
        if let Some(message) = &finding.message {
            self.block(&escaped(message));
        }
        for quote in &finding.quotes {
            self.quote(quote.label.as_deref().unwrap_or_default(), &quote.parts);
        }
        if let Some(more) = &finding.more {
            self.block(&escaped(more));
        }
        if !finding.facts.is_empty() {
            let facts: Vec<String> =
                finding.facts.iter().map(|fact| format!("{} = {}", code(&fact.path), escaped(&fact.value))).collect();
            self.block(&facts.join(", "));
        }
        let advice =
            if finding.advice.is_empty() { String::new() } else { format!("→ {} ", escaped(&finding.advice)) };
        self.block(&format!("{advice}{}", code(&finding.rule)));
    }

    /// A quote, with what is meant in bold.
    fn quote(&mut self, label: &str, parts: &[Part]) {
        let mut quote = String::new();
        if !label.is_empty() {
            let _ = writeln!(quote, "{}:", code(label));
        }
        // A backslash at the end of a line keeps the break.
        quote.push_str(&bold(parts).join("\\\n"));
        let quoted: Vec<String> = quote.lines().map(|line| format!("> {line}")).collect();
        self.block(&quoted.join("\n"));
    }

    /// The latest posts that findings are about, with what they mean in bold, and the rules behind it.
    fn posts(&mut self, posts: &[Post], report: &Report) {
        let marked: Vec<(&Post, Vec<usize>)> =
            posts.iter().map(|post| (post, post.findings())).filter(|(_, findings)| !findings.is_empty()).collect();
        if marked.is_empty() {
            return;
        }
        self.section(&self.say.say("page_latest_posts", None, &[]));
        for (post, findings) in marked {
            let told = [post.day.as_deref(), post.kind.as_deref()].into_iter().flatten().map(escaped);
            let rules = findings.iter().filter_map(|n| report.findings.get(n - 1)).map(|finding| code(&finding.rule));
            let head: Vec<String> = told.chain(post.counts.iter().map(|count| escaped(count))).chain(rules).collect();
            self.block(&head.join(" · "));
            self.quote("", &post.parts);
        }
    }

    fn viewer(&mut self, viewer: &ViewerPart) {
        self.section(&format!("{}: {}", self.say.for_this_viewer(), viewer.line));
        self.out.push('\n');
        for earned in &viewer.earned {
            self.line(&format!("- {} {}", escaped(&earned.points), escaped(&earned.title)));
        }
        for line in &viewer.lines {
            self.block(&escaped(line));
        }
        if let Some(folded) = &viewer.folded {
            self.folded(folded);
        }
    }

    fn closing(&mut self, view: &View) {
        let said = [(self.say.limits(), &view.closing.limits), (self.say.about_the_file(), &view.closing.warnings)];
        for (title, lines) in said.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            self.section(&title);
            self.list(lines);
        }
    }

    fn foot(&mut self, foot: &Foot) {
        self.section(&self.say.say("page_how_counted", None, &[]));
        for line in &foot.counting {
            self.block(&escaped(line));
        }
        self.out.push('\n');
        for line in &foot.lines {
            self.line(&format!("- {}: {}", escaped(&line.name), code(&line.value)));
        }
    }
}

/// The lines of a text, with what is meant in bold.
fn bold(parts: &[Part]) -> Vec<String> {
    let text: String = parts.iter().map(|part| part.text.as_str()).collect();
    let mut meant: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in parts {
        let (start, end) = (at, at + part.text.len());
        at = end;
        match meant.last_mut() {
            _ if part.notes.is_empty() => {}
            Some(last) if last.end == start => last.end = end,
            _ => meant.push(start..end),
        }
    }
    let mut from = 0;
    let line = |line: &str| {
        let start = from + line.len() - line.trim_start().len();
        from += line.len() + 1;
        let line = line.trim();
        let here = |place: &Range<usize>| {
            let [start, end] = [place.start, place.end].map(|at| at.saturating_sub(start).min(line.len()));
            emphasis(line, start..end)
        };
        with_bold(line, &meant.iter().filter_map(here).collect::<Vec<_>>())
    };
    text.split('\n').map(line).collect()
}

/// What of a place can be bold: `**` counts beside a letter or a digit, and beside other signs only where blanks are around.
fn emphasis(line: &str, place: Range<usize>) -> Option<Range<usize>> {
    let trimmed = |outside: fn(char) -> bool| {
        let text = &line[place.clone()];
        let start = place.end - text.trim_start_matches(outside).len();
        start..(place.start + text.trim_end_matches(outside).len()).max(start)
    };
    let words = trimmed(|c| !c.is_alphanumeric());
    if !words.is_empty() {
        return Some(words);
    }
    let signs = trimmed(char::is_whitespace);
    let (before, after) = (line[..signs.start].chars().next_back(), line[signs.end..].chars().next());
    let alone = before.into_iter().chain(after).all(char::is_whitespace);
    (alone && !signs.is_empty()).then_some(signs)
}

#[cfg(test)]
mod tests;
