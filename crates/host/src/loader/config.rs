//! What the user configured, held against what the plugin says can be configured.

use serde_json::Value;

/// Checks a configuration, a JSON object, by the JSON Schema of a plugin; an empty schema means that there is nothing to
/// configure.
///
/// # Errors
/// Which setting is wrong, and why.
pub(super) fn check(schema: &str, config: &str) -> Result<(), String> {
    let config: Value = serde_json::from_str(config).map_err(|error| format!("its settings are no JSON: {error}"))?;
    if schema.trim().is_empty() {
        return match config.as_object().and_then(|settings| settings.keys().next()) {
            Some(key) => Err(format!("it has no settings, so `config.{key}` means nothing to it; take it out")),
            None => Ok(()),
        };
    }
    let schema: Value =
        serde_json::from_str(schema).map_err(|error| format!("the schema of its settings is no JSON: {error}"))?;
    let schema = jsonschema::validator_for(&schema)
        .map_err(|error| format!("the schema of its settings is no JSON Schema: {error}"))?;
    let faults: Vec<String> = schema
        .iter_errors(&config)
        .take(3)
        .map(|fault| {
            let place = fault.instance_path().to_string().replace('/', ".");
            format!("`config{place}`: {fault}")
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(format!("its settings do not fit: {}", faults.join("; "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"type":"object","additionalProperties":false,"properties":{
        "max":{"type":"integer","minimum":1},"words":{"type":"array","items":{"type":"string"}}}}"#;

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        assert_eq!(check(SCHEMA, "{}"), Ok(()));
        assert_eq!(check(SCHEMA, r#"{"max":3,"words":["a"]}"#), Ok(()));
        let fault = |config| check(SCHEMA, config).unwrap_err();
        assert!(
            fault(r#"{"max":0}"#).contains("`config.max`: 0 is less than the minimum of 1"),
            "{}",
            fault(r#"{"max":0}"#)
        );
        assert!(fault(r#"{"words":[5]}"#).contains("`config.words.0`"));
        assert!(fault(r#"{"maxx":1}"#).contains("maxx"));
    }

    #[test]
    fn without_a_schema_there_is_nothing_to_configure() {
        assert_eq!(check("", "{}"), Ok(()));
        assert!(check("", r#"{"max":3}"#).unwrap_err().contains("`config.max` means nothing"));
        assert!(check("{", "{}").unwrap_err().contains("is no JSON"));
        assert!(check(r#"{"type":"no type"}"#, "{}").unwrap_err().contains("no JSON Schema"));
    }
}
