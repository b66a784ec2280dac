//! Damaged files of every format: cut off anywhere, or with bits that were turned over. Each is an error or a part of the file, never a panic.

use std::io::{Read, Write};

use proptest::prelude::*;

use super::samples::samples;
use crate::catalog::schema;
use crate::input::Input;
use crate::profile::Options;
use crate::read::{profiles, read, read_handle};

/// Bits that are turned over in each sample. More are tried from time to time.
const FLIPS: u32 = 250;

/// Reads all that can be read, by every way in.
fn exhaust(bytes: &[u8]) {
    let schema = schema();
    let options = Options::new(&schema, super::NOW);
    if let Ok(rows) = profiles(Input::bytes("in", bytes), &options) {
        // A row that cannot be read is followed by others, but not for ever.
        assert!(rows.take(100_000).count() < 100_000);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn files_that_are_cut_off_are_an_error_or_a_part() {
    for (_, bytes) in samples() {
        for percent in 0..100 {
            exhaust(&bytes[..bytes.len() * percent / 100]);
        }
        let packed = gzip(&bytes);
        for percent in (0..100).step_by(5) {
            exhaust(&packed[..packed.len() * percent / 100]);
        }
    }
}

#[test]
fn bits_that_were_turned_over_are_an_error_or_a_part() {
    for (format, mut bytes) in samples() {
        // Seeded by hand, so that every run tries the same.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (format as u64);
        for _ in 0..FLIPS {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let bit = usize::try_from(state % (bytes.len() as u64 * 8)).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            exhaust(&bytes);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn rows_before_a_fault_are_read() {
    let schema = schema();
    let options = Options::new(&schema, super::NOW);
    // Numbers that are all over the place pack badly, so that the fault is far behind what is looked at first.
    let row = |n: u64| format!("user{n},{0:016x}{1:016x}{2:016x}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n * n, !n);
    let table = format!("screen_name,description\n{}", (0..3_000).map(row).collect::<String>());
    let packed = gzip(table.as_bytes());
    let cut = &packed[..packed.len() * 3 / 4];
    let mut left = Vec::new();
    flate2::read::GzDecoder::new(cut).read_to_end(&mut left).unwrap_err();
    assert!(left.len() > 1 << 16);
    let whole = memchr::memchr_iter(b'\n', &left).count() - 1;
    let rows: Vec<_> = profiles(Input::bytes("in", cut), &options).unwrap().map(|row| row.is_ok()).collect();
    assert_eq!(rows.iter().filter(|is_ok| **is_ok).count(), whole);
    assert_eq!(rows.last(), Some(&false), "and then the fault is told");
}

#[test]
fn packed_files_are_read_as_if_they_were_not() {
    let schema = schema();
    let options = Options::new(&schema, super::NOW);
    for (format, bytes) in samples() {
        let count = |bytes: Vec<u8>| profiles(Input::bytes("in", bytes), &options).unwrap().map(Result::unwrap).count();
        assert_eq!(count(gzip(&bytes)), count(bytes), "{format:?}");
    }
}

#[test]
fn nesting_and_numbers_have_no_end_and_are_still_read() {
    let deep = format!("{}{}", "{\"data\":[".repeat(50_000), "]}".repeat(50_000));
    let huge = format!(
        r#"{{"id":{0},"id_str":"1","screen_name":"ana","followers_count":{0},"created_at":"x"}}"#,
        "9".repeat(5_000)
    );
    for text in
        [deep.as_str(), &huge, &format!("[{deep},{huge}]"), "{\"did\":\"did:plc:\u{0}\",\"handle\":\"\u{7}\u{202e}\"}"]
    {
        exhaust(text.as_bytes());
    }
}

#[test]
fn one_of_many_is_named_by_its_handle() {
    let schema = schema();
    let options = Options::new(&schema, super::NOW);
    let lines = "{\"handle\":\"ana\"}\n{\"handle\":\"Rui\"}\n{\"hand\n";
    let error = read(Input::bytes("in", lines), &options).unwrap_err().to_string();
    assert_eq!(
        error,
        "`in` holds 2 profiles: ana, Rui; choose one of them by its handle with `--handle`, or give all of them to `triage`"
    );
    let profile = read_handle(Input::bytes("in", lines), "@rui", &options).unwrap();
    assert_eq!(profile.handle.as_deref(), Some("Rui"));
    let error = read_handle(Input::bytes("in", lines), "eva", &options).unwrap_err().to_string();
    assert_eq!(error, "`in` holds no profile of `eva`; it holds ana, Rui");
    // What cannot be read beside the only profile is told.
    let profile = read(Input::bytes("in", "{\"handle\":\"ana\"}\n{\"hand\n"), &options).unwrap();
    assert!(
        super::warnings(&profile).contains("could not be read and is left out: in:2:"),
        "{}",
        super::warnings(&profile)
    );
}

#[test]
fn files_of_posts_are_held_up_to_a_limit() {
    let schema = schema();
    let tweet = |n: usize| {
        format!(
            r#"{{"id":{n},"id_str":"{n}","created_at":"x","text":"Bread","user":{{"id_str":"{}","screen_name":"a"}}}}"#,
            n % 9
        )
    };
    let lines: String = (0..200).map(|n| tweet(n) + "\n").collect();
    let table = (0..200).fold(String::new(), |table, n| table + &format!("{n},Bread,user{}\n", n % 9));
    let table = format!("tweet_id,text,screen_name\n{table}");
    for text in [lines, table] {
        let read = |max_gathered: usize| {
            let options = Options { max_gathered, ..Options::new(&schema, super::NOW) };
            let rows = profiles(Input::bytes("in", text.as_str()), &options).unwrap();
            rows.map(|row| row.map(|_| ()).map_err(|error| error.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(read(1 << 20), vec![Ok(()); 9]);
        let held = "`in` is too large: its posts, of 9 accounts up to there, take more than 100 KiB that are held until its end; \
            split it by account, or give it to `triage` with a larger `--max-gathered`";
        assert_eq!(read(100 << 10), [Err(held.to_owned())]);
    }
}

#[test]
fn whatever_is_told_of_accounts_and_posts_is_held() {
    let schema = schema();
    let options = Options { max_gathered: 2 << 20, ..Options::new(&schema, super::NOW) };
    let long = "bread ".repeat(2_000);
    let read = |tweet: &dyn Fn(usize) -> String| {
        let lines: String = (0..300).map(|n| tweet(n) + "\n").collect();
        let rows = profiles(Input::bytes("in", lines), &options).unwrap();
        rows.map(|row| row.map(|_| ()).map_err(|error| error.to_string())).collect::<Vec<_>>()
    };
    let tweet = |n: usize, post: &str, author: usize, user: &str| {
        format!(
            r#"{{"id_str":"{n}","created_at":"x","text":"Bread"{post},"user":{{"id_str":"{author}","screen_name":"a"{user}}}}}"#
        )
    };
    let mention = format!(r#","entities":{{"user_mentions":[{{"screen_name":"{long}"}}]}}"#);
    for field in ["description", "name", "location", "profile_image_url_https"] {
        let user = format!(r#","{field}":"{long}""#);
        assert!(read(&|n| tweet(n, "", n, &user))[0].is_err(), "{field}");
        // What is said again takes the place of what was said.
        assert_eq!(read(&|n| tweet(n, "", 1, &user)), [Ok(())], "{field}");
    }
    for post in [mention, format!(r#","lang":"{long}""#), format!(r#","in_reply_to_status_id_str":"{long}""#)] {
        assert!(read(&|n| tweet(n, &post, 1, ""))[0].is_err(), "{post:.30}");
    }
    let first =
        profiles(Input::bytes("in", tweet(1, "", 1, &format!(r#","name":"{}""#, "b".repeat(3 << 20)))), &options);
    let error = first.unwrap().find_map(Result::err).unwrap().to_string();
    assert!(error.contains("of 1 account up to there"), "{error}");
}

#[test]
fn a_long_file_in_utf_16_asks_for_another_encoding() {
    let schema = schema();
    let table = format!("screen_name,description\n{}", "ana,Bakes\n".repeat(1000));
    let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let options = Options { max_gathered: 20_000, ..Options::new(&schema, super::NOW) };
    let error = profiles(Input::bytes("in", bytes), &options).err().unwrap().to_string();
    assert!(error.ends_with("in UTF-16; save it as UTF-8, of which any length is read"), "{error}");
}

#[test]
fn a_page_may_be_longer_than_one_of_many_lines_but_not_without_end() {
    let schema = schema();
    let page = |n: usize, bio: &str| {
        let user = |n| format!(r#"{{"id_str":"{n}","screen_name":"user{n}","description":"{bio}"}}"#);
        format!("{{\"users\":[{}],\"next_cursor\":0}}", (0..n).map(user).collect::<Vec<_>>().join(","))
    };
    let read = |page: &str, options: Options<'_>| {
        let rows = profiles(Input::bytes("in", page), &options).unwrap();
        rows.map(|row| row.map(|_| ()).map_err(|error| error.to_string())).collect::<Vec<_>>()
    };
    let options = Options::new(&schema, super::NOW);
    // However little is held of files of posts, as `triage` does it.
    let long = page(1_000, &"bread ".repeat(1_600));
    assert!(long.len() > options.max_record);
    assert_eq!(read(&long, Options { max_gathered: 32 << 20, ..options }), vec![Ok(()); 1_000]);
    let short = page(200, "");
    let error = &read(&short, Options { max_page: 4 << 10, max_record: 1 << 10, ..options })[0];
    assert!(error.as_ref().unwrap_err().contains("at most 4 KiB are read"), "{error:?}");
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        exhaust(&bytes);
    }

    #[test]
    fn no_json_makes_a_reader_panic(text in r#"[\[{]("(id|did|acct|text|handle|screen_name|username|user|data|feed|post)":("x"|1|null|\[\]|\{\}),?){0,6}[}\]]?"#) {
        exhaust(text.as_bytes());
    }
}
