//! What plugins said, put into the profiles.

use std::collections::BTreeMap;

use followback_core::{Fact, Kind, Reason, Schema};
use followback_host::{Fault, FaultKind, Value};
use followback_profile::{POSTS, Profile};

use super::Target;

/// What a plugin said of a row.
pub(super) struct Said {
    pub(super) facts: Vec<Option<Value>>,
    pub(super) fault: Option<Fault>,
}

/// Puts answers into the profiles. What a plugin did not say is unknown for a reason.
pub(super) fn put(
    profiles: &mut [Profile<'_>],
    schema: &Schema,
    targets: &[Option<Target>],
    said: impl Iterator<Item = ((usize, Option<usize>), Said)>,
) {
    // Posts are taken out of a profile once for all that is said of them.
    let mut posts: BTreeMap<usize, Vec<(usize, Said)>> = BTreeMap::new();
    for ((row, post), said) in said {
        if let Some(post) = post {
            posts.entry(row).or_default().push((post, said));
            continue;
        }
        let silent = said.silent();
        for (target, value) in targets.iter().zip(said.facts) {
            if let Some(Target::Profile(id)) = *target {
                let kind = &schema.decl(id).kind;
                profiles[row].record.set(id, value.map_or(Fact::Unknown(silent), |value| fact(value, kind)));
            }
        }
    }
    let fields = &schema.collection_decl(POSTS).fields;
    for (row, said) in posts {
        profiles[row].record.change_members(POSTS, |members| {
            for (post, said) in said {
                let silent = said.silent();
                for (target, value) in targets.iter().zip(said.facts) {
                    if let Some(Target::Post(field)) = *target {
                        let kind = &fields[field.0 as usize].kind;
                        let fact = value.map_or(Fact::Unknown(silent), |value| fact(value, kind));
                        members.set(post, field, fact);
                    }
                }
            }
        });
    }
}

impl Said {
    /// Why what was not said is unknown.
    fn silent(&self) -> Reason {
        match self.fault.as_ref().map(|fault| fault.kind) {
            Some(FaultKind::Failed | FaultKind::GivenUp) => Reason::PluginFailed,
            Some(FaultKind::Refused) => Reason::PluginMissing,
            Some(FaultKind::Declined | FaultKind::Unasked) | None => Reason::NotMeasured,
        }
    }
}

fn fact(value: Value, kind: &Kind) -> Fact<'static> {
    match (value, kind) {
        (Value::Bool(bit), _) => Fact::bool(bit),
        (Value::Number(number), _) => Fact::number(number),
        (Value::Text(word), Kind::Label(_)) => Fact::label(word),
        (Value::Text(text), _) => Fact::text(text),
        (Value::List(labels), _) => Fact::set(labels),
    }
}
