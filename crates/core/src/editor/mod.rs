//! editor: JSON Schemas (draft 7) that let any TOML editor complete and check what people write for the engine.
//!
//! Everything in them is read off the catalogue of facts, the vocabulary of the loaded packs and the operators of the
//! language, so that a fact of a plugin or a view of a pack completes like any other. What can stand as a key is closed: a
//! misspelt fact, operator or field is a fault in the editor too. Names that only stand as values (lists, named conditions,
//! factors, rules) are offered and not enforced, since the file being edited may declare more of them.

mod condition;
mod declare;
mod given;
mod json;
mod locale;
mod operand;
mod paths;
mod rule;
mod settings;
mod vocabulary;
mod words;

use serde_json::{Map, Value, json};

use crate::model::Pack;
use crate::schema::Schema;
use json::closed;
use vocabulary::Vocabulary;

/// The JSON Schema of the rule files of `packs[own]`, which is used beside the other packs.
///
/// # Panics
/// If `own` is no index of `packs`.
#[must_use]
pub fn rule_file_schema(packs: &[Pack], own: usize, schema: &Schema) -> Value {
    let mut writer = Writer { vocabulary: Vocabulary { packs, own, schema }, definitions: Map::new() };
    let properties = writer.rule_file();
    let title = format!("A rule file of the followback pack `{}`", packs[own].name);
    writer.root(&title, properties, &[])
}

/// The JSON Schema of the user's settings. `declared` is put before the names in `[profile]` to make the paths of facts.
#[must_use]
pub fn settings_schema(packs: &[Pack], schema: &Schema, declared: &str) -> Value {
    let mut writer = Writer { vocabulary: Vocabulary { packs, own: 0, schema }, definitions: Map::new() };
    let properties = writer.settings(declared);
    writer.root("Settings of followback", properties, &[])
}

/// The JSON Schema of the files that `[tagger.x] from` names: one label each, with its terms.
#[must_use]
pub fn topic_file_schema() -> Value {
    let vocabulary = Vocabulary { packs: &[], own: 0, schema: &Schema::default() };
    let writer = Writer { vocabulary, definitions: Map::new() };
    writer.root("A label of a followback tagger", declare::topic(), &["id", "terms"])
}

/// The JSON Schema of the files of a pack that hold its texts in other languages.
#[must_use]
pub fn locale_file_schema(pack: &Pack) -> Value {
    let vocabulary = Vocabulary { packs: &[], own: 0, schema: &Schema::default() };
    let writer = Writer { vocabulary, definitions: Map::new() };
    let title = format!("Texts of the followback pack `{}` in another language", pack.name);
    writer.root(&title, locale::file(pack), &[])
}

/// Writes one schema, with what it refers to.
struct Writer<'a> {
    vocabulary: Vocabulary<'a>,
    definitions: Map<String, Value>,
}

impl Writer<'_> {
    fn root(self, title: &str, properties: Vec<(&str, Value)>, required: &[&str]) -> Value {
        let mut root = closed(properties, required);
        root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        root["title"] = json!(title);
        root["description"] = json!("Written by `followback rules schema`. Do not edit it.");
        if !self.definitions.is_empty() {
            root["definitions"] = Value::Object(self.definitions);
        }
        // The same bytes, whatever other crates make of the order of keys.
        root.sort_all_objects();
        root
    }

    /// A reference to a definition, which is written when it is first asked for. Conditions contain themselves, so the name
    /// is taken before the definition is there.
    fn define(&mut self, name: &str, write: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let written = write(self);
            self.definitions.insert(name.to_owned(), written);
        }
        json::refer(name)
    }
}
