//! The profile picture as a part of the page.
//!
//! It is drawn anew: cut to the square that networks show, no larger than they show it, and without what cameras write
//! beside the pixels, such as the place.

use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// The largest side at which a picture is shown.
const SIDE: u32 = 400;
/// What a picture may have on a side to be drawn.
const MAX_SIDE: u32 = 16_000;
const QUALITY: u8 = 85;

/// The picture as an address that holds it; none for a file that is no picture.
pub(super) fn address(file: &[u8]) -> Option<String> {
    let image = decode(file)?;
    let side = image.width().min(image.height()).min(SIDE);
    let square = image.resize_to_fill(side, side, FilterType::CatmullRom);
    let mut out = Vec::new();
    let kind = if square.color().has_alpha() {
        square.write_to(&mut Cursor::new(&mut out), ImageFormat::Png).ok()?;
        "png"
    } else {
        JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&square.into_rgb8()).ok()?;
        "jpeg"
    };
    Some(format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(&out)))
}

fn decode(file: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut out = Vec::new();
        image.write_to(&mut Cursor::new(&mut out), ImageFormat::Png).unwrap();
        out
    }

    fn bytes(address: &str) -> Vec<u8> {
        BASE64_STANDARD.decode(address.split_once(',').unwrap().1).unwrap()
    }

    #[test]
    fn a_picture_is_cut_to_a_square_of_the_size_that_is_shown() {
        let address = address(&png(&DynamicImage::new_rgb8(900, 600))).unwrap();
        assert!(address.starts_with("data:image/jpeg;base64,"));
        let image = image::load_from_memory(&bytes(&address)).unwrap();
        assert_eq!((image.width(), image.height()), (400, 400));
    }

    #[test]
    fn a_small_one_stays_small_and_a_transparent_one_transparent() {
        let address = address(&png(&DynamicImage::new_rgba8(48, 60))).unwrap();
        assert!(address.starts_with("data:image/png;base64,"));
        let image = image::load_from_memory(&bytes(&address)).unwrap();
        assert_eq!((image.width(), image.height()), (48, 48));
        assert!(image.color().has_alpha());
    }

    #[test]
    fn what_is_no_picture_is_not_shown() {
        for file in ["", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "GIF89a"] {
            assert_eq!(address(file.as_bytes()), None);
        }
    }
}
