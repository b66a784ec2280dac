//! Languages that a pack claims to be made for, and does not serve everywhere.

use std::collections::BTreeMap;

use super::Linter;
use crate::diag::{Diagnostic, Span};
use crate::model::{Pack, Phrases};

impl Linter<'_> {
    pub(super) fn locales(&mut self) {
        for pack in self.packs {
            for list in &pack.lists {
                let missing = without(pack, &list.phrases);
                self.gap(list.name.span, &format!("the list `{}` has no phrases", list.name.value), &missing);
            }
            for tagger in &pack.taggers {
                for topic in tagger.topics() {
                    let missing = without(pack, &topic.terms);
                    self.gap(topic.id.span, &format!("the topic `{}` has no terms", topic.id.value), &missing);
                    let missing = untitled(pack, &topic.title);
                    self.gap(topic.id.span, &format!("the topic `{}` has no title", topic.id.value), &missing);
                }
            }
        }
    }

    fn gap(&mut self, at: Span, what: &str, missing: &[&str]) {
        if missing.is_empty() {
            return;
        }
        let languages = missing.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
        let fault = Diagnostic::warning("locale-gap", at, format!("{what} in {languages}, which the pack claims"))
            .help("add them, or take the language out of `languages` in `[pack]`");
        self.warn(None, fault);
    }
}

/// The claimed languages in which there are no phrases. Phrases for all texts have no languages.
fn without<'p>(pack: &'p Pack, phrases: &Phrases) -> Vec<&'p str> {
    if phrases.universal {
        return Vec::new();
    }
    let lacks = |language: &&str| phrases.by_language.get(*language).is_none_or(|own| own.texts.is_empty());
    pack.languages.iter().map(String::as_str).filter(lacks).collect()
}

/// The claimed languages without a title. A topic without any is called by its id, everywhere.
fn untitled<'p>(pack: &'p Pack, title: &BTreeMap<String, String>) -> Vec<&'p str> {
    if title.is_empty() {
        return Vec::new();
    }
    pack.languages.iter().map(String::as_str).filter(|language| !title.contains_key(*language)).collect()
}
