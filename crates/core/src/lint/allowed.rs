//! Which warnings are allowed, and which of the `allow` lists allow nothing.

use rustc_hash::FxHashSet;

use super::Warning;
use crate::config::Config;
use crate::diag::{Diagnostic, FileId, Level, Span};
use crate::model::{Pack, Rule};
use crate::node::Spanned;

/// The lists that a warning is looked for in, the nearest first.
fn lists<'a>(
    packs: &'a [Pack],
    config: &'a Config,
    rule: Option<&'a Rule>,
    fault: &Diagnostic,
) -> impl Iterator<Item = &'a Spanned<String>> + use<'a> {
    let file = fault.span().file;
    let in_file = packs.iter().flat_map(in_files).filter(move |code| code.span.file == file);
    let in_pack = packs.iter().filter(move |pack| pack.files.contains(&file)).flat_map(|pack| &pack.allow);
    rule.into_iter().flat_map(|rule| &rule.allow).chain(in_file).chain(in_pack).chain(&config.allow)
}

/// The lists of the files of a pack.
fn in_files(pack: &Pack) -> impl Iterator<Item = &Spanned<String>> {
    let topics = pack.taggers.iter().flat_map(crate::model::Tagger::topics);
    pack.allow_in_file.iter().chain(topics.flat_map(|topic| &topic.allow))
}

/// Whether a warning is allowed that is about no single rule.
pub(super) fn is_allowed(packs: &[Pack], config: &Config, fault: &Diagnostic) -> bool {
    fault.level == Level::Warning && lists(packs, config, None, fault).any(|code| code.value == fault.code)
}

/// The warnings that are not allowed, and those about lists that allow nothing.
pub(super) fn judge(packs: &[Pack], config: &Config, warnings: Vec<Warning<'_>>) -> Vec<Diagnostic> {
    let mut used: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let key = |span: Span| (span.file, span.start);
    let mut kept = Vec::new();
    for Warning { rule, fault } in warnings {
        let mut lists = lists(packs, config, rule, &fault);
        match lists.find(|code| fault.level == Level::Warning && code.value == fault.code) {
            Some(code) => _ = used.insert(key(code.span)),
            None => kept.push(fault),
        }
    }
    let rules = packs.iter().flat_map(|pack| &pack.rules);
    let on_rules = rules.flat_map(|rule| rule.allow.iter().map(move |code| (Some(rule), code)));
    let others = packs.iter().flat_map(|pack| in_files(pack).chain(&pack.allow)).chain(&config.allow);
    let all: Vec<_> = on_rules.chain(others.map(|code| (None, code))).collect();
    // The lists that allow this very warning are judged last, when it is known what they allow.
    let (last, first): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, code)| code.value == UNUSED);
    for (rule, code) in first.into_iter().chain(last) {
        if used.contains(&key(code.span)) {
            continue;
        }
        let fault = unused(code);
        match lists(packs, config, rule, &fault)
            .find(|other| other.value == UNUSED && other.span.start != code.span.start)
        {
            Some(other) => _ = used.insert(key(other.span)),
            None => kept.push(fault),
        }
    }
    kept
}

const UNUSED: &str = "unused-allow";

fn unused(code: &Spanned<String>) -> Diagnostic {
    Diagnostic::warning(UNUSED, code.span, format!("there is no warning `{}` to allow here", code.value))
        .help("take it out of the list")
}
