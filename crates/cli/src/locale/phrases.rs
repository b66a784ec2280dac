//! What stands in a report as a word for programs, in words for people.
//!
//! Names from profiles and packs pass as they are: whoever renders a phrase cleans or escapes it.

use followback_profile::Warning;

use super::Words;
use crate::report::{Cause, MissingLine, PictureLine, ProfileLine, ResultLine};

impl Words {
    /// Where a profile was read: `On X, from an X archive; 20 posts read.`
    pub(crate) fn origin(&self, profile: &ProfileLine) -> String {
        let source = match profile.source.as_str() {
            "x-archive" => self.source_x_archive(),
            "native" => self.source_native(),
            "mastodon-export" => self.source_mastodon_export(),
            other => other.replace('-', " "),
        };
        let posts = match profile.posts_read {
            0 => self.no_posts_read(),
            n => self.posts_read(n),
        };
        match profile.platform.as_deref() {
            Some("x") => self.read_on("X", source, posts),
            Some("mastodon") => self.read_on("Mastodon", source, posts),
            Some("bluesky") => self.read_on("Bluesky", source, posts),
            Some(platform) => self.read_on(platform, source, posts),
            None => self.read_from(source, posts),
        }
    }

    /// What was seen of a picture: `Picture: 400×400 pixels, seems to be a logo (confidence 0.8)`.
    pub(crate) fn picture(&self, picture: &PictureLine) -> String {
        let size = self.picture_size(picture.width, picture.height);
        let kind = match picture.kind.as_deref() {
            Some("photo") => self.kind_photo(),
            Some("logo") => self.kind_logo(),
            Some("illustration") => self.kind_illustration(),
            Some("blank") => self.kind_blank(),
            Some(_) => return self.picture_unsure(size),
            None => return size,
        };
        let seen = self.picture_seems(size, kind);
        match picture.confidence {
            Some(confidence) => self.picture_confidence(&seen, self.exact(confidence)),
            None => seen,
        }
    }

    /// What a band of the default pack says; those of others speak for themselves.
    pub(crate) fn meaning(&self, band: &str) -> Option<String> {
        match band {
            "ready" => Some(self.meaning_ready()),
            "gaps" => Some(self.meaning_gaps()),
            "at-risk" => Some(self.meaning_at_risk()),
            "likely-ignored" => Some(self.meaning_likely_ignored()),
            _ => None,
        }
    }

    /// What became of a rule, to be followed by its name.
    pub(crate) fn status(&self, result: &ResultLine) -> String {
        match result.status.as_str() {
            "fired" => self.status_fired(),
            "passed" => self.status_passed(),
            "not_applicable" => self.status_not_applicable(),
            // What is named first settles it.
            "unknown" => self.status_unknown(match result.missing.first() {
                Some(MissingLine { fact, reason }) => self.unknown(fact, reason),
                None => self.unknown_nothing(),
            }),
            "superseded" => match &result.by {
                Some(by) => self.status_superseded(by),
                None => self.status_superseded_by_any(),
            },
            "suppressed" => match (&result.until, &result.reason) {
                (None, None) => self.status_suppressed(),
                (Some(until), None) => self.status_suppressed_until(until),
                (None, Some(reason)) => self.status_suppressed_because(reason),
                (Some(until), Some(reason)) => self.status_suppressed_until_because(until, reason),
            },
            "off" => self.status_off(),
            other => other.replace('_', " "),
        }
    }

    /// What became of a rule, in a word: for a status that stands alone.
    pub(crate) fn status_word(&self, status: &str) -> String {
        match status {
            "fired" => self.status_word_fired(),
            "passed" => self.status_passed(),
            "not_applicable" => self.status_not_applicable(),
            "unknown" => self.status_word_unknown(),
            "superseded" => self.status_word_superseded(),
            "suppressed" => self.status_suppressed(),
            "off" => self.status_off(),
            other => other.replace('_', " "),
        }
    }

    /// Where a change comes from, where that is more than the profile.
    pub(crate) fn cause(&self, cause: Cause) -> Option<String> {
        match cause {
            Cause::Profile => None,
            Cause::Rules => Some(self.cause_rules()),
            Cause::Settings => Some(self.cause_settings()),
            Cause::Undecided => Some(self.cause_undecided()),
        }
    }

    /// What a reader or a plugin remarked.
    pub(crate) fn warning(&self, warning: &Warning) -> String {
        let said = &warning.message;
        match warning.code {
            "future-date" | "absurd-date" => self.warning_date(said),
            "absurd-count" => self.warning_count(said),
            "odd-item" | "odd-post" | "odd-record" => self.warning_item(said),
            "damaged-file" | "damaged-text" => self.warning_damaged(said),
            "cut-file" => self.warning_cut(said),
            "cut-text" | "many-posts" => self.warning_much(said),
            "partial-archive" | "partial-answer" | "partial-repository" => self.warning_part(said),
            "missing-file" | "missing-posts" => self.warning_missing(said),
            "one-file" => self.warning_one_file(said),
            "outside-file" => self.warning_outside(said),
            "hidden-posts" => self.warning_hidden(said),
            "lost-note" => self.warning_note(said),
            "no-picture" => self.warning_picture(said),
            "plugin" => self.warning_plugin(said),
            _ => self.warning_other(said),
        }
    }

    /// How serious a finding is.
    pub(crate) fn severity(&self, word: &str) -> String {
        match word {
            "blocker" => self.severity_blocker(),
            "major" => self.severity_major(),
            "minor" => self.severity_minor(),
            "hint" => self.severity_hint(),
            other => other.to_owned(),
        }
    }

    /// Why a fact is unknown.
    pub(crate) fn unknown(&self, fact: &str, reason: &str) -> String {
        let picture = fact.starts_with("avatar.");
        let profile = picture || fact.starts_with("banner.") || fact.starts_with("account.") || fact.starts_with("bio");
        match reason {
            "not_in_source" => self.unknown_not_in_source(),
            // What looks at a picture is part of followback.
            "not_measured" if picture => self.unknown_picture(),
            "not_measured" | "plugin_missing" => self.unknown_plugin(),
            "plugin_failed" => self.unknown_plugin_failed(),
            "language" => self.unknown_language(),
            "sample_too_small" if profile => self.unknown_too_little(),
            "sample_too_small" => self.unknown_too_few_posts(),
            "unclear" => self.unknown_unclear(),
            other => other.replace('_', " "),
        }
    }
}
