//! What is closed to a plugin in a child process: files to be written and the network, unless it says that it needs them.

use std::path::Path;

use crate::manifest::Need;

/// Closes to this thread, and to all that it starts from now on, what a plugin does not need: writing files outside of `folder`, and
/// connections by TCP. For good, and as far as the system can: one that cannot leaves it open, as it would be without this.
///
/// Reading is not closed, as libraries read what nobody can list: time zones, locales, certificates. So this keeps accidents small,
/// as when a plugin writes where it should not, and is no wall against somebody who means harm.
#[cfg(target_os = "linux")]
pub(crate) fn confine(folder: Option<&Path>, needs: &[Need]) {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, path_beneath_rules,
    };

    // What came later, such as limits on devices and datagrams, would close what plugins may well use.
    const KNOWN: ABI = ABI::V4;
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
            // Such as `/dev/null`, but none is made there.
            rules = rules.add_rules(path_beneath_rules(["/dev"], AccessFs::WriteFile))?;
        }
        rules.restrict_self().map(|_| ())
    };
    if !(files && net) {
        // There is nobody to be told: it is done where it can be.
        let _ = close();
    }
}

/// Other systems have nothing of the kind that a program can ask for by itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: Option<&Path>, _: &[Need]) {}
