//! Accounts under way, in the order in which a file first names them.

use std::collections::HashMap;

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
    /// When the source was made, as it says itself: the latest counts.
    made: Option<i64>,
    /// Remarks about the file, told with the next profile.
    remarks: Vec<Warning>,
    odd: Tally,
}

impl<'o> People<'o> {
    pub(crate) fn new(format: Format, platform: Option<Platform>, options: &Options<'o>) -> Self {
        People {
            options: *options,
            format,
            platform,
            all: Vec::new(),
            by_key: HashMap::new(),
            made: None,
            remarks: Vec::new(),
            odd: Tally::default(),
        }
    }

    /// The account that its source knows by this key, an id where it has one.
    pub(crate) fn person(&mut self, key: &str) -> &mut Person {
        let index = if let Some(index) = self.by_key.get(key) {
            *index
        } else {
            self.by_key.insert(key.to_owned(), self.all.len());
            self.all.push(Person::new(&self.options, self.platform));
            self.all.len() - 1
        };
        &mut self.all[index]
    }

    /// Whether nobody was named since the last were handed on.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The source says when it was made.
    pub(crate) fn made(&mut self, at: Option<i64>) {
        self.made = self.made.max(at);
    }

    /// Something about the file that is told with the next profile.
    pub(crate) fn remark(&mut self, warning: Warning) {
        if !self.remarks.contains(&warning) {
            self.remarks.push(warning);
        }
    }

    /// A part of a record that was left out, and why.
    pub(crate) fn odd(&mut self, what: impl FnOnce() -> String) {
        self.odd.add(what);
    }

    /// Hands on all accounts so far.
    pub(crate) fn drain(&mut self) -> Vec<Profile<'static>> {
        self.by_key.clear();
        let people = std::mem::take(&mut self.all);
        let mut profiles: Vec<Profile<'static>> =
            people.into_iter().map(|person| person.finish(self.format, &self.options, self.made)).collect();
        if let Some(first) = profiles.first_mut() {
            std::mem::take(&mut self.odd).warn(
                "odd-item",
                "an item that cannot be used was left out",
                &mut self.remarks,
            );
            first.warnings.append(&mut self.remarks);
        }
        profiles
    }
}
