//! The report as a page: one file with everything in it, which asks the network for nothing.
//!
//! `page.html` is its template, which escapes whatever it is given; `page.css` and the scripts are put in as they are. A
//! content security policy names the digests of just these, so that nothing else on the page could run, load or send
//! anything, whatever a profile holds. `arithmetic.js` is what the page works out a score with when somebody ticks a finding
//! as fixed; all it knows stands in the data of the page.

mod card;
mod island;
mod picture;
mod timeline;
mod waterfall;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::card::Card;
use self::island::Island;
use self::timeline::Timeline;
use self::waterfall::Row;
use super::view::{Foot, NamedCondition, RuleGroup, View};
use crate::locale::Words;
use crate::report::{Annex, Report};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const ARITHMETIC: &str = include_str!("arithmetic.js");
const SCRIPT: &str = include_str!("page.js");

/// Everything that the template is given.
#[derive(Serialize)]
struct Page<'r> {
    say: &'static Words,
    lang: &'static str,
    policy: String,
    style: &'static str,
    script: &'r str,
    /// The data of the page, fit to stand in an element.
    island: String,
    #[serde(flatten)]
    view: View,
    card: Card,
    rows: Vec<Row>,
    /// The least totals of the bands.
    bands: Vec<f64>,
    timeline: Option<Timeline>,
    rules: Vec<RuleGroup>,
    named: Vec<NamedCondition>,
    foot: Foot,
}

/// The report as a page.
///
/// # Errors
/// When the template asks for something that there is not.
pub(crate) fn html(report: &Report, annex: &Annex) -> anyhow::Result<String> {
    let say = report.locale.words();
    let script = format!("{ARITHMETIC}{SCRIPT}");
    let view = View::new(report);
    let page = Page {
        say,
        lang: report.locale.code(),
        policy: policy(&script),
        style: STYLE,
        script: &script,
        island: island::text(&Island::new(report, annex))?,
        card: Card::new(say, report, annex, &view),
        rows: waterfall::rows(&view.waterfall),
        bands: annex.sheet.bands.iter().map(|(_, least)| *least).filter(|least| *least > 0.0).collect(),
        timeline: Timeline::new(say, report, &annex.card),
        rules: RuleGroup::all(say, report, annex),
        named: NamedCondition::all(say, annex),
        foot: Foot::new(say, report, annex),
        view,
    };
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_trim_blocks(true);
    templates.set_lstrip_blocks(true);
    Ok(templates.render_named_str("page.html", TEMPLATE, page)?)
}

/// Nothing is loaded, sent or run but what stands in the file and has these digests.
fn policy(script: &str) -> String {
    let digest = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        digest(script),
        digest(STYLE)
    )
}

#[cfg(test)]
mod tests;
