//! Memory that a plugin is given for its answers, until the call returns.

use std::ffi::c_void;
use std::mem::size_of;
use std::ptr;

use followback_plugin::abi;

/// First piece; each next one is twice as long.
const FIRST: usize = 64 << 10;

#[derive(Debug, Default)]
pub(super) struct Arena {
    pieces: Vec<Piece>,
    taken: usize,
    /// It was asked for more than there is.
    is_short: bool,
}

#[derive(Debug)]
struct Piece {
    memory: Box<[u128]>,
    used: usize,
}

impl Piece {
    fn size(&self) -> usize {
        self.memory.len() * size_of::<u128>()
    }

    fn start(&self) -> *const u8 {
        self.memory.as_ptr().cast()
    }

    /// Where a range that was handed out begins, if it is one.
    fn offset(&self, at: *const u8, len: usize) -> Option<usize> {
        let offset = at.addr().checked_sub(self.start().addr())?;
        (offset.checked_add(len)? <= self.used).then_some(offset)
    }
}

impl Arena {
    /// Most memory of a call.
    pub(super) const LIMIT: usize = 64 << 20;

    /// Whether it was asked for more than there is.
    pub(super) fn is_short(&self) -> bool {
        self.is_short
    }

    /// Memory for `size` bytes; null when there is none left, or the alignment is none of the interface.
    pub(super) fn alloc(&mut self, size: u64, align: u64) -> *mut c_void {
        let (Ok(size), Ok(align)) = (usize::try_from(size), usize::try_from(align)) else { return ptr::null_mut() };
        if !align.is_power_of_two() || align > align_of::<u128>() {
            return ptr::null_mut();
        }
        // What is left out before it is taken as well.
        let takes = |piece: &Piece| {
            let end = piece.used.next_multiple_of(align).checked_add(size).filter(|end| *end <= piece.size());
            end.map(|end| end - piece.used)
        };
        let here = self.pieces.last().and_then(takes);
        if here.unwrap_or(size) > Self::LIMIT.saturating_sub(self.taken) {
            self.is_short = true;
            return ptr::null_mut();
        }
        if here.is_none() {
            let next = self.pieces.last().map_or(FIRST, |piece| piece.size() * 2).min(Self::LIMIT).max(size);
            let memory = vec![0u128; next.div_ceil(size_of::<u128>())].into_boxed_slice();
            self.pieces.push(Piece { memory, used: 0 });
        }
        let Some(piece) = self.pieces.last_mut() else { return ptr::null_mut() };
        let start = piece.used.next_multiple_of(align);
        self.taken += size + start - piece.used;
        piece.used = start + size;
        // SAFETY: the range lies inside of the piece.
        unsafe { piece.memory.as_mut_ptr().cast::<u8>().add(start).cast() }
    }

    /// The bytes that a plugin points to, if it was given them.
    pub(super) fn bytes(&self, text: abi::Str) -> Option<&[u8]> {
        let len = usize::try_from(text.len).ok()?;
        if len == 0 {
            return Some(&[]);
        }
        self.pieces.iter().rev().find_map(|piece| {
            let offset = piece.offset(text.ptr, len)?;
            // SAFETY: the range lies inside of the piece, whose memory starts as zeros.
            Some(unsafe { std::slice::from_raw_parts(piece.start().add(offset), len) })
        })
    }

    /// The items of a list that a plugin points to, if it was given their memory.
    pub(super) fn items(&self, list: abi::List) -> Option<Vec<abi::Str>> {
        let len = usize::try_from(list.len).ok()?;
        let bytes =
            self.bytes(abi::Str { ptr: list.items.cast(), len: len.checked_mul(size_of::<abi::Str>())? as u64 })?;
        // A text is a pointer and a length; the memory may not be aligned for them.
        let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_ne_bytes);
        let item = |bytes: &[u8]| {
            let (ptr, len) = bytes.split_at(size_of::<u64>());
            let ptr = ptr::with_exposed_provenance(usize::try_from(word(ptr)).unwrap_or(0));
            abi::Str { ptr, len: word(len) }
        };
        Some(bytes.chunks_exact(size_of::<abi::Str>()).map(item).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_handed_out_can_be_read() {
        let mut arena = Arena::default();
        let at = arena.alloc(5, 1).cast::<u8>();
        assert_eq!(arena.bytes(abi::Str { ptr: at, len: 5 }), Some(&[0; 5][..]));
        for (offset, len) in [(0, 6), (1, 5), (0, u64::MAX), (0, 1 << 63)] {
            assert_eq!(arena.bytes(abi::Str { ptr: at.wrapping_add(offset), len }), None);
        }
        assert_eq!(arena.bytes(abi::Str { ptr: [1u8, 2].as_ptr(), len: 2 }), None);
        assert_eq!(arena.bytes(abi::Str { ptr: ptr::null(), len: 1 }), None);
        assert_eq!(arena.bytes(abi::Str { ptr: ptr::null(), len: 0 }), Some(&[][..]));
    }

    #[test]
    fn the_limit_holds() {
        let mut arena = Arena::default();
        assert!(!arena.alloc(Arena::LIMIT as u64 - 100, 1).is_null());
        assert!(!arena.is_short() && arena.alloc(200, 1).is_null() && arena.is_short());
        assert!(!arena.alloc(50, 1).is_null());
        assert!(arena.alloc(u64::MAX, 1).is_null());
        let mut arena = Arena::default();
        assert!(!arena.alloc(33 << 20, 1).is_null() && !arena.alloc(1, 1).is_null());
        assert!(arena.alloc((31 << 20) - 1, 16).is_null(), "with what is left out before it, it is too much");
        assert!(arena.alloc(200 << 20, 1).is_null());
        assert!(!arena.alloc((31 << 20) - 1, 1).is_null() && arena.alloc(1, 1).is_null());
        assert!(arena.alloc(1, 3).is_null() && arena.alloc(1, 32).is_null());
    }

    #[test]
    fn memory_is_aligned_and_apart() {
        let mut arena = Arena::default();
        let first = arena.alloc(3, 1).addr();
        let second = arena.alloc(16, 16).addr();
        assert_eq!(second % 16, 0);
        assert!(second >= first + 3);
    }
}
