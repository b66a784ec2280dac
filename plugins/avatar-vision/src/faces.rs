//! Faces, by the `SeetaFace` detector.

use std::fmt;
use std::io::Cursor;

use followback_plugin::Error;
use image::RgbImage;
use image::imageops::{self, FilterType};
use rustface::{Detector, ImageData};

/// The notice of the detector's model and code.
pub const LICENSE: &str = include_str!(concat!(env!("OUT_DIR"), "/faces.license"));

const MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/faces.bin"));

/// Longest side of the picture that faces are looked for in: enough to find one that covers a hundredth of it.
const SIDE: u32 = 320;
/// Smallest face, in pixels of that picture. The detector takes no less than 20.
const MIN_FACE: u32 = 24;
/// How sure the detector has to be. Chosen so that none of the drawn logos and patterns of the tests has a face.
const THRESHOLD: f64 = 2.0;

/// The detector.
pub(crate) struct Faces {
    detector: Box<dyn Detector>,
}

impl fmt::Debug for Faces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faces")
    }
}

/// Faces of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// Shares of the frame, largest first.
    pub(crate) areas: Vec<f64>,
}

impl Found {
    /// The share of the frame that the largest face covers.
    pub(crate) fn largest_share(&self) -> f64 {
        self.areas.first().copied().unwrap_or(0.0)
    }

    /// The area of the second face by that of the largest.
    pub(crate) fn second_share(&self) -> f64 {
        match self.areas[..] {
            [largest, second, ..] => second / largest,
            _ => 0.0,
        }
    }
}

impl Faces {
    pub(crate) fn new() -> Result<Self, Error> {
        let model = rustface::read_model(Cursor::new(MODEL))?;
        let mut detector = rustface::create_detector_with_model(model);
        detector.set_min_face_size(MIN_FACE);
        detector.set_score_thresh(THRESHOLD);
        detector.set_pyramid_scale_factor(0.8);
        detector.set_slide_window_step(4, 4);
        Ok(Faces { detector })
    }

    pub(crate) fn find(&mut self, picture: &RgbImage) -> Found {
        let (width, height) = picture.dimensions();
        let long = width.max(height);
        let side = |side: u32| if long > SIDE { (side * SIDE / long).max(1) } else { side };
        let gray = imageops::grayscale(picture);
        let gray = imageops::resize(&gray, side(width), side(height), FilterType::Triangle);
        let (width, height) = gray.dimensions();
        if width.min(height) < MIN_FACE {
            return Found::default();
        }
        let frame = f64::from(width) * f64::from(height);
        let found = self.detector.detect(&ImageData::new(&gray, width, height));
        let mut areas: Vec<f64> = found
            .iter()
            .map(|face| {
                let bounds = face.bbox();
                (f64::from(bounds.width()) * f64::from(bounds.height()) / frame).min(1.0)
            })
            .collect();
        areas.sort_by(|a, b| b.total_cmp(a));
        Found { areas }
    }
}
