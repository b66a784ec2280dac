//! Formats, and files that are cut, hostile or none at all.

use followback_plugin::testing::{Judged, TestHost, Value};
use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, ImageFormat, RgbaImage};

use super::draw;
use crate::plugin;

fn look(config: &str, bytes: Vec<u8>) -> Judged {
    TestHost::open(plugin(), config).unwrap().eval_row(&[("avatar.image", Value::Bytes(bytes))])
}

fn error(bytes: Vec<u8>) -> String {
    let judged = look("{}", bytes);
    assert!(judged.facts.is_empty(), "{judged:?}");
    judged.error.unwrap()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn wide() -> DynamicImage {
    DynamicImage::ImageRgb8(image::imageops::crop_imm(&draw::photo(0), 0, 0, 200, 80).to_image())
}

#[test]
fn every_format_is_measured_alike() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let judged = look("{}", encoded(&wide(), format));
        assert_eq!(judged.error, None, "{format:?}");
        let fact = |name: &str| judged.facts[name].clone();
        assert_eq!([fact("width"), fact("height"), fact("short_side")], [200, 80, 80].map(Value::Int), "{format:?}");
        assert_eq!(fact("ratio"), Value::Number(2.5));
        assert_eq!([fact("animated"), fact("transparent")], [Value::Bool(false), Value::Bool(false)]);
    }
}

#[test]
fn copies_of_a_picture_have_nearly_the_same_hash() {
    let hash = |bytes: Vec<u8>| match &look("{}", bytes).facts["hash"] {
        Value::Text(hex) => u64::from_str_radix(hex, 16).unwrap(),
        other => panic!("{other:?}"),
    };
    let picture = draw::portrait(3, &[(0.5, 0.5, 0.3)]);
    let small = image::imageops::resize(&picture, 90, 90, image::imageops::FilterType::Triangle);
    let (original, copy, other) =
        (hash(draw::png(&picture)), hash(draw::jpeg(&small, 60)), hash(draw::png(&draw::photo(0))));
    assert!((original ^ copy).count_ones() <= 8, "{original:016x} {copy:016x}");
    assert!((original ^ other).count_ones() >= 16, "{original:016x} {other:016x}");
}

#[test]
fn what_moves_or_is_transparent_is_seen() {
    let frame = |shade: u8| RgbaImage::from_pixel(30, 30, image::Rgba([shade, 40, 90, 255]));
    let gif = |shades: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for &shade in shades {
            encoder.encode_frame(Frame::from_parts(frame(shade), 0, 0, Delay::from_numer_denom_ms(100, 1))).unwrap();
        }
        drop(encoder);
        bytes
    };
    assert_eq!(look("{}", gif(&[0, 255])).facts["animated"], Value::Bool(true));
    assert_eq!(look("{}", gif(&[0])).facts["animated"], Value::Bool(false));
    let mut clear = frame(9);
    clear.put_pixel(3, 3, image::Rgba([0, 0, 0, 100]));
    let judged = look("{}", encoded(&DynamicImage::ImageRgba8(clear), ImageFormat::Png));
    assert_eq!(judged.facts["transparent"], Value::Bool(true));
    let opaque = look("{}", encoded(&DynamicImage::ImageRgba8(frame(9)), ImageFormat::Png));
    assert_eq!(opaque.facts["transparent"], Value::Bool(false));
}

#[test]
fn a_picture_of_one_pixel_can_be_measured() {
    let judged = look("{}", encoded(&DynamicImage::new_rgb8(1, 1), ImageFormat::Png));
    assert_eq!(judged.error, None);
    assert_eq!(judged.facts["flat_share"], Value::Number(1.0));
    assert_eq!(judged.facts["entropy"], Value::Number(0.0));
    assert_eq!(judged.facts["faces"], Value::Int(0));
}

#[test]
fn what_is_no_picture_says_so() {
    assert_eq!(error(Vec::new()), "the file is empty");
    assert_eq!(error(b"plain words".to_vec()), "the file is none of PNG, JPEG, GIF and WebP");
    assert!(error(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()).contains("SVG"));
}

#[test]
fn files_that_are_cut_off_say_so_and_none_ends_the_plugin() {
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
    for format in formats {
        let whole = encoded(&wide(), format);
        for part in [0.02, 0.3, 0.5, 0.9] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "part of a length")]
            let cut = whole[..(whole.len() as f64 * part) as usize].to_vec();
            let judged = look("{}", cut);
            assert!(judged.error.is_some() && judged.facts.is_empty(), "{format:?} {part}: {judged:?}");
        }
        // Damage in the middle: anything but a crash.
        for at in (0..whole.len()).step_by(whole.len() / 23) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x5A;
            let _ = look("{}", damaged);
        }
    }
}

#[test]
fn limits_hold() {
    // A small file that says it is a huge picture.
    let mut bomb = encoded(&DynamicImage::new_rgb8(8, 8), ImageFormat::Png);
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let checksum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(error(bomb), "the picture has 60000x60000 pixels; at most 40 million are decoded");
    let picture = draw::png(&draw::logo(0));
    let small = look(r#"{"max_bytes": 100}"#, picture.clone());
    assert!(small.error.unwrap().ends_with("bytes; at most 100 are read"));
    let few = look(r#"{"max_megapixels": 0}"#, picture);
    assert!(few.error.unwrap().contains("at most 0 million"));
}

/// The checksum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
