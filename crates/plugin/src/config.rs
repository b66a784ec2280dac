//! What can be configured of a plugin.

use crate::json::Json;

/// What can be configured. Made by [`config!`](crate::config!); `()` is nothing.
pub trait Config: Sized {
    /// A JSON Schema, by which followback checks what the user wrote; empty if there is nothing to configure.
    fn schema() -> String;

    /// Reads the configuration: a JSON object, in which everything may be left out.
    ///
    /// # Errors
    /// What is wrong with it.
    fn from_json(text: &str) -> Result<Self, String>;
}

impl Config for () {
    fn schema() -> String {
        String::new()
    }

    fn from_json(_: &str) -> Result<Self, String> {
        Ok(())
    }
}

/// A type that a setting can have.
pub trait ConfigValue: Sized {
    /// Its schema without a closing bracket.
    const SCHEMA: &'static str;

    /// Reads it.
    fn from_json(value: &Json) -> Option<Self>;

    /// Writes it.
    fn to_json(&self) -> String;
}

macro_rules! config_value {
    ($($type:ty, $schema:literal, $value:ident: $pattern:pat $(if $guard:expr)? => $read:expr, $write:expr;)*) => {$(
        impl ConfigValue for $type {
            const SCHEMA: &'static str = $schema;
            fn from_json(value: &Json) -> Option<Self> {
                match value {
                    $pattern $(if $guard)? => Some($read),
                    _ => None,
                }
            }
            fn to_json(&self) -> String {
                let $value = self;
                $write
            }
        }
    )*};
}

config_value! {
    bool, "\"type\":\"boolean\"", it: Json::Bool(b) => *b, it.to_string();
    f64, "\"type\":\"number\"", it: Json::Number(n) => *n, it.to_string();
    i64, "\"type\":\"integer\"", it: Json::Number(n) if n.fract() == 0.0 => whole(*n), it.to_string();
    String, "\"type\":\"string\"", it: Json::Text(t) => t.clone(), Json::quoted(it);
    Vec<String>, "\"type\":\"array\",\"items\":{\"type\":\"string\"}", it: Json::List(items) if items.iter().all(|i| matches!(i, Json::Text(_)))
        => items.iter().filter_map(Json::text).map(str::to_owned).collect(),
        format!("[{}]", it.iter().map(|t| Json::quoted(t)).collect::<Vec<_>>().join(","));
}

#[expect(clippy::cast_possible_truncation, reason = "a whole number; one that is too large becomes the greatest")]
fn whole(n: f64) -> i64 {
    n as i64
}

/// Declares what can be configured, each with its default. A setting that there is not, or of another type, is an error.
///
/// ```
/// use followback_plugin::Config;
///
/// followback_plugin::config! {
///     /// Limits.
///     pub struct Limits {
///         max_bytes: i64 = 1024, "longest file that is read";
///     }
/// }
/// assert_eq!(Limits::from_json("{}").unwrap().max_bytes, 1024);
/// assert_eq!(Limits::from_json(r#"{"max_bytes": 5}"#).unwrap().max_bytes, 5);
/// assert!(Limits::from_json(r#"{"maxbytes": 5}"#).is_err());
/// ```
#[macro_export]
macro_rules! config {
    ($(#[$attr:meta])* $vis:vis struct $name:ident {
        $($field:ident: $type:ty = $default:expr, $doc:literal;)+
    }) => {
        $(#[$attr])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            $(#[doc = $doc] $vis $field: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default.into(),)+ }
            }
        }

        impl $crate::Config for $name {
            fn schema() -> String {
                let defaults = $name::default();
                let fields = [$(format!(
                    "{}:{{{},\"default\":{},\"description\":{}}}",
                    $crate::Json::quoted(stringify!($field)),
                    <$type as $crate::ConfigValue>::SCHEMA,
                    $crate::ConfigValue::to_json(&defaults.$field),
                    $crate::Json::quoted($doc),
                ),)+];
                format!("{{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{{{}}}}}", fields.join(","))
            }

            fn from_json(text: &str) -> Result<Self, String> {
                let mut config = $name::default();
                for (key, value) in $crate::Json::object(text)? {
                    match key.as_str() {
                        $(stringify!($field) => {
                            config.$field = <$type as $crate::ConfigValue>::from_json(&value)
                                .ok_or_else(|| format!("`{key}` takes {}", <$type as $crate::ConfigValue>::SCHEMA))?;
                        })+
                        _ => return Err(format!("there is no setting `{key}` (there are: {})", [$(stringify!($field)),+].join(", "))),
                    }
                }
                Ok(config)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    config! {
        struct Every {
            flag: bool = true, "A flag.";
            share: f64 = 0.5, "A share.";
            name: String = "a \"b\"", "A name.";
            words: Vec<String> = ["x".to_owned()], "Words.";
        }
    }

    #[test]
    fn every_type_can_be_read() {
        let read = Every::from_json(r#"{"flag": false, "share": 1, "name": "\u00e9\n", "words": []}"#).unwrap();
        assert_eq!((read.flag, read.share, read.name.as_str(), read.words.len()), (false, 1.0, "é\n", 0));
    }

    #[test]
    fn the_schema_is_json_with_the_defaults() {
        let schema = Every::schema();
        assert!(Json::object(&schema).is_ok(), "{schema}");
        assert!(schema.contains(r#""name":{"type":"string","default":"a \"b\"","description":"A name."}"#), "{schema}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(Every::from_json(r#"{"share": "x"}"#).unwrap_err(), r#"`share` takes "type":"number""#);
        assert_eq!(
            Every::from_json(r#"{"shares": 1}"#).unwrap_err(),
            "there is no setting `shares` (there are: flag, share, name, words)"
        );
    }
}
