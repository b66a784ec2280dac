//! A file of an archive: JSON that is assigned to a global. It is never run.

use serde_json::value::RawValue;

use crate::error::{Place, ReadError};
use crate::words::{json_fault, kind};

/// A file of an archive, with the place of the JSON in it.
pub(super) struct Script<'t> {
    file: &'t str,
    text: &'t str,
    start: usize,
    json: &'t str,
}

impl<'t> Script<'t> {
    /// Cuts off what stands before the JSON, and an optional `;` behind.
    pub(super) fn new(file: &'t str, text: &'t str) -> Result<Self, ReadError> {
        let blank = text.len() - text.trim_start().len();
        // Some tools save the JSON alone, under the old name.
        let start = if text[blank..].starts_with(['[', '{']) {
            blank
        } else {
            match text.find('=') {
                Some(equals) => equals + 1,
                None => return Err(no_start(file, text)),
            }
        };
        let json = text[start..].trim();
        let start = start + (text[start..].len() - text[start..].trim_start().len());
        Ok(Script { file, text, start, json: json.strip_suffix(';').unwrap_or(json).trim_end() })
    }

    /// The items of the list.
    pub(super) fn items(&self) -> Result<Vec<&'t RawValue>, ReadError> {
        serde_json::from_str(self.json).map_err(|error| self.fault(&error, "a list `[ … ]`"))
    }

    /// The object, for files that hold one instead of a list.
    pub(super) fn object(&self) -> Result<&'t RawValue, ReadError> {
        let raw: &RawValue =
            serde_json::from_str(self.json).map_err(|error| self.fault(&error, "an object `{ … }`"))?;
        if raw.get().starts_with('{') {
            return Ok(raw);
        }
        let place = Place::of_offset(self.file, self.text, self.start);
        let help = "restore the file from the archive".to_owned();
        Err(ReadError::Syntax {
            place,
            problem: format!("expected an object `{{ … }}`, found {}", kind(raw.get())),
            help,
        })
    }

    fn fault(&self, error: &serde_json::Error, whole: &str) -> ReadError {
        let place = Place::of_json(self.file, self.text, self.start, error);
        let message = json_fault(error);
        let (problem, help) = if error.is_eof() {
            let expected = match message.as_str() {
                "within a list" => "`,` or `]`",
                "within an object" => "`,` or `}`",
                "within a text" => "the end of a text",
                _ => "a value",
            };
            let help = "the file is cut off: unpack the archive again, or download it again";
            (format!("expected {expected}, found the end of the file"), help)
        } else if error.is_data() {
            (format!("expected {whole}, found {}", kind(self.json)), "restore the file from the archive")
        } else {
            (format!("this is no valid JSON: {message}"), "restore the file from the archive")
        };
        ReadError::Syntax { place, problem, help: help.to_owned() }
    }
}

fn no_start(file: &str, text: &str) -> ReadError {
    let found: String = text.trim_start().chars().take(20).collect();
    let found = if found.is_empty() { "an empty file".to_owned() } else { format!("`{found}`") };
    ReadError::Syntax {
        place: Place::of_offset(file, text, text.len() - text.trim_start().len()),
        problem: format!("expected `window.YTD.… = [`, found {found}"),
        help: "restore the file from the archive".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_items(text: &str) -> Result<usize, String> {
        Script::new("data/tweets.js", text).and_then(|s| s.items()).map(|i| i.len()).map_err(|e| e.to_string())
    }

    #[test]
    fn what_stands_around_the_json_does_not_matter() {
        for text in [
            "window.YTD.tweets.part0 = [ ]",
            "window.YTD.tweets.part0=[];",
            "Grailbird.data.tweets_2013_04 = \n []\n;\n",
            "[]",
            "\n [ ]",
        ] {
            assert_eq!(n_items(text), Ok(0), "{text}");
        }
        assert_eq!(n_items("[ {\"a\" : \"x = y\"} ]"), Ok(1));
        assert_eq!(n_items("window.YTD.x.part0 = [ 1, 2 ]"), Ok(2));
    }

    #[test]
    fn damage_is_told_with_its_place() {
        for (text, message) in [
            (
                "window.YTD.tweets.part0 = [\n  { \"tweet\" : {\n    \"id\" : \"1",
                "data/tweets.js:3:14: expected the end of a text, found the end of the file; the file is cut off: unpack the archive again, or download it again",
            ),
            (
                "window.YTD.tweets.part0 = [ {},",
                "data/tweets.js:1:32: expected a value, found the end of the file; the file is cut off: unpack the archive again, or download it again",
            ),
            (
                "window.YTD.tweets.part0 = [\n {}\n {} ]",
                "data/tweets.js:3:2: this is no valid JSON: expected `,` or `]`; restore the file from the archive",
            ),
            (
                "window.YTD.tweets.part0 = { }",
                "data/tweets.js:1:27: expected a list `[ … ]`, found an object; restore the file from the archive",
            ),
            (
                "  ",
                "data/tweets.js:1:3: expected `window.YTD.… = [`, found an empty file; restore the file from the archive",
            ),
            (
                "hello",
                "data/tweets.js:1:1: expected `window.YTD.… = [`, found `hello`; restore the file from the archive",
            ),
        ] {
            assert_eq!(n_items(text), Err(message.to_owned()), "{text}");
        }
    }
}
