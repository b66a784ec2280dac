//! The research data set TwiBot-20: a list of accounts with `profile` and `tweet`, in which every value went through Python's `str`.

use std::borrow::Cow;

use crate::dialect::{Dialect, Kind};
use crate::format::Format;
use crate::people::People;
use crate::person::Post;
use crate::platform::Platform;
use crate::python;
use crate::tree::Tree;
use crate::twitter_text::{reposted, unescape};
use crate::twitter_v1;

/// TwiBot-20.
pub(crate) struct TwiBot20;

impl Dialect for TwiBot20 {
    fn format(&self) -> Format {
        Format::TwiBot20
    }

    fn platform(&self) -> Platform {
        Platform::X
    }

    fn kind(&self, value: &Tree<'_>) -> Option<Kind> {
        let is_user = value.get("ID").id().is_some() && value.has("profile") && value.has("tweet");
        is_user.then_some(Kind::Accounts)
    }

    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>) {
        let profile = typed(value.get("profile"));
        let person = people.person(&value.get("ID").id().unwrap_or_default());
        if profile.is_object() {
            twitter_v1::facts(&profile, person);
        }
        // `null` is not known, an empty list is none.
        if matches!(value.get("tweet"), Tree::List(_)) {
            person.has_posts();
        }
        for text in value.get("tweet").items().iter().filter_map(Tree::text) {
            let text = unescape(text.trim_end());
            let is_repost = reposted(&text).is_some();
            person.post(Post {
                repost: Some(is_repost),
                // What a post answers was not kept.
                reply: is_repost.then_some(false),
                urls: (!text.contains("http")).then_some(0),
                mentions: (!text.contains('@')).then(Vec::new),
                text: Some(text),
                ..Post::default()
            });
        }
    }
}

/// The values as they were before they became texts: no blank at the end, `None` as null, nested ones as objects.
fn typed(profile: &Tree<'_>) -> Tree<'static> {
    let value = |value: &Tree<'_>| match value.text().map(str::trim_end) {
        Some("None") => Tree::Null,
        Some(text) if text.starts_with('{') => {
            python::parse(text).unwrap_or_else(|| Tree::Text(Cow::Owned(text.to_owned())))
        }
        Some(text) => Tree::Text(Cow::Owned(text.to_owned())),
        None => value.clone().into_owned(),
    };
    match profile {
        Tree::Object(entries) => {
            Tree::Object(entries.iter().map(|(key, inner)| (Cow::Owned(key.to_string()), value(inner))).collect())
        }
        _ => Tree::Null,
    }
}

#[cfg(test)]
pub(crate) use tests::sample;

#[cfg(test)]
mod tests {
    use crate::format::Format::TwiBot20;
    use crate::testing::{all, facts, handles, no_posts, of_posts, posts};

    const ANA: &str = r#"{"ID":"1","profile":{"id":"1 ","id_str":"1 ","name":"Ana ","screen_name":"ana ","location":" ","description":"Bakes & reads ","url":"https://t.co/x ","entities":"{'url': {'urls': [{'url': 'https://t.co/x', 'expanded_url': 'http://ana.example'}]}} ","protected":"False ","followers_count":"12 ","friends_count":"30 ","created_at":"Tue Nov 18 10:27:25 +0000 2008 ","verified":"True ","statuses_count":"95 ","lang":"None ","profile_image_url_https":"https://pbs.example/profile_images/1/abc_normal.jpg ","default_profile_image":"False "},"tweet":["RT @rui: Fresh\n","Tom &amp; me\n","@rui yes\n"],"neighbor":null,"domain":["Sport"],"label":"0"}"#;

    /// One account in a list.
    pub(crate) fn sample() -> Vec<u8> {
        format!("[{ANA}]").into()
    }

    #[test]
    fn every_value_is_a_text_with_a_blank_at_its_end() {
        let rui = r#"{"ID":"2","profile":null,"tweet":null,"label":"1"}"#;
        let profiles = all(TwiBot20, format!("[{ANA},{rui}]"));
        assert_eq!(handles(&profiles), ["ana", "?"]);
        let paths = [
            "account.name",
            "bio",
            "account.location",
            "account.url",
            "account.locked",
            "account.followers",
            "account.following",
            "account.posts_total",
            "account.verified",
            "account.age_days",
            "avatar.default",
        ];
        assert_eq!(
            facts(&profiles[0], paths),
            ["Ana", "Bakes & reads", "-", "http://ana.example", "no", "12", "30", "95", "yes", "6053", "no"]
        );
        assert_eq!(posts(&profiles[0]).len(), 3);
        assert_eq!(of_posts(&profiles[0], "text"), ["RT @rui: Fresh", "Tom & me", "@rui yes"]);
        assert_eq!(
            (of_posts(&profiles[0], "repost"), of_posts(&profiles[0], "reply")),
            (vec!["yes".into(), "no".into(), "no".into()], vec!["no".into(), "?".into(), "?".to_owned()])
        );
        assert!(no_posts(&profiles[1]));
    }
}
