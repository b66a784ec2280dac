//! `plugins.toml`: how the plugins that were added are run. Written by the user alone; what is left out has its usual value.
//!
//! ```toml
//! [word-count]
//! mode = "isolated"       # or "in-process"
//! rules = "all"           # turns the bundled rules on; without it they are off until enabled one by one
//! timeout_ms = 10000
//! max_breaks = 25         # over so many rows of some profiles that are read together it may break
//! [word-count.config]     # the plugin's own settings
//! min = 3
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use crate::isolated::Isolation;

/// How one plugin is run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginSettings {
    /// Where it runs.
    #[serde(default)]
    pub mode: Mode,
    /// Whether its rules are on.
    #[serde(default)]
    pub rules: BundledRules,
    timeout_ms: Option<u64>,
    open_timeout_ms: Option<u64>,
    memory_mib: Option<u64>,
    max_breaks: Option<u32>,
    #[serde(default)]
    config: toml::Table,
}

/// Where a plugin runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// In a process of its own.
    #[default]
    Isolated,
    /// In the process of the program: faster for many small facts, but whatever the plugin does it does to the whole run.
    InProcess,
}

impl Mode {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Mode::Isolated => "isolated",
            Mode::InProcess => "in-process",
        }
    }
}

/// Whether the rules that a plugin brings along are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BundledRules {
    /// Each one is off until the settings of the rules turn it on.
    #[default]
    Off,
    /// All are on.
    All,
}

impl PluginSettings {
    /// The plugin's own settings, as JSON.
    pub(super) fn config_json(&self) -> String {
        // A table of TOML is always JSON.
        serde_json::to_string(&self.config).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Limits of its process.
    pub(super) fn limits(&self, usual: Isolation) -> Isolation {
        let time = |ms: Option<u64>, usual| ms.map_or(usual, Duration::from_millis);
        Isolation {
            timeout: time(self.timeout_ms, usual.timeout),
            open_timeout: time(self.open_timeout_ms, usual.open_timeout),
            memory: self.memory_mib.map_or(usual.memory, |mib| Some(mib.saturating_mul(1 << 20))),
            max_breaks: self.max_breaks.unwrap_or(usual.max_breaks),
            ..usual
        }
    }
}

/// Reads the file.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, PluginSettings>, String> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        format!("line {line}: {}", error.message())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_usual_value() {
        let all = parse(
            "[a]\n[b]\nmode = \"in-process\"\nrules = \"all\"\nmemory_mib = 64\nmax_breaks = 3\n[b.config]\nmin = 3\nto = [\"x\"]",
        )
        .unwrap();
        assert_eq!(all["a"], PluginSettings::default());
        assert_eq!(all["a"].config_json(), "{}");
        assert_eq!((all["b"].mode, all["b"].rules), (Mode::InProcess, BundledRules::All));
        assert_eq!(all["b"].config_json(), r#"{"min":3,"to":["x"]}"#);
        let usual = Isolation::new("/bin/true".into(), &[]);
        assert_eq!(all["b"].limits(usual.clone()), Isolation { memory: Some(64 << 20), max_breaks: 3, ..usual });
    }

    #[test]
    fn what_there_is_not_is_named_with_its_line() {
        assert!(parse("[a]\nmood = 1").unwrap_err().starts_with("line 2: unknown field `mood`"));
        assert!(parse("[a]\nmode = \"fast\"").unwrap_err().contains("unknown variant `fast`"));
    }
}
