//! Plugins to begin with.

use std::env::consts;

const HEADER: &str = include_str!("../../../plugin/include/followback_plugin.h");

/// The sources of the SDK, so that a new plugin builds without anything else.
const SDK: [(&str, &str); 17] = [
    ("abi.rs", include_str!("../../../plugin/src/abi.rs")),
    ("batch.rs", include_str!("../../../plugin/src/batch.rs")),
    ("config.rs", include_str!("../../../plugin/src/config.rs")),
    ("error.rs", include_str!("../../../plugin/src/error.rs")),
    ("fact.rs", include_str!("../../../plugin/src/fact.rs")),
    ("glue.rs", include_str!("../../../plugin/src/glue.rs")),
    ("host.rs", include_str!("../../../plugin/src/host.rs")),
    ("input.rs", include_str!("../../../plugin/src/input.rs")),
    ("json.rs", include_str!("../../../plugin/src/json.rs")),
    ("lib.rs", include_str!("../../../plugin/src/lib.rs")),
    ("panic.rs", include_str!("../../../plugin/src/panic.rs")),
    ("plugin.rs", include_str!("../../../plugin/src/plugin.rs")),
    ("testing/columns.rs", include_str!("../../../plugin/src/testing/columns.rs")),
    ("testing/ear.rs", include_str!("../../../plugin/src/testing/ear.rs")),
    ("testing/mod.rs", include_str!("../../../plugin/src/testing/mod.rs")),
    ("testing/tests.rs", include_str!("../../../plugin/src/testing/tests.rs")),
    ("../include/followback_plugin.h", HEADER),
];

/// Where the SDK lies in a new plugin.
const SDK_FOLDER: &str = "followback-plugin";

/// A new plugin in Rust, by the paths of its files. `sdk` is the folder of an SDK that is there; without one it is brought along.
pub(crate) fn rust(id: &str, sdk: Option<&str>) -> Vec<(String, String)> {
    let library = format!("target/release/{}", library(id));
    let fill = |text: &str| filled(text, id, &library).replace("{{sdk}}", sdk.unwrap_or(SDK_FOLDER));
    let mut files = vec![
        ("followback-plugin.toml".to_owned(), fill(include_str!("plugin/manifest.toml"))),
        ("Cargo.toml".to_owned(), fill(include_str!("plugin/rust/Cargo.toml"))),
        ("src/lib.rs".to_owned(), fill(include_str!("plugin/rust/lib.rs"))),
        (".gitignore".to_owned(), fill(include_str!("plugin/rust/gitignore"))),
    ];
    if sdk.is_none() {
        let manifest = include_str!("plugin/sdk.toml").replace("{{version}}", env!("CARGO_PKG_VERSION"));
        files.push((format!("{SDK_FOLDER}/Cargo.toml"), manifest));
        let source = |(path, text): (&str, &str)| match path.strip_prefix("../") {
            Some(beside) => (format!("{SDK_FOLDER}/{beside}"), text.to_owned()),
            None => (format!("{SDK_FOLDER}/src/{path}"), text.to_owned()),
        };
        files.extend(SDK.map(source));
    }
    files
}

/// A new plugin in C, by the paths of its files.
pub(crate) fn c(id: &str) -> Vec<(String, String)> {
    let library = library(id);
    let fill = |text: &str| filled(text, id, &library);
    vec![
        ("followback-plugin.toml".to_owned(), fill(include_str!("plugin/manifest.toml"))),
        (format!("{}.c", snake(id)), fill(include_str!("plugin/c/plugin.c"))),
        ("followback_plugin.h".to_owned(), HEADER.to_owned()),
        ("Makefile".to_owned(), fill(include_str!("plugin/c/Makefile"))),
        (".gitignore".to_owned(), fill(include_str!("plugin/c/gitignore"))),
    ]
}

fn filled(text: &str, id: &str, library: &str) -> String {
    let words =
        [("id", id), ("library", library), ("namespace", &snake(id)), ("crate", &snake(id)), ("type", &pascal(id))];
    words.iter().fold(text.to_owned(), |text, (word, with)| text.replace(&format!("{{{{{word}}}}}"), with))
}

fn library(id: &str) -> String {
    format!("{}{}{}", consts::DLL_PREFIX, snake(id), consts::DLL_SUFFIX)
}

fn snake(id: &str) -> String {
    id.replace('-', "_")
}

fn pascal(id: &str) -> String {
    let word =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_sdk_is_whole() {
        fn sources(folder: &Path, files: &mut Vec<String>, root: &Path) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, files, root);
                } else {
                    files.push(path.strip_prefix(root).unwrap().display().to_string());
                }
            }
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugin/src");
        let mut files = vec!["../include/followback_plugin.h".to_owned()];
        sources(&root, &mut files, &root);
        files.sort();
        let mut known = SDK.map(|(path, _)| path.to_owned());
        known.sort();
        assert_eq!(files, known);
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for (path, text) in rust("my-plugin2", Some("/sdk")).into_iter().chain(c("my-plugin2")) {
            assert!(!text.contains("{{"), "{path}");
        }
        assert_eq!((snake("my-plugin2"), pascal("my-plugin2")), ("my_plugin2".to_owned(), "MyPlugin2".to_owned()));
    }
}
