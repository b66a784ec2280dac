//! Which files of an archive are opened. All others stay closed: direct messages, addresses, phone numbers and advertisers' data lie beside.

/// What a file that may be opened is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// What the archive is, and which files it has.
    Manifest,
    /// Handle, name and age.
    Account,
    /// Bio, picture and place.
    Profile,
    /// Whether the account is verified.
    Verified,
    /// Who follows it; only counted.
    Followers,
    /// Whom it follows; only counted.
    Following,
    /// The full text of long posts.
    Notes,
    /// Posts.
    Posts,
    /// Who the owner of a classic archive is.
    ClassicUser,
    /// When a classic archive was made.
    ClassicPayload,
    /// The posts of one month in a classic archive.
    ClassicMonth,
}

impl Role {
    /// Whether the file holds nothing but ids of other accounts: counted within an archive, and no profile alone.
    pub(super) fn is_ids(self) -> bool {
        matches!(self, Role::Followers | Role::Following)
    }
}

/// The allow-list: names without `-part<n>` and `.js`, and the names of the globals that these files set.
const ALLOWED: [(&str, &str, Role); 10] = [
    ("manifest", "__THAR_CONFIG", Role::Manifest),
    ("account", "account", Role::Account),
    ("profile", "profile", Role::Profile),
    ("verified", "verified", Role::Verified),
    ("follower", "follower", Role::Followers),
    ("following", "following", Role::Following),
    ("note-tweet", "note_tweet", Role::Notes),
    ("note-tweets", "note_tweets", Role::Notes),
    ("tweet", "tweet", Role::Posts),
    ("tweets", "tweets", Role::Posts),
];

/// The role of a file by its name in the `data` folder.
pub(super) fn by_name(name: &str) -> Option<Role> {
    let stem = name.strip_suffix(".js")?;
    let stem = match stem.rsplit_once("-part") {
        Some((stem, part)) if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => stem,
    };
    ALLOWED.iter().find(|(allowed, ..)| *allowed == stem).map(|(.., role)| *role)
}

/// The role of a file by its name in the `data/js` folder of a classic archive.
pub(super) fn classic_by_name(name: &str) -> Option<Role> {
    match name {
        "user_details.js" => Some(Role::ClassicUser),
        "payload_details.js" => Some(Role::ClassicPayload),
        _ => None,
    }
}

/// Whether this is a month of a classic archive: `2013_04.js`.
pub(super) fn is_classic_month(name: &str) -> bool {
    let Some((year, month)) = name.strip_suffix(".js").and_then(|stem| stem.split_once('_')) else { return false };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    digits(year, 4) && digits(month, 2)
}

/// What the start of a file says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Global {
    /// It sets a global of a file that may be opened.
    Of(Role),
    /// It sets another global of an archive.
    Closed(String),
}

/// The role of a file by the global that it sets; nothing if it is no file of an archive.
pub(super) fn by_start(text: &str) -> Option<Global> {
    let text: String = text.trim_start().chars().take(200).collect();
    let (before, _) = text.split_once('=')?;
    let before = before.trim_end();
    if let Some(rest) = before.strip_prefix("window.") {
        let name = match rest.strip_prefix("YTD.") {
            Some(ytd) => ytd.split('.').next().unwrap_or(ytd),
            None if rest == "__THAR_CONFIG" => rest,
            None => return None,
        };
        let role = ALLOWED.iter().find(|(_, global, _)| *global == name).map(|(.., role)| *role);
        return Some(role.map_or_else(|| Global::Closed(name.to_owned()), Global::Of));
    }
    let role = match before {
        "var user_details" => Role::ClassicUser,
        "var payload_details" => Role::ClassicPayload,
        month if month.starts_with("Grailbird.data.tweets_") => Role::ClassicMonth,
        _ => return None,
    };
    Some(Global::Of(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_files_are_opened() {
        for (name, role) in [
            ("tweet.js", Role::Posts),
            ("tweets.js", Role::Posts),
            ("tweets-part12.js", Role::Posts),
            ("note-tweet.js", Role::Notes),
            ("follower-part1.js", Role::Followers),
            ("manifest.js", Role::Manifest),
        ] {
            assert_eq!(by_name(name), Some(role), "{name}");
        }
        for name in [
            "direct-messages.js",
            "direct-messages-group.js",
            "direct-message-headers.js",
            "ip-audit.js",
            "phone-number.js",
            "email-address-change.js",
            "contact.js",
            "ad-engagements.js",
            "account-creation-ip.js",
            "account-timezone.js",
            "deleted-tweets.js",
            "like.js",
            "tweet-headers.js",
            "tweets-partx.js",
            "tweets-part.js",
            "._tweets.js",
            "tweets.json",
            "Tweets.js",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn files_are_known_by_how_they_start() {
        let of = |role| Some(Global::Of(role));
        assert_eq!(by_start("window.YTD.tweets.part0 = [ ]"), of(Role::Posts));
        assert_eq!(by_start(" window.YTD.tweet.part3=["), of(Role::Posts));
        assert_eq!(by_start("window.__THAR_CONFIG = {"), of(Role::Manifest));
        assert_eq!(by_start("Grailbird.data.tweets_2013_04 = \n ["), of(Role::ClassicMonth));
        assert_eq!(by_start("var user_details =  {"), of(Role::ClassicUser));
        assert_eq!(
            by_start("window.YTD.direct_messages.part0 = ["),
            Some(Global::Closed("direct_messages".to_owned()))
        );
        for text in ["", "window.foo = 1", "var x = 1", "handle = 'ana'", "window.YTD.tweets"] {
            assert_eq!(by_start(text), None, "{text}");
        }
    }

    #[test]
    fn months_of_classic_archives() {
        assert!(is_classic_month("2013_04.js"));
        assert!(
            !is_classic_month("2013_4.js") && !is_classic_month("tweet_index.js") && !is_classic_month("2013_04.csv")
        );
    }
}
