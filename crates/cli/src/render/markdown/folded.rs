//! What is folded: rules that found nothing, posts, and why each rule is there. Forges and chats know `<details>`, and show what
//! stands in it where they do not.

use super::Text;
use super::escape::{code, escaped, in_html};
use crate::render::view::{Folded, RuleGroup, RulePart};

impl Text {
    /// Begins something that is folded. Between its lines stands Markdown again, because a blank line ends the HTML.
    fn fold(&mut self, summary: &str) {
        self.block(&format!("<details>\n<summary>{}</summary>\n", in_html(summary)));
    }

    fn end_fold(&mut self) {
        self.line("\n</details>");
    }

    /// What became of the rules that found nothing, and why.
    pub(super) fn folded(&mut self, folded: &Folded) {
        self.fold(&folded.summary);
        for group in &folded.groups {
            let names: Vec<String> = group.rules.iter().map(|rule| code(&rule.short)).collect();
            self.line(&format!("- {} {}: {}", group.rules.len(), escaped(&group.label), names.join(", ")));
        }
        self.end_fold();
    }

    /// Every rule with what it costs and why. What it asks in words takes more room than a comment has: the page has it, and
    /// `explain`.
    pub(super) fn rules(&mut self, groups: &[RuleGroup]) {
        let say = self.say;
        self.section(&say.say("page_rules", None, &[]));
        self.block(&escaped(&say.say("page_rules_intro", None, &[])));
        for group in groups {
            self.fold(&format!("{} ({})", group.title, group.rules.len()));
            for rule in &group.rules {
                self.rule(rule);
            }
            self.end_fold();
        }
    }

    fn rule(&mut self, rule: &RulePart) {
        self.line(&format!("- {} **{}** ({})", code(&rule.id), escaped(&rule.title), escaped(&rule.cost)));
        if let Some(why) = &rule.why {
            self.line(&format!("  - {}", escaped(why)));
        }
        let lines = rule.lines.iter().map(|line| {
            let name = if line.name.starts_with('$') { code(&line.name) } else { escaped(&line.name) };
            format!("{name}: {}", escaped(&line.value))
        });
        self.line(&format!("  - {}", lines.collect::<Vec<_>>().join(" · ")));
        for source in &rule.sources {
            self.line(&format!("  - {}", code(&source.text)));
        }
    }
}
