//! Literals that every match of an expression contains.

use super::sketch::{Sketch, letter, may_be_word};

/// A literal, and what is known about the places where it can stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// In ASCII lower case; not empty.
    pub(crate) text: String,
    /// No ASCII word character stands before it.
    pub(crate) fresh: bool,
    /// No word character stands after it.
    pub(crate) closed: bool,
}

/// Literals of which every match contains at least one; none if none could be found.
pub(super) fn literals(sketch: &Sketch<'_>, folds: bool) -> Vec<Literal> {
    Around { fresh: false, closed: false, folds }.literals(sketch).unwrap_or_default()
}

/// More literals than this cost more to look for than they save.
const MAX_LITERALS: usize = 128;

/// How good a set of literals is: longer ones are rarer, and words are cheaper to look for at their start.
fn score(literals: &[Literal]) -> usize {
    let score = |literal: &Literal| match literal.text.chars().count() {
        letters if literal.fresh && letters > 1 => letters + 3,
        letters => letters,
    };
    literals.iter().map(score).min().unwrap_or(0)
}

/// What is known about the places around a part of an expression.
#[derive(Clone, Copy)]
struct Around {
    fresh: bool,
    closed: bool,
    /// Case is ignored throughout.
    folds: bool,
}

impl Around {
    fn literals(self, sketch: &Sketch<'_>) -> Option<Vec<Literal>> {
        match sketch {
            // What stands before a later round is another round, and so is what stands behind the first.
            Sketch::Repeated { what, least: 1.., again: true, .. } => {
                Around { fresh: false, closed: false, ..self }.literals(what)
            }
            Sketch::Repeated { what, least: 1.., .. } => Around { closed: false, ..self }.literals(what),
            Sketch::Any(parts) => {
                let mut all = Vec::with_capacity(parts.len());
                for part in parts {
                    all.append(&mut self.literals(part)?);
                }
                (all.len() <= MAX_LITERALS).then_some(all)
            }
            Sketch::All(parts) => self.concat(parts),
            Sketch::Letters(_) => self.concat(std::slice::from_ref(sketch)),
            Sketch::Class(class) => {
                let literal =
                    |letter: &char| Literal { text: letter.to_string(), fresh: self.fresh, closed: self.closed };
                Some(class.letters.as_ref()?.iter().map(literal).collect())
            }
            _ => None,
        }
    }

    /// The best of the parts, where neighbouring fixed letters count as one literal.
    fn concat(self, parts: &[Sketch<'_>]) -> Option<Vec<Literal>> {
        let mut best: Option<Vec<Literal>> = None;
        let mut offer = |candidate: Option<Vec<Literal>>| {
            if let Some(candidate) = candidate
                && score(&candidate) > best.as_deref().map_or(0, score)
            {
                best = Some(candidate);
            }
        };
        let mut run: Option<Literal> = None;
        let mut fresh = self.fresh;
        for (index, part) in parts.iter().enumerate() {
            let closed =
                parts.get(index + 1).map_or(self.closed, |next| matches!(next, Sketch::Look { closes: true, .. }));
            match part {
                Sketch::Letters(letters) => {
                    for c in letters.chars() {
                        if let Some(letter) = letter(c) {
                            let run = run.get_or_insert_with(|| Literal { text: String::new(), fresh, closed: false });
                            run.text.push(letter);
                            run.closed = false;
                        } else {
                            offer(run.take().map(|run| vec![run]));
                        }
                        fresh = !may_be_word(c);
                    }
                    if let Some(run) = &mut run {
                        run.closed = closed;
                    }
                    continue;
                }
                // `\b` and flags consume nothing: letters on both sides stay neighbours.
                Sketch::Look { .. } | Sketch::Nothing => {}
                _ => {
                    offer(run.take().map(|run| vec![run]));
                    offer(Around { fresh, closed, ..self }.literals(part));
                }
            }
            fresh = fresh_after(part, fresh, self.folds);
        }
        offer(run.map(|run| vec![run]));
        best
    }
}

/// Whether a word that follows this part begins there: the byte before it is no ASCII word character.
pub(super) fn fresh_after(sketch: &Sketch<'_>, before: bool, folds: bool) -> bool {
    match sketch {
        Sketch::Nothing => before,
        // Between two word characters there is no boundary.
        Sketch::Look { opens, .. } => *opens || before,
        Sketch::Letters(letters) => letters.chars().next_back().map_or(before, |c| !may_be_word(c)),
        Sketch::Class(class) => class.is_wordless(folds),
        Sketch::Repeated { what, least, .. } => {
            let once = fresh_after(what, before, folds);
            let often = once && fresh_after(what, once, folds);
            often && (before || *least > 0)
        }
        Sketch::Any(parts) => parts.iter().all(|part| fresh_after(part, before, folds)),
        Sketch::All(parts) => parts.iter().fold(before, |fresh, part| fresh_after(part, fresh, folds)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::possible::ignores_case;
    use super::*;

    /// The literals, `^` before those at the start of a word, `$` behind closed ones.
    fn found(source: &str) -> Vec<String> {
        let ast = regex_syntax::ast::parse::Parser::new().parse(source).unwrap();
        let mark =
            |l: Literal| format!("{}{}{}", if l.fresh { "^" } else { "" }, l.text, if l.closed { "$" } else { "" });
        literals(&Sketch::of(&ast), ignores_case(source)).into_iter().map(mark).collect()
    }

    #[test]
    fn the_longest_required_literal_is_found() {
        assert_eq!(found(r"(?i)\b(?:co-?)?founder of\b"), ["founder of$"]);
        assert_eq!(found(r"(?i)\bfollow ?(back|4 ?follow)\b|\bf4f\b"), ["^follow", "^f4f$"]);
        assert_eq!(found(r"^\s*https?://[^\s]+\s*$"), ["^http"]);
        assert_eq!(found(r"#\w+"), ["#"]);
        assert_eq!(found(r"\w+['’][0-3]\d"), ["'", "’"]);
        assert_eq!(found(r"\d+|x"), Vec::<String>::new());
        assert_eq!(found(r"(?i)é?lan{2,}"), ["la"]);
    }

    #[test]
    fn a_word_begins_after_a_boundary_or_a_sign() {
        assert_eq!(found(r"\b(dm|telegram)\b.{0,40}\b(profit|earn)\b"), ["^profit$", "^earn$"]);
        assert_eq!(found(r"(?:^|[.!?]\s+)(?:make|build)s"), ["^make", "^build"]);
        assert_eq!(found(r"\bnot (?:a|the )?nurse"), ["^not "]);
        assert_eq!(found(r"(?i)^[^a-z0-9_]*(?:ab|cd)"), ["^ab", "^cd"]);
        assert_eq!(found(r"^[^a-z0-9_]*(?:ab|cd)"), ["ab", "cd"]);
        assert_eq!(found(r"(?:ab|cd)+"), ["ab", "cd"]);
        assert_eq!(found(r"(?:\bab){2}"), ["^ab"]);
        assert_eq!(found(r"x\Bab"), ["xab"]);
        assert_eq!(found(r"\w*\.?html"), ["html"]);
    }
}
