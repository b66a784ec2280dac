//! Plugins that behave, and plugins that do not: in this process, and in child processes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod both;
mod crashes;
mod examples;
mod loading;
mod processes;
mod support;
mod verify;
