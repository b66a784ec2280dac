//! How the score is counted, and with which rules.

use serde::Serialize;

use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{Annex, Report};

/// The small print.
#[derive(Debug, Serialize)]
pub(crate) struct Foot {
    pub(crate) version: String,
    /// How the score is counted.
    pub(crate) counting: Vec<String>,
    pub(crate) lines: Vec<Line>,
}

/// Something with a name.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Foot {
    pub(crate) fn new(say: &Words, report: &Report, annex: &Annex) -> Self {
        Foot { version: report.followback.clone(), counting: counting(say, report, annex), lines: lines(say, report) }
    }
}

fn counting(say: &Words, report: &Report, annex: &Annex) -> Vec<String> {
    let sheet = &annex.sheet;
    let title = |factor: followback_core::FactorId| {
        report.factors.get(factor.index()).map_or_else(String::new, |line| sentence(&line.title))
    };
    let base: Vec<String> =
        sheet.base.iter().map(|(factor, weight)| format!("{} {}", title(*factor), say.percent(*weight))).collect();
    let bands: Vec<String> = sheet
        .bands
        .iter()
        .map(|(band, least)| say.counting_band(sentence(&report.names.band(band)), say.exact(*least)))
        .collect();
    let rescue = sheet
        .rescue
        .map(|(factor, [low, high])| say.counting_rescue(title(factor), say.percent(low), say.percent(high)));
    let deduct = sheet.deduct.map(|(factor, most)| say.counting_deduct(title(factor), say.exact(most)));
    let first = [say.counting_points(), say.counting_base(say.and(&base))].into_iter().chain(rescue).chain(deduct);
    let rest = [say.counting_coverage(say.percent(sheet.min_coverage)), say.counting_bands(bands.join(", "))];
    vec![first.collect::<Vec<_>>().join(" "), rest.join(" ")]
}

fn lines(say: &Words, report: &Report) -> Vec<Line> {
    let packs = report.packs.iter().map(|pack| Line {
        name: say.foot_pack(sentence(&pack.name), sentence(&pack.version)),
        value: pack.sha256.as_str().to_owned(),
    });
    let plugins = report.plugins.iter().map(|plugin| Line {
        name: say.foot_plugin(sentence(&plugin.id), sentence(&plugin.version)),
        value: plugin.sha256.clone().unwrap_or_else(|| say.foot_built_in()),
    });
    let now = Line { name: say.foot_now(), value: report.now.clone() };
    let program = Line { name: "followback".to_owned(), value: report.followback.clone() };
    packs.chain(plugins).chain([now, program]).collect()
}
