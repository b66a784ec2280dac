//! The few shapes of JSON Schema that are used.

use serde_json::{Map, Value, json};

use crate::codes::CODES;
use crate::diag::Level;

/// A table that takes these keys and no others.
pub(super) fn closed<K: Into<String>>(properties: impl IntoIterator<Item = (K, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties.into_iter().map(|(key, value)| (key.into(), value)).collect();
    let mut table = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

/// A table with any keys, whose values are alike.
pub(super) fn table_of(value: &Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}

/// A list of one or more.
pub(super) fn list_of(item: &Value) -> Value {
    json!({"type": "array", "minItems": 1, "items": item})
}

/// One thing, or a list of one or more.
pub(super) fn one_or_more(item: Value) -> Value {
    let list = list_of(&item);
    any_of([item, list])
}

/// A string, or any number of them.
pub(super) fn texts() -> Value {
    any_of([string(), json!({"type": "array", "items": string()})])
}

/// Codes of warnings, as `allow` takes them.
pub(super) fn warnings() -> Value {
    let codes = words(CODES.iter().filter(|code| code.level == Level::Warning).map(|code| code.name));
    any_of([codes.clone(), json!({"type": "array", "items": codes})])
}

pub(super) fn any_of(forms: impl IntoIterator<Item = Value>) -> Value {
    json!({"anyOf": forms.into_iter().collect::<Vec<Value>>()})
}

pub(super) fn refer(definition: &str) -> Value {
    json!({"$ref": format!("#/definitions/{definition}")})
}

/// The schema with a text for people. What stands beside a `$ref` is ignored in draft 7, so a reference is wrapped.
pub(super) fn described(schema: Value, doc: &str) -> Value {
    let mut schema = if schema.get("$ref").is_some() { json!({"allOf": [schema]}) } else { schema };
    schema["description"] = json!(doc);
    schema
}

pub(super) fn string() -> Value {
    json!({"type": "string"})
}

pub(super) fn boolean() -> Value {
    json!({"type": "boolean"})
}

pub(super) fn number() -> Value {
    json!({"type": "number"})
}

/// One of some words; nothing, if there are none.
pub(super) fn words<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Value {
    let mut words: Vec<String> = words.into_iter().map(|w| w.as_ref().to_owned()).collect();
    words.sort();
    words.dedup();
    if words.is_empty() { json!({"not": {}}) } else { json!({"type": "string", "enum": words}) }
}

/// Any string; some are offered.
pub(super) fn offered<S: AsRef<str>>(known: impl IntoIterator<Item = S>) -> Value {
    let known = words(known);
    if known.get("enum").is_some() { any_of([known, string()]) } else { string() }
}
