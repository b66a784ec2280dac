//! What is known about each platform: limits, and how its default picture looks from outside.
//!
//! This is data. Servers differ and limits change; a fact that a source or a test gives is never overwritten by it.

/// A network that profiles come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// X, formerly Twitter.
    X,
    /// Mastodon and servers that speak its API.
    Mastodon,
    /// Bluesky.
    Bluesky,
}

/// What an empty address of the picture means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EmptyAvatar {
    /// The network shows its default picture.
    Default,
    /// There is no picture.
    None,
}

/// The data of one platform.
#[derive(Debug)]
pub(crate) struct PlatformData {
    /// The label used in facts.
    pub(crate) name: &'static str,
    /// Longest biography, in characters.
    pub(crate) bio: f64,
    /// Longest display name, in characters.
    pub(crate) display_name: f64,
    /// What an empty address of the picture means.
    pub(crate) empty_avatar: EmptyAvatar,
}

/// Sources: X help center; Mastodon's `Account` validations; the lexicon `app.bsky.actor.profile` (graphemes).
const DATA: [PlatformData; 3] = [
    PlatformData { name: "x", bio: 160.0, display_name: 50.0, empty_avatar: EmptyAvatar::Default },
    PlatformData { name: "mastodon", bio: 500.0, display_name: 30.0, empty_avatar: EmptyAvatar::None },
    PlatformData { name: "bluesky", bio: 256.0, display_name: 64.0, empty_avatar: EmptyAvatar::None },
];

/// Parts of addresses of pictures that a server gives everybody: X (old eggs included), Mastodon, Pixelfed, Pleroma.
///
/// One list for all platforms: the parts are distinctive, and the platform is not always given.
const DEFAULT_PICTURES: [&str; 4] =
    ["/default_profile_images/", "/avatars/original/missing.png", "/storage/avatars/default.", "/images/avi.png"];

impl Platform {
    /// The label used in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.data().name
    }

    /// The platform with this label.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Platform::X, Platform::Mastodon, Platform::Bluesky].into_iter().find(|p| p.name() == name)
    }

    pub(crate) fn data(self) -> &'static PlatformData {
        match self {
            Platform::X => &DATA[0],
            Platform::Mastodon => &DATA[1],
            Platform::Bluesky => &DATA[2],
        }
    }
}

/// Whether the address is that of a picture which a server gives everybody.
pub(crate) fn is_default_picture(url: &str) -> bool {
    DEFAULT_PICTURES.iter().any(|part| url.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_labels_of_the_catalogue() {
        for name in crate::catalog::PLATFORMS {
            assert_eq!(Platform::from_name(name).map(Platform::name), Some(*name));
        }
        assert_eq!(Platform::from_name("X"), None);
    }

    #[test]
    fn default_pictures_are_known_by_address() {
        for url in [
            "https://abs.twimg.com/sticky/default_profile_images/default_profile_6_normal.png",
            "https://example.social/avatars/original/missing.png",
            "https://pix.example/storage/avatars/default.jpg?v=0",
            "https://pleroma.example/images/avi.png",
        ] {
            assert!(is_default_picture(url), "{url}");
        }
        for url in [
            "https://pbs.twimg.com/profile_images/1/abc_normal.jpg",
            "https://example.social/headers/original/missing.png",
            "https://pix.example/storage/avatars/000/1/abc.jpg",
        ] {
            assert!(!is_default_picture(url), "{url}");
        }
    }
}
