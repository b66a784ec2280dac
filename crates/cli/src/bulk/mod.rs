//! Working through an input of any size: in batches, on several threads, in order, in bounded memory.
//!
//! [`Chunks`] cuts a stream into batches of whole lines, [`mod@ordered`] works on batches on several threads and hands the results
//! on in the order of the input. No more than a few batches for each thread exist at a time.

mod chunks;
mod memory;
mod ordered;

pub(crate) use chunks::{Chunk, Chunks};
pub(crate) use ordered::ordered;

/// A profile of so many posts, or several that have as many together, takes much room: it is worked on by itself, and its buffers are
/// not kept.
pub(crate) const MANY_POSTS: usize = 1_000;
