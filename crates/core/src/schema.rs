//! The catalogue of facts: which paths exist, what type each has, and who can supply it.
//!
//! A [`Schema`] is built once by the domain (for followback: the `profile` crate and the manifests of plugins).
//! Rules are checked against it, and records are laid out by it.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

/// Index of a fact of the record itself in its [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u32);

/// Index of a collection in its [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CollectionId(pub u32);

/// Index of a field of the members of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u32);

/// The type of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// True or false.
    Bool,
    /// A finite number, with the range it can lie in.
    Number {
        /// What it counts or measures, for people: `days`, `characters`; empty for a plain number.
        unit: &'static str,
        /// Least possible value.
        min: f64,
        /// Greatest possible value; infinite when open.
        max: f64,
        /// It has no fractions.
        whole: bool,
    },
    /// A text, with derived facts below it.
    Text,
    /// One word out of a list; an empty list means any word.
    Label(Vec<String>),
    /// A set of labels.
    Set,
}

impl Kind {
    /// A count of something: a whole number, zero or more.
    #[must_use]
    pub fn count(unit: &'static str) -> Self {
        Kind::Number { unit, min: 0.0, max: f64::INFINITY, whole: true }
    }

    /// A measurement: any number of a range.
    #[must_use]
    pub fn measure(unit: &'static str, min: f64, max: f64) -> Self {
        Kind::Number { unit, min, max, whole: false }
    }

    /// What people call the type.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self {
            Kind::Bool => "true or false",
            Kind::Number { .. } => "a number",
            Kind::Text => "a text",
            Kind::Label(_) => "a label",
            Kind::Set => "a set of labels",
        }
    }
}

/// One fact of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct FactDecl {
    /// Dotted path; for a field of a collection relative to the member.
    pub path: String,
    /// Its type.
    pub kind: Kind,
    /// One sentence for rule authors.
    pub doc: String,
    /// A declaration is made by the user: left out it is absent, never unknown.
    pub declared: bool,
    /// Who can supply it: names of platforms, or of plugins. Empty when nobody can yet.
    pub suppliers: Vec<String>,
}

impl FactDecl {
    /// A fact that readers supply.
    #[must_use]
    pub fn new(path: &str, kind: Kind, doc: &str) -> Self {
        FactDecl { path: path.to_owned(), kind, doc: doc.to_owned(), declared: false, suppliers: Vec::new() }
    }

    /// Marks the fact as a declaration.
    #[must_use]
    pub fn declaration(mut self) -> Self {
        self.declared = true;
        self
    }

    /// Names who can supply it.
    #[must_use]
    pub fn supplied_by(mut self, suppliers: &[&str]) -> Self {
        self.suppliers = suppliers.iter().map(|&s| s.to_owned()).collect();
        self
    }
}

/// A collection: a list of records of the same shape.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionDecl {
    /// Its path, a single word such as `posts`.
    pub path: String,
    /// One sentence for rule authors.
    pub doc: String,
    /// The facts of each member.
    pub fields: Vec<FactDecl>,
    /// The number field that tells how many days old a member is, if members have a date.
    pub age: Option<FieldId>,
    by_path: FxHashMap<String, FieldId>,
}

impl CollectionDecl {
    /// A collection at `path` whose members have `fields`; `age` names the field with the age in days.
    #[must_use]
    pub fn new(path: &str, doc: &str, age: Option<&str>, fields: Vec<FactDecl>) -> Self {
        let by_path: FxHashMap<_, _> = fields.iter().zip(0..).map(|(f, i)| (f.path.clone(), FieldId(i))).collect();
        let age = age.and_then(|name| by_path.get(name).copied());
        CollectionDecl { path: path.to_owned(), doc: doc.to_owned(), fields, age, by_path }
    }

    /// The field with this path.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<FieldId> {
        self.by_path.get(path).copied()
    }
}

/// The catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    facts: Vec<FactDecl>,
    collections: Vec<CollectionDecl>,
    by_path: FxHashMap<String, FactId>,
}

impl Schema {
    /// A catalogue of these facts and collections.
    ///
    /// # Errors
    /// The path that is declared twice.
    pub fn new(facts: Vec<FactDecl>, collections: Vec<CollectionDecl>) -> Result<Self, DuplicatePath> {
        let mut seen = BTreeSet::new();
        let paths = facts.iter().map(|f| f.path.clone()).chain(collections.iter().map(|c| c.path.clone()));
        for path in paths {
            if !seen.insert(path.clone()) {
                return Err(DuplicatePath(path));
            }
        }
        let by_path = facts.iter().zip(0..).map(|(f, i)| (f.path.clone(), FactId(i))).collect();
        Ok(Schema { facts, collections, by_path })
    }

    /// The fact with this path.
    #[must_use]
    pub fn fact(&self, path: &str) -> Option<FactId> {
        self.by_path.get(path).copied()
    }

    /// The collection with this path.
    #[must_use]
    pub fn collection(&self, path: &str) -> Option<CollectionId> {
        (0..).zip(&self.collections).find(|(_, c)| c.path == path).map(|(i, _)| CollectionId(i))
    }

    /// Adds a fact of the record, or of the members of a collection, behind those that there are, unless there is one of its path.
    pub(crate) fn add(&mut self, of: Option<CollectionId>, fact: FactDecl) {
        let facts = match of {
            None => &mut self.facts,
            Some(id) => &mut self.collections[id.0 as usize].fields,
        };
        let Ok(index) = u32::try_from(facts.len()) else { return };
        if facts.iter().any(|known| known.path == fact.path) {
            return;
        }
        let path = fact.path.clone();
        facts.push(fact);
        match of {
            None => _ = self.by_path.insert(path, FactId(index)),
            Some(id) => _ = self.collections[id.0 as usize].by_path.insert(path, FieldId(index)),
        }
    }

    /// All facts, in the order of their ids.
    #[must_use]
    pub fn facts(&self) -> &[FactDecl] {
        &self.facts
    }

    /// All collections, in the order of their ids.
    #[must_use]
    pub fn collections(&self) -> &[CollectionDecl] {
        &self.collections
    }

    /// The declaration behind an id of this catalogue.
    ///
    /// # Panics
    /// If the id is of another catalogue.
    #[must_use]
    pub fn decl(&self, id: FactId) -> &FactDecl {
        &self.facts[id.0 as usize]
    }

    /// The declaration behind an id of this catalogue.
    ///
    /// # Panics
    /// If the id is of another catalogue.
    #[must_use]
    pub fn collection_decl(&self, id: CollectionId) -> &CollectionDecl {
        &self.collections[id.0 as usize]
    }
}

/// Two declarations have the same path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicatePath(pub String);

impl std::fmt::Display for DuplicatePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the fact `{}` is declared twice", self.0)
    }
}

impl std::error::Error for DuplicatePath {}
