//! stub
pub(crate) fn human(_: &crate::report::Report, _: &super::Style) -> String {
    String::new()
}
