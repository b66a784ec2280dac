//! The latest posts in time, by whether they are about what the bio speaks of.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::locale::Words;
use crate::render::clean::clean;
use crate::render::wrap::shortened;
use crate::report::{Card, PostNote, Report, Subject, day};

/// Columns in which dots stand on each other.
const COLUMNS: i64 = 32;
/// Between two dots of a column.
const STEP: usize = 12;
/// Dots that stand on each other in full; more are pushed together.
const MAX_STACK: usize = 8;
/// Fewer dots say nothing about time.
const LEAST: usize = 3;
/// Columns of a post that a dot quotes.
const QUOTED: usize = 90;

/// A chart of posts.
#[derive(Debug, Serialize)]
pub(super) struct Timeline {
    /// What it shows, in words.
    summary: String,
    /// That there are older ones.
    left_out: Option<String>,
    height: usize,
    /// Where the axis is.
    floor: usize,
    /// The days at its ends.
    from: String,
    to: String,
    dots: Vec<Dot>,
    legend: Vec<Legend>,
}

#[derive(Debug, Serialize)]
struct Dot {
    subject: &'static str,
    /// In percent of the width.
    x: f64,
    y: usize,
    title: String,
}

#[derive(Debug, Serialize)]
struct Legend {
    subject: &'static str,
    words: String,
}

impl Timeline {
    /// None where too few posts have a date.
    pub(super) fn new(say: &Words, report: &Report, card: &Card) -> Option<Self> {
        let dated: Vec<(i64, &PostNote)> = card.posts.iter().filter_map(|post| Some((post.at?, post))).collect();
        let (first, last) = (dated.iter().map(|(at, _)| *at).min()?, dated.iter().map(|(at, _)| *at).max()?);
        if dated.len() < LEAST {
            return None;
        }
        let now = report.now.parse::<jiff::Timestamp>().map_or(last, |now| now.as_second().max(last));
        let mut stacks: BTreeMap<i64, usize> = BTreeMap::new();
        // Oldest at the bottom.
        let placed: Vec<(i64, usize, &PostNote)> = dated
            .iter()
            .rev()
            .map(|(at, post)| {
                let column = if now > first { (at - first) * (COLUMNS - 1) / (now - first) } else { COLUMNS - 1 };
                let level = stacks.entry(column).or_default();
                *level += 1;
                (column, *level - 1, *post)
            })
            .collect();
        let tallest = stacks.values().copied().max().unwrap_or(1);
        let step = if tallest > MAX_STACK { (STEP * MAX_STACK / tallest).max(1) } else { STEP };
        let floor = step * (tallest - 1) + 2 * STEP;
        let dot = |(column, level, post): (i64, usize, &PostNote)| Dot {
            subject: post.subject.class(),
            x: (column as f64 * 1000.0 / (COLUMNS - 1) as f64).round() / 10.0,
            y: floor - STEP - level * step,
            title: format!("{}: {}", post.at.map(day).unwrap_or_default(), shortened(clean(&post.text).trim(), QUOTED)),
        };
        let dots: Vec<Dot> = placed.into_iter().map(dot).collect();
        let count = |subject: Subject| dots.iter().filter(|dot| dot.subject == subject.class()).count();
        let (of_bio, other, untold) = (count(Subject::OfBio), count(Subject::Other), count(Subject::Untold));
        let legend = [
            (Subject::OfBio, say.posts_of_bio(of_bio)),
            (Subject::Other, say.posts_other(other)),
            (Subject::Untold, say.posts_untold(untold)),
        ];
        Some(Timeline {
            summary: say.posts_in_time(dots.len()),
            left_out: (card.left_out > 0).then(|| say.posts_left_out(card.left_out)),
            height: floor + 1,
            floor,
            from: day(first),
            to: day(now),
            legend: legend.map(|(subject, words)| Legend { subject: subject.class(), words }).into(),
            dots,
        })
    }
}

impl Subject {
    fn class(self) -> &'static str {
        match self {
            Subject::OfBio => "of-bio",
            Subject::Other => "other",
            Subject::Untold => "untold",
        }
    }
}
