//! From the bytes of a file to pixels, within limits.

use std::io::Cursor;

use followback_plugin::Error;
use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::imageops::{self, FilterType};
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageFormat, RgbImage};

/// What is decoded at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) max_bytes: usize,
    pub(crate) max_pixels: u64,
}

/// Longest side of the copy that is measured. A profile picture is shown no larger than 400 pixels.
const SMALL: u32 = 200;

/// A decoded picture.
#[derive(Debug)]
pub(crate) struct Picture {
    /// Upright, on white where it is transparent; the first frame of one that moves.
    pub(crate) rgb: RgbImage,
    pub(crate) animated: bool,
    pub(crate) transparent: bool,
}

impl Picture {
    pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.max_bytes {
            let (len, max) = (bytes.len(), limits.max_bytes);
            return Err(Error::new(format!("the file has {len} bytes; at most {max} are read")));
        }
        let format = image::guess_format(bytes).map_err(|_| Error::new(unknown(bytes)))?;
        let cut = |error| Error::new(format!("the {} file is damaged or cut off: {error}", name(format)));
        let (image, animated) = match format {
            ImageFormat::Png => {
                let decoder = PngDecoder::new(Cursor::new(bytes)).map_err(cut)?;
                let animated = decoder.is_apng().map_err(cut)?;
                (pixels(decoder, limits, cut)?, animated)
            }
            ImageFormat::Jpeg => {
                // The decoder fills up with gray what a cut file lacks.
                if !bytes.windows(2).any(|marker| marker == [0xFF, 0xD9]) {
                    return Err(Error::new("the JPEG file is cut off: it has no end marker"));
                }
                (pixels(JpegDecoder::new(Cursor::new(bytes)).map_err(cut)?, limits, cut)?, false)
            }
            ImageFormat::Gif => {
                let image = pixels(GifDecoder::new(Cursor::new(bytes)).map_err(cut)?, limits, cut)?;
                let frames = GifDecoder::new(Cursor::new(bytes)).map_err(cut)?.into_frames();
                (image, frames.take(2).flatten().count() > 1)
            }
            ImageFormat::WebP => {
                let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(cut)?;
                let animated = decoder.has_animation();
                (pixels(decoder, limits, cut)?, animated)
            }
            _ => return Err(Error::new(unknown(bytes))),
        };
        let transparent = image.color().has_alpha() && image.to_rgba8().pixels().any(|p| p.0[3] < 255);
        let rgb = if transparent { on_white(&image) } else { image.into_rgb8() };
        Ok(Picture { rgb, animated, transparent })
    }

    /// A small copy to measure; the picture itself if it is small already.
    pub(crate) fn small(&self) -> RgbImage {
        let (width, height) = self.rgb.dimensions();
        let long = width.max(height);
        if long <= SMALL {
            return self.rgb.clone();
        }
        let side = |side: u32| (side * SMALL / long).max(1);
        imageops::resize(&self.rgb, side(width), side(height), FilterType::Triangle)
    }
}

fn pixels(
    mut decoder: impl ImageDecoder,
    limits: &Limits,
    cut: impl Fn(image::ImageError) -> Error,
) -> Result<DynamicImage, Error> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Error::new("the picture has no pixels"));
    }
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        let max = limits.max_pixels / 1_000_000;
        return Err(Error::new(format!("the picture has {width}x{height} pixels; at most {max} million are decoded")));
    }
    // Eight bytes for each pixel hold any color type; as much again is for the decoder.
    let mut memory = image::Limits::no_limits();
    memory.max_alloc = Some(limits.max_pixels.saturating_mul(16));
    decoder.set_limits(memory).map_err(&cut)?;
    let orientation = decoder.orientation().map_err(&cut)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(&cut)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Gif => "GIF",
        _ => "WebP",
    }
}

fn unknown(bytes: &[u8]) -> &'static str {
    if bytes.is_empty() {
        "the file is empty"
    } else if bytes.trim_ascii_start().starts_with(b"<") {
        "the file is text, perhaps SVG or a web page; PNG, JPEG, GIF and WebP can be read"
    } else {
        "the file is none of PNG, JPEG, GIF and WebP"
    }
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}
