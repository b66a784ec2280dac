//! Warnings that people allow: which codes, where.

use crate::codes::{CODES, Code};
use crate::diag::{Diagnostic, Level};
use crate::node::{Fields, Spanned};

/// The codes of an `allow`. One that is no warning is reported.
pub(crate) fn allow(fields: &mut Fields<'_, '_>) -> Vec<Spanned<String>> {
    let mut codes = fields.texts("allow");
    codes.retain(|code| {
        let fault = match Code::named(&code.value) {
            Some(Code { level: Level::Warning, .. }) => return true,
            Some(Code { level: Level::Error, .. }) => {
                let message = format!("`{}` is an error and cannot be allowed", code.value);
                Diagnostic::error("allowed-error", code.span, message)
                    .help(format!("mend it: `followback explain {}` says how", code.value))
            }
            None => {
                let warnings = CODES.iter().filter(|code| code.level == Level::Warning).map(|code| code.name);
                Diagnostic::error("unknown-code", code.span, format!("no warning has the code `{}`", code.value))
                    .did_you_mean(&code.value, warnings.clone())
                    .help(format!("warnings are: {}", warnings.collect::<Vec<_>>().join(", ")))
            }
        };
        fields.faults.push(fault);
        false
    });
    codes
}
