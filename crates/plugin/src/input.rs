//! What a plugin reads of a row.

use crate::abi;
use crate::batch::{Cell, Row};

/// An input that a plugin declares.
#[derive(Clone, Copy, Debug)]
pub struct InputField {
    /// Path of the fact.
    pub path: &'static str,
    /// What it is to the plugin.
    pub doc: &'static str,
    /// Its type in the interface.
    pub ty: abi::Type,
    /// Rows without it are evaluated all the same.
    pub optional: bool,
}

/// What is read of a row. Made by [`inputs!`](crate::inputs!).
pub trait Input<'a>: Sized {
    /// In the order of the columns.
    const FIELDS: &'static [InputField];

    /// Reads a row; `None` if something that is needed is missing.
    fn read(row: Row<'a>) -> Option<Self>;
}

/// A type that an input can have. `Option` of one marks an input that may be missing.
pub trait InputValue<'a>: Sized {
    /// Its type in the interface.
    const TYPE: abi::Type;
    /// Rows without it are evaluated all the same.
    const OPTIONAL: bool = false;

    /// The value of a cell; `None` if it is missing.
    fn read(cell: Cell<'a>) -> Option<Self>;
}

macro_rules! input_value {
    ($($type:ty, $code:ident, $cell:ident;)*) => {$(
        impl<'a> InputValue<'a> for $type {
            const TYPE: abi::Type = abi::$code;
            fn read(cell: Cell<'a>) -> Option<Self> {
                match cell {
                    Cell::$cell(value) => Some(value.into()),
                    _ => None,
                }
            }
        }
    )*};
}

input_value! {
    bool, BOOL, Bool;
    i64, I64, Int;
    f64, F64, Number;
    &'a str, STR, Text;
    &'a [u8], BYTES, Bytes;
    Vec<&'a str>, STR_LIST, List;
}

impl<'a, T: InputValue<'a>> InputValue<'a> for Option<T> {
    const TYPE: abi::Type = T::TYPE;
    const OPTIONAL: bool = true;

    fn read(cell: Cell<'a>) -> Option<Self> {
        Some(T::read(cell))
    }
}

/// Declares what a plugin reads: a struct with a lifetime `'a`, whose fields name the path of their fact.
///
/// Types are `bool`, `i64`, `f64`, `&'a str`, `&'a [u8]`, `Vec<&'a str>`, and `Option` of these for what may be missing.
///
/// ```
/// followback_plugin::inputs! {
///     /// What is read of a profile.
///     pub struct Input {
///         bio: &'a str = "bio", "the biography";
///         followers: Option<i64> = "account.followers", "how many follow it";
///     }
/// }
/// ```
#[macro_export]
macro_rules! inputs {
    ($(#[$attr:meta])* $vis:vis struct $name:ident {
        $($field:ident: $type:ty = $path:literal, $doc:literal;)+
    }) => {
        $(#[$attr])*
        #[derive(Debug)]
        $vis struct $name<'a> {
            $(#[doc = $doc] $vis $field: $type,)+
            #[doc(hidden)]
            $vis marker: ::std::marker::PhantomData<&'a ()>,
        }

        impl<'a> $crate::Input<'a> for $name<'a> {
            const FIELDS: &'static [$crate::InputField] = &[$($crate::InputField {
                path: $path,
                doc: $doc,
                ty: <$type as $crate::InputValue<'a>>::TYPE,
                optional: <$type as $crate::InputValue<'a>>::OPTIONAL,
            },)+];

            fn read(row: $crate::Row<'a>) -> Option<Self> {
                let mut cells = row.cells();
                Some($name {
                    $($field: <$type as $crate::InputValue<'a>>::read(cells.next()?)?,)+
                    marker: ::std::marker::PhantomData,
                })
            }
        }
    };
}
