//! Libraries that are none, or of another version, or say something else than their manifest.

use std::process::Command;

use followback_host::{Manifest, Plugin};

use crate::support::{ask, assert_fine, compile, fault, in_process, isolated, isolation, library, manifest};

/// The problem that a library has, which has to be the same in both ways of running it.
fn problem(flags: &[&str]) -> String {
    let [local, child] = [in_process(flags), isolated(flags)].map(|mut plugin| fault(&ask(&mut plugin, &["a"]), 0));
    assert_eq!(local, child);
    child
}

#[test]
fn a_longer_table_of_a_newer_version_is_read_as_far_as_it_is_known() {
    for mut plugin in [in_process(&["-DNEWER"]), isolated(&["-DNEWER"])] {
        assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    }
}

/// An older version: its table ends before the last field, and what follows in memory is none of the host's business.
#[test]
fn a_shorter_table_of_an_older_version_is_read_as_far_as_it_goes() {
    let whole = size_of::<followback_plugin::abi::Plugin>();
    let shorter = format!("-DSIZE={}", whole - size_of::<usize>());
    for mut plugin in [in_process(&[&shorter]), isolated(&[&shorter])] {
        assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    }
    // Without `close` it is none.
    let cut = format!("-DSIZE={}", whole - 2 * size_of::<usize>());
    assert!(problem(&[&cut]).starts_with("its table says that it has"));
}

/// `FOLLOWBACK_STATIC_HOST` is the plugin host, linked statically: `.ci/run` builds it.
#[test]
#[expect(clippy::print_stderr, reason = "a test that was not run has to say so")]
fn a_static_host_says_that_it_cannot_load_anything() {
    let Some(host) = std::env::var_os("FOLLOWBACK_STATIC_HOST") else {
        eprintln!("skipped: no host that is linked statically is named");
        return;
    };
    let how = followback_host::Isolation { program: host.into(), ..isolation() };
    let problem = fault(&ask(&mut Plugin::isolated(manifest(), library(&[]), "{}", how), &["a"]), 0);
    assert!(problem.contains("linked statically") && problem.contains("linux-gnu"), "{problem}");
}

#[test]
fn another_major_version_is_refused_with_both() {
    for (major, advice) in [
        (0, "install a newer version of the plugin"),
        (2, "update followback, or install an older version of the plugin"),
    ] {
        let problem = problem(&[&format!("-DMAJOR={major}")]);
        assert_eq!(
            problem,
            format!(
                "it needs version {major}.0 of the plugin interface; followback {} speaks 1.0 to 1.0, and major versions do not \
                 understand each other; {advice}; it was not loaded",
                env!("CARGO_PKG_VERSION")
            )
        );
    }
}

/// Were the other library loaded, its constructor would end this process.
#[test]
fn other_libraries_are_not_looked_for_in_the_current_folder() {
    let here = std::env::current_dir().unwrap();
    let helper = compile(&here.join("tests/plugins/helper.c"), &["-Wl,-soname,libhelper-of-probe.so"]);
    let needs = |more: &str| [format!("-Wl,--no-as-needed,{more}"), helper.to_str().unwrap().to_owned()];
    for (path, words) in [
        ("-rpath,.", "it looks for other libraries in `.`, which is another folder wherever followback is run"),
        ("-rpath,$ORIGIN/../lib", "in `$ORIGIN/../lib`"),
    ] {
        let flags = needs(path);
        let problem = problem(&flags.each_ref().map(String::as_str));
        assert!(problem.contains(words), "{problem}");
    }
}

#[test]
fn tables_that_are_none_are_refused() {
    assert_eq!(problem(&["-DNO_TABLE"]), "`followback_plugin` returned no table");
    assert!(problem(&["-DBAD_MAGIC"]).starts_with("its table begins with 0x0000000000001234"));
    for size in ["0", "8", "0x7fffffff"] {
        assert!(problem(&[&format!("-DSIZE={size}")]).starts_with("its table says that it has"), "{size}");
    }
    assert!(problem(&["-DNO_ENTRY=another_name"]).starts_with("it has no function `followback_plugin`: in Rust"));
    for near in ["followback_plugins", "my_followback_plugin"] {
        let problem = problem(&[&format!("-DNO_ENTRY={near}")]);
        assert!(
            problem.starts_with(&format!("it has no function `followback_plugin`; it has `{near}`: ")),
            "{problem}"
        );
    }
    let mangled = problem(&["-DNO_ENTRY=_Z17followback_pluginj"]);
    assert!(mangled.contains("as C++ calls it: FB_EXPORT belongs before its definition"), "{mangled}");
}

#[test]
fn what_table_and_manifest_disagree_on_is_named() {
    assert_eq!(problem(&["-DOTHER_ID"]), "its manifest says that its id is `probe`, its table `somebody-else`");
    let with = |from: &str, to: &str| {
        let text = crate::support::MANIFEST.replace(from, to);
        let manifest = Manifest::parse("probe.toml", &text).unwrap();
        fault(&ask(&mut Plugin::isolated(manifest, library(&[]), "{}", isolation()), &["a"]), 0)
    };
    assert_eq!(with("\"1.0.0\"", "\"2.0.0\""), "its manifest says that its version is `2.0.0`, its table `1.0.0`");
    assert!(with("followers?", "followers").contains("`account.followers`, its table `bio`, `account.followers?`"));
    assert_eq!(
        with("kind = \"bool\"", "kind = \"text\""),
        "its manifest says that `probe.long` is a text, its table does not"
    );
    assert_eq!(with("\nlong = ", "\nlonger = "), "its manifest lists `probe.longer`, its table does not");
}

#[test]
fn files_that_are_no_libraries_say_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(library(&[])).unwrap();
    let mut foreign = whole.clone();
    // The machine in the header: one that nobody tests on.
    foreign[18..20].copy_from_slice(&22u16.to_ne_bytes());
    for (name, bytes, word) in [
        ("text.so", &b"hello"[..], "it is no library: it does not begin as one"),
        ("cut.so", &whole[..200], "it is damaged"),
        ("foreign.so", &foreign, "it is built for 64 bits, s390x; this machine has 64 bits, "),
        ("windows.so", b"MZ\x90\0", "it is a library for Windows; take the one for Linux"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let [local, child] = [
            Plugin::in_process(manifest(), path.clone(), "{}"),
            Plugin::isolated(manifest(), path.clone(), "{}", isolation()),
        ]
        .map(|mut plugin| fault(&ask(&mut plugin, &["a"]), 0));
        assert_eq!(local, child);
        assert!(local.contains(name) && local.contains(word), "the reason itself is given: {local}");
    }
    let missing = fault(&ask(&mut Plugin::in_process(manifest(), folder.path().join("no.so"), "{}"), &["a"]), 0);
    assert!(missing.contains("No such file"), "{missing}");
}

#[test]
fn a_library_that_needs_another_one_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let [needed, path] = ["libneeded.so", "libneedy.so"].map(|name| folder.path().join(name));
    std::fs::write(folder.path().join("needed.c"), "int needed(void) { return 1; }").unwrap();
    let cc = |arguments: &[&std::ffi::OsStr]| {
        let status = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args(arguments).status();
        assert!(status.unwrap().success());
    };
    cc(&[needed.as_ref(), folder.path().join("needed.c").as_ref()]);
    std::fs::write(folder.path().join("needy.c"), "int needed(void); int needy(void) { return needed(); }").unwrap();
    cc(&[path.as_ref(), folder.path().join("needy.c").as_ref(), needed.as_ref()]);
    std::fs::remove_file(&needed).unwrap();
    let mut plugin = Plugin::isolated(manifest(), path, "{}", isolation());
    let problem = fault(&ask(&mut plugin, &["a"]), 0);
    assert!(
        problem.starts_with("it needs the library `") && problem.contains("libneeded.so`, which is not found here")
    );
    assert!(problem.contains("cannot open shared object file"), "the loader's own words: {problem}");
}

/// The library is linked with one that claims to be a C library of the future.
#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_library_for_a_newer_system_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let [future, path] = ["libc.so.6", "libnewer.so"].map(|name| folder.path().join(name));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("future.c", "int of_the_future(void); int of_the_future(void) { return 1; }");
    write("future.map", "GLIBC_9.99 { global: of_the_future; };");
    write("newer.c", "int of_the_future(void); int newer(void); int newer(void) { return of_the_future(); }");
    let cc = |arguments: &[&str], to: &std::path::Path| {
        let mut cc = Command::new("cc");
        cc.current_dir(folder.path()).args(["-shared", "-fPIC", "-o"]).arg(to).args(arguments);
        assert!(cc.status().unwrap().success());
    };
    cc(&["future.c", "-nostdlib", "-Wl,-soname,libc.so.6", "-Wl,--version-script,future.map"], &future);
    cc(&["newer.c", "-nostdlib", "./libc.so.6"], &path);
    let problem = fault(&ask(&mut Plugin::isolated(manifest(), path, "{}", isolation()), &["a"]), 0);
    assert!(problem.starts_with("it needs version 9.99 of the C library (glibc), and this system has "), "{problem}");
    assert!(problem.contains("version `GLIBC_9.99' not found"), "the loader's own words: {problem}");
}

/// Loading it would begin its runtime, which takes over signals and threads of the process: so it is not even loaded.
#[test]
fn a_library_of_go_is_not_loaded_into_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let flags = ["-DGO_INSIDE", &format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())];
    let problem = fault(&ask(&mut in_process(&flags), &["a"]), 0);
    assert!(problem.starts_with("it is written in Go") && problem.contains("mode = \"in-process\""), "{problem}");
    assert!(!mark.exists());
    assert_fine(&ask(&mut isolated(&flags), &["hello"]), 0, "hello");
    assert!(mark.exists());
}

#[test]
fn names_are_not_searched_for() {
    let mut plugin = Plugin::isolated(manifest(), "libprobe.so".into(), "{}", isolation());
    assert_eq!(
        fault(&ask(&mut plugin, &["a"]), 0),
        "`libprobe.so` is no absolute path, and libraries are not searched for"
    );
}

#[test]
fn paths_may_have_spaces_and_any_letters() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mein größtes plugin.so");
    std::fs::copy(library(&[]), &path).unwrap();
    let mut plugin = Plugin::isolated(manifest(), path, "{}", isolation());
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
}

#[test]
fn a_plugin_that_does_not_open_says_why() {
    assert_eq!(problem(&["-DREFUSE_TO_OPEN"]), "no licence file");
    assert_eq!(problem(&["-DOPEN_NOTHING"]), "`open` says that all is well, and hands over no instance");
}

#[test]
fn nothing_runs_before_the_first_question() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let flag = format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display());
    let mut plugin = isolated(&[&flag]);
    assert_eq!(plugin.facts().len(), 5);
    assert!(!mark.exists(), "facts are listed from the manifest");
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    assert!(mark.exists());
}
