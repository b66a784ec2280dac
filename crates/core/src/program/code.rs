//! All expressions of a rule set, each in the scope that it belongs to.

use rustc_hash::FxHashMap;

use super::arena::{Arena, CondId, Home, NumId, PatternId, Scope, SetId, TextId, ViewId};
use super::expr::{Cond, Key, LabelRef, Num, Presence, Set, Test, Text, View};
use crate::text::pattern::Pattern;

/// All expressions of a rule set.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) conds: Arena<Cond>,
    pub(crate) nums: Arena<Num>,
    pub(crate) sets: Arena<Set>,
    pub(crate) texts: Arena<Text>,
    pub(crate) views: Arena<View>,
    pub(crate) patterns: Vec<Pattern>,
    /// Texts whose language somebody asks for.
    pub(crate) languages: Vec<TextId>,
    pattern_index: FxHashMap<Box<str>, PatternId>,
}

impl Code {
    pub(crate) fn new(scopes: usize) -> Self {
        Code {
            conds: Arena::new(scopes),
            nums: Arena::new(scopes),
            sets: Arena::new(scopes),
            texts: Arena::new(scopes),
            views: Arena::new(scopes),
            patterns: Vec::new(),
            languages: Vec::new(),
            pattern_index: FxHashMap::default(),
        }
    }

    pub(crate) fn cond(&mut self, cond: Cond) -> CondId {
        let home = self.cond_home(&cond);
        CondId(self.conds.intern(cond, home))
    }

    /// A condition of its own, even if there is an equal one.
    pub(crate) fn own_cond(&mut self, cond: Cond) -> CondId {
        let home = self.cond_home(&cond);
        CondId(self.conds.push(cond, home))
    }

    fn cond_home(&self, cond: &Cond) -> Home {
        match cond {
            Cond::Fired(_) => Home::RECORD,
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().map(|part| self.conds.home(part.index())).fold(Home::RECORD, Home::and)
            }
            Cond::Not(inner) => self.conds.home(inner.index()),
            Cond::Leaf(test, _) => self.test_home(test),
        }
    }

    pub(crate) fn num(&mut self, num: Num) -> NumId {
        let home = match &num {
            Num::Const(_) => Home::RECORD,
            Num::Fact(fact) => Home::of(fact.scope),
            Num::Text(text, _) | Num::Matches(text, _) => self.text_home(*text),
            Num::SetSize(set) => self.set_home(*set),
            Num::Overlap { of, with, .. } => self.set_home(*of).and(self.set_home(*with)),
            Num::Members { view, filter, .. } => {
                let filter = filter.map_or(Home::RECORD, |filter| self.conds.home(filter.index()));
                self.views.home(view.index()).and(filter).outside()
            }
            Num::Aggregate { view, key, .. } => {
                let key = match key {
                    Key::Number(num) => self.num_home(*num),
                    Key::Text(text) => self.text_home(*text),
                    Key::Label(label) => self.label_home(*label),
                };
                self.views.home(view.index()).and(key).outside()
            }
            Num::Formula(_, a, b) => self.num_home(*a).and(self.num_home(*b)),
        };
        NumId(self.nums.intern(num, home))
    }

    pub(crate) fn set(&mut self, set: Set) -> SetId {
        let home = match &set {
            Set::Fact(fact) => Home::of(fact.scope),
            Set::Tags(text, _) => self.text_home(*text),
            Set::Labels(_) => Home::RECORD,
            Set::Union(view, each) => self.views.home(view.index()).and(self.set_home(*each)).outside(),
        };
        SetId(self.sets.intern(set, home))
    }

    /// An own text is cut from the whole one, so that is there too.
    pub(crate) fn text(&mut self, text: Text) -> TextId {
        let home = Home::of(text.base.scope);
        if text.own {
            self.texts.intern(Text { own: false, ..text }, home);
        }
        TextId(self.texts.intern(text, home))
    }

    pub(crate) fn find_text(&self, text: &Text) -> Option<TextId> {
        self.texts.find(text).map(TextId)
    }

    pub(crate) fn view(&mut self, view: View) -> ViewId {
        let of = view.of.map_or(Home::RECORD, |of| self.views.home(of.index()));
        let filter = view.filter.map_or(Home::RECORD, |filter| self.conds.home(filter.index()));
        ViewId(self.views.intern(view, of.and(filter).outside()))
    }

    pub(crate) fn pattern(&mut self, pattern: Pattern) -> PatternId {
        if let Some(&id) = self.pattern_index.get(pattern.source()) {
            return id;
        }
        let id = PatternId(u32::try_from(self.patterns.len()).unwrap_or(u32::MAX));
        self.pattern_index.insert(pattern.source().into(), id);
        self.patterns.push(pattern);
        id
    }

    pub(crate) fn num_scope(&self, id: NumId) -> Scope {
        self.num_home(id).scope
    }

    pub(crate) fn set_scope(&self, id: SetId) -> Scope {
        self.set_home(id).scope
    }

    fn num_home(&self, id: NumId) -> Home {
        self.nums.home(id.index())
    }

    fn set_home(&self, id: SetId) -> Home {
        self.sets.home(id.index())
    }

    fn text_home(&self, id: TextId) -> Home {
        self.texts.home(id.index())
    }

    fn label_home(&self, label: LabelRef) -> Home {
        match label {
            LabelRef::Fact(fact) => Home::of(fact.scope),
            LabelRef::Language(text) | LabelRef::Script(text) => self.text_home(text),
        }
    }

    fn test_home(&self, test: &Test) -> Home {
        match test {
            Test::Bool(fact, _) | Test::Present(Presence::Bool(fact), _) => Home::of(fact.scope),
            Test::Number(a, _, b) => self.num_home(*a).and(self.num_home(*b)),
            Test::Between(of, low, high) => self.num_home(*of).and(self.num_home(*low)).and(self.num_home(*high)),
            Test::Label(label, _) | Test::Present(Presence::Label(label), _) => self.label_home(*label),
            Test::Compare(text, ..)
            | Test::Contains(text, _)
            | Test::Matches(text, _)
            | Test::Present(Presence::Text(text), _) => self.text_home(*text),
            Test::SameAs(a, b) | Test::SharesWord(a, b) => self.text_home(*a).and(self.text_home(*b)),
            Test::Has(set, _) | Test::Present(Presence::Set(set), _) => self.set_home(*set),
            Test::Overlaps(a, b) => self.set_home(*a).and(self.set_home(*b)),
            Test::Present(Presence::Number(num), _) => self.num_home(*num),
            Test::Present(Presence::Members(view), _) => self.views.home(view.index()),
        }
    }
}
