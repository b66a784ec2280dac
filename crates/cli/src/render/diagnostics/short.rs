//! Each fault on one line: `file:line:column: error[code]: message`.

use std::fmt::Write as _;

use followback_core::{Diagnostic, Sources};

use super::{level, place};
use crate::render::clean::clean;

pub(crate) fn short(faults: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for fault in faults {
        let place = place(sources, fault.span())
            .map_or_else(String::new, |at| format!("{}:{}:{}: ", clean(at.file), at.line, at.column));
        let _ = writeln!(out, "{place}{}[{}]: {}", level(fault.level), fault.code, clean(&fault.message));
    }
    out
}
