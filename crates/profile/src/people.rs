//! Accounts under way, in the order in which a file first names them.

use std::collections::HashMap;

use crate::error::ReadError;
use crate::files::size;
use crate::format::Format;
use crate::person::Person;
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::warning::{Tally, Warning};

/// The accounts that records told of and that are not handed on yet.
pub(crate) struct People<'o> {
    options: Options<'o>,
    format: Format,
    platform: Option<Platform>,
    all: Vec<Person>,
    by_key: HashMap<String, usize>,
    /// About how many bytes all take, but for how the last one has changed.
    held: usize,
    /// Which one was told of last, and how many bytes it took before.
    last: Option<(usize, usize)>,
    /// When the source was made, as it says itself: the latest counts.
    made: Option<i64>,
    /// Remarks about the file, told with the next profile.
    remarks: Vec<Warning>,
    /// Remarks that may be made of any number of places: the code, and what was done about it.
    tallies: Vec<(&'static str, &'static str, Tally)>,
}

impl<'o> People<'o> {
    pub(crate) fn new(format: Format, platform: Option<Platform>, options: &Options<'o>) -> Self {
        People {
            options: *options,
            format,
            platform,
            all: Vec::new(),
            by_key: HashMap::new(),
            held: 0,
            last: None,
            made: None,
            remarks: Vec::new(),
            tallies: Vec::new(),
        }
    }

    /// The account that its source knows by this key, an id where it has one.
    pub(crate) fn person(&mut self, key: &str) -> &mut Person {
        self.settle();
        let index = if let Some(index) = self.by_key.get(key) {
            *index
        } else {
            self.by_key.insert(key.to_owned(), self.all.len());
            let person = Person::new(&self.options, self.platform);
            self.held += person.held + 2 * key.len();
            self.all.push(person);
            self.all.len() - 1
        };
        let person = &mut self.all[index];
        self.last = Some((index, person.held));
        person
    }

    /// An error if all take more than they may; then none is kept, as none is whole.
    pub(crate) fn check(&mut self, file: &str) -> Result<(), ReadError> {
        self.settle();
        let max = self.options.max_gathered;
        if self.held <= max {
            return Ok(());
        }
        let accounts = match self.all.len() {
            1 => "1 account".to_owned(),
            n => format!("{n} accounts"),
        };
        drop(self.take());
        Err(ReadError::TooLarge {
            file: file.to_owned(),
            problem: format!(
                "its posts, of {accounts} up to there, take more than {} that are held until its end",
                size(max as u64)
            ),
            help: "split it by account, or give it to `triage` with a larger `--max-gathered`".to_owned(),
        })
    }

    /// All accounts so far, which are no longer held.
    fn take(&mut self) -> Vec<Person> {
        self.by_key.clear();
        (self.held, self.last) = (0, None);
        std::mem::take(&mut self.all)
    }

    fn settle(&mut self) {
        if let Some((index, before)) = self.last.take() {
            self.held = self.held - before + self.all[index].held;
        }
    }

    /// Whether nobody was named since the last were handed on.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The source says when it was made.
    pub(crate) fn made(&mut self, at: Option<i64>) {
        self.made = self.made.max(at);
    }

    /// Something about the file that there is only one of. It is told with the next profile.
    pub(crate) fn remark(&mut self, warning: Warning) {
        self.remarks.push(warning);
    }

    /// Something that may be so in many places of the file, of which the first is named. It is told as [`Tally`] has it.
    pub(crate) fn tally(&mut self, code: &'static str, what: &'static str, first: impl FnOnce() -> String) {
        let at = self.tallies.iter().position(|known| (known.0, known.1) == (code, what)).unwrap_or_else(|| {
            self.tallies.push((code, what, Tally::default()));
            self.tallies.len() - 1
        });
        self.tallies[at].2.add(first);
    }

    /// A part of a record that was left out, and why.
    pub(crate) fn odd(&mut self, what: impl FnOnce() -> String) {
        self.tally("odd-item", "an item that cannot be used was left out", what);
    }

    /// A record of which some bytes were no text.
    pub(crate) fn lossy(&mut self, place: impl FnOnce() -> String) {
        self.tally("damaged-text", "what is not UTF-8 became `\u{fffd}`", place);
    }

    /// Hands on all accounts so far.
    pub(crate) fn drain(&mut self) -> Vec<Profile<'static>> {
        let people = self.take();
        let mut profiles: Vec<Profile<'static>> =
            people.into_iter().map(|person| person.finish(self.format, &self.options, self.made)).collect();
        if let Some(first) = profiles.first_mut() {
            first.warnings.append(&mut self.remarks);
            for (code, what, tally) in self.tallies.drain(..) {
                tally.warn(code, what, &mut first.warnings);
            }
        }
        profiles
    }
}
