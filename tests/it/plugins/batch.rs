//! A plugin asked about many profiles at once, which speak several languages: what is read ahead of the rules, what the plugin
//! answers, and what is judged together do not get mixed up.

use serde_json::{Value, json};

use super::support::{RULES, User};
use crate::support::NOW;

/// Rules that want both: what the plugin says, and the language of the biography or of the account.
const BOTH: &str = r#"
[[rule]]
id = "probe/german"
factor = "bio"
severity = "minor"
points = 5
title = "The bio is long, and German"
message = "It has {probe.length} bytes."
when.all = [{ probe.length.above = 20 }, { bio.language = "de" }]

[[rule]]
id = "probe/spanish"
factor = "bio"
severity = "minor"
points = 5
title = "The bio is long, and the account writes Spanish"
message = "It has {probe.length} bytes."
when.all = [{ probe.length.above = 20 }, { account.languages.has = "es" }]
"#;

/// Biographies with a post that each account has twice; the plugin has no answer for some.
const TEXTS: [(&str, &str); 8] = [
    ("I build compilers and the tools for them", "The parser is finished and I am happy with it"),
    ("Ich baue Compiler und die Werkzeuge dazu", "Der Parser ist fertig und ich bin damit zufrieden"),
    ("Hago compiladores y las herramientas para ellos", "El analizador está listo y me gusta mucho"),
    ("fail row", "El analizador está listo y me gusta mucho"),
    ("コンパイラとその道具を作っています", "パーサーが完成しました"),
    ("abort", "Der Parser ist fertig und ich bin damit zufrieden"),
    ("Nurse", "The parser is finished and I am happy with it"),
    ("", "La casa de la playa es de los dos"),
];

fn profile(number: usize) -> String {
    let (bio, post) = TEXTS[number % TEXTS.len()];
    let post = |id: usize| json!({"id": id.to_string(), "created_at": "2026-11-01T00:00:00Z", "text": post});
    let posts = [post(1), post(2)];
    // Of each text one that is longer, so that no two profiles in a row have buffers of the same size.
    let bio = format!("{bio}{}", if bio.len() > 10 { " ✨".repeat(number % 3) } else { String::new() });
    json!({"platform": "x", "handle": format!("user{number}"), "bio": bio, "followers": number, "posts": posts})
        .to_string()
}

#[test]
fn profiles_of_several_languages_are_judged_together_as_one_by_one() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", &format!("{RULES}{BOTH}"));
    let judged = |args: &[&str], input: &str| {
        let run = user.run_with(&[args, &["-", "--now", NOW, "--rules", "rules.toml"]].concat(), &[], input.as_bytes());
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let profiles: Vec<String> = (0..3 * TEXTS.len()).map(profile).collect();
    let together = judged(&["triage", "--full", "--jobs", "1"], &profiles.join("\n"));
    assert_eq!(judged(&["triage", "--full", "--jobs", "3"], &profiles.join("\n")), together);
    let reports: Vec<Value> = together.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(reports.len(), profiles.len());

    let status = |report: &Value, rule: &str| {
        let results = report["results"].as_array().unwrap();
        results.iter().find(|result| result["rule"] == rule).unwrap()["status"].as_str().unwrap().to_owned()
    };
    for (number, wanted) in [
        (0, ["fired", "passed", "passed"]),
        (1, ["fired", "fired", "passed"]),
        (2, ["fired", "passed", "fired"]),
        (3, ["unknown", "passed", "unknown"]),
        (4, ["fired", "passed", "passed"]),
        (5, ["unknown", "unknown", "passed"]),
        (6, ["passed", "passed", "passed"]),
    ] {
        let found = ["probe/long", "probe/german", "probe/spanish"].map(|rule| status(&reports[number], rule));
        assert_eq!(found, wanted, "{}", profiles[number]);
    }
    // Of each text one.
    for (profile, report) in profiles.iter().zip(&reports).step_by(3) {
        let alone: Value = serde_json::from_str(&judged(&["audit", "--format", "json"], profile)).unwrap();
        assert_eq!(alone, *report, "{profile}");
    }
}
