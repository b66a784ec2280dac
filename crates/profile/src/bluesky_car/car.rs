//! A CAR file: a header that names the root, then blocks, each with its name.

use std::collections::HashMap;

use super::block;
use crate::tree::Tree;

/// The blocks of a CAR file.
pub(super) struct Car<'b> {
    /// The name of the root.
    pub(super) root: Vec<u8>,
    blocks: HashMap<&'b [u8], &'b [u8]>,
    /// The file ends within a block.
    pub(super) is_cut: bool,
}

/// Whether a file starts like a CAR.
pub(super) fn is_car(head: &[u8]) -> bool {
    let Some((length, rest)) = varint(head) else { return false };
    // A map of `roots` and `version`: the shorter key comes first.
    (16..1 << 16).contains(&length) && rest.get(1..7) == Some(b"\x65roots") && matches!(rest.first(), Some(0xa1 | 0xa2))
}

impl<'b> Car<'b> {
    /// Finds the blocks of a file; an error says what is wrong.
    pub(super) fn read(bytes: &'b [u8]) -> Result<Self, &'static str> {
        let (header, mut rest) = section(bytes).ok_or("its header is cut off")?;
        let header = block::decode(header).ok_or("its header is damaged")?;
        let Some(Tree::Link(root)) = header.get("roots").items().first() else {
            return Err("its header names no root");
        };
        let root = root.to_vec();
        let mut blocks = HashMap::new();
        let mut is_cut = false;
        while !rest.is_empty() {
            let Some((section, after)) = section(rest) else {
                is_cut = true;
                break;
            };
            rest = after;
            let Some(length) = cid_length(section) else {
                is_cut = true;
                break;
            };
            let (name, block) = section.split_at(length);
            blocks.entry(name).or_insert(block);
        }
        Ok(Car { root, blocks, is_cut })
    }

    /// The value of a block, if it is there and sound.
    pub(super) fn get(&self, name: &[u8]) -> Option<Tree<'static>> {
        self.blocks.get(name).and_then(|block| block::decode(block))
    }
}

/// A part that is preceded by its length, and what follows it.
fn section(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = varint(bytes)?;
    rest.split_at_checked(usize::try_from(length).ok()?)
}

/// The length of the name at the start of a block: version, kind, and a hash with its own kind and length.
fn cid_length(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(&[0x12, 0x20]) {
        return (bytes.len() >= 34).then_some(34);
    }
    let (_version, rest) = varint(bytes)?;
    let (_kind, rest) = varint(rest)?;
    let (_hash, rest) = varint(rest)?;
    let (size, rest) = varint(rest)?;
    let end = usize::try_from(size).ok()?.checked_add(bytes.len() - rest.len())?;
    (end <= bytes.len()).then_some(end)
}

/// A number in groups of seven bits, the lowest first, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}
