//! Names that mean something else already: in a report nobody could tell a plugin of that name, or its rules, from it.

use std::collections::BTreeSet;

use anyhow::bail;
use followback_core::{PackFiles, Schema};

use super::installed::{BUILT_IN, schema};
use crate::input;
use crate::packs;
use crate::session::Session;

/// What all is about.
const SUBJECT: &str = "profile";

/// Whether a plugin that somebody adds may have this id.
///
/// # Errors
/// When it is the name of something that is part of this program.
pub(crate) fn check_id(id: &str) -> anyhow::Result<()> {
    match owner(id)? {
        Some(what) => bail!(
            "a plugin cannot have the id `{id}`, which is that of {what} of followback itself; give it another one in its manifest"
        ),
        None => Ok(()),
    }
}

/// What of this program has that name.
fn owner(id: &str) -> anyhow::Result<Option<&'static str>> {
    if BUILT_IN.iter().any(|(built_in, _)| *built_in == id) {
        return Ok(Some("a plugin"));
    }
    if id == packs::default_pack().name || packs::BESIDE_DEFAULT.iter().any(|(name, _)| *name == id) {
        return Ok(Some("a rule pack"));
    }
    if id == SUBJECT {
        return Ok(Some("a part"));
    }
    let schema = schema(&[])?;
    let root = |path: &str| path.split('.').next() == Some(id);
    if schema.facts().iter().any(|fact| root(&fact.path)) || schema.collection(id).is_some() {
        return Ok(Some("a fact"));
    }
    Ok(rule_groups(&schema)?.contains(id).then_some("a group of rules"))
}

/// What the ids of the rules of this program begin with, up to the slash.
fn rule_groups(schema: &Schema) -> anyhow::Result<BTreeSet<String>> {
    let beside: Vec<PackFiles> =
        packs::BESIDE_DEFAULT.iter().map(|&(name, files)| packs::embedded(name, files)).collect();
    let (session, _) = Session::for_authors(&beside, schema, input::clock())?;
    let group = |id: &str| id.split_once('/').map(|(group, _)| group.to_owned());
    Ok(session.program.rules().iter().filter_map(|rule| group(&rule.id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_part_of_the_program_keeps_its_name() {
        let ids =
            ["avatar-vision", "default", "beyond", "profile", "account", "posts", "bio", "avatar", "pinned", "link"];
        for id in ids {
            let error = check_id(id).err().map(|error| error.to_string());
            assert!(error.as_ref().is_some_and(|error| error.contains("another one")), "{id}: {error:?}");
        }
        for id in ["probe", "my-plugin", "naming", "avatars", "post"] {
            assert!(check_id(id).is_ok(), "{id}");
        }
    }
}
