//! What a page shows beside the report: the profile as strangers see it, and what the score is worked out from.

use followback_core::{
    Effect, Evaluation, Fact, FactId, FieldId, MemberRef, MemberTable, Members, Program, Question, Recorder, RuleCode,
    RuleId, Severity, Sheet, Value,
};
use followback_profile::{POSTS, Profile, account, avatar, post};

use crate::locale::Locale;
use crate::words::{self, Clause, Named};

/// Posts that a page tells about, where no pack says which ones count.
const LATEST: usize = 20;
/// Posts that a page tells about at most: more are a heap of dots, and a page that no chat takes.
const MOST: usize = 200;

/// What a page shows beside the report.
#[derive(Debug)]
pub(crate) struct Annex {
    pub(crate) card: Card,
    pub(crate) sheet: Sheet,
    /// The ids of the factors, in the order of the sheet.
    pub(crate) factors: Vec<String>,
    /// Every rule, by id, as the sheet numbers them.
    pub(crate) rules: Vec<RuleNote>,
    /// Named conditions that rules ask for, by pack and name.
    pub(crate) named: Vec<(String, AskNote)>,
}

/// The profile as it looks in a timeline.
#[derive(Debug, Default)]
pub(crate) struct Card {
    pub(crate) location: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) followers: Option<f64>,
    pub(crate) following: Option<f64>,
    pub(crate) picture: Picture,
    pub(crate) verified: bool,
    pub(crate) locked: bool,
    /// The latest ones, as far back as the rules look at own posts; newest first.
    pub(crate) posts: Vec<PostNote>,
    /// How many older ones the rules look at, which a page has no room for.
    pub(crate) left_out: usize,
}

/// What is known of the profile picture.
#[derive(Debug, Default)]
pub(crate) enum Picture {
    /// The file itself.
    File(Vec<u8>),
    /// There is one, which the input does not carry.
    Elsewhere,
    /// The one that the network gives everybody.
    Default,
    /// There is none.
    None,
    #[default]
    Unknown,
}

/// A post.
#[derive(Debug, Default)]
pub(crate) struct PostNote {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Seconds since 1970 UTC.
    pub(crate) at: Option<i64>,
    pub(crate) repost: bool,
    pub(crate) reply: bool,
    pub(crate) quote: bool,
    pub(crate) likes: Option<f64>,
    pub(crate) reposts: Option<f64>,
    pub(crate) replies: Option<f64>,
    pub(crate) subject: Subject,
    /// The rules that fired because there are too many like it.
    pub(crate) held_by: Vec<String>,
}

/// What a post is about, beside the bio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Subject {
    /// What the bio speaks of.
    OfBio,
    /// Something else.
    Other,
    /// Nothing that could be told.
    #[default]
    Untold,
}

/// A rule for readers who want to know why it is there.
#[derive(Debug)]
pub(crate) struct RuleNote {
    pub(crate) rule: String,
    pub(crate) factor: String,
    pub(crate) pack: String,
    pub(crate) title: String,
    pub(crate) why: Option<String>,
    pub(crate) sources: Vec<String>,
    /// What it asks.
    pub(crate) asks: Vec<AskNote>,
    /// What it does by itself and at each of its levels, the mildest last.
    pub(crate) effects: Vec<EffectNote>,
    /// Names and values of its parameters.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) supersedes: Vec<String>,
    /// What it does at the level that holds for this profile.
    pub(crate) here: EffectNote,
}

/// A part of a rule in words, or a named condition, and its clauses.
#[derive(Debug)]
pub(crate) struct AskNote {
    pub(crate) title: String,
    pub(crate) clauses: Vec<Clause>,
}

/// What a rule does to its factor.
#[derive(Clone, Debug)]
pub(crate) struct EffectNote {
    pub(crate) severity: Option<&'static str>,
    pub(crate) points: f64,
    pub(crate) cap: Option<f64>,
}

impl Annex {
    pub(crate) fn new<R: Recorder>(profile: &Profile<'_>, evaluation: &mut Evaluation<'_, R>, locale: Locale) -> Self {
        let program = evaluation.program();
        let on_topic = evaluation.counted("posts.on_topic").unwrap_or_default();
        let classified = evaluation.counted("posts.classified").unwrap_or_default();
        let judged = evaluation.counted("own").unwrap_or_default();
        let posts = judged.last().map_or(LATEST, |oldest| LATEST.max(oldest + 1));
        let subject = |row: usize| match (on_topic.contains(&row), classified.contains(&row)) {
            (true, _) => Subject::OfBio,
            (false, true) => Subject::Other,
            (false, false) => Subject::Untold,
        };
        let mut card = Card::new(profile, posts, subject);
        for rule in program.rules() {
            let Some(id) = program.rule(&rule.id) else { continue };
            for row in evaluation.held_against(id, POSTS) {
                if let Some(post) = card.posts.get_mut(row) {
                    post.held_by.push(rule.id.clone());
                }
            }
        }
        // Names of conditions are those of their pack.
        let mut named: Vec<Named> = program.packs().iter().map(|_| Named::new()).collect();
        let outcomes = evaluation.outcomes();
        let levels = outcomes.iter().map(|outcome| outcome.level);
        Annex {
            card,
            sheet: program.sheet(outcomes),
            factors: program.factors().iter().map(|factor| factor.id.clone()).collect(),
            rules: program
                .rules()
                .iter()
                .zip(levels)
                .map(|(rule, level)| RuleNote::new(program, rule, level, locale, &mut named[rule.pack]))
                .collect(),
            named: program.packs().iter().zip(named).flat_map(|(pack, named)| notes(&pack.name, named)).collect(),
        }
    }
}

impl Card {
    fn new(profile: &Profile<'_>, n_posts: usize, subject: impl Fn(usize) -> Subject) -> Self {
        let record = &profile.record;
        let posts = match record.members(POSTS) {
            Members::Known(members) => Some(members),
            Members::Unknown(_) => None,
        };
        let n_posts = n_posts.min(posts.map_or(0, MemberTable::len));
        let notes = posts.into_iter().flat_map(MemberTable::iter).take(n_posts.min(MOST)).enumerate();
        Card {
            location: text(record.get(account::LOCATION)),
            url: text(record.get(account::URL)),
            followers: number(record.get(account::FOLLOWERS)),
            following: number(record.get(account::FOLLOWING)),
            picture: Picture::of(profile),
            verified: holds(record.get(account::VERIFIED)),
            locked: holds(record.get(account::LOCKED)),
            left_out: n_posts.saturating_sub(MOST),
            posts: notes.map(|(row, member)| PostNote::new(member, subject(row))).collect(),
        }
    }
}

impl Picture {
    fn of(profile: &Profile<'_>) -> Self {
        let known = |id: FactId| match profile.record.get(id) {
            Fact::Known(Value::Bool(bit)) => Some(*bit),
            _ => None,
        };
        match (&profile.avatar, known(avatar::PRESENT), known(avatar::DEFAULT)) {
            (Some(file), ..) => Picture::File(file.clone()),
            (None, Some(false), _) => Picture::None,
            (None, _, Some(true)) => Picture::Default,
            (None, Some(true), _) => Picture::Elsewhere,
            (None, None, _) => Picture::Unknown,
        }
    }
}

impl PostNote {
    fn new(member: MemberRef<'_, '_>, subject: Subject) -> Self {
        let flag = |field: FieldId| holds(member.get(field));
        PostNote {
            id: member.id().to_string(),
            text: text(member.get(post::TEXT)).unwrap_or_default(),
            at: member.at(),
            repost: flag(post::REPOST),
            reply: flag(post::REPLY),
            quote: flag(post::QUOTE),
            likes: number(member.get(post::LIKES)),
            reposts: number(member.get(post::REPOSTS)),
            replies: number(member.get(post::REPLIES)),
            subject,
            held_by: Vec::new(),
        }
    }
}

impl RuleNote {
    fn new(program: &Program, rule: &RuleCode, level: usize, locale: Locale, named: &mut Named) -> Self {
        let id = |rule: &RuleId| program.rules()[rule.index()].id.clone();
        let levels = rule.levels.iter().map(|level| &level.effect);
        // A rule without a condition of its own fires only through its levels.
        let own = rule.conditions().iter().any(|(question, _)| *question == Question::Fires);
        RuleNote {
            rule: rule.id.clone(),
            factor: program.factors()[rule.factor.index()].id.clone(),
            pack: program.packs()[rule.pack].name.clone(),
            title: rule.title.clone(),
            why: rule.why.clone(),
            sources: rule.sources.clone(),
            asks: words::sections(locale, program, rule)
                .into_iter()
                .map(|section| AskNote { title: section.title, clauses: words::apart(&section.lines, named) })
                .collect(),
            effects: levels.chain(own.then_some(&rule.base)).map(EffectNote::of).collect(),
            params: rule.params.iter().map(|param| (param.name.clone(), param.value.clone())).collect(),
            supersedes: rule.supersedes.iter().map(id).collect(),
            here: EffectNote::of(rule.effect(level)),
        }
    }
}

fn notes(pack: &str, named: Named) -> impl Iterator<Item = (String, AskNote)> {
    named.into_iter().map(move |(title, clauses)| (pack.to_owned(), AskNote { title, clauses }))
}

impl EffectNote {
    fn of(effect: &Effect) -> Self {
        EffectNote {
            severity: effect.severity.map(Severity::word),
            points: effect.points.unwrap_or(0.0),
            cap: effect.cap,
        }
    }
}

fn text(fact: &Fact<'_>) -> Option<String> {
    match fact {
        Fact::Known(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn number(fact: &Fact<'_>) -> Option<f64> {
    match fact {
        Fact::Known(Value::Number(number)) => Some(*number),
        _ => None,
    }
}

fn holds(fact: &Fact<'_>) -> bool {
    matches!(fact, Fact::Known(Value::Bool(true)))
}
