//! Placeholders of messages.

use super::path::Place;
use super::{Checker, Cx};
use crate::diag::{Diagnostic, Span};
use crate::message::{Filler, Format, Piece, Template};
use crate::node::{NodeKind, Spanned};

impl Checker<'_> {
    pub(super) fn template(&mut self, cx: Cx<'_>, text: &Spanned<String>) -> Option<Template> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.value.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let sign = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(sign) {
                plain.push_str(sign);
                rest = after;
            } else if sign == "}" {
                return self.broken(text, "a `}` without `{`");
            } else {
                let Some(end) = rest.find('}') else { return self.broken(text, "a `{` without `}`") };
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(self.placeholder(cx, &rest[..end], text.span)?);
                rest = &rest[end + 1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Some(Template { pieces })
    }

    fn broken(&mut self, text: &Spanned<String>, what: &str) -> Option<Template> {
        self.error(
            "invalid-placeholder",
            text.span,
            format!("{what} in a message"),
            "write `{{` and `}}` for the signs themselves",
        );
        None
    }

    fn placeholder(&mut self, cx: Cx<'_>, inner: &str, span: Span) -> Option<Piece> {
        let mut forms = inner.split('|');
        let head = forms.next().unwrap_or("").trim();
        let forms: Vec<&str> = forms.collect();
        let (path, format) = match head.split_once(':').filter(|(_, f)| Format::WORDS.iter().any(|(w, _)| w == f)) {
            Some((path, word)) => {
                (path, Format::WORDS.iter().find(|(w, _)| *w == word).map_or(Format::Plain, |(_, f)| *f))
            }
            None => (head, Format::Plain),
        };
        if let Some(name) = path.strip_prefix('$') {
            let node = self.param(cx, name, span)?;
            return Some(Piece::Text(match &node.kind {
                NodeKind::Number(n) if format == Format::Percent => {
                    format!("{}%", crate::message::number((n * 100.0).round()))
                }
                NodeKind::Number(n) => crate::message::number(*n),
                NodeKind::Text(s) => s.clone(),
                _ => Self::words(&node),
            }));
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
        match (filler, forms[..].len(), format) {
            (Filler::Number(num), 2, Format::Plain) => {
                Some(Piece::Plural(num, forms[0].to_owned(), forms[1].to_owned()))
            }
            (_, 0, Format::Percent | Format::Date) if !matches!(filler, Filler::Number(_)) => {
                self.error(
                    "invalid-placeholder",
                    span,
                    format!("`{{{inner}}}`: only a number can be written like that"),
                    "",
                );
                None
            }
            (filler, 0, format) => Some(Piece::Value(filler, format)),
            _ => {
                let help = "write two forms after a number: `{own.count|post|posts}`";
                self.error("invalid-placeholder", span, format!("`{{{inner}}}` is no placeholder"), help);
                None
            }
        }
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
