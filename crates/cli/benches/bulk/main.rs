//! What the stages of a run cost, with the default rules and with the neutral workload: `cargo bench`.
//!
//! Times differ from run to run and from machine to machine. `benches/instructions.py` counts instructions instead, by running
//! one stage of this binary (named in `FOLLOWBACK_STAGE`) under callgrind, and writes the table in the README.

mod packs;
mod people;

use std::hint::black_box;
use std::iter;

use followback_core::{Evaluation, Program, Schema, Scratch, Status};
use followback_profile::{Options, Profile, read_native_json, schema};
use people::NOW;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PACKS: [&str; 2] = ["default", "workload"];
/// So many profiles are read or judged in one go.
const PROFILES: usize = 200;
/// So many are evaluated together.
const TOGETHER: usize = 16;

/// A pack and profiles, ready to be measured.
struct Bench {
    schema: Schema,
    program: Program,
    lines: Vec<String>,
}

impl Bench {
    fn new(pack: &str, lines: Vec<String>) -> Self {
        let schema = schema();
        let (loaded, _) = packs::loaded(&packs::files(pack));
        let program = packs::checked(&loaded, &schema);
        let bench = Bench { schema, program, lines };
        // Expressions are compiled when they have been of use or asked for a few times, which is no part of the steady state, and
        // not counted as one.
        let profiles = bench.parse();
        for _ in 0..4 {
            bench.fired(&profiles);
        }
        drop(profiles);
        bench
    }

    #[inline(never)]
    fn parse(&self) -> Vec<Profile<'_>> {
        let options = Options::new(&self.schema, NOW);
        let read = |line| read_native_json(line, "people", &options).expect("the line is a profile");
        self.lines.iter().map(|line| read(line)).collect()
    }

    #[inline(never)]
    fn evaluate(&self, profiles: &[Profile<'_>]) -> usize {
        self.fired(profiles)
    }

    fn fired(&self, profiles: &[Profile<'_>]) -> usize {
        let mut scratches = Vec::new();
        let mut fired = 0;
        for some in profiles.chunks(TOGETHER) {
            for evaluation in self.evaluated(&mut scratches, some) {
                fired += evaluation.outcomes().iter().filter(|o| o.status == Status::Fired).count();
                scratches.push(evaluation.into_scratch());
            }
        }
        fired
    }

    /// Some profiles, evaluated together as `triage` does it.
    fn evaluated<'a>(&'a self, scratches: &mut Vec<Scratch>, profiles: &'a [Profile<'a>]) -> Vec<Evaluation<'a>> {
        let scratch = || scratches.pop().unwrap_or_default();
        self.program.evaluate_together(iter::repeat_with(scratch).zip(profiles).map(|(s, p)| (s, &p.record, NOW)))
    }

    /// Read, evaluated and scored.
    #[inline(never)]
    fn whole(&self) -> f64 {
        let options = Options::new(&self.schema, NOW);
        let mut scratches = Vec::new();
        let mut sum = 0.0;
        for lines in self.lines.chunks(TOGETHER) {
            let read = |line| read_native_json(line, "people", &options).expect("the line is a profile");
            let profiles: Vec<Profile<'_>> = lines.iter().map(|line| read(line)).collect();
            for evaluation in self.evaluated(&mut scratches, &profiles) {
                let scored = self.program.score_briefly(evaluation.outcomes());
                sum += scored.total.map_or(0.0, |total| total.value);
                scratches.push(evaluation.into_scratch());
            }
        }
        sum
    }
}

fn many(pack: &str) -> Bench {
    Bench::new(pack, people::lines(PROFILES, 42))
}

#[divan::bench(args = PACKS)]
fn load(bencher: divan::Bencher<'_, '_>, pack: &str) {
    let files = packs::files(pack);
    bencher.bench(|| packs::loaded(&files));
}

/// Checks and compiles, without the automaton that is built when the first text is read.
#[divan::bench(args = PACKS)]
fn compile(bencher: divan::Bencher<'_, '_>, pack: &str) {
    let (loaded, _) = packs::loaded(&packs::files(pack));
    let schema = schema();
    bencher.bench(|| packs::checked(&loaded, &schema));
}

#[divan::bench]
fn parse_200(bencher: divan::Bencher<'_, '_>) {
    let bench = many("workload");
    bencher.bench(|| black_box(bench.parse()).len());
}

#[divan::bench(args = PACKS)]
fn evaluate_200(bencher: divan::Bencher<'_, '_>, pack: &str) {
    let bench = many(pack);
    let profiles = bench.parse();
    bencher.bench(|| bench.evaluate(&profiles));
}

#[divan::bench(args = PACKS)]
fn whole_200(bencher: divan::Bencher<'_, '_>, pack: &str) {
    let bench = many(pack);
    bencher.bench(|| bench.whole());
}

#[divan::bench]
fn profile_with_200_posts(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::new("default", vec![people::with_posts(200)]);
    bencher.bench(|| bench.whole());
}

/// One stage, once: what callgrind counts are the functions that are never inlined.
fn stage(name: &str) {
    let (stage, pack) = name.split_once(' ').unwrap_or((name, "default"));
    match stage {
        "load" => drop(black_box(packs::loaded(&packs::files(pack)))),
        "compile" => {
            let (loaded, _) = packs::loaded(&packs::files(pack));
            drop(black_box(packs::checked(&loaded, &schema())));
        }
        "posts" => {
            black_box(Bench::new(pack, vec![people::with_posts(200)]).whole());
        }
        _ => {
            let bench = many(pack);
            let profiles = bench.parse();
            black_box(bench.evaluate(&profiles));
            black_box(bench.whole());
        }
    }
}

fn main() {
    match std::env::var("FOLLOWBACK_STAGE") {
        Ok(name) => stage(&name),
        Err(_) => divan::main(),
    }
}
