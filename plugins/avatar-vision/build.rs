//! Finds the model of the face detector inside of the `rustface` crate, where its authors ship it, and puts it where the
//! library can embed it, beside the notice that its licence asks to be reproduced.
//!
//! The folder of a dependency is known to cargo alone, so cargo is asked: first of what lies on this machine, which needs no
//! network. Where that does not do it is asked again, with the network: cargo wants all packages of the workspace to tell of one,
//! and a first build has fetched only those that it compiles, which the packages of tests are not.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

const MODEL: &str = "model/seeta_fd_frontal_v1.0.bin";
const NOTICE: &str = "LICENSE";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.toml");
    let crate_dir = rustface()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for (from, to) in [(MODEL, "faces.bin"), (NOTICE, "faces.license")] {
        let from = crate_dir.join(from);
        fs::copy(&from, out.join(to)).map_err(|error| format!("cannot copy `{}`: {error}", from.display()))?;
    }
    Ok(())
}

/// The folder of the `rustface` that this build uses.
fn rustface() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let mut output = metadata(&["--offline"])?;
    if !output.status.success() {
        output = metadata(&["--locked"])?;
    }
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let told: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = told["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "rustface")
        .and_then(|package| package["manifest_path"].as_str())
        .ok_or("cargo metadata does not list `rustface`")?;
    Ok(Path::new(manifest).parent().ok_or("`rustface` has no folder")?.to_path_buf())
}

/// What cargo says of the packages that a build for this target can use.
fn metadata(how: &[&str]) -> Result<Output, Box<dyn std::error::Error>> {
    let output = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--filter-platform"])
        .arg(env::var("TARGET")?)
        .args(how)
        .current_dir(env::var("CARGO_MANIFEST_DIR")?)
        .output()?;
    Ok(output)
}
