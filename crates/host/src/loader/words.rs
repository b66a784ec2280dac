//! What the system's loader says, in words that tell what to do about it. Its own words stay in brackets.

use std::error::Error;

use followback_plugin::abi;

use super::elf::Elf;

/// Why a library was not loaded.
pub(super) fn told(error: &dyn Error) -> String {
    let text = whole(error);
    explained(&text).map_or_else(|| text.clone(), |words| format!("{words} ({text})"))
}

fn explained(text: &str) -> Option<String> {
    let after = |words: &str| {
        text.split_once(words).map(|(before, after)| (before.rsplit(": ").next().unwrap_or(before), after))
    };
    if let Some((library, rest)) = after(": version `") {
        let version = rest.split('\'').next()?;
        let newer = "it was built on a newer system; build it on one as old as this, or take a plugin that was";
        return Some(match version.strip_prefix("GLIBC_") {
            Some(wanted) => format!("it needs version {wanted} of the C library (glibc){}: {newer}", here()),
            None => format!("it needs `{version}` of `{library}`, which is older here: {newer}"),
        });
    }
    if let Some((_, symbol)) = text.split_once(": undefined symbol: ") {
        let symbol = symbol.split([',', ' ']).next()?;
        return Some(format!("it uses `{symbol}`, which no library that it names has; link the one that does"));
    }
    let (library, _) = after(": cannot open shared object file")?;
    Some(format!("it needs the library `{library}`, which is not found here; install it, or link it into the plugin"))
}

/// The version of the C library of this system.
fn here() -> String {
    #[cfg(target_env = "gnu")]
    {
        unsafe extern "C" {
            safe fn gnu_get_libc_version() -> *const std::ffi::c_char;
        }
        // SAFETY: it returns a text that stays.
        let version = unsafe { std::ffi::CStr::from_ptr(gnu_get_libc_version()) };
        format!(", and this system has {}", version.to_string_lossy())
    }
    #[cfg(not(target_env = "gnu"))]
    String::new()
}

/// That a library does not export the function that every plugin has; one that is nearly called so is named.
pub(super) fn no_entry(file: &[u8]) -> String {
    let entry = abi::ENTRY;
    let elf = Elf::of(file).ok();
    let dynamic = elf.as_ref().and_then(Elf::dynamic);
    let names: Vec<String> = elf.iter().zip(&dynamic).flat_map(|(elf, dynamic)| elf.names(dynamic)).collect();
    let mangled = names.iter().find(|name| name.contains(entry) && *name != entry);
    let hint = match (mangled, followback_core::nearest(entry, names.iter().map(String::as_str))) {
        (Some(name), _) if name.starts_with("_Z") => {
            format!("; it has `{name}`, as C++ calls it: FB_EXPORT belongs before its definition")
        }
        (Some(name), _) => format!("; it has `{name}`"),
        (None, Some(near)) => format!("; it has `{near}`"),
        (None, None) => String::new(),
    };
    format!(
        "it has no function `{entry}`{hint}: in Rust, `export_plugin!` and `crate-type = [\"cdylib\"]` make one; in C, FB_EXPORT"
    )
}

/// An error with everything that lies behind it: the loader's own words come last.
fn whole(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_what_to_do() {
        let said = |text| explained(text).unwrap_or_default();
        let glibc = said("dlopen failed: /lib/libc.so.6: version `GLIBC_9.99' not found (required by /a/lib.so)");
        assert!(glibc.starts_with("it needs version 9.99 of the C library (glibc)"), "{glibc}");
        assert!(cfg!(not(target_env = "gnu")) || glibc.contains("this system has 2."), "{glibc}");
        let other = said("dlopen failed: /lib/libstdc++.so.6: version `GLIBCXX_9' not found (required by /a/lib.so)");
        assert!(other.starts_with("it needs `GLIBCXX_9` of `/lib/libstdc++.so.6`, which is older here"), "{other}");
        let absent = said("dlopen failed: libx.so: cannot open shared object file: No such file or directory");
        assert!(absent.starts_with("it needs the library `libx.so`, which is not found here; install it"), "{absent}");
        let symbol = said("dlopen failed: /a/lib.so: undefined symbol: nowhere_fn, version V1");
        assert_eq!(symbol, "it uses `nowhere_fn`, which no library that it names has; link the one that does");
        assert_eq!(said("dlopen failed: /a/lib.so: cannot read file data"), "");
    }
}
