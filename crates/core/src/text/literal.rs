//! Literals that every match of an expression contains.

use super::sketch::{Around, Piece, Sketch, walk};

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

/// More literals than this cost more to look for than they save.
const MAX_LITERALS: usize = 128;

/// Literals of which every match contains at least one; none if none could be found. `folds` says that case is ignored throughout.
pub(super) fn literals(sketch: &Sketch<'_>, folds: bool) -> Vec<Literal> {
    of_part(sketch, Around::default(), folds).unwrap_or_default()
}

fn of_part(sketch: &Sketch<'_>, around: Around, folds: bool) -> Option<Vec<Literal>> {
    match sketch {
        Sketch::Repeated { what, least: 1.., again, .. } => of_part(what, around.of_round(*again), folds),
        Sketch::Any(parts) => {
            let mut all = Vec::with_capacity(parts.len());
            for part in parts {
                all.append(&mut of_part(part, around, folds)?);
            }
            (all.len() <= MAX_LITERALS).then_some(all)
        }
        Sketch::All(parts) => of_all(parts, around, folds),
        Sketch::Letters(_) => of_all(std::slice::from_ref(sketch), around, folds),
        Sketch::Class(class) => {
            let literal = |letter: &char| Literal::new(letter.to_string(), around);
            Some(class.letters.as_ref()?.iter().map(literal).collect())
        }
        _ => None,
    }
}

/// The best of parts that follow each other.
fn of_all(parts: &[Sketch<'_>], around: Around, folds: bool) -> Option<Vec<Literal>> {
    let (mut best, mut most) = (None, 0);
    walk(parts, around, folds, |piece, around| {
        let found = match piece {
            Piece::Letters(letters) => {
                (worth(letters, around.fresh) > most).then(|| vec![Literal::new(letters.to_owned(), around)])
            }
            Piece::Part(part) => of_part(part, around, folds),
        };
        if let Some(found) = found {
            let least = found.iter().map(|literal| worth(&literal.text, literal.fresh)).min().unwrap_or(0);
            if least > most {
                (best, most) = (Some(found), least);
            }
        }
    });
    best
}

impl Literal {
    fn new(text: String, around: Around) -> Self {
        Literal { text, fresh: around.fresh, closed: around.closed }
    }
}

/// How good a literal is: longer ones are rarer, and words are cheaper to look for at their start.
fn worth(letters: &str, fresh: bool) -> usize {
    let count = if letters.is_ascii() { letters.len() } else { letters.chars().count() };
    match count {
        count if fresh && count > 1 => count + 3,
        count => count,
    }
}

#[cfg(test)]
mod tests {
    use super::super::need::ignores_case;
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
