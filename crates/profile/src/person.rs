//! One account under way from a foreign format to a [`Profile`].

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use followback_core::{Fact, FactId, Member, MemberTable, Reason, Record, Value};

use crate::catalog::{POSTS, account, avatar, page, post};
use crate::complete::complete;
use crate::date::{Ages, Date, parse_date};
use crate::format::Format;
use crate::hours::count_by_hour;
use crate::limits::cut_texts;
use crate::number::as_count;
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::tree::Tree;
use crate::warning::{Tally, Warning};
use crate::words::{self, shorten};

/// An account, as far as its source has been read. What is never told stays unknown.
pub(crate) struct Person {
    record: Record<'static>,
    platform: Option<Platform>,
    /// When it was created.
    created: Option<i64>,
    /// Nothing as long as nobody has said whether it has posts.
    posts: Option<Vec<Post>>,
    /// Ids of its posts: pages overlap.
    ids: HashSet<String>,
    /// About how many bytes it takes.
    pub(crate) held: usize,
    /// The profile picture.
    pub(crate) avatar: Option<Vec<u8>>,
    counts: Tally,
    dates: Tally,
    pub(crate) warnings: Vec<Warning>,
}

/// About how many bytes an account and a post take, their facts included, without the texts.
const PERSON: usize = 4 << 10;
const POST: usize = 1 << 10;

/// A post, copied out of its source; what the source does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) at: Option<i64>,
    pub(crate) text: Option<String>,
    pub(crate) reply: Option<bool>,
    pub(crate) repost: Option<bool>,
    pub(crate) quote: Option<bool>,
    /// Whether the account answers itself, where the source says whom it answers.
    pub(crate) own_thread: Option<bool>,
    /// The post that is answered: if it is one of the account's, that is a thread.
    pub(crate) reply_to: Option<String>,
    /// Empty where the source found no language.
    pub(crate) lang: Option<String>,
    pub(crate) urls: Option<usize>,
    pub(crate) media: Option<usize>,
    pub(crate) likes: Option<f64>,
    pub(crate) reposts: Option<f64>,
    pub(crate) replies: Option<f64>,
    /// Handles of the accounts it speaks to; `None` where the source does not list them.
    pub(crate) mentions: Option<Vec<String>>,
}

impl Person {
    pub(crate) fn new(options: &Options<'_>, platform: Option<Platform>) -> Self {
        let mut record = Record::new(options.schema);
        if let Some(platform) = platform {
            record.set(account::PLATFORM, Fact::label(platform.name()));
        }
        Person {
            record,
            platform,
            created: None,
            posts: None,
            ids: HashSet::new(),
            held: PERSON,
            avatar: None,
            counts: Tally::default(),
            dates: Tally::default(),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn handle(&mut self, handle: Option<&str>) {
        let handle = handle.map(|handle| handle.trim().trim_start_matches('@'));
        self.text(account::HANDLE, handle.filter(|handle| !handle.is_empty()));
    }

    pub(crate) fn name(&mut self, name: Option<&str>) {
        self.text(account::NAME, name);
    }

    /// The address of the picture, empty where there is none.
    pub(crate) fn picture(&mut self, url: Option<&str>) {
        self.text(avatar::AVATAR_URL, url);
    }

    /// The biography.
    pub(crate) fn bio(&mut self, bio: Option<impl Into<String>>) {
        self.text(page::BIO, bio);
    }

    /// A text; empty is absent, `None` leaves it unknown.
    pub(crate) fn text(&mut self, id: FactId, text: Option<impl Into<String>>) {
        if let Some(text) = text {
            self.set(id, Fact::text(text.into()));
        }
    }

    pub(crate) fn flag(&mut self, id: FactId, flag: Option<bool>) {
        if let Some(flag) = flag {
            self.set(id, Fact::bool(flag));
        }
    }

    /// A count; one that cannot be meant is unknown, with a warning. -1 is how Mastodon's kin hide theirs.
    pub(crate) fn count(&mut self, id: FactId, field: &str, written: &Tree<'_>) {
        let Some(number) = written.number() else { return };
        match as_count(number) {
            Some(count) => self.set(id, Fact::number(count)),
            None if *written == Tree::Int(-1) => {}
            None => self.counts.add(|| format!("`{field}` is {}", words::number(number))),
        }
    }

    /// When the account was created.
    pub(crate) fn created(&mut self, written: &Tree<'_>) {
        if let Some(text) = written.filled() {
            match parse_date(text) {
                Date::At(at) => self.created = Some(at),
                Date::Absurd | Date::Invalid => {
                    self.dates.add(|| format!("the account was created on `{}`", shorten(text)));
                }
            }
        }
    }

    /// When the account was created, in seconds.
    pub(crate) fn created_at(&mut self, at: i64) {
        self.created = Some(at);
    }

    /// Another fact.
    pub(crate) fn set(&mut self, id: FactId, fact: Fact<'static>) {
        self.held = self.held - texts(self.record.get(id)) + texts(&fact);
        self.record.set(id, fact);
    }

    /// A date of a post; one that cannot be meant is unknown, with a warning.
    pub(crate) fn date(&mut self, written: &Tree<'_>, id: &str) -> Option<i64> {
        let text = written.filled()?;
        match parse_date(text) {
            Date::At(at) => Some(at),
            Date::Absurd | Date::Invalid => {
                self.dates.add(|| format!("post {} is of `{}`", shorten(id), shorten(text)));
                None
            }
        }
    }

    /// Notes a date that cannot be meant.
    pub(crate) fn odd_date(&mut self, what: impl FnOnce() -> String) {
        self.dates.add(what);
    }

    /// Its posts are known, be there none.
    pub(crate) fn has_posts(&mut self) {
        self.posts.get_or_insert_default();
    }

    /// A post of it. One that is there already is left out.
    pub(crate) fn post(&mut self, post: Post) {
        let posts = self.posts.get_or_insert_default();
        if post.id.is_empty() || self.ids.insert(post.id.clone()) {
            self.held += post.held();
            posts.push(post);
        }
    }

    /// Whether anything but posts was told of it.
    pub(crate) fn is_told(&self) -> bool {
        self.has(account::HANDLE)
    }

    /// Whether this fact was told, be it absent.
    pub(crate) fn has(&self, id: FactId) -> bool {
        !matches!(self.record.get(id), Fact::Unknown(_))
    }

    fn known_text(&self, id: FactId) -> Option<Cow<'static, str>> {
        match self.record.get(id) {
            Fact::Known(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Turns it into a profile. `made` is when the source was made.
    pub(crate) fn finish(mut self, format: Format, options: &Options<'_>, made: Option<i64>) -> Profile<'static> {
        let (handle, name) = (self.known_text(account::HANDLE), self.known_text(account::NAME));
        let now = options.now.or(made).unwrap_or(options.clock);
        let mut ages = Ages::new(now);
        if let Some(created) = self.created {
            let days = ages.days(created, || "the account was created later".to_owned());
            self.record.set(account::AGE_DAYS, Fact::number(days));
        }
        if let Some(posts) = self.posts.take() {
            self.contacts(&posts);
            let mut members: MemberTable<'static> =
                posts.into_iter().map(|post| post.member(options, &self.ids, &mut ages)).collect();
            count_by_hour(&mut members);
            self.record.set_members(POSTS, members);
        }
        self.dates.warn("absurd-date", "a date that cannot be meant counts as unknown", &mut self.warnings);
        ages.warn(&mut self.warnings);
        self.counts.warn("absurd-count", "a number that is no count is taken as unknown", &mut self.warnings);
        cut_texts(&mut self.record, &mut self.warnings);
        complete(&mut self.record);
        Profile {
            record: self.record,
            handle,
            name,
            platform: self.platform,
            source: format,
            now,
            avatar: self.avatar,
            avatar_file: None,
            warnings: self.warnings,
        }
    }

    /// The accounts that its own posts speak to, if the source lists them.
    fn contacts(&mut self, posts: &[Post]) {
        let own: Vec<&Post> = posts.iter().filter(|post| post.repost != Some(true)).collect();
        if own.iter().any(|post| post.mentions.is_none()) || self.has(account::CONTACTS) {
            return;
        }
        let this = self.known_text(account::HANDLE).map(|handle| handle.to_lowercase());
        let mut contacts: BTreeSet<String> = BTreeSet::new();
        for mention in own.iter().filter_map(|post| post.mentions.as_ref()).flatten() {
            contacts.insert(mention.trim_start_matches('@').to_lowercase());
        }
        contacts.retain(|contact| Some(contact) != this.as_ref());
        self.record.set(account::CONTACTS, Fact::set(contacts));
    }
}

/// Bytes of the texts of a fact.
fn texts(fact: &Fact<'_>) -> usize {
    match fact {
        Fact::Known(Value::Text(text) | Value::Label(text)) => text.len(),
        Fact::Known(Value::Set(values)) => values.iter().map(|value| size_of_val(value) + value.len()).sum(),
        _ => 0,
    }
}

impl Post {
    /// About how many bytes it takes, its id among those of all posts included.
    fn held(&self) -> usize {
        let texts = [&self.text, &self.lang, &self.reply_to].into_iter().flatten().map(String::len).sum::<usize>();
        let mentions = self.mentions.iter().flatten().map(|handle| size_of_val(handle) + handle.len()).sum::<usize>();
        POST + 2 * self.id.len() + texts + mentions
    }

    fn member(self, options: &Options<'_>, ids: &HashSet<String>, ages: &mut Ages) -> Member<'static> {
        let to_own = || self.reply_to.as_ref().is_some_and(|to| ids.contains(to)).then_some(true);
        let own_thread = self.own_thread.or_else(to_own);
        let age = self.at.map(|at| ages.days(at, || format!("post {}", shorten(&self.id))));
        let mut member = Member::new(options.schema, POSTS, self.id, self.at);
        let number = |count: Option<usize>| count.map(|n| Fact::number(n as f64));
        for (field, fact) in [
            (post::TEXT, self.text.map(Fact::text)),
            (post::REPLY, self.reply.map(Fact::bool)),
            (post::REPOST, self.repost.map(Fact::bool)),
            (post::QUOTE, self.quote.map(Fact::bool)),
            (post::OWN_THREAD, own_thread.map(Fact::bool)),
            (post::AGE_DAYS, age.map(Fact::number)),
            (post::LIKES, self.likes.map(Fact::number)),
            (post::REPOSTS, self.reposts.map(Fact::number)),
            (post::REPLIES, self.replies.map(Fact::number)),
            (post::LANG, self.lang.map(Fact::label)),
            (post::URLS, number(self.urls)),
            (post::MEDIA, number(self.media)),
        ] {
            if let Some(fact) = fact {
                member.set(field, fact);
            }
        }
        // Left out it would count as false: a reader of a foreign source knows that it does not know.
        if self.quote.is_none() {
            member.set(post::QUOTE, Fact::Unknown(Reason::NotMeasured));
        }
        member
    }
}
