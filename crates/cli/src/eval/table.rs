//! Figures for people.

use std::fmt::{self, Write};

use super::measure::{Answered, Measured, Mistake};
use super::tally::Figures;
use super::verdict::{ALL, Verdicts};

/// Above the columns of [`lines`].
const HEAD: &str = "
question     lang  rows n.c.   TP   FP   FN   TN  yes: P    R    F1 [95 %]        no: P     R    F1 [95 %]
";

/// The figures of a gold file in columns, then the mistakes.
///
/// # Errors
/// Never; writing to a string cannot fail.
pub(crate) fn table(measured: &Measured) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let languages: Vec<String> = measured.languages.iter().map(|(l, n)| format!("{l} {n}")).collect();
    writeln!(text, "{} rows: {}", measured.rows, languages.join(", "))?;
    if !measured.questions.is_empty() {
        text.push_str(HEAD);
        measured.questions.iter().try_for_each(|q| lines(&mut text, q))?;
        text.push_str(
            "\nn.c.: not checked, for want of a language or in doubt; these rows are in none of the figures.\n",
        );
        for question in &measured.questions {
            writeln!(text, "{}: {}", question.question, question.ground)?;
        }
    }
    measured.verdicts.iter().try_for_each(|v| verdicts(&mut text, v))?;
    if let Some(mistakes) = &measured.mistakes {
        mistakes.iter().try_for_each(|m| mistake(&mut text, m))?;
    }
    Ok(text)
}

fn lines(text: &mut String, question: &Answered) -> fmt::Result {
    for slice in &question.slices {
        writeln!(
            text,
            "{:<13}{:<5}{:>5}{:>5}{:>5}{:>5}{:>5}{:>5}  {:<32}{}",
            question.question,
            slice.language.as_deref().unwrap_or("all"),
            slice.rows,
            slice.unchecked,
            slice.tp,
            slice.fp,
            slice.fn_,
            slice.tn,
            figures(&slice.presence),
            figures(&slice.absence),
        )?;
    }
    Ok(())
}

fn figures(figures: &Figures) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.3}"));
    let interval = figures.f1_interval.map_or_else(String::new, |[low, high]| format!(" [{low:.2}-{high:.2}]"));
    format!("{} {} {}{interval}", number(figures.precision), number(figures.recall), number(figures.f1))
}

fn verdicts(text: &mut String, verdicts: &Verdicts) -> fmt::Result {
    let accuracy = verdicts.accuracy.map_or_else(|| "-".to_owned(), |a| format!("{a:.3}"));
    writeln!(
        text,
        "\n{} ({} rows): accuracy {accuracy} ({} of {}), {} not checked, {} on topic but called off topic",
        verdicts.rule,
        verdicts.of,
        verdicts.right,
        verdicts.rows - verdicts.unchecked,
        verdicts.unchecked,
        verdicts.falsely_off
    )?;
    write!(text, "{:<12}", "label")?;
    ALL.iter().try_for_each(|answer| write!(text, "{:>7}", answer.word()))?;
    writeln!(text, "{:>7}", "n.c.")?;
    for row in &verdicts.table {
        write!(text, "{:<12}", row.label)?;
        row.answers.iter().try_for_each(|n| write!(text, "{n:>7}"))?;
        text.push('\n');
    }
    Ok(())
}

fn mistake(text: &mut String, mistake: &Mistake) -> fmt::Result {
    let doubt = if mistake.sure { "" } else { " (label unsure)" };
    writeln!(
        text,
        "\n{}: labelled {}{doubt}, answered {}; {}\n  {}",
        mistake.question,
        mistake.label,
        mistake.answer,
        mistake.place,
        mistake.bio.replace(['\n', '\r'], " ⏎ ")
    )
}
