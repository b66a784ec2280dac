//! From a dotted path to the fact it names.

use super::condition::{meant, takes};
use super::{Checker, Cx, Found};
use crate::diag::{Diagnostic, Span};
use crate::node::Spanned;
use crate::program::{FactRef, LabelRef, Measure, Num, NumId, Scope, Set, SetId, Text, TextId, ViewId};
use crate::schema::{FactDecl, Kind};

/// What a path names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// Part of longer paths only.
    Group(Scope, String),
    Bool(FactRef),
    Number(NumId),
    /// With the words it can be, if they are limited.
    Label(LabelRef, Vec<String>),
    Text(TextId),
    Set(SetId),
    /// A collection or view.
    Members(ViewId),
    /// A fact of the members, named from outside.
    Field(ViewId, Box<Place>),
}

impl Place {
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Place::Group(..) => "a group of facts",
            Place::Bool(_) => "true or false",
            Place::Number(_) => "a number",
            Place::Label(..) => "a label",
            Place::Text(_) => "a text",
            Place::Set(_) => "a set of labels",
            Place::Members(_) => "a collection",
            Place::Field(..) => "a fact of the members of a collection",
        }
    }
}

/// Derived numbers of a text, with their units.
pub(crate) const MEASURES: [(&str, Measure, &str); 12] = [
    ("length", Measure::Length, "characters"),
    ("chars", Measure::Chars, "code points"),
    ("width", Measure::Width, "columns"),
    ("words", Measure::Words, "words"),
    ("own_words", Measure::OwnWords, "words"),
    ("letters", Measure::Letters, "letters"),
    ("emojis", Measure::Emojis, "emoji"),
    ("links", Measure::Links, "links"),
    ("hashtags", Measure::Hashtags, "hashtags"),
    ("mentions", Measure::Mentions, "mentions"),
    ("hashtag_share", Measure::HashtagShare, ""),
    ("capitals_share", Measure::CapitalsShare, ""),
];

/// Derived facts of a text that are no numbers.
const TEXT_FACTS: [&str; 3] = ["own_text", "language", "script"];

/// The longest path, in bytes and in steps: a bound for the stack.
const MAX_PATH: usize = 200;
const MAX_STEPS: usize = 16;

impl Checker<'_> {
    /// What a path names.
    pub(super) fn resolve(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Found<Place> {
        if path.len() > MAX_PATH || path.matches('.').count() > MAX_STEPS {
            return Found::Nothing;
        }
        match self.direct(cx, path, span) {
            Found::Nothing => {}
            found => return found,
        }
        if let Some((head, last)) = path.rsplit_once('.') {
            match self.resolve(cx, head, span) {
                Found::One(parent) => match self.child(cx, parent, last, span) {
                    Found::Nothing => {}
                    found => return found,
                },
                Found::Faulty => return Found::Faulty,
                Found::Nothing => {}
            }
        }
        if self.is_group(cx.scope, path) { Found::One(Place::Group(cx.scope, path.to_owned())) } else { Found::Nothing }
    }

    /// A path that stands in the catalogue or among the declarations as it is.
    fn direct(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Found<Place> {
        let decls = self.decls(cx.scope);
        if let Some((index, decl)) = (0..).zip(decls).find(|(_, d)| d.path == path) {
            let kind = decl.kind.clone();
            return Found::One(self.fact(FactRef { scope: cx.scope, index }, &kind));
        }
        if cx.scope != Scope::RECORD {
            return Found::Nothing;
        }
        let name = Spanned { value: path.to_owned(), span };
        match self.find_members(cx.pack, &name) {
            Found::Nothing => self.number(path, span).map(Place::Number),
            found => found.map(Place::Members),
        }
    }

    fn fact(&mut self, fact: FactRef, kind: &Kind) -> Place {
        match kind {
            Kind::Bool => Place::Bool(fact),
            Kind::Number { unit, .. } => {
                let num = self.code.num(Num::Fact(fact));
                self.units.insert(num, unit);
                Place::Number(num)
            }
            Kind::Text => Place::Text(self.code.text(Text { base: fact, own: false })),
            Kind::Label(words) => Place::Label(LabelRef::Fact(fact), words.clone()),
            Kind::Set => Place::Set(self.code.set(Set::Fact(fact))),
        }
    }

    /// What stands below a place.
    pub(super) fn child(&mut self, cx: Cx<'_>, parent: Place, name: &str, span: Span) -> Found<Place> {
        match parent {
            Place::Text(text) => self.derived(text, name),
            Place::Set(set) if name == "count" => Found::One(Place::Number(self.code.num(Num::SetSize(set)))),
            Place::Members(view) if name == "count" => {
                Found::One(Place::Number(self.code.num(Num::Members { view, filter: None, share: false })))
            }
            Place::Members(view) => {
                let scope = self.code.views.get(view.index()).scope();
                self.resolve(cx.within(scope), name, span).map(|inner| Place::Field(view, Box::new(inner)))
            }
            Place::Field(view, inner) => {
                let scope = self.code.views.get(view.index()).scope();
                let inner = match *inner {
                    Place::Group(_, prefix) => self.resolve(cx.within(scope), &format!("{prefix}.{name}"), span),
                    inner => self.child(cx.within(scope), inner, name, span),
                };
                inner.map(|inner| Place::Field(view, Box::new(inner)))
            }
            Place::Group(..) | Place::Bool(_) | Place::Number(_) | Place::Label(..) | Place::Set(_) => Found::Nothing,
        }
    }

    /// Whether every text has a fact of this name.
    pub(super) fn is_derived(name: &str) -> bool {
        MEASURES.iter().any(|(n, ..)| *n == name) || TEXT_FACTS.contains(&name)
    }

    fn derived(&mut self, text: TextId, name: &str) -> Found<Place> {
        let place = match name {
            "own_text" => {
                let base = self.code.texts.get(text.index()).base;
                Place::Text(self.code.text(Text { base, own: true }))
            }
            "language" => {
                self.code.languages.push(text);
                Place::Label(LabelRef::Language(text), Vec::new())
            }
            "script" => Place::Label(LabelRef::Script(text), Vec::new()),
            _ => {
                if let Some((_, measure, unit)) = MEASURES.iter().find(|(n, ..)| *n == name) {
                    let num = self.code.num(Num::Text(text, *measure));
                    self.units.insert(num, unit);
                    return Found::One(Place::Number(num));
                }
                let Some(&tagger) = self.tagger_ids.get(name) else { return Found::Nothing };
                if let Some(declared) = self.packs.iter().flat_map(|p| &p.taggers).find(|t| t.name.value == name) {
                    self.uses(declared.name.span);
                }
                Place::Set(self.code.set(Set::Tags(text, tagger)))
            }
        };
        Found::One(place)
    }

    fn decls(&self, scope: Scope) -> &[FactDecl] {
        match Self::collection_of(scope) {
            None => self.schema.facts(),
            Some(collection) => &self.schema.collection_decl(collection).fields,
        }
    }

    fn is_group(&self, scope: Scope, path: &str) -> bool {
        self.names(scope).any(|name| name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    }

    /// All paths of facts in a scope, as far as they are written down.
    fn names(&self, scope: Scope) -> impl Iterator<Item = &str> {
        let numbers = self.packs.iter().flat_map(|p| &p.numbers).map(|n| n.path.value.as_str());
        let numbers = numbers.filter(move |_| scope == Scope::RECORD);
        self.decls(scope).iter().map(|d| d.path.as_str()).chain(numbers)
    }

    /// The names that may follow a path, for help.
    fn children(&self, cx: Cx<'_>, path: &str, parent: Option<&Place>) -> Vec<String> {
        let (scope, prefix, text) = match parent {
            None => (cx.scope, String::new(), false),
            Some(Place::Members(view)) => (self.code.views.get(view.index()).scope(), String::new(), false),
            Some(Place::Field(view, inner)) => {
                let scope = self.code.views.get(view.index()).scope();
                match &**inner {
                    Place::Group(_, group) => (scope, format!("{group}."), false),
                    inner => (scope, "\0".to_owned(), matches!(inner, Place::Text(_))),
                }
            }
            Some(place) => (cx.scope, format!("{path}."), matches!(place, Place::Text(_))),
        };
        let mut names: Vec<String> = self
            .names(scope)
            .filter_map(|n| n.strip_prefix(&prefix))
            .map(|rest| rest.split('.').next().unwrap_or(rest).to_owned())
            .collect();
        if path.is_empty() && cx.scope == Scope::RECORD {
            names.extend(self.schema.collections().iter().map(|c| c.path.clone()));
            names.extend(self.packs[cx.pack].views.iter().map(|v| v.name.value.clone()));
        }
        if text {
            names.extend(MEASURES.iter().map(|(n, ..)| (*n).to_owned()));
            names.extend(TEXT_FACTS.map(str::to_owned));
            names.extend(self.taggers.iter().map(|t| t.name.clone()));
        }
        names.sort();
        names.dedup();
        names
    }

    /// Reports that `key` does not follow `path`.
    pub(super) fn unknown_fact(
        &mut self,
        cx: Cx<'_>,
        path: &str,
        parent: Option<&Place>,
        key: &str,
        span: Span,
        operators: &[&str],
    ) {
        let children = self.children(cx, path, parent);
        let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let full = shortened(&full);
        let known: Vec<&str> = children.iter().map(String::as_str).chain(operators.iter().copied()).collect();
        let near = meant(key, &known);
        let mut diagnostic = match parent {
            Some(place) if !matches!(place, Place::Group(..)) => {
                let below = if operators.is_empty() { "no fact" } else { "no operator or fact" };
                let message = format!("`{path}` is {} and has {below} `{}`", place.noun(), shortened(key));
                Diagnostic::error("unknown-operator", span, message)
            }
            _ if path.is_empty() && cx.scope != Scope::RECORD => {
                Diagnostic::error("unknown-fact", span, format!("members have no fact `{full}`"))
            }
            _ => Diagnostic::error("unknown-fact", span, format!("no fact `{full}`")).mark(if path.is_empty() {
                String::new()
            } else {
                format!("not a fact of `{path}`")
            }),
        };
        diagnostic = match (near, parent) {
            (Some(near), _) => diagnostic.help(format!("did you mean `{near}`?")),
            (None, Some(place @ Place::Field(..))) => diagnostic.help(takes(path, place)),
            (None, Some(place)) if !operators.is_empty() => diagnostic.help(takes(path, place)),
            _ if children.len() <= 24 && !children.is_empty() => {
                diagnostic.help(format!("there are: {}", children.join(", ")))
            }
            _ => diagnostic.help("`followback facts` lists every fact"),
        };
        self.faults.push(diagnostic);
    }

    /// The place that a path in a string names; reports one that names nothing.
    pub(super) fn place(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Option<Place> {
        match self.resolve(cx, path, span) {
            Found::One(place) => return Some(place),
            Found::Faulty => return None,
            Found::Nothing => {}
        }
        let mut head = "";
        let mut parent = None;
        for (at, _) in path.match_indices('.') {
            match self.resolve(cx, &path[..at], span) {
                Found::One(place) => (head, parent) = (&path[..at], Some(place)),
                Found::Faulty | Found::Nothing => break,
            }
        }
        let rest = path[head.len()..].trim_start_matches('.');
        let key = rest.split('.').next().unwrap_or(rest);
        self.unknown_fact(cx, head, parent.as_ref(), key, span, &[]);
        None
    }
}

/// A name for a message, however long it was written.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 80;
    match name.char_indices().nth(LONGEST) {
        None => name.to_owned(),
        Some((at, _)) => format!("{}…", &name[..at]),
    }
}
