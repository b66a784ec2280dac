//! Names: views and named conditions, resolved when they are first needed, and remembered. A name that is needed while it is
//! being resolved is a cycle.

use super::{Checker, Cx, DefineDone, Found, MAX_DEPTH, MAX_SIZE, MAX_STEPS, NO_PARAMS, State, condition};
use crate::diag::{Diagnostic, Span};
use crate::node::Spanned;
use crate::program::{Cost, Filter, Named, NamedWhat, Scope, View, ViewId};
use crate::schema::CollectionId;

impl<'a> Checker<'a> {
    /// A local name, or `pack:name` for that of another pack.
    pub(super) fn local<'n>(&self, pack: usize, name: &'n str) -> (Option<usize>, &'n str) {
        match name.split_once(':') {
            Some((pack, name)) => (self.packs.iter().position(|p| p.name == pack), name),
            None => (Some(pack), name),
        }
    }

    /// Goes one step down, unless that is too deep.
    pub(super) fn deeper<T>(&mut self, span: Span, step: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.too_deep(span);
            return None;
        }
        self.depth += 1;
        let done = step(self);
        self.depth -= 1;
        done
    }

    fn too_deep(&mut self, span: Span) {
        // Where one name is nested too deeply, many are.
        if self.faults.iter().any(|fault| fault.code == "too-deep") {
            return;
        }
        let message = format!("more than {MAX_DEPTH} conditions and names nested in each other");
        self.error("too-deep", span, message, "split the condition, and name the parts with `[define.…]`");
    }

    /// What a name stands for may be used if it is small enough to be followed.
    pub(super) fn bounded<T>(&mut self, span: Span, cost: Cost, done: T) -> Option<T> {
        if cost.depth > MAX_STEPS {
            let message = format!("what this stands for goes more than {MAX_STEPS} names and operators deep");
            self.error("too-deep", span, message, "use fewer names that use each other");
            return None;
        }
        if cost.size > MAX_SIZE {
            let message = format!("what this stands for has more than {MAX_SIZE} parts");
            self.error("too-deep", span, message, "use fewer names that use each other");
            return None;
        }
        Some(done)
    }

    pub(super) fn view(&mut self, pack: usize, name: &Spanned<String>) -> Option<ViewId> {
        let (Some(pack), local) = self.local(pack, &name.value) else { return None };
        let packs = self.packs;
        let declared = packs[pack].views.iter().find(|v| v.name.value == local)?;
        self.uses(declared.name.span);
        let key = (pack, local.to_owned());
        match self.views.get(&key) {
            Some(State::Done(done)) => return *done,
            Some(State::Busy) => {
                self.cyclic(name.span, format!("the view `{local}` is part of itself"));
                return None;
            }
            None => {}
        }
        self.views.insert(key.clone(), State::Busy);
        let resolve = |checker: &mut Self| checker.resolve_view(pack, declared);
        let done = self.on_behalf(declared.name.span, |checker| checker.deeper(name.span, resolve));
        self.views.insert(key, State::Done(done));
        if let Some(view) = done {
            let path = declared.name.value.clone();
            self.named.push(Named { path, doc: None, what: NamedWhat::View(view) });
        }
        done
    }

    /// A condition could not say this name.
    pub(super) fn free_word(&mut self, word: &str, span: Span) -> Option<()> {
        if !condition::RESERVED.contains(&word) {
            return Some(());
        }
        let message = format!("`{word}` is a word of the rule language");
        self.error("duplicate-name", span, message, "choose another name");
        None
    }

    pub(super) fn cyclic(&mut self, span: Span, message: String) {
        self.error(
            "cycle",
            span,
            message,
            "what is declared by means of itself has no value; leave one of the steps out",
        );
    }

    fn resolve_view(&mut self, pack: usize, view: &'a crate::model::View) -> Option<ViewId> {
        if self.schema.fact(&view.name.value).is_some() || self.schema.collection(&view.name.value).is_some() {
            let message = format!("the view `{}` hides a fact of the same name", view.name.value);
            self.error("duplicate-name", view.name.span, message, "choose another name");
            return None;
        }
        self.free_word(&view.name.value, view.name.span)?;
        let of = self.members(pack, view.of.as_ref()?)?;
        let base = self.code.views.get(of.index()).clone();
        let filter = match &view.filter {
            None => None,
            Some(node) => {
                let cx = Cx { pack, params: &NO_PARAMS, scope: base.scope() };
                let condition = self.condition(cx, node)?;
                let filter = condition.cond;
                self.filters.push(Filter { pack, name: view.name.clone(), condition });
                Some(filter)
            }
        };
        let id = self.code.view(View { collection: base.collection, of: Some(of), filter, latest: view.latest });
        self.bounded(view.name.span, self.code.views.cost(id.index()), id)
    }

    /// A collection or a view by name; reports an unknown one.
    pub(super) fn members(&mut self, pack: usize, name: &Spanned<String>) -> Option<ViewId> {
        match self.find_members(pack, name) {
            Found::One(view) => return Some(view),
            Found::Faulty => return None,
            Found::Nothing => {}
        }
        let packs = self.packs;
        let known: Vec<&str> = packs[pack]
            .views
            .iter()
            .map(|v| v.name.value.as_str())
            .chain(self.schema.collections().iter().map(|c| c.path.as_str()))
            .collect();
        let diagnostic =
            Diagnostic::error("unknown-view", name.span, format!("no collection or view `{}`", name.value));
        let diagnostic = match self.foreign(&name.value) {
            Some(help) => diagnostic.help(help),
            None => diagnostic
                .did_you_mean(&name.value, known.iter().copied())
                .help(format!("there are: {}", known.join(", "))),
        };
        self.faults.push(diagnostic);
        None
    }

    /// Why a name of another pack cannot be found, if that pack is not there.
    pub(super) fn foreign(&self, name: &str) -> Option<String> {
        let (pack, _) = name.split_once(':')?;
        let loaded: Vec<&str> = self.packs.iter().map(|p| p.name.as_str()).collect();
        (!loaded.contains(&pack)).then(|| format!("no pack `{pack}` is loaded; there are: {}", loaded.join(", ")))
    }

    pub(super) fn find_members(&mut self, pack: usize, name: &Spanned<String>) -> Found<ViewId> {
        if let Some(CollectionId(collection)) = self.schema.collection(&name.value) {
            return Found::One(self.code.view(View { collection, of: None, filter: None, latest: None }));
        }
        let (Some(owner), local) = self.local(pack, &name.value) else { return Found::Nothing };
        if !self.packs[owner].views.iter().any(|v| v.name.value == local) {
            return Found::Nothing;
        }
        self.view(pack, name).map_or(Found::Faulty, Found::One)
    }

    pub(super) fn define(&mut self, pack: usize, name: &Spanned<String>) -> Option<DefineDone> {
        let (owner, local) = self.local(pack, &name.value);
        let packs = self.packs;
        let found = owner.and_then(|owner| Some((owner, packs[owner].defines.iter().find(|d| d.name.value == local)?)));
        let Some((owner, declared)) = found else {
            let known: Vec<&str> = packs[pack].defines.iter().map(|d| d.name.value.as_str()).collect();
            let help = self.foreign(&name.value).unwrap_or_else(|| format!("declare it: `[define.{local}]`"));
            self.faults.push(
                Diagnostic::error("unknown-define", name.span, format!("no named condition `{}`", name.value))
                    .did_you_mean(&name.value, known)
                    .help(help),
            );
            return None;
        };
        self.uses(declared.name.span);
        let key = (owner, local.to_owned());
        match self.defines.get(&key) {
            Some(State::Done(done)) => return done.clone(),
            Some(State::Busy) => {
                self.cyclic(name.span, format!("the named condition `{local}` uses itself"));
                return None;
            }
            None => {}
        }
        self.defines.insert(key.clone(), State::Busy);
        let resolve = |checker: &mut Self| checker.resolve_define(owner, declared);
        let done = self.on_behalf(declared.name.span, |checker| checker.deeper(name.span, resolve));
        self.defines.insert(key, State::Done(done.clone()));
        done
    }

    fn resolve_define(&mut self, pack: usize, define: &'a crate::model::Define) -> Option<DefineDone> {
        let scope = match &define.of {
            None => Scope::RECORD,
            Some(of) => {
                let view = self.members(pack, of)?;
                self.code.views.get(view.index()).scope()
            }
        };
        let outline = self.condition(Cx { pack, params: &NO_PARAMS, scope }, &define.condition)?;
        let cost = self.code.conds.cost(outline.cond.index()).max(outline.cost());
        self.bounded(define.name.span, cost, DefineDone { scope, outline, size: cost.size })
    }
}
