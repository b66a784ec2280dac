//! Numbers and lists as people of a language write them.

use super::Words;

impl Words {
    /// A score: one decimal, unless it is zero. Rounder numbers would not add up, nor agree with the band.
    pub(crate) fn number(&self, value: f64) -> String {
        let text = format!("{value:.1}");
        // A tiny negative number is no number with a sign.
        self.decimal(match text.strip_suffix(".0").unwrap_or(&text) {
            "-0" => "0",
            short => short,
        })
    }

    /// A change, with its sign: always one decimal, so that a column of them lines up.
    pub(crate) fn signed(&self, value: f64) -> String {
        self.decimal(&format!("{value:+.1}"))
    }

    /// A number that was measured or declared, to three decimals at most.
    pub(crate) fn exact(&self, value: f64) -> String {
        let text = format!("{value:.3}");
        let short = text.trim_end_matches('0').trim_end_matches('.');
        self.decimal(if short == "-0" { "0" } else { short })
    }

    /// A number as a rule declares it, with all of its decimals.
    pub(crate) fn declared(&self, value: f64) -> String {
        self.decimal(&value.to_string())
    }

    /// The number by which a text chooses its form for so many.
    pub(crate) fn form(&self, value: f64) -> usize {
        if self.declared(value) == "1" { 1 } else { 2 }
    }

    /// A share, rounded down so that `100 %` means all.
    pub(crate) fn percent(&self, share: f64) -> String {
        self.speech.share(&format!("{:.0}", (share * 100.0 + 1e-6).floor()))
    }

    fn decimal(&self, text: &str) -> String {
        text.replace('.', &self.decimal_sign())
    }

    /// What stands between a whole number and its fraction.
    pub(crate) fn decimal_sign(&self) -> String {
        self.speech.decimal.to_string()
    }

    /// Names in a sentence: `a, b and c`.
    pub(crate) fn and(&self, names: &[String]) -> String {
        self.speech.joined(names)
    }

    /// Whether something is so, in a word.
    pub(crate) fn yes_or_no(&self, bit: bool) -> &'static str {
        if bit { self.speech.yes } else { self.speech.no }
    }
}

#[cfg(test)]
mod tests {
    use crate::locale::Locale;

    #[test]
    fn numbers_have_a_decimal_only_where_it_says_something() {
        let say = Locale::En.words();
        assert_eq!([61.0, 60.7, 0.0, -0.04, 100.0].map(|n| say.number(n)), ["61", "60.7", "0", "0", "100"]);
        assert_eq!([61.0, -0.5].map(|n| Locale::Es.words().number(n)), ["61", "-0,5"]);
        assert_eq!(Locale::De.words().signed(14.2), "+14,2");
    }

    #[test]
    fn measured_numbers_are_written_as_far_as_they_go() {
        assert_eq!([3.0, 0.4375, -0.0001, 200.0].map(|n| Locale::En.words().exact(n)), ["3", "0.438", "0", "200"]);
        assert_eq!([0.4375, 20.0].map(|n| Locale::De.words().declared(n)), ["0,4375", "20"]);
        assert_eq!([1.0, 1.5, 0.0].map(|n| Locale::En.words().form(n)), [1, 2, 2]);
    }

    #[test]
    fn all_is_said_only_of_all() {
        assert_eq!([1.0, 0.996, 0.29, 0.0].map(|n| Locale::En.words().percent(n)), ["100%", "99%", "29%", "0%"]);
    }

    #[test]
    fn a_list_ends_in_and() {
        let names = |n: usize| ["a", "b", "c"].map(str::to_owned)[..n].to_vec();
        assert_eq!(Locale::En.words().and(&names(3)), "a, b and c");
        assert_eq!(Locale::Es.words().and(&names(2)), "a y b");
        assert_eq!(Locale::Es.words().percent(0.5), "50 %");
        assert_eq!([0, 1].map(|n| Locale::De.words().and(&names(n))), ["", "a"]);
    }
}
