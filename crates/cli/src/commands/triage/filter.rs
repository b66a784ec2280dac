//! `--where`: which rows are written.

use std::str::FromStr;

use anyhow::bail;
use followback_core::{Program, Scored, glob_matches, nearest};

/// One `--where`, as written: `band=ready,gaps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    about: About,
    /// Whether it has to be true, or false.
    holds: bool,
    any_of: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Band,
    Verdict,
    Rule,
}

const ABOUT: [(&str, About); 3] = [("band", About::Band), ("verdict", About::Verdict), ("rule", About::Rule)];

impl FromStr for Wish {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write it as `band=ready,gaps`, `verdict=likely` or `rule=bio/*`";
        let (key, values) = text.split_once('=').ok_or_else(|| format!("there is no `=` in it; {form}"))?;
        let (key, holds) = key.strip_suffix('!').map_or((key, true), |key| (key, false));
        let Some((_, about)) = ABOUT.iter().find(|(name, _)| *name == key.trim()) else {
            let near = nearest(key.trim(), ABOUT.iter().map(|(name, _)| *name));
            let near = near.map_or_else(|| form.to_owned(), |n| format!("did you mean `{n}`?"));
            return Err(format!("there is nothing called `{}` to ask for; {near}", key.trim()));
        };
        let any_of: Vec<String> = values.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
        if any_of.is_empty() {
            return Err(format!("nothing stands after the `=`; {form}"));
        }
        Ok(Wish { about: *about, holds, any_of })
    }
}

/// What all wishes come down to for one set of rules.
pub(super) struct Filter {
    wishes: Vec<(Wish, Vec<bool>)>,
}

impl Filter {
    /// # Errors
    /// A wish for a band, verdict or rule that these rules do not have.
    pub(super) fn new(wishes: &[Wish], program: &Program) -> anyhow::Result<Self> {
        let wishes = wishes.iter().map(|wish| Ok((wish.clone(), rules(wish, program)?)));
        Ok(Filter { wishes: wishes.collect::<anyhow::Result<_>>()? })
    }

    /// Whether every row passes.
    pub(super) fn is_open(&self) -> bool {
        self.wishes.is_empty()
    }

    /// Whether it asks for a verdict, which only a viewer gives.
    pub(super) fn needs_a_viewer(&self) -> bool {
        self.wishes.iter().any(|(wish, _)| matches!(wish.about, About::Verdict))
    }

    pub(super) fn passes(&self, scored: &Scored, verdict: Option<&str>) -> bool {
        let band = scored.total.as_ref().map(|total| total.band.as_str());
        let is = |words: &[String], word: Option<&str>| word.is_some_and(|word| words.iter().any(|w| w == word));
        self.wishes.iter().all(|(wish, rules)| {
            let found = match wish.about {
                About::Band => is(&wish.any_of, band),
                About::Verdict => is(&wish.any_of, verdict),
                About::Rule => scored.findings.iter().any(|finding| rules[finding.rule.index()]),
            };
            found == wish.holds
        })
    }
}

/// By rule, whether a wish for rules names it; nothing for other wishes.
fn rules(wish: &Wish, program: &Program) -> anyhow::Result<Vec<bool>> {
    let (kind, known): (&str, Vec<&str>) = match wish.about {
        About::Band => ("band", program.bands().collect()),
        About::Verdict => ("verdict", program.verdicts()),
        About::Rule => ("rule", program.rules().iter().map(|rule| rule.id.as_str()).collect()),
    };
    for word in &wish.any_of {
        let names = |known: &&str| if wish.about == About::Rule { glob_matches(word, known) } else { *known == word };
        if known.iter().any(names) {
            continue;
        }
        let help = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("these rules have no {kind}s"),
            None if wish.about == About::Rule => "`followback rules list` shows all".to_owned(),
            None => format!("there are: {}", known.join(", ")),
        };
        bail!("`--where`: no {kind} is called `{word}`; {help}");
    }
    let named = |id: &&str| wish.any_of.iter().any(|glob| glob_matches(glob, id));
    Ok(if wish.about == About::Rule { known.iter().map(named).collect() } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_a_key_and_alternatives() {
        let wish: Wish = "band=ready, gaps".parse().unwrap();
        assert_eq!(wish, Wish { about: About::Band, holds: true, any_of: vec!["ready".into(), "gaps".into()] });
        assert!(!"rule!=bio/*".parse::<Wish>().unwrap().holds);
    }

    #[test]
    fn faults_say_what_is_meant() {
        let error = |text: &str| text.parse::<Wish>().unwrap_err();
        assert!(error("bnad=ready").contains("did you mean `band`?"), "{}", error("bnad=ready"));
        assert!(error("ready").contains("there is no `=`"));
        assert!(error("band=").contains("nothing stands after"));
    }
}
