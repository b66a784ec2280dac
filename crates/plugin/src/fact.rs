//! What a plugin supplies for a row.

use crate::abi;
use crate::batch::RowOut;

/// A fact that a plugin declares.
#[derive(Clone, Copy, Debug)]
pub struct FactField {
    /// Name below the namespace of the manifest.
    pub name: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// Its type in the interface.
    pub ty: abi::Type,
}

/// What is supplied for a row. Made by [`facts!`](crate::facts!).
pub trait Facts {
    /// In the order of their indices.
    const FIELDS: &'static [FactField];

    /// Hands the facts that somebody needs to the host.
    fn write(self, row: &mut RowOut<'_>);
}

/// A type that a fact can have.
pub trait FactValue {
    /// Its type in the interface.
    const TYPE: abi::Type;

    /// Hands the value of the fact with this index to the host, if somebody needs it.
    fn write(self, fact: usize, row: &mut RowOut<'_>);
}

macro_rules! fact_value {
    ($($type:ty, $code:ident, $value:ident => |$row:ident, $fact:ident| $write:expr;)*) => {$(
        impl FactValue for $type {
            const TYPE: abi::Type = abi::$code;
            fn write(self, $fact: usize, $row: &mut RowOut<'_>) {
                let $value = self;
                $write;
            }
        }
    )*};
}

fact_value! {
    bool, BOOL, value => |row, fact| row.set_bool(fact, value);
    i64, I64, value => |row, fact| row.set_int(fact, value);
    f64, F64, value => |row, fact| row.set_number(fact, value);
    String, STR, value => |row, fact| row.set_text(fact, &value);
    &'static str, STR, value => |row, fact| row.set_text(fact, value);
    Vec<String>, STR_LIST, value => |row, fact| row.set_list(fact, &value);
}

/// Declares what a plugin supplies: a struct whose fields become `Option`s; one that is `None` stays unknown.
///
/// Types are `bool`, `i64`, `f64`, `String`, `&'static str` and `Vec<String>`. The name is that below the namespace of the
/// manifest.
///
/// ```
/// followback_plugin::facts! {
///     /// What is measured.
///     #[derive(Default)]
///     pub struct Size {
///         width: i64 = "width", "width of the picture";
///     }
/// }
/// assert_eq!(Size::default().width, None);
/// ```
#[macro_export]
macro_rules! facts {
    ($(#[$attr:meta])* $vis:vis struct $name:ident {
        $($field:ident: $type:ty = $path:literal, $doc:literal;)+
    }) => {
        $(#[$attr])*
        #[derive(Debug)]
        $vis struct $name {
            $(#[doc = $doc] $vis $field: Option<$type>,)+
        }

        impl $crate::Facts for $name {
            const FIELDS: &'static [$crate::FactField] = &[$($crate::FactField {
                name: $path,
                doc: $doc,
                ty: <$type as $crate::FactValue>::TYPE,
            },)+];

            fn write(self, row: &mut $crate::RowOut<'_>) {
                let mut facts = 0..;
                $(if let (Some(fact), Some(value)) = (facts.next(), self.$field) {
                    $crate::FactValue::write(value, fact, row);
                })+
            }
        }
    };
}
