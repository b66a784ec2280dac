//! A rule in plain words, from its conditions: nothing here is written by hand for one rule.

use std::fmt::Write as _;

use anyhow::bail;
use followback_core::{CODES, Code, CondId, Effect, Outline, OutlineKind, Program, RuleCode, RuleId, Sources, nearest};

/// The rule with this id.
///
/// # Errors
/// When there is none; names the nearest rule, and the nearest code of a fault.
pub(crate) fn find(program: &Program, id: &str) -> anyhow::Result<RuleId> {
    if let Some(rule) = program.rule(id) {
        return Ok(rule);
    }
    if Code::named(id).is_some() {
        bail!("`{id}` is the code of a fault, and no rule; `followback explain {id}` says what it means");
    }
    let rule = nearest(id, program.rules().iter().map(|r| r.id.as_str())).map(|near| format!("the rule `{near}`"));
    let code = nearest(id, CODES.iter().map(|c| c.name)).map(|near| format!("the code `{near}`"));
    match [rule, code].into_iter().flatten().collect::<Vec<_>>().join(" or ") {
        near if near.is_empty() => bail!("no rule and no code `{id}`; `followback rules list` shows all rules"),
        near => bail!("no rule and no code `{id}`; did you mean {near}?"),
    }
}

/// The rule in words: what it is about, when it fires and what that costs, what it silences, and its parameters.
pub(crate) fn rule(program: &Program, sources: &Sources, code: &RuleCode) -> String {
    let mut text = format!("{}: {}\n", code.id, code.title);
    if let Some(why) = &code.why {
        let _ = writeln!(text, "{why}");
    }
    for source in &code.sources {
        let _ = writeln!(text, "  {source}");
    }
    text.push('\n');
    for section in sections(program, code) {
        let _ = writeln!(text, "{}", section.title);
        for line in &section.lines {
            let _ = writeln!(text, "{:indent$}{}", "", shortened(&line.words), indent = 2 + line.depth * 2);
        }
    }
    if !code.supersedes.is_empty() {
        let ids: Vec<&str> = code.supersedes.iter().map(|r| program.rules()[r.index()].id.as_str()).collect();
        let _ = writeln!(text, "When it fires, it makes these superfluous: {}", ids.join(", "));
    }
    text.push_str(&parameters(sources, code));
    text
}

/// The parameters of a rule, each with its value and the line that sets it.
pub(crate) fn parameters(sources: &Sources, code: &RuleCode) -> String {
    let mut text = String::new();
    for param in &code.params {
        let (file, line, _) = sources.position(param.span);
        let setting = code.settings.iter().rev().find(|s| s.key == format!("params.{}", param.name));
        let _ = match setting {
            Some(set) => {
                writeln!(text, "${} is {} (set at {file}:{line}, was {})", param.name, param.value, set.before)
            }
            None => writeln!(text, "${} is {} ({file}:{line})", param.name, param.value),
        };
    }
    text
}

/// A part of a rule: a heading, and the conditions below it.
pub(crate) struct Section {
    /// `It fires if`.
    pub(crate) title: String,
    /// The conditions; none where nothing is asked.
    pub(crate) lines: Vec<Line>,
}

/// One clause.
pub(crate) struct Line {
    /// How deep it stands.
    pub(crate) depth: usize,
    /// What it says.
    pub(crate) words: String,
    /// The condition, unless it is about members of a collection, each of which has a result of its own.
    pub(crate) cond: Option<CondId>,
    /// It is a test, no heading.
    pub(crate) test: bool,
}

/// The parts of a rule, in the order in which they are asked.
pub(crate) fn sections(program: &Program, code: &RuleCode) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut told = Vec::new();
    for (title, outline) in code.conditions() {
        let title = match title {
            "applies if" => "It applies only if",
            "can be told only if" => "It can be told only if",
            "unless" => "unless",
            _ => FIRES,
        };
        sections.push(Section { title: title.to_owned(), lines: lines(program, outline, &mut told) });
    }
    let own = sections.iter().any(|s| s.title == FIRES);
    for (nth, level) in code.levels.iter().enumerate() {
        let if_so = if nth == 0 { "if" } else { "else, if" };
        let title = format!("{} {if_so}", effect(program, code, &level.effect));
        sections.push(Section { title, lines: lines(program, level.condition(), &mut told) });
    }
    // A rule without a condition of its own fires only through its levels.
    if own {
        let else_so = if code.levels.is_empty() { "" } else { "else " };
        sections.push(Section { title: format!("{else_so}{}", effect(program, code, &code.base)), lines: Vec::new() });
    }
    sections
}

const FIRES: &str = "It fires if";

/// What a finding does: `it is minor and costs 20 points`.
pub(crate) fn effect(program: &Program, code: &RuleCode, effect: &Effect) -> String {
    let earns = program.factors()[code.factor.index()].earns;
    let severity = effect.severity.map(|s| format!("it is {}", article(s.word())));
    let verb = if earns { "earns" } else { "costs" };
    let points = effect.points.map(|p| format!("{verb} {p} point{}", if p.to_string() == "1" { "" } else { "s" }));
    let cap = effect.cap.map(|c| format!("the factor can be no higher than {c}"));
    let parts: Vec<String> = [severity, points, cap].into_iter().flatten().collect();
    match &parts[..] {
        [] => "it changes no score".to_owned(),
        [one] if one.starts_with("it") || one.starts_with("the") => one.clone(),
        [one] => format!("it {one}"),
        [first, second] => format!("{first} and {second}"),
        [first, rest @ ..] => format!("{first}, {}", rest.join(", and ")),
    }
}

fn article(word: &str) -> String {
    match word {
        "minor" | "major" => word.to_owned(),
        _ => format!("a {word}"),
    }
}

/// A condition, clause by clause. What a name stands for is told once: names in `told` are only named.
fn lines<'p>(program: &'p Program, outline: &'p Outline, told: &mut Vec<&'p str>) -> Vec<Line> {
    let mut writer = Writer { program, told, lines: Vec::new() };
    writer.branch(outline, 0, false, "");
    writer.lines
}

/// Behind a named condition that is told below.
pub(crate) const THAT_IS: &str = ", that is:";
/// Behind a named condition that has been told.
pub(crate) const AS_ABOVE: &str = " (as above)";

struct Writer<'p, 't> {
    program: &'p Program,
    told: &'t mut Vec<&'p str>,
    lines: Vec<Line>,
}

impl<'p> Writer<'p, '_> {
    fn branch(&mut self, outline: &'p Outline, depth: usize, members: bool, before: &str) {
        let cond = (!members).then_some(outline.cond);
        let test = matches!(outline.kind, OutlineKind::Test(_));
        if let (OutlineKind::Not, [part]) = (&outline.kind, &outline.parts[..])
            && matches!(part.kind, OutlineKind::Test(_) | OutlineKind::Named(_) | OutlineKind::Fired(_))
        {
            return self.branch(part, depth, members, "not so: ");
        }
        // One condition out of one is that condition.
        if let (OutlineKind::Any | OutlineKind::All, [part]) = (&outline.kind, &outline.parts[..]) {
            return self.branch(part, depth, members, before);
        }
        let mut words = format!("{before}{}", self.program.clause(outline));
        let mut inside = true;
        if let OutlineKind::Named(name) = &outline.kind {
            inside = !self.told.contains(&name.as_str());
            words.push_str(if inside { THAT_IS } else { AS_ABOVE });
            self.told.push(name);
        }
        self.lines.push(Line { depth, words, cond, test });
        if inside {
            for part in flattened(outline) {
                self.branch(part, depth + 1, members || test, "");
            }
        }
    }
}

/// The parts; a conjunction within a conjunction says nothing by itself.
fn flattened(outline: &Outline) -> Vec<&Outline> {
    let joined = |part: &Outline| outline.kind == OutlineKind::All && part.kind == OutlineKind::All;
    outline.parts.iter().flat_map(|part| if joined(part) { flattened(part) } else { vec![part] }).collect()
}

/// The longest clause that is shown whole; a long pattern says little to people.
const MAX_WORDS: usize = 140;

/// A clause, cut where it is too long to read.
pub(crate) fn shortened(words: &str) -> String {
    if words.chars().count() <= MAX_WORDS {
        return words.to_owned();
    }
    let cut: String = words.chars().take(MAX_WORDS - 1).collect();
    format!("{cut}…")
}
