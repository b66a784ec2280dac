//! A rule in plain words, from its conditions: nothing here is written by hand for one rule.

mod change;
mod clause;
mod named;

use std::fmt::Write as _;

use anyhow::bail;
use followback_core::{
    CODES, Code, CondId, Effect, Outline, OutlineKind, Program, Question, RuleCode, RuleId, Severity, Sources, nearest,
};

use crate::locale::{Locale, Words};
pub(crate) use change::change;
pub(crate) use named::{Clause, Named, apart};

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
pub(crate) fn rule(locale: Locale, program: &Program, sources: &Sources, code: &RuleCode) -> String {
    let say = locale.words();
    let mut text = format!("{}: {}\n", code.id, code.title);
    if let Some(why) = &code.why {
        let _ = writeln!(text, "{why}");
    }
    for source in &code.sources {
        let _ = writeln!(text, "  {source}");
    }
    text.push('\n');
    for section in sections(locale, program, code) {
        let _ = writeln!(text, "{}", section.title);
        for line in &section.lines {
            let _ = writeln!(text, "{:indent$}{}", "", shortened(&line.words), indent = 2 + line.depth * 2);
        }
    }
    if !code.supersedes.is_empty() {
        let ids: Vec<&str> = code.supersedes.iter().map(|r| program.rules()[r.index()].id.as_str()).collect();
        let _ = writeln!(text, "{}", say.explain_supersedes(ids.join(", ")));
    }
    text.push_str(&parameters(say, sources, code));
    text
}

/// The parameters of a rule, each with its value and the line that sets it.
pub(crate) fn parameters(say: &Words, sources: &Sources, code: &RuleCode) -> String {
    let mut text = String::new();
    for param in &code.params {
        let (file, line, _) = sources.position(param.span);
        let setting = code.settings.iter().rev().find(|s| s.key == format!("params.{}", param.name));
        let place = format!("{file}:{line}");
        let _ = match setting {
            Some(set) => {
                writeln!(text, "{}", say.explain_param_set(&param.name, &param.value, place, &set.before))
            }
            None => writeln!(text, "{}", say.explain_param(&param.name, &param.value, place)),
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
    /// The named condition that it is, without how that is told.
    pub(crate) name: Option<Name>,
    /// The condition, unless it is about members of a collection, each of which has a result of its own.
    pub(crate) cond: Option<CondId>,
    /// It is a test, no heading.
    pub(crate) test: bool,
}

/// A named condition in a clause.
pub(crate) struct Name {
    /// What it is called.
    pub(crate) of: String,
    /// The clause alone: `` it is `sells-followers` ``.
    pub(crate) clause: String,
    /// What it stands for is told below.
    pub(crate) told_below: bool,
}

/// The parts of a rule, in the order in which they are asked.
pub(crate) fn sections(locale: Locale, program: &Program, code: &RuleCode) -> Vec<Section> {
    let say = locale.words();
    let mut sections = Vec::new();
    let mut told = Vec::new();
    let mut own = false;
    for (question, outline) in code.conditions() {
        let title = match question {
            Question::Applies => say.part_applies(),
            Question::Needs => say.part_needs(),
            Question::Unless => say.part_unless(),
            Question::Fires => {
                own = true;
                say.part_fires()
            }
        };
        sections.push(Section { title, lines: lines(locale, program, outline, &mut told) });
    }
    for (nth, level) in code.levels.iter().enumerate() {
        let effect = effect(say, program, code, &level.effect);
        let title = if nth == 0 { say.part_level(effect) } else { say.part_next_level(effect) };
        sections.push(Section { title, lines: lines(locale, program, level.condition(), &mut told) });
    }
    // A rule without a condition of its own fires only through its levels.
    if own {
        let effect = effect(say, program, code, &code.base);
        let title = if code.levels.is_empty() { effect } else { say.part_else(effect) };
        sections.push(Section { title, lines: Vec::new() });
    }
    sections
}

/// What a finding does: `it is minor and costs 20 points`.
pub(crate) fn effect(say: &Words, program: &Program, code: &RuleCode, effect: &Effect) -> String {
    let earns = program.factors()[code.factor.index()].earns;
    let severity = effect.severity.map(|severity| match severity {
        Severity::Blocker => say.effect_blocker(),
        Severity::Major => say.effect_major(),
        Severity::Minor => say.effect_minor(),
        Severity::Hint => say.effect_hint(),
    });
    let points = effect.points.map(|points| {
        let (n, points) = (say.form(points), say.declared(points));
        if earns { say.effect_earns(n, points) } else { say.effect_costs(n, points) }
    });
    let cap = effect.cap.map(|cap| say.effect_cap(say.declared(cap)));
    match [severity, points, cap] {
        [None, None, None] => say.effect_none(),
        [None, Some(points), None] => say.effect_alone(points),
        [Some(first), Some(second), Some(third)] => say.effect_three(first, second, third),
        some => match &some.into_iter().flatten().collect::<Vec<_>>()[..] {
            [first, second] => say.effect_two(first, second),
            parts => parts.concat(),
        },
    }
}

/// A condition, clause by clause. What a name stands for is told once: names in `told` are only named.
fn lines<'p>(locale: Locale, program: &'p Program, outline: &'p Outline, told: &mut Vec<&'p str>) -> Vec<Line> {
    let mut writer = Writer { locale, program, told, lines: Vec::new() };
    writer.branch(outline, 0, false, None);
    writer.lines
}

struct Writer<'p, 't> {
    locale: Locale,
    program: &'p Program,
    told: &'t mut Vec<&'p str>,
    lines: Vec<Line>,
}

impl<'p> Writer<'p, '_> {
    /// A node and what is below it. `negated` is the condition that it does not hold, which the line is about then.
    fn branch(&mut self, outline: &'p Outline, depth: usize, members: bool, negated: Option<CondId>) {
        let cond = (!members).then_some(negated.unwrap_or(outline.cond));
        let test = matches!(outline.kind, OutlineKind::Test(_));
        if let (OutlineKind::Not, [part]) = (&outline.kind, &outline.parts[..])
            && matches!(part.kind, OutlineKind::Test(_) | OutlineKind::Named(_) | OutlineKind::Fired(_))
        {
            return self.branch(part, depth, members, Some(outline.cond));
        }
        // One condition out of one is that condition.
        if let (OutlineKind::Any | OutlineKind::All, [part]) = (&outline.kind, &outline.parts[..]) {
            return self.branch(part, depth, members, negated);
        }
        let say = self.locale.words();
        let mut words = clause::clause(self.locale, &self.program.clause(outline));
        if negated.is_some() {
            words = say.clause_not_so(words);
        }
        let mut inside = true;
        let mut named = None;
        if let OutlineKind::Named(name) = &outline.kind {
            inside = !self.told.contains(&name.as_str());
            named = Some(Name { of: name.clone(), clause: words.clone(), told_below: inside });
            words.push_str(&if inside { say.clause_that_is() } else { say.clause_as_above() });
            self.told.push(name);
        }
        self.lines.push(Line { depth, words, name: named, cond, test });
        if inside {
            for part in flattened(outline) {
                self.branch(part, depth + 1, members || test, None);
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
