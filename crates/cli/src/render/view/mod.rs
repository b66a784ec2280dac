//! What a report says, worked out once for every format that people read: numbers as they are written, sentences in the
//! language of the report, quotes with the places that matter, and the rules that found nothing in groups.
//!
//! Text of profiles and packs is cleaned here, so that nothing of it can hide or turn what stands around it. It is still
//! somebody else's text: each format escapes it its own way.

mod changes;
mod closing;
mod factor;
mod fixes;
mod foot;
mod posts;
mod quotes;
mod rules;
mod score;
mod viewer;

use serde::Serialize;

pub(super) use changes::Changes;
pub(super) use closing::Closing;
pub(super) use factor::{Factor, Finding, Folded};
pub(super) use fixes::{Fix, Fixes};
pub(super) use foot::{Foot, Line};
pub(super) use posts::{Post, whole};
pub(super) use quotes::{Part, mark, places};
pub(super) use rules::{NamedCondition, RuleGroup, RulePart};
pub(super) use score::{Score, Step, tone};
pub(super) use viewer::ViewerPart;

use super::clean::{Cleaned, clean};
use super::words::sentence;
use crate::locale::Words;
use crate::report::Report;

/// What a report says.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub(super) who: Who,
    /// Where it was read.
    pub(super) origin: String,
    /// What was seen of its picture.
    pub(super) seen: Option<String>,
    /// The score; none where too little is known.
    pub(super) score: Option<Score>,
    /// Why there is none.
    pub(super) no_score: Vec<String>,
    /// The biography, of any number of lines.
    pub(super) bio: Option<String>,
    /// What changed since an earlier report.
    pub(super) changes: Option<Changes>,
    pub(super) fixes: Fixes,
    /// From the start to the total.
    pub(super) waterfall: Vec<Step>,
    /// The factors that have something to say, without that of the viewer.
    pub(super) factors: Vec<Factor>,
    pub(super) viewer: Option<ViewerPart>,
    pub(super) closing: Closing,
}

/// Whose profile it is.
#[derive(Debug, Serialize)]
pub(super) struct Who {
    pub(super) name: Option<String>,
    pub(super) handle: Option<String>,
    /// Both, or that there is neither.
    pub(super) title: String,
}

impl View {
    pub(super) fn new(report: &Report) -> Self {
        let say = report.locale.words();
        View {
            who: Who::new(say, report),
            origin: sentence(&say.origin(&report.profile)),
            seen: report.profile.picture.as_ref().map(|picture| sentence(&format!("{}.", say.picture(picture)))),
            score: Score::new(say, report),
            no_score: score::missing(say, report),
            bio: report.bio.as_deref().map(|bio| Cleaned::lines(bio).text().to_owned()),
            changes: Changes::new(say, report),
            fixes: Fixes::new(say, report),
            waterfall: score::waterfall(say, report),
            factors: Factor::all(say, report),
            viewer: ViewerPart::new(say, report),
            closing: Closing::new(say, report),
        }
    }
}

impl Who {
    fn new(say: &Words, report: &Report) -> Self {
        let shown = |text: &Option<String>| {
            text.as_deref().map(|text| super::wrap::shortened(clean(text).trim(), MAX_NAME).into_owned())
        };
        let name = shown(&report.profile.name).filter(|name| !name.is_empty());
        let handle = shown(&report.profile.handle).filter(|handle| !handle.is_empty());
        let title = match (&name, &handle) {
            (Some(name), Some(handle)) => format!("{name} (@{handle})"),
            (Some(name), None) => name.clone(),
            (None, Some(handle)) => format!("@{handle}"),
            (None, None) => say.nameless(),
        };
        Who { name, handle, title }
    }
}

/// Columns of a name; longer ones are no longer names.
const MAX_NAME: usize = 60;
