//! Tables that say which test shows what: each test they name has to be there, and has to be run.

use std::fs;
use std::path::Path;

/// Checks that every test of a table is in the sources below some folders of the project, and is not ignored.
pub(crate) fn check(table: &[(&str, &[&str])], folders: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut text = String::new();
    for folder in folders {
        sources(&root.join(folder), &mut text);
    }
    for (what, tests) in table {
        assert!(!tests.is_empty(), "{what}: neither a test nor a reason");
        // What begins with a dash is the reason why there is none.
        for test in tests.iter().filter(|test| !test.starts_with("- ")) {
            assert!(is_run(test, &text), "{what}: there is no test `{test}` that is run");
        }
    }
}

/// Whether a function of this name is marked as a test, and not as one that is ignored.
fn is_run(test: &str, sources: &str) -> bool {
    sources.match_indices(&format!("fn {test}(")).any(|(at, _)| {
        let marks = sources[..at].rsplit('\n').skip(1).map(str::trim_start);
        let marks: Vec<&str> = marks.take_while(|line| line.starts_with("#[") || line.starts_with("//")).collect();
        marks.contains(&"#[test]") && !marks.iter().any(|mark| mark.starts_with("#[ignore"))
    })
}

/// Every file of Rust below a folder, as one text.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
