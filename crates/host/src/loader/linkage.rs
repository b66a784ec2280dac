//! Which other libraries a library brings along, and where the system would look for them: read from its file, before any of
//! its code, or theirs, can run.

/// What a library says to the system's loader.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Linkage {
    /// Libraries that are loaded with it.
    needs: Vec<String>,
    /// Where they are looked for first: folders with colons between them.
    paths: Vec<String>,
}

/// Loaded with the program itself, long before any plugin.
const OF_THE_SYSTEM: [&str; 5] = ["libc.", "libm.", "libgcc_s.", "ld-linux", "ld-musl"];
/// Variables that put other libraries in the place of those that are meant.
const DETOURS: [&str; 2] = ["LD_LIBRARY_PATH", "LD_PRELOAD"];

impl Linkage {
    /// Reads the file of a library. A file that is no library of this machine says nothing; the system refuses it by itself.
    ///
    /// # Errors
    /// When what it says cannot be found in it.
    pub(crate) fn read(file: &[u8]) -> Result<Self, String> {
        let elf = Elf { file };
        if !elf.is_ours() {
            return Ok(Self::default());
        }
        elf.linkage().ok_or_else(|| "it is damaged: it does not say what it has to be linked with".to_owned())
    }

    /// Whether the libraries that it needs are the same ones from whatever folder the program is started.
    ///
    /// # Errors
    /// Which one is not, and how to mend it.
    pub(crate) fn check(&self) -> Result<(), String> {
        for folder in self.paths.iter().flat_map(|paths| paths.split(':')) {
            if !is_fixed(folder) {
                return Err(format!(
                    "it looks for other libraries in `{folder}`, which is another folder wherever followback is run; \
                     link it with an absolute path in `-rpath`, with `$ORIGIN`, or with none"
                ));
            }
        }
        match self.needs.iter().find(|name| name.contains('/') && !name.starts_with('/')) {
            Some(name) => Err(format!(
                "it needs the library `{name}`, which is another file wherever followback is run; link it by an absolute path, \
                 by its name alone, or into the plugin"
            )),
            None => Ok(()),
        }
    }

    /// Files and folders outside of the plugin's own from which other libraries come: whoever can change them decides what runs.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = &str> {
        let folders = self.paths.iter().flat_map(|paths| paths.split(':'));
        folders.chain(self.needs.iter().map(String::as_str)).filter(|path| path.starts_with('/'))
    }

    /// Whether nothing in the environment puts other libraries in the place of those that it needs.
    ///
    /// # Errors
    /// What does.
    pub(crate) fn check_environment(&self, is_set: impl Fn(&str) -> bool) -> Result<(), String> {
        let is_foreign = |name: &&String| !OF_THE_SYSTEM.iter().any(|known| name.starts_with(known));
        let Some(library) = self.needs.iter().find(is_foreign) else { return Ok(()) };
        match DETOURS.into_iter().find(|name| is_set(name)) {
            Some(detour) => Err(format!(
                "it needs the library `{library}`, and `{detour}` is set, so that another one could be loaded in its place; \
                 unset `{detour}`, or take `mode = \"in-process\"` out of its settings"
            )),
            None => Ok(()),
        }
    }
}

/// Whether a folder is the same one for every run: absolute, or at or below the plugin's own.
fn is_fixed(folder: &str) -> bool {
    let below = ["$ORIGIN", "${ORIGIN}"].into_iter().find_map(|origin| folder.strip_prefix(origin));
    match below {
        Some(below) => below.is_empty() || below.starts_with('/') && below.split('/').all(|part| part != ".."),
        None => folder.starts_with('/'),
    }
}

/// A file in the format of Linux and the BSDs, looked at as the loader does: by segments.
struct Elf<'f> {
    file: &'f [u8],
}

const IS_WIDE: bool = usize::BITS == 64;
const WORD: usize = size_of::<usize>();
const LOAD: u32 = 1;
const DYNAMIC: u32 = 2;

/// A part of the file, and where it is put in memory.
struct Segment {
    kind: u32,
    at: usize,
    address: usize,
    len: usize,
}

impl Elf<'_> {
    fn is_ours(&self) -> bool {
        let (class, order) = (if IS_WIDE { 2 } else { 1 }, if cfg!(target_endian = "little") { 1 } else { 2 });
        self.file.starts_with(&[0x7F, b'E', b'L', b'F', class, order])
    }

    fn linkage(&self) -> Option<Linkage> {
        let segments = self.segments()?;
        let mut linkage = Linkage::default();
        let Some(dynamic) = segments.iter().rfind(|segment| segment.kind == DYNAMIC) else { return Some(linkage) };
        let mut entries = Vec::new();
        for entry in (0..dynamic.len / (2 * WORD)).map(|n| dynamic.at + n * 2 * WORD) {
            match (self.word(entry)?, self.word(entry + WORD)?) {
                (0, _) => break,
                entry => entries.push(entry),
            }
        }
        let names = entries.iter().rfind(|(tag, _)| *tag == 5).map(|(_, address)| *address);
        let in_file = |address: usize| {
            let holds =
                |s: &&Segment| s.kind == LOAD && (s.address..s.address.saturating_add(s.len)).contains(&address);
            segments.iter().find(holds).map(|segment| segment.at + (address - segment.address))
        };
        for (tag, value) in entries {
            let into = match tag {
                // NEEDED, AUXILIARY and FILTER.
                1 | 0x7FFF_FFFD | 0x7FFF_FFFF => &mut linkage.needs,
                // RPATH and RUNPATH.
                15 | 29 => &mut linkage.paths,
                _ => continue,
            };
            into.push(self.name(in_file(names?)?.checked_add(value)?)?);
        }
        Some(linkage)
    }

    fn segments(&self) -> Option<Vec<Segment>> {
        let (table, size, count) = if IS_WIDE { (32, 54, 56) } else { (28, 42, 44) };
        let (table, size, count) = (self.word(table)?, self.half(size)?, self.half(count)?);
        let [at, address, len] = if IS_WIDE { [8, 16, 32] } else { [4, 8, 16] };
        let segment = |n: usize| {
            let start = table.checked_add(n * size)?;
            let word = |place| self.word(start.checked_add(place)?);
            let kind = u32::from_ne_bytes(self.array(start)?);
            let segment = Segment { kind, at: word(at)?, address: word(address)?, len: word(len)? };
            (segment.at.checked_add(segment.len)? <= self.file.len()).then_some(segment)
        };
        (0..count).map(segment).collect()
    }

    fn name(&self, at: usize) -> Option<String> {
        let rest = self.file.get(at..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    }

    fn half(&self, at: usize) -> Option<usize> {
        self.array(at).map(|bytes| usize::from(u16::from_ne_bytes(bytes)))
    }

    fn word(&self, at: usize) -> Option<usize> {
        self.array(at).map(usize::from_ne_bytes)
    }

    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.file.get(at..at.checked_add(N)?)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(needs: &[&str], paths: &[&str]) -> Linkage {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Linkage { needs: owned(needs), paths: owned(paths) }
    }

    #[test]
    fn folders_that_move_are_refused() {
        for fixed in ["/opt/lib", "$ORIGIN", "${ORIGIN}/lib", "/a:$ORIGIN/b"] {
            assert_eq!(with(&[], &[fixed]).check(), Ok(()), "{fixed}");
        }
        for moving in ["", ".", "lib", "/a:", ":/a", "$ORIGIN/../lib", "$ORIGINAL", "$LIB/x", "/a:lib"] {
            assert!(with(&[], &[moving]).check().is_err(), "{moving}");
        }
        assert!(with(&["./libhelper.so"], &[]).check().is_err());
        assert_eq!(with(&["libhelper.so", "/opt/libhelper.so"], &[]).check(), Ok(()));
    }

    #[test]
    fn the_environment_matters_where_other_libraries_are_needed() {
        let (alone, helped) =
            (with(&["libc.so.6", "ld-linux-x86-64.so.2"], &[]), with(&["libc.so.6", "libz.so.1"], &[]));
        assert_eq!(alone.check_environment(|_| true), Ok(()));
        assert_eq!(helped.check_environment(|_| false), Ok(()));
        let problem = helped.check_environment(|name| name == "LD_PRELOAD").unwrap_err();
        assert!(problem.contains("libz.so.1") && problem.contains("unset `LD_PRELOAD`"), "{problem}");
    }

    /// This program is linked as libraries are.
    #[test]
    #[cfg(target_os = "linux")]
    fn no_damage_ends_the_program() {
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(Linkage::read(&file).unwrap().needs.iter().any(|name| name.starts_with("libc.")));
        assert_eq!(Linkage::read(b"#!/bin/sh"), Ok(Linkage::default()));
        for end in 6..1000 {
            let _ = Linkage::read(&file[..end]);
        }
        let mut head = file[..4096.min(file.len())].to_vec();
        for at in 6..head.len() {
            let before = std::mem::replace(&mut head[at], 0xFF);
            let _ = Linkage::read(&head);
            head[at] = before;
        }
    }
}
