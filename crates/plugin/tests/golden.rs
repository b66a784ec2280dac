//! The Rust mirror of the interface against what a C and a C++ compiler make of the header.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::mem::offset_of;
use std::path::Path;
use std::process::Command;

use followback_plugin::abi;

const HEADER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include");

/// The Rust side of a line of the table.
macro_rules! rust {
    ($($ty:ident $name:literal: $($field:ident $c:literal),*;)*) => {
        vec![$(
            format!("{} {}", $name, size_of::<abi::$ty>()),
            $(format!("{}.{} {}", $name, $c, offset_of!(abi::$ty, $field)),)*
        )*]
    };
}

fn table() -> Vec<String> {
    rust! {
        Header "fb_header": magic "magic", abi_major "abi_major", abi_minor "abi_minor", struct_size "struct_size";
        Str "fb_str": ptr "ptr", len "len";
        List "fb_list": items "items", len "len";
        Col "fb_col": ty "type", reserved "reserved", values "values", valid "valid";
        Out "fb_out": ty "type", fact "fact", values "values", valid "valid";
        Batch "fb_batch": h "h", rows "rows", n_in "n_in", n_out "n_out", reserved "reserved", inputs "in", outputs "out", call "call";
        Host "fb_host": h "h", ctx "ctx", log "log", fail "fail", fail_row "fail_row", alloc "alloc", progress "progress",
            cancelled "cancelled", extension "extension";
        Field "fb_field": h "h", name "name", doc "doc", ty "type", flags "flags";
        Plugin "fb_plugin": h "h", id "id", version "version", license "license", doc "doc", threads "threads", flags "flags",
            n_inputs "n_inputs", n_facts "n_facts", inputs "inputs", facts "facts", config_schema "config_schema", open "open",
            eval "eval", close "close", extension "extension";
    }
}

fn constants() -> Vec<String> {
    [
        ("FB_ABI_MAJOR", i64::from(abi::ABI_MAJOR)),
        ("FB_ABI_MINOR", i64::from(abi::ABI_MINOR)),
        ("FB_MAGIC", abi::MAGIC.cast_signed()),
        ("FB_BOOL", i64::from(abi::BOOL)),
        ("FB_I64", i64::from(abi::I64)),
        ("FB_F64", i64::from(abi::F64)),
        ("FB_STR", i64::from(abi::STR)),
        ("FB_BYTES", i64::from(abi::BYTES)),
        ("(FB_LIST|FB_STR)", i64::from(abi::STR_LIST)),
        ("FB_OK", i64::from(abi::OK)),
        ("FB_ERR", i64::from(abi::ERR)),
        ("FB_FATAL", i64::from(abi::FATAL)),
        ("FB_CANCELLED", i64::from(abi::CANCELLED)),
        ("FB_PANIC", i64::from(abi::PANIC)),
        ("FB_LOG_ERROR", i64::from(abi::LOG_ERROR)),
        ("FB_LOG_WARN", i64::from(abi::LOG_WARN)),
        ("FB_LOG_INFO", i64::from(abi::LOG_INFO)),
        ("FB_FIELD_OPTIONAL", i64::from(abi::FIELD_OPTIONAL)),
        ("FB_THREADS_ONE", i64::from(abi::THREADS_ONE)),
        ("FB_THREADS_PER_INSTANCE", i64::from(abi::THREADS_PER_INSTANCE)),
        ("FB_THREADS_SHARED", i64::from(abi::THREADS_SHARED)),
        ("FB_PLUGIN_ISOLATE", i64::from(abi::PLUGIN_ISOLATE)),
    ]
    .map(|(name, value)| format!("{name} {value}"))
    .to_vec()
}

/// A C program that prints the same lines.
fn program(lines: &[String], constants: &[String]) -> String {
    let mut main = String::new();
    for line in lines {
        let what = line.split(' ').next().unwrap();
        let value = match what.split_once('.') {
            Some((ty, field)) => format!("offsetof({ty}, {field})"),
            None => format!("sizeof({what})"),
        };
        writeln!(main, "    printf(\"{what} %zu\\n\", {value});").unwrap();
    }
    for line in constants {
        let what = line.split(' ').next().unwrap();
        writeln!(main, "    printf(\"{what} %lld\\n\", (long long){what});").unwrap();
    }
    format!("#include \"followback_plugin.h\"\n#include <stdio.h>\nint main(void) {{\n{main}    return 0;\n}}\n")
}

fn compile(compiler: &str, args: &[&str], source: &Path, binary: &Path) {
    let output = Command::new(compiler)
        .args(args)
        .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", HEADER, "-o"])
        .arg(binary)
        .arg(source)
        .output()
        .unwrap_or_else(|error| panic!("this test needs the C compiler `{compiler}`: {error}"));
    assert!(output.status.success(), "{compiler}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn sizes_offsets_and_constants_agree_with_c() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, constants) = (table(), constants());
    let source = folder.path().join("golden.c");
    std::fs::write(&source, program(&lines, &constants)).unwrap();
    let expected = [lines, constants].concat().join("\n") + "\n";
    for standard in ["-std=c99", "-std=c11"] {
        let binary = folder.path().join("golden");
        compile("cc", &[standard], &source, &binary);
        let output = Command::new(&binary).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{standard}");
    }
}

#[test]
fn the_header_is_cpp_too() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("plugin.cpp");
    let text = "#include \"followback_plugin.h\"\nint main() { return followback_plugin(1) != nullptr; }\n\
        extern \"C\" const fb_plugin *followback_plugin(uint32_t) { return nullptr; }\n";
    std::fs::write(&source, text).unwrap();
    compile("c++", &["-std=c++11"], &source, &folder.path().join("plugin"));
}

/// A target on which structs are laid out in another way is stopped by the header itself.
#[test]
#[cfg(target_arch = "x86_64")]
fn another_layout_does_not_compile() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("narrow.c");
    std::fs::write(&source, "#include \"followback_plugin.h\"\n").unwrap();
    let check = |target: &str| {
        let mut command = Command::new("cc");
        command.args(["-std=c99", "-ffreestanding", "-fsyntax-only", target, "-I", HEADER]);
        command.arg(&source).output().unwrap()
    };
    assert!(check("-m64").status.success());
    let narrow = check("-m32");
    let words = String::from_utf8_lossy(&narrow.stderr).into_owned();
    assert!(!narrow.status.success() && words.contains("fb_golden_"), "{words}");
}
