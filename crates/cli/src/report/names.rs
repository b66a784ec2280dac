//! What ids are called in the language of a report.

use std::borrow::Cow;
use std::collections::BTreeMap;

use followback_core::Program;

use crate::locale::Locale;

/// The names of bands, verdicts and labels. What has none is called by its id.
#[derive(Debug, Default)]
pub(crate) struct Names {
    bands: BTreeMap<String, String>,
    verdicts: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
}

impl Names {
    /// Of bands and verdicts all names, of labels those of `ids`.
    pub(crate) fn of<'i>(program: &Program, locale: Locale, ids: impl IntoIterator<Item = &'i String>) -> Self {
        let owned = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        Names {
            bands: program.bands().filter_map(|id| Some(owned(id, program.band_title(id)?))).collect(),
            verdicts: program.verdicts().iter().filter_map(|id| Some(owned(id, program.verdict_title(id)?))).collect(),
            labels: ids.into_iter().filter_map(|id| Some(owned(id, program.label_title(id, locale.code())?))).collect(),
        }
    }

    /// A band of the score.
    pub(crate) fn band<'n>(&'n self, id: &'n str) -> Cow<'n, str> {
        named(&self.bands, id)
    }

    /// Every band and verdict called the same, for tests of what a pack may call them.
    #[cfg(test)]
    pub(crate) fn call_all(&mut self, name: &str) {
        self.bands.values_mut().chain(self.verdicts.values_mut()).for_each(|called| name.clone_into(called));
    }

    /// A verdict about a viewer.
    pub(crate) fn verdict<'n>(&'n self, id: &'n str) -> Cow<'n, str> {
        named(&self.verdicts, id)
    }

    /// A label, such as a topic that a viewer shares.
    pub(crate) fn label<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.get(id).map_or(id, String::as_str)
    }
}

fn named<'n>(names: &'n BTreeMap<String, String>, id: &'n str) -> Cow<'n, str> {
    match names.get(id) {
        Some(name) => Cow::Borrowed(name),
        None if id.contains('-') => Cow::Owned(id.replace('-', " ")),
        None => Cow::Borrowed(id),
    }
}
