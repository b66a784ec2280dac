//! What the parts of one reading share: where it is, and what it noticed.

use std::cell::{Cell, RefCell};

use followback_core::{Fact, Reason, Schema};

use crate::date::Ages;
use crate::error::{Place, ReadError};
use crate::number::as_count;
use crate::profile::Options;
use crate::warning::{Tally, Warning};
use crate::words::{self, found as plain, shorten};

/// Where a reading is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    /// The field, empty before the first.
    pub(super) field: &'static str,
    /// Which post, from 0.
    pub(super) post: Option<usize>,
}

/// What the parts of one reading share. Cells, because the seeds that serde passes around only hold it by reference.
pub(super) struct Context<'c> {
    pub(super) schema: &'c Schema,
    pub(super) now: i64,
    pub(super) at: Cell<At>,
    ages: RefCell<Ages>,
    counts: RefCell<Tally>,
    /// How many posts were kept, and how many left out because there are too many.
    pub(super) left_out: Cell<(usize, usize)>,
    /// The last fault in our words, with help; serde's error only carries it out.
    fault: RefCell<Option<(String, Option<String>)>>,
}

impl<'c> Context<'c> {
    pub(super) fn new(options: &Options<'c>) -> Self {
        let now = options.now.unwrap_or(options.clock);
        Context {
            schema: options.schema,
            now,
            at: Cell::default(),
            ages: RefCell::new(Ages::new(now)),
            counts: RefCell::default(),
            left_out: Cell::default(),
            fault: RefCell::default(),
        }
    }

    /// Enters a field.
    pub(super) fn enter(&self, field: &'static str) {
        let mut at = self.at.get();
        at.field = field;
        self.at.set(at);
    }

    /// Enters a post, or leaves them.
    pub(super) fn enter_post(&self, post: Option<usize>) {
        self.at.set(At { field: "posts", post });
    }

    /// The field for people: `posts[3].likes`.
    pub(super) fn field(&self) -> String {
        let at = self.at.get();
        match at.post {
            Some(post) if at.field == "posts" => format!("posts[{post}]"),
            Some(post) => format!("posts[{post}].{}", at.field),
            None => at.field.to_owned(),
        }
    }

    /// An error in our own words.
    pub(super) fn fault<E: serde::de::Error>(&self, problem: String, help: Option<String>) -> E {
        let error = E::custom(&problem);
        self.fault.replace(Some((problem, help)));
        error
    }

    /// Turns the message of an error about a value into an error about a field; nothing if it is about neither.
    pub(super) fn field_error(&self, place: Place, message: &str) -> Option<ReadError> {
        let field = self.field();
        if let Some((problem, help)) = self.fault.take() {
            return Some(ReadError::Field { place, field, problem, help });
        }
        let what = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
        let (found, expected) = what.rsplit_once(", expected ")?;
        let subject = if field.is_empty() { "a profile".to_owned() } else { format!("`{field}`") };
        let help = (found.starts_with("string") && (expected.contains("number") || expected.contains("true")))
            .then(|| "write it without quotes".to_owned())
            .or_else(|| expected.contains("list").then(|| "write it in square brackets".to_owned()));
        let problem = format!("{subject} must be {expected}, found {}", plain(found));
        Some(ReadError::Field { place, field, problem, help })
    }

    /// The age of a date, in days.
    pub(super) fn age(&self, at: i64) -> Fact<'static> {
        Fact::number(self.ages.borrow_mut().days(at, || format!("`{}`", self.field())))
    }

    /// Notes a date that cannot be meant.
    pub(super) fn absurd_date(&self, text: &str) {
        self.ages.borrow_mut().absurd(|| format!("`{}` is `{}`", self.field(), shorten(text)));
    }

    /// A count; one that cannot be meant is unknown, with a warning.
    pub(super) fn count(&self, number: f64) -> Fact<'static> {
        if let Some(count) = as_count(number) {
            return Fact::number(count);
        }
        self.counts.borrow_mut().add(|| format!("`{}` is {}", self.field(), words::number(number)));
        Fact::Unknown(Reason::NotInSource)
    }

    /// All that was noticed.
    pub(super) fn warnings(self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let (kept, older) = self.left_out.get();
        if older > 0 {
            let message = format!("of {} posts only the {kept} newest were looked at", kept + older);
            warnings.push(Warning::new("many-posts", message));
        }
        self.ages.into_inner().warn(&mut warnings);
        self.counts.into_inner().warn("absurd-count", "a number that is no count is taken as unknown", &mut warnings);
        warnings
    }
}
