//! Pictures drawn by code: 16 of each kind, the same in every run.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};

/// Side of the drawn pictures.
pub(super) const SIDE: u32 = 200;

type Color = [f64; 3];

/// A picture made of a function from a place (0 to 1) to a color (0 to 255).
fn paint(at: impl Fn(f64, f64) -> Color) -> RgbImage {
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let color = at(f64::from(x) / f64::from(SIDE), f64::from(y) / f64::from(SIDE));
        image::Rgb(color.map(byte))
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// A number from 0 to 1 for whole coordinates, without pattern.
fn random(x: i64, y: i64, seed: u64) -> f64 {
    let mut h = x.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ y.cast_unsigned().wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ seed.wrapping_mul(0x1656_67B1_9E37_79F9);
    for _ in 0..3 {
        h = (h ^ (h >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    (h >> 11) as f64 / (1u64 << 53) as f64
}

/// Smooth noise from 0 to 1 of a frequency.
#[expect(clippy::cast_possible_truncation, reason = "a cell of a grid")]
fn noise(x: f64, y: f64, frequency: f64, seed: u64) -> f64 {
    let (x, y) = (x * frequency, y * frequency);
    let (cx, cy) = (x.floor() as i64, y.floor() as i64);
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (ease(x - x.floor()), ease(y - y.floor()));
    let mix = |a: f64, b: f64, t: f64| a + (b - a) * t;
    mix(
        mix(random(cx, cy, seed), random(cx + 1, cy, seed), tx),
        mix(random(cx, cy + 1, seed), random(cx + 1, cy + 1, seed), tx),
        ty,
    )
}

/// Noise as nature has it: several frequencies, from -1 to 1.
fn cloud(x: f64, y: f64, seed: u64) -> f64 {
    let octaves = [(3.0, 0.5), (7.0, 0.25), (17.0, 0.14), (41.0, 0.08), (97.0, 0.05)];
    octaves.iter().map(|(frequency, weight)| weight * (2.0 * noise(x, y, *frequency, seed) - 1.0)).sum()
}

/// The grain of a sensor.
fn grain(x: f64, y: f64, seed: u64) -> f64 {
    9.0 * (noise(x, y, 190.0, seed ^ 0x4D) - 0.5)
}

fn add(color: Color, by: f64) -> Color {
    color.map(|c| c + by)
}

fn mix(a: Color, b: Color, t: f64) -> Color {
    let t = t.clamp(0.0, 1.0);
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * t)
}

fn hue(seed: u64, n: u64) -> Color {
    [0, 1, 2].map(|i| 30.0 + 200.0 * random(n.cast_signed(), i, seed ^ 0x4D2))
}

/// Distance to a center, by radii; below 1 is inside.
fn ellipse(x: f64, y: f64, center: (f64, f64), radii: (f64, f64)) -> f64 {
    (((x - center.0) / radii.0).powi(2) + ((y - center.1) / radii.1).powi(2)).sqrt()
}

/// A landscape, a texture, still life or a portrait, with grain.
pub(super) fn photo(seed: u64) -> RgbImage {
    let (a, b, c) = (hue(seed, 1), hue(seed, 2), hue(seed, 3));
    match seed % 4 {
        0 => paint(|x, y| {
            let ridge = 0.5 + 0.25 * cloud(x, 0.3, seed);
            let sky = mix([120.0, 160.0, 220.0], [225.0, 230.0, 240.0], y * 1.6 + 0.4 * cloud(x, y, seed));
            let ground = add(mix([60.0, 90.0, 40.0], a, 0.3), 110.0 * cloud(x * 2.0, y * 2.0, seed ^ 5));
            add(mix(sky, ground, (y - ridge) * 60.0), grain(x, y, seed))
        }),
        1 => paint(|x, y| {
            let warp = cloud(x, y, seed ^ 9);
            add(
                mix(a, b, 0.5 + cloud(x + 0.2 * warp, y, seed) * 1.4),
                70.0 * cloud(x * 3.0, y * 3.0, seed ^ 3) + grain(x, y, seed),
            )
        }),
        2 => paint(|x, y| {
            let table = add(mix(c, [90.0, 70.0, 50.0], 0.5), 50.0 * cloud(x * 4.0, y, seed) - 60.0 * (y - 0.5));
            let ball = (0..4).fold(table, |under, n| {
                let center = (0.2 + 0.6 * random(n, 1, seed), 0.3 + 0.5 * random(n, 2, seed));
                let radius = 0.12 + 0.1 * random(n, 3, seed);
                let inside = ellipse(x, y, center, (radius, radius));
                let light =
                    1.3 - ellipse(x, y, (center.0 - radius * 0.4, center.1 - radius * 0.4), (radius, radius)) * 0.7;
                let skin = hue(seed, 10 + n.cast_unsigned()).map(|c| c * light + 20.0 * cloud(x * 3.0, y * 3.0, seed));
                mix(skin, under, (inside - 1.0) * 40.0)
            });
            add(ball, grain(x, y, seed))
        }),
        _ => portrait(seed, &[(0.5, 0.5, 0.3)]),
    }
}

/// Shaded heads in front of a blurred background: each a center and half a width.
pub(super) fn portrait(seed: u64, heads: &[(f64, f64, f64)]) -> RgbImage {
    let wall = hue(seed, 1);
    let skin: Color = [200.0, 160.0, 135.0];
    let hair: Color = [60.0, 40.0, 30.0];
    paint(|x, y| {
        let mut color = add(mix(wall, [128.0; 3], 0.5), 90.0 * cloud(x * 0.7, y * 0.7, seed));
        for &(cx, cy, r) in heads {
            let (u, v) = ((x - cx) / r, (y - cy) / r);
            let soft = |d: f64, edge: f64| ((1.0 - d) * edge).clamp(0.0, 1.0);
            let spot = |cx: f64, cy: f64, rx: f64, ry: f64| ellipse(u, v, (cx, cy), (rx, ry));
            // Shoulders, hair, neck, head.
            color = mix(
                color,
                add([70.0, 80.0, 110.0], 40.0 * cloud(x * 2.0, y * 2.0, seed ^ 2)),
                soft(spot(0.0, 2.5, 1.9, 1.2), 9.0),
            );
            color =
                mix(color, add(hair, 50.0 * cloud(x * 5.0, y * 2.0, seed ^ 8)), soft(spot(0.0, -0.25, 1.0, 1.2), 12.0));
            color = mix(color, skin.map(|c| c * 0.72), soft(spot(0.0, 1.1, 0.45, 0.7), 8.0));
            let light = 1.08 - 0.2 * (u - 0.2).abs() - 0.12 * (v + 0.3).abs() - 0.25 * (u * u);
            let face = add(skin.map(|c| c * light), 14.0 * cloud(x * 3.0, y * 3.0, seed ^ 4));
            color = mix(color, face, soft(spot(0.0, 0.08, 0.82, 1.12), 14.0));
            // A fringe, brows, eyes with their shade, nose and mouth.
            color = mix(color, hair, soft(spot(0.0, -1.0, 0.85, 0.38), 6.0));
            for side in [-1.0, 1.0] {
                color = mix(color, skin.map(|c| c * 0.62), 0.6 * soft(spot(side * 0.35, -0.1, 0.27, 0.17), 2.0));
                color = mix(color, [70.0, 50.0, 40.0], 0.85 * soft(spot(side * 0.36, -0.32, 0.26, 0.055), 3.0));
                color = mix(color, [235.0, 232.0, 228.0], soft(spot(side * 0.35, -0.08, 0.17, 0.075), 6.0));
                color = mix(color, [45.0, 30.0, 25.0], soft(spot(side * 0.35, -0.08, 0.085, 0.085), 8.0));
                color = mix(color, skin.map(|c| c * 0.5), 0.7 * soft(spot(side * 0.1, 0.36, 0.07, 0.045), 2.0));
                color = mix(color, skin.map(|c| c * 0.75), 0.5 * soft(spot(side * 0.14, 0.15, 0.06, 0.3), 1.5));
            }
            color = mix(color, skin.map(|c| c * 1.15), 0.5 * soft(spot(0.0, 0.12, 0.08, 0.3), 1.5));
            color = mix(color, [150.0, 75.0, 70.0], 0.9 * soft(spot(0.0, 0.62, 0.32, 0.09), 4.0));
            color = mix(color, [90.0, 35.0, 35.0], 0.9 * soft(spot(0.0, 0.615, 0.3, 0.02), 2.0));
            color = mix(color, skin.map(|c| c * 0.7), 0.5 * soft(spot(0.0, 0.82, 0.25, 0.06), 1.5));
        }
        add(color, grain(x, y, seed))
    })
}

/// Plain shapes in two to four colors.
pub(super) fn logo(seed: u64) -> RgbImage {
    let ground = if seed.is_multiple_of(3) { [255.0; 3] } else { hue(seed, 1) };
    let mark = if seed.is_multiple_of(3) { hue(seed, 2) } else { [255.0; 3] };
    let second = hue(seed, 5);
    match seed % 8 {
        0 => paint(|x, y| if ellipse(x, y, (0.5, 0.5), (0.35, 0.35)) < 1.0 { mark } else { ground }),
        1 => paint(|x, y| {
            let d = ellipse(x, y, (0.5, 0.5), (0.4, 0.4));
            if d < 0.55 {
                second
            } else if d < 1.0 {
                mark
            } else {
                ground
            }
        }),
        // A letter: a stem, a bar and a foot.
        2 => paint(|x, y| {
            let stem = (0.3..0.42).contains(&x) && (0.2..0.8).contains(&y);
            let bars = (0.3..0.7).contains(&x) && ((0.2..0.31).contains(&y) || (0.45..0.55).contains(&y));
            if stem || bars { mark } else { ground }
        }),
        3 => paint(|x, y| if y > 0.25 && y < 0.8 && (x - 0.5).abs() < (y - 0.25) * 0.6 { mark } else { ground }),
        4 => paint(|x, y| if ((x + y) * 6.0).rem_euclid(2.0) < 1.0 { mark } else { ground }),
        5 => paint(|x, y| match (x < 0.48, x > 0.52, y < 0.48, y > 0.52) {
            (true, _, true, _) => mark,
            (_, true, true, _) => second,
            (true, _, _, true) => hue(seed, 7),
            (_, true, _, true) => hue(seed, 8),
            _ => ground,
        }),
        // A name below a mark.
        6 => paint(|x, y| {
            let sign = ellipse(x, y, (0.5, 0.36), (0.2, 0.2)) < 1.0;
            let name = (0.7..0.8).contains(&y) && (0.15..0.85).contains(&x) && (x * 14.0).fract() < 0.6;
            if sign || name { mark } else { ground }
        }),
        _ => paint(|x, y| {
            let angle = (y - 0.5).atan2(x - 0.5);
            let star = 0.28 + 0.1 * (angle * 5.0).cos();
            if ellipse(x, y, (0.5, 0.5), (star, star)) < 1.0 { mark } else { ground }
        }),
    }
}

/// Cartoons, flat scenes, pixel art and shaded drawings with outlines.
pub(super) fn illustration(seed: u64) -> RgbImage {
    let color = |n: u64| hue(seed, n);
    let ink: Color = [25.0, 20.0, 30.0];
    match seed % 4 {
        // A cartoon head.
        0 => paint(|x, y| {
            let head = ellipse(x, y, (0.5, 0.52), (0.3, 0.34));
            let eyes = [0.39, 0.61].map(|cx| ellipse(x, y, (cx, 0.46), (0.07, 0.09)));
            let pupils = [0.4, 0.6].map(|cx| ellipse(x, y, (cx, 0.48), (0.03, 0.04)));
            let smile = ellipse(x, y, (0.5, 0.63), (0.14, 0.09));
            let hair = ellipse(x, y, (0.5, 0.3), (0.34, 0.2));
            if pupils.iter().any(|&d| d < 1.0) {
                ink
            } else if eyes.iter().any(|&d| d < 1.0) {
                [250.0; 3]
            } else if smile < 1.0 && y > 0.64 {
                [190.0, 50.0, 60.0]
            } else if hair < 1.0 {
                if hair > 0.92 { ink } else { color(2) }
            } else if head < 1.0 {
                if head > 0.94 {
                    ink
                } else if x > 0.62 {
                    [225.0, 170.0, 130.0]
                } else {
                    [250.0, 205.0, 165.0]
                }
            } else if ellipse(x, y, (0.5, 1.1), (0.4, 0.3)) < 1.0 {
                color(4)
            } else if y > 0.7 {
                color(5)
            } else {
                color(6)
            }
        }),
        // Hills, a sun and a house.
        1 => paint(|x, y| {
            let hill = |n: u64, height: f64| y > height + 0.08 * (x * 7.0 + n as f64).sin();
            if (0.3..0.5).contains(&x) && (0.55..0.75).contains(&y) {
                if (0.36..0.42).contains(&x) && y > 0.65 { ink } else { color(1) }
            } else if (0.45..0.55).contains(&y) && (x - 0.4).abs() < (y - 0.45) * 1.4 {
                color(2)
            } else if hill(1, 0.8) {
                color(3)
            } else if hill(3, 0.65) {
                color(4)
            } else if hill(5, 0.5) {
                color(5)
            } else if ellipse(x, y, (0.75, 0.2), (0.1, 0.1)) < 1.0 {
                [250.0, 220.0, 80.0]
            } else {
                color(6)
            }
        }),
        // Pixel art.
        2 => paint(|x, y| {
            let (cx, cy) = ((x * 12.0).floor(), (y * 12.0).floor());
            let half = if cx < 6.0 { cx } else { 11.0 - cx };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small cell number")]
            let pick = (random(half as i64, cy as i64, seed) * 8.0) as u64;
            color(pick)
        }),
        // A shaded creature with an outline.
        _ => paint(|x, y| {
            let body = ellipse(x, y, (0.5, 0.6), (0.32, 0.28));
            let ears = [0.3, 0.7].map(|cx| ellipse(x, y, (cx, 0.3), (0.1, 0.17)));
            let eyes = [0.4, 0.6].map(|cx| ellipse(x, y, (cx, 0.55), (0.04, 0.05)));
            if eyes.iter().any(|&d| d < 1.0) {
                ink
            } else if body < 1.0 {
                if body > 0.95 { ink } else { mix(color(1), color(2), y) }
            } else if let Some(&ear) = ears.iter().find(|&&d| d < 1.0) {
                if ear > 0.85 {
                    ink
                } else if ear < 0.5 {
                    color(3)
                } else {
                    color(1)
                }
            } else if (x * 8.0).fract() < 0.5 {
                color(4)
            } else {
                color(5)
            }
        }),
    }
}

/// One color, one that changes slowly, or a speck on one.
pub(super) fn blank(seed: u64) -> RgbImage {
    let (a, b) = (hue(seed, 1), hue(seed, 2));
    match seed % 4 {
        0 => paint(|_, _| a),
        1 => paint(|_, y| mix(a, b, y * 0.5)),
        2 => paint(|x, y| if ellipse(x, y, (0.5, 0.5), (0.02, 0.02)) < 1.0 { b } else { a }),
        _ => paint(|x, y| mix(a, [255.0; 3], 0.6 * ellipse(x, y, (0.3, 0.3), (1.0, 1.0)))),
    }
}

pub(super) fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    bytes
}
