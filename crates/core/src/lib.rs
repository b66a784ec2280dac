//! The rule engine of followback.

mod diag;
mod glob;
mod load;
mod model;
mod node;
mod record;
mod schema;
mod text;

pub use diag::{Diagnostic, FileId, Label, Level, Source, Sources, Span, nearest};
pub use record::{Fact, Member, Members, Reason, Record, Value};
pub use schema::{CollectionDecl, CollectionId, DuplicatePath, FactDecl, FactId, FieldId, Kind, Schema};
