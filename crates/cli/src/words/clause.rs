//! A clause of a condition in a language.
//!
//! English speaks of facts in words (`the account's name`). Other languages name them by their paths, as the rules do: what
//! becomes of a path in a sentence depends on its gender and number, which nobody declares.

use followback_core::{Aggregate, Amount, Claim, Clause, Noun, Operand, Phrases, Says};

use crate::locale::{Locale, Words};

/// The clause in words; a heading for what joins its parts.
pub(super) fn clause(locale: Locale, clause: &Clause<'_>) -> String {
    let say = locale.words();
    match clause {
        Clause::All => say.clause_all(),
        Clause::Any => say.clause_any(),
        Clause::None => say.clause_none(),
        Clause::Not => say.clause_not(),
        Clause::Named(name) => say.clause_named(name),
        Clause::Fired(rules) => say.clause_fired(rules),
        Clause::Claim(claim) => Speaker { locale, say }.claim(claim),
        Clause::Written(text) => text.clone(),
    }
}

struct Speaker {
    locale: Locale,
    say: &'static Words,
}

impl Speaker {
    fn claim(&self, claim: &Claim<'_>) -> String {
        let mut words = self.says(&claim.says);
        if !claim.params.is_empty() {
            let names: Vec<String> = claim.params.iter().map(|name| format!("${name}")).collect();
            words = format!("{words} ({})", names.join(", "));
        }
        if claim.of_which {
            words.push_str(&self.say.clause_of_which());
        }
        match claim.unknown {
            None => words,
            Some(true) => format!("{words} {}", self.say.clause_unknown_true()),
            Some(false) => format!("{words} {}", self.say.clause_unknown_false()),
        }
    }

    fn says(&self, says: &Says<'_>) -> String {
        let say = self.say;
        match says {
            Says::Flag(fact, value) => say.says_flag(fact, self.operand(value)),
            Says::Is(noun, values) => say.says_is(self.noun(noun), self.or(values)),
            Says::StartsWith(noun, values) => say.says_starts(self.noun(noun), self.or(values)),
            Says::EndsWith(noun, values) => say.says_ends(self.noun(noun), self.or(values)),
            Says::SameAs(noun, other) => say.says_same(self.noun(noun), self.noun(other)),
            Says::SharesWord(noun, other) => say.says_shares_word(self.noun(noun), self.noun(other)),
            Says::Contains(noun, phrases) => say.says_has(self.noun(noun), self.phrases(phrases)),
            Says::Matches(noun, pattern) => say.says_matches(self.noun(noun), self.operand(pattern)),
            Says::Holds(set, label) => say.says_holds(set, label),
            Says::HoldsOneOf(set, labels) => say.says_holds_one(set, self.listed(labels).join(", ")),
            Says::TextIsThere(noun, true) => say.says_filled(self.noun(noun)),
            Says::TextIsThere(noun, false) => say.says_empty(self.noun(noun)),
            Says::IsFilled(path, true) => say.says_filled(format_args!("`{path}`")),
            Says::IsFilled(path, false) => say.says_empty(format_args!("`{path}`")),
            Says::IsThere(path, true) => say.says_there(path),
            Says::IsThere(path, false) => say.says_not_there(path),
            Says::Number(amount, operator, value) => self.number(amount, operator, value),
        }
    }

    /// `a phrase out of @jobs, not after @not within 3 words`.
    fn phrases(&self, phrases: &Phrases<'_>) -> String {
        let say = self.say;
        let mut words = say.says_phrase(self.or(phrases.wanted));
        if !phrases.not_after.is_empty() {
            words += &say.limit_not_after(self.or(phrases.not_after));
        }
        if !phrases.not_before.is_empty() {
            words += &say.limit_not_before(self.or(phrases.not_before));
        }
        if phrases.within > 0 {
            words += &say.limit_within(phrases.within as usize, phrases.within);
        }
        if phrases.distinct > 1 {
            words += &say.limit_distinct(phrases.distinct);
        }
        words
    }

    fn number(&self, amount: &Amount<'_>, operator: &str, value: &Operand) -> String {
        let say = self.say;
        let is = |what: String| self.compared(&what, operator, value, "", 1);
        let has = |noun: &Noun, what: &str| say.says_has(self.noun(noun), self.amount(operator, value, what));
        match amount {
            Amount::Named(path, doc) => {
                // What a pack says about it is in the language of the pack.
                let doc = doc.filter(|_| self.locale == Locale::En).map_or(String::new(), |doc| format!(" ({doc})"));
                is(format!("`{path}`{doc}"))
            }
            Amount::Length(noun, unit) => {
                let (noun_words, amount) = (self.noun(noun), self.operand(value));
                match operator {
                    "below" => say.amount_shorter(noun_words, amount, self.unit(unit, self.form(value))),
                    "above" => say.amount_longer(noun_words, amount, self.unit(unit, self.form(value))),
                    _ => has(noun, unit),
                }
            }
            Amount::ShareOf(noun, share) => is(match self.locale {
                Locale::En => format!("the {} of {}", share.replace('_', " "), self.noun(noun)),
                _ => format!("`{}.{share}`", noun.path),
            }),
            Amount::Things(noun, unit) => has(noun, unit),
            Amount::Matches(noun) => has(noun, MATCHES),
            Amount::Labels(noun, what) => has(noun, what),
            Amount::Overlap { of, with, share } => {
                let set = |path: &Option<String>| {
                    path.as_ref().map_or_else(|| say.amount_some_list(), |path| format!("`{path}`"))
                };
                let (of, with) = (set(of), set(with));
                is(if *share { say.amount_overlap_share(of, with) } else { say.amount_overlap(of, with) })
            }
            Amount::Members(view) => say.says_has(format_args!("`{view}`"), self.amount(operator, value, "members")),
            Amount::ShareOfMembers(view) => is(say.amount_share(view)),
            Amount::Over(how, field, view) => is(say.amount_in(aggregate(say, *how, field), view)),
            Amount::Value(noun, unit) => self.value(noun, unit, operator, value),
        }
    }

    fn value(&self, noun: &Noun, unit: &str, operator: &str, value: &Operand) -> String {
        if self.locale != Locale::En {
            return self.compared(&self.noun(noun), operator, value, unit, 1);
        }
        // In English the unit says what the path would say once more: `age days`, `faces are above 0 faces`.
        let path = noun.path.strip_suffix("_days").filter(|_| unit == "days").unwrap_or(&noun.path);
        let last = path.rsplit('.').next().unwrap_or(path);
        let unit = if last.contains(unit) { "" } else { unit };
        let n = if path.ends_with('s') && !path.ends_with("ss") { 2 } else { 1 };
        let noun = Noun { path: path.to_owned(), ..noun.clone() };
        self.compared(&self.noun(&noun), operator, value, unit, n)
    }

    /// `the age is 10 days or more`. The unit of the value may be empty; `n` things are compared.
    fn compared(&self, what: &str, operator: &str, operand: &Operand, unit: &str, n: usize) -> String {
        let say = self.say;
        let mut value = match operator {
            "above" | "below" | "at_least" | "at_most" => self.operand(operand),
            "between" => self.and(operand.each()),
            _ => self.or(operand.each()),
        };
        if !unit.is_empty() {
            value = format!("{value} {}", self.unit(unit, self.form(operand)));
        }
        match operator {
            "above" => say.is_above(n, what, value),
            "below" => say.is_below(n, what, value),
            "at_least" => say.is_at_least(n, what, value),
            "at_most" => say.is_at_most(n, what, value),
            "between" => say.is_between(n, what, value),
            _ => say.is_equal(n, what, value),
        }
    }

    /// `fewer than 3 words`.
    fn amount(&self, operator: &str, operand: &Operand, unit: &str) -> String {
        let say = self.say;
        let one = self.unit(unit, 1);
        let many = self.unit(unit, 2);
        let value = self.operand(operand);
        let counted = self.unit(unit, self.form(operand));
        match (operator, value.as_str()) {
            // A word without a plural is no thing that there is one of.
            ("above", "0") if one != many => say.amount_some(one),
            ("equals", "0") => say.amount_none(many),
            ("above", _) => say.amount_above(value, counted),
            ("below", _) => say.amount_below(value, counted),
            ("at_least", _) => say.amount_at_least(value, counted),
            ("at_most", _) => say.amount_at_most(value, counted),
            ("between", _) => say.amount_between(self.and(operand.each()), many),
            _ => say.amount_exactly(self.or(operand.each()), counted),
        }
    }

    /// In which form stands what there are so many of.
    fn form(&self, operand: &Operand) -> usize {
        match operand.each() {
            [Operand::Number(number)] => self.say.form(*number),
            _ => 2,
        }
    }

    /// What is counted, one of it or more.
    fn unit(&self, unit: &str, n: usize) -> String {
        if let Some(words) = self::unit(self.say, unit, n) {
            return words;
        }
        if self.locale != Locale::En {
            return format!("`{unit}`");
        }
        let words = unit.replace('_', " ");
        if n == 1 { words.strip_suffix('s').unwrap_or(&words).to_owned() } else { words }
    }

    /// `the bio`, `the account's name`.
    fn noun(&self, noun: &Noun) -> String {
        let say = self.say;
        let spaced = |part: &str| part.replace(['_', '.'], " ");
        let named = match noun.path.split_once('.') {
            _ if self.locale != Locale::En => format!("`{}`", noun.path),
            None => format!("the {}", spaced(&noun.path)),
            Some((head, rest)) if noun.of_members => format!("the {} of `{head}`", spaced(rest)),
            Some((head, rest)) => format!("the {}'s {}", spaced(head), spaced(rest)),
        };
        if noun.own { say.noun_own(named) } else { named }
    }

    /// A value as the language writes it.
    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Bool(bit) => self.say.yes_or_no(*bit).to_owned(),
            Operand::Number(number) => self.say.declared(*number),
            Operand::Text(text) => format!("`{text}`"),
            Operand::Plain(text) => text.clone(),
            Operand::List(items) => self.listed(items).join(", "),
            // A fact, scaled.
            Operand::Table(entries) => {
                let entry = |(key, value): &(String, Operand)| match key.as_str() {
                    "times" => format!("× {}", self.operand(value)),
                    "plus" => format!("+ {}", self.operand(value)),
                    _ => self.operand(value),
                };
                entries.iter().map(entry).collect::<Vec<_>>().join(" ")
            }
        }
    }

    fn listed(&self, values: &[Operand]) -> Vec<String> {
        values.iter().map(|value| self.operand(value)).collect()
    }

    /// `a, b or c`.
    fn or(&self, values: &[Operand]) -> String {
        match &self.listed(values)[..] {
            [most @ .., last] if !most.is_empty() => self.say.list_or(most.join(", "), last),
            one => one.concat(),
        }
    }

    /// `a, b and c`.
    fn and(&self, values: &[Operand]) -> String {
        self.say.and(&self.listed(values))
    }
}

/// What the places are that a pattern finds.
const MATCHES: &str = "matches of a pattern";

/// What numbers of facts count, one of it or more; nothing for what plugins and sets count.
pub(super) fn unit(say: &Words, unit: &str, n: usize) -> Option<String> {
    Some(match unit {
        "characters" => say.unit_characters(n),
        "code points" => say.unit_code_points(n),
        "columns" => say.unit_columns(n),
        "words" => say.unit_words(n),
        "letters" => say.unit_letters(n),
        "emoji" => say.unit_emoji(n),
        "links" => say.unit_links(n),
        "hashtags" => say.unit_hashtags(n),
        "mentions" => say.unit_mentions(n),
        "members" => say.unit_members(n),
        "days" => say.unit_days(n),
        "accounts" => say.unit_accounts(n),
        "posts" => say.unit_posts(n),
        "pixels" => say.unit_pixels(n),
        "topics" => say.unit_topics(n),
        MATCHES => say.unit_matches(n),
        _ => return None,
    })
}

fn aggregate(say: &Words, how: Aggregate, field: &str) -> String {
    match how {
        Aggregate::Min => say.over_min(field),
        Aggregate::Max => say.over_max(field),
        Aggregate::Sum => say.over_sum(field),
        Aggregate::Mean => say.over_mean(field),
        Aggregate::Median => say.over_median(field),
        Aggregate::Distinct => say.over_distinct(field),
        Aggregate::DistinctShare => say.over_distinct_share(field),
        Aggregate::MostRepeated => say.over_repeated(field),
    }
}
