//! From a dotted path to the fact it names.

use super::{Checker, Cx, State};
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

impl Checker<'_> {
    /// What a path names, or `None` when it names nothing.
    pub(super) fn resolve(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Option<Place> {
        if let Some(place) = self.direct(cx, path, span) {
            return Some(place);
        }
        if let Some((head, last)) = path.rsplit_once('.')
            && let Some(parent) = self.resolve(cx, head, span)
            && let Some(place) = self.child(cx, parent, last, span)
        {
            return Some(place);
        }
        self.is_group(cx.scope, path).then(|| Place::Group(cx.scope, path.to_owned()))
    }

    /// A path that stands in the catalogue or among the declarations as it is.
    fn direct(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Option<Place> {
        let decls = self.decls(cx.scope);
        if let Some(index) = decls.iter().position(|d| d.path == path) {
            let fact = FactRef { scope: cx.scope, index: u32::try_from(index).ok()? };
            let kind = decls[index].kind.clone();
            return Some(self.fact(fact, &kind));
        }
        if cx.scope != Scope::RECORD {
            return None;
        }
        let name = Spanned { value: path.to_owned(), span };
        if let Some(members) = self.find_members(cx.pack, &name) {
            return members.map(Place::Members);
        }
        self.number_at(path, span).map(Place::Number)
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
    fn child(&mut self, cx: Cx<'_>, parent: Place, name: &str, span: Span) -> Option<Place> {
        match parent {
            Place::Text(text) => self.derived(text, name),
            Place::Set(set) if name == "count" => Some(Place::Number(self.code.num(Num::SetSize(set)))),
            Place::Members(view) if name == "count" => {
                Some(Place::Number(self.code.num(Num::Members { view, filter: None, share: false })))
            }
            Place::Members(view) => {
                let scope = self.code.views.get(view.index()).scope();
                let inner = self.resolve(cx.within(scope), name, span)?;
                Some(Place::Field(view, Box::new(inner)))
            }
            Place::Field(view, inner) => {
                let scope = self.code.views.get(view.index()).scope();
                let inner = match *inner {
                    Place::Group(_, prefix) => self.resolve(cx.within(scope), &format!("{prefix}.{name}"), span)?,
                    inner => self.child(cx.within(scope), inner, name, span)?,
                };
                Some(Place::Field(view, Box::new(inner)))
            }
            _ => None,
        }
    }

    fn derived(&mut self, text: TextId, name: &str) -> Option<Place> {
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
                    return Some(Place::Number(num));
                }
                let tagger = *self.tagger_ids.get(name)?;
                Place::Set(self.code.set(Set::Tags(text, tagger)))
            }
        };
        Some(place)
    }

    /// A named number at this path; one that is faulty is reported once, where it is declared.
    fn number_at(&mut self, path: &str, span: Span) -> Option<NumId> {
        if let Some(State::Busy) = self.numbers.get(path) {
            self.error("cycle", span, format!("the fact `{path}` is computed from itself"), "");
            return None;
        }
        self.number(path)
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
        let scope = match parent {
            Some(Place::Members(view) | Place::Field(view, _)) => self.code.views.get(view.index()).scope(),
            _ => cx.scope,
        };
        let prefix = match parent {
            Some(Place::Members(_) | Place::Field(..)) => String::new(),
            _ if path.is_empty() => String::new(),
            _ => format!("{path}."),
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
        if matches!(parent, Some(Place::Text(_))) {
            names.extend(MEASURES.iter().map(|(n, ..)| (*n).to_owned()));
            names.extend(["own_text", "language", "script"].map(str::to_owned));
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
        let known = children.iter().map(String::as_str).chain(operators.iter().copied());
        let mut diagnostic = match parent {
            Some(place) if !matches!(place, Place::Group(..)) => Diagnostic::error(
                "unknown-operator",
                span,
                format!("`{path}` is {} and has no operator or fact `{key}`", place.noun()),
            ),
            _ => Diagnostic::error("unknown-fact", span, format!("no fact `{full}`")).mark(if path.is_empty() {
                String::new()
            } else {
                format!("not a fact of `{path}`")
            }),
        };
        let near = crate::diag::nearest(key, known);
        diagnostic = match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None if !operators.is_empty() => diagnostic.help(format!("`{path}` takes: {}", operators.join(", "))),
            None if children.len() <= 24 && !children.is_empty() => {
                diagnostic.help(format!("there are: {}", children.join(", ")))
            }
            None => diagnostic.help("`followback facts` lists every fact"),
        };
        self.faults.push(diagnostic);
    }

    /// The place that a path in a string names; reports one that names nothing.
    pub(super) fn place(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Option<Place> {
        if let Some(place) = self.resolve(cx, path, span) {
            return Some(place);
        }
        let mut head = "";
        let mut parent = None;
        for (at, _) in path.match_indices('.') {
            match self.resolve(cx, &path[..at], span) {
                Some(place) => (head, parent) = (&path[..at], Some(place)),
                None => break,
            }
        }
        let rest = path[head.len()..].trim_start_matches('.');
        let key = rest.split('.').next().unwrap_or(rest);
        self.unknown_fact(cx, head, parent.as_ref(), key, span, &[]);
        None
    }
}
