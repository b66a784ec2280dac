//! What is closed to a plugin in a child process: files to be written and the network, unless it says that it needs them.

use std::path::Path;

use crate::manifest::Need;

/// Closes to this thread, and to all that it starts from now on, what a plugin does not need: writing files outside of `folder`, and
/// connections by TCP. For good, and as far as the system knows how: one that does not leaves it open, as it would be without this,
/// and [`closable`] says so.
///
/// Reading is not closed, as libraries read what nobody can list: time zones, locales, certificates. So this keeps accidents small,
/// as when a plugin writes where it should not, and is no wall against somebody who means harm.
///
/// # Errors
/// When the system knows how, and does not.
#[cfg(target_os = "linux")]
pub(crate) fn confine(folder: Option<&Path>, needs: &[Need]) -> Result<(), String> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, path_beneath_rules,
    };

    // What came later, such as limits on devices and datagrams, would close what plugins may well use.
    const KNOWN: ABI = ABI::V4;
    // By name: memory that processes share lies in the same folder as files that can be made and kept.
    const DEVICES: [&str; 6] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];
    let (files, net) = (needs.contains(&Need::Files), needs.contains(&Need::Net));
    let close = || -> Result<(), RulesetError> {
        let mut rules = Ruleset::default();
        if !files {
            rules = rules.handle_access(AccessFs::from_write(KNOWN))?;
        }
        if !net {
            rules = rules.handle_access(AccessNet::from_all(KNOWN))?;
        }
        let mut rules = rules.create()?;
        if !files {
            rules = rules.add_rules(path_beneath_rules(folder, AccessFs::from_write(KNOWN)))?;
            rules = rules.add_rules(path_beneath_rules(DEVICES, AccessFs::WriteFile))?;
        }
        rules.restrict_self().map(|_| ())
    };
    if files && net {
        return Ok(());
    }
    close().map_err(|error| format!("what it does not need could not be closed to it: {error}"))
}

/// Other systems have nothing of the kind that a program can ask for by itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: Option<&Path>, _: &[Need]) -> Result<(), String> {
    Ok(())
}

/// What this system can close to a plugin in a child process that does not say that it needs it: without `files` it cannot write files
/// other than in its own folder, without `net` it cannot connect by TCP.
#[cfg(target_os = "linux")]
#[must_use]
pub fn closable() -> Vec<Need> {
    use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr};

    let can = |need: &Need| {
        let rules = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
        let rules = match need {
            Need::Files => rules.handle_access(AccessFs::from_write(ABI::V1)),
            Need::Net => rules.handle_access(AccessNet::from_all(ABI::V4)),
        };
        // Made, and given up again: nothing is closed by that.
        rules.and_then(Ruleset::create).is_ok()
    };
    Need::ALL.into_iter().filter(can).collect()
}

/// Nothing, on this system.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn closable() -> Vec<Need> {
    Vec::new()
}

/// Whether somebody says that the system did not let them.
pub(crate) fn is_denied(message: &str) -> bool {
    message.contains("Permission denied") || message.contains("EACCES")
}

/// Adds to a message of a plugin which was not let what has to stand in its manifest.
pub(crate) fn explain(message: &mut String, needs: &[Need]) {
    if !is_denied(message) {
        return;
    }
    let closed: Vec<String> =
        closable().iter().filter(|need| !needs.contains(need)).map(|need| format!("no `{}`", need.word())).collect();
    if !closed.is_empty() {
        *message = format!("{message}; its manifest names {} under `needs`", closed.join(" and "));
    }
}
