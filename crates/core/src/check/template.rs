//! Placeholders of messages.

use super::path::Place;
use super::{Checker, Cx};
use crate::diag::{Diagnostic, Span};
use crate::message::{ENGLISH, Filler, Format, Piece, Speech, Template};
use crate::node::{NodeKind, Spanned};

impl Checker<'_> {
    pub(super) fn template(&mut self, cx: Cx<'_>, text: &Spanned<String>) -> Option<Template> {
        let speech = self.speech(cx, text.span);
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let whole = text.value.as_str();
        let mut at = 0;
        while let Some(found) = whole[at..].find(['{', '}']) {
            plain.push_str(&whole[at..at + found]);
            at += found;
            let sign = &whole[at..=at];
            let after = &whole[at + 1..];
            if after.starts_with(sign) {
                plain.push_str(sign);
                at += 2;
            } else if sign == "}" {
                return self.broken(text.part(at..at + 1), "a `}` without `{`");
            } else {
                let Some(end) = after.find('}') else { return self.broken(text.part(at..at + 1), "a `{` without `}`") };
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                let next = at + 1 + end + 1;
                pieces.push(self.placeholder(cx, &after[..end], text.part(at..next))?);
                at = next;
            }
        }
        plain.push_str(&whole[at..]);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Some(Template { pieces, speech })
    }

    /// The language that a text is written in: that of the file it stands in.
    fn speech(&self, cx: Cx<'_>, at: Span) -> &'static Speech {
        let translation = self.packs[cx.pack].translation.as_ref();
        translation.filter(|t| t.file == at.file).map_or(&ENGLISH, |t| Speech::of(&t.language))
    }

    fn broken(&mut self, span: Span, what: &str) -> Option<Template> {
        let help = "write `{{` and `}}` for the signs themselves";
        self.error("invalid-placeholder", span, format!("{what} in a message"), help);
        None
    }

    fn placeholder(&mut self, cx: Cx<'_>, inner: &str, span: Span) -> Option<Piece> {
        let (head, forms) = match inner.split_once('|') {
            Some((head, forms)) => (head.trim(), forms.split('|').collect()),
            None => (inner.trim(), Vec::new()),
        };
        let (path, format) = self.format(head, span)?;
        if let Some(name) = path.strip_prefix('$') {
            return self.parameter(cx, name, format, &forms, inner, span);
        }
        let filler = match path {
            "match" => Filler::Match,
            "matches" => Filler::Matches,
            _ => match self.place_in_message(cx, path, span)? {
                Place::Bool(fact) => Filler::Bool(fact),
                Place::Number(num) => Filler::Number(num),
                Place::Text(text) => Filler::Text(text),
                Place::Label(label, _) => Filler::Label(label),
                Place::Set(set) => Filler::Set(set),
                other => {
                    let message = format!("`{{{path}}}` is {}, which has no text", other.noun());
                    self.error("invalid-placeholder", span, message, "name a fact with a value, such as a count");
                    return None;
                }
            },
        };
        let fits = match format {
            Format::Plain => true,
            Format::Percent | Format::Date => matches!(filler, Filler::Number(_)),
            Format::List => matches!(filler, Filler::Set(_) | Filler::Matches),
        };
        match (filler, &forms[..]) {
            (Filler::Number(num), [one, many]) if format == Format::Plain => {
                Some(Piece::Plural(num, (*one).to_owned(), (*many).to_owned()))
            }
            (filler, []) if fits => Some(Piece::Value(filler, format)),
            (_, []) => {
                let help = "`:percent` and `:date` are for numbers, `:list` for sets";
                self.error("invalid-placeholder", span, format!("`{{{inner}}}` cannot be written like that"), help);
                None
            }
            _ => self.no_plural(inner, span),
        }
    }

    fn no_plural(&mut self, inner: &str, span: Span) -> Option<Piece> {
        let help = "write two forms after a number: `{own.count|post|posts}`";
        self.error("invalid-placeholder", span, format!("`{{{inner}}}` is no placeholder"), help);
        None
    }

    /// The path of a placeholder and how its value is written. A colon may also stand after the name of a pack.
    fn format<'h>(&mut self, head: &'h str, span: Span) -> Option<(&'h str, Format)> {
        let Some((path, word)) = head.rsplit_once(':') else { return Some((head, Format::Plain)) };
        if let Some((_, format)) = Format::WORDS.iter().find(|(w, _)| *w == word) {
            return Some((path, *format));
        }
        if self.packs.iter().any(|pack| pack.name == path) {
            return Some((head, Format::Plain));
        }
        let words = Format::WORDS.map(|(w, _)| w);
        self.faults.push(
            Diagnostic::error("invalid-placeholder", span, format!("`{{{head}}}`: there is no format `{word}`"))
                .did_you_mean(word, words)
                .help(format!("formats are: {}", words.join(", "))),
        );
        None
    }

    /// Parameters have their value when the rules are checked.
    fn parameter(
        &mut self,
        cx: Cx<'_>,
        name: &str,
        format: Format,
        forms: &[&str],
        inner: &str,
        span: Span,
    ) -> Option<Piece> {
        let node = self.param(cx, name, span)?;
        let speech = self.speech(cx, span);
        let number = match &node.kind {
            NodeKind::Number(n) => Some(*n),
            NodeKind::Text(text) => super::operand::ratio(text),
            _ => None,
        };
        let text = match (number, forms, format) {
            (Some(n), [], Format::Percent) => speech.percent(n),
            (Some(n), [one, many], Format::Plain) => if crate::message::is_one(n) { *one } else { *many }.to_owned(),
            (_, [], Format::Plain) => match &node.kind {
                NodeKind::Number(n) => speech.number(*n),
                NodeKind::Text(s) => s.clone(),
                _ => Self::words(&node),
            },
            (_, [], _) => {
                let help = "only `:percent` can follow a parameter, and only one that is a number";
                self.error("invalid-placeholder", span, format!("`{{{inner}}}` cannot be written like that"), help);
                return None;
            }
            _ => return self.no_plural(inner, span),
        };
        Some(Piece::Text(text))
    }

    /// Like any path, but the fault speaks of a placeholder.
    fn place_in_message(&mut self, cx: Cx<'_>, path: &str, span: Span) -> Option<Place> {
        let before = self.faults.len();
        let place = self.place(cx, path, span);
        for fault in self.faults.iter_mut().skip(before) {
            let Diagnostic { code, message, .. } = fault;
            if matches!(*code, "unknown-fact" | "unknown-operator") {
                *code = "unknown-placeholder";
                *message = format!("the message speaks of `{{{path}}}`, which is no fact");
            }
        }
        place
    }
}
