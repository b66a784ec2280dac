//! The picture is looked at: by the plugin that is part of the program, and only where a rule wants to know.

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::support::{NOW, Run, followback_in};

fn png(picture: RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A white disc on blue.
fn disc(width: u32, height: u32) -> Vec<u8> {
    let (cx, cy, r) = (i64::from(width / 2), i64::from(height / 2), i64::from(width.min(height) / 3));
    png(RgbImage::from_fn(width, height, |x, y| {
        let inside = (i64::from(x) - cx).pow(2) + (i64::from(y) - cy).pow(2) < r * r;
        Rgb(if inside { [255; 3] } else { [30, 60, 160] })
    }))
}

const PROFILE: &str = r#"{"platform":"x","handle":"ana","bio":"I build compilers in Lugo","avatar_default":false,
    "avatar_url":"https://example.org/a.png","avatar_file":"me.png"}"#;

/// Audits a profile whose picture is this file.
fn audit(picture: &[u8], more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.png"), picture).unwrap();
    std::fs::write(folder.path().join("ana.json"), PROFILE).unwrap();
    let args = [&["audit", "ana.json", "--now", NOW, "--format", "json"], more].concat();
    followback_in(folder.path(), &args, b"")
}

fn missing(run: &Run, rule: &str) -> String {
    let report = run.json();
    let results = report["results"].as_array().unwrap();
    results.iter().find(|r| r["rule"] == rule).unwrap()["missing"].to_string()
}

#[test]
fn a_small_picture_is_a_finding_with_its_size() {
    let run = audit(&disc(90, 120), &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let report = run.json();
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "avatar/low-resolution").unwrap();
    assert_eq!(finding["message"], "The shorter side of the avatar has 90 pixels.");
    assert_eq!(finding["advice"], "Upload at least 400x400 pixels; yours is 90x120.");
    assert_eq!(finding["severity"], "major");
    assert_eq!(run.status("avatar/not-square"), "fired");
    assert_eq!(report["plugins"][0]["id"], "avatar-vision");
    assert_eq!(report["plugins"][0]["problem"], serde_json::Value::Null);
}

/// An archive, as it is unpacked, of somebody with this picture.
fn archive(picture: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(data.join("profile_media")).unwrap();
    std::fs::write(data.join("profile_media/111-AbCd.png"), picture).unwrap();
    let write = |name: &str, text: &str| std::fs::write(data.join(name), text).unwrap();
    write(
        "account.js",
        r#"window.YTD.account.part0 = [{"account":{"username":"ana","accountId":"111","createdAt":"2020-01-01T00:00:00.000Z","accountDisplayName":"Ana"}}]"#,
    );
    write(
        "profile.js",
        r#"window.YTD.profile.part0 = [{"profile":{"description":{"bio":"I build compilers in Lugo"},"avatarMediaUrl":"https://pbs.twimg.com/profile_images/1/AbCd.png"}}]"#,
    );
    write("tweets.js", "window.YTD.tweets.part0 = [ ]");
    folder
}

#[test]
fn every_report_tells_what_was_seen() {
    let folder = archive(&disc(400, 360));
    let audit = |more: &[&str]| {
        let run = followback_in(folder.path(), &[&["audit", ".", "--now", NOW], more].concat(), b"");
        assert_eq!(run.code, 0, "{}", run.err);
        run
    };
    let seen = audit(&["--format", "json"]).json()["profile"]["picture"].clone();
    let confidence = seen["confidence"].as_f64().unwrap();
    assert!(confidence > 0.0 && confidence <= 1.0);
    assert_eq!((&seen["width"], &seen["height"], &seen["kind"]), (&400.into(), &360.into(), &"logo".into()));
    for (locale, words, point) in [
        ("en", "Picture: 400×360 pixels, seems to be a logo (confidence ", "."),
        ("es", "Avatar: 400×360 píxeles, parece un logotipo (confianza ", ","),
        ("de", "Bild: 400×360 Pixel, scheint ein Logo zu sein (Sicherheit ", ","),
    ] {
        let words = format!("{words}{}).", confidence.to_string().replace('.', point));
        for format in ["human", "markdown", "html"] {
            let text = audit(&["--format", format, "--locale", locale]).out;
            let text = text.replace("\\(", "(").replace("\\)", ")").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                text.contains(&words),
                "{format} {locale}: {words}\n{}",
                text.chars().take(600).collect::<String>()
            );
        }
    }
}

#[test]
fn what_was_not_seen_is_not_told() {
    let whole = disc(300, 300);
    for (picture, more) in [(&whole[..whole.len() / 2], &[][..]), (&whole, &["--no-default", "--rules", "own.toml"])] {
        let folder = archive(picture);
        // No rule asks about the picture.
        let own = "[[rule]]\nid = \"own/bio\"\nfactor = \"bio\"\nseverity = \"minor\"\npoints = 3\ntitle = \"A bio\"\n\
                   message = \"It is there.\"\nwhen.bio.length.above = 2\n[factor.bio]\ntitle = \"Bio\"\n";
        std::fs::write(folder.path().join("own.toml"), own).unwrap();
        let args = [&["audit", ".", "--now", NOW, "--format", "json"], more].concat();
        let run = followback_in(folder.path(), &args, b"");
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(run.json()["profile"]["picture"], serde_json::Value::Null);
    }
}

#[test]
fn a_logo_is_neither_empty_nor_a_missing_face() {
    let run = audit(&disc(400, 400), &[]);
    for rule in ["avatar/blank-or-flat", "avatar/no-face-or-logo", "avatar/low-resolution", "avatar/not-square"] {
        assert_eq!(run.status(rule), "passed", "{rule}");
    }
}

#[test]
fn one_color_is_an_empty_avatar() {
    let run = audit(&png(RgbImage::from_pixel(400, 400, Rgb([9, 90, 200]))), &[]);
    assert_eq!(run.status("avatar/blank-or-flat"), "fired");
}

#[test]
fn a_damaged_picture_leaves_the_rules_open_and_says_why() {
    let whole = disc(300, 300);
    let run = audit(&whole[..whole.len() / 2], &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.status("avatar/low-resolution"), "unknown");
    assert!(missing(&run, "avatar/low-resolution").contains(r#""fact":"avatar.short_side","reason":"not_measured""#));
    let problem = run.json()["plugins"][0]["problem"].as_str().unwrap().to_owned();
    assert!(problem.starts_with("the PNG file is damaged or cut off"), "{problem}");
    assert!(run.err.contains("warning: avatar-vision: the PNG file is damaged"), "{}", run.err);
}

#[test]
fn nothing_is_asked_that_no_rule_needs() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.png"), disc(300, 300)).unwrap();
    std::fs::write(folder.path().join("ana.json"), PROFILE).unwrap();
    std::fs::write(folder.path().join("off.toml"), "[rules.\"avatar/*\"]\noff = true\n").unwrap();
    let args = ["audit", "ana.json", "--now", NOW, "--format", "json", "--config", "off.toml"];
    assert_eq!(followback_in(folder.path(), &args, b"").json()["plugins"], serde_json::json!([]));
}

#[test]
fn a_picture_can_be_tried_before_it_is_uploaded() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("new.png"), disc(400, 400)).unwrap();
    let none = PROFILE
        .replace("\"avatar_default\":false", "\"avatar_default\":true")
        .replace(r#","avatar_file":"me.png""#, "");
    let run = |more: &[&str]| {
        let args = [&["audit", "-", "--now", NOW, "--format", "json"], more].concat();
        followback_in(folder.path(), &args, none.as_bytes())
    };
    assert_eq!(run(&[]).status("avatar/default"), "fired");
    let tried = run(&["--avatar", "new.png"]);
    assert_eq!(tried.status("avatar/default"), "passed");
    assert_eq!(tried.status("avatar/low-resolution"), "passed");
    let lost = run(&["--avatar", "nowhere.png"]);
    assert_eq!(lost.code, 2);
    assert!(lost.err.contains("cannot read the picture `nowhere.png`"), "{}", lost.err);
}

#[test]
fn facts_shows_what_was_measured() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.png"), disc(320, 200)).unwrap();
    std::fs::write(folder.path().join("ana.json"), PROFILE).unwrap();
    let json =
        |folder: &Path| followback_in(folder, &["facts", "ana.json", "--now", NOW, "--format", "json"], b"").json();
    let facts = json(folder.path())["facts"].clone();
    let value = |name: &str| facts.as_array().unwrap().iter().find(|f| f["fact"] == name).unwrap()["value"].clone();
    assert_eq!(value("avatar.width"), 320.0);
    assert_eq!(value("avatar.ratio"), 1.6);
    assert_eq!(value("avatar.kind"), "logo");
    assert_eq!(value("avatar.faces"), 0.0);
}
