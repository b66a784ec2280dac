//! What `new` and `init` write: something that works as it is, made to be changed.

pub(crate) mod plugin;

use followback_core::Severity;

/// The name of the schema that lies beside the rule files of a pack.
pub(crate) const RULES_SCHEMA: &str = "rules.schema.json";
/// The name of the schema that lies beside the settings.
pub(crate) const SETTINGS_SCHEMA: &str = "followback.schema.json";

/// The settings, everything in them commented out. Lines that begin with `#` and no blank are settings.
pub(crate) const SETTINGS: &str = include_str!("settings.toml");

/// The first line of a rule file.
pub(crate) fn schema_line(schema: &str) -> String {
    format!("#:schema ./{schema}\n\n")
}

/// `pack.toml` of a new pack.
pub(crate) fn pack(name: &str) -> String {
    format!(
        "{}[pack]\nname      = \"{name}\"\nversion   = \"0.1.0\"\ndoc       = \"What these rules are for.\"\nlanguages = [\"en\"]\n",
        schema_line(RULES_SCHEMA)
    )
}

/// A rule to begin with, and its tests.
pub(crate) fn rule(id: &str, factor: &str, severity: Severity) -> String {
    let cost = match severity {
        Severity::Blocker => "cap      = 0                  # the factor can be no higher than this",
        Severity::Major => "points   = 30",
        Severity::Minor => "points   = 10",
        Severity::Hint => "points   = 5",
    };
    // A phrase of its own, so that no two new rules say the same.
    let words = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let phrase = format!("replace {words}");
    let (when, given) = if factor == "posts" {
        (
            format!("when.posts.count = {{ where = {{ text.contains = [\"{phrase}\"] }}, at_least = 1 }}"),
            [
                "posts = [ { text = \"Replace WORDS with words of yours.\" } ]",
                "posts = [ { text = \"Linear scan is enough.\" } ]",
            ],
        )
    } else {
        (
            format!("when.bio.contains = [\"{phrase}\"]"),
            ["bio = \"Replace WORDS with words of yours.\"", "bio = \"Nurse in Lugo\""],
        )
    };
    let [fires, passes] = given;
    let fires = fires.replace("WORDS", &words);
    let severity = severity.word();
    format!(
        r#"[[rule]]
id       = "{id}"
factor   = "{factor}"
severity = "{severity}"
{cost}
title    = "One line that says what is wrong"
message  = "A stranger reads \"{{match}}\"."
advice   = "What to do about it."
why      = "Why it matters to a stranger."
# `followback facts` lists what a condition can read; rules/README.md of followback has the whole language.
{when}

[[rule.test]]
name     = "one of the phrases"
given.{fires}
expect   = "fires"
match    = "Replace {words}"

[[rule.test]]
name     = "none of them"
given.{passes}
expect   = "passes"
"#
    )
}
