//! Invented profiles as lines of JSON: the same for the same seed, in the proportions of a list of followers.

use std::fmt::Write;

/// The day the profiles are from: 2025-06-01.
pub(crate) const NOW: i64 = 1_748_736_000;
const DAY: i64 = 86_400;

const WORDS: &str = "the to a and of in is it you that for on my with this have be at we are so not just but what they all \
    like from new your about can out when more if today do up one people time get no good day now love great really how know \
    think see will our as some who go back make want been need here got right life still much work us first world never best \
    year last even why well only thanks look every week free happy live news home most show better morning night help again \
    next always long something read everyone team part please another made play hope years little two while any many house \
    school story book city report market support open start change system money power group family friend weekend video photo \
    song garden coffee train rain snow bridge letter window river paper kitchen table music number answer question idea";
const OTHER: &str =
    "el la los una para con más día año después también canción corazón niños über schön für straße größe";
const JOBS: [&str; 8] = [
    "nurse",
    "software engineer",
    "teacher",
    "translator",
    "photographer",
    "founder of a bakery",
    "student",
    "carpenter",
];
const MOTTOS: [&str; 6] =
    ["dream big", "be kind", "living my best life", "work hard play hard", "carpe diem", "just do it"];
const TOPICS: [&str; 12] = [
    "compilers",
    "gardening",
    "football",
    "bitcoin",
    "photography",
    "chess",
    "climate",
    "cooking",
    "physics",
    "cycling",
    "poetry",
    "security",
];
const EMOJI: [&str; 6] = ["😂", "🔥", "✨", "💯", "🎉", "☕"];
const BEGGING: [&str; 4] = ["follow back", "I follow back", "f4f", "follow me and I will follow you back"];
const LANGUAGES: [&str; 6] = ["en", "en", "en", "en", "es", "de"];

/// Splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap_or(0)
    }

    /// In `percent` of all cases.
    fn rarely(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// `n` profiles with up to 40 posts, 20 on average.
pub(crate) fn lines(n: usize, seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    (0..n).map(|number| profile(&mut random, number, None)).collect()
}

/// One profile with so many posts.
pub(crate) fn with_posts(posts: usize) -> String {
    profile(&mut Random(7), 0, Some(posts))
}

fn profile(random: &mut Random, number: usize, posts: Option<usize>) -> String {
    let bio = bio(random);
    let age = 10 + i64::try_from(random.below(4000)).unwrap_or(0);
    let posts = posts.unwrap_or_else(|| random.below(41));
    let total = posts + random.below(5000);
    let mut out = format!(
        "{{\"platform\":\"x\",\"handle\":\"{}{number}\",\"name\":\"Ana {number}\",\"bio\":{},\"avatar_default\":{},\
         \"avatar_url\":\"https://example.org/{number}.jpg\",\"banner_default\":{},\"verified\":{},\"protected\":false,\
         \"followers\":{},\"following\":{},\"posts_count\":{total},\"created_at\":\"{}\",\"location\":\"Lugo\",\"posts\":[",
        random.pick(&["ana_", "ben", "x_", "news"]),
        serde_json::Value::from(bio),
        random.rarely(8),
        random.rarely(20),
        random.rarely(3),
        random.below(3000),
        random.below(3000),
        date(NOW - age * DAY),
    );
    let mut at = NOW - i64::try_from(random.below(20)).unwrap_or(0) * DAY;
    for post in 0..posts {
        at -= i64::try_from(random.below(200_000)).unwrap_or(0);
        let _ = write!(
            out,
            "{}{{\"id\":\"{}\",\"created_at\":\"{}\",\"lang\":\"{}\",\"reply\":{},\"repost\":{},\"likes\":{},\"text\":{}}}",
            if post == 0 { "" } else { "," },
            1_000_000_000_000_u64 + random.next() % 1_000_000_000,
            date(at.max(NOW - age * DAY)),
            random.pick(&LANGUAGES),
            random.rarely(25),
            random.rarely(20),
            random.below(1000),
            serde_json::Value::from(text(random)),
        );
    }
    out.push_str("]}");
    out
}

fn bio(random: &mut Random) -> String {
    match random.below(10) {
        0 => String::new(),
        1 => random.pick(&MOTTOS).to_owned(),
        2 => format!("{} {}", random.pick(&MOTTOS), random.pick(&BEGGING)),
        3 => "https://example.org/me".to_owned(),
        _ => format!(
            "{} in Lugo | {}, {} {} {}",
            random.pick(&JOBS),
            random.pick(&TOPICS),
            random.pick(&TOPICS),
            words(random, 6, WORDS),
            random.pick(&EMOJI),
        ),
    }
}

fn text(random: &mut Random) -> String {
    let n = 6 + random.below(30);
    let language = if random.rarely(10) { OTHER } else { WORDS };
    let mut out = words(random, n, language);
    for (percent, part) in [
        (15, random.pick(&TOPICS)),
        (10, random.pick(&EMOJI)),
        (20, "https://t.example.org/a1b2c3"),
        (10, "#weekend"),
        (8, "@ben_99"),
        (3, random.pick(&BEGGING)),
        (10, "\n"),
        (10, "\"quoted\""),
    ] {
        if random.rarely(percent) {
            out.push(' ');
            out.push_str(part);
        }
    }
    out
}

fn words(random: &mut Random, n: usize, from: &str) -> String {
    let all: Vec<&str> = from.split_whitespace().collect();
    let mut out = String::new();
    for _ in 0..n {
        // Early words are far more frequent than late ones.
        let least = random.below(all.len()).min(random.below(all.len()));
        let word = all[least.min(random.below(all.len()))];
        if !out.is_empty() {
            out.push_str(random.pick(&[" ", " ", " ", " ", " ", ", ", ". "]));
        }
        if random.rarely(15) {
            out.extend(word.chars().next().into_iter().flat_map(char::to_uppercase));
            out.extend(word.chars().skip(1));
        } else {
            out.push_str(word);
        }
    }
    out
}

/// A date as files have it (Howard Hinnant's algorithm).
fn date(at: i64) -> String {
    let (days, seconds) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
