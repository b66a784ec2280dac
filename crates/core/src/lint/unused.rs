//! Names that are declared and used by nobody.

use super::Linter;
use crate::check::LANGUAGE_LISTS;
use crate::diag::Diagnostic;
use crate::model::Rule;
use crate::node::Spanned;

impl<'a> Linter<'a> {
    pub(super) fn unused(&mut self) {
        for pack in self.packs {
            // These tell the language of every text.
            let reserved = |name: &&Spanned<String>| LANGUAGE_LISTS.contains(&name.value.as_str());
            let lists = pack.lists.iter().map(|list| &list.name).filter(|name| !reserved(name));
            self.unused_of("unused-list", "list", None, lists);
            self.unused_of("unused-define", "named condition", None, pack.defines.iter().map(|d| &d.name));
            self.unused_of("unused-view", "view", None, pack.views.iter().map(|v| &v.name));
            self.unused_of("unused-number", "named number", None, pack.numbers.iter().map(|n| &n.path));
            self.unused_of("unused-tagger", "tagger", None, pack.taggers.iter().map(|t| &t.name));
            self.unused_of("unused-param", "parameter", None, pack.params.iter().map(|(name, _)| name));
            for rule in &pack.rules {
                self.unused_of("unused-param", "parameter", Some(rule), rule.params.iter().map(|(name, _)| name));
            }
        }
    }

    fn unused_of(
        &mut self,
        code: &'static str,
        what: &str,
        rule: Option<&'a Rule>,
        names: impl Iterator<Item = &'a Spanned<String>>,
    ) {
        let reached = self.program.uses.reached();
        for name in names.filter(|name| !reached.has(name.span)) {
            let fault = Diagnostic::warning(code, name.span, format!("the {what} `{}` is used by no rule", name.value))
                .help(match what {
                    "parameter" => format!("write `\"${}\"` where its value is meant, or remove it", name.value),
                    "list" => format!("write `\"@{}\"` where it is meant, or remove it", name.value),
                    "named condition" => format!("write `is = \"{}\"` where it is meant, or remove it", name.value),
                    _ => "use it or remove it".to_owned(),
                });
            self.warn(rule, fault);
        }
    }
}
