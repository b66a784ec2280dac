//! Lists and taggers as the engine runs them.

use super::Checker;
use crate::diag::Diagnostic;
use crate::model::{Phrases, Tags};
use crate::node::Spanned;
use crate::program::{Covers, PhraseList, TagLabel, TaggerCode, TaggerId};
use crate::text::phrase::ListId;

/// The list whose hits decide which language a text is in.
pub(crate) const FUNCTION_WORDS: &str = "function-words";

impl Checker<'_> {
    pub(super) fn add_list(&mut self, name: String, phrases: Vec<Box<str>>, covers: Covers) -> ListId {
        let id = ListId(u32::try_from(self.lists.len()).unwrap_or(u32::MAX));
        self.lists.push(PhraseList { name, phrases, covers });
        id
    }

    /// A named list; reports an unknown one.
    pub(super) fn list(&mut self, pack: usize, name: &Spanned<String>) -> Option<ListId> {
        let (owner, local) = self.local(pack, &name.value);
        let packs = self.packs;
        let found = owner.and_then(|owner| Some((owner, packs[owner].lists.iter().find(|l| l.name.value == local)?)));
        let Some((owner, list)) = found else {
            let known: Vec<&str> = packs[pack].lists.iter().map(|l| l.name.value.as_str()).collect();
            self.faults.push(
                Diagnostic::error("unknown-list", name.span, format!("no list `{}`", name.value))
                    .did_you_mean(&name.value, known)
                    .help("declare it under `[lists]`; the literal text is written `@@…`"),
            );
            return None;
        };
        let key = (owner, local.to_owned());
        if let Some(id) = self.list_ids.get(&key) {
            return *id;
        }
        let id = self.add_list(format!("@{local}"), boxed(&list.phrases), covers(&list.phrases));
        self.list_ids.insert(key, Some(id));
        Some(id)
    }

    /// Phrases written in a condition: they count for every text.
    pub(super) fn literal_list(&mut self, mut phrases: Vec<String>) -> ListId {
        phrases.sort();
        phrases.dedup();
        if let Some(&id) = self.literals.get(&phrases) {
            return id;
        }
        let boxed = phrases.iter().map(|p| p.as_str().into()).collect();
        let id = self.add_list(phrases.join(", "), boxed, Covers::All);
        self.literals.insert(phrases, id);
        id
    }

    pub(super) fn taggers_and_function_words(&mut self) {
        let packs = self.packs;
        for (index, pack) in packs.iter().enumerate() {
            for tagger in &pack.taggers {
                let Some(code) = self.tagger(index, &tagger.name, &tagger.tags) else { continue };
                let id = TaggerId(u32::try_from(self.taggers.len()).unwrap_or(u32::MAX));
                self.taggers.push(code);
                self.tagger_ids.insert(tagger.name.value.clone(), id);
            }
            for list in pack.lists.iter().filter(|l| l.name.value == FUNCTION_WORDS) {
                for (language, words) in &list.phrases.by_language {
                    let words = words.iter().map(|w| w.value.as_str().into()).collect();
                    let id = self.add_list(format!("@{FUNCTION_WORDS}.{language}"), words, Covers::All);
                    self.function_words.push((language.clone(), id));
                }
            }
        }
    }

    fn tagger(&mut self, pack: usize, name: &Spanned<String>, tags: &Tags) -> Option<TaggerCode> {
        match tags {
            Tags::Each(list) => {
                let local = list.value.strip_prefix('@').unwrap_or(&list.value).to_owned();
                let found = self.list(pack, &Spanned { value: local, span: list.span })?;
                let PhraseList { phrases, covers, .. } = &self.lists[found.0 as usize];
                let (phrases, covers) = (phrases.clone(), covers.clone());
                let mut labels = Vec::new();
                for phrase in phrases {
                    let list = self.add_list(phrase.to_string(), vec![phrase.clone()], Covers::All);
                    labels.push(TagLabel { id: phrase, title: std::collections::BTreeMap::default(), list });
                }
                Some(TaggerCode { name: name.value.clone(), labels, covers })
            }
            Tags::Topics(topics) => {
                let mut shared: Option<Covers> = None;
                let mut labels = Vec::new();
                for topic in topics {
                    let own = covers(&topic.terms);
                    shared = Some(match shared {
                        None => own.clone(),
                        Some(shared) => both(shared, &own),
                    });
                    let list = self.add_list(topic.id.value.clone(), boxed(&topic.terms), own);
                    labels.push(TagLabel { id: topic.id.value.as_str().into(), title: topic.title.clone(), list });
                }
                labels.sort_by(|a, b| a.id.cmp(&b.id));
                Some(TaggerCode { name: name.value.clone(), labels, covers: shared.unwrap_or(Covers::All) })
            }
        }
    }
}

fn boxed(phrases: &Phrases) -> Vec<Box<str>> {
    phrases.iter().map(|p| p.value.as_str().into()).collect()
}

fn covers(phrases: &Phrases) -> Covers {
    if phrases.universal { Covers::All } else { Covers::Languages(phrases.by_language.keys().cloned().collect()) }
}

/// The languages that both cover.
fn both(a: Covers, b: &Covers) -> Covers {
    match (a, b) {
        (Covers::All, b) => b.clone(),
        (a, Covers::All) => a,
        (Covers::Languages(a), Covers::Languages(b)) => {
            Covers::Languages(a.into_iter().filter(|l| b.contains(l)).collect())
        }
    }
}
