//! What was agreed to is what runs, whatever becomes of files while a run is under way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use followback_host::{Home, Installed, Package};

use crate::support::{MANIFEST, ask, assert_fine, compile, fault, isolation, library};

/// A user who has added the plugin.
struct User {
    root: tempfile::TempDir,
    home: Home,
}

impl User {
    fn new(settings: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let home = Home::new(root.path().join("config"), &root.path().join("data"));
        let user = User { root, home };
        user.add(&library(&[]));
        fs::write(user.home.settings_file(), format!("[probe]\n{settings}\n")).unwrap();
        user
    }

    fn add(&self, library: &Path) {
        let folder = self.root.path().join("package");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("followback-plugin.toml"), MANIFEST).unwrap();
        let path = folder.join("libprobe.so");
        let _ = fs::remove_file(&path);
        fs::copy(library, &path).unwrap();
        let package = Package::read(&folder, Some(&path)).unwrap();
        self.home.add(self.home.offer(package).unwrap()).unwrap();
    }

    fn installed(&self) -> Installed {
        self.home.installed().plugins.pop().unwrap()
    }

    /// The private copy of the library.
    fn copy(&self) -> PathBuf {
        let folders: Vec<_> = fs::read_dir(self.root.path().join("data/plugins")).unwrap().collect();
        let [Ok(folder)] = &folders[..] else { panic!("{folders:?}") };
        folder.path().join("library")
    }
}

/// Puts another library into the place of one: one that leaves a mark when it is loaded.
fn swap(copy: &Path, mark: &Path) {
    let other = library(&[&format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())]);
    fs::set_permissions(copy, fs::Permissions::from_mode(0o700)).unwrap();
    // Once as the same file with other bytes, and once as another file.
    fs::write(copy, fs::read(&other).unwrap()).unwrap();
    fs::remove_file(copy).unwrap();
    fs::copy(&other, copy).unwrap();
}

#[test]
fn what_was_looked_at_is_what_runs() {
    for settings in ["mode = \"isolated\"", "mode = \"in-process\""] {
        let user = User::new(settings);
        let mark = user.root.path().join("mark");
        let installed = user.installed();
        assert_eq!(installed.check(), Ok(()));
        let mut plugin = installed.start(isolation());
        swap(&user.copy(), &mark);
        assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
        assert!(!mark.exists(), "{settings}");
        // Whoever begins a run now is told.
        let problem = fault(&ask(&mut user.installed().start(isolation()), &["hello"]), 0);
        assert!(problem.contains("has the digest") && problem.contains("it was added with"), "{problem}");
    }
}

#[test]
fn a_child_that_is_started_again_runs_what_was_looked_at() {
    let user = User::new("");
    let mark = user.root.path().join("mark");
    let mut plugin = user.installed().start(isolation());
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    swap(&user.copy(), &mark);
    let answers = ask(&mut plugin, &["a", "abort", "b"]);
    assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&1]);
    assert_fine(&answers, 2, "b");
    assert!(!mark.exists());
}

#[test]
fn a_plugin_that_is_removed_or_replaced_meanwhile_stays_for_the_run() {
    let user = User::new("");
    let mut before = user.installed().start(isolation());
    assert_fine(&ask(&mut before, &["hello"]), 0, "hello");
    let too_late = user.installed();
    user.home.remove("probe").unwrap();
    let answers = ask(&mut before, &["a", "abort", "b"]);
    assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&1]);
    assert_fine(&answers, 2, "b");
    // Whoever has asked nothing before has nothing to be asked.
    let problem = fault(&ask(&mut too_late.start(isolation()), &["hello"]), 0);
    assert!(problem.contains("cannot be read") && problem.contains("followback plugin add"), "{problem}");

    let mark = user.root.path().join("mark");
    user.add(&library(&[&format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())]));
    let answers = ask(&mut before, &["a", "abort", "b"]);
    assert_fine(&answers, 2, "b");
    assert!(!mark.exists(), "the run goes on with what it began with");
    assert_fine(&ask(&mut user.installed().start(isolation()), &["hello"]), 0, "hello");
    assert!(mark.exists());
}

/// The loader's words do not tell of where it is loaded from, which is another place in each run.
#[test]
fn a_library_that_cannot_be_loaded_is_told_of_by_its_copy() {
    for settings in ["mode = \"isolated\"", "mode = \"in-process\""] {
        let user = User::new(settings);
        let source = user.root.path().join("needy.c");
        fs::write(&source, "int nowhere(void); int needy(void); int needy(void) { return nowhere(); }").unwrap();
        user.add(&compile(&source, &[]));
        let problem = fault(&ask(&mut user.installed().start(isolation()), &["hello"]), 0);
        assert!(problem.contains("undefined symbol: nowhere"), "{problem}");
        assert!(problem.contains(user.copy().to_str().unwrap()) && !problem.contains("/proc/"), "{problem}");
    }
}
