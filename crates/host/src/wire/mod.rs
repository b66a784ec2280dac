//! Questions and answers as bytes, between a host and the child process in which a plugin runs.
//!
//! A frame is a header of 16 bytes (length of what follows, kind, version, request) and a body. Numbers are little-endian,
//! columns lie as in the C interface: validity, then values; texts as lengths and one run of bytes. Nothing that is read is
//! believed: lengths are checked against what is there, texts for UTF-8, counts against what was asked.

mod frame;
mod read;
mod write;

pub(crate) use frame::{Frame, Kind, MAX_BODY};
pub(crate) use read::{Garbled, Reader};
pub(crate) use write::Writer;

/// What stands before a value or a column.
const NONE: u8 = 0;
const BOOL: u8 = 1;
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;
const LIST: u8 = 5;

#[cfg(test)]
mod tests;
