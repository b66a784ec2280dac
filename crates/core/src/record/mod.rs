//! A record: what is known about one thing, laid out by a [`Schema`].
//!
//! Anyone can fill a record: a reader, a plugin, a test. What nobody fills stays unknown, with a reason.

mod members;
mod spare;

use std::borrow::Cow;
use std::fmt;

use crate::schema::{CollectionId, FactId, Schema};

pub use members::{Member, MemberRef, MemberTable};
pub use spare::Spare;

/// Why a fact is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The source does not carry it.
    NotInSource,
    /// Something has to measure it and did not.
    NotMeasured,
    /// The plugin that supplies it is not installed.
    PluginMissing,
    /// The plugin that supplies it failed.
    PluginFailed,
    /// The text is in a language that the lists do not cover, or in none that can be told.
    Language,
    /// There are too few members to say.
    SampleTooSmall,
    /// It cannot be told from what is there, and the rule says so.
    Unclear,
}

impl Reason {
    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Reason::NotInSource => "not_in_source",
            Reason::NotMeasured => "not_measured",
            Reason::PluginMissing => "plugin_missing",
            Reason::PluginFailed => "plugin_failed",
            Reason::Language => "language",
            Reason::SampleTooSmall => "sample_too_small",
            Reason::Unclear => "unclear",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Of a `Kind::Bool` fact.
    Bool(bool),
    /// Of a `Kind::Number` fact; finite.
    Number(f64),
    /// Of a `Kind::Text` fact; never empty.
    Text(Cow<'a, str>),
    /// Of a `Kind::Label` fact.
    Label(Cow<'a, str>),
    /// Of a `Kind::Set` fact; never empty.
    Set(Vec<Cow<'a, str>>),
}

/// What a record says about a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// It has this value.
    Known(Value<'a>),
    /// It is known to have none.
    Absent,
    /// Nobody said.
    Unknown(Reason),
}

impl<'a> Fact<'a> {
    /// A known bool.
    #[must_use]
    #[inline]
    pub fn bool(value: bool) -> Self {
        Fact::Known(Value::Bool(value))
    }

    /// A known number; one that is not finite counts as not in the source.
    #[must_use]
    #[inline]
    pub fn number(value: f64) -> Self {
        if value.is_finite() { Fact::Known(Value::Number(value)) } else { Fact::Unknown(Reason::NotInSource) }
    }

    /// A text; empty is absent. (A text of blanks or invisible characters is a value: the engine knows that it is not present.)
    #[must_use]
    #[inline]
    pub fn text(value: impl Into<Cow<'a, str>>) -> Self {
        let value = value.into();
        if value.is_empty() { Fact::Absent } else { Fact::Known(Value::Text(value)) }
    }

    /// A label; empty is absent.
    #[must_use]
    #[inline]
    pub fn label(value: impl Into<Cow<'a, str>>) -> Self {
        let value = value.into();
        if value.is_empty() { Fact::Absent } else { Fact::Known(Value::Label(value)) }
    }

    /// A set, sorted and without doubles; empty is absent.
    #[must_use]
    pub fn set<T: Into<Cow<'a, str>>>(values: impl IntoIterator<Item = T>) -> Self {
        let mut values: Vec<Cow<'a, str>> = values.into_iter().map(Into::into).filter(|v| !v.is_empty()).collect();
        values.sort_unstable();
        values.dedup();
        if values.is_empty() { Fact::Absent } else { Fact::Known(Value::Set(values)) }
    }
}

impl Fact<'_> {
    /// The same fact, which borrows nothing.
    fn to_static(&self) -> Fact<'static> {
        match self {
            Fact::Known(value) => Fact::Known(match value {
                Value::Bool(value) => Value::Bool(*value),
                Value::Number(value) => Value::Number(*value),
                Value::Text(text) => Value::Text(copied(text)),
                Value::Label(label) => Value::Label(copied(label)),
                Value::Set(labels) => Value::Set(labels.iter().map(|label| copied(label)).collect()),
            }),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(*reason),
        }
    }
}

fn copied(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

/// What a fact is that came into the catalogue after a record was laid out by it: one of a plugin that rules require and nobody
/// has added.
static LATER: Fact<'static> = Fact::Unknown(Reason::PluginMissing);

#[inline]
fn get<'f, 'a>(facts: &'f [Fact<'a>], index: u32) -> &'f Fact<'a> {
    facts.get(index as usize).unwrap_or(&LATER)
}

#[inline]
fn set<'a>(facts: &mut Vec<Fact<'a>>, index: u32, fact: Fact<'a>) {
    let index = index as usize;
    if let Some(known) = facts.get_mut(index) {
        *known = fact;
    } else {
        facts.resize(index, LATER.clone());
        facts.push(fact);
    }
}

/// The members of a collection, newest first, if the source has the collection at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Members<'a> {
    /// All there are; may be none. Kept newest first by [`Record::set_members`].
    Known(MemberTable<'a>),
    /// Nobody said.
    Unknown(Reason),
}

/// What is known about one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    facts: Vec<Fact<'a>>,
    collections: Vec<Members<'a>>,
}

impl<'a> Record<'a> {
    /// A record of which nothing is known: declarations are absent, everything else is not in the source.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        Record::new_in(schema, &mut Spare::default())
    }

    /// The same, in the room of a record that is gone.
    #[must_use]
    pub fn new_in(schema: &Schema, spare: &mut Spare) -> Self {
        let mut facts = spare.facts.pop().unwrap_or_default();
        facts.extend(schema.facts().iter().map(|f| start(f.declared)));
        let collections = schema.collections().iter().map(|_| Members::Unknown(Reason::NotInSource)).collect();
        Record { facts, collections }
    }

    /// Sets a fact.
    #[inline]
    pub fn set(&mut self, id: FactId, fact: Fact<'a>) {
        set(&mut self.facts, id.0, fact);
    }

    /// Reads a fact.
    #[must_use]
    #[inline]
    pub fn get(&self, id: FactId) -> &Fact<'a> {
        get(&self.facts, id.0)
    }

    /// Sets the members of a collection and puts them newest first; equal dates keep their order, undated ones come last.
    ///
    /// # Panics
    /// If the id is of another catalogue.
    pub fn set_members(&mut self, id: CollectionId, members: impl Into<MemberTable<'a>>) {
        let mut members = members.into();
        members.sort();
        self.collections[id.0 as usize] = Members::Known(members);
    }

    /// Changes the members of a collection, if somebody said who they are, and puts them newest first again.
    ///
    /// # Panics
    /// If the id is of another catalogue.
    pub fn change_members(&mut self, id: CollectionId, change: impl FnOnce(&mut MemberTable<'a>)) {
        if let Members::Known(members) = &mut self.collections[id.0 as usize] {
            change(members);
            members.sort();
        }
    }

    /// The same record, which borrows nothing.
    #[must_use]
    pub fn to_static(&self) -> Record<'static> {
        let members = |members: &Members<'_>| match members {
            Members::Known(members) => Members::Known(members.to_static()),
            Members::Unknown(reason) => Members::Unknown(*reason),
        };
        Record {
            facts: self.facts.iter().map(Fact::to_static).collect(),
            collections: self.collections.iter().map(members).collect(),
        }
    }

    /// Cuts all texts that are longer than so many bytes, behind the last character that fits; returns how many there were.
    pub fn cut_texts(&mut self, max: usize) -> usize {
        let members = self.collections.iter_mut().filter_map(|members| match members {
            Members::Known(members) => Some(members),
            Members::Unknown(_) => None,
        });
        let facts = members.flat_map(MemberTable::facts_mut).chain(&mut self.facts);
        let mut cut = 0;
        for fact in facts {
            if let Fact::Known(Value::Text(text)) = fact
                && text.len() > max
            {
                let end = (0..=max).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
                match text {
                    Cow::Borrowed(text) => *text = &text[..end],
                    Cow::Owned(text) => {
                        text.truncate(end);
                        text.shrink_to_fit();
                    }
                }
                cut += 1;
            }
        }
        cut
    }

    /// The members of a collection, newest first.
    ///
    /// # Panics
    /// If the id is of another catalogue.
    #[must_use]
    pub fn members(&self, id: CollectionId) -> &Members<'a> {
        &self.collections[id.0 as usize]
    }
}

fn start(declared: bool) -> Fact<'static> {
    if declared { Fact::Absent } else { Fact::Unknown(Reason::NotInSource) }
}
