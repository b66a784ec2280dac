//! Pages about the codes of faults: what each means, why it is a fault, how to mend it, and an example.
//!
//! The prose of a page is written by hand in `codes/CODE.md`; the example below it is made of a faulty pack in
//! `tests/faults/CODE` by the end-to-end tests, which also keep it fresh.

/// Name of the page's file and its text, in the order of the names.
static PAGES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// The page about a code.
pub(crate) fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| name.strip_suffix(".md") == Some(code)).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use followback_core::CODES;

    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let pages: Vec<&str> = PAGES.iter().map(|(name, _)| name.trim_end_matches(".md")).collect();
        let codes: Vec<&str> = CODES.iter().map(|code| code.name).collect();
        assert_eq!(pages, codes);
        for (code, page) in codes.iter().zip(PAGES.iter().map(|(_, text)| text)) {
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
            assert!(page.contains("\n## Example\n"), "{code}");
        }
    }
}
