//! Paths of facts that stand in strings, as operands name them.

use super::vocabulary::{Scope, Vocabulary};
use crate::check::MEASURES;
use crate::schema::Kind;

/// What an operand needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Number,
    Text,
    Set,
    /// What equal members can be counted by: a number, a text or a label.
    Countable,
}

impl Wanted {
    pub(super) fn word(self) -> &'static str {
        match self {
            Wanted::Number => "number",
            Wanted::Text => "text",
            Wanted::Set => "set",
            Wanted::Countable => "countable",
        }
    }

    fn takes(self, kind: &Kind) -> bool {
        match kind {
            Kind::Number { .. } => matches!(self, Wanted::Number | Wanted::Countable),
            Kind::Text => matches!(self, Wanted::Text | Wanted::Countable),
            Kind::Label(_) => self == Wanted::Countable,
            Kind::Set => self == Wanted::Set,
            Kind::Bool => false,
        }
    }
}

impl Vocabulary<'_> {
    /// All paths in a scope that lead to what is wanted.
    pub(super) fn paths(&self, scope: Scope, wanted: Wanted) -> Vec<String> {
        let mut out = Vec::new();
        for decl in self.decls(scope) {
            if wanted.takes(&decl.kind) {
                out.push(decl.path.clone());
            }
            match decl.kind {
                Kind::Text => {
                    self.derived(&decl.path, wanted, &mut out);
                    let own = format!("{}.own_text", decl.path);
                    self.derived(&own, wanted, &mut out);
                    if wanted.takes(&Kind::Text) {
                        out.push(own);
                    }
                }
                Kind::Set if wanted == Wanted::Number => out.push(format!("{}.count", decl.path)),
                _ => {}
            }
        }
        if scope == Scope::Record && wanted == Wanted::Number {
            out.extend(self.packs.iter().flat_map(|p| &p.numbers).map(|n| n.path.value.clone()));
            out.extend(self.members().into_iter().map(|(name, ..)| format!("{name}.count")));
        }
        out
    }

    /// Paths that lead to a field of a collection or view, from outside.
    pub(super) fn field_paths(&self, wanted: Wanted) -> Vec<String> {
        let members = self.members();
        let below = |(name, collection, _): &(String, _, String)| {
            let fields = self.paths(Scope::Members(*collection), wanted);
            fields.into_iter().map(|field| format!("{name}.{field}")).collect::<Vec<_>>()
        };
        members.iter().flat_map(below).collect()
    }

    fn derived(&self, text: &str, wanted: Wanted, out: &mut Vec<String>) {
        let mut add = |names: &mut dyn Iterator<Item = &str>, after: &str| {
            out.extend(names.map(|name| format!("{text}.{name}{after}")));
        };
        let mut measures = MEASURES.iter().map(|(name, ..)| *name);
        let taggers = self.taggers();
        let mut taggers = taggers.iter().map(|(name, _)| *name);
        match wanted {
            Wanted::Number => {
                add(&mut measures, "");
                add(&mut taggers, ".count");
            }
            Wanted::Countable => {
                add(&mut measures, "");
                add(&mut ["language", "script"].into_iter(), "");
            }
            Wanted::Set => add(&mut taggers, ""),
            Wanted::Text => {}
        }
    }
}
