//! The format of libraries on Linux and the BSDs, read as the system's loader does, before any code of theirs can run.

/// A file in the format of Linux and the BSDs, looked at as the loader does: by segments.
pub(super) struct Elf<'f> {
    file: &'f [u8],
}

const IS_WIDE: bool = usize::BITS == 64;
const WORD: usize = size_of::<usize>();
const LOAD: u32 = 1;
const DYNAMIC: u32 = 2;
const NAMES: usize = 5;
const LENGTH_OF_NAMES: usize = 10;
/// Machines by their numbers, as Rust calls them.
const MACHINES: [(u16, &str); 9] = [
    (3, "x86"),
    (8, "mips"),
    (21, "powerpc64"),
    (22, "s390x"),
    (40, "arm"),
    (62, "x86_64"),
    (183, "aarch64"),
    (243, "riscv64"),
    (258, "loongarch64"),
];

/// A part of the file, and where it is put in memory.
struct Segment {
    kind: u32,
    at: usize,
    address: usize,
    len: usize,
}

/// What a library says to the system's loader, as pairs of a tag and a value, and where its names lie in the file.
pub(super) struct Dynamic {
    pub(super) entries: Vec<(usize, usize)>,
    /// The place and the length of all names.
    names: Option<(usize, usize)>,
}

impl<'f> Elf<'f> {
    /// A file that is a library for this machine.
    ///
    /// # Errors
    /// What it is instead.
    pub(super) fn of(file: &'f [u8]) -> Result<Self, String> {
        let elf = Elf { file };
        match elf.otherwise() {
            Some(what) => Err(what),
            None => Ok(elf),
        }
    }

    /// What it is, if it is no library for this machine.
    fn otherwise(&self) -> Option<String> {
        let here = format!("{} bits, {}", usize::BITS, std::env::consts::ARCH);
        let starts = |start: &[u8]| self.file.starts_with(start);
        let other = |system: &str| Some(format!("it is a library for {system}; take the one for Linux ({here})"));
        if !starts(b"\x7FELF") {
            return match self.file.get(..4).unwrap_or_default() {
                [b'M', b'Z', ..] => other("Windows"),
                [0xCF | 0xCE, 0xFA, 0xED, 0xFE] | [0xCA, 0xFE, 0xBA, 0xBE] => other("macOS"),
                b"!<ar" => Some("it is a static library, which cannot be loaded; link a shared one".to_owned()),
                _ => Some("it is no library: it does not begin as one".to_owned()),
            };
        }
        let (class, order) = (if IS_WIDE { 2 } else { 1 }, if cfg!(target_endian = "little") { 1 } else { 2 });
        let machine = |(code, name): &(u16, &'static str)| (*name == std::env::consts::ARCH).then_some(*code);
        let ours = MACHINES.iter().find_map(machine);
        let is = self.array(18).map(if self.file.get(5) == Some(&1) { u16::from_le_bytes } else { u16::from_be_bytes });
        if self.file.get(4) != Some(&class)
            || self.file.get(5) != Some(&order)
            || ours.is_some_and(|ours| is != Some(ours))
        {
            let bits = if self.file.get(4) == Some(&2) { 64 } else { 32 };
            let machine = MACHINES.iter().find(|(code, _)| Some(*code) == is);
            let machine =
                machine.map_or_else(|| format!("machine number {}", is.unwrap_or(0)), |(_, name)| (*name).to_owned());
            return Some(format!("it is built for {bits} bits, {machine}; this machine has {here}"));
        }
        match self.half(16) {
            Some(1) => Some("it is an object file that was not linked; link it as a shared library".to_owned()),
            Some(2) => Some("it is a program, no shared library".to_owned()),
            _ => None,
        }
    }

    /// What it says to the loader; nothing if it cannot be found.
    pub(super) fn dynamic(&self) -> Option<Dynamic> {
        let segments = self.segments()?;
        let mut entries = Vec::new();
        let Some(dynamic) = segments.iter().rfind(|segment| segment.kind == DYNAMIC) else {
            return Some(Dynamic { entries, names: None });
        };
        for entry in (0..dynamic.len / (2 * WORD)).map(|n| dynamic.at + n * 2 * WORD) {
            match (self.word(entry)?, self.word(entry + WORD)?) {
                (0, _) => break,
                entry => entries.push(entry),
            }
        }
        let value = |tag| entries.iter().rfind(|(is, _)| *is == tag).map(|(_, value)| *value);
        let in_file = |address: usize| {
            let holds =
                |s: &&Segment| s.kind == LOAD && (s.address..s.address.saturating_add(s.len)).contains(&address);
            segments.iter().find(holds).map(|segment| segment.at + (address - segment.address))
        };
        let names = value(NAMES).and_then(in_file).map(|at| (at, value(LENGTH_OF_NAMES).unwrap_or(0)));
        Some(Dynamic { entries, names })
    }

    /// The name that lies so far behind the first one.
    pub(super) fn name_of(&self, dynamic: &Dynamic, offset: usize) -> Option<String> {
        self.name(dynamic.names?.0.checked_add(offset)?)
    }

    /// All names: of what it exports, of what it needs from others, and of those.
    pub(super) fn names(&self, dynamic: &Dynamic) -> impl Iterator<Item = String> {
        let (at, len) = dynamic.names.unwrap_or_default();
        let names = at.checked_add(len).and_then(|end| self.file.get(at..end)).unwrap_or_default();
        names.split(|&byte| byte == 0).map(|name| String::from_utf8_lossy(name).into_owned())
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
pub(crate) mod tests {
    use super::*;

    /// The shortest file that passes for a library of this machine.
    pub(crate) fn shortest() -> Vec<u8> {
        let mut file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        file.truncate(64);
        // Without segments.
        file[56..58].fill(0);
        file
    }

    #[test]
    fn what_is_no_library_of_this_machine_is_said_so() {
        let file = shortest();
        assert!(Elf::of(&file).is_ok());
        let with = |at: usize, bytes: &[u8]| {
            let mut file = file.clone();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            Elf::of(&file).err().unwrap_or_default()
        };
        let here = format!("this machine has {} bits, {}", usize::BITS, std::env::consts::ARCH);
        assert_eq!(with(18, &22u16.to_ne_bytes()), format!("it is built for 64 bits, s390x; {here}"));
        assert_eq!(with(18, &999u16.to_ne_bytes()), format!("it is built for 64 bits, machine number 999; {here}"));
        assert!(with(4, &[1]).starts_with("it is built for 32 bits, "));
        assert!(with(16, &1u16.to_ne_bytes()).contains("was not linked"));
        assert!(with(16, &2u16.to_ne_bytes()).contains("is a program"));
        assert!(with(0, b"MZ").contains("for Windows; take the one for Linux"));
        assert!(with(0, &[0xCF, 0xFA, 0xED, 0xFE]).contains("for macOS"));
        assert!(with(0, b"!<arch>").contains("static library"));
        for text in ["", "hello"] {
            assert!(Elf::of(text.as_bytes()).err().unwrap().contains("no library"), "{text}");
        }
    }
}
