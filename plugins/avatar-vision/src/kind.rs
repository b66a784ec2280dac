//! What kind of picture it seems to be.
//!
//! Photos have texture nearly everywhere and many colors; logos are plain areas of few colors; illustrations are plain areas
//! of more colors, or shaded ones with hard edges. Nothing here looks at what is shown, apart from faces: a face with the
//! texture of a photo makes a photo more likely. Where two kinds are near each other, the picture is `unsure`.

use crate::faces::Found;
use crate::measure::Looks;

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Photo,
    Logo,
    Illustration,
    Blank,
    Unsure,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Photo => "photo",
            Kind::Logo => "logo",
            Kind::Illustration => "illustration",
            Kind::Blank => "blank",
            Kind::Unsure => "unsure",
        }
    }
}

/// A kind, and how clear it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) kind: Kind,
    /// From 0 to 1.
    pub(crate) confidence: f64,
}

/// How far the best kind has to be ahead of the next.
const MARGIN: f64 = 0.12;

pub(crate) fn judge(looks: &Looks, faces: &Found) -> Judgement {
    if is_blank(looks) {
        return Judgement { kind: Kind::Blank, confidence: ramp(looks.edges + looks.rough, 0.06, 0.0).max(0.5) };
    }
    let mut scores =
        [(Kind::Photo, photo(looks, faces)), (Kind::Logo, logo(looks)), (Kind::Illustration, illustration(looks))];
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let [(kind, best), (_, second), _] = scores;
    let margin = best - second;
    if margin < MARGIN {
        return Judgement { kind: Kind::Unsure, confidence: 0.0 };
    }
    Judgement { kind, confidence: margin.min(1.0) }
}

/// One color, or one that changes slowly, and next to nothing on it.
fn is_blank(looks: &Looks) -> bool {
    looks.edges < 0.004 && looks.rough < 0.06 && (looks.flat_share > 0.9 || looks.sharpness < 4.0)
}

fn photo(looks: &Looks, faces: &Found) -> f64 {
    let face = if faces.areas.is_empty() { 0.0 } else { 0.15 };
    let texture = ramp(looks.texture, 0.25, 0.6);
    let colors = ramp(looks.colors as f64, 5.0, 14.0);
    (0.75 * texture + 0.25 * colors + face).min(1.0)
}

fn logo(looks: &Looks) -> f64 {
    let plain = ramp(looks.plain, 0.5, 0.85);
    let few = ramp(looks.colors as f64, 9.0, 4.0);
    let covered = ramp(looks.top_colors, 0.85, 0.97);
    0.4 * plain + 0.35 * few + 0.25 * covered
}

fn illustration(looks: &Looks) -> f64 {
    let plain = ramp(looks.plain, 0.25, 0.6);
    let several = ramp(looks.colors as f64, 4.0, 8.0);
    let edges = ramp(looks.edges, 0.01, 0.05);
    0.4 * plain + 0.4 * several + 0.2 * edges
}

/// From 0 at `from` to 1 at `to`, in either direction.
fn ramp(value: f64, from: f64, to: f64) -> f64 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}
