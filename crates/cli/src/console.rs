//! Where results and remarks go.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::args::Color;
use crate::render::Style;
use crate::render::clean::Cleaned;

/// The standard streams, as commands see them.
pub(crate) struct Console {
    color: Color,
}

/// Columns of a report that does not go to a terminal.
const WIDTH: usize = 80;

impl Console {
    pub(crate) fn new(color: Color) -> Self {
        Console { color }
    }

    /// How to lay out text on the standard output.
    pub(crate) fn out_style(&self) -> Style {
        Style { color: self.colored(&io::stdout()), width: WIDTH }
    }

    /// How to lay out text on the standard error stream.
    pub(crate) fn err_style(&self) -> Style {
        Style { color: self.colored(&io::stderr()), width: WIDTH }
    }

    fn colored(&self, stream: &impl IsTerminal) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        }
    }

    /// Writes a text for people to the standard output. Packs and profiles are somebody else's text: what could reach the
    /// terminal as more than text is shown instead.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub(crate) fn tell(text: &str) -> anyhow::Result<()> {
        Self::print(Cleaned::lines(text).text())
    }

    /// Writes a result to the standard output.
    ///
    /// # Errors
    /// When it cannot be written. A closed pipe is [`io::ErrorKind::BrokenPipe`], which `main` ends quietly.
    pub(crate) fn print(text: &str) -> anyhow::Result<()> {
        Self::write(None, &[], text)
    }

    /// Writes a result to a file or to the standard output.
    ///
    /// # Errors
    /// As [`Console::print`] and [`Console::writer`].
    pub(crate) fn write(output: Option<&Path>, inputs: &[&Path], text: &str) -> anyhow::Result<()> {
        let mut writer = Self::writer(output, inputs)?;
        writer.write_all(text.as_bytes())?;
        writer.flush()?;
        Ok(())
    }

    /// A writer for a result: a file, or the standard output.
    ///
    /// # Errors
    /// When the file is one of the inputs or lies in one, which writing would destroy, or when it cannot be created.
    pub(crate) fn writer(output: Option<&Path>, inputs: &[&Path]) -> anyhow::Result<Box<dyn Write + Send>> {
        match output {
            Some(path) if path != Path::new("-") => {
                let shown = path.display();
                if let Some(target) = place(path)
                    && inputs
                        .iter()
                        .filter_map(|input| input.canonicalize().ok())
                        .any(|input| target.starts_with(input))
                {
                    bail!(
                        "`{shown}` is part of the input, and writing it would destroy that; name another file after `-o`"
                    );
                }
                let file = File::create(path).with_context(|| format!("cannot write `{shown}`"))?;
                Ok(Box::new(BufWriter::new(file)))
            }
            _ => Ok(Box::new(BufWriter::new(io::stdout()))),
        }
    }

    /// A remark on the standard error stream; a stream that is closed takes none.
    pub(crate) fn remark(text: &str) {
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "{}", text.trim_end());
    }
}

/// Where a file lies, or would lie.
fn place(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    })
}
