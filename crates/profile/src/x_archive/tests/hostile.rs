//! Zips that are damaged or made to harm, and bytes that nobody meant.

use super::*;

#[test]
fn zips_that_are_cut_off_or_locked() {
    let whole = small().zip();
    let error = read_bytes(&whole[..whole.len() / 2]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`in`: it starts as a zip, but its table of contents at the end is missing or damaged: it was cut off; download or copy it again"
    );
    // The flag of encryption, in every entry of the table of contents and before every member.
    let mut locked = whole.clone();
    for (sign, at) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let starts: Vec<usize> = (0..locked.len() - 4).filter(|i| locked[*i..].starts_with(sign)).collect();
        for start in starts {
            locked[start + at] |= 1;
        }
    }
    let error = read_bytes(locked).unwrap_err();
    assert!(matches!(error, ReadError::Encrypted { .. }), "{error}");
}

#[test]
fn a_zip_of_the_large_form_is_read() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in &small().0 {
        // Sizes in 64 bits, as of members of more than 4 GB.
        zip.start_file(path.as_str(), SimpleFileOptions::default().large_file(true)).unwrap();
        zip.write_all(content).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.windows(4).any(|extra| extra == b"\x01\x00\x10\x00"), "it has the fields of that form");
    assert_eq!(read_bytes(bytes).unwrap(), small().profile());
}

#[test]
fn one_part_of_a_split_zip_is_named() {
    let message = read_bytes(b"PK\x07\x08PK\x03\x04 and more".as_slice()).unwrap_err().to_string();
    assert!(message.contains("it looks like one part of a split zip: give the first one"), "{message}");
}

#[test]
fn zips_have_limits() {
    use crate::files::Files;
    let bomb =
        Tree::default().with("data/tweets.js", vec![b' '; 100_000]).with("data/account.js", vec![b'x'; 600]).zip();
    let open = |limits| ZipFiles::open("z", Box::new(Cursor::new(bomb.clone())), limits);
    let limits = ZipLimits { entries: 10, total: 1 << 20, ratio: 50, free: 1000 };
    let error =
        |limits, most| open(limits).and_then(|mut zip| zip.read("data/tweets.js", most)).unwrap_err().to_string();
    assert_eq!(
        error(limits, 1 << 20),
        "`z/data/tweets.js` is too large: it grows to more than 50 times its size in the zip; if you trust it, unzip it and give the folder"
    );
    assert_eq!(
        error(limits, 2048),
        "`z/data/tweets.js` is too large: it unpacks to more than 2 KiB; if you trust it, unzip it and give the folder"
    );
    let total = ZipLimits { total: 5000, ratio: 1 << 20, ..limits };
    assert!(error(total, 1 << 20).contains("it unpacks to more than 4 KiB"));
    let entries = ZipLimits { entries: 1, ..limits };
    assert_eq!(
        error(entries, 1 << 20),
        "`z` is too large: it lists 2 files, at most 1 are expected; unzip it and give the folder"
    );
    let mut zip = open(ZipLimits { total: 1000, ..limits }).unwrap();
    assert!(zip.read("data/account.js", 1000).is_ok());
    assert!(zip.read("data/account.js", 1000).is_err(), "the total is over all members");
    assert!(matches!(zip.read("data/none.js", 1), Err(ReadError::Missing { .. })));
}

#[test]
fn a_zip_cannot_lead_out() {
    let tree = small().with("../tweets.js", "poison").with("/etc/tweets.js", "poison");
    assert_eq!(read_bytes(tree.zip()).unwrap(), small().profile());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in proptest::sample::select(vec!["", "PK\x03\x04", "window.YTD.tweets.part0 = ", "window.__THAR_CONFIG = ", "var user_details ="])) {
        let _ = read_bytes([start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_change_of_a_file_makes_the_reader_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in 0_usize..4, cut in any::<prop::sample::Index>()) {
        let tree = small();
        let names = ["data/tweets.js", "data/account.js", "data/profile.js", "data/manifest.js"];
        let mut bytes = tree.0[names[which]].clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = tree.clone().with(names[which], bytes.clone()).read();
        let _ = read_bytes(bytes.clone());
        bytes.truncate(cut.index(bytes.len()));
        let _ = tree.with(names[which], bytes).read();
    }

    #[test]
    fn no_change_of_a_zip_makes_the_reader_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        let mut zip = small().zip();
        for (at, byte) in changes {
            let at = at.index(zip.len());
            zip[at] = byte;
        }
        let _ = read_bytes(zip.clone());
        zip.truncate(cut.index(zip.len()));
        let _ = read_bytes(zip);
    }

    #[test]
    fn any_value_of_a_key_is_read_or_left_out(key in proptest::sample::select(vec!["id_str", "created_at", "full_text", "lang", "favorite_count", "entities", "extended_entities", "in_reply_to_user_id_str", "user"]),
        value in proptest::sample::select(vec!["null", "true", "-1", "1e400", "\"\"", "\"x\"", "[]", "[1]", "[[]]", "{}", "{\"urls\":[3],\"media\":{}}", "\"\\ud800\"", "99999999999999999999"])) {
        let file = format!("window.YTD.tweets.part0 = [ {{ \"tweet\" : {{ \"id\" : \"1\", \"{key}\" : {value} }} }} ]");
        prop_assert!(read_bytes(file).is_ok());
    }
}

#[test]
fn the_fixtures_are_read() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let archive = read_path(&fixtures.join("x-archive-small")).unwrap();
    assert_eq!((posts(&archive).len(), archive.warnings.len()), (4, 0));
    let native = read_path(&fixtures.join("native/mia.toml")).unwrap();
    assert_eq!((posts(&native).len(), native.warnings.len(), native.source), (2, 0, Format::Native));
}
