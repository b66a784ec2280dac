//! What a plugin is.

use crate::batch::{Answers, Cx, Rows};
use crate::config::Config;
use crate::error::Error;
use crate::fact::Facts;
use crate::host::Host;
use crate::input::Input;
use crate::{abi, panic};

/// What threads may do with a plugin whose calls change it. For others see [`SharedPlugin`].
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
        each_row(rows, answers, cx, |input| self.eval(input, cx));
        Ok(())
    }
}

/// A source of facts that any number of threads may ask at the same time (`FB_THREADS_SHARED`): for one that is costly to open
/// and changes nothing when it is asked. Exported with `threads = shared`:
///
/// ```
/// # use followback_plugin::{Cx, Error, Host, SharedPlugin, export_plugin, facts, inputs};
/// # inputs! { pub struct Input { bio: &'a str = "bio", "the biography"; } }
/// # facts! { pub struct Known { words: i64 = "words", "words of the list"; } }
/// pub struct Words(Vec<String>);
///
/// impl SharedPlugin for Words {
///     type Config = ();
///     type Input<'a> = Input<'a>;
///     type Facts = Known;
///
///     fn open((): (), _: &Host) -> Result<Self, Error> {
///         Ok(Words(vec!["baker".to_owned()]))
///     }
///
///     fn eval(&self, row: Input<'_>, _: &Cx<'_>) -> Result<Known, Error> {
///         let known = row.bio.split(' ').filter(|word| self.0.iter().any(|known| known == word));
///         Ok(Known { words: Some(i64::try_from(known.count())?) })
///     }
/// }
/// export_plugin!(Words, id = "words", threads = shared);
/// ```
///
/// What cannot be used by several threads is none:
///
/// ```compile_fail,E0277
/// # use followback_plugin::{Cx, Error, Host, SharedPlugin, facts, inputs};
/// # inputs! { pub struct Input { bio: &'a str = "bio", "the biography"; } }
/// # facts! { pub struct Known { words: i64 = "words", "words of the list"; } }
/// pub struct Counting(std::cell::Cell<u32>);
/// # impl SharedPlugin for Counting {
/// #     type Config = ();
/// #     type Input<'a> = Input<'a>;
/// #     type Facts = Known;
/// #     fn open((): (), _: &Host) -> Result<Self, Error> { Ok(Counting(std::cell::Cell::new(0))) }
/// #     fn eval(&self, _: Input<'_>, _: &Cx<'_>) -> Result<Known, Error> { Ok(Known { words: None }) }
/// # }
/// ```
pub trait SharedPlugin: Send + Sync + Sized + 'static {
    /// What can be configured: `()`, or a type made by [`config!`](crate::config!).
    type Config: Config;
    /// What is read of a row, made by [`inputs!`](crate::inputs!).
    type Input<'a>: Input<'a>;
    /// What is supplied for a row, made by [`facts!`](crate::facts!).
    type Facts: Facts;

    /// Makes an instance.
    ///
    /// # Errors
    /// As [`Plugin::open`].
    fn open(config: Self::Config, host: &Host) -> Result<Self, Error>;

    /// Looks at one row. A fact that is left `None` stays unknown.
    ///
    /// # Errors
    /// As [`Plugin::eval`].
    fn eval(&self, row: Self::Input<'_>, cx: &Cx<'_>) -> Result<Self::Facts, Error>;

    /// Looks at many rows: by default at one after the other.
    ///
    /// # Errors
    /// As [`Plugin::eval_batch`].
    fn eval_batch(&self, rows: &Rows<'_>, answers: &mut Answers<'_>, cx: &Cx<'_>) -> Result<(), Error> {
        each_row(rows, answers, cx, |input| self.eval(input, cx));
        Ok(())
    }
}

/// Looks at one row after the other; what goes wrong with one costs no other.
fn each_row<'r, I: Input<'r>, F: Facts>(
    rows: &Rows<'r>,
    answers: &mut Answers<'_>,
    cx: &Cx<'_>,
    mut eval: impl FnMut(I) -> Result<F, Error>,
) {
    for (number, input) in rows.inputs::<I>() {
        if cx.cancelled() {
            break;
        }
        cx.progress(number);
        let Some(input) = input else {
            cx.fail_row(number, "a fact that the plugin needs is missing");
            continue;
        };
        match panic::caught(|| eval(input)) {
            Ok(Ok(facts)) => answers.write(number, facts),
            Ok(Err(error)) => cx.fail_row(number, error.message()),
            Err(panic) => cx.fail_row(number, &panic),
        }
    }
}
