//! Conditions in words: what a rule says is told as it says it, in every language.

use crate::support::{followback, followback_in};

/// The lines of a rule with this condition, explained in a language.
fn told(language: &str, condition: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let rule = format!(
        "[[rule]]\nid = \"bio/own\"\nfactor = \"bio\"\nseverity = \"hint\"\npoints = 1\ntitle = \"Own\"\nmessage = \"Own.\"\n{condition}\n"
    );
    std::fs::write(folder.path().join("mine.toml"), rule).unwrap();
    let run = followback_in(folder.path(), &["explain", "bio/own", "--rules", "mine.toml", "--locale", language], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

#[test]
fn phrases_are_told_whole_whatever_they_say() {
    for (language, condition, wanted) in [
        (
            "de",
            r#"when.bio.contains = ["do not stand within reach", "cats, dogs"]"#,
            "`bio` hat einen Ausdruck aus `do not stand within reach` oder `cats, dogs`",
        ),
        ("en", r#"when.bio.contains = "here not after noon""#, "the bio has a phrase out of `here not after noon`"),
        ("en", r#"when.bio.equals = "Hello, world""#, "the bio is `Hello, world`"),
        ("es", r#"when.bio.starts_with = ["a, b", "c", "d"]"#, "`a, b`, `c` o `d`"),
        (
            "en",
            r#"when.bio.contains = { list = ["cat", "dog"], not_after = "no", within = 1, distinct_at_least = 2 }"#,
            "a phrase out of `cat` or `dog`, not after `no` within 1 word, 2 different ones or more",
        ),
        (
            "de",
            r#"when.bio.contains = { list = "cat", not_before = ["food", "toy"], within = 1 }"#,
            "einen Ausdruck aus `cat`, nicht vor `food` oder `toy` im Abstand von höchstens 1 Wort",
        ),
        ("es", r#"when.bio.contains = { list = "cat", not_after = "no", within = 2 }"#, " a 2 palabras o menos"),
        ("en", "params.word = \"cat\"\nwhen.bio.contains = [\"a $word b\", \"$word\"]", "`a $word b` or `cat` ($word)"),
    ] {
        let told = told(language, condition);
        assert!(told.contains(&format!("{wanted}\n")), "{condition}: {told}");
    }
}

#[test]
fn what_is_counted_has_the_form_of_its_number() {
    for (language, condition, wanted) in [
        ("en", "when.bio.words.equals = 1", "the bio has exactly 1 word"),
        ("en", "when.bio.words.equals = [1, 2]", "the bio has exactly 1 or 2 words"),
        ("en", "when.bio.length.below = 1", "the bio is shorter than 1 character"),
        ("de", "when.bio.links.above = 1", "`bio` hat mehr als 1 Link"),
        ("es", "when.account.age_days.below = 1", "`account.age_days` no llega a 1 día"),
        ("de", "when.account.age_days.below = 30", "`account.age_days` ist kleiner als 30 Tage"),
        ("de", "when.account.age_days.above = 1", "`account.age_days` ist größer als 1 Tag"),
    ] {
        let told = told(language, condition);
        assert!(told.contains(&format!("{wanted}\n")), "{condition}: {told}");
    }
}

#[test]
fn values_are_written_as_the_language_writes_them() {
    for (language, condition, wanted) in [
        ("de", "when.bio.capitals_share.above = 0.8", "`bio.capitals_share` ist größer als 0,8"),
        ("es", "when.bio.capitals_share.between = [0.25, 0.5]", "está entre 0,25 y 0,5"),
        ("de", "when.banner.default = true", "`banner.default` ist ja"),
        ("en", "when.banner.default = false", "`banner.default` is no"),
        (
            "de",
            r#"when.account.following.above = { fact = "account.followers", times = 1.5, plus = 10 }"#,
            "account.followers × 1,5 + 10",
        ),
    ] {
        let told = told(language, condition);
        assert!(told.contains(wanted), "{condition}: {told}");
    }
}

#[test]
fn the_levels_of_a_rule_are_told_as_sentences() {
    let levels = "[[rule.level]]\nseverity = \"major\"\npoints = 20\nwhen.bio.words.below = 2\n\
                  [[rule.level]]\nseverity = \"minor\"\npoints = 15.5\nwhen.bio.words.below = 4\n";
    let condition = format!("when.bio.words.below = 8\nunless.bio.links.above = 0\n{levels}");
    for (language, wanted) in [
        ("en", ["\nunless\n", "\nelse it is minor and costs 15.5 points if\n"]),
        ("es", ["\nsalvo si\n", "\nsi no, es menor y cuesta 15,5 puntos si\n"]),
        ("de", ["\nes sei denn\n", "\nsonst: sie wiegt leicht und kostet 15,5 Punkte, wenn\n"]),
    ] {
        let told = told(language, &condition);
        assert!(wanted.iter().all(|line| told.contains(line)), "{told}");
    }
}

/// The mark before a line is the result of what the line says.
#[test]
fn what_is_not_so_is_marked_by_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.json"), r#"{"platform":"x","bio":"Nurse in Lugo"}"#).unwrap();
    let rule = "[[rule]]\nid = \"bio/own\"\nfactor = \"bio\"\nseverity = \"hint\"\npoints = 1\ntitle = \"Own\"\n\
                message = \"Own.\"\nwhen.not.bio.contains = \"nurse\"\n";
    std::fs::write(folder.path().join("mine.toml"), rule).unwrap();
    let run = followback_in(
        folder.path(),
        &["explain", "bio/own", "p.json", "--rules", "mine.toml", "--now", "2026-04-13"],
        b"",
    );
    assert!(
        run.out.contains("[no] not so: the bio has a phrase out of `nurse`: found `Nurse`\n"),
        "{}{}",
        run.out,
        run.err
    );
}

#[test]
fn changes_are_told_in_german_before_what_comes_of_them() {
    let demo = crate::support::root().join("crates/cli/src/demo.toml");
    let run = followback(&[
        "explain",
        "posts/no-conversation",
        demo.to_str().unwrap(),
        "--locale",
        "de",
        "--now",
        "2026-04-13",
    ]);
    assert!(
        run.out.contains("\n  mit `account.age_days` = 13 (jetzt: 1855) → sie träfe nicht mehr zu\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("jeweils mit `posts.reply` = ja → sie träfe nicht mehr zu\n"), "{}", run.out);
}
