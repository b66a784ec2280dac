//! Child processes: none is left behind, and none costs more than itself.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use followback_host::verify::watch;
use followback_host::{Isolation, Plugin, Value};

use crate::support::{LENGTH, ask, assert_fine, fault, in_process, isolated, isolation, library, manifest};

/// Descriptors of this process, and its children.
fn held() -> (usize, usize) {
    let descriptors = std::fs::read_dir("/proc/self/fd").unwrap().count();
    (descriptors, children(std::process::id()).len())
}

/// Processes whose parent this is, zombies included.
fn children(of: u32) -> Vec<u32> {
    processes(PARENT, of)
}

/// Where the parent and the group of a process stand after its name in `/proc/PID/stat`.
const PARENT: usize = 2;
const GROUP: usize = 3;

/// Processes, zombies included, of which this is said at that place.
fn processes(place: usize, is: u32) -> Vec<u32> {
    let stat = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let said = |stat: String| stat.rsplit_once(')')?.1.split(' ').nth(place)?.parse::<u32>().ok();
    let pids = std::fs::read_dir("/proc").unwrap().filter_map(|e| e.unwrap().file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|&pid| stat(pid).and_then(said) == Some(is)).collect()
}

/// Waits until something holds; what never does fails the test.
fn eventually(holds: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > Duration::from_secs(20) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

/// The folder that a process with this word among its arguments works in.
fn folder_of(word: &str) -> PathBuf {
    let processes = std::fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let is_it = |process: &PathBuf| {
        std::fs::read(process.join("cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(word))
    };
    let folders = processes.filter(is_it).filter_map(|process| std::fs::read_link(process.join("cwd")).ok());
    folders.into_iter().find(|folder| folder.starts_with(std::env::temp_dir())).expect("its own folder")
}

/// Whether a process with this word among its arguments is there.
fn is_running(word: &str) -> bool {
    let lines =
        std::fs::read_dir("/proc").unwrap().filter_map(|e| std::fs::read(e.unwrap().path().join("cmdline")).ok());
    lines.into_iter().any(|line| String::from_utf8_lossy(&line).contains(word))
}

/// Whoever waited for one that hangs would wait again over every question.
#[test]
fn what_cannot_be_started_is_not_started_for_every_question() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("starts");
    let script = format!("echo start >> '{}'", mark.display());
    let how = Isolation { program: "/bin/sh".into(), args: vec!["-c".to_owned(), script], ..isolation() };
    let mut plugin = Plugin::isolated(manifest(), library(&[]), "{}", how);
    let said = fault(&ask(&mut plugin, &["a"]), 0);
    for _ in 0..3 {
        assert_eq!(fault(&ask(&mut plugin, &["a", "b"]), 1), said);
    }
    assert_eq!(std::fs::read_to_string(&mark).unwrap().lines().count(), 2);
}

/// In a process of its own, as other tests start children in this one.
#[test]
fn a_thousand_times_leave_nothing_behind() {
    if std::env::var_os("FOLLOWBACK_TEST_CYCLES").is_none() {
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::a_thousand_times_leave_nothing_behind", "--nocapture"])
            .env("FOLLOWBACK_TEST_CYCLES", "1")
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        return;
    }
    library(&[]);
    let before = held();
    for n in 0..1000 {
        let mut plugin = isolated(&[]);
        assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
        if n % 100 == 0 {
            ask(&mut plugin, &["abort"]);
        }
    }
    assert!(eventually(|| held() == before), "{before:?} became {:?}", held());
}

#[test]
fn what_a_plugin_has_started_ends_with_it() {
    // Its own copy, so that nobody else has this file in memory.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("forks.so");
    std::fs::copy(library(&[]), &copy).unwrap();
    let is_there = || {
        let maps =
            std::fs::read_dir("/proc").unwrap().filter_map(|e| std::fs::read(e.unwrap().path().join("maps")).ok());
        maps.into_iter().any(|maps| String::from_utf8_lossy(&maps).contains(copy.to_str().unwrap()))
    };
    let mut plugin = followback_host::Plugin::isolated(manifest(), copy.clone(), "{}", isolation());
    let answers = ask(&mut plugin, &["fork", "b"]);
    assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), [0]);
    assert_fine(&answers, 1, "b");
    assert!(is_there(), "the plugin itself is still there");
    drop(plugin);
    assert!(eventually(|| !is_there()), "the fork has ended");
}

/// Other children hold nothing that belongs to a plugin.
#[test]
fn no_other_child_inherits_the_progress_of_a_plugin() {
    let mut plugin = isolated(&[]);
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    let held = Command::new("ls").args(["-l", "/proc/self/fd"]).output().unwrap();
    assert!(held.status.success());
    let held = String::from_utf8_lossy(&held.stdout);
    assert!(!held.contains("followback-progress"), "{held}");
}

#[test]
fn a_child_works_in_an_empty_folder_of_its_own() {
    let name = format!("mark-of-{}", std::process::id());
    let marks = || {
        let folders = std::fs::read_dir(std::env::temp_dir()).unwrap().map(|entry| entry.unwrap().path());
        folders.filter(|folder| folder.join(&name).exists()).collect::<Vec<_>>()
    };
    let mut plugin = isolated(&[]);
    let text = format!("write {name}");
    assert_fine(&ask(&mut plugin, &[&text]), 0, &text);
    let [folder] = &marks()[..] else { panic!("{:?}", marks()) };
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    drop(plugin);
    assert!(!folder.exists());
}

#[test]
fn a_child_that_is_in_order_closes_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("closed");
    let flag = format!("-DMARK_IN_CLOSE=\"{}\"", mark.display());
    for n in 0..10 {
        let mut plugin = isolated(&[&flag]);
        assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
        assert!(!mark.exists());
        drop(plugin);
        assert!(mark.exists(), "{n}");
        std::fs::remove_file(&mark).unwrap();
    }
}

#[test]
fn a_library_lies_in_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(OsStr::from_bytes(b"caf\xE9.so"));
    std::fs::copy(library(&[]), &copy).unwrap();
    let mut plugin = followback_host::Plugin::isolated(manifest(), copy, "{}", isolation());
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
}

/// A host that is killed in the middle of a question leaves no child. The host is this test, started once more.
#[test]
fn no_child_outlives_its_host() {
    if let Some(library) = std::env::var_os("FOLLOWBACK_TEST_HOST") {
        let mut how = crate::support::isolation();
        how.args = vec![std::env::var("FOLLOWBACK_TEST_WORD").unwrap()];
        how.timeout = Duration::from_secs(60);
        let plugin =
            followback_host::Plugin::isolated(crate::support::manifest(), Path::new(&library).into(), "{}", how);
        let mut plugin = plugin;
        ask(&mut plugin, &[&std::env::var("FOLLOWBACK_TEST_ROW").unwrap()]);
        return;
    }
    let mut host = host("orphan", "loop");
    let folder = folder_of(&host.word);
    host.kill();
    assert!(eventually(|| !folder.exists()), "`{}` is gone", folder.display());
}

/// A host in a group of its own, whose plugin is busy with a row.
struct Host {
    process: Child,
    /// An argument of its child, by which that is found.
    word: String,
}

/// Starts one; its child has been started when this returns.
fn host(word: &str, row: &str) -> Host {
    let word = format!("{word}-of-{}", std::process::id());
    let process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::no_child_outlives_its_host"])
        .env("FOLLOWBACK_TEST_HOST", library(&[]))
        .env("FOLLOWBACK_TEST_WORD", &word)
        .env("FOLLOWBACK_TEST_ROW", row)
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert!(eventually(|| is_running(&word)), "the child has started");
    Host { process, word }
}

impl Host {
    /// Kills the host alone, and waits until its child has ended.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        assert!(eventually(|| !is_running(&self.word)), "the child has ended");
    }
}

/// A plugin may join the group of its host: what else is in there stays.
#[test]
fn a_child_takes_nobody_along_who_is_not_its_own() {
    let mut host = host("guest", "join the host");
    let group = host.process.id();
    let mut bystander = Command::new("cat")
        .process_group(group.try_into().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(eventually(|| processes(GROUP, group).len() == 3), "the child has joined the host and the bystander");
    host.kill();
    drop(bystander.stdin.take().map(|mut pipe| pipe.write_all(b"here")));
    let echo = bystander.wait_with_output().unwrap();
    assert!(echo.status.success(), "{:?}", echo.status);
    assert_eq!(echo.stdout, b"here");
}

/// A check of a plugin that hangs, in a process whose parent is killed. The parent is this test, started once more.
#[test]
fn no_check_outlives_who_waits_for_it() {
    if let Some(library) = std::env::var_os("FOLLOWBACK_TEST_CHECK") {
        let manifest = Path::new(&library).with_file_name("probe.toml");
        let mut check = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host"));
        check.args(["handshake".as_ref(), manifest.as_os_str(), &library, "{}".as_ref()]);
        let _ = watch(&mut check, Duration::from_secs(60));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("probe.toml"), crate::support::MANIFEST).unwrap();
    // Its own copy, by which its process is found.
    let copy = folder.path().join(format!("hangs-{}.so", std::process::id()));
    std::fs::copy(library(&["-DHANG_IN_CONSTRUCTOR"]), &copy).unwrap();
    let word = copy.to_str().unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::no_check_outlives_who_waits_for_it"])
        .env("FOLLOWBACK_TEST_CHECK", &copy)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert!(eventually(|| is_running(word)), "the check has started");
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert!(eventually(|| !is_running(word)), "the check has ended");
}

/// A rebuilt library has another name, as it is stored by its hash, and is loaded as what it is now.
#[test]
fn two_versions_stand_side_by_side() {
    let (mut old, mut new) = (isolated(&[]), isolated(&["-DMORE=100"]));
    let mut lengths = |text: &str| [&mut old, &mut new].map(|plugin| ask(plugin, &[text]).facts[LENGTH][0].take());
    for text in ["hello", "a longer text"] {
        assert_eq!(lengths(text), [0, 100].map(|more| Some(Value::Number((text.len() + more) as f64))));
    }
}

#[test]
fn threads_of_a_plugin_do_not_keep_the_process() {
    let is_run = std::env::var_os("FOLLOWBACK_TEST_THREAD").is_some();
    if is_run {
        let mut plugin = in_process(&[]);
        assert_fine(&ask(&mut plugin, &["thread"]), 0, "thread");
        return;
    }
    // A process of its own, which ends although the thread does not.
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::threads_of_a_plugin_do_not_keep_the_process"])
        .env("FOLLOWBACK_TEST_THREAD", "1")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let mut plugin = isolated(&[]);
    assert_fine(&ask(&mut plugin, &["thread"]), 0, "thread");
}

#[test]
fn by_hand_the_child_says_what_it_is_for() {
    let run = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host")).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("not meant to be run by hand"));
}
