//! Tests on pictures that are drawn here.

mod draw;
mod kinds;
mod robust;
