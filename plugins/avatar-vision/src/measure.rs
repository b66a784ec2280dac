//! What can be measured on the pixels.

use image::imageops::{self, FilterType};
use image::{GrayImage, Rgb, RgbImage};

/// What a picture looks like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Looks {
    /// Clearly different colors.
    pub(crate) colors: i64,
    /// Share of the pixels near the most frequent color.
    pub(crate) flat_share: f64,
    /// Of the brightness, in bits.
    pub(crate) entropy: f64,
    /// Variance of the Laplacian of the brightness.
    pub(crate) sharpness: f64,
    /// Share of the pixels whose surroundings have their color.
    pub(crate) plain: f64,
    /// Share of the pixels whose surroundings change a little: texture and shading.
    pub(crate) texture: f64,
    /// Share of the pixels that differ a little from the next ones.
    pub(crate) rough: f64,
    /// Share of the pixels at a hard edge.
    pub(crate) edges: f64,
    /// Share of the pixels that the four most frequent colors cover.
    pub(crate) top_colors: f64,
}

impl Looks {
    /// Measures a small picture.
    pub(crate) fn of(picture: &RgbImage) -> Self {
        let gray = imageops::grayscale(picture);
        let palette = Palette::of(picture);
        let (near, far) = (steps(picture, 1), steps(picture, FAR));
        let share = |wanted: &dyn Fn(usize) -> bool| {
            let n = (0..near.len()).filter(|&at| wanted(at)).count();
            if near.is_empty() { 0.0 } else { n as f64 / near.len() as f64 }
        };
        Looks {
            colors: palette.distinct(),
            flat_share: flat_share(picture, palette.first),
            entropy: entropy(&gray),
            sharpness: sharpness(&gray),
            plain: share(&|at| far[at] <= FAR_PLAIN),
            texture: share(&|at| far[at] > FAR_PLAIN && far[at] < EDGE && near[at] < EDGE),
            rough: share(&|at| near[at] > PLAIN && near[at] < EDGE),
            edges: share(&|at| near[at] >= EDGE),
            top_colors: palette.share(4),
        }
    }
}

/// Differences of neighbors up to this are none; what JPEG does to a plain area stays below.
const PLAIN: u8 = 2;
/// Differences from this on are edges.
const EDGE: u8 = 40;
/// How far the surroundings reach, in pixels.
const FAR: u32 = 6;
/// Differences over that distance up to this are none.
const FAR_PLAIN: u8 = 4;

/// For each pixel, how much it differs from those `by` to the right and below, in the channel that differs most.
fn steps(picture: &RgbImage, by: u32) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let mut steps = Vec::new();
    for y in 0..height.saturating_sub(1) {
        for x in 0..width.saturating_sub(1) {
            let here = *picture.get_pixel(x, y);
            let right = *picture.get_pixel((x + by).min(width - 1), y);
            let below = *picture.get_pixel(x, (y + by).min(height - 1));
            steps.push(distance(here, right).max(distance(here, below)));
        }
    }
    steps
}

/// The share of the pixels that have a color, as nearly as JPEG keeps it.
fn flat_share(picture: &RgbImage, color: Rgb<u8>) -> f64 {
    let n = picture.pixels().filter(|pixel| distance(**pixel, color) <= SAME).count();
    n as f64 / picture.pixels().len() as f64
}

/// Colors no farther than this from each other are the same to the eye.
const SAME: u8 = 12;

fn distance(a: Rgb<u8>, b: Rgb<u8>) -> u8 {
    a.0.iter().zip(b.0).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
}

/// The colors of a picture, most frequent first; colors near a more frequent one count with it.
struct Palette {
    counts: Vec<(Rgb<u8>, usize)>,
    /// The most frequent color by itself.
    first: Rgb<u8>,
    n_pixels: usize,
}

/// Colors nearer than this are one.
const NEAR: u8 = 36;
/// A color of less than this share of the pixels is an accident of scaling.
const RARE: f64 = 0.003;

impl Palette {
    fn of(picture: &RgbImage) -> Self {
        // Bins of 16 levels a channel, each with the mean of what is in it.
        let mut bins = vec![(0usize, [0u64; 3]); 16 * 16 * 16];
        for pixel in picture.pixels() {
            let [r, g, b] = pixel.0.map(|c| usize::from(c >> 4));
            let (count, sum) = &mut bins[r << 8 | g << 4 | b];
            *count += 1;
            sum.iter_mut().zip(pixel.0).for_each(|(sum, c)| *sum += u64::from(c));
        }
        let mut means: Vec<(Rgb<u8>, usize)> = bins
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, sum)| (Rgb(sum.map(|s| u8::try_from(s / count as u64).unwrap_or(u8::MAX))), count))
            .collect();
        // Bins come in the order of their colors, and the sort keeps it among equals: the same picture, the same palette.
        means.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let first = means.first().map_or(Rgb([0; 3]), |(color, _)| *color);
        let mut counts: Vec<(Rgb<u8>, usize)> = Vec::new();
        for (color, count) in means {
            match counts.iter_mut().find(|(known, _)| distance(*known, color) < NEAR) {
                Some((_, known)) => *known += count,
                None => counts.push((color, count)),
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Palette { counts, first, n_pixels: (picture.width() * picture.height()) as usize }
    }

    fn distinct(&self) -> i64 {
        let n = self.counts.iter().filter(|(_, count)| *count as f64 >= RARE * self.n_pixels as f64).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    }

    /// The share of the pixels that the `n` most frequent colors cover.
    fn share(&self, n: usize) -> f64 {
        let covered: usize = self.counts.iter().take(n).map(|(_, count)| count).sum();
        covered as f64 / self.n_pixels as f64
    }
}

fn entropy(gray: &GrayImage) -> f64 {
    let mut counts = [0u32; 256];
    for pixel in gray.pixels() {
        counts[usize::from(pixel.0[0])] += 1;
    }
    let n = f64::from(gray.width()) * f64::from(gray.height());
    let bits = counts.iter().filter(|&&count| count > 0).map(|&count| {
        let p = f64::from(count) / n;
        -p * p.log2()
    });
    // A picture of one color sums up to minus zero.
    bits.sum::<f64>().max(0.0)
}

fn sharpness(gray: &GrayImage) -> f64 {
    let at = |x: u32, y: u32| f64::from(gray.get_pixel(x, y).0[0]);
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for y in 1..gray.height().saturating_sub(1) {
        for x in 1..gray.width().saturating_sub(1) {
            let value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4.0 * at(x, y);
            n += 1.0;
            sum += value;
            squares += value * value;
        }
    }
    if n == 0.0 { 0.0 } else { (squares / n - (sum / n) * (sum / n)).max(0.0) }
}

/// A difference hash: 64 bits, each telling whether a pixel of a 9x8 copy is brighter than the one to its right. Copies of
/// another size or quality differ in few of them.
pub(crate) fn hash(picture: &RgbImage) -> String {
    let small = imageops::resize(&imageops::grayscale(picture), 9, 8, FilterType::Triangle);
    let mut bits = 0u64;
    for y in 0..8 {
        for x in 0..8 {
            bits = bits << 1 | u64::from(small.get_pixel(x, y).0[0] > small.get_pixel(x + 1, y).0[0]);
        }
    }
    format!("{bits:016x}")
}
