//! Plugins of others, as the user meets them: added, asked, refused, removed.

mod author;
mod batch;
mod decoys;
mod engine;
mod guide;
mod support;
mod trust;
mod verify;
