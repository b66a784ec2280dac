//! Aggregates over the members of a collection.

use followback_core::Record;
use followback_core::Tri::{False as F, True as T, Unknown as U};

use crate::support::{Is, holds, record, with_orders};

fn orders(field: &'static str, values: &[Is]) -> Record<'static> {
    let rows: Vec<Vec<(&str, Is)>> = values.iter().map(|v| vec![(field, v.clone())]).collect();
    with_orders(record(&[]), &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn of_numbers() {
    let prices = orders("price", &[8.into(), 1.into(), 3.into(), 4.into()]);
    for (operator, value) in
        [("min", 1), ("max", 8), ("sum", 16), ("mean", 4), ("distinct", 4), ("distinct_share", 1), ("most_repeated", 1)]
    {
        assert_eq!(
            holds(&format!("when.orders.{operator} = {{ of = \"price\", equals = {value} }}"), &prices),
            T,
            "{operator}"
        );
    }
    assert_eq!(holds("when.orders.median = { of = \"price\", equals = 3.5 }", &prices), T, "between the middle two");
    assert_eq!(
        holds("when.orders.median = { of = \"price\", equals = 3 }", &orders("price", &[8.into(), 1.into(), 3.into()])),
        T
    );
    assert_eq!(holds("when.orders.max = { of = \"price\", above = 3, below = 8 }", &prices), F);
}

#[test]
fn absent_values_are_left_out_unknown_ones_spoil_it() {
    let partly = orders("price", &[8.into(), Is::Absent, 4.into()]);
    for (operator, value) in [("min", 4), ("max", 8), ("sum", 12), ("mean", 6), ("median", 6)] {
        assert_eq!(
            holds(&format!("when.orders.{operator} = {{ of = \"price\", equals = {value} }}"), &partly),
            T,
            "{operator}"
        );
    }
    let unknown = orders("price", &[8.into(), Is::Unknown]);
    for operator in ["min", "max", "sum", "mean", "median", "distinct", "distinct_share", "most_repeated"] {
        assert_eq!(
            holds(&format!("when.orders.{operator} = {{ of = \"price\", at_least = 0 }}"), &unknown),
            U,
            "{operator}"
        );
        assert_eq!(
            holds(&format!("when.orders.{operator} = {{ of = \"price\", at_least = 0, unknown = false }}"), &unknown),
            F,
            "{operator}"
        );
    }
}

#[test]
fn of_texts_labels_and_derived_numbers() {
    let texts = orders("text", &["Tea".into(), "tea".into(), "TEA ".into(), "jam".into()]);
    assert_eq!(holds("when.orders.distinct = { of = \"text\", equals = 3 }", &texts), T, "lower-cased, as written");
    assert_eq!(holds("when.orders.most_repeated = { of = \"text\", equals = 2 }", &texts), T);
    assert_eq!(holds("when.orders.distinct_share = { of = \"text\", equals = 0.75 }", &texts), T);
    let tagged = orders("text", &["tea #a @ana".into(), "tea #b".into(), "jam #c #d".into()]);
    assert_eq!(holds("when.orders.most_repeated = { of = \"text.own_text\", equals = 2 }", &tagged), T);
    assert_eq!(holds("when.orders.median = { of = \"text.hashtags\", equals = 1 }", &tagged), T);
    assert_eq!(holds("when.orders.max = { of = \"text.own_text.words\", equals = 1 }", &tagged), T);
    let shops = orders("shop", &[Is::Label("a"), Is::Label("a"), Is::Label("b"), Is::Absent]);
    assert_eq!(holds("when.orders.distinct = { of = \"shop\", equals = 2 }", &shops), T);
    assert_eq!(holds("when.orders.most_repeated = { of = \"shop\", equals = 2 }", &shops), T);
    let tags = orders("tags", &[(&["a", "b"]).into(), (&["a"]).into()]);
    assert_eq!(holds("when.orders.max = { of = \"tags.count\", equals = 2 }", &tags), T);
}

#[test]
fn sums_do_not_depend_on_the_order_of_the_source() {
    let values: Vec<Is> = [1e16, 1.0, -1e16, 3.0, 1e-3].iter().map(|&v| Is::Of(v)).collect();
    let mut other = values.clone();
    other.reverse();
    let sums = [values, other].map(|values| {
        let program = crate::support::program(&format!(
            "[fact.orders]\nworth = {{ sum = \"orders.price\" }}\n{}",
            crate::support::rule("test/it", "when.orders.worth.above = 0")
        ));
        crate::support::told(&program, &orders("price", &values))
    });
    assert_eq!(sums[0], sums[1]);
}
