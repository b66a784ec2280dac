//! A plugin in Rust that panics where it is asked to: the tests compile it with `--cfg` to panic elsewhere.
#![forbid(unsafe_code)]

use followback_plugin::{Cx, Error, Host, Plugin, export_plugin, facts, inputs};

inputs! {
    /// What is read.
    pub struct Input {
        bio: &'a str = "bio", "a text";
    }
}

facts! {
    /// What is supplied.
    pub struct Facts {
        length: i64 = "length", "bytes";
    }
}

/// A value that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("the payload itself");
    }
}

/// The plugin.
pub struct Panics;

impl Plugin for Panics {
    type Config = ();
    type Input<'a> = Input<'a>;
    type Facts = Facts;

    fn open((): (), _: &Host) -> Result<Self, Error> {
        assert!(!cfg!(panic_in_open), "no good start");
        Ok(Panics)
    }

    fn eval(&mut self, row: Input<'_>, cx: &Cx<'_>) -> Result<Facts, Error> {
        let _ = cx;
        match row.bio {
            "panic" => panic!("cannot stand {:?}", row.bio),
            "bomb" => std::panic::panic_any(Bomb),
            _ => Ok(Facts { length: Some(i64::try_from(row.bio.len())?) }),
        }
    }
}

impl Drop for Panics {
    fn drop(&mut self) {
        assert!(!cfg!(panic_in_close), "no good end");
    }
}

export_plugin!(Panics, id = "panics");
