//! Whether the library can be loaded, and its table agrees with the manifest.

use std::sync::Arc;

use followback_plugin::{Json, abi};

use crate::loader::{Guarded, Instance, Table};
use crate::manifest::Manifest;
use crate::plugin::{agree, place};
use crate::verify::lab::load;
use crate::verify::{Finding, Subject};

pub(super) fn check(finding: &mut Finding, subject: &Subject, phase: &mut dyn FnMut(&str)) {
    phase("while it was loaded");
    let table = match load(&subject.library) {
        Ok(table) => table,
        Err(problem) => return finding.problem(problem),
    };
    phase("while it was asked for its table a second time");
    match load(&subject.library) {
        Ok(again) if again.to_bytes() == table.to_bytes() => {}
        Ok(_) => finding.problem("its table is another one the second time".to_owned()),
        Err(problem) => finding.problem(format!("the second time, {problem}")),
    }
    agreement(finding, &subject.manifest, &table);
    words(finding, &table);
    if ![abi::THREADS_ONE, abi::THREADS_PER_INSTANCE, abi::THREADS_SHARED].contains(&table.threads) {
        finding.problem(format!("`threads` of its table is {}, which there is not", table.threads));
    }
    if table.isolate {
        finding.remark("it asks never to be loaded into the process of its host".to_owned());
    }
    opening(finding, &Arc::new(table), &subject.config, phase);
}

fn agreement(finding: &mut Finding, manifest: &Manifest, table: &Table) {
    if let Err(problem) = agree(manifest, table) {
        finding.problem(problem);
    }
    let facts = manifest.facts();
    for problem in facts.iter().filter_map(|fact| place(table, fact).err()) {
        finding.problem(problem);
    }
    for (index, fact) in table.facts.iter().enumerate() {
        let path = format!("{}.{}", manifest.namespace, fact.name);
        if !facts.iter().any(|known| known.path == path) {
            finding.problem(format!("its table lists the fact `{}`, its manifest does not", fact.name));
        }
        if table.facts[..index].iter().any(|other| other.name == fact.name) {
            finding.problem(format!("its table lists the fact `{}` twice", fact.name));
        }
        if fact.ty == abi::BYTES {
            finding.problem(format!("the fact `{}` is of type FB_BYTES, which only inputs have", fact.name));
        }
    }
}

/// Whether it says in words what people need to know.
fn words(finding: &mut Finding, table: &Table) {
    for (what, text) in [("license", &table.license), ("doc", &table.doc)] {
        if text.trim().is_empty() {
            finding.problem(format!("`{what}` of its table is empty"));
        }
    }
    for field in table.inputs.iter().chain(&table.facts).filter(|field| field.doc.trim().is_empty()) {
        finding.problem(format!("`doc` of `{}` is empty; say in a sentence what it is", field.name));
    }
    if !table.config_schema.is_empty()
        && let Err(problem) = Json::object(&table.config_schema)
    {
        finding.problem(format!("`config_schema` of its table is no JSON Schema: {problem}"));
    }
}

/// Whether it opens, more than once, and closes.
fn opening(finding: &mut Finding, table: &Arc<Table>, config: &str, phase: &mut dyn FnMut(&str)) {
    phase("while it was opened");
    let first = match Instance::open(Arc::clone(table), config, None) {
        Ok(instance) => instance,
        Err(problem) => return finding.problem(format!("it does not open: {problem}")),
    };
    phase("while a second instance was opened");
    // With a configuration that is taken away afterwards.
    match Guarded::open(Arc::clone(table), config) {
        Ok(second) => {
            phase("while it was closed");
            drop(first);
            drop(second);
        }
        Err(problem) => finding.problem(format!("a second instance does not open: {problem}")),
    }
    for odd in ["", "[]", "{", "{\"no-such-setting\": 1}"] {
        phase(&format!("while it was opened with the configuration `{odd}`"));
        // It may refuse, it may not: it has to return.
        drop(Instance::open(Arc::clone(table), odd, None));
    }
}
