//! Why an input could not be read.

use std::fmt;
use std::io;
use std::path::Path;

use crate::words::json_fault;

/// A place in a file, for people: line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user knows it; inside an archive the path of the member is added.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Place {
    /// The place `offset` bytes into `text`.
    pub(crate) fn of_offset(file: &str, text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place { file: file.to_owned(), line, column }
    }

    /// The place that a JSON parser names as line and column (in bytes) of `json`, which starts `skipped` bytes into `text`.
    pub(crate) fn of_json(file: &str, text: &str, skipped: usize, error: &serde_json::Error) -> Self {
        let json = &text[skipped..];
        let lines_before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        // The parser's column is the number of bytes it has taken from the line, the last of them at fault.
        let at_end = error.is_eof() || error.column() == 0;
        let column = if at_end { error.column() } else { error.column() - 1 };
        Place::of_offset(file, text, skipped + (lines_before + column).min(json.len()))
    }
}

/// Why an input could not be read. Each message names the file and place, what was expected and found, and how to mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing is there.
    #[error("`{path}` does not exist; check the spelling and the folder you are in")]
    Missing {
        /// What was looked for.
        path: String,
    },
    /// The system refuses.
    #[error("`{path}` may not be read (permission denied); change its permissions or copy it to a folder of yours")]
    Denied {
        /// What was refused.
        path: String,
    },
    /// Reading failed.
    #[error("`{path}` could not be read: {source}")]
    Io {
        /// What was read.
        path: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A file without content.
    #[error("`{name}` is empty; expected {expected}")]
    Empty {
        /// The file.
        name: String,
        /// What could have been there.
        expected: String,
    },
    /// Something that no reader takes.
    #[error("`{name}` is not a profile that can be read: it looks like {looks_like}; expected {expected}")]
    NotAProfile {
        /// The file or folder.
        name: String,
        /// What it seems to be.
        looks_like: String,
        /// What could have been there.
        expected: String,
    },
    /// A format was forced that this input does not have.
    #[error(
        "`{name}` was to be read as `{format}`, but it looks like {looks_like}; leave the format out to have it recognised"
    )]
    WrongFormat {
        /// The file or folder.
        name: String,
        /// The forced format.
        format: &'static str,
        /// What it seems to be.
        looks_like: String,
    },
    /// The format is one that is read, but there is nobody in it.
    #[error("`{name}` is {format}, but holds no profile")]
    NoProfile {
        /// The file.
        name: String,
        /// What it is.
        format: &'static str,
    },
    /// There are several profiles where one is wanted.
    #[error(
        "`{name}` holds {n} profiles: {found}; choose one of them by its handle with `--handle`, or give all of them to `triage`"
    )]
    ManyProfiles {
        /// The file.
        name: String,
        /// How many.
        n: usize,
        /// The first handles.
        found: String,
    },
    /// The wanted profile is not among those of the input.
    #[error("`{name}` holds no profile of `{handle}`; it holds {found}")]
    NoSuchHandle {
        /// The file.
        name: String,
        /// What was looked for.
        handle: String,
        /// The first handles that are there.
        found: String,
    },
    /// One of many values is of another kind than the rest.
    #[error("{place}: this looks like {found}, where {expected} belong; take it out, or give it as a file of its own")]
    OddRecord {
        /// The file, and where in it.
        place: String,
        /// What the file holds.
        expected: &'static str,
        /// What the value seems to be.
        found: String,
    },
    /// Several archives in one folder.
    #[error("`{name}` holds more than one archive ({found}); give one of them")]
    ManyArchives {
        /// The folder or zip.
        name: String,
        /// The archives in it.
        found: String,
    },
    /// The text is not of its format: cut off, or damaged.
    #[error("{place}: {problem}; {help}")]
    Syntax {
        /// Where the fault shows.
        place: Place,
        /// What was expected and found.
        problem: String,
        /// How to mend it.
        help: String,
    },
    /// A field of a profile file is wrong.
    #[error("{place}: {problem}{}", help.as_ref().map(|h| format!("; {h}")).unwrap_or_default())]
    Field {
        /// Where.
        place: Place,
        /// The field, such as `posts[3].likes`.
        field: String,
        /// What was expected and found; names the field.
        problem: String,
        /// How to mend it.
        help: Option<String>,
    },
    /// The bytes are no text.
    #[error("`{file}`, byte {offset}: not UTF-8; save the file as UTF-8 (or UTF-16 with a byte order mark)")]
    Encoding {
        /// The file.
        file: String,
        /// The first byte that does not fit, from 0.
        offset: usize,
    },
    /// More than is reasonable.
    #[error("`{file}` is too large: {problem}; {help}")]
    TooLarge {
        /// The file or member.
        file: String,
        /// Size and limit.
        problem: String,
        /// What to do about it.
        help: String,
    },
    /// A zip that is cut off or damaged.
    #[error("`{file}`: {problem}; {help}")]
    Zip {
        /// The zip or its member.
        file: String,
        /// What was expected and found.
        problem: String,
        /// How to mend it.
        help: String,
    },
    /// A file that is no text, cut off or damaged.
    #[error("`{file}` is damaged: {problem}; {help}")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
        /// How to mend it.
        help: String,
    },
    /// A member needs a password.
    #[error("`{file}` is encrypted; unzip it with its password and give the folder")]
    Encrypted {
        /// The member.
        file: String,
    },
    /// A link leads out of the archive.
    #[error("`{file}` leads out of the archive and is not read; put the file itself in its place")]
    Outside {
        /// The member.
        file: String,
    },
    /// A pipe, socket, device or folder stands where a file should.
    #[error("`{file}` is no regular file and is not read; put a plain copy of it in its place")]
    Irregular {
        /// The member.
        file: String,
    },
}

impl ReadError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        ReadError::named_io(&path.display().to_string(), source)
    }

    pub(crate) fn named_io(name: &str, source: io::Error) -> Self {
        let path = name.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => ReadError::Missing { path },
            io::ErrorKind::PermissionDenied => ReadError::Denied { path },
            _ => ReadError::Io { path, source },
        }
    }

    /// JSON that is damaged, in words.
    pub(crate) fn json(file: &str, text: &str, error: &serde_json::Error, help: &str) -> Self {
        let message = json_fault(error);
        let problem = if error.is_eof() {
            format!("the JSON ends too early ({message})")
        } else {
            format!("this is no valid JSON: {message}")
        };
        ReadError::Syntax { place: Place::of_json(file, text, 0, error), problem, help: help.to_owned() }
    }

    /// The place of the fault, where there is one.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            ReadError::Syntax { place, .. } | ReadError::Field { place, .. } => Some(place),
            _ => None,
        }
    }

    /// The same error in a file of which the text that was read is only a part, `lines` lines into it.
    #[must_use]
    pub fn moved_down(mut self, lines: usize) -> Self {
        if let ReadError::Syntax { place, .. } | ReadError::Field { place, .. } = &mut self {
            place.line += lines;
        }
        self
    }
}
