//! What plugins read: facts of profiles or of posts, as columns.

use followback_core::{Fact, FactId, FieldId, Kind, MemberRef, Schema, Value};
use followback_host::{Column, Manifest, Rows, Scope};
use followback_profile::{POSTS, Profile};

/// The file of the picture: no fact, as rules cannot read it.
const PICTURE: &str = "avatar.image";

/// An input of a plugin, found in the catalogue.
#[derive(Clone, Debug)]
pub(super) struct Input {
    from: From,
    kind: Kind,
    optional: bool,
}

#[derive(Clone, Copy, Debug)]
enum From {
    Profile(FactId),
    Post(FieldId),
    Picture,
    /// This followback has no such fact.
    Nowhere,
}

/// What a row is made of.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) profile: &'a Profile<'a>,
    pub(super) post: Option<MemberRef<'a, 'a>>,
}

impl Input {
    /// The inputs of a plugin.
    pub(super) fn all(manifest: &Manifest, schema: &Schema) -> Vec<Self> {
        let input = |(path, optional): (&str, bool)| {
            let posts = schema.collection_decl(POSTS);
            let field = posts.field(path).filter(|_| manifest.scope == Scope::Posts);
            let (from, kind) = match (field, schema.fact(path)) {
                (Some(field), _) => (From::Post(field), posts.fields[field.0 as usize].kind.clone()),
                (None, Some(id)) => (From::Profile(id), schema.decl(id).kind.clone()),
                (None, None) if path == PICTURE => (From::Picture, Kind::Text),
                (None, None) => (From::Nowhere, Kind::Text),
            };
            Input { from, kind, optional }
        };
        manifest.inputs().map(input).collect()
    }

    /// Whether a row has it, or does not need it.
    pub(super) fn is_there(&self, row: Subject<'_>) -> bool {
        self.optional
            || match self.from {
                From::Picture => row.profile.avatar.is_some(),
                _ => self.value(row).is_some(),
            }
    }

    /// Whether it is a fact of posts.
    pub(super) fn is_of_post(&self) -> bool {
        matches!(self.from, From::Post(_))
    }

    fn value<'a>(&self, row: Subject<'a>) -> Option<&'a Value<'a>> {
        let fact = match self.from {
            From::Profile(id) => row.profile.record.get(id),
            From::Post(field) => row.post?.get(field),
            From::Picture | From::Nowhere => return None,
        };
        if let Fact::Known(value) = fact { Some(value) } else { None }
    }

    fn column<'a>(&self, rows: &[Subject<'a>]) -> Column<'a> {
        let values = rows.iter().map(|row| self.value(*row));
        match &self.kind {
            _ if matches!(self.from, From::Picture) => {
                Column::Bytes(rows.iter().map(|row| row.profile.avatar.as_deref()).collect())
            }
            Kind::Bool => Column::Bool(
                values.map(|value| if let Some(Value::Bool(bit)) = value { Some(*bit) } else { None }).collect(),
            ),
            Kind::Number { .. } => Column::Number(
                values.map(|value| if let Some(Value::Number(n)) = value { Some(*n) } else { None }).collect(),
            ),
            Kind::Text | Kind::Label(_) => Column::Text(
                values
                    .map(|value| match value {
                        Some(Value::Text(text) | Value::Label(text)) => Some(text.as_ref()),
                        _ => None,
                    })
                    .collect(),
            ),
            Kind::Set => Column::List(
                values
                    .map(|value| match value {
                        Some(Value::Set(labels)) => Some(labels.iter().map(AsRef::as_ref).collect()),
                        _ => None,
                    })
                    .collect(),
            ),
        }
    }
}

/// Rows as columns, in the order of the inputs.
pub(super) fn columns<'a>(inputs: &[Input], rows: &[Subject<'a>]) -> Rows<'a> {
    Rows::new(rows.len(), inputs.iter().map(|input| input.column(rows)).collect())
}
