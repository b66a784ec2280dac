//! Which other libraries a library brings along, and where the system would look for them: read from its file, before any of
//! its code, or theirs, can run.

use std::path::{Path, PathBuf};

use super::elf::Elf;

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
    /// Reads the file of a library.
    ///
    /// # Errors
    /// When it is none of this machine, or is damaged.
    pub(crate) fn read(file: &[u8]) -> Result<Self, String> {
        let elf = Elf::of(file)?;
        Self::of(&elf).ok_or_else(|| "it is damaged: it does not say what it has to be linked with".to_owned())
    }

    fn of(elf: &Elf<'_>) -> Option<Self> {
        let mut linkage = Linkage::default();
        let dynamic = elf.dynamic()?;
        for (tag, value) in &dynamic.entries {
            let into = match tag {
                // NEEDED, AUXILIARY and FILTER.
                1 | 0x7FFF_FFFD | 0x7FFF_FFFF => &mut linkage.needs,
                // RPATH and RUNPATH.
                15 | 29 => &mut linkage.paths,
                _ => continue,
            };
            into.push(elf.name_of(&dynamic, *value)?);
        }
        Some(linkage)
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
                     link it with an absolute path in `-rpath`, or with none"
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

    /// Whether it does without libraries that lie beside it, in `folder`: a plugin runs as a private copy, which has nothing beside.
    ///
    /// # Errors
    /// Which one it needs, and how to mend it.
    pub(crate) fn check_alone(&self, folder: &Path) -> Result<(), String> {
        let folders = || self.paths.iter().flat_map(|paths| paths.split(':'));
        let own =
            folders().filter_map(|path| below_origin(path)).map(|below| folder.join(below.trim_start_matches('/')));
        let own: Vec<PathBuf> = own.chain([folder.to_owned()]).collect();
        let elsewhere: Vec<PathBuf> = folders().map(PathBuf::from).chain(folders_of_the_system()).collect();
        let lies_in =
            |folders: &[PathBuf], name: &str| folders.iter().map(|folder| folder.join(name)).find(|file| file.exists());
        let beside = self.needs.iter().filter(|name| !name.contains('/') && lies_in(&elsewhere, name).is_none());
        match beside.into_iter().find_map(|name| Some((name, lies_in(&own, name)?))) {
            Some((name, file)) => Err(format!(
                "it needs the library `{name}`, which lies beside it (`{}`), and a plugin runs as a private copy that has nothing \
                 beside it; link `{name}` into the plugin, or install it for the whole system",
                file.display()
            )),
            None => Ok(()),
        }
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
    match below_origin(folder) {
        Some(below) => below.is_empty() || below.starts_with('/') && below.split('/').all(|part| part != ".."),
        None => folder.starts_with('/'),
    }
}

/// The rest of a path that begins with the plugin's own folder.
fn below_origin(path: &str) -> Option<&str> {
    ["$ORIGIN", "${ORIGIN}"].into_iter().find_map(|origin| path.strip_prefix(origin))
}

/// Where systems keep libraries.
fn folders_of_the_system() -> impl Iterator<Item = PathBuf> {
    let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
    let roots = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    roots.into_iter().flat_map(move |root| [root.join(&triple), root])
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
    fn what_lies_beside_a_library_would_not_be_found() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("lib")).unwrap();
        for file in ["libbeside.so", "lib/libbelow.so", "libc.so.6"] {
            std::fs::write(folder.path().join(file), "").unwrap();
        }
        let check = |needs: &[&str], paths: &[&str]| with(needs, paths).check_alone(folder.path());
        assert_eq!(check(&["libc.so.6", "libnowhere.so"], &["$ORIGIN", "$ORIGIN/lib"]), Ok(()));
        assert_eq!(check(&["libbelow.so"], &[]), Ok(()), "it is not looked for there");
        for (name, paths) in
            [("libbeside.so", &[][..]), ("libbeside.so", &["$ORIGIN"]), ("libbelow.so", &["/a:$ORIGIN/lib"])]
        {
            let problem = check(&[name], paths).unwrap_err();
            assert!(problem.contains(&format!("`{name}`, which lies beside it")), "{problem}");
        }
        let elsewhere = folder.path().join("lib");
        assert_eq!(check(&["libbelow.so"], &[&format!("$ORIGIN/lib:{}", elsewhere.display())]), Ok(()));
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
