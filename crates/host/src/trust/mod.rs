//! Which plugins of others may be loaded, and from where.
//!
//! ```text
//! Package (a folder of an author) -Home::add-> plugins.lock, and a private copy named by its digest
//! Home::installed -> Installed, one for each entry of plugins.lock -start-> Plugin
//! ```
//!
//! Only what the user has added is known at all: nothing is found in the current folder, through the environment or a rule
//! file. What runs is the private copy, byte for byte what the user agreed to; a library that has changed since is refused.

mod digest;
mod error;
mod found;
mod guard;
mod home;
mod installed;
mod lock;
mod settings;
mod store;

pub use error::TrustError;
pub use found::{Found, Problem};
pub use guard::Unsafe;
pub use home::{Home, Offer};
pub use installed::Installed;
pub(crate) use installed::Pin;
pub use settings::{BundledRules, Mode, PluginSettings};
