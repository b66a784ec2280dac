//! A report for tests, with something in every field.

use followback_profile::Warning;

use crate::locale::Locale;
use crate::report::{
    EvidenceLine, FactorLine, FindingLine, FixesLine, MissingLine, Names, NextBandLine, ProfileLine, Report,
    ResultLine, ScoreLine, SpanLine, ValueLine,
};

const BIO: &str = "Dream big, work hard. DM me for promo, 50% off today only!\n#hustle";

/// A profile with a fault in the bio and one in the posts.
pub(crate) fn report() -> Report {
    Report {
        schema: "followback.report/1".to_owned(),
        followback: "0.1.0".to_owned(),
        packs: Vec::new(),
        settings: None,
        plugins: Vec::new(),
        now: "2026-11-20T00:00:00Z".to_owned(),
        profile: ProfileLine {
            platform: Some("x".to_owned()),
            source: "x-archive".to_owned(),
            handle: Some("ana".to_owned()),
            name: Some("Ana".to_owned()),
            posts_read: 20,
            picture: None,
        },
        score: ScoreLine {
            total: Some(61.0),
            low: Some(55.0),
            high: Some(66.0),
            band: Some("gaps".to_owned()),
            coverage: 0.93,
        },
        factors: vec![
            factor("avatar", "Avatar", Some([85.0, 80.0, 85.0]), 0.8),
            factor("bio", "Bio", Some([35.0; 3]), 1.0),
            factor("posts", "Posts", None, 0.32),
        ],
        waterfall: Vec::new(),
        findings: vec![no_profession(), sales_pitch(), hashtags()],
        fixes: FixesLine {
            first: owned(&["bio/no-profession", "bio/sales-pitch"]),
            next_band: Some(NextBandLine {
                band: "ready".to_owned(),
                rules: owned(&["bio/no-profession", "posts/hashtag-stuffing"]),
                total: 81.3,
                exact: true,
            }),
        },
        relevance: None,
        results: results(),
        changes: None,
        warnings: vec![Warning::new("no-date", "2 posts have no date")],
        first_total: Some(80.5),
        bio: Some(BIO.to_owned()),
        locale: Locale::En,
        names: Names::default(),
    }
}

fn no_profession() -> FindingLine {
    let mut line = finding("bio/no-profession", "Your bio does not say what you do");
    line.message = "Your bio names no role, employer, field or product.".to_owned();
    line.advice = "Say what you do professionally in the first words.".to_owned();
    line.evidence = vec![evidence("bio", None, BIO, &[])];
    line
}

fn sales_pitch() -> FindingLine {
    let mut line = finding("bio/sales-pitch", "Your bio is a sales pitch");
    line.gain = 5.3;
    line.message = "Your bio offers: DM me for promo, 50% off.".to_owned();
    line.advice = "Say who you help first; keep one link for the offer.".to_owned();
    line.evidence = vec![evidence("bio", None, BIO, &["DM me for promo", "50% off"])];
    line
}

fn hashtags() -> FindingLine {
    let mut line = finding("posts/hashtag-stuffing", "Too many hashtags");
    line.factor = "posts".to_owned();
    line.severity = Some("minor".to_owned());
    line.gain = 3.1;
    line.message = "4 of your last 20 posts carry four hashtags or more.".to_owned();
    line.advice = "Keep to one or two hashtags.".to_owned();
    let posts = ["So tired #monday #mood", "Good morning 🌞 #life", "週末 #coffee", "and #one #more"];
    line.evidence = (1..)
        .zip(posts)
        .map(|(id, text)| {
            let tags: Vec<&str> = text.split(' ').filter(|word| word.starts_with('#')).collect();
            evidence("posts.text", Some(id), text, &tags)
        })
        .collect();
    line
}

fn results() -> Vec<ResultLine> {
    let mut covered = result("bio/no-goal", "superseded");
    covered.by = Some("bio/sales-pitch".to_owned());
    let mut suppressed = result("bio/too-short", "suppressed");
    suppressed.reason = Some("launch week".to_owned());
    suppressed.until = Some("2026-12-31".to_owned());
    vec![
        result("avatar/missing", "passed"),
        unknown("avatar/default", "avatar.default", "not_in_source"),
        unknown("avatar/group-photo", "avatar.faces", "not_measured"),
        unknown("avatar/not-square", "avatar.ratio", "plugin_failed"),
        result("bio/no-profession", "fired"),
        result("bio/sales-pitch", "fired"),
        covered,
        suppressed,
        result("bio/buzzword-stack", "off"),
        result("posts/hashtag-stuffing", "fired"),
        unknown("posts/negative-tone", "posts.negative", "language"),
        unknown("posts/off-topic", "own.count", "sample_too_small"),
        result("posts/stale", "not_applicable"),
    ]
}

pub(crate) fn factor(id: &str, title: &str, score: Option<[f64; 3]>, coverage: f64) -> FactorLine {
    let [score, low, high] = score.map_or([None; 3], |scores| scores.map(Some));
    FactorLine {
        id: id.to_owned(),
        title: title.to_owned(),
        score,
        low,
        high,
        coverage,
        at_most: None,
        lacking: score.is_none(),
    }
}

/// A major finding of the bio.
pub(crate) fn finding(rule: &str, title: &str) -> FindingLine {
    FindingLine {
        rule: rule.to_owned(),
        factor: "bio".to_owned(),
        severity: Some("major".to_owned()),
        points: 35.0,
        gain: 14.2,
        title: title.to_owned(),
        message: title.to_owned(),
        advice: String::new(),
        evidence: Vec::new(),
    }
}

/// A text with the places of some of its words.
pub(crate) fn evidence(fact: &str, post: Option<usize>, text: &str, words: &[&str]) -> EvidenceLine {
    let span = |word: &&str| {
        let start = text.find(word).unwrap();
        SpanLine { start, end: start + word.len(), text: (*word).to_owned() }
    };
    EvidenceLine {
        fact: fact.to_owned(),
        post: post.map(|id| id.to_string()),
        value: ValueLine::Text(text.to_owned()),
        spans: words.iter().map(span).collect(),
    }
}

pub(crate) fn result(rule: &str, status: &str) -> ResultLine {
    ResultLine {
        rule: rule.to_owned(),
        factor: rule.split('/').next().unwrap_or_default().to_owned(),
        status: status.to_owned(),
        missing: Vec::new(),
        by: None,
        reason: None,
        until: None,
    }
}

pub(crate) fn unknown(rule: &str, fact: &str, reason: &str) -> ResultLine {
    let missing = vec![MissingLine { fact: fact.to_owned(), reason: reason.to_owned() }];
    ResultLine { missing, ..result(rule, "unknown") }
}

fn owned(rules: &[&str]) -> Vec<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}
