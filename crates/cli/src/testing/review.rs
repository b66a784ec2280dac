//! Looking at what changed, one thing after the other: a diff, and a key.

use std::io::{self, Read, Write};

use console::Term;

use super::diff::diff;
use crate::render::Style;
use crate::render::clean::clean;

/// Something to be looked at.
pub(crate) struct Item {
    /// What it is: `profiles/ana.toml: changed`.
    pub(crate) title: String,
    /// What the snapshot says.
    pub(crate) old: String,
    /// What it would say.
    pub(crate) new: String,
}

/// What is to become of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The new text becomes the snapshot.
    Accept,
    /// The snapshot stays, and the new text goes away.
    Reject,
    /// Both stay, to be looked at later.
    Skip,
}

/// Told what was decided of which item.
pub(crate) type Apply<'a> = &'a mut dyn FnMut(usize, Decision) -> anyhow::Result<()>;

/// Where keys come from.
pub(crate) trait Keys {
    /// The next key; none when there are no more.
    fn next(&mut self) -> io::Result<Option<char>>;
}

/// Single keys of a terminal, or the characters of whatever else the standard input is.
pub(crate) struct StdKeys;

impl Keys for StdKeys {
    fn next(&mut self) -> io::Result<Option<char>> {
        let terminal = Term::stderr();
        if io::IsTerminal::is_terminal(&io::stdin()) {
            return match terminal.read_char() {
                Ok(key) => Ok(Some(key)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
                Err(error) => Err(error),
            };
        }
        let mut byte = [0];
        Ok((io::stdin().lock().read(&mut byte)? > 0).then(|| char::from(byte[0])))
    }
}

const HELP: &str = "a accept, r reject, s skip, A accept all, q quit";

/// Shows each item and asks for a key; `apply` is told at once, so that nothing is lost when somebody leaves early.
///
/// # Errors
/// When a key cannot be read, the output is gone, or `apply` fails.
pub(crate) fn review(
    items: &[Item],
    keys: &mut dyn Keys,
    out: &mut dyn Write,
    style: Style,
    apply: Apply<'_>,
) -> anyhow::Result<()> {
    let mut all = false;
    for (index, item) in items.iter().enumerate() {
        if all {
            apply(index, Decision::Accept)?;
            continue;
        }
        writeln!(out, "[{}/{}] {}", index + 1, items.len(), clean(&item.title))?;
        write!(out, "{}", diff(&item.old, &item.new, style))?;
        let decision = loop {
            write!(out, "{HELP}: ")?;
            out.flush()?;
            match keys.next()? {
                Some('a') => break Decision::Accept,
                Some('r') => break Decision::Reject,
                Some('s') => break Decision::Skip,
                Some('A') => {
                    all = true;
                    break Decision::Accept;
                }
                Some('q') | None => {
                    writeln!(out, "quit")?;
                    return Ok(());
                }
                // Somebody types the line end after a key.
                Some('\n' | '\r') => writeln!(out)?,
                Some(other) => writeln!(out, "`{}` means nothing here", other.escape_default())?,
            }
        };
        let word = match decision {
            Decision::Accept if all => "accept this one and the rest",
            Decision::Accept => "accept",
            Decision::Reject => "reject",
            Decision::Skip => "skip",
        };
        writeln!(out, "{word}\n")?;
        apply(index, decision)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Typed(std::vec::IntoIter<char>);

    impl Keys for Typed {
        fn next(&mut self) -> io::Result<Option<char>> {
            Ok(self.0.next())
        }
    }

    /// What three items come to, and what was shown.
    fn typed(keys: &str) -> (Vec<(usize, Decision)>, String) {
        let item = |n: usize| Item { title: format!("item {n}"), old: format!("old {n}\n"), new: format!("new {n}\n") };
        let items: Vec<Item> = (1..=3).map(item).collect();
        let (mut decisions, mut out) = (Vec::new(), Vec::new());
        let mut keys = Typed(keys.chars().collect::<Vec<_>>().into_iter());
        let mut apply = |index, decision| {
            decisions.push((index, decision));
            Ok(())
        };
        review(&items, &mut keys, &mut out, Style::PLAIN, &mut apply).unwrap();
        (decisions, String::from_utf8(out).unwrap())
    }

    #[test]
    fn single_keys_decide() {
        use Decision::{Accept, Reject, Skip};
        assert_eq!(typed("ars").0, [(0, Accept), (1, Reject), (2, Skip)]);
        assert_eq!(typed("rA").0, [(0, Reject), (1, Accept), (2, Accept)]);
        assert_eq!(typed("aq").0, [(0, Accept)]);
        assert_eq!(typed("").0, []);
        assert_eq!(typed("xa\nsa").0, [(0, Accept), (1, Skip), (2, Accept)]);
    }

    #[test]
    fn what_is_asked_and_decided_is_shown() {
        insta::assert_snapshot!(typed("xaA").1, @r"
        [1/3] item 1
          - old 1
          + new 1
        a accept, r reject, s skip, A accept all, q quit: `x` means nothing here
        a accept, r reject, s skip, A accept all, q quit: accept

        [2/3] item 2
          - old 2
          + new 2
        a accept, r reject, s skip, A accept all, q quit: accept this one and the rest
        ");
    }

    #[test]
    fn what_cannot_be_applied_ends_the_review() {
        let items = [Item { title: String::new(), old: String::new(), new: String::new() }];
        let mut keys = Typed(vec!['a'].into_iter());
        let result = review(&items, &mut keys, &mut Vec::new(), Style::PLAIN, &mut |_, _| anyhow::bail!("full disk"));
        assert_eq!(result.unwrap_err().to_string(), "full disk");
    }
}
