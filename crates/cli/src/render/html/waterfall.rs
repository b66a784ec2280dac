//! The way from 100 to the score, a bar for each step.

use serde::Serialize;

use crate::render::view::{Step, tone};

/// A step and its bar, from 0 to 100.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    n: Option<usize>,
    title: String,
    by: String,
    running: String,
    /// What the row is, for the style: `start`, `step` or `end`.
    class: &'static str,
    tone: &'static str,
    x: f64,
    width: f64,
}

pub(super) fn rows(steps: &[Step]) -> Vec<Row> {
    let last = steps.len().saturating_sub(1);
    let row = |(place, step): (usize, &Step)| {
        let (class, tone) = match step.n {
            Some(_) if step.to > step.from => ("step", "up"),
            Some(_) => ("step", "down"),
            None if place == last => ("end", tone(step.to)),
            None => ("start", "whole"),
        };
        Row {
            n: step.n,
            title: step.title.clone(),
            by: step.by.clone(),
            running: step.running.clone(),
            class,
            tone,
            x: tenths(step.from.min(step.to)),
            width: tenths((step.to - step.from).abs()),
        }
    };
    steps.iter().enumerate().map(row).collect()
}

/// Without what binary fractions leave behind.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
