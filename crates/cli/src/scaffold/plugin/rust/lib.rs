//! How loud a biography is. Replace what is read, supplied and measured by your own.
#![forbid(unsafe_code)]

use followback_plugin::{Cx, Error, Host, Plugin, config, export_plugin, facts, inputs};

config! {
    /// What the user can set.
    pub struct Settings {
        loud_from: i64 = 3, "so many exclamation marks are loud";
    }
}

inputs! {
    /// What is read of a profile.
    pub struct Input {
        bio: &'a str = "bio", "the biography";
    }
}

facts! {
    /// What is supplied; a fact that is left `None` stays unknown.
    #[derive(Default)]
    pub struct Measured {
        marks: i64 = "marks", "exclamation marks";
        loud: bool = "loud", "there are many of them";
    }
}

/// The plugin: one of these for each worker.
#[derive(Debug)]
pub struct {{type}} {
    loud_from: i64,
}

impl Plugin for {{type}} {
    type Config = Settings;
    type Input<'a> = Input<'a>;
    type Facts = Measured;

    fn open(settings: Settings, _: &Host) -> Result<Self, Error> {
        Ok({{type}} { loud_from: settings.loud_from })
    }

    fn eval(&mut self, row: Input<'_>, _: &Cx<'_>) -> Result<Measured, Error> {
        let marks = i64::try_from(row.bio.matches('!').count())?;
        Ok(Measured { marks: Some(marks), loud: Some(marks >= self.loud_from) })
    }
}

export_plugin!({{type}}, id = "{{id}}");

#[cfg(test)]
mod tests {
    use followback_plugin::testing::TestHost;

    #[test]
    fn marks_are_counted() {
        let mut host = TestHost::open(super::plugin(), "{}").unwrap();
        let row = host.eval_row(&[("bio", "Hi!! I am here!".into())]);
        assert_eq!((&row.facts["marks"], &row.facts["loud"]), (&3.into(), &true.into()));
    }
}
