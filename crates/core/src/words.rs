//! Conditions in plain words, made from what they test: nothing here is written by hand for one rule.

use crate::program::{
    Aggregate, Cond, Key, Measure, Num, NumId, Outline, OutlineKind, Presence, Program, Said, SetId, Test, TextId,
};
use crate::schema::{CollectionId, Kind};

impl Program {
    /// A node of a condition in words: a whole clause for a test, a heading for what joins its parts.
    #[must_use]
    pub fn clause(&self, outline: &Outline) -> String {
        match &outline.kind {
            OutlineKind::All => "all of these hold:".to_owned(),
            OutlineKind::Any => "at least one of these holds:".to_owned(),
            OutlineKind::None => "none of these holds:".to_owned(),
            OutlineKind::Not => "this does not hold:".to_owned(),
            OutlineKind::Named(name) => format!("it is `{name}`"),
            OutlineKind::Fired(rules) => format!("one of these rules fired: {rules}"),
            OutlineKind::Test(said) => self.test_clause(outline, said),
        }
    }

    fn test_clause(&self, outline: &Outline, said: &Said) -> String {
        let Some(test) = self.leaf(outline.cond) else { return said.to_string() };
        let mut words = match test {
            Test::Bool(..) => format!("`{}` is {}", said.fact, said.value),
            Test::Number(num, ..) | Test::Between(num, ..) => self.number_clause(*num, said),
            Test::Label(..) => format!("{} is {}", self.noun(&said.fact), alternatives(&said.value)),
            Test::Compare(..) => {
                let verb = match said.operator.as_str() {
                    "starts_with" => "starts with",
                    "ends_with" => "ends with",
                    _ => "is",
                };
                format!("{} {verb} {}", self.noun(&said.fact), alternatives(&said.value))
            }
            Test::SameAs(_, other) => format!("{} reads the same as {}", self.noun(&said.fact), self.text_noun(*other)),
            Test::SharesWord(_, other) => {
                format!("{} has a word of {} that is no frequent one", self.noun(&said.fact), self.text_noun(*other))
            }
            Test::Contains(..) => format!("{} has {}", self.noun(&said.fact), phrases(&said.value)),
            Test::Matches(..) => format!("{} matches the pattern {}", self.noun(&said.fact), said.value),
            Test::Has(_, label) => format!("`{}` holds `{label}`", said.fact),
            Test::Overlaps(..) => format!("`{}` holds one of {}", said.fact, said.value),
            Test::Present(presence, wanted) => self.presence_clause(*presence, *wanted, said),
        };
        if !said.params.is_empty() {
            let names: Vec<String> = said.params.iter().map(|name| format!("${name}")).collect();
            words = format!("{words} ({})", names.join(", "));
        }
        if !outline.parts.is_empty() {
            words.push_str(", of which:");
        }
        match said.unknown {
            None => words,
            Some(counts) => format!("{words} [if unknown, this counts as {}]", if counts { "true" } else { "false" }),
        }
    }

    /// The test behind a condition; a number that is one of several is told by the first comparison.
    pub(crate) fn leaf(&self, cond: crate::program::CondId) -> Option<&Test> {
        match self.code.conds.get(cond.index()) {
            Cond::Leaf(test, _) => Some(test),
            Cond::Any(parts) => self.leaf(*parts.first()?),
            _ => None,
        }
    }

    fn number_clause(&self, num: NumId, said: &Said) -> String {
        let value = said.value.as_str();
        if self.is_named(num) {
            let doc = self.doc_of(num).map_or(String::new(), |doc| format!(" ({doc})"));
            return format!("`{}`{doc} {}", said.fact, compared(&said.operator, value, "", "is"));
        }
        match self.code.nums.get(num.index()) {
            Num::Text(text, Measure::Length | Measure::Chars | Measure::Width) => {
                let (noun, unit) = (self.text_noun(*text), self.unit(num));
                match said.operator.as_str() {
                    "below" => format!("{noun} is shorter than {value} {unit}"),
                    "above" => format!("{noun} is longer than {value} {unit}"),
                    _ => format!("{noun} has {}", amount(&said.operator, value, unit)),
                }
            }
            Num::Text(text, Measure::HashtagShare | Measure::CapitalsShare) => {
                let what = said.fact.rsplit('.').next().unwrap_or_default().replace('_', " ");
                format!("the {what} of {} {}", self.text_noun(*text), compared(&said.operator, value, "", "is"))
            }
            Num::Text(text, _) => {
                format!("{} has {}", self.text_noun(*text), amount(&said.operator, value, self.unit(num)))
            }
            Num::Matches(text, _) => {
                format!("{} has {}", self.text_noun(*text), amount(&said.operator, value, "matches of a pattern"))
            }
            Num::SetSize(set) => {
                let path = self.set_path(*set).unwrap_or_default();
                let (owner, what) = path.rsplit_once('.').unwrap_or(("record", &path));
                format!("{} has {}", self.noun(owner), amount(&said.operator, value, &what.replace('_', " ")))
            }
            Num::Overlap { of, with, share } => {
                let (of, with) = (self.set_noun(*of), self.set_noun(*with));
                let what = if *share { "the share" } else { "the number" };
                format!("{what} of the labels in {of} that {with} holds {}", compared(&said.operator, value, "", "is"))
            }
            Num::Members { view, share, .. } => {
                let view = self.view_path(*view);
                if *share {
                    format!("the share of `{view}` {}", compared(&said.operator, value, "", "is"))
                } else {
                    format!("`{view}` has {}", amount(&said.operator, value, "members"))
                }
            }
            Num::Aggregate { view, how, key } => {
                let what = self.aggregate_words(*how, *key);
                format!("{what} in `{}` {}", self.view_path(*view), compared(&said.operator, value, "", "is"))
            }
            Num::Const(_) | Num::Fact(_) | Num::Formula(..) => {
                let unit = self.unit(num);
                let path = said.fact.strip_suffix("_days").filter(|_| unit == "days").unwrap_or(&said.fact);
                let verb = if path.ends_with('s') && !path.ends_with("ss") { "are" } else { "is" };
                let last = path.rsplit('.').next().unwrap_or(path);
                // `faces are above 0 faces` says it twice.
                let unit = if last.contains(unit) { "" } else { unit };
                format!("{} {}", self.noun(path), compared(&said.operator, value, unit, verb))
            }
        }
    }

    fn aggregate_words(&self, how: Aggregate, key: Key) -> String {
        let field = match key {
            Key::Number(num) => self.num_path(num),
            Key::Text(text) => Some(self.text_path(text)),
            Key::Label(label) => Some(self.label_path(label)),
        };
        let field = field.unwrap_or_else(|| "value".to_owned());
        let field = field.split_once('.').map_or(field.as_str(), |(_, rest)| rest);
        match how {
            Aggregate::Min => format!("the least `{field}`"),
            Aggregate::Max => format!("the greatest `{field}`"),
            Aggregate::Sum => format!("the sum of `{field}`"),
            Aggregate::Mean => format!("the mean of `{field}`"),
            Aggregate::Median => format!("the median of `{field}`"),
            Aggregate::Distinct => format!("the number of different `{field}`"),
            Aggregate::DistinctShare => format!("the share of different `{field}`"),
            Aggregate::MostRepeated => format!("the count of the most repeated `{field}`"),
        }
    }

    fn presence_clause(&self, presence: Presence, wanted: bool, said: &Said) -> String {
        let there = if wanted { "there is" } else { "there is no" };
        match (presence, wanted) {
            (Presence::Text(text), true) => format!("{} is not empty", self.text_noun(text)),
            (Presence::Text(text), false) => format!("{} is empty", self.text_noun(text)),
            (Presence::Set(_) | Presence::Members(_), true) => format!("`{}` is not empty", said.fact),
            (Presence::Set(_) | Presence::Members(_), false) => format!("`{}` is empty", said.fact),
            _ => format!("{there} `{}`", said.fact),
        }
    }

    fn is_named(&self, num: NumId) -> bool {
        self.named.iter().any(|n| matches!(n.what, crate::program::NamedWhat::Number(id) if id == num))
    }

    fn doc_of(&self, num: NumId) -> Option<&str> {
        let named = self.named.iter().find(|n| matches!(n.what, crate::program::NamedWhat::Number(id) if id == num))?;
        named.doc.as_deref()
    }

    /// What a number counts: `days`, `characters`; empty for a plain one.
    pub(crate) fn unit(&self, num: NumId) -> &'static str {
        match self.code.nums.get(num.index()) {
            Num::Text(_, measure) => {
                crate::check::MEASURES.iter().find(|(_, m, _)| m == measure).map_or("", |(_, _, unit)| unit)
            }
            Num::Fact(fact) => {
                let kind = match fact.scope.0.checked_sub(1) {
                    None => &self.schema.facts()[fact.index as usize].kind,
                    Some(collection) => {
                        &self.schema.collection_decl(CollectionId(collection)).fields[fact.index as usize].kind
                    }
                };
                if let Kind::Number { unit, .. } = kind { unit } else { "" }
            }
            Num::Aggregate { key: Key::Number(inner), .. } => self.unit(*inner),
            _ => "",
        }
    }

    /// `the bio`, `the account's name`.
    fn noun(&self, path: &str) -> String {
        let spaced = |part: &str| part.replace(['_', '.'], " ");
        match path.split_once('.') {
            None => format!("the {}", spaced(path)),
            Some((head, rest)) => {
                let owner = match self.schema.collection(head) {
                    Some(_) => return format!("the {} of `{head}`", spaced(rest)),
                    None => spaced(head),
                };
                format!("the {owner}'s {}", spaced(rest))
            }
        }
    }

    fn text_noun(&self, text: TextId) -> String {
        let path = self.text_path(text);
        let field = self.member_field(&path);
        match (field.strip_suffix(".own_text"), self.code.texts.get(text.index()).own) {
            (Some(base), true) => format!("{} without links, tags and mentions", self.noun(base)),
            _ => self.noun(field),
        }
    }

    fn set_noun(&self, set: SetId) -> String {
        self.set_path(set).map_or_else(|| "a list".to_owned(), |path| format!("`{path}`"))
    }

    /// Inside of a collection, its name goes without saying.
    fn member_field<'p>(&self, path: &'p str) -> &'p str {
        match path.split_once('.') {
            Some((head, rest)) if self.schema.collection(head).is_some() => rest,
            _ => path,
        }
    }
}

/// `is 10 or more`.
fn compared(operator: &str, value: &str, unit: &str, verb: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    match operator {
        "above" => format!("{verb} above {value}{unit}"),
        "below" => format!("{verb} below {value}{unit}"),
        "at_least" => format!("{verb} {value}{unit} or more"),
        "at_most" => format!("{verb} {value}{unit} or less"),
        "between" => format!("{verb} between {}{unit}", value.replace(", ", " and ")),
        _ => format!("{verb} {}{unit}", alternatives(value)),
    }
}

/// `fewer than 3 words`.
fn amount(operator: &str, value: &str, unit: &str) -> String {
    match (operator, value) {
        ("above", "0") => match unit.split_once("es of ").map_or((unit.strip_suffix('s'), ""), |(a, b)| (Some(a), b)) {
            (Some(one), "") => format!("at least one {one}"),
            (Some(one), of) => format!("at least one {one} of {of}"),
            (None, _) => format!("more than 0 {unit}"),
        },
        ("equals", "0") => format!("no {unit}"),
        ("above", _) => format!("more than {value} {unit}"),
        ("below", _) => format!("fewer than {value} {unit}"),
        ("at_least", _) => format!("{value} {unit} or more"),
        ("at_most", _) => format!("{value} {unit} or fewer"),
        ("between", _) => format!("between {} {unit}", value.replace(", ", " and ")),
        _ => format!("exactly {} {unit}", alternatives(value)),
    }
}

/// `a or b` from `a, b`.
fn alternatives(value: &str) -> String {
    match value.rsplit_once(", ") {
        Some((head, last)) => format!("{head} or {last}"),
        None => value.to_owned(),
    }
}

/// What `contains` looks for, in words.
fn phrases(value: &str) -> String {
    let value = value.strip_prefix("list ").unwrap_or(value);
    let end = [" not after ", " not before ", " within ", " distinct at least "]
        .iter()
        .filter_map(|key| value.find(key))
        .min()
        .unwrap_or(value.len());
    let (wanted, rest) = value.split_at(end);
    let mut words = format!("a phrase out of {}", alternatives(wanted));
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let (key, said) = KEYS.iter().find(|(key, _)| rest.starts_with(key)).copied().unwrap_or(("", ""));
        let after = &rest[key.len()..];
        let end = KEYS.iter().filter_map(|(key, _)| after.find(&format!(" {key}"))).min().unwrap_or(after.len());
        words.push_str(&said.replace("{}", &alternatives(after[..end].trim())));
        rest = after[end..].trim_start();
        if key.is_empty() {
            break;
        }
    }
    words
}

/// The keys of a `contains` table as they read in words, and what they say.
const KEYS: [(&str, &str); 4] = [
    ("not after", ", not after {}"),
    ("not before", ", not before {}"),
    ("within", " within {} words"),
    ("distinct at least", ", {} different ones or more"),
];
