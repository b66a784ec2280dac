//! Conditions and numbers in few words, for the names of mutants.

use crate::program::{Arith, Cond, CondId, Key, Num, NumId, Op, Presence, Program, Set, SetId, Test};

impl Program {
    /// A condition as it could be written, shortened.
    pub(super) fn brief(&self, cond: CondId) -> String {
        match self.code.conds.get(cond.index()) {
            Cond::All(parts) => format!("all of {} conditions", parts.len()),
            Cond::Any(parts) => format!("any of {} conditions", parts.len()),
            Cond::Not(inner) => format!("not {}", self.brief(*inner)),
            Cond::Fired(_) => "fired".to_owned(),
            Cond::Leaf(test, _) => self.brief_test(test),
        }
    }

    fn brief_test(&self, test: &Test) -> String {
        match test {
            Test::Bool(fact, value) => format!("{} = {value}", self.fact_path(*fact)),
            Test::Number(a, op, b) => format!("{} {} {}", self.brief_number(*a), op_word(*op), self.brief_number(*b)),
            Test::Between(of, low, high) => {
                let [of, low, high] = [of, low, high].map(|num| self.brief_number(*num));
                format!("{of} between {low} and {high}")
            }
            Test::Label(label, words) => format!("{} = {}", self.label_path(*label), words.join(" or ")),
            Test::Compare(text, how, words) => {
                let how = format!("{how:?}").to_lowercase().replace("with", " with");
                format!("{} {how} {}", self.text_path(*text), words.join(" or "))
            }
            Test::SameAs(a, b) => format!("{} same as {}", self.text_path(*a), self.text_path(*b)),
            Test::SharesWord(a, b) => format!("{} shares a word with {}", self.text_path(*a), self.text_path(*b)),
            Test::Contains(text, contains) => {
                let lists: Vec<String> = contains.lists.iter().map(|&list| self.list_words(list)).collect();
                format!("{} contains {}", self.text_path(*text), lists.join(", "))
            }
            Test::Matches(text, pattern) => {
                let source: String = self.code.patterns[pattern.index()].source().chars().take(40).collect();
                format!("{} matches '{source}'", self.text_path(*text))
            }
            Test::Has(set, label) => format!("{} has {label}", self.brief_set(*set)),
            Test::Overlaps(a, b) => format!("{} overlaps {}", self.brief_set(*a), self.brief_set(*b)),
            Test::Present(presence, wanted) => {
                let path = match presence {
                    Presence::Bool(fact) => self.fact_path(*fact),
                    Presence::Number(num) => self.brief_number(*num),
                    Presence::Text(text) => self.text_path(*text),
                    Presence::Label(label) => self.label_path(*label),
                    Presence::Set(set) => self.brief_set(*set),
                    Presence::Members(view) => self.view_path(*view),
                };
                format!("{path} present = {wanted}")
            }
        }
    }

    /// A list by its name, or by its first phrases.
    pub(super) fn list_words(&self, list: crate::text::phrase::ListId) -> String {
        let list = &self.lists[list.0 as usize];
        match (&list.name, list.phrases.get(0), list.phrases.len()) {
            (Some(name), ..) => format!("@{name}"),
            (None, Some(one), 1) => format!("`{one}`"),
            (None, Some(first), n) => format!("`{first}` and {} more", n - 1),
            (None, None, _) => "nothing".to_owned(),
        }
    }

    pub(super) fn brief_number(&self, num: NumId) -> String {
        if let Some(path) = self.num_path(num) {
            return path;
        }
        match self.code.nums.get(num.index()) {
            Num::Const(value) => crate::message::number(value.0),
            Num::Members { view, filter, share } => {
                let what = if *share { "share" } else { "count" };
                let those = filter.map_or(String::new(), |filter| format!(" where {}", self.brief(filter)));
                format!("{what} of {}{those}", self.view_path(*view))
            }
            Num::Aggregate { view, how, key } => {
                let key = match key {
                    Key::Number(num) => self.brief_number(*num),
                    Key::Text(text) => self.text_path(*text),
                    Key::Label(label) => self.label_path(*label),
                };
                format!("{} of {key} in {}", format!("{how:?}").to_lowercase(), self.view_path(*view))
            }
            Num::Formula(arith, a, b) => {
                let (a, b) = (self.brief_number(*a), self.brief_number(*b));
                match arith {
                    Arith::Min | Arith::Max => format!("{}({a}, {b})", arith_word(*arith)),
                    _ => format!("{a} {} {b}", arith_word(*arith)),
                }
            }
            Num::Overlap { of, with, share } => {
                let what = if *share { "share" } else { "count" };
                format!("{what} of {} in {}", self.brief_set(*of), self.brief_set(*with))
            }
            Num::Matches(text, _) => format!("matches in {}", self.text_path(*text)),
            Num::Fact(_) | Num::Text(..) | Num::SetSize(_) => "a number".to_owned(),
        }
    }

    fn brief_set(&self, set: SetId) -> String {
        match self.code.sets.get(set.index()) {
            Set::Labels(labels) => format!("[{}]", labels.join(", ")),
            _ => self.set_path(set).unwrap_or_else(|| "a set".to_owned()),
        }
    }
}

pub(super) fn op_word(op: Op) -> &'static str {
    match op {
        Op::Equals => "equals",
        Op::Above => "above",
        Op::AtLeast => "at least",
        Op::Below => "below",
        Op::AtMost => "at most",
    }
}

pub(super) fn arith_word(arith: Arith) -> &'static str {
    match arith {
        Arith::Add => "+",
        Arith::Sub => "-",
        Arith::Mul => "*",
        Arith::Div => "/",
        Arith::Min => "min",
        Arith::Max => "max",
    }
}
