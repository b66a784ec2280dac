//! Short texts that a regular expression matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How long an example gets at most.
const MAX: usize = 400;

/// Some texts that probably match a pattern: bounds of words and lines are left to whoever tries them.
pub(super) fn examples(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut out: Vec<String> = Vec::new();
    for nth in 0..3 {
        let mut text = String::new();
        write(&hir, nth, &mut text);
        if !text.is_empty() && text.len() <= MAX && !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// One way through the expression; `nth` picks the alternatives.
fn write(hir: &Hir, nth: usize, out: &mut String) {
    if out.len() > MAX {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges: Vec<(char, char)> = class.ranges().iter().map(|r| (r.start(), r.end())).collect();
            out.extend(pick(&ranges));
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.min(50) {
                write(&repetition.sub, nth, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, nth, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, nth, out)),
        HirKind::Alternation(parts) => {
            if let Some(part) = parts.get(nth % parts.len().max(1)) {
                write(part, nth, out);
            }
        }
    }
}

/// The plainest character of a class: a small letter, a capital, a digit, a blank, else its first.
fn pick(ranges: &[(char, char)]) -> Option<char> {
    let within = |c: char| ranges.iter().any(|&(low, high)| low <= c && c <= high);
    let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain([' ', '.', '-', '!', '/']);
    plain.into_iter().find(|&c| within(c)).or_else(|| ranges.first().map(|&(low, _)| low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_match_their_pattern() {
        for pattern in
            [r"(?i)\bco-?founder of\b", r"^[a-z_]+[0-9]{5,}$", r"#\w+", r"\p{Lu}[\p{L}&]{1,7} ?'[0-3]\d", "a|b|c"]
        {
            let regex = regex::Regex::new(pattern).unwrap();
            let found = examples(pattern);
            assert!(!found.is_empty() && found.iter().all(|text| regex.is_match(text)), "{pattern}: {found:?}");
        }
    }
}
