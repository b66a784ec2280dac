//! The program's own words in a language: one function for each text, which takes what its placeholders stand for.
//!
//! The list below is what a language file has to hold: a text for each name, with just these placeholders, and in two forms
//! (`one`, `other`) where a number decides. A test holds the files against it.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::sync::LazyLock;

use followback_core::Speech;
use serde::{Deserialize, Serialize};

use super::Locale;

/// The texts of a language, by name, and how it writes values.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Words {
    texts: BTreeMap<String, Text>,
    #[serde(skip)]
    pub(super) speech: &'static Speech,
}

/// A text, with `{placeholders}`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Text {
    Same(String),
    /// One that depends on a number, which is its placeholder `{n}`.
    ByNumber {
        one: String,
        other: String,
    },
}

static EN: LazyLock<Words> = LazyLock::new(|| read("en", include_str!("en.toml")));
static ES: LazyLock<Words> = LazyLock::new(|| read("es", include_str!("es.toml")));
static DE: LazyLock<Words> = LazyLock::new(|| read("de", include_str!("de.toml")));

pub(super) fn of(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &EN,
        Locale::Es => &ES,
        Locale::De => &DE,
    }
}

/// A file of the program itself, which a test has read.
fn read(code: &str, text: &str) -> Words {
    Words { texts: toml::from_str(text).unwrap_or_default(), speech: Speech::of(code) }
}

#[cfg(test)]
macro_rules! list {
    ($($name:ident $([$n:ident])? ($($slot:ident),*);)*) => {
        &[$((stringify!($name), !(&[$(stringify!($n))?] as &[&str]).is_empty(), &[$(stringify!($slot)),*])),*]
    };
}

/// `name(placeholders)`, with `[n]` before them where a number decides the form.
macro_rules! words {
    ($list:ident: $($name:ident $([$n:ident])? ($($slot:ident),*);)*) => {
        impl Words {
            $(pub(crate) fn $name(&self, $($n: usize,)? $($slot: impl Display),*) -> String {
                let number: &[usize] = &[$($n)?];
                self.say(stringify!($name), number.first().copied(), &[$((stringify!($slot), &$slot)),*])
            })*
        }

        #[cfg(test)]
        pub(super) const $list: &[$crate::locale::words::Entry] = list![$($name $([$n])? ($($slot),*);)*];
    };
}

/// Texts that no code asks for, only templates, which find them by name.
macro_rules! template_words {
    ($($list:tt)*) => {
        #[cfg(test)]
        const TEMPLATE_LIST: &[Entry] = list![$($list)*];
    };
}

/// Name, whether a number decides, placeholders.
#[cfg(test)]
pub(super) type Entry = (&'static str, bool, &'static [&'static str]);

words! { LIST:
    list_more[n](most);

    // Whose profile it is.
    nameless();
    read_on(platform, source, posts);
    read_from(source, posts);
    source_x_archive();
    source_native();
    source_mastodon_export();
    no_posts_read();
    posts_read[n]();

    // The score.
    of_100(score);
    range(low, high);
    meaning_ready();
    meaning_gaps();
    meaning_at_risk();
    meaning_likely_ignored();
    too_wide();
    checked_with_range(share);
    checked_without_range(share);
    no_score();
    too_little();
    too_little_of(factors);
    needed_for_a_score();
    found_all_the_same();

    // What to fix first.
    nothing_to_fix();
    fix_first();
    fix_first_more();
    together_one(total);
    together_two(total);
    together_three(total);
    together[n](total);
    next_band_reached(band);
    next_band_shortest(band, fixes, total);
    next_band_one_way(band, fixes, total);

    // Factors and findings.
    factor_no_score(share);
    factor_checked(share);
    takes_nothing();
    takes(points, most);
    severity_blocker();
    severity_major();
    severity_minor();
    severity_hint();
    more_like_these[n]();

    // What became of the other rules.
    status_fired();
    status_passed();
    status_not_applicable();
    status_unknown(reason);
    status_superseded(by);
    status_superseded_by_any();
    status_suppressed();
    status_suppressed_until(until);
    status_suppressed_because(reason);
    status_suppressed_until_because(until, reason);
    status_off();
    unknown_nothing();
    unknown_not_in_source();
    unknown_picture();
    unknown_plugin();
    unknown_plugin_failed();
    unknown_language();
    unknown_too_little();
    unknown_too_few_posts();
    unknown_unclear();

    // What changed since an earlier report.
    since(date);
    since_nothing();
    findings_gone();
    findings_new();
    findings_changed();
    status_now(status);
    status_before(status);
    status_word_fired();
    status_word_unknown();
    status_word_superseded();
    rule_gone();
    rule_new();
    moved_points(before, now);
    same_rules();
    other_rules();
    cause_rules();
    cause_settings();
    cause_undecided();

    // For a viewer.
    for_this_viewer();
    viewer_other_interests();
    viewer_verdict(verdict);
    viewer_no_verdict();
    viewer_shared(topics);
    viewer_only(topics);
    viewer_no_fault();

    // What this cannot tell.
    limits();
    limit_untold(facts);
    limit_talk();
    limit_no_promise();
    limit_judgement();
    limit_explain(rule);

    // About the file. The details come from the reader.
    about_the_file();
    warnings_more[n]();
    warning_date(said);
    warning_count(said);
    warning_item(said);
    warning_damaged(said);
    warning_cut(said);
    warning_much(said);
    warning_part(said);
    warning_missing(said);
    warning_one_file(said);
    warning_outside(said);
    warning_hidden(said);
    warning_note(said);
    warning_picture(said);
    warning_plugin(said);
    warning_other(said);

    // The page.
    page_start();
    page_total();
    picture_of(name);
    picture_default();
    picture_none();
    picture_elsewhere();
    picture_unreadable();
    picture_unknown();
    picture_size(width, height);
    picture_seems(size, kind);
    picture_unsure(size);
    picture_confidence(seen, confidence);
    kind_photo();
    kind_logo();
    kind_illustration();
    kind_blank();
    bio_none();
    bio_unknown();
    more_posts[n]();
    post_repost();
    post_reply();
    post_quote();
    count_replies[n]();
    count_reposts[n]();
    count_likes[n]();
    count_following[n]();
    count_followers[n]();
    is_verified();
    is_locked();
    posts_in_time[n]();
    posts_of_bio[n]();
    posts_other[n]();
    posts_untold[n]();
    posts_left_out[n]();
    clauses_left_out[n]();
    rule_effect();
    rule_supersedes();
    rule_pack();
    rule_points(points);
    rule_cap(cap);
    rule_no_points();
    counting_points();
    counting_base(weights);
    counting_rescue(factor, most, least);
    counting_deduct(factor, most);
    counting_coverage(share);
    counting_bands(bands);
    counting_band(band, least);
    foot_pack(name, version);
    foot_plugin(name, version);
    foot_built_in();
    foot_now();
}

template_words! {
    // The page.
    page_skip();
    page_see_finding();
    page_fixed();
    page_latest_posts();
    page_no_posts();
    page_waterfall();
    page_step();
    page_chart();
    page_change();
    page_running();
    page_timeline();
    page_at_48();
    page_at_400();
    page_gain();
    page_rules();
    page_named();
    page_rules_intro();
    page_how_counted();
    page_if_fixed();
    page_clear();
    page_back(rules);
}

impl Words {
    /// A text with its placeholders, for a page that fills them in itself; empty where a number decides.
    pub(crate) fn raw(&self, name: &str) -> &str {
        match self.texts.get(name) {
            Some(Text::Same(text)) => text,
            _ => "",
        }
    }

    /// A text by its name, for templates; code calls the function of that name.
    pub(crate) fn say(&self, name: &str, number: Option<usize>, slots: &[(&str, &dyn Display)]) -> String {
        // A language that lacks a text would fail a test; should it get here all the same, English is better than nothing.
        let Some(text) = self.texts.get(name).or_else(|| EN.texts.get(name)) else { return name.to_owned() };
        let template = match text {
            Text::Same(text) => text,
            Text::ByNumber { one, other } => {
                if number == Some(1) {
                    one
                } else {
                    other
                }
            }
        };
        let mut out = String::with_capacity(template.len() + 16);
        for part in parts(template) {
            match part {
                Part::Text(text) => out.push_str(text),
                // Writing to a string does not fail.
                Part::Slot("n") => _ = write!(out, "{}", number.unwrap_or_default()),
                Part::Slot(slot) => {
                    for (_, value) in slots.iter().filter(|(name, _)| *name == slot) {
                        let _ = write!(out, "{value}");
                    }
                }
            }
        }
        out
    }
}

enum Part<'t> {
    Text(&'t str),
    Slot(&'t str),
}

/// The pieces of a template: text, and the names of placeholders.
fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    template.split('{').enumerate().flat_map(|(nth, piece)| {
        let (slot, text) =
            if nth == 0 { (None, piece) } else { piece.split_once('}').map_or((None, piece), |(s, t)| (Some(s), t)) };
        slot.map(Part::Slot).into_iter().chain((!text.is_empty()).then_some(Part::Text(text)))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::ValueEnum;

    use super::*;

    fn slots(template: &str) -> BTreeSet<&str> {
        let slot = |part| if let Part::Slot(slot) = part { Some(slot) } else { None };
        parts(template).filter_map(slot).collect()
    }

    #[test]
    fn every_language_has_every_text_with_its_placeholders_and_no_other() {
        let mut problems = Vec::new();
        let list = [LIST, TEMPLATE_LIST, super::super::conditions::LIST].concat();
        for locale in Locale::value_variants() {
            let (code, words) = (locale.code(), locale.words());
            for name in words.texts.keys().filter(|name| list.iter().all(|(known, ..)| known != name)) {
                problems.push(format!("{code}: `{name}` is no text of the program"));
            }
            for (name, by_number, wanted) in &list {
                let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
                let forms: Vec<&str> = match words.texts.get(*name) {
                    None => vec![],
                    Some(Text::Same(text)) => vec![text],
                    Some(Text::ByNumber { one, other }) => vec![one, other],
                };
                if forms.len() != 1 + usize::from(*by_number) || forms.iter().any(|text| text.trim().is_empty()) {
                    problems.push(format!("{code}: `{name}` has not as many forms as it needs"));
                }
                for form in forms {
                    let mut found = slots(form);
                    // A form may do without the number itself: "one post more".
                    found.remove(if *by_number { "n" } else { "" });
                    if found != wanted {
                        problems.push(format!("{code}: `{name}` takes {wanted:?}, and has {found:?}"));
                    }
                }
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    #[test]
    fn placeholders_are_filled_once() {
        let say = Locale::En.words();
        assert_eq!(say.range("{high}", 66), ", between {high} and 66");
        assert_eq!([say.posts_read(1), say.posts_read(20)], ["1 post read", "20 posts read"]);
    }
}
