//! Which fields of posts somebody reads.

use followback_core::{FieldId, Schema};

use crate::catalog::{POSTS, post};

/// Fields of posts. A reader of many profiles may leave out those that nobody reads: it still looks whether they are as they should
/// be, and tells of faults, but does not keep them, nor works out what only follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostFields(u64);

/// What follows from which other fields.
const FOLLOW: [(FieldId, &[FieldId]); 3] = [
    (post::QUOTE, &[post::REPOST]),
    (post::OWN_THREAD, &[post::REPLY]),
    (post::WITHIN_HOUR, &[post::REPOST, post::REPLY]),
];

impl PostFields {
    /// All of them.
    pub const ALL: Self = PostFields(u64::MAX);

    /// The fields among these paths, such as `posts.likes`, and those that they follow from. The text is always among them: the
    /// languages of an account are told from it.
    #[must_use]
    pub fn of<'p>(schema: &Schema, paths: impl IntoIterator<Item = &'p str>) -> Self {
        let posts = schema.collection_decl(POSTS);
        let field = |path: &str| posts.field(path.strip_prefix(posts.path.as_str())?.strip_prefix('.')?);
        let mut fields = PostFields(bit(post::TEXT));
        for field in paths.into_iter().filter_map(field) {
            fields.0 |= bit(field);
        }
        for (field, from) in FOLLOW {
            if fields.has(field) {
                fields.0 |= from.iter().fold(0, |bits, from| bits | bit(*from));
            }
        }
        fields
    }

    /// Whether a field is among them.
    #[inline]
    pub(crate) fn has(self, field: FieldId) -> bool {
        self.0 & bit(field) != 0
    }
}

/// The bit of a field; those from the last one on share it.
fn bit(field: FieldId) -> u64 {
    1 << field.0.min(u64::BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema;

    #[test]
    fn what_fields_follow_from_is_read_too() {
        let fields = PostFields::of(&schema(), ["posts", "posts.within_hour", "account.likes", "postscript.likes"]);
        let among = |field| fields.has(field);
        assert!([post::TEXT, post::REPOST, post::REPLY, post::WITHIN_HOUR].into_iter().all(among));
        assert!(![post::QUOTE, post::LIKES, post::OWN_THREAD].into_iter().any(among));
        assert!(PostFields::ALL.has(post::LIKES));
    }
}
