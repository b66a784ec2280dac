use proptest::prelude::*;

use super::*;
use crate::notes::Notes;
use crate::rows::{Answers, Column, FaultKind, MAX_TEXT, MAX_WORDS, Rows, Value};

fn rows() -> Rows<'static> {
    let columns = vec![
        Column::Bool(vec![Some(true), None, Some(false)]),
        Column::Number(vec![Some(-0.5), Some(f64::MAX), None]),
        Column::Text(vec![Some("a\0😀"), Some(""), None]),
        Column::Bytes(vec![Some(&[0xFF, 0]), None, Some(&[])]),
        Column::List(vec![Some(vec!["x", ""]), Some(vec![]), None]),
    ];
    Rows::new(3, columns)
}

fn noted(notes: &[&str]) -> Notes {
    let mut all = Notes::default();
    for note in notes {
        all.add((*note).to_owned(), 3);
    }
    all.add_more(7);
    all
}

fn answers() -> Answers {
    Answers {
        facts: vec![
            vec![Some(Value::Bool(true)), Some(Value::Number(1.5)), None],
            vec![Some(Value::Text("é".into())), Some(Value::List(vec![String::new(), "b".into()])), None],
        ],
        faults: [(2, FaultKind::Declined.saying("no")), (1, FaultKind::Failed.saying("ouch"))].into(),
        notes: noted(&["odd", "odder"]),
    }
}

#[test]
fn what_is_written_is_read() {
    let bytes = Writer::ask(&rows(), &[4, 0], 250);
    assert_eq!(Reader::new(&bytes).ask(), Ok((rows(), vec![4, 0], 250)));
    let bytes = Writer::answers(&answers());
    assert_eq!(Reader::new(&bytes).answers(2, 3), Ok(answers()));
    let frame = Frame { kind: Kind::Ask, request: 7, body: bytes };
    let bytes = frame.to_bytes().unwrap();
    let mut from = &bytes[..];
    assert_eq!(Frame::read(&mut from).unwrap(), Some(frame));
    assert_eq!(Frame::read(&mut from).unwrap(), None);
}

#[test]
fn answers_are_held_to_what_the_child_lets_through() {
    let read = |answers: &Answers| Reader::new(&Writer::answers(answers)).answers(1, 1).is_ok();
    let with = |value| Answers { facts: vec![vec![Some(value)]], ..Answers::default() };
    let with_note = |note: String| Answers { notes: noted(&[&note]), ..Answers::none(1, 1) };
    let failed = |n| Answers::all(1, 1, &FaultKind::Failed.saying("x".repeat(n)));
    for (more, is_fine) in [(0, true), (1, false)] {
        let text = "x".repeat(MAX_TEXT + more);
        assert_eq!(read(&with(Value::Text(text.clone()))), is_fine);
        assert_eq!(read(&with(Value::List(vec![text]))), is_fine);
        assert_eq!(read(&failed(MAX_WORDS + more)), is_fine);
        assert_eq!(read(&with_note("x".repeat(MAX_WORDS + more))), is_fine);
    }
}

#[test]
fn every_cut_is_noticed() {
    let (ask, said) = (Writer::ask(&rows(), &[1], 0), Writer::answers(&answers()));
    for cut in 0..ask.len() {
        assert_eq!(Reader::new(&ask[..cut]).ask(), Err(Garbled), "{cut}");
    }
    for cut in 0..said.len() {
        assert_eq!(Reader::new(&said[..cut]).answers(2, 3), Err(Garbled), "{cut}");
    }
    assert_eq!(Reader::new(&said).answers(2, 2), Err(Garbled));
    let frame = Frame { kind: Kind::Open, request: 0, body: vec![1; 5] }.to_bytes().unwrap();
    for cut in 1..frame.len() {
        assert!(Frame::read(&mut &frame[..cut]).is_err(), "{cut}");
    }
}

proptest! {
    #[test]
    fn no_bytes_end_the_program(bytes in proptest::collection::vec(any::<u8>(), 0..300), n in 0usize..5) {
        let _ = Reader::new(&bytes).ask();
        let _ = Reader::new(&bytes).answers(n, n);
        let _ = Frame::read(&mut &bytes[..]);
    }

    #[test]
    fn no_damage_ends_the_program(at in 0usize..200, with in any::<u8>()) {
        let mut ask = Writer::ask(&rows(), &[1], 0);
        let mut said = Writer::answers(&answers());
        for bytes in [&mut ask, &mut said] {
            let at = at % bytes.len();
            bytes[at] = with;
        }
        let _ = Reader::new(&ask).ask();
        let _ = Reader::new(&said).answers(2, 3);
    }
}
