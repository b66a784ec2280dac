//! What a plugin is.

use crate::batch::{Answers, Cx, Rows};
use crate::config::Config;
use crate::error::Error;
use crate::fact::Facts;
use crate::host::Host;
use crate::input::Input;
use crate::{abi, panic};

/// What threads may do with a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// Calls never overlap, whatever the instance.
    One,
    /// Calls of one instance never overlap.
    PerInstance,
}

impl Threads {
    pub(crate) const fn code(self) -> u32 {
        match self {
            Threads::One => abi::THREADS_ONE,
            Threads::PerInstance => abi::THREADS_PER_INSTANCE,
        }
    }
}

/// A source of facts.
///
/// Implement [`Plugin::eval`], or [`Plugin::eval_batch`] where looking at many rows at once is cheaper.
pub trait Plugin: Sized + 'static {
    /// What threads may do.
    const THREADS: Threads = Threads::PerInstance;
    /// What can be configured: `()`, or a type made by [`config!`](crate::config!).
    type Config: Config;
    /// What is read of a row, made by [`inputs!`](crate::inputs!).
    type Input<'a>: Input<'a>;
    /// What is supplied for a row, made by [`facts!`](crate::facts!).
    type Facts: Facts;

    /// Makes an instance. Called once for each worker.
    ///
    /// # Errors
    /// When the plugin cannot work; the user sees the words, and all its facts stay unknown.
    fn open(config: Self::Config, host: &Host) -> Result<Self, Error>;

    /// Looks at one row. A fact that is left `None` stays unknown.
    ///
    /// # Errors
    /// When this row cannot be judged; the others are not touched.
    fn eval(&mut self, row: Self::Input<'_>, cx: &Cx<'_>) -> Result<Self::Facts, Error>;

    /// Looks at many rows: by default at one after the other.
    ///
    /// # Errors
    /// When none of the rows can be judged.
    fn eval_batch(&mut self, rows: &Rows<'_>, answers: &mut Answers<'_>, cx: &Cx<'_>) -> Result<(), Error> {
        for (number, input) in rows.inputs::<Self::Input<'_>>() {
            if cx.cancelled() {
                break;
            }
            cx.progress(number);
            let Some(input) = input else {
                cx.fail_row(number, "a fact that the plugin needs is missing");
                continue;
            };
            match panic::caught(|| self.eval(input, cx)) {
                Ok(Ok(facts)) => answers.write(number, facts),
                Ok(Err(error)) => cx.fail_row(number, error.message()),
                Err(panic) => cx.fail_row(number, &panic),
            }
        }
        Ok(())
    }
}
