//! Measuring the rules against people: what labelled texts say, beside what the rules say of them.
//!
//! A gold file ([`gold`]) holds rows that somebody labelled by hand. Each [`question`] pairs a label with the rule that
//! answers it; [`tally`] counts where they agree, [`bootstrap`] says how far the figures can be trusted, and [`mod@measure`]
//! puts it together, as one plain value that [`mod@table`] writes for people and serde for programs.

mod bootstrap;
mod gold;
mod measure;
mod question;
mod table;
mod tally;
mod verdict;

pub(crate) use gold::read;
pub(crate) use measure::{NOW, measure};
pub(crate) use question::{Question, chosen};
pub(crate) use table::table;
