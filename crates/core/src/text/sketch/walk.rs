//! Going along an expression: letters that follow each other, and its other parts, each with what is known about the places around.

use super::{Sketch, is_word, letter, may_be_word};

/// What is known about the places around a part of an expression.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of a place")]
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::text) struct Around {
    /// No ASCII word character stands before it, if it begins with one.
    pub(in crate::text) fresh: bool,
    /// No ASCII word character stands between it and the begin of a line.
    pub(in crate::text) leading: bool,
    /// No ASCII word character stands after it, if it ends with one.
    pub(in crate::text) closed: bool,
    /// A character beyond ASCII stands before it.
    pub(in crate::text) after_odd: bool,
    /// And after it.
    pub(in crate::text) before_odd: bool,
}

impl Around {
    /// What is known around a round of something repeated, if there is one.
    pub(in crate::text) fn of_round(self, again: bool) -> Self {
        // What stands before a later round is another one, and so is what stands behind the first.
        if again { Around::default() } else { Around { closed: false, ..self } }
    }
}

/// What one comes to.
#[derive(Clone, Copy, Debug)]
pub(in crate::text) enum Piece<'p, 's> {
    /// Letters that follow each other, as they are looked for; there may be none.
    Letters(&'p str),
    /// Anything else that stands for characters.
    Part(&'p Sketch<'s>),
}

/// Goes along parts that follow each other. `folds` says that case is ignored.
pub(in crate::text) fn walk<'p, 's>(
    parts: &'p [Sketch<'s>],
    around: Around,
    folds: bool,
    mut see: impl FnMut(Piece<'_, 's>, Around),
) {
    let mut run = String::new();
    // Around the run; and around what comes next, before it.
    let (mut at, mut next) = (around, around);
    for (index, part) in parts.iter().enumerate() {
        let closes = |next: &Sketch<'_>| matches!(next, Sketch::Look { closes: true, .. });
        next.closed = parts.get(index + 1).map_or(around.closed, closes);
        match part {
            // These consume nothing: letters on both sides stay neighbours.
            Sketch::Nothing => {}
            Sketch::Look { opens, starts, .. } => {
                next.fresh |= opens;
                next.leading |= starts;
            }
            Sketch::Letters(letters) if letters.is_ascii() && !letters.is_empty() => {
                if run.is_empty() {
                    at = next;
                }
                run.push_str(letters);
                let start = run.len() - letters.len();
                run[start..].make_ascii_lowercase();
                let (fresh, leading) = (!letters.ends_with(is_word), next.leading && !letters.contains(is_word));
                next = Around { fresh, leading, after_odd: false, ..next };
                at.closed = next.closed;
            }
            Sketch::Letters(letters) => {
                for c in letters.chars() {
                    if let Some(letter) = letter(c) {
                        if run.is_empty() {
                            at = next;
                        }
                        run.push(letter);
                        next = Around {
                            fresh: !is_word(c),
                            leading: next.leading && !is_word(c),
                            after_odd: !c.is_ascii(),
                            ..next
                        };
                    } else {
                        // A letter beyond ASCII, in whatever case; two of these can be ASCII.
                        let odd = !may_be_word(c);
                        see(Piece::Letters(&run), Around { closed: false, before_odd: odd, ..at });
                        run.clear();
                        next = Around { fresh: odd, leading: next.leading && odd, after_odd: odd, ..next };
                    }
                }
                at.closed = next.closed;
            }
            _ => {
                see(Piece::Letters(&run), at);
                see(Piece::Part(part), next);
                run.clear();
                next = Around {
                    fresh: fresh_after(part, next.fresh, folds),
                    leading: next.leading && is_wordless(part, folds),
                    after_odd: false,
                    ..next
                };
            }
        }
    }
    see(Piece::Letters(&run), at);
}

/// Whether a part has no ASCII word character.
fn is_wordless(part: &Sketch<'_>, folds: bool) -> bool {
    match part {
        Sketch::Class(class) => class.is_wordless(folds),
        Sketch::Repeated { what, .. } => is_wordless(what, folds),
        _ => false,
    }
}

/// Whether a word that follows a part begins there: the byte before it is no ASCII word character.
fn fresh_after(part: &Sketch<'_>, before: bool, folds: bool) -> bool {
    match part {
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
