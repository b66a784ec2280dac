//! What it costs to look at a profile picture: by the plugin that is part of the program, by the same one loaded as a library,
//! and in a child process.
//!
//! `cargo bench -p followback-host --bench pictures`. One picture a question, as in `audit`; divan shows pictures in a second.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on ends")]

use std::io::Cursor;
use std::path::PathBuf;

use divan::Bencher;
use divan::counter::ItemsCount;
use followback_host::{BuiltIn, Column, Isolation, Manifest, Plugin, Rows};
use image::{ImageFormat, Rgb, RgbImage};

fn main() {
    divan::main();
}

/// The same plugin in three places.
const PLACES: [&str; 3] = ["built in", "library", "child"];

fn plugin(place: &str) -> Plugin {
    let manifest = || Manifest::parse("followback-plugin.toml", avatar_vision::MANIFEST).unwrap();
    match place {
        "built in" => {
            let of = BuiltIn { manifest: avatar_vision::MANIFEST, table: avatar_vision::plugin };
            Plugin::built_in(of).unwrap()
        }
        "library" => Plugin::in_process(manifest(), library(), "{}"),
        _ => {
            let how = Isolation::new(env!("CARGO_BIN_EXE_followback-plugin-host").into(), &[]);
            Plugin::isolated(manifest(), library(), "{}", how)
        }
    }
}

/// Built as a dependency, it lies beside this program.
fn library() -> PathBuf {
    let name = format!("{}avatar_vision{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    std::env::current_exe().unwrap().with_file_name(name)
}

/// A picture of 400 by 400 with edges and noise, as large as the networks keep them.
fn picture() -> Vec<u8> {
    let mut noise = 7u32;
    let drawn = RgbImage::from_fn(400, 400, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = noise.to_be_bytes()[0] / 8;
        let inside = (x.abs_diff(200)).pow(2) + (y.abs_diff(180)).pow(2) < 110 * 110;
        if inside {
            Rgb([190 + grain, 150, 120 + grain])
        } else {
            Rgb([40 + grain, 70, 110 + (y / 8).to_be_bytes()[3]])
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn ask(bencher: Bencher<'_, '_>, place: &str, facts: &[&str]) {
    let picture = picture();
    let mut plugin = plugin(place);
    let place = |fact: &&str| plugin.facts().iter().position(|known| known.path == format!("avatar.{fact}")).unwrap();
    let wanted: Vec<usize> = facts.iter().map(place).collect();
    let rows = Rows::new(1, vec![Column::Bytes(vec![Some(&picture)])]);
    // Whatever is made for the first picture is not the cost of a picture.
    assert!(plugin.ask(&rows, &wanted).faults.is_empty());
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| plugin.ask(&rows, &wanted));
}

#[divan::bench(args = PLACES)]
fn size_and_colors(bencher: Bencher<'_, '_>, place: &str) {
    ask(bencher, place, &["width", "height", "colors", "sharpness"]);
}

#[divan::bench(args = PLACES)]
fn faces_and_kind(bencher: Bencher<'_, '_>, place: &str) {
    ask(bencher, place, &["width", "faces", "kind"]);
}
