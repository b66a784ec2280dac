//! Plugins that behave, and plugins that do not: in this process, and in child processes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod both;
mod confined;
mod contracts;
mod crashes;
mod examples;
mod languages;
mod list;
mod loading;
mod processes;
mod protocol;
mod support;
mod trusted;
mod unwinding;
mod verify;
