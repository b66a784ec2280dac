//! From the posts of all parts to members, newest first.

use std::collections::{BTreeSet, HashSet};

use followback_core::{Fact, Member, MemberTable, Reason, Schema};
use serde_json::value::RawValue;

use super::facts::Facts;
use super::inside;
use super::notes::Notes;
use super::tweet::{ClassicAuthor, Link, ReplyTo, Tweet};
use crate::catalog::{POSTS, account, avatar, post};
use crate::date::{Ages, Date};
use crate::hours::count_by_hour;
use crate::twitter_text::{Shown, show};
use crate::warning::{Tally, Warning};
use crate::words::{json_fault, kind, shorten};

/// A post, copied out of its file.
struct Post {
    id: String,
    /// The id as a number: X gives higher ones later.
    number: u64,
    at: Option<i64>,
    age: Option<f64>,
    /// `None` if the archive has no text of it.
    shown: Option<Shown>,
    is_repost: bool,
    reply_to: Option<ReplyTo>,
    likes: Option<f64>,
    reposts: Option<f64>,
    /// Empty if X found none.
    lang: Option<String>,
    media: Option<usize>,
}

/// How many of an account's posts were read, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// All, for all one knows.
    Whole,
    /// There may be more: their number is unknown.
    Part,
    /// Some are known to be missing, maybe the newest: nothing can be said about them all.
    NewestMayBeMissing,
}

/// The posts read so far.
#[derive(Default)]
pub(super) struct Posts {
    all: Vec<Post>,
    seen: HashSet<String>,
    contacts: BTreeSet<String>,
    unreadable: Tally,
    counts: Tally,
    /// The author as the newest post of a classic archive tells, with its date.
    author: Option<(i64, Author)>,
}

impl Posts {
    /// Adds the item with this number of a file. One that is no post is counted and left out.
    pub(super) fn add(&mut self, raw: &RawValue, file: &str, number: usize, notes: &mut Notes<'_>, ages: &mut Ages) {
        let tweet = match read_tweet(inside(raw, "tweet").get()) {
            Ok(tweet) => tweet,
            Err(why) => return self.unreadable.add(|| format!("item {number} of `{file}` ({why})")),
        };
        if !tweet.is_post() {
            return self.unreadable.add(|| format!("item {number} of `{file}` (it has no id, date or text)"));
        }
        let id = tweet.id().unwrap_or_default();
        // Two downloads unpacked into one folder, or overlapping parts.
        if !id.is_empty() && !self.seen.insert(id.to_owned()) {
            return;
        }
        let place = || if id.is_empty() { format!("item {number} of `{file}`") } else { format!("post {id}") };
        let (at, age) = match tweet.date() {
            Some((text, Date::At(at))) => (Some(at), Some(ages.days(at, || format!("{} is of {text}", place())))),
            Some((text, Date::Absurd | Date::Invalid)) => {
                ages.absurd(|| format!("{} is of `{}`", place(), shorten(text)));
                (None, None)
            }
            None => (None, None),
        };
        let mut count = |read: Option<(&str, Option<f64>)>| {
            let (text, count) = read?;
            if count.is_none() {
                self.counts.add(|| format!("`{}` of {}", shorten(text), place()));
            }
            count
        };
        let (likes, reposts) = (count(tweet.likes()), count(tweet.reposts()));
        let is_repost = tweet.is_repost();
        let attached = tweet.attachments();
        let media: Vec<&str> = attached.media.iter().filter_map(Link::short).collect();
        let shown = tweet.unescaped().map(|text| {
            let note = if is_repost { None } else { notes.find(tweet.id(), at, &text) };
            match note {
                Some((whole, links)) => show(&whole, &pairs(links), &media, id),
                None => show(&text, &pairs(&attached.links), &media, id),
            }
        });
        if !is_repost {
            self.contacts.extend(tweet.mentions());
        }
        let newest = self.author.as_ref().map(|(newest, _)| *newest);
        if let Some(author) = tweet.author().filter(|_| newest.is_none_or(|newest| at > Some(newest))) {
            self.author = Some((at.unwrap_or(i64::MIN), Author::of(&author)));
        }
        self.all.push(Post {
            id: id.to_owned(),
            number: id.parse().unwrap_or(0),
            at,
            age,
            shown,
            is_repost,
            reply_to: tweet.reply_to().filter(|_| !is_repost),
            likes,
            reposts,
            lang: tweet.language().map(str::to_owned),
            media: attached.known.then_some(attached.media.len()),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Turns the posts into facts, as far as `extent` allows.
    pub(super) fn finish(mut self, facts: &mut Facts, schema: &Schema, extent: Extent, warnings: &mut Vec<Warning>) {
        if let Some((_, author)) = self.author.take() {
            author.tell(facts);
        }
        let n_posts = self.all.len();
        // Nothing but odd items is no sign of an account without posts.
        let is_sign = n_posts > 0 || self.unreadable.is_empty();
        if is_sign && extent != Extent::NewestMayBeMissing {
            let own_handle = facts.handle.as_deref().map(str::to_lowercase);
            self.contacts.retain(|handle| Some(handle) != own_handle.as_ref());
            facts.record.set(account::CONTACTS, Fact::set(std::mem::take(&mut self.contacts)));
            if extent == Extent::Whole && self.unreadable.is_empty() {
                facts.record.set(account::POSTS_TOTAL, Fact::number(n_posts as f64));
            }
            // Posts of one second: the higher id is the later one. Members are then sorted by date, which keeps this order.
            self.all.sort_by_key(|p| std::cmp::Reverse(p.number));
            let own = Own::new(facts, &self.all);
            let flags: Vec<Option<bool>> = self.all.iter().map(|p| own.thread(p)).collect();
            let mut members: MemberTable<'static> =
                self.all.into_iter().zip(flags).map(|(p, flag)| p.member(flag, schema)).collect();
            count_by_hour(&mut members);
            facts.record.set_members(POSTS, members);
        }
        self.unreadable.warn("odd-post", "an item that is no post was left out", warnings);
        self.counts.warn("absurd-count", "a number that is no count is taken as unknown", warnings);
    }
}

/// The links of which both sides are known.
fn pairs<'l>(links: &'l [Link<'_>]) -> Vec<(&'l str, &'l str)> {
    links.iter().filter_map(|link| Some((link.short()?, link.target()?))).collect()
}

/// The post, or why it is none.
fn read_tweet(json: &str) -> Result<Tweet<'_>, String> {
    // A list would be taken for the values of the keys in order.
    if !json.starts_with('{') {
        return Err(format!("expected an object, found {}", kind(json)));
    }
    serde_json::from_str(json).map_err(|error| {
        let fault = json_fault(&error);
        fault.strip_prefix("duplicate field ").map_or_else(|| fault.clone(), |key| format!("{key} is given twice"))
    })
}

impl Post {
    fn member(self, own_thread: Option<bool>, schema: &Schema) -> Member<'static> {
        let mut member = Member::new(schema, POSTS, self.id, self.at);
        let mut set = |field, fact: Option<Fact<'static>>| {
            if let Some(fact) = fact {
                member.set(field, fact);
            }
        };
        // Links come with the media, in the same list of the source; a status among them is certain even without it.
        let quote = match (&self.shown, self.media) {
            _ if self.is_repost => Some(Fact::bool(false)),
            (Some(shown), _) if shown.quote => Some(Fact::bool(true)),
            (_, Some(_)) => Some(Fact::bool(false)),
            _ => Some(Fact::Unknown(Reason::NotMeasured)),
        };
        set(post::QUOTE, quote);
        set(
            post::URLS,
            self.shown.as_ref().filter(|_| self.media.is_some()).map(|shown| Fact::number(shown.n_urls as f64)),
        );
        set(post::TEXT, self.shown.map(|shown| Fact::text(shown.text)));
        set(post::REPOST, Some(Fact::bool(self.is_repost)));
        set(post::REPLY, Some(Fact::bool(self.reply_to.is_some())));
        set(post::OWN_THREAD, own_thread.map(Fact::bool));
        set(post::AGE_DAYS, self.age.map(Fact::number));
        set(post::LANG, self.lang.map(Fact::label));
        set(post::MEDIA, self.media.map(|n| Fact::number(n as f64)));
        // An archive counts 0 for whatever a repost got; that belongs to the other post.
        if !self.is_repost {
            set(post::LIKES, self.likes.map(Fact::number));
            set(post::REPOSTS, self.reposts.map(Fact::number));
        }
        member
    }
}

/// What tells that a post answers one's own.
struct Own {
    id: Option<String>,
    handle: Option<String>,
    posts: HashSet<String>,
}

impl Own {
    fn new(facts: &Facts, posts: &[Post]) -> Self {
        let ids: HashSet<String> = posts.iter().filter(|p| !p.id.is_empty()).map(|p| p.id.clone()).collect();
        // Where only posts are there, an answer to one of them tells who wrote them all.
        let inferred = || {
            let replies = posts.iter().filter_map(|p| p.reply_to.as_ref());
            let mut own = replies.filter(|to| to.status.as_ref().is_some_and(|status| ids.contains(status)));
            own.find_map(|to| to.user.clone())
        };
        Own { id: facts.id.clone().or_else(inferred), handle: facts.handle.clone(), posts: ids }
    }

    fn thread(&self, post: &Post) -> Option<bool> {
        let Some(to) = &post.reply_to else { return Some(false) };
        if to.status.as_ref().is_some_and(|status| self.posts.contains(status)) {
            return Some(true);
        }
        match (&to.user, &self.id) {
            (Some(user), Some(own)) => Some(user == own),
            // Handles change hands, so a foreign one proves little only where it is one's own old one.
            _ => match (&to.handle, &self.handle) {
                (Some(handle), Some(own)) => Some(handle.eq_ignore_ascii_case(own)),
                _ => None,
            },
        }
    }
}

/// What a post of a classic archive says of its author.
struct Author {
    picture: Option<String>,
    protected: Option<bool>,
    verified: Option<bool>,
}

impl Author {
    fn of(from: &ClassicAuthor<'_>) -> Self {
        let picture = from.profile_image_url_https.text().map(str::to_owned);
        Author { picture, protected: from.protected.bool(), verified: from.verified.bool() }
    }

    fn tell(self, facts: &mut Facts) {
        if let Some(url) = self.picture {
            facts.record.set(avatar::AVATAR_URL, Fact::text(url));
        }
        if let Some(protected) = self.protected {
            facts.record.set(account::LOCKED, Fact::bool(protected));
        }
        if let Some(verified) = self.verified {
            facts.record.set(account::VERIFIED, Fact::bool(verified));
        }
    }
}
