//! Collections and views.

use followback_core::Tri::{False as F, True as T, Unknown as U};
use followback_core::{Record, Tri};

use crate::support::{DAY, Is, NOW, holds, holds_with, program, record, with_dated, with_orders};

fn gifts(which: &[Is]) -> Record<'static> {
    let facts: Vec<Vec<(&str, Is)>> = which.iter().map(|g| vec![("gift", g.clone())]).collect();
    let facts: Vec<&[(&str, Is)]> = facts.iter().map(Vec::as_slice).collect();
    with_orders(record(&[]), &facts)
}

const YES: Is = Is::Yes(true);
const NO: Is = Is::Yes(false);

#[test]
fn count_and_share_plain_and_filtered() {
    let three = gifts(&[YES, NO, NO]);
    for (condition, wanted) in [
        ("when.orders.count = 3", T),
        ("when.orders.count.at_least = 4", F),
        ("when.orders.count = { at_least = 2, below = 4 }", T),
        ("when.orders.count = { where = { gift = true }, equals = 1 }", T),
        ("when.orders.count = { where.gift = false, at_least = 2 }", T),
        ("when.orders.share = { where = { gift = true }, below = 0.5 }", T),
        ("when.orders.share = 1", T),
        ("when.orders.present = true", T),
        ("when.orders = { count.above = 1, present = true }", T),
    ] {
        assert_eq!(holds(condition, &three), wanted, "{condition}");
    }
}

#[test]
fn nothing_in_a_collection_is_not_the_same_as_no_collection() {
    let (empty, none) = (gifts(&[]), record(&[]));
    for (condition, of_empty) in [
        ("when.orders.count = 0", T),
        ("when.orders.count = { where.gift = true, below = 1 }", T),
        ("when.orders.present = false", T),
        ("when.orders.share = { where.gift = true, below = 1 }", F),
        ("when.orders.share = { where.gift = true, at_least = 0 }", F),
        ("when.orders.sum = { of = \"price\", equals = 0 }", T),
        ("when.orders.distinct = { of = \"text\", equals = 0 }", T),
        ("when.orders.most_repeated = { of = \"text\", equals = 0 }", T),
        ("when.orders.min = { of = \"price\", at_least = 0 }", F),
        ("when.orders.max = { of = \"price\", at_least = 0 }", F),
        ("when.orders.mean = { of = \"price\", at_least = 0 }", F),
        ("when.orders.median = { of = \"price\", at_least = 0 }", F),
        ("when.orders.distinct_share = { of = \"text\", at_least = 0 }", F),
    ] {
        assert_eq!(holds(condition, &empty), of_empty, "{condition}");
        assert_eq!(holds(condition, &none), U, "{condition}");
    }
    assert_eq!(holds("when.orders.count = { at_least = 1, unknown = false }", &none), F);
}

#[test]
fn unknown_members_make_intervals() {
    let some = gifts(&[YES, YES, NO, Is::Unknown]);
    for (condition, wanted) in [
        ("count = { where.gift = true, at_least = 2 }", T),
        ("count = { where.gift = true, at_least = 3 }", U),
        ("count = { where.gift = true, at_least = 4 }", F),
        ("count = { where.gift = true, equals = 1 }", F),
        ("count = { where.gift = true, between = [2, 3] }", T),
        ("share = { where.gift = true, at_least = 0.5 }", T),
        ("share = { where.gift = true, above = 0.5 }", U),
        ("share = { where.gift = true, above = 0.75 }", F),
        ("count = { where.gift = true, at_least = 3, unknown = true }", T),
        ("count = { where = { gift = { equals = true, unknown = false } }, equals = 2 }", T),
    ] {
        assert_eq!(holds(&format!("when.orders.{condition}"), &some), wanted, "{condition}");
    }
}

fn in_view(view: &str, condition: &str, record: &Record<'_>) -> Tri {
    holds_with(view, condition, record)
}

#[test]
fn a_view_filters_first_and_then_takes_the_latest() {
    let view = "[view.some]\nof = \"orders\"\nwhere.gift = true\nlatest = 2\n";
    let prices = |rows: &[(bool, i32)]| {
        let facts: Vec<Vec<(&str, Is)>> =
            rows.iter().map(|(g, p)| vec![("gift", (*g).into()), ("price", (*p).into())]).collect();
        with_orders(record(&[]), &facts.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    let orders = prices(&[(false, 1), (true, 2), (false, 4), (true, 8), (true, 16)]);
    assert_eq!(in_view(view, "when.some.count = 2", &orders), T);
    assert_eq!(in_view(view, "when.some.sum = { of = \"price\", equals = 10 }", &orders), T);
    let only_latest = "[view.some]\nof = \"orders\"\nlatest = 3\n";
    assert_eq!(in_view(only_latest, "when.some.sum = { of = \"price\", equals = 7 }", &orders), T);
}

#[test]
fn views_of_views() {
    let views = "[view.outer]\nof = \"inner\"\nwhere.gift = true\n[view.inner]\nof = \"orders\"\nlatest = 2\n[view.first]\nof = \"outer\"\nlatest = 1\n";
    let orders = gifts(&[NO, YES, YES, YES]);
    assert_eq!(in_view(views, "when.inner.count = 2", &orders), T);
    assert_eq!(in_view(views, "when.outer.count = 1", &orders), T, "of the latest two, one is a gift");
    assert_eq!(in_view(views, "when.first.count = 1", &orders), T);
    assert_eq!(in_view(views, "when.outer.share = { where.gift = true, equals = 1 }", &orders), T);
}

#[test]
fn who_is_in_a_view_may_be_uncertain() {
    let view = "[view.some]\nof = \"orders\"\nwhere.gift = true\nlatest = 2\n";
    let count = |which: &[Is], condition: &str| in_view(view, &format!("when.some.count.{condition}"), &gifts(which));
    assert_eq!(count(&[Is::Unknown, YES, YES], "equals = 2"), T, "two at least, and never more than two");
    assert_eq!(count(&[Is::Unknown, YES], "at_least = 1"), T);
    assert_eq!(count(&[Is::Unknown, YES], "equals = 2"), U);
    assert_eq!(count(&[Is::Unknown, NO], "at_least = 1"), U);
    assert_eq!(count(&[Is::Unknown, Is::Unknown, Is::Unknown], "above = 2"), F);
    // The older of two sure ones can be pushed out by one that may come before it.
    let price = |first: Is| {
        let rows: [&[(&str, Is)]; 3] = [
            &[("gift", first), ("price", Is::Of(1.0))],
            &[("gift", YES), ("price", Is::Of(2.0))],
            &[("gift", YES), ("price", Is::Of(4.0))],
        ];
        with_orders(record(&[]), &rows)
    };
    let dear = "when.some.count = { where.price.above = 3, equals = 1 }";
    assert_eq!(in_view(view, dear, &price(Is::Unknown)), U);
    assert_eq!(in_view(view, dear, &price(NO)), T);
    assert_eq!(in_view(view, dear, &price(YES)), F);
    let cheap = "when.some.count = { where.price = 2, equals = 1 }";
    assert_eq!(in_view(view, cheap, &price(Is::Unknown)), T, "the newer one is in it either way");
    assert_eq!(
        in_view(view, "when.some.max = { of = \"price\", at_most = 4 }", &price(Is::Unknown)),
        U,
        "other aggregates are unknown"
    );
}

#[test]
fn the_share_counts_those_who_may_be_there() {
    let view = "[view.some]\nof = \"orders\"\nwhere.gift = true\n";
    let row = |gift: Is, price: i32| vec![("gift", gift), ("price", Is::from(price))];
    let rows = [row(YES, 100), row(Is::Unknown, 1)];
    let orders = with_orders(record(&[]), &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let share = |condition: &str| {
        in_view(view, &format!("when.some.share = {{ where.price.above = 50, {condition} }}"), &orders)
    };
    assert_eq!(share("at_least = 0.5"), T);
    assert_eq!(share("at_least = 0.6"), U, "a second gift, if it is one, is cheap");
    assert_eq!(share("equals = 1"), U);
    let nobody = [row(Is::Unknown, 1)];
    let orders = with_orders(record(&[]), &nobody.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert_eq!(
        in_view(view, "when.some.share = { where.price.above = 50, present = true }", &orders),
        U,
        "the view may be empty"
    );
}

#[test]
fn newest_first_then_as_they_came_undated_last() {
    let view = "[view.newest]\nof = \"orders\"\nlatest = 2\n";
    let rows: [(Option<i64>, &[(&str, Is)]); 4] = [
        (None, &[("price", Is::Of(1.0))]),
        (Some(NOW - 9 * DAY), &[("price", Is::Of(2.0))]),
        (Some(NOW - DAY), &[("price", Is::Of(4.0))]),
        (Some(NOW - 9 * DAY), &[("price", Is::Of(8.0))]),
    ];
    let orders = with_dated(record(&[]), &rows);
    assert_eq!(
        in_view(view, "when.newest.sum = { of = \"price\", equals = 6 }", &orders),
        T,
        "of equal dates the first"
    );
    let three = "[view.newest]\nof = \"orders\"\nlatest = 3\n";
    assert_eq!(
        in_view(three, "when.newest.sum = { of = \"price\", equals = 14 }", &orders),
        T,
        "the one without a date comes last"
    );
}

#[test]
fn facts_of_the_record_inside_where() {
    let orders =
        with_orders(record(&[("parcel.balance", 50.into())]), &[&[("price", 60.into())], &[("price", 20.into())]]);
    assert_eq!(
        holds("when.orders.count = { where.price.above = { fact = \"parcel.balance\" }, equals = 1 }", &orders),
        T
    );
}

#[test]
fn where_and_comparison_stand_in_one_place() {
    use crate::support::{HEAD, faults_of, rule};
    for (condition, split) in [
        ("when.orders.count = { where = { gift = true }, at_least = 1 }", false),
        ("when.orders.count = { where.gift = true, at_least = 1 }", false),
        ("when.orders = { count = { where.gift = true, at_least = 1 } }", false),
        ("when.any = [{ orders.count = { where.gift = true, at_least = 1 } }]", false),
        ("when.orders.count.where.gift = true", true),
        ("when.orders.count.where.gift = true\nwhen.orders.count.at_least = 1", true),
        ("when.orders.count.at_least = 1\nwhen.orders.count.where.gift = true", true),
        ("when.orders.share = { where.gift = true }", true),
        ("when.any = [{ orders.count.where.gift = true, orders.count.at_least = 1 }]", true),
    ] {
        let codes = faults_of(&format!("{HEAD}{}", rule("test/it", condition))).codes();
        assert_eq!(codes, if split { vec!["split-condition"] } else { vec![] }, "{condition}");
    }
}

#[test]
fn a_view_and_a_named_count_tell_their_members() {
    let rules = "
        [view.latest]
        of = \"orders\"
        latest = 3
        [fact.orders]
        gifts = { count = \"latest\", where.gift = true }
        dear  = { max = \"orders.price\" }
        [[rule]]
        id = \"care/gifts\"
        factor = \"care\"
        severity = \"minor\"
        points = 1
        title = \"t\"
        message = \"m\"
        when.orders.gifts.above = 0
        unless.orders.dear.above = 9
    ";
    let program = program(rules);
    let known = gifts(&[YES, NO, Is::Unknown, YES]);
    let mut evaluation = program.evaluate(&known, NOW);
    assert_eq!(evaluation.counted("latest"), Some(vec![0, 1, 2]));
    assert_eq!(evaluation.counted("orders.gifts"), Some(vec![0]));
    for name in ["orders.dear", "orders", "nothing"] {
        assert_eq!(evaluation.counted(name), None, "{name}");
    }
    let none = record(&[]);
    assert_eq!(program.evaluate(&none, NOW).counted("orders.gifts"), Some(vec![]));
}

#[test]
fn a_rule_that_fired_tells_the_members_that_there_are_too_many_of() {
    let rule = |id: &str, when: &str| {
        format!(
            "[[rule]]\nid = \"care/{id}\"\nfactor = \"care\"\nseverity = \"minor\"\npoints = 1\ntitle = \"t\"\nmessage = \"m\"\nwhen = {when}\n"
        )
    };
    let rules = [
        "[fact.orders]\ngifts = { count = \"orders\", where.gift = true }\ngift_share = { formula = \"orders.gifts / orders.count\" }\n"
            .to_owned(),
        rule("many", "{ orders.gifts.above = 1 }"),
        rule("share", "{ orders.gift_share.at_least = 0.5 }"),
        rule("few", "{ not = { orders.gifts.at_least = 9 } }"),
        rule("not-few", "{ not = { orders.gifts.below = 1 } }"),
        rule("inline", "{ orders.count = { where = { gift = false }, above = 0 } }"),
        rule("passes", "{ orders.gifts.above = 2 }"),
    ];
    let program = program(&rules.concat());
    let known = gifts(&[YES, NO, YES]);
    let mut evaluation = program.evaluate(&known, NOW);
    let orders = program.schema().collection("orders").unwrap();
    for (id, rows) in [
        ("many", vec![0, 2]),
        ("share", vec![0, 2]),
        ("few", vec![]),
        ("not-few", vec![0, 2]),
        ("inline", vec![1]),
        ("passes", vec![]),
    ] {
        let rule = program.rule(&format!("care/{id}")).unwrap();
        assert_eq!(evaluation.held_against(rule, orders), rows, "{id}");
    }
}

#[test]
fn a_view_of_a_view_holds_no_more_than_it() {
    let views = "[view.two]\nof = \"orders\"\nwhere.gift = true\nlatest = 2\n[view.same]\nof = \"two\"\n";
    let three = gifts(&[Is::Unknown, Is::Unknown, Is::Unknown]);
    for view in ["two", "same"] {
        assert_eq!(in_view(views, &format!("when.{view}.count.above = 2"), &three), F, "{view}");
        assert_eq!(in_view(views, &format!("when.{view}.count.above = 1"), &three), U, "{view}");
    }
}

/// What a walk through the members, one by one, says of the latest so many gifts: how many of them are dear, at least and at most.
fn dear_gifts(members: &[(Tri, Tri)], window: usize) -> (usize, usize) {
    let (mut sure, mut possible) = (0, 0);
    let (mut least, mut most) = (0, 0);
    for &(gift, dear) in members {
        if sure >= window {
            break;
        }
        if gift == F {
            continue;
        }
        let belongs = if gift == T && possible < window { T } else { U };
        least += usize::from(belongs.and(dear) == T);
        most += usize::from(belongs.and(dear) != F);
        sure += usize::from(gift == T);
        possible += 1;
    }
    (least, most.min(window))
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(80))]

    #[test]
    fn many_members_are_as_one_by_one(
        members in proptest::collection::vec((0..3usize, 0..3usize), 0..200),
        window in 1..140usize,
    ) {
        const TRIS: [Tri; 3] = [T, F, U];
        let gift = [YES, NO, Is::Unknown];
        let price = [Is::from(9), Is::from(1), Is::Unknown];
        let facts: Vec<Vec<(&str, Is)>> =
            members.iter().map(|&(g, p)| vec![("gift", gift[g].clone()), ("price", price[p].clone())]).collect();
        let dated: Vec<_> = (0..).zip(&facts).map(|(n, facts)| (Some(NOW - n), facts.as_slice())).collect();
        let record = with_dated(record(&[]), &dated);
        let members: Vec<(Tri, Tri)> = members.iter().map(|&(g, p)| (TRIS[g], TRIS[p])).collect();
        let (least, most) = dear_gifts(&members, window);
        let view = format!("[view.some]\nof = \"orders\"\nwhere.gift = true\nlatest = {window}\n");
        for n in [0, least, least + 1, most, most + 1] {
            let condition = format!("when.some.count = {{ where.price.above = 5, at_least = {n} }}");
            let wanted = if n <= least { T } else if n <= most { U } else { F };
            proptest::prop_assert_eq!(in_view(&view, &condition, &record), wanted, "{} of {}", n, window);
        }
    }
}
