//! The child process of a plugin, as a program of its own: what the tests of this crate start. The `followback` command does
//! the same by a hidden subcommand.

fn main() -> std::process::ExitCode {
    followback_host::serve()
}
