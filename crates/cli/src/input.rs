//! Where a profile comes from, and the time it is judged at.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use followback_profile::{Format, Input, MAX_PICTURE, Options, Profile, read, read_handle};

use crate::args::InputArgs;

/// The sample profile of `--demo`.
const DEMO: &str = include_str!("demo.toml");
/// The day the sample profile was exported.
const DEMO_NOW: i64 = 1_776_067_200;

/// Parses `--input-format`.
pub(crate) fn format(text: &str) -> Result<Format, String> {
    Format::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|f| f.name()).collect();
        format!("one of: {}", names.join(", "))
    })
}

/// Parses `--now`: a time with its offset, or a date.
pub(crate) fn time(text: &str) -> Result<i64, String> {
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Ok(stamp.as_second());
    }
    let date =
        text.parse::<jiff::civil::Date>().map_err(|_| "a time such as 2026-11-20T12:00:00Z, or a date".to_owned())?;
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|error| error.to_string())?;
    Ok(zoned.timestamp().as_second())
}

/// The clock, in seconds since 1970 UTC. Read once for each run.
pub(crate) fn clock() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Reads the profile that the arguments name.
///
/// # Errors
/// When there is no input, or it cannot be read as a profile.
pub(crate) fn profile(args: &InputArgs, schema: &followback_core::Schema) -> anyhow::Result<Profile<'static>> {
    let path = args
        .input
        .as_deref()
        .context("no profile was named; give a file, a folder, `-` for the standard input, or `--demo`")?;
    let options = Options { format: args.input_format, now: args.now, ..Options::new(schema, clock()) };
    let input = open(path);
    Ok(match &args.handle {
        Some(handle) => read_handle(input, handle, &options)?,
        None => read(input, &options)?,
    })
}

/// The sample profile.
///
/// # Errors
/// Never, as tests show.
pub(crate) fn demo(args: &InputArgs, schema: &followback_core::Schema) -> anyhow::Result<Profile<'static>> {
    let options =
        Options { format: Some(Format::Native), now: args.now.or(Some(DEMO_NOW)), ..Options::new(schema, DEMO_NOW) };
    Ok(read(Input::bytes("the sample profile", DEMO), &options)?)
}

/// The input that a path names; `-` is the standard input.
pub(crate) fn open(path: &Path) -> Input {
    if path == Path::new("-") { Input::stream("<stdin>", std::io::stdin()) } else { Input::path(path) }
}

/// The file of a picture.
///
/// # Errors
/// When it cannot be read, or no picture is that large.
pub(crate) fn picture(path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_PICTURE + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read the picture `{shown}`"))?;
    if bytes.len() as u64 > MAX_PICTURE {
        bail!("`{shown}` has more than {} MiB, which no network takes as a profile picture", MAX_PICTURE >> 20);
    }
    Ok(bytes)
}
