//! What plugins read of a profile.

use followback_core::{Fact, FactId, Kind, Schema, Value};
use followback_host::{Column, Plugin, Rows};
use followback_profile::Profile;

/// The file of the picture: no fact, as rules cannot read it.
const PICTURE: &str = "avatar.image";

/// Whether a profile has everything that a plugin cannot do without.
pub(super) fn has_all(plugin: &Plugin, schema: &Schema, profile: &Profile<'_>) -> bool {
    plugin.manifest().inputs().all(|(path, optional)| {
        optional
            || match schema.fact(path) {
                Some(id) => matches!(profile.record.get(id), Fact::Known(_)),
                None => path == PICTURE && profile.avatar.is_some(),
            }
    })
}

/// The inputs of a plugin as columns of one row.
pub(super) fn rows<'a>(plugin: &Plugin, schema: &Schema, profile: &'a Profile<'_>) -> Rows<'a> {
    let column = |(path, _): (&str, bool)| match schema.fact(path) {
        Some(id) => column(schema, profile, id),
        None => Column::Bytes(vec![profile.avatar.as_deref().filter(|_| path == PICTURE)]),
    };
    Rows::new(1, plugin.manifest().inputs().map(column).collect())
}

fn column<'a>(schema: &Schema, profile: &'a Profile<'_>, id: FactId) -> Column<'a> {
    let value = match profile.record.get(id) {
        Fact::Known(value) => Some(value),
        _ => None,
    };
    let text = || match value {
        Some(Value::Text(text) | Value::Label(text)) => Some(text.as_ref()),
        _ => None,
    };
    match schema.decl(id).kind {
        Kind::Bool => Column::Bool(vec![match value {
            Some(Value::Bool(bit)) => Some(*bit),
            _ => None,
        }]),
        Kind::Number { .. } => Column::Number(vec![match value {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }]),
        Kind::Text | Kind::Label(_) => Column::Text(vec![text()]),
        Kind::Set => Column::List(vec![match value {
            Some(Value::Set(labels)) => Some(labels.iter().map(AsRef::as_ref).collect()),
            _ => None,
        }]),
    }
}
