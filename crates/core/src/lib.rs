//! The rule engine of followback: rules in TOML over typed facts, with unknown as a value.
//!
//! The engine knows nothing of social networks. A domain describes its facts in a [`Schema`], fills [`Record`]s, and gets
//! back what the rules say of them. Data flows one way:
//!
//! ```text
//! PackFiles -load-> Pack -check-> Program -evaluate-> Evaluation -score-> Scored
//! ```
//!
//! It has no clock, no network, no files, no threads, and prints nothing.
//!
//! ```
//! use followback_core::{Config, Fact, FactDecl, Kind, PackFiles, Record, Schema, Sources, Status, check, load};
//!
//! let schema = Schema::new(vec![FactDecl::new("parcel.weight", Kind::measure("kg", 0.0, 1000.0), "how heavy it is")], vec![])?;
//! let mut pack = PackFiles { name: "parcels".into(), ..PackFiles::default() };
//! pack.files.insert("rules.toml".into(), r#"
//!     [factor.handling]
//!     [[rule]]
//!     id = "parcel/heavy"
//!     factor = "handling"
//!     severity = "major"
//!     points = 30
//!     title = "Too heavy for one person"
//!     message = "The parcel weighs {parcel.weight} kg."
//!     when.parcel.weight.above = 25
//! "#.into());
//!
//! let (mut sources, mut faults) = (Sources::default(), vec![]);
//! let packs = [load(&pack, &mut sources, &mut faults)];
//! let program = check(&packs, &schema, &Config::default(), 0, &mut faults).expect("no faults");
//!
//! let mut record = Record::new(&schema);
//! record.set(schema.fact("parcel.weight").unwrap(), Fact::number(31.0));
//! let mut evaluation = program.evaluate(&record, 0);
//! let rule = program.rule("parcel/heavy").unwrap();
//! assert_eq!(evaluation.outcomes()[rule.index()].status, Status::Fired);
//! let evidence = evaluation.evidence(rule);
//! assert_eq!(evaluation.message(rule, &evidence), "The parcel weighs 31 kg.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![expect(clippy::similar_names, reason = "`test` and `text` are the words of the rule language")]

mod codes;
mod diag;
mod digest;
mod glob;
mod node;
mod source;
mod texts;

mod model;
mod record;
mod schema;

mod allow;
mod bits;
mod config;
mod load;

mod check;
mod compile;
mod lint;
mod message;
mod program;
mod text;

mod diff;
mod editor;
mod eval;
mod mutate;
mod score;
mod solve;
mod testing;

mod clause;
mod coverage;

pub use check::{check, check_locales};
pub use clause::{Amount, Claim, Clause, Noun, Phrases, Says};
pub use codes::{CODES, Code};
pub use config::{Config, Declared};
pub use coverage::{Coverage, Event, Gap, Leaf, RESULTS, Unit, UnitKind};
pub use diag::{Diagnostic, FileId, Label, Level, Source, Sources, Span, nearest, sort};
pub use diff::{Edit, Part, Written, differences, rules_reached};
pub use digest::Digest;
pub use editor::{locale_file_schema, rule_file_schema, settings_schema, topic_file_schema};
pub use eval::{
    Ahead, Evaluation, Evidence, EvidenceValue, MatchSpan, Missing, Plain, Reading, Recorder, RuleOutcome, Scratch,
    Shared, Status, TextPlace, Trace, Tri,
};
pub use glob::matches as glob_matches;
pub use lint::{hush, lint};
pub use load::{PackFiles, load, load_untested};
pub use message::Speech;
pub use model::{Expect, Pack, Rule, RuleTest, Severity};
pub use mutate::{Bench, Fate, MissingTest, Mutant, MutantKind};
pub use node::Spanned;
pub use program::{
    Aggregate, CondId, Effect, Factor, FactorId, LevelCode, Operand, Outline, OutlineKind, PackInfo, Param, Program,
    Question, RuleCode, RuleId, Said, Setting, Standing,
};
pub use record::{Fact, Member, MemberRef, MemberTable, Members, Reason, Record, Spare, Value};
pub use schema::{CollectionDecl, CollectionId, DuplicatePath, FactDecl, FactId, FieldId, Kind, Schema};
pub use score::{FactorScore, Finding, Fixes, NextBand, Scored, Sheet, SheetFactor, SheetRule, Step, Total, Worth};
pub use solve::{Change, Complete, Flip, How};
pub use source::SourceText;
pub use testing::{TestCase, TestResult, Verdict};
