//! The words of conditions: what a rule asks, what it does, and what would flip it.

use std::fmt::Display;

use super::Words;

words! { LIST:
    // What joins the parts of a condition.
    clause_all();
    clause_any();
    clause_none();
    clause_not();
    clause_not_so(clause);
    clause_named(name);
    clause_that_is();
    clause_as_above();
    clause_fired(rules);
    clause_of_which();
    clause_unknown_true();
    clause_unknown_false();

    // What a test says of a fact.
    says_flag(fact, value);
    says_is(what, values);
    says_starts(what, values);
    says_ends(what, values);
    says_same(what, other);
    says_shares_word(what, other);
    says_has(what, amount);
    says_phrase(phrases);
    limit_not_after(phrases);
    limit_not_before(phrases);
    limit_within[n](words);
    limit_distinct(count);
    says_matches(what, pattern);
    says_holds(set, label);
    says_holds_one(set, labels);
    says_filled(what);
    says_empty(what);
    says_there(fact);
    says_not_there(fact);
    noun_own(what);
    list_or(most, last);

    // Numbers. One thing is compared, or several are.
    is_above[n](what, value);
    is_below[n](what, value);
    is_at_least[n](what, value);
    is_at_most[n](what, value);
    is_between[n](what, value);
    is_equal[n](what, value);
    amount_shorter(what, value, unit);
    amount_longer(what, value, unit);
    amount_some(unit);
    amount_none(unit);
    amount_above(value, unit);
    amount_below(value, unit);
    amount_at_least(value, unit);
    amount_at_most(value, unit);
    amount_between(value, unit);
    amount_exactly(value, unit);
    amount_some_list();
    amount_overlap(of, with);
    amount_overlap_share(of, with);
    amount_share(view);
    amount_in(what, view);
    over_min(field);
    over_max(field);
    over_sum(field);
    over_mean(field);
    over_median(field);
    over_distinct(field);
    over_distinct_share(field);
    over_repeated(field);
    unit_characters[n]();
    unit_code_points[n]();
    unit_columns[n]();
    unit_words[n]();
    unit_letters[n]();
    unit_emoji[n]();
    unit_links[n]();
    unit_hashtags[n]();
    unit_mentions[n]();
    unit_members[n]();
    unit_days[n]();
    unit_accounts[n]();
    unit_posts[n]();
    unit_pixels[n]();
    unit_topics[n]();
    unit_matches[n]();

    // The parts of a rule.
    part_applies();
    part_needs();
    part_unless();
    part_fires();
    part_level(effect);
    part_next_level(effect);
    part_else(effect);
    effect_blocker();
    effect_major();
    effect_minor();
    effect_hint();
    effect_costs[n](points);
    effect_earns[n](points);
    effect_cap(cap);
    effect_none();
    effect_alone(points);
    effect_two(first, second);
    effect_three(first, second, third);

    // What became of it, and what would flip it.
    result_fired();
    result_unknown();
    result_superseded();
    explain_supersedes(rules);
    explain_param(name, value, place);
    explain_param_set(name, value, place, was);
    explain_superseded(by);
    explain_unknown(fact, reason);
    explain_not_known();
    explain_no_flip();
    explain_flips();
    value_found(words);
    value_absent(fact);
    value_empty(fact);
    value_is(fact, value);
    value_none();
    value_unknown(reason);
    flip_fires(changes);
    flip_passes(changes);
    flip_applies_not(changes);
    flip_and(most, last);
    change_were(fact, value);
    change_without(what);
    change_value(fact, value);
    change_value_now(fact, value, before);
    change_text(amount, unit, fact);
    change_text_now(amount, unit, fact, before);
    change_measure(fact, measure, amount);
    change_phrase(list, fact, words);
    change_words(words, fact);
    change_without_words(words, fact);
    change_other_facts();
    change_members(count, view, each);
    change_more(count, view);
    change_more_such(count, view, example);
    change_fewer(count, view);
}

impl Words {
    /// What became of a rule by itself, in a word, for those who write rules.
    pub(crate) fn result_word(&self, status: &str) -> String {
        match status {
            "fired" => self.result_fired(),
            "unknown" => self.result_unknown(),
            "superseded" => self.result_superseded(),
            other => self.status_word(other),
        }
    }
}
