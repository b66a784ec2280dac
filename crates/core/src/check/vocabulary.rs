//! Lists and taggers as the engine runs them.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::diag::Diagnostic;
use crate::model::{Phrases, Tagger, Tags};
use crate::node::Spanned;
use crate::program::{Covers, NamedWords, PhraseList, TagLabel, TaggerCode, TaggerId, Words};
use crate::text::phrase::ListId;
use crate::texts::Texts;

/// The list whose hits decide which language a text is in.
pub(super) const FUNCTION_WORDS: &str = "function-words";
/// The list whose words help to tell a language where function words do not.
pub(super) const COMMON_WORDS: &str = "common-words";
/// The lists that tell the language of a text, and so reach every rule that reads one.
pub(crate) const LANGUAGE_LISTS: [&str; 2] = [FUNCTION_WORDS, COMMON_WORDS];

impl Checker<'_> {
    fn add_list(&mut self, list: PhraseList) -> ListId {
        let id = ListId(u32::try_from(self.lists.len()).unwrap_or(u32::MAX));
        self.lists.push(list);
        id
    }

    /// A named list; reports an unknown one.
    pub(super) fn list(&mut self, pack: usize, name: &Spanned<String>) -> Option<ListId> {
        let (owner, local) = self.local(pack, &name.value);
        let packs = self.packs;
        let found = owner.and_then(|owner| Some((owner, packs[owner].lists.iter().find(|l| l.name.value == local)?)));
        let Some((owner, list)) = found else {
            let known: Vec<&str> = packs[pack].lists.iter().map(|l| l.name.value.as_str()).collect();
            let help = self.foreign(&name.value).unwrap_or_else(|| {
                format!("declare it: `[lists] {local} = …`; the text `@{local}` is written `@@{local}`")
            });
            self.faults.push(
                Diagnostic::error("unknown-list", name.span, format!("no list `{}`", name.value))
                    .did_you_mean(&name.value, known)
                    .help(help),
            );
            return None;
        };
        self.uses(list.name.span);
        let key = (owner, local.to_owned());
        if let Some(id) = self.list_ids.get(&key) {
            return Some(*id);
        }
        let id = self.add_list(PhraseList { name: Some(local.to_owned()), ..compiled(&list.phrases) });
        self.list_ids.insert(key, id);
        self.named_words.push(NamedWords { pack: owner, name: list.name.clone(), words: Words::List(id) });
        Some(id)
    }

    /// Phrases written in a condition: they count for every text.
    pub(super) fn literal_list(&mut self, mut phrases: Vec<String>) -> ListId {
        phrases.sort();
        phrases.dedup();
        if let Some(&id) = self.literals.get(&phrases) {
            return id;
        }
        let id = self.add_list(of_all(phrases.iter().map(String::as_str).collect()));
        self.literals.insert(phrases, id);
        id
    }

    pub(super) fn taggers(&mut self) {
        let packs = self.packs;
        for (index, pack) in packs.iter().enumerate() {
            for tagger in &pack.taggers {
                if Self::is_derived(&tagger.name.value) {
                    let message = format!("every text has a fact `{}` already", tagger.name.value);
                    self.error("duplicate-name", tagger.name.span, message, "choose another name for the tagger");
                    continue;
                }
                let code = self.on_behalf(tagger.name.span, |checker| checker.tagger(index, tagger));
                let id = TaggerId(u32::try_from(self.taggers.len()).unwrap_or(u32::MAX));
                self.taggers.push(code);
                self.named_words.push(NamedWords { pack: index, name: tagger.name.clone(), words: Words::Tagger(id) });
                self.tagger_ids.insert(tagger.name.value.clone(), id);
            }
        }
    }

    /// The words by language that all packs together declare in a reserved list.
    pub(super) fn words_of_languages(&mut self, name: &str) -> Vec<(String, ListId)> {
        let mut words: BTreeMap<&str, Texts> = BTreeMap::new();
        let packs = self.packs;
        let declared = packs.iter().enumerate().flat_map(|(pack, p)| p.lists.iter().map(move |list| (pack, list)));
        for (pack, list) in declared.filter(|(_, list)| list.name.value == name) {
            if name == FUNCTION_WORDS {
                self.named_words.push(NamedWords { pack, name: list.name.clone(), words: Words::Languages });
            }
            for (language, own) in &list.phrases.by_language {
                words.entry(language).or_default().append(&own.texts);
            }
        }
        let lists = words.into_iter().map(|(language, phrases)| {
            let spoken = vec![(language.to_owned(), 0..phrases.len())];
            (language.to_owned(), self.add_list(PhraseList { name: None, phrases, spoken, covers: Covers::All }))
        });
        lists.collect()
    }

    fn tagger(&mut self, pack: usize, tagger: &Tagger) -> TaggerCode {
        let name = tagger.name.value.clone();
        match &tagger.tags {
            Tags::Each(list) => {
                let (local, skipped) = match list.value.strip_prefix('@') {
                    Some(local) => (local, 1),
                    None => (list.value.as_str(), 0),
                };
                let found = Spanned { value: local.to_owned(), span: list.part(skipped..list.value.len()) };
                let Some(found) = self.list(pack, &found) else {
                    return TaggerCode { name, labels: Vec::new(), covers: Covers::All, faulty: true };
                };
                // The id was given by `list` just now.
                let PhraseList { phrases, covers, .. } = &self.lists[found.0 as usize];
                let (phrases, covers): (BTreeSet<Box<str>>, _) =
                    (phrases.iter().map(Into::into).collect(), covers.clone());
                let mut labels = Vec::new();
                for phrase in phrases {
                    let list = self.add_list(of_all([&*phrase].into_iter().collect()));
                    labels.push(TagLabel { id: phrase, title: BTreeMap::default(), list, with_company: None });
                }
                TaggerCode { name, labels, covers, faulty: tagger.faulty }
            }
            Tags::Topics(topics) => {
                let mut shared: Option<Covers> = None;
                let mut labels = Vec::new();
                for topic in topics {
                    let list = compiled(&topic.terms);
                    shared = Some(match shared {
                        None => list.covers.clone(),
                        Some(shared) => both(shared, &list.covers),
                    });
                    let list = self.add_list(list);
                    let with_company = topic.with_company.as_ref().map(|terms| self.add_list(compiled(terms)));
                    let (id, title) = (topic.id.value.as_str().into(), topic.title.clone());
                    labels.push(TagLabel { id, title, list, with_company });
                }
                labels.sort_by(|a, b| a.id.cmp(&b.id));
                TaggerCode { name, labels, covers: shared.unwrap_or(Covers::All), faulty: tagger.faulty }
            }
        }
    }
}

/// Phrases that count for every text.
fn of_all(phrases: Texts) -> PhraseList {
    PhraseList { name: None, phrases, spoken: Vec::new(), covers: Covers::All }
}

fn compiled(written: &Phrases) -> PhraseList {
    let mut phrases = written.all.texts.clone();
    let mut spoken = Vec::new();
    for (language, own) in &written.by_language {
        let start = phrases.len();
        phrases.append(&own.texts);
        spoken.push((language.clone(), start..phrases.len()));
    }
    PhraseList { name: None, phrases, spoken, covers: covers(written) }
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
