//! Every language that packs have texts in, checked as if somebody had asked for it.

use std::collections::BTreeSet;

use super::check;
use crate::config::Config;
use crate::diag::{Diagnostic, FileId, Sources, Span};
use crate::lint;
use crate::model::Pack;
use crate::schema::Schema;

/// Checks what packs say in other languages: placeholders and plural forms, missing texts, and texts for nothing. The packs
/// know the files then, so that warnings can be allowed in them.
///
/// This is for authors: an audit reads the one language that it speaks.
pub fn check_locales(
    packs: &mut [Pack],
    schema: &Schema,
    config: &Config,
    now: i64,
    sources: &mut Sources,
    faults: &mut Vec<Diagnostic>,
) {
    let languages: BTreeSet<String> = packs.iter().flat_map(Pack::locales).map(str::to_owned).collect();
    for language in languages {
        let mut spoken = packs.to_vec();
        let mut found = Vec::new();
        for pack in &mut spoken {
            pack.translate(&language, sources, &mut found);
        }
        let program = check(&spoken, schema, config, now, &mut found);
        if let Some(program) = program {
            lint::placeholders(&spoken, &program, &mut found);
        }
        let files: Vec<FileId> = spoken.iter().filter_map(|p| Some(p.translation.as_ref()?.file)).collect();
        // What is wrong with the rules themselves has been said of them.
        found.retain(|fault| files.contains(&fault.span().file));
        if !is_language(&language) {
            found.extend(files.iter().map(|&file| unnamed(&language, file)));
        }
        for (pack, spoken) in packs.iter_mut().zip(spoken) {
            let Some(translation) = spoken.translation else { continue };
            found.extend(translation.gaps);
            pack.files.push(translation.file);
            pack.allow_in_file.extend(translation.allow);
        }
        faults.append(&mut found);
    }
}

/// `es`, `gsw`, `pt-br`.
fn is_language(code: &str) -> bool {
    let (language, region) = code.split_once('-').unwrap_or((code, ""));
    let lower = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&language.len()) && lower(language) && lower(region)
}

fn unnamed(language: &str, file: FileId) -> Diagnostic {
    Diagnostic::error("unknown-word", Span::new(file, 0..0), format!("`{language}` is the code of no language"))
        .help("call the file by a code of two or three letters, such as `locales/es.toml`")
}
