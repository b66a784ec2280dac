//! A plugin that looks at profile pictures.
//!
//! It decodes PNG, JPEG, GIF and `WebP` within limits, measures colors and sharpness on a small copy, finds faces with the
//! `SeetaFace` detector, and says what kind of picture it seems to be. A file that cannot be decoded costs its facts, with the
//! reason. It says "no face found", never "no person": detectors miss many faces.
//!
//! The model of the detector is that of the `rustface` crate (BSD 2-Clause, [`FACE_MODEL_LICENSE`]).
#![forbid(unsafe_code)]

mod decode;
mod faces;
mod kind;
mod measure;

use followback_plugin::{Cx, Error, Host, Plugin, config, export_plugin, facts, inputs};

use decode::{Limits, Picture};
use faces::Faces;
pub use faces::LICENSE as FACE_MODEL_LICENSE;

/// What this plugin is, for a program that links it in.
pub const MANIFEST: &str = include_str!("../followback-plugin.toml");

config! {
    /// Limits on what is decoded.
    pub struct Settings {
        max_bytes: i64 = 16 << 20, "longest file that is read, in bytes";
        max_megapixels: i64 = 40, "largest picture that is decoded, in millions of pixels";
    }
}

inputs! {
    /// What is read of a profile.
    pub struct Input {
        image: &'a [u8] = "avatar.image", "the file of the picture";
    }
}

facts! {
    /// What is measured.
    #[derive(Default)]
    pub struct Measured {
        width: i64 = "width", "width in pixels";
        height: i64 = "height", "height in pixels";
        short_side: i64 = "short_side", "the smaller of width and height";
        ratio: f64 = "ratio", "long side divided by short side";
        colors: i64 = "colors", "clearly different colors";
        flat_share: f64 = "flat_share", "share of the most frequent color";
        entropy: f64 = "entropy", "entropy of the brightness, in bits";
        sharpness: f64 = "sharpness", "variance of the Laplacian";
        faces: i64 = "faces", "faces found";
        largest_face: f64 = "largest_face", "share of the frame that the largest face covers";
        second_face: f64 = "second_face", "area of the second face by that of the largest";
        animated: bool = "animated", "it moves";
        transparent: bool = "transparent", "some of it is transparent";
        kind: &'static str = "kind", "photo, logo, illustration, blank or unsure";
        kind_confidence: f64 = "kind_confidence", "how clearly it is of its kind";
        hash: String = "hash", "perceptual hash";
    }
}

/// The plugin.
#[derive(Debug)]
pub struct AvatarVision {
    limits: Limits,
    /// Made for the first picture whose faces somebody asks for: reading the model takes longer than most pictures.
    faces: Option<Faces>,
}

impl Plugin for AvatarVision {
    type Config = Settings;
    type Input<'a> = Input<'a>;
    type Facts = Measured;

    fn open(settings: Settings, _: &Host) -> Result<Self, Error> {
        let limits = Limits {
            max_bytes: usize::try_from(settings.max_bytes)?,
            max_pixels: u64::try_from(settings.max_megapixels)?.saturating_mul(1_000_000),
        };
        Ok(AvatarVision { limits, faces: None })
    }

    fn eval(&mut self, row: Input<'_>, cx: &Cx<'_>) -> Result<Measured, Error> {
        // Decoded in full whatever is asked for: what is said of a broken file must not depend on the question.
        let picture = Picture::decode(row.image, &self.limits)?;
        let mut measured = of_the_file(&picture);
        let small = picture.small();
        let looks = measure::Looks::of(&small);
        measured.colors = Some(looks.colors);
        measured.flat_share = Some(looks.flat_share);
        measured.entropy = Some(looks.entropy);
        measured.sharpness = Some(looks.sharpness);
        measured.hash = Some(measure::hash(&picture.rgb));
        if ["faces", "largest_face", "second_face", "kind", "kind_confidence"].iter().any(|fact| cx.wants(fact)) {
            if self.faces.is_none() {
                self.faces = Some(Faces::new()?);
            }
            let found = self.faces.as_mut().map(|faces| faces.find(&picture.rgb)).unwrap_or_default();
            measured.faces = Some(i64::try_from(found.areas.len())?);
            measured.largest_face = Some(found.largest_share());
            measured.second_face = Some(found.second_share());
            let judgement = kind::judge(&looks, &found);
            measured.kind = Some(judgement.kind.name());
            measured.kind_confidence = Some(judgement.confidence);
        }
        Ok(measured)
    }
}

fn of_the_file(picture: &Picture) -> Measured {
    let (width, height) = picture.rgb.dimensions();
    let (short, long) = (width.min(height), width.max(height));
    Measured {
        width: Some(width.into()),
        height: Some(height.into()),
        short_side: Some(short.into()),
        ratio: Some(f64::from(long) / f64::from(short)),
        animated: Some(picture.animated),
        transparent: Some(picture.transparent),
        ..Measured::default()
    }
}

export_plugin!(AvatarVision, id = "avatar-vision");

#[cfg(test)]
mod tests;
