//! The results of a run as `JUnit` XML, which CI services show. Written by hand: it is five elements, and a library for them
//! would bring a clock and random numbers along.

use std::fmt::Write as _;

use super::{FixtureLine, TestLine, TestReport};

/// One suite a rule, one for the fixtures; times are left out, so that equal runs are equal files.
pub(crate) fn junit(report: &TestReport) -> String {
    let mut suites = String::new();
    let mut all = Counts::default();
    for tests in report.tests.chunk_by(|a, b| a.rule == b.rule) {
        let mut suite = Suite::default();
        for line in tests {
            suite.test(line);
        }
        all.add(suite.write(&mut suites, &tests[0].rule));
    }
    let mut fixtures = Suite::default();
    for line in &report.fixtures {
        fixtures.fixture(line);
    }
    for stray in &report.strays {
        fixtures.case(&stray.file, None, Some(("failure", &stray.problem, "")));
    }
    if fixtures.counts.tests > 0 {
        all.add(fixtures.write(&mut suites, "profiles"));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"followback\" {all}>\n{suites}</testsuites>\n"
    )
}

#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { tests, failures, skipped } = self;
        write!(f, "tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
    }
}

#[derive(Default)]
struct Suite {
    cases: String,
    counts: Counts,
}

impl Suite {
    fn test(&mut self, line: &TestLine) {
        let place = format!("{}:{}:{}", line.place.file, line.place.line, line.place.column);
        let message = line.message.as_deref().unwrap_or("");
        let details = std::iter::once(place.as_str()).chain(line.help.iter().map(String::as_str));
        let details = details.collect::<Vec<_>>().join("\n");
        let result = match line.verdict.as_str() {
            "failed" => Some(("failure", message, details.as_str())),
            "todo" => Some(("skipped", line.todo.as_deref().unwrap_or("todo"), "")),
            _ => None,
        };
        self.case(&line.name, Some(line), result);
    }

    fn fixture(&mut self, line: &FixtureLine) {
        let details = line.diff.clone().unwrap_or_else(|| line.help.join("\n"));
        let message = match line.state.as_str() {
            "same" => None,
            "changed" => Some("the snapshot says otherwise"),
            "new" => Some("there is no snapshot yet"),
            _ => Some(line.message.as_deref().unwrap_or("")),
        };
        self.case(&line.name, None, message.map(|message| ("failure", message, details.as_str())));
    }

    /// A case; `result` is the element in it, its message, and what stands in that.
    fn case(&mut self, name: &str, test: Option<&TestLine>, result: Option<(&str, &str, &str)>) {
        let class = test.map_or("profiles", |line| line.rule.as_str());
        let file = test.map_or(String::new(), |line| {
            format!(" file=\"{}\" line=\"{}\"", escaped(&line.place.file), line.place.line)
        });
        let _ = write!(self.cases, "    <testcase name=\"{}\" classname=\"{}\"{file}", escaped(name), escaped(class));
        let _ = match result {
            None => writeln!(self.cases, "/>"),
            Some((element, message, details)) => writeln!(
                self.cases,
                ">\n      <{element} message=\"{}\">{}</{element}>\n    </testcase>",
                escaped(message),
                escaped(details)
            ),
        };
        self.counts.tests += 1;
        self.counts.failures += usize::from(result.is_some_and(|(element, ..)| element == "failure"));
        self.counts.skipped += usize::from(result.is_some_and(|(element, ..)| element == "skipped"));
    }

    fn write(self, out: &mut String, name: &str) -> Counts {
        let _ = writeln!(out, "  <testsuite name=\"{}\" {}>\n{}  </testsuite>", escaped(name), self.counts, self.cases);
        self.counts
    }
}

/// Text for an element or an attribute; what XML cannot hold at all is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
