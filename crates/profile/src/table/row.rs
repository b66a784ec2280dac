//! A row of a table: an account, or one of its posts.

use followback_core::Fact;

use super::cell::{date, id, nested, number};
use super::columns::{Column as C, Columns};
use crate::catalog::{PLATFORMS, account, avatar, page};
use crate::date::Date;
use crate::people::People;
use crate::person::{Person, Post};
use crate::tree::Tree;
use crate::twitter_text::{full_size, is_pseudo_language, reposted, unescape};
use crate::twitter_v1;
use crate::words::shorten;

/// Tells what a row says.
pub(super) fn tell(cells: &[String], columns: &Columns, line: u64, people: &mut People<'_>) {
    let row = Row { cells, columns };
    let handle = row.handle();
    let key = row.filled(C::Id).and_then(id).map(str::to_owned).or_else(|| handle.map(str::to_lowercase));
    let person = people.person(&key.unwrap_or_else(|| format!("line {line}")));
    if !person.is_told() {
        row.facts(handle, person);
    }
    if columns.has_posts() {
        let post = row.post(person);
        person.post(post);
    }
    let status = nested(row.filled(C::Status).unwrap_or_default());
    if status.get("text").text().is_some() || status.get("full_text").text().is_some() {
        let post = twitter_v1::post(&status, row.filled(C::Id).and_then(id), handle, person);
        person.post(post);
    }
}

struct Row<'r> {
    cells: &'r [String],
    columns: &'r Columns,
}

impl<'r> Row<'r> {
    /// The cell of a column, if the table has it.
    fn cell(&self, column: C) -> Option<&'r str> {
        self.columns.at(column).and_then(|at| self.cells.get(at)).map(String::as_str)
    }

    /// The cell of a column, if there is something in it.
    fn filled(&self, column: C) -> Option<&'r str> {
        self.cell(column).filter(|cell| !cell.is_empty())
    }

    /// The handle; a table without a column for it has it as the name.
    fn handle(&self) -> Option<&'r str> {
        if self.columns.at(C::Handle).is_some() {
            return self.filled(C::Handle);
        }
        let is_handle = |name: &&str| name.len() <= 30 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        self.filled(C::Name).filter(is_handle)
    }

    fn facts(&self, handle: Option<&str>, person: &mut Person) {
        if let Some(platform) =
            self.filled(C::Platform).and_then(|name| PLATFORMS.iter().find(|p| name.eq_ignore_ascii_case(p)))
        {
            person.set(account::PLATFORM, Fact::label(*platform));
        }
        person.handle(handle);
        if handle != self.cell(C::Name) || self.columns.at(C::Handle).is_some() {
            person.name(self.cell(C::Name));
        }
        person.bio(self.cell(C::Bio));
        person.text(account::LOCATION, self.cell(C::Location));
        let entities = nested(self.filled(C::Entities).unwrap_or_default());
        let target = entities.get("url").get("urls").items().first().and_then(|url| url.get("expanded_url").filled());
        person.text(account::URL, target.or_else(|| self.cell(C::Url)));
        let metrics = nested(self.filled(C::Metrics).unwrap_or_default());
        for (fact, column, field) in [
            (account::FOLLOWERS, C::Followers, "followers_count"),
            (account::FOLLOWING, C::Following, "following_count"),
            (account::POSTS_TOTAL, C::PostsTotal, "tweet_count"),
        ] {
            person.count(fact, field, metrics.get(field));
            person.count(fact, field, &self.filled(column).map_or(Tree::Null, number));
        }
        person.flag(account::VERIFIED, self.flag(C::Verified));
        person.flag(account::LOCKED, self.flag(C::Locked));
        person.flag(avatar::DEFAULT, self.flag(C::AvatarDefault));
        // An empty cell may be a picture that nobody saved.
        person.picture(self.filled(C::Avatar).map(full_size).as_deref());
        if self.filled(C::Banner).is_some() {
            person.flag(page::BANNER_DEFAULT, Some(false));
        }
        if let Some(created) = self.filled(C::Created) {
            match date(created) {
                Date::At(at) => person.created_at(at),
                Date::Absurd | Date::Invalid => {
                    person.odd_date(|| format!("the account was created on `{}`", shorten(created)));
                }
            }
        }
    }

    fn flag(&self, column: C) -> Option<bool> {
        match self.filled(column)?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" | "1.0" => Some(true),
            "false" | "no" | "0" | "0.0" => Some(false),
            _ => None,
        }
    }

    fn post(&self, person: &mut Person) -> Post {
        let written = self.cell(C::Text).unwrap_or_default();
        let text = unescape(written);
        let is_repost = reposted(&text).is_some() || self.flag(C::IsRepost) == Some(true);
        let at = self.filled(C::PostDate).and_then(|cell| match date(cell) {
            Date::At(at) => Some(at),
            Date::Absurd | Date::Invalid => {
                person.odd_date(|| format!("a post is of `{}`", shorten(cell)));
                None
            }
        });
        let count = |column| self.filled(column).map_or(Tree::Null, number).count().filter(|_| !is_repost);
        Post {
            id: self.filled(C::PostId).and_then(id).unwrap_or_default().to_owned(),
            at,
            repost: Some(is_repost),
            // Tables seldom say what a post answers; one that starts with a name may be an answer.
            reply: is_repost.then_some(false),
            lang: self
                .filled(C::Lang)
                .map(|lang| if is_pseudo_language(lang) { String::new() } else { lang.to_owned() }),
            likes: count(C::Likes),
            reposts: count(C::Reposts),
            replies: count(C::Replies),
            urls: (!text.contains("http")).then_some(0),
            mentions: (!text.contains('@')).then(Vec::new),
            text: Some(text),
            ..Post::default()
        }
    }
}
