//! What a plugin is, in words and as JSON: the same for one that is about to be added and for one that was.

use std::fmt::Write as _;

use followback_core::FactDecl;
use followback_host::{Manifest, Need, Scope};
use serde_json::{Value, json};

/// What a plugin is, for people: a line for each thing.
pub(super) fn lines(manifest: &Manifest, more: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut line = |head: &str, words: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {head:9} {words}");
    };
    line("license", &manifest.license);
    let inputs: Vec<String> = manifest.inputs().map(|(path, optional)| input(path, optional)).collect();
    let of = match manifest.scope {
        Scope::Profiles => "each profile",
        Scope::Posts => "each post",
    };
    line("reads", &format!("{} of {of}", if inputs.is_empty() { "nothing".to_owned() } else { inputs.join(", ") }));
    for (index, fact) in facts(manifest).iter().enumerate() {
        let head = if index == 0 { "supplies" } else { "" };
        line(head, &format!("{}, {}: {}", fact.path, fact.kind.noun(), fact.doc));
    }
    let needs: Vec<&str> = manifest.needs.iter().map(|need| need.word()).collect();
    line("needs", &if needs.is_empty() { "nothing else, it says".to_owned() } else { needs.join(", ") });
    for (head, words) in more {
        line(head, words);
    }
    text
}

fn input(path: &str, optional: bool) -> String {
    if optional { format!("{path} (if known)") } else { path.to_owned() }
}

/// The facts of a plugin by the paths by which rules read them.
fn facts(manifest: &Manifest) -> Vec<FactDecl> {
    let mut facts = manifest.facts();
    if manifest.scope == Scope::Posts {
        for fact in &mut facts {
            fact.path.insert_str(0, "posts.");
        }
    }
    facts
}

/// What a plugin is, for programs.
pub(super) fn json(manifest: &Manifest) -> Value {
    let fact = |fact: &FactDecl| json!({"fact": fact.path, "kind": fact.kind.noun(), "doc": fact.doc});
    let inputs = manifest.inputs().map(|(path, optional)| json!({"fact": path, "optional": optional}));
    json!({
        "id": manifest.id, "version": manifest.version, "abi": manifest.abi, "license": manifest.license,
        "doc": manifest.doc, "inputs": inputs.collect::<Vec<_>>(),
        "facts": facts(manifest).iter().map(fact).collect::<Vec<_>>(),
        "needs": manifest.needs.iter().map(|need| need.word()).collect::<Vec<_>>(),
    })
}

/// What is closed to a plugin that runs in a process of its own, on this system.
pub(super) fn closed(manifest: &Manifest) -> String {
    let can = followback_host::closable();
    let name = |need: &&Need| match need {
        Need::Files => "writing files",
        Need::Net => "TCP",
    };
    let unneeded = || [Need::Files, Need::Net].into_iter().filter(|need| !manifest.needs.contains(need));
    let (closed, open): (Vec<Need>, Vec<Need>) = unneeded().partition(|need| can.contains(need));
    let names = |needs: &[Need]| needs.iter().map(|need| name(&need)).collect::<Vec<_>>().join(", ");
    match (closed.is_empty(), open.is_empty()) {
        (true, true) => "nothing, as it needs all that could be".to_owned(),
        (true, false) => "nothing: this system cannot".to_owned(),
        (false, true) => names(&closed),
        (false, false) => format!("{}; not {}: this system cannot", names(&closed), names(&open)),
    }
}

/// How many rules a pack has, in words.
pub(super) fn rules(n: usize, id: &str, is_on: bool) -> String {
    let (rules, are) = if n == 1 { ("rule", "is") } else { ("rules", "are") };
    match (n, is_on) {
        (0, _) => "none".to_owned(),
        (_, true) => format!("{n} {rules}, {id}/…, that {are} on"),
        (_, false) => format!("{n} {rules}, {id}/…, off until `[rules.\"{id}/*\"] off = false` in your settings"),
    }
}
