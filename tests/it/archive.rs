//! Auditing an X archive, as a person gets it.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::support::{followback, followback_in, root};

fn fixture() -> String {
    root().join("tests/fixtures/x-archive-small").to_str().unwrap().to_owned()
}

/// Zips a folder.
fn zip(folder: &Path, to: &Path) {
    fn add(folder: &Path, prefix: &str, zip: &mut zip::ZipWriter<fs::File>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                add(&path, &format!("{name}/"), zip);
            } else {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
                zip.write_all(&fs::read(&path).unwrap()).unwrap();
            }
        }
    }
    let mut writer = zip::ZipWriter::new(fs::File::create(to).unwrap());
    add(folder, "", &mut writer);
    writer.finish().unwrap();
}

#[test]
fn folder_zip_and_data_folder_give_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive.zip");
    zip(Path::new(&fixture()), &archive);
    let report = |input: &str| {
        let run = followback(&["audit", input, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let whole = report(&fixture());
    assert_eq!(whole, report(archive.to_str().unwrap()));
    assert_eq!(whole, report(&format!("{}/data", fixture())));
}

#[test]
fn an_account_without_anything_has_three_blockers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let write = |name: &str, text: &str| fs::write(data.join(name), text).unwrap();
    write(
        "account.js",
        r#"window.YTD.account.part0 = [{"account":{"username":"egg","accountId":"1","createdAt":"2020-01-01T00:00:00.000Z","accountDisplayName":"egg"}}]"#,
    );
    write(
        "profile.js",
        r#"window.YTD.profile.part0 = [{"profile":{"description":{"bio":"","website":"","location":""}}}]"#,
    );
    write("tweets.js", "window.YTD.tweets.part0 = [ ]");
    let input = folder.path().to_str().unwrap().to_owned();
    let run = followback(&["audit", &input, "--format", "json", "--now", "2026-01-01"]);
    let report = run.json();
    let factors = report["findings"].as_array().unwrap().iter().filter(|f| f["factor"] != "beyond");
    let mut findings: Vec<&str> = factors.map(|f| f["rule"].as_str().unwrap()).collect();
    findings.sort_unstable();
    assert_eq!(findings, ["avatar/default", "bio/missing", "posts/none"]);
    for rule in ["bio/no-profession", "bio/no-goal", "posts/too-few", "avatar/low-resolution"] {
        assert_eq!(run.status(rule), "superseded", "{rule}");
    }
}

#[test]
fn settings_that_came_with_the_archive_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    for file in ["account.js", "profile.js", "tweets.js"] {
        let from = Path::new(&fixture()).join("data").join(file);
        if from.exists() {
            fs::copy(from, data.join(file)).unwrap();
        }
    }
    fs::write(folder.path().join("followback.toml"), "nonsense = true").unwrap();
    for input in [".", "data"] {
        let run = followback_in(folder.path(), &["audit", input, "--format", "json"], b"");
        assert_eq!(run.code, 0, "{input}: {}", run.err);
        assert!(run.err.contains("is not used"), "{input}: {}", run.err);
    }
    let run = followback_in(&data, &["audit", "..", "--format", "json"], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let run = followback_in(folder.path(), &["triage", "."], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("is not used"), "{}", run.err);
}
