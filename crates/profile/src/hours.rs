//! How closely posts follow each other.

use followback_core::{Fact, MemberRef, MemberTable, Value};

use crate::catalog::post;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// Summer time, and the time between two of them, lasts longer than this.
const SEASON: i64 = 100 * DAY;

/// A post by its time.
struct Moment {
    at: i64,
    /// Its place among the posts.
    index: usize,
    /// It is one's own and answers nothing; unknown where the source does not say.
    counts: Option<bool>,
}

/// Says of each post how many came within the hour up to it, itself included: own ones that answer nothing, so that a thread is
/// one. Of what does not count that is none.
///
/// A post at midnight to the second only has a date: when it came is unknown, and it is not counted for others. So do all of
/// them where all are of a midnight somewhere ([`only_dates`]).
pub(crate) fn count_by_hour(posts: &mut MemberTable<'_>) {
    let mut moments: Vec<Moment> = (0..)
        .zip(posts.iter())
        .filter_map(|(index, post)| Some(Moment { at: post.at()?, index, counts: counts(post) }))
        .filter(|moment| moment.at.rem_euclid(DAY) != 0)
        .collect();
    moments.sort_unstable_by_key(|moment| moment.at);
    if only_dates(&moments) {
        return;
    }
    let (mut first, mut end) = (0, 0);
    // Of the moments within the hour, kept up as it moves on: how many count, and of how many that is not known.
    let (mut own, mut doubtful) = (0, 0);
    for &Moment { at, index, counts } in &moments {
        while let Some(entering) = moments.get(end).filter(|moment| moment.at <= at) {
            own += usize::from(entering.counts == Some(true));
            doubtful += usize::from(entering.counts.is_none());
            end += 1;
        }
        while let Some(leaving) = moments.get(first).filter(|moment| moment.at <= at.saturating_sub(HOUR)) {
            own -= usize::from(leaving.counts == Some(true));
            doubtful -= usize::from(leaving.counts.is_none());
            first += 1;
        }
        let n = match counts {
            Some(true) if doubtful == 0 => own,
            Some(false) => 0,
            _ => continue,
        };
        posts.set(index, post::WITHIN_HOUR, Fact::number(n as f64));
    }
}

/// Whether all are of one second of the day, which is midnight where the source was made; or of two that are an hour apart and
/// take turns no faster than summer time does. In the order of time; one alone shows nothing.
fn only_dates(moments: &[Moment]) -> bool {
    let [first, rest @ ..] = moments else { return false };
    // The clock was changed at some time behind `before`, the last post of the season until then.
    let (mut second, mut last, mut before) = (first.at.rem_euclid(DAY), first.at, None);
    let mut other = None;
    for at in rest.iter().map(|moment| moment.at) {
        let now = at.rem_euclid(DAY);
        let previous = std::mem::replace(&mut last, at);
        if now == second {
            continue;
        }
        let apart = (now - second).rem_euclid(DAY);
        // Two midnights with a change of the clock between them are most of a day apart.
        let is_summer_time = (apart == HOUR || apart == DAY - HOUR)
            && at.saturating_sub(previous) >= DAY - HOUR
            && other.is_none_or(|other| other == now);
        if !is_summer_time || before.is_some_and(|before| at - before < SEASON) {
            return false;
        }
        (other, second, before) = (Some(second), now, Some(previous));
    }
    !rest.is_empty()
}

fn counts(post: MemberRef<'_, '_>) -> Option<bool> {
    let flag = |fact: &Fact<'_>| match fact {
        Fact::Known(Value::Bool(flag)) => Some(*flag),
        _ => None,
    };
    match (flag(post.get(post::REPOST)), flag(post.get(post::REPLY))) {
        (Some(false), Some(false)) => Some(true),
        (Some(true), _) | (_, Some(true)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use followback_core::Member;

    use super::*;
    use crate::catalog::{POSTS, schema};

    /// 2026-01-01T09:00:00Z.
    const NINE: i64 = 1_767_258_000;

    fn post(at: Option<i64>, repost: Option<bool>, reply: Option<bool>) -> Member<'static> {
        let mut member = Member::new(&schema(), POSTS, "", at);
        for (field, flag) in [(post::REPOST, repost), (post::REPLY, reply)] {
            if let Some(flag) = flag {
                member.set(field, Fact::bool(flag));
            }
        }
        member
    }

    fn own(minute: i64) -> Member<'static> {
        post(Some(NINE + minute * 60), Some(false), Some(false))
    }

    fn told(posts: Vec<Member<'static>>) -> Vec<Option<f64>> {
        let mut posts = MemberTable::from(posts);
        count_by_hour(&mut posts);
        let number = |post: MemberRef<'_, '_>| match post.get(post::WITHIN_HOUR) {
            Fact::Known(Value::Number(n)) => Some(*n),
            _ => None,
        };
        posts.iter().map(number).collect()
    }

    #[test]
    fn the_hour_ends_with_the_post_and_leaves_out_its_beginning() {
        assert_eq!(told(vec![own(90), own(60), own(30), own(0)]), [2.0, 2.0, 2.0, 1.0].map(Some));
        assert_eq!(told(vec![own(0), own(59), own(59)]), [1.0, 3.0, 3.0].map(Some), "in whatever order they come");
    }

    #[test]
    fn threads_answers_and_reposts_do_not_count() {
        let at = |minute: i64| Some(NINE + minute * 60);
        let posts = vec![
            own(0),
            post(at(1), Some(false), Some(true)),
            post(at(2), Some(true), Some(false)),
            post(at(3), Some(true), None),
            own(4),
        ];
        assert_eq!(told(posts), [1.0, 0.0, 0.0, 0.0, 2.0].map(Some));
    }

    #[test]
    fn what_is_not_known_makes_its_hour_unknown() {
        let doubtful = post(Some(NINE + 60), Some(false), None);
        assert_eq!(told(vec![own(0), doubtful, own(2), own(62)]), [Some(1.0), None, None, Some(1.0)]);
        assert_eq!(told(vec![post(None, Some(false), Some(false)), own(0)]), [None, Some(1.0)]);
        assert_eq!(
            told(vec![post(Some(NINE - 9 * HOUR), Some(false), Some(false)); 12]),
            vec![None; 12],
            "only a date"
        );
    }

    #[test]
    fn posts_of_one_second_of_the_day_only_have_dates() {
        // Midnight where the clock is an hour ahead of UTC.
        let day = |n: i64| post(Some(NINE - 10 * HOUR + n * DAY), Some(false), Some(false));
        assert_eq!(told(vec![day(0); 12]), vec![None; 12]);
        assert_eq!(told(vec![day(0), day(0), day(3)]), [None; 3]);
        assert_eq!(told(vec![day(0), day(0), own(30)]), [Some(2.0), Some(2.0), Some(1.0)], "another time of the day");
        assert_eq!(told(vec![day(0)]), [Some(1.0)], "one alone shows nothing");
    }

    #[test]
    fn midnights_in_summer_and_winter_only_are_dates() {
        // Midnight an hour ahead of UTC, and two hours ahead from the 88th to the 298th day of the year.
        let day = |n: i64| {
            let ahead = if (88..298).contains(&n.rem_euclid(365)) { 2 } else { 1 };
            post(Some(NINE - 9 * HOUR + n * DAY - ahead * HOUR), Some(false), Some(false))
        };
        let year = || (0..800_i32).step_by(20).map(i64::from);
        assert_eq!(told(year().map(day).collect()), vec![None; 40]);
        assert_eq!(told(year().map(|n| day(780 - n)).collect()), vec![None; 40]);
        assert_eq!(told(vec![day(80), day(80), day(90), day(90)]), [None; 4]);
        // What is known of a winter may be its last posts only, or a few: its length is that up to the last post before it.
        for winter in [&[360][..], &[360; 30], &[440], &[300, 440]] {
            let days = [280].into_iter().chain(winter.iter().copied()).chain([365 + 88 + 12]);
            assert_eq!(told(days.map(day).collect()), vec![None; winter.len() + 2], "{winter:?}");
        }
        // At eight in the morning of one day and at nine of the next one no clock was changed.
        let hour = |n: i64| post(Some(NINE + n * DAY - (n % 2) * HOUR), Some(false), Some(false));
        assert_eq!(told((0..5).map(hour).collect()), [Some(1.0); 5]);
        // Nor within an hour of a day.
        assert_eq!(told(vec![own(0), own(60)]), [Some(1.0); 2]);
        // Nor where there is a third time, or one that is two hours off.
        assert_eq!(told(vec![day(0), day(100), own(0)]), [Some(1.0); 3]);
        assert_eq!(told(vec![own(0), own(120 + 100 * 24 * 60)]), [Some(1.0); 2]);
    }

    proptest! {
        #[test]
        fn it_is_what_counting_one_by_one_gives(mut minutes in prop::collection::vec((1_i64..300, 0..8), 0..30)) {
            // Not all at one time of the day.
            minutes.push((300, 7));
            // A few answers, and a few of which nobody says whether they are.
            let reply = |kind: i32| match kind { 0 => None, 1 => Some(true), _ => Some(false) };
            let posts = minutes.iter().map(|&(minute, kind)| post(Some(NINE + minute * 60), Some(false), reply(kind)));
            let counted = told(posts.collect());
            let wanted = minutes.iter().map(|&(end, kind)| {
                let within = minutes.iter().filter(|(m, _)| *m <= end && *m > end - 60);
                match reply(kind) {
                    Some(true) => Some(0.0),
                    Some(false) if within.clone().all(|(_, kind)| *kind != 0) => {
                        Some(within.filter(|(_, kind)| *kind > 1).count() as f64)
                    }
                    _ => None,
                }
            });
            prop_assert_eq!(counted, wanted.collect::<Vec<_>>());
        }
    }
}
