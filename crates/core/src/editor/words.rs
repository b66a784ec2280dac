//! What the words of the rule language mean, in the sentences that an editor shows.

use serde_json::Value;

use super::json::described;

/// The words of conditions.
const OPERATORS: [(&str, &str); 48] = [
    ("all", "All of these conditions hold, each relative to where this stands."),
    ("any", "At least one of these conditions holds, each relative to where this stands."),
    ("none", "None of these conditions holds, each relative to where this stands."),
    ("not", "The opposite of a condition, relative to where this stands."),
    ("is", "A named condition, `[define.x]`, holds; of a list of names any."),
    ("fired", "One of these rules fired by itself: ids, globs, `!id` for an exception."),
    ("unknown", "What the comparison counts as when its fact is unknown."),
    ("present", "Whether the source has something there, not an empty value."),
    ("equals", "It is this value, or one of these."),
    ("above", "More than this."),
    ("at_least", "This or more."),
    ("below", "Less than this."),
    ("at_most", "This or less."),
    ("between", "Between these two numbers, both included."),
    ("contains", "Holds one of these phrases as whole words, without regard to case: a phrase, \"@list\", or several."),
    ("matches", "A regular expression (the syntax of the Rust crate `regex`) fits some part of the text as written."),
    ("starts_with", "Begins with this, or one of these, without regard to case."),
    ("ends_with", "Ends with this, or one of these, without regard to case."),
    ("same_as", "Says the same as another text, named by its path."),
    ("shares_word_with", "Has a word of another text, named by its path, that is no frequent word of a language."),
    ("list", "What to look for: a phrase, \"@list\", or several."),
    ("not_after", "A hit does not count if one of these stands before it."),
    ("not_before", "A hit does not count if one of these stands after it."),
    ("within", "How many words may lie between a hit and what must not stand beside it."),
    ("distinct_at_least", "How many different phrases have to be found."),
    ("has", "Has this label; all of them, if several are given."),
    ("overlaps", "Shares a label with this list, or with another set: `overlaps.fact = \"…\"`."),
    ("count", "How many there are; with `where` in the same table, how many meet a condition."),
    ("share", "The share that meets a condition, from 0 to 1: `{ where = { … }, above = 0.5 }`."),
    ("overlap_count", "How many labels it shares with the set `with`."),
    ("overlap_share", "The share of its labels that the set `with` holds, from 0 to 1."),
    ("with", "The path of the other set."),
    ("where", "The condition that members have to meet."),
    ("of", "The field of the members that is meant."),
    ("min", "The least value of a field of the members."),
    ("max", "The greatest value of a field of the members."),
    ("sum", "The sum of a field of the members."),
    ("mean", "The mean of a field of the members."),
    ("median", "The median of a field of the members."),
    ("distinct", "How many different values a field of the members has."),
    ("distinct_share", "Different values of a field divided by the number of members."),
    ("most_repeated", "How often the most frequent value of a field occurs."),
    ("own_text", "The text without links, tags and mentions."),
    ("language", "The language of the text, as an ISO 639 code; unknown if it cannot be told."),
    ("script", "The script of most of its letters."),
    ("formula", "A formula over numbers: + - * / min max and brackets."),
    ("in", "The path of the text in which to count."),
    ("doc", "One sentence for people."),
];

/// The numbers below every text.
const MEASURES: [(&str, &str); 12] = [
    ("length", "Length in characters as a person counts them."),
    ("chars", "Length in Unicode code points."),
    ("width", "Width in columns: East Asian wide characters count two."),
    ("words", "How many words it has."),
    ("own_words", "How many words it has without links, tags and mentions."),
    ("letters", "How many letters it has."),
    ("emojis", "How many emoji it has."),
    ("links", "How many links it has."),
    ("hashtags", "How many hashtags it has."),
    ("mentions", "How many mentions it has."),
    ("hashtag_share", "Hashtags divided by words, from 0 to 1."),
    ("capitals_share", "Capitals divided by letters that have case, from 0 to 1."),
];

/// The schema of an operator's operand, with what the operator means.
pub(super) fn operator(name: &str, operand: Value) -> Value {
    with_doc(&OPERATORS, name, operand)
}

/// The schema of a fact below every text, with what it means.
pub(super) fn measure(name: &str, value: Value) -> Value {
    with_doc(&MEASURES, name, value)
}

fn with_doc(docs: &[(&str, &str)], name: &str, schema: Value) -> Value {
    match docs.iter().find(|(known, _)| *known == name) {
        Some((_, doc)) => described(schema, doc),
        None => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn every_word_of_the_language_has_a_sentence() {
        let said = |word: &&str| OPERATORS.iter().any(|(known, doc)| known == word && doc.ends_with('.'));
        for word in check::condition_words() {
            assert!(said(&word), "`{word}` has no sentence");
        }
        for (name, ..) in check::MEASURES {
            assert!(MEASURES.iter().any(|(known, _)| *known == name), "`{name}` has no sentence");
        }
    }
}
