//! The names that the rule files of a pack can say.

use std::collections::BTreeMap;

use crate::model::{Pack, Tags};
use crate::schema::{CollectionDecl, CollectionId, FactDecl, Kind, Schema};

/// The packs that are loaded, which of them is edited, and the catalogue.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary<'a> {
    pub(super) packs: &'a [Pack],
    pub(super) own: usize,
    pub(super) schema: &'a Schema,
}

/// Whose facts are meant: those of the record, or of the members of a collection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Record,
    Members(CollectionId),
}

/// What stands at a path.
#[derive(Clone, Debug)]
pub(super) enum What<'a> {
    Fact(&'a Kind),
    /// A number that a pack computes.
    Named,
    /// A collection or a view of it.
    Members(CollectionId),
}

/// A step of a path, and what it leads to.
#[derive(Debug, Default)]
pub(super) struct Branch<'a> {
    pub(super) what: Option<(What<'a>, String)>,
    pub(super) below: BTreeMap<String, Branch<'a>>,
}

impl<'a> Branch<'a> {
    fn put(&mut self, path: &str, what: What<'a>, doc: String) {
        let mut at = self;
        for step in path.split('.') {
            at = at.below.entry(step.to_owned()).or_default();
        }
        at.what = Some((what, doc));
    }
}

impl<'a> Vocabulary<'a> {
    /// The tree of facts that a condition mirrors.
    pub(super) fn tree(&self, scope: Scope) -> Branch<'a> {
        let mut root = self.given(scope);
        if scope == Scope::Record {
            for number in self.packs.iter().flat_map(|p| &p.numbers) {
                let doc = number.doc.clone().unwrap_or_else(|| "A number that the pack computes.".to_owned());
                root.put(&number.path.value, What::Named, doc);
            }
            for (name, collection, doc) in self.members() {
                // A view's name is one step, whatever stands in it.
                let at = root.below.entry(name).or_default();
                at.what = Some((What::Members(collection), doc));
            }
        }
        root
    }

    /// The tree of facts that a source can give; nothing that follows from them.
    pub(super) fn given(&self, scope: Scope) -> Branch<'a> {
        let mut root = Branch::default();
        for decl in self.decls(scope) {
            root.put(&decl.path, What::Fact(&decl.kind), sentence(decl));
        }
        root
    }

    pub(super) fn decls(&self, scope: Scope) -> &'a [FactDecl] {
        match scope {
            Scope::Record => self.schema.facts(),
            Scope::Members(collection) => &self.schema.collection_decl(collection).fields,
        }
    }

    pub(super) fn collections(&self) -> impl Iterator<Item = (CollectionId, &'a CollectionDecl)> + use<'a> {
        (0..).map(CollectionId).zip(self.schema.collections())
    }

    /// All collections and views by the names they have here, with what they are.
    pub(super) fn members(&self) -> Vec<(String, CollectionId, String)> {
        let mut out: Vec<(String, CollectionId, String)> =
            self.collections().map(|(id, decl)| (decl.path.clone(), id, decl.doc.clone())).collect();
        for (index, pack) in self.packs.iter().enumerate() {
            for view in &pack.views {
                let Some(of) = &view.of else { continue };
                let Some(collection) = self.collection_under(index, &of.value) else { continue };
                let latest = view.latest.map_or(String::new(), |n| format!(", the latest {n}"));
                let some = if view.filter.is_some() { ", those that meet a condition" } else { "" };
                let doc = format!("View of `{}`{some}{latest}.", of.value);
                out.push((self.named_here(index, &view.name.value), collection, doc));
            }
        }
        out
    }

    /// The name of something local to a pack, as the edited pack says it.
    fn named_here(&self, pack: usize, name: &str) -> String {
        if pack == self.own { name.to_owned() } else { format!("{}:{name}", self.packs[pack].name) }
    }

    /// The collection that a name leads to through any number of views.
    fn collection_under(&self, pack: usize, name: &str) -> Option<CollectionId> {
        let (mut pack, mut name) = (pack, name);
        let views: usize = self.packs.iter().map(|p| p.views.len()).sum();
        // Views that are parts of each other lead nowhere.
        for _ in 0..=views {
            if let Some(collection) = self.schema.collection(name) {
                return Some(collection);
            }
            let local = match name.split_once(':') {
                Some((other, local)) => {
                    pack = self.packs.iter().position(|p| p.name == other)?;
                    local
                }
                None => name,
            };
            name = &self.packs[pack].views.iter().find(|v| v.name.value == local)?.of.as_ref()?.value;
        }
        None
    }

    /// Named conditions, as `is` names them.
    pub(super) fn defines(&self) -> Vec<String> {
        self.local(|pack| pack.defines.iter().map(|d| d.name.value.as_str()).collect())
    }

    /// Lists, as conditions name them: with an `@`.
    pub(super) fn lists(&self) -> Vec<String> {
        let names = self.local(|pack| pack.lists.iter().map(|l| l.name.value.as_str()).collect());
        names.into_iter().map(|name| format!("@{name}")).collect()
    }

    fn local(&self, names: impl Fn(&'a Pack) -> Vec<&'a str>) -> Vec<String> {
        let packs = self.packs.iter().enumerate();
        packs.flat_map(|(i, pack)| names(pack).into_iter().map(move |n| self.named_here(i, n))).collect()
    }

    /// Parameters of the edited pack, as operands name them. A rule may have more of its own.
    pub(super) fn params(&self) -> Vec<String> {
        let own = self.packs.get(self.own);
        own.into_iter().flat_map(|p| &p.params).map(|(name, _)| format!("${}", name.value)).collect()
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.packs.iter().flat_map(|p| &p.rules).map(|r| r.id.value.as_str())
    }

    pub(super) fn factors(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.packs.iter().flat_map(|p| &p.factors).map(|f| f.id.value.as_str())
    }

    pub(super) fn bands(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.packs.iter().filter_map(|p| p.score.as_ref()).flat_map(|s| &s.bands).map(|(band, _)| band.as_str())
    }

    /// Taggers with their labels.
    pub(super) fn taggers(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        let taggers = self.packs.iter().flat_map(|pack| pack.taggers.iter().map(move |tagger| (pack, tagger)));
        taggers
            .map(|(pack, tagger)| {
                let labels = match &tagger.tags {
                    Tags::Topics(topics) => topics.iter().map(|t| t.id.value.as_str()).collect(),
                    Tags::Each(list) => {
                        let name = list.value.trim_start_matches('@');
                        let list = pack.lists.iter().find(|l| l.name.value == name);
                        list.into_iter().flat_map(|l| l.phrases.iter()).collect()
                    }
                };
                (tagger.name.value.as_str(), labels)
            })
            .collect()
    }
}

impl Branch<'_> {
    /// The paths of everything below, groups of facts too, each behind `prefix`.
    pub(super) fn paths(&self, prefix: &str) -> Vec<String> {
        let below = self.below.iter().flat_map(|(step, branch)| {
            let path = format!("{prefix}.{step}");
            let mut paths = branch.paths(&path);
            paths.push(path);
            paths
        });
        below.collect()
    }
}

/// What is known of a fact, in a sentence or three.
fn sentence(decl: &FactDecl) -> String {
    let stop = if decl.doc.ends_with('.') { "" } else { "." };
    let range = match &decl.kind {
        Kind::Number { unit, min, max, .. } => {
            let of = if unit.is_empty() { String::new() } else { format!(" of {unit}") };
            match (min.is_finite(), max.is_finite()) {
                (true, true) => format!(" A number{of} from {min} to {max}."),
                (true, false) => format!(" A number{of}, {min} or more."),
                _ => format!(" A number{of}."),
            }
        }
        _ => String::new(),
    };
    let suppliers = match &decl.suppliers[..] {
        [] => " Nothing supplies it yet.".to_owned(),
        suppliers => format!(" Supplied by: {}.", suppliers.join(", ")),
    };
    let declared = if decl.declared { " Declared by the user: left out, it is absent and never unknown." } else { "" };
    format!("{}{stop}{range}{suppliers}{declared}", decl.doc)
}
