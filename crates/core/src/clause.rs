//! Conditions taken apart into what can be said about them, in whatever language: nothing here is written by hand for one rule.

use crate::program::{
    Aggregate, Cond, CondId, Contains, Key, Measure, NamedWhat, Num, NumId, Operand, Outline, OutlineKind, Presence,
    Program, Said, Test, TextId,
};
use crate::schema::{CollectionId, Kind};

/// A node of a condition: what joins its parts, a name, or a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause<'p> {
    /// All parts hold.
    All,
    /// At least one part holds.
    Any,
    /// No part holds.
    None,
    /// The part does not hold.
    Not,
    /// A named condition holds.
    Named(&'p str),
    /// One of these rules fired.
    Fired(&'p str),
    /// A test of facts.
    Claim(Claim<'p>),
    /// A test of which only is known how it is written.
    Written(String),
}

/// A test of facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<'p> {
    /// What it says.
    pub says: Says<'p>,
    /// The parameters that its value comes from.
    pub params: &'p [String],
    /// What the members are like that it counts is said by the parts.
    pub of_which: bool,
    /// What it counts as when its fact is unknown.
    pub unknown: Option<bool>,
}

/// What a test says. Values are as the rule has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Says<'p> {
    /// A fact is true or false.
    Flag(&'p str, &'p Operand),
    /// It is one of these.
    Is(Noun, &'p [Operand]),
    /// A text starts with one of these.
    StartsWith(Noun, &'p [Operand]),
    /// A text ends with one of these.
    EndsWith(Noun, &'p [Operand]),
    /// Two texts read the same.
    SameAs(Noun, Noun),
    /// A text has a rare word of another.
    SharesWord(Noun, Noun),
    /// A text has one of these phrases.
    Contains(Noun, Phrases<'p>),
    /// A text matches a pattern.
    Matches(Noun, &'p Operand),
    /// A set holds a label.
    Holds(&'p str, &'p str),
    /// A set holds one of these.
    HoldsOneOf(&'p str, &'p [Operand]),
    /// Whether a text has something in it.
    TextIsThere(Noun, bool),
    /// Whether a set or a collection has something in it.
    IsFilled(&'p str, bool),
    /// Whether a fact is there.
    IsThere(&'p str, bool),
    /// A number compares so (`at_least`) with a value.
    Number(Amount<'p>, &'p str, &'p Operand),
}

/// What `contains` looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrases<'p> {
    /// One of these.
    pub wanted: &'p [Operand],
    /// None that follows one of these.
    pub not_after: &'p [Operand],
    /// None that stands before one of these.
    pub not_before: &'p [Operand],
    /// So many words may lie between.
    pub within: u32,
    /// So many different ones.
    pub distinct: u32,
}

/// What a number counts or measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount<'p> {
    /// A named number, and what its pack says about it.
    Named(&'p str, Option<&'p str>),
    /// The length of a text, in this unit.
    Length(Noun, &'static str),
    /// A share of a text, such as `hashtag_share`.
    ShareOf(Noun, &'p str),
    /// So many of this in a text.
    Things(Noun, &'static str),
    /// How often a pattern is found in a text.
    Matches(Noun),
    /// So many labels in a set: whose, and which.
    Labels(Noun, String),
    /// How many labels of one set another one holds, or which share of them.
    Overlap {
        /// The path of the set.
        of: Option<String>,
        /// The path of the other.
        with: Option<String>,
        /// As a share.
        share: bool,
    },
    /// Members of a collection or view.
    Members(String),
    /// Their share.
    ShareOfMembers(String),
    /// A value over the members of a collection or view: of a field, of which.
    Over(Aggregate, String, String),
    /// The value of a fact, in a unit that may be empty.
    Value(Noun, &'static str),
}

/// A fact that is spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// Its path.
    pub path: String,
    /// It is one of the members of a collection, which the path begins with.
    pub of_members: bool,
    /// Without links, tags and mentions.
    pub own: bool,
}

impl Program {
    /// What a node of a condition says.
    #[must_use]
    pub fn clause<'p>(&'p self, outline: &'p Outline) -> Clause<'p> {
        match &outline.kind {
            OutlineKind::All => Clause::All,
            OutlineKind::Any => Clause::Any,
            OutlineKind::None => Clause::None,
            OutlineKind::Not => Clause::Not,
            OutlineKind::Named(name) => Clause::Named(name),
            OutlineKind::Fired(rules) => Clause::Fired(rules),
            OutlineKind::Test(said) => match self.leaf(outline.cond) {
                None => Clause::Written(said.to_string()),
                Some(test) => Clause::Claim(Claim {
                    says: self.says(test, said),
                    params: &said.params,
                    of_which: !outline.parts.is_empty(),
                    unknown: said.unknown,
                }),
            },
        }
    }

    fn says<'p>(&'p self, test: &'p Test, said: &'p Said) -> Says<'p> {
        let (fact, value) = (said.fact.as_str(), &said.value);
        match test {
            Test::Bool(..) => Says::Flag(fact, value),
            Test::Number(num, ..) | Test::Between(num, ..) => {
                Says::Number(self.amount(*num, said), said.operator.as_str(), value)
            }
            Test::Compare(..) if said.operator == "starts_with" => Says::StartsWith(self.noun(fact), value.each()),
            Test::Compare(..) if said.operator == "ends_with" => Says::EndsWith(self.noun(fact), value.each()),
            Test::Label(..) | Test::Compare(..) => Says::Is(self.noun(fact), value.each()),
            Test::SameAs(_, other) => Says::SameAs(self.noun(fact), self.text_noun(*other)),
            Test::SharesWord(_, other) => Says::SharesWord(self.noun(fact), self.text_noun(*other)),
            Test::Contains(_, contains) => Says::Contains(self.noun(fact), phrases(value, contains)),
            Test::Matches(..) => Says::Matches(self.noun(fact), value),
            Test::Has(_, label) => Says::Holds(fact, label),
            Test::Overlaps(..) => Says::HoldsOneOf(fact, value.each()),
            Test::Present(Presence::Text(text), wanted) => Says::TextIsThere(self.text_noun(*text), *wanted),
            Test::Present(Presence::Set(_) | Presence::Members(_), wanted) => Says::IsFilled(fact, *wanted),
            Test::Present(_, wanted) => Says::IsThere(fact, *wanted),
        }
    }

    /// The test behind a condition; a number that is one of several is told by the first comparison.
    pub(crate) fn leaf(&self, cond: CondId) -> Option<&Test> {
        match self.code.conds.get(cond.index()) {
            Cond::Leaf(test, _) => Some(test),
            Cond::Any(parts) => self.leaf(*parts.first()?),
            _ => None,
        }
    }

    fn amount<'p>(&'p self, num: NumId, said: &'p Said) -> Amount<'p> {
        let named = self.named.iter().find(|n| matches!(n.what, NamedWhat::Number(id) if id == num));
        if let Some(named) = named {
            return Amount::Named(&said.fact, named.doc.as_deref());
        }
        match self.code.nums.get(num.index()) {
            Num::Text(text, Measure::Length | Measure::Chars | Measure::Width) => {
                Amount::Length(self.text_noun(*text), self.unit(num))
            }
            Num::Text(text, Measure::HashtagShare | Measure::CapitalsShare) => {
                Amount::ShareOf(self.text_noun(*text), said.fact.rsplit('.').next().unwrap_or_default())
            }
            Num::Text(text, _) => Amount::Things(self.text_noun(*text), self.unit(num)),
            Num::Matches(text, _) => Amount::Matches(self.text_noun(*text)),
            Num::SetSize(set) => {
                let path = self.set_path(*set).unwrap_or_default();
                let (owner, what) = path.rsplit_once('.').unwrap_or(("record", &path));
                Amount::Labels(self.noun(owner), what.to_owned())
            }
            Num::Overlap { of, with, share } => {
                Amount::Overlap { of: self.set_path(*of), with: self.set_path(*with), share: *share }
            }
            Num::Members { view, share: true, .. } => Amount::ShareOfMembers(self.view_path(*view)),
            Num::Members { view, .. } => Amount::Members(self.view_path(*view)),
            Num::Aggregate { view, how, key } => Amount::Over(*how, self.field(*key), self.view_path(*view)),
            Num::Const(_) | Num::Fact(_) | Num::Formula(..) => Amount::Value(self.noun(&said.fact), self.unit(num)),
        }
    }

    /// The field that is looked at in each member.
    fn field(&self, key: Key) -> String {
        let field = match key {
            Key::Number(num) => self.num_path(num),
            Key::Text(text) => Some(self.text_path(text)),
            Key::Label(label) => Some(self.label_path(label)),
        };
        let field = field.unwrap_or_else(|| "value".to_owned());
        field.split_once('.').map_or(field.as_str(), |(_, rest)| rest).to_owned()
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

    fn noun(&self, path: &str) -> Noun {
        let of_members = path.split_once('.').is_some_and(|(head, _)| self.schema.collection(head).is_some());
        Noun { path: path.to_owned(), of_members, own: false }
    }

    fn text_noun(&self, text: TextId) -> Noun {
        let path = self.text_path(text);
        let field = self.member_field(&path);
        match (field.strip_suffix(".own_text"), self.code.texts.get(text.index()).own) {
            (Some(base), true) => Noun { own: true, ..self.noun(base) },
            _ => self.noun(field),
        }
    }

    /// Inside of a collection, its name goes without saying.
    fn member_field<'f>(&self, path: &'f str) -> &'f str {
        match path.split_once('.') {
            Some((head, rest)) if self.schema.collection(head).is_some() => rest,
            _ => path,
        }
    }
}

/// What `contains` looks for: phrases, or a table of them with what limits them.
fn phrases<'p>(value: &'p Operand, contains: &Contains) -> Phrases<'p> {
    let under = |key| value.get(key).map_or(&[][..], Operand::each);
    Phrases {
        wanted: value.get("list").unwrap_or(value).each(),
        not_after: under("not_after"),
        not_before: under("not_before"),
        within: contains.within,
        distinct: contains.distinct,
    }
}
