//! What kind of picture it seems to be, on 64 drawn pictures: a quarter of each kind, half of them as PNG and half as JPEG.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followback_plugin::testing::{TestHost, Value};
use image::RgbImage;

use super::draw;
use crate::plugin;

/// Draws the picture with this number.
type Draw = fn(u64) -> RgbImage;

const KINDS: [(&str, Draw); 4] =
    [("photo", draw::photo), ("logo", draw::logo), ("illustration", draw::illustration), ("blank", draw::blank)];

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

#[test]
fn confusion_of_kinds() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    let mut table: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (kind, draw) in KINDS {
        for seed in 0..16 {
            let picture = draw(seed);
            let bytes = if seed % 4 < 2 { draw::png(&picture) } else { draw::jpeg(&picture, 85) };
            let judged = host.eval_row(&[("avatar.image", Value::Bytes(bytes))]);
            let said = text(&judged.facts["kind"]).to_owned();
            *table.entry((kind, said)).or_default() += 1;
        }
    }
    let columns = ["photo", "logo", "illustration", "blank", "unsure"];
    let mut shown = format!("drawn \\ said   {}\n", columns.map(|c| format!("{c:>12}")).concat());
    for (kind, _) in KINDS {
        let cells = columns.map(|c| format!("{:>12}", table.get(&(kind, c.to_owned())).copied().unwrap_or(0)));
        let _ = writeln!(shown, "{kind:<15}{}", cells.concat());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn faces_are_counted_and_measured() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    let mut faces = |heads: &[(f64, f64, f64)]| {
        let bytes = draw::png(&draw::portrait(7, heads));
        let facts = host.eval_row(&[("avatar.image", Value::Bytes(bytes))]).facts;
        (facts["faces"].clone(), facts["largest_face"].clone(), facts["second_face"].clone())
    };
    assert_eq!(faces(&[]), (Value::Int(0), Value::Number(0.0), Value::Number(0.0)));
    let (n, largest, second) = faces(&[(0.5, 0.45, 0.25)]);
    assert_eq!((n, second), (Value::Int(1), Value::Number(0.0)));
    assert!(matches!(largest, Value::Number(share) if (0.1..0.6).contains(&share)), "{largest:?}");
    let (n, _, second) = faces(&[(0.27, 0.5, 0.18), (0.73, 0.5, 0.18)]);
    assert_eq!(n, Value::Int(2));
    assert!(matches!(second, Value::Number(share) if share > 0.5), "{second:?}");
}
