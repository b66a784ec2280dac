//! A plugin of every type, looked at one by one and many at once.
#![expect(unreachable_pub, reason = "what the macro exports, and nobody here imports")]

use super::*;
use crate::{Cx, Error, Host, LogLevel, Plugin};

crate::inputs! {
    struct Input {
        flag: Option<bool> = "flag", "a bool";
        count: Option<i64> = "count", "an integer";
        share: Option<f64> = "share", "a number";
        text: &'a str = "text", "a text";
        bytes: Option<&'a [u8]> = "bytes", "bytes";
        words: Option<Vec<&'a str>> = "words", "a list";
    }
}
crate::facts! {
    struct Output {
        flag: bool = "flag", "a bool";
        count: i64 = "count", "an integer";
        share: f64 = "share", "a number";
        text: String = "text", "a text";
        words: Vec<String> = "words", "a list";
        never: &'static str = "never", "never set";
    }
}
struct Echo;
impl Plugin for Echo {
    type Config = ();
    type Input<'a> = Input<'a>;
    type Facts = Output;

    fn open((): (), host: &Host) -> Result<Self, Error> {
        host.log(LogLevel::Info, "hello");
        Ok(Echo)
    }

    fn eval(&mut self, row: Input<'_>, cx: &Cx<'_>) -> Result<Output, Error> {
        assert!(cx.wants("text") && !cx.wants("texts"));
        match row.text {
            "panic" => panic!("as asked"),
            "error" => return Err(Error::new("no such text")),
            _ => {}
        }
        Ok(Output {
            flag: row.flag,
            count: row.count.or(row.bytes.and_then(|b| i64::try_from(b.len()).ok())),
            share: row.share,
            text: Some(row.text.to_owned()),
            words: row.words.map(|words| words.into_iter().map(str::to_owned).collect()),
            never: None,
        })
    }
}
crate::export_plugin!(Echo, id = "echo");

#[test]
fn every_type_goes_both_ways() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    let judged = host.eval_row(&[
        ("flag", Value::Bool(true)),
        ("count", Value::Int(i64::MIN)),
        ("share", Value::Number(-0.5)),
        ("text", Value::Text("a\0😀".into())),
        ("words", Value::List(vec!["x".into(), String::new()])),
    ]);
    assert_eq!(judged.error, None);
    let facts: Vec<_> = judged.facts.into_iter().collect();
    assert_eq!(
        facts,
        [
            ("count".into(), Value::Int(i64::MIN)),
            ("flag".into(), Value::Bool(true)),
            ("share".into(), Value::Number(-0.5)),
            ("text".into(), Value::Text("a\0😀".into())),
            ("words".into(), Value::List(vec!["x".into(), String::new()])),
        ]
    );
    assert_eq!(host.log(), ["hello"]);
    let bytes = host.eval_row(&[("text", Value::Text(String::new())), ("bytes", Value::Bytes(vec![0xFF; 3]))]);
    assert_eq!(bytes.facts["count"], Value::Int(3));
    assert_eq!(bytes.facts["text"], Value::Text(String::new()));
}

#[test]
fn one_bad_row_says_why_and_harms_no_other() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    let text = |t: &str| [("text", Value::Text(t.into()))];
    assert_eq!(host.eval_row(&text("error")).error.as_deref(), Some("no such text"));
    let panic = host.eval_row(&text("panic")).error.unwrap();
    assert!(panic.contains("tests.rs:") && panic.ends_with("as asked"), "{panic}");
    assert_eq!(host.eval_row(&[]).error.as_deref(), Some("a fact that the plugin needs is missing"));
    assert_eq!(host.eval_row(&text("fine")).error, None);
}

#[test]
fn the_table_says_who_it_is() {
    let table = followback_plugin(1);
    // SAFETY: the table is static.
    let table = unsafe { &*table };
    // SAFETY: its texts are static.
    assert_eq!(unsafe { table.id.bytes() }, b"echo");
    assert_eq!((table.h, table.n_inputs, table.n_facts), (abi::Header::of::<abi::Plugin>(), 6, 6));
}

#[test]
fn many_rows_are_judged_at_once() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    let text = |t: &str| [("text", t.into()), ("words", vec![t, "x"].into()), ("bytes", (&[1u8, 2][..]).into())];
    let rows = host.eval_rows(&[&text("one"), &text("panic"), &[], &text("four")]);
    let errors: Vec<bool> = rows.iter().map(|row| row.error.is_some()).collect();
    assert_eq!(errors, [false, true, true, false]);
    assert_eq!(rows[3].facts["words"], vec!["four", "x"].into());
    assert_eq!(rows[3].facts["count"], 2.into());
    assert!(rows[1].facts.is_empty());
    assert!(host.eval_rows(&[]).is_empty());
}

#[test]
fn only_what_is_asked_for_is_answered() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    host.ask_for(&["share", "text"]);
    let row = host.eval_row(&[("text", "a".into()), ("share", 0.5.into()), ("flag", true.into())]);
    assert_eq!(row.facts.into_iter().collect::<Vec<_>>(), [("share".into(), 0.5.into()), ("text".into(), "a".into())]);
}

#[test]
fn numbers_that_are_none_count_as_missing() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    for number in [f64::NAN, f64::INFINITY] {
        let row = host.eval_row(&[("text", "".into()), ("share", number.into())]);
        assert_eq!((row.error, row.facts.get("share")), (None, None));
    }
}

#[test]
fn a_call_that_is_not_wanted_any_more_is_given_up() {
    let mut host = TestHost::open(plugin(), "{}").unwrap();
    host.cancel();
    assert_eq!(host.eval_row(&[("text", "a".into())]).status, abi::CANCELLED);
}

/// A plugin that looks at a whole batch: how far each row is from the longest of them.
mod batched {
    use super::*;
    use crate::{Answers, Rows};

    crate::inputs! {
        struct Row {
            text: &'a str = "text", "a text";
        }
    }
    crate::facts! {
        struct Behind {
            bytes: i64 = "bytes", "bytes that the longest text of the batch has more";
        }
    }
    struct Longest;
    impl Plugin for Longest {
        type Config = ();
        type Input<'a> = Row<'a>;
        type Facts = Behind;

        fn open((): (), _: &Host) -> Result<Self, Error> {
            Ok(Longest)
        }

        fn eval(&mut self, row: Row<'_>, _: &Cx<'_>) -> Result<Behind, Error> {
            Ok(Behind { bytes: Some(i64::try_from(row.text.len())?) })
        }

        fn eval_batch(&mut self, rows: &Rows<'_>, answers: &mut Answers<'_>, cx: &Cx<'_>) -> Result<(), Error> {
            let lengths: Vec<(u32, usize)> =
                rows.inputs::<Self::Input<'_>>().filter_map(|(row, input)| Some((row, input?.text.len()))).collect();
            let longest = lengths.iter().map(|(_, len)| *len).max().ok_or("there is no text in this batch")?;
            assert!(longest < 100, "too long");
            for (row, len) in lengths {
                cx.progress(row);
                answers.write(row, Behind { bytes: Some(i64::try_from(longest - len)?) });
            }
            Ok(())
        }
    }
    crate::static_plugin!(Longest, id = "longest");

    #[test]
    fn a_batch_can_be_judged_as_a_whole() {
        let mut host = TestHost::open(plugin(), "{}").unwrap();
        let rows = host.eval_rows(&[&[("text", "four".into())], &[], &[("text", "a".into())]]);
        let bytes: Vec<_> = rows.iter().map(|row| row.facts.get("bytes").cloned()).collect();
        assert_eq!(bytes, [Some(0.into()), None, Some(3.into())]);
        assert_eq!(host.eval_rows(&[&[]])[0].error.as_deref(), Some("there is no text in this batch"));
        let panic = host.eval_row(&[("text", "x".repeat(200).as_str().into())]);
        assert_eq!(panic.status, abi::PANIC);
        assert!(panic.error.unwrap().ends_with("too long"));
    }
}
