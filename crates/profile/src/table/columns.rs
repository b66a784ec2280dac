//! Which columns a table has: the names that tools and people give them.

use crate::platform::Platform;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Handle,
    Name,
    Bio,
    Location,
    Url,
    Followers,
    Following,
    PostsTotal,
    Created,
    Verified,
    Locked,
    Avatar,
    AvatarDefault,
    Banner,
    Platform,
    /// A nested object with counts.
    Metrics,
    /// A nested object with links.
    Entities,
    /// The latest post, nested.
    Status,
    PostId,
    Text,
    PostDate,
    Lang,
    Likes,
    Reposts,
    Replies,
    IsRepost,
}

use Column as C;

/// Names without case, blanks and punctuation. The first that a table has counts: `id_str` before `id`.
const NAMES: &[(Column, &[&str])] = &[
    (C::Id, &["useridstr", "userid", "authorid", "accountid", "idstr", "twitterid", "id", "did"]),
    (
        C::Handle,
        &[
            "screenname",
            "userscreenname",
            "username",
            "userusername",
            "handle",
            "twitterhandle",
            "twitterusername",
            "acct",
            "login",
            "account",
            "user",
            "profilehandle",
        ],
    ),
    (C::Name, &["displayname", "userdisplayname", "fullname", "accountdisplayname", "name", "profilename", "nickname"]),
    (
        C::Bio,
        &[
            "bio",
            "biography",
            "description",
            "userdescription",
            "rawdescription",
            "profilebio",
            "profiledescription",
            "note",
            "about",
            "summary",
        ],
    ),
    (C::Location, &["location", "userlocation", "profilelocation"]),
    (C::Url, &["website", "expandedurl", "externalurl", "userurl", "url", "homepage"]),
    (
        C::Followers,
        &["followerscount", "userfollowerscount", "followers", "followercount", "numfollowers", "nfollowers"],
    ),
    (
        C::Following,
        &[
            "friendscount",
            "userfriendscount",
            "followingcount",
            "following",
            "friends",
            "followscount",
            "numfollowing",
            "nfollowing",
            "followees",
        ],
    ),
    (
        C::PostsTotal,
        &[
            "statusescount",
            "userstatusescount",
            "tweetcount",
            "tweetscount",
            "postscount",
            "postcount",
            "tweets",
            "posts",
            "statuses",
            "mediacount",
        ],
    ),
    (
        C::Created,
        &[
            "usercreatedat",
            "accountcreatedat",
            "createdat",
            "created",
            "joindate",
            "joined",
            "joinedat",
            "accountcreated",
            "datejoined",
        ],
    ),
    (C::Verified, &["verified", "userverified", "isverified"]),
    (C::Locked, &["protected", "userprotected", "private", "isprivate", "locked"]),
    (
        C::Avatar,
        &[
            "profileimageurlhttps",
            "profileimageurl",
            "userprofileimageurl",
            "avatarurl",
            "avatar",
            "profileimage",
            "profilepicture",
            "profilepicurl",
            "picture",
        ],
    ),
    (C::AvatarDefault, &["defaultprofileimage", "avatardefault"]),
    (C::Banner, &["profilebannerurl"]),
    (C::Platform, &["platform", "network"]),
    (C::Metrics, &["publicmetrics"]),
    (C::Entities, &["entities"]),
    (C::Status, &["status"]),
    (C::PostId, &["tweetid", "tweetidstr", "postid", "statusid"]),
    (C::Text, &["fulltext", "tweettext", "text", "tweet", "rawcontent", "content", "posttext"]),
    (C::PostDate, &["tweetcreated", "tweetcreatedat", "postcreatedat", "date", "timestamp"]),
    (C::Lang, &["language", "tweetlang", "lang"]),
    (C::Likes, &["likescount", "favoritecount", "likecount", "nlikes", "likes"]),
    (C::Reposts, &["retweetscount", "retweetcount", "nretweets", "repostcount", "retweets"]),
    (C::Replies, &["repliescount", "replycount", "nreplies", "replies"]),
    (C::IsRepost, &["isretweet", "retweet", "retweeted"]),
];

/// Columns that a table of accounts has besides who they are.
const FACTS: [Column; 12] = [
    C::Bio,
    C::Followers,
    C::Following,
    C::PostsTotal,
    C::Created,
    C::Verified,
    C::Avatar,
    C::AvatarDefault,
    C::Metrics,
    C::Status,
    C::Text,
    C::Location,
];

/// The columns of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    known: Vec<(Column, usize)>,
    /// How many there are, unknown ones included.
    pub(super) n: usize,
    platform: Option<Platform>,
}

impl Columns {
    /// The columns with these names; nothing if they do not tell of accounts.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let names: Vec<String> = names.map(plain).collect();
        let place = |aliases: &[&str]| aliases.iter().find_map(|alias| names.iter().position(|name| name == alias));
        let known: Vec<(Column, usize)> =
            NAMES.iter().filter_map(|(column, aliases)| place(aliases).map(|at| (*column, at))).collect();
        let mut columns = Columns { known, n: names.len(), platform: platform(&names) };
        columns.sort_out(&names);
        let who = [C::Handle, C::Name, C::Id].iter().any(|column| columns.at(*column).is_some());
        let told = FACTS.iter().filter(|column| columns.at(**column).is_some()).count();
        (who && told > 0).then_some(columns)
    }

    /// In a table of posts, `id` and `created_at` are the post's, unless that has columns of its own.
    fn sort_out(&mut self, names: &[String]) {
        if self.at(C::Text).is_none() {
            return;
        }
        let position = |name: &str| names.iter().position(|n| n == name);
        let has_user_id = ["useridstr", "userid", "authorid", "accountid"].iter().any(|name| position(name).is_some());
        if self.at(C::PostId).is_none()
            && let Some(id) = position("idstr").or_else(|| position("id"))
        {
            self.known.push((C::PostId, id));
            if !has_user_id {
                self.known.retain(|(column, _)| *column != C::Id);
            }
        }
        let has_own_date =
            ["tweetcreated", "tweetcreatedat", "postcreatedat"].iter().any(|name| position(name).is_some());
        if !has_own_date && let Some(date) = position("createdat") {
            self.known.retain(|(column, at)| *column != C::PostDate && !(*column == C::Created && *at == date));
            self.known.push((C::PostDate, date));
        }
    }

    /// Where a column is.
    pub(super) fn at(&self, column: Column) -> Option<usize> {
        self.known.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    /// Whether each row is a post, and several may be of one author.
    pub(super) fn has_posts(&self) -> bool {
        self.at(C::Text).is_some()
    }

    /// The network, if the names of columns give it away.
    pub(super) fn platform(&self) -> Option<Platform> {
        self.platform
    }
}

fn platform(names: &[String]) -> Option<Platform> {
    const X: [&str; 7] = [
        "screenname",
        "friendscount",
        "favouritescount",
        "publicmetrics",
        "defaultprofileimage",
        "tweetcount",
        "statusescount",
    ];
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("acct") {
        Some(Platform::Mastodon)
    } else if has("did") {
        Some(Platform::Bluesky)
    } else if X.iter().any(|name| has(name))
        || names.iter().any(|name| name.contains("tweet") || name.contains("twitter"))
    {
        Some(Platform::X)
    } else {
        None
    }
}

/// A name without case, blanks and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
