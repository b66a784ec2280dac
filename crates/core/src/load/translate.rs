//! `locales/es.toml`: what a pack says, in another language. Its texts replace those of the pack; what is missing stays as it
//! is, and is a gap that authors are told of.

use std::collections::BTreeMap;

use crate::allow::allow;
use crate::diag::{Diagnostic, Sources, Span, nearest};
use crate::message::placeholders;
use crate::model::{Pack, Rule, Translation};
use crate::node::{self, Entry, Fields, NodeKind, Spanned, Table, wrong_type};

/// The folder of a pack that holds its texts in other languages, one file each.
const FOLDER: &str = "locales/";

/// The language that a file of a pack is for, by its name.
pub(super) fn language_of(name: &str) -> Option<&str> {
    name.strip_prefix(FOLDER)?.strip_suffix(".toml").filter(|language| !language.contains('/'))
}

impl Pack {
    /// The languages that it has texts in, besides the one that it is written in.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.locales.keys().map(String::as_str)
    }

    /// Replaces its texts by those of a language, where it has them. Faults of the file are added to `faults`.
    pub fn translate(&mut self, language: &str, sources: &mut Sources, faults: &mut Vec<Diagnostic>) {
        let Some(locale) = self.locales.get(language) else { return };
        let file = sources.add(&*locale.name, locale.text.clone());
        let (table, mut broken) = node::parse(file, &locale.text, faults);
        self.broken.append(&mut broken);
        let mut translation = Translation {
            language: language.to_owned(),
            file,
            bands: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            allow: Vec::new(),
            gaps: Vec::new(),
        };
        let mut fields = Fields::new("a locale file", &table, faults);
        translation.allow = allow(&mut fields);
        let parts = ["rule", "factor", "band", "verdict"].map(|key| fields.table(key));
        fields.finish();
        let [rules, factors, bands, verdicts] = parts;
        let mut translator = Translator { translation, faults };
        translator.rules(rules, &mut self.rules);
        let titles = translator.names("factor", factors, self.factors.iter().map(|f| f.id.value.as_str()).collect());
        for factor in &mut self.factors {
            if let Some(title) = titles.get(&factor.id.value) {
                factor.title = Some(title.clone());
            }
        }
        let known = self.score.iter().flat_map(|score| &score.bands).map(|(band, _)| band.as_str()).collect();
        translator.translation.bands = translator.names("band", bands, known);
        let rows = self.verdict.iter().flat_map(|verdict| &verdict.rows);
        let known = rows.flat_map(|row| row.by_band.iter().map(|(_, word)| word).chain(&row.any));
        translator.translation.verdicts = translator.names("verdict", verdicts, known.map(String::as_str).collect());
        self.files.push(file);
        self.allow_in_file.extend(translator.translation.allow.iter().cloned());
        self.translation = Some(translator.translation);
    }
}

struct Translator<'d> {
    translation: Translation,
    faults: &'d mut Vec<Diagnostic>,
}

impl Translator<'_> {
    fn rules(&mut self, texts: Option<&Table>, rules: &mut [Rule]) {
        let entries: &[Entry] = texts.map_or(&[], |table| &table.entries);
        for entry in entries {
            let known = rules.iter().map(|rule| rule.id.value.as_str());
            if !known.clone().any(|id| id == entry.key.value) {
                self.stray(&entry.key, &format!("the rule `{}`, which the pack does not have", entry.key.value), known);
            }
        }
        for rule in rules {
            let entry = entries.iter().find(|entry| entry.key.value == rule.id.value);
            match entry.map(|entry| (entry, &entry.value.kind)) {
                None => self.gap(
                    Span::new(self.translation.file, 0..0),
                    format!("the rule `{}` has no texts in `{}`", rule.id.value, self.translation.language),
                    format!("add `[rule.\"{}\"]`; until then they are shown as they are", rule.id.value),
                ),
                Some((entry, NodeKind::Table(table))) => self.rule(entry, table, rule),
                Some((entry, _)) => self.faults.push(wrong_type(&entry.key.value, &entry.value, "a table")),
            }
        }
    }

    fn rule(&mut self, entry: &Entry, table: &Table, rule: &mut Rule) {
        let mut fields = Fields::new("a translated rule", table, self.faults);
        let texts = ["title", "message", "advice", "why"].map(|key| (key, fields.text(key).filter(says_something)));
        let levels = fields.table("level");
        let faulty = fields.finish();
        let places = [&mut rule.title, &mut rule.message, &mut rule.advice, &mut rule.why];
        for ((key, text), place) in texts.into_iter().zip(places).filter(|((key, _), _)| !faulty.contains(key)) {
            self.replace(&entry.key, &format!("`{key}`"), text, place);
        }
        self.levels(entry, levels, rule);
    }

    /// The messages of levels, by their number from 1. Levels that say the same are translated with the first of them.
    fn levels(&mut self, entry: &Entry, texts: Option<&Table>, rule: &mut Rule) {
        let entries: &[Entry] = texts.map_or(&[], |table| &table.entries);
        let mut done: Vec<(String, Spanned<String>)> = Vec::new();
        for (number, level) in (1..).zip(&mut rule.levels) {
            let text =
                entries.iter().find(|entry| entry.key.value == number.to_string()).and_then(|entry| self.text(entry));
            let alike = || {
                let original = level.message.as_ref()?;
                Some(done.iter().find(|(written, _)| *written == original.value)?.1.clone())
            };
            let text = text.or_else(alike);
            let original = level.message.clone();
            self.replace(&entry.key, &format!("the message of level {number}"), text.clone(), &mut level.message);
            done.extend(original.map(|original| original.value).zip(text));
        }
        for entry in entries {
            let number = entry.key.value.parse().ok().filter(|n| (1..=rule.levels.len()).contains(n));
            if number.is_none() {
                let what = format!("level {} of `{}`, which has {}", entry.key.value, rule.id.value, rule.levels.len());
                self.stray(&entry.key, &what, []);
            }
        }
    }

    /// Puts a text in the place of the one that it translates.
    fn replace(
        &mut self,
        rule: &Spanned<String>,
        what: &str,
        text: Option<Spanned<String>>,
        place: &mut Option<Spanned<String>>,
    ) {
        match (text, &*place) {
            (Some(text), Some(original)) => {
                self.compare(original, &text);
                *place = Some(text);
            }
            (Some(text), None) => self.stray(&text, &format!("{what} of `{}`, which has none", rule.value), []),
            (None, Some(original)) => {
                let message = format!("{what} of `{}` is not said in `{}`", rule.value, self.translation.language);
                let short: String = original.value.chars().take(MAX_ORIGINAL).collect();
                self.gap(rule.span, message, format!("translate {short:?}; until then it is shown as it is"));
            }
            (None, None) => {}
        }
    }

    /// Whether a translation says all that the original says.
    fn compare(&mut self, original: &Spanned<String>, text: &Spanned<String>) {
        let slots = |text: &'_ str| -> Vec<(String, bool)> {
            let inner = placeholders(text).into_iter().map(|range| &text[range.start + 1..range.end - 1]);
            inner
                .map(|inner| {
                    (inner.split(['|', ':']).next().unwrap_or_default().trim().to_owned(), inner.contains('|'))
                })
                .collect()
        };
        let found = slots(&text.value);
        for (name, plural) in slots(&original.value) {
            if !found.iter().any(|(other, _)| *other == name) {
                let help = "put it where it belongs in the sentence";
                self.gap(text.span, format!("`{{{name}}}` of the original is left out"), help.to_owned());
            } else if plural && !found.contains(&(name.clone(), true)) {
                let message = format!("a word by the number `{name}` is missing, which the original has");
                self.gap(text.span, message, format!("write both forms: `{{{name}|one|other}}`"));
            }
        }
    }

    /// Names of what the pack declares under ids.
    fn names(&mut self, what: &str, texts: Option<&Table>, known: Vec<&str>) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for entry in texts.map_or(&[][..], |table| &table.entries) {
            if !known.contains(&entry.key.value.as_str()) {
                let what = format!("the {what} `{}`, which the pack does not have", entry.key.value);
                self.stray(&entry.key, &what, known.iter().copied());
            } else if let Some(text) = self.text(entry) {
                names.insert(entry.key.value.clone(), text.value);
            }
        }
        let mut missing = known;
        missing.retain(|id| !names.contains_key(*id));
        missing.dedup();
        for id in missing {
            let message = format!("the {what} `{id}` has no name in `{}`", self.translation.language);
            self.gap(Span::new(self.translation.file, 0..0), message, format!("add it: `{id} = \"…\"` in `[{what}]`"));
        }
        names
    }

    fn text(&mut self, entry: &Entry) -> Option<Spanned<String>> {
        if let NodeKind::Text(text) = &entry.value.kind {
            return Some(Spanned { value: text.clone(), span: entry.value.span }).filter(says_something);
        }
        self.faults.push(wrong_type(&entry.key.value, &entry.value, "a string"));
        None
    }

    fn gap(&mut self, at: Span, message: String, help: String) {
        self.translation.gaps.push(Diagnostic::warning("locale-gap", at, message).help(help));
    }

    fn stray<'n>(&mut self, at: &Spanned<String>, what: &str, known: impl IntoIterator<Item = &'n str>) {
        let fault = Diagnostic::warning("stray-text", at.span, format!("a text for {what}"));
        self.translation.gaps.push(match nearest(&at.value, known) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("take it out"),
        });
    }
}

/// A blank text translates nothing, and is a gap like one that is not there.
fn says_something(text: &Spanned<String>) -> bool {
    !text.value.trim().is_empty()
}

/// Characters of an original that a help line shows.
const MAX_ORIGINAL: usize = 60;
