//! An invented file of each format, for tests that hold for all of them.

use crate::format::Format;
use crate::{bluesky, bluesky_car, mastodon, mastodon_export, table, twibot20, twitter_v1, twitter_v2, x_archive};

/// A file of each format, with one account or more.
pub(crate) fn samples() -> Vec<(Format, Vec<u8>)> {
    let native = r#"{"platform":"x","handle":"ana","name":"Ana","bio":"Bakes","followers":1,"posts":[{"id":"1","text":"Bread","likes":2}]}"#;
    let mut samples = vec![
        (Format::Native, native.into()),
        (Format::Native, format!("{native}\n{native}\n").into()),
        (Format::Native, "handle = 'ana'\nbio = 'Bakes'\nfollowers = 3\n[[posts]]\ntext = 'Bread'\n".into()),
        (Format::XArchive, x_archive::sample()),
        (Format::TwitterV1, twitter_v1::sample()),
        (Format::TwitterV2, twitter_v2::sample()),
        (Format::Mastodon, mastodon::sample()),
        (Format::Bluesky, bluesky::sample()),
        (Format::BlueskyCar, bluesky_car::sample()),
        (Format::TwiBot20, twibot20::sample()),
    ];
    samples.extend(mastodon_export::samples().into_iter().map(|bytes| (Format::MastodonExport, bytes)));
    samples.extend(table::samples().into_iter().map(|bytes| (Format::Table, bytes)));
    samples
}
