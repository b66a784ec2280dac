//! Messages with their placeholders filled in.

use super::evidence::{Evidence, MatchSpan};
use super::text::TextValue;
use super::tri::Quantity;
use super::{Evaluation, Recorder};
use crate::message::{self, Filler, Format, Piece, Speech, Template};
use crate::program::{RuleId, Set, SetId};
use crate::record::{Fact, Value};

/// The longest value that a placeholder puts into a message, in characters.
const MAX_VALUE: usize = 80;

impl<R: Recorder> Evaluation<'_, R> {
    /// The message of a finding, or the rule's title when a placeholder is unknown.
    pub fn message(&mut self, rule: RuleId, evidence: &[Evidence]) -> String {
        let code = &self.program.rules[rule.index()];
        let level = self.scratch.outcomes[rule.index()].level;
        let message = code.effect(level).message.as_ref();
        message.and_then(|template| self.fill(template, evidence)).unwrap_or_else(|| code.title.clone())
    }

    /// What to do about a finding; empty when the rule does not say or a placeholder is unknown.
    pub fn advice(&mut self, rule: RuleId, evidence: &[Evidence]) -> String {
        let advice = self.program.rules[rule.index()].advice.as_ref();
        advice.and_then(|template| self.fill(template, evidence)).unwrap_or_default()
    }

    fn fill(&mut self, template: &Template, evidence: &[Evidence]) -> Option<String> {
        let mut out = String::new();
        for piece in &template.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(filler, format) => {
                    out.push_str(&self.filler(*filler, *format, template.speech, evidence)?);
                }
                Piece::Plural(num, one, many) => {
                    let count = self.num(*num, 0).value()?;
                    out.push_str(if message::is_one(count) { one } else { many });
                }
            }
        }
        Some(out)
    }

    fn filler(&mut self, filler: Filler, format: Format, speech: &Speech, evidence: &[Evidence]) -> Option<String> {
        Some(match filler {
            Filler::Bool(fact) => match self.fact(fact, 0) {
                Fact::Known(Value::Bool(true)) => speech.yes.to_owned(),
                Fact::Known(Value::Bool(false)) => speech.no.to_owned(),
                _ => return None,
            },
            Filler::Number(num) => {
                let value = match self.num(num, 0) {
                    Quantity::Absent | Quantity::Unknown(_) => return None,
                    between @ Quantity::Between(..) => between.value()?,
                };
                match format {
                    Format::Percent => speech.percent(value),
                    Format::Date => self.date(value)?,
                    Format::Plain | Format::List => speech.number(value),
                }
            }
            Filler::Text(text) => match self.text(text, 0) {
                TextValue::Known(state) => shortened(state.text()),
                _ => return None,
            },
            Filler::Label(label) => self.label(label, 0).ok()??.to_string(),
            Filler::Set(set) => {
                let value = self.set(set, 0);
                if value.labels.is_empty() {
                    return None;
                }
                let titles = self.titles(set, speech, &value.labels);
                speech.joined(&titles)
            }
            Filler::Match => evidence.iter().flat_map(|e| &e.spans).map(|s| shortened(&s.text)).next()?,
            Filler::Matches => {
                let mut words: Vec<String> = Vec::new();
                for found in evidence {
                    // A hit within another hit of the same text says nothing more.
                    let wider = |s: &MatchSpan, o: &MatchSpan| o.start <= s.start && s.end <= o.end && o != s;
                    for span in found.spans.iter().filter(|s| !found.spans.iter().any(|o| wider(s, o))) {
                        let word = shortened(&span.text);
                        if !words.iter().any(|w| w.to_lowercase() == word.to_lowercase()) {
                            words.push(word);
                        }
                    }
                }
                if words.is_empty() {
                    return None;
                }
                speech.joined(&words)
            }
        })
    }

    /// Labels of a tagger by their titles, and languages by their names. A set of the record that is called like a tagger, such
    /// as the topics that somebody declares, holds its labels too.
    fn titles(&self, set: SetId, speech: &Speech, labels: &[&str]) -> Vec<String> {
        let tagger = match self.program.code.sets.get(set.index()) {
            Set::Tags(_, tagger) => self.program.taggers.get(tagger.index()),
            Set::Fact(fact) => {
                let path = self.program.fact_path(*fact);
                let name = path.rsplit('.').next();
                if name == Some("languages") {
                    return labels.iter().map(|code| speech.language(code)).collect();
                }
                self.program.taggers.iter().find(|tagger| Some(tagger.name.as_str()) == name)
            }
            _ => None,
        };
        let title = |label: &str| {
            let found = tagger?.labels.iter().find(|l| *l.id == *label)?;
            found.title.get(speech.code).or_else(|| found.title.get("en")).map(|title| speech.within(title))
        };
        labels.iter().map(|label| title(label).unwrap_or_else(|| (*label).to_owned())).collect()
    }

    /// The date that lies so many days before now.
    fn date(&self, age_days: f64) -> Option<String> {
        #[expect(clippy::cast_possible_truncation, reason = "an age beyond the calendar is refused below")]
        let seconds = self.now.checked_sub((age_days * 86_400.0) as i64)?;
        let stamp = jiff::Timestamp::from_second(seconds).ok()?;
        Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_VALUE {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX_VALUE - 1).collect();
    short.push('…');
    short
}
