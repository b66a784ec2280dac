//! What real files of each format are like, and the test that shows that it is read so, or refused for what it is.

/// A quirk, and its tests. What starts with `-` has none, for the reason that follows.
const LIST: &[(&str, &[&str])] = &[
    // The archive of X.
    (
        "archive: zip, folder, its data alone, one file",
        &["folder_zip_and_other_ways_to_hand_it_over_are_equal", "one_file_alone"],
    ),
    ("archive: what stands around the JSON", &["what_stands_around_the_json_does_not_matter"]),
    ("archive: nothing in a file", &["what_stands_around_the_json_does_not_matter", "lists_and_marks"]),
    (
        "archive: the manifest lists the parts, and when it was made",
        &["parts_are_listed_and_forbidden_files_are_not", "the_present_is_given_or_the_archive_s_or_the_clock"],
    ),
    ("archive: a manifest of another shape", &["a_manifest_of_another_shape_says_nothing"]),
    ("archive: the address for e-mail stays inside", &["the_account_and_its_page"]),
    ("archive: a key left out is an empty text", &["default_pictures_in_each_known_form"]),
    ("archive: the bio is not escaped, posts are", &["the_account_and_its_page", "quotes_links_and_media"]),
    ("archive: the default picture", &["default_pictures_in_each_known_form"]),
    ("archive: the file of the picture", &["the_account_and_its_page", "names_of_pictures_are_plain"]),
    (
        "archive: names of the files of posts by year",
        &["only_named_files_are_opened", "old_and_new_files_of_posts_in_one_folder_count_once"],
    ),
    ("archive: posts in several parts", &["posts_of_all_parts_come_newest_first"]),
    ("archive: files at the root, posts without wrappers", &["archives_of_2018_have_no_wrappers"]),
    ("archive: one file a month", &["classic_archives", "months_of_classic_archives"]),
    ("archive: numbers are texts", &["any_value_has_a_lax_reading", "quotes_links_and_media"]),
    (
        "archive: in no order",
        &["posts_of_all_parts_come_newest_first", "posts_of_one_second_come_by_number_newest_first"],
    ),
    (
        "archive: reposts are told by their text alone",
        &["reposts_replies_and_threads", "reposts_are_known_by_their_start"],
    ),
    ("archive: replies, threads, names at the start", &["reposts_replies_and_threads"]),
    ("archive: escapes in posts", &["escapes_are_undone_once"]),
    ("archive: places count code points", &["- places are not used: links are found by their address"]),
    (
        "archive: long posts are cut, their text lies elsewhere",
        &[
            "long_posts_are_whole",
            "the_second_finds_the_note",
            "the_start_finds_the_note_of_another_second",
            "two_long_posts_of_one_second_are_told_apart",
        ],
    ),
    ("archive: the other shape of long posts", &["the_documented_shape_is_joined_by_id"]),
    ("archive: followers are ids", &["lists_and_marks", "a_list_of_followers_alone_is_named"]),
    ("archive: languages that are none", &["languages_that_are_none_are_absent", "pseudo_languages"]),
    ("archive: files beside that are not read", &["forbidden_files_are_never_opened"]),
    ("archive: saved again in another encoding", &["encodings", "every_usual_encoding_gives_the_same_text"]),
    ("archive: large zips", &["a_zip_of_the_large_form_is_read"]),
    ("archive: only a part of it", &["what_is_missing_is_told", "one_part_of_a_split_zip_is_named"]),
    ("archive: private files beside", &["forbidden_files_are_never_opened", "forbidden_files_are_not_even_tried"]),
    // The first API of X.
    ("v1: containers", &["five_containers_hold_the_same"]),
    ("v1: the latest post beside a user", &["a_page_of_users_tells_the_latest_post_of_each"]),
    ("v1: fields of a user, null and empty", &["a_user_in_facts"]),
    ("v1: text whole, cut, or beside", &["text_comes_cut_extended_or_beside"]),
    ("v1: ids beyond the numbers of scripts", &["ids_are_never_rounded_and_ruined_ones_name_nobody"]),
    ("v1: the default theme", &["the_theme_is_no_sign_of_a_default_picture"]),
    ("v1: pictures in small", &["pictures_in_full_size"]),
    ("v1: addresses of default pictures", &["default_pictures_are_known_by_address"]),
    ("v1: written in ASCII, halves of emoji", &["escapes_to_ascii_and_halves_of_them"]),
    ("v1: posts are escaped, bios are not", &["a_user_in_facts", "text_comes_cut_extended_or_beside"]),
    ("v1: reposts with and without the post", &["reposts_quotes_and_replies"]),
    ("v1: a protected account has no post", &["a_page_of_users_tells_the_latest_post_of_each"]),
    ("v1: lines of a stream that are none", &["lines_that_keep_a_stream_going_are_skipped"]),
    // The second API of X.
    ("v2: pages with what they name beside", &["pages_of_posts_gather_by_author"]),
    ("v2: one user or many", &["data_is_one_user_or_many"]),
    ("v2: one page a line, a list of pages", &["pages_of_posts_gather_by_author"]),
    ("v2: flattened", &["flattened_posts_have_their_author_inside"]),
    ("v2: one user a line", &["data_is_one_user_or_many"]),
    ("v2: not asked is not empty", &["a_user_in_facts_and_what_was_not_asked_is_unknown"]),
    ("v2: the default picture by its address", &["a_default_picture_is_known_by_its_address"]),
    ("v2: reposts without references", &["without_references_only_the_text_tells_a_repost"]),
    ("v2: a user on every page", &["pages_of_posts_gather_by_author"]),
    ("v2: pages of nothing", &["pages_of_posts_gather_by_author"]),
    ("v2: long posts", &["long_posts_are_whole"]),
    ("v2: kinds of references", &["references_tell_reposts_quotes_and_replies"]),
    // Mastodon and its kin.
    ("mastodon: an account", &["an_account_in_facts"]),
    (
        "mastodon: HTML of notes and posts, broken too",
        &["the_text_that_a_reader_sees", "links_are_neither_mentions_nor_hashtags"],
    ),
    ("mastodon: short names of emoji", &["an_account_in_facts"]),
    ("mastodon: the note as the owner wrote it", &["what_the_owner_wrote_goes_before_the_html"]),
    ("mastodon: plain notes, empty notes", &["plain_notes_of_other_servers_keep_their_lines"]),
    ("mastodon: pictures of servers", &["pictures_that_servers_give_everybody"]),
    ("mastodon: fractions and offsets of dates", &["hidden_counts_and_other_dates", "dates_in_all_their_forms"]),
    ("mastodon: hidden counts", &["hidden_counts_and_other_dates"]),
    ("mastodon: moved and suspended", &["accounts_that_moved_or_are_suspended_say_so"]),
    ("mastodon: boosts, quotes, media", &["boosts_replies_quotes_and_media"]),
    ("mastodon: content warnings", &["content_warnings_show_before_the_text"]),
    ("mastodon: posts that are not public", &["posts_for_followers_are_left_out"]),
    ("mastodon: lists of accounts", &["lists_of_accounts_and_of_posts"]),
    ("mastodon: fields and what was checked", &["links_that_the_server_has_checked"]),
    ("mastodon: relationships", &["a_relationship_is_no_profile"]),
    ("mastodon: lists as CSV, with a header and without", &["lists_of_mastodon_in_each_form_are_named"]),
    // The export of Mastodon.
    ("export: folder, tar, zip", &["folder_zip_and_tar_give_the_same"]),
    ("export: its name tells when", &["the_name_of_the_file_says_when_it_was_made"]),
    ("export: no picture, bots", &["no_icon_is_no_picture_and_a_service_is_a_bot"]),
    ("export: order, visibility, boosts, posts as addresses", &["only_public_and_unlisted_posts_newest_first"]),
    ("export: counts that do not agree, no context", &["an_outbox_alone_tells_who_wrote_it"]),
    ("export: likes and bookmarks", &["likes_and_bookmarks_are_no_profile"]),
    // Bluesky.
    ("bluesky: pages of profiles", &["every_page_of_profiles"]),
    ("bluesky: keys that are not there", &["a_key_that_is_not_there_is_nothing_in_a_list_of_profiles"]),
    ("bluesky: authors without a description", &["authors_of_posts_have_no_description_to_tell"]),
    ("bluesky: follows in both directions", &["a_profile_in_facts"]),
    ("bluesky: reposts, pins, replies", &["reposts_pins_replies_quotes"]),
    ("bluesky: places count bytes", &["places_count_bytes", "places_that_cannot_be_are_ignored"]),
    ("bluesky: addresses are shortened in the text", &["links_are_written_out_and_cards_count_once"]),
    ("bluesky: dates of clients", &["dates_of_clients_are_believed_as_far_as_they_can_be"]),
    ("bluesky: handles that are not valid, labels", &["a_key_that_is_not_there_is_nothing_in_a_list_of_profiles"]),
    ("car: versions 2 and 3, the tree, shared starts of keys", &["a_repository_in_facts"]),
    ("car: no profile record", &["without_a_profile_record_there_is_no_bio"]),
    ("car: pictures of the first repositories", &["pictures_of_the_first_repositories"]),
    ("car: slices lack blocks", &["a_slice_lacks_blocks_and_is_read_as_far_as_it_goes"]),
    (
        "car: the key of a record tells its time",
        &["the_name_of_a_record_tells_the_time_where_its_date_cannot_be_meant"],
    ),
    // What other tools save.
    ("others: snscrape, twscrape, the web page of X, RSS", &["what_scrapers_save_is_named"]),
    ("others: Twint", &["a_table_of_twint_is_one_of_posts"]),
    ("others: Instagram and Threads", &["lists_of_instagram_and_threads_are_named"]),
    ("others: columns of browser extensions", &["names_of_columns_in_every_spelling"]),
    ("others: every value a text with a blank", &["every_value_is_a_text_with_a_blank_at_its_end"]),
    // Damage in tables.
    (
        "table: ids through a spreadsheet",
        &["ruined_ids_do_not_mix_accounts_up", "ids_that_lost_their_end_name_nothing"],
    ),
    ("table: dates", &["dates_of_one_column_in_several_forms", "dates_of_spreadsheets"]),
    (
        "table: yes, no and nothing in words",
        &["cells_that_are_empty_say_nothing_where_they_are_no_text", "cells_are_freed_of_what_tools_put_around_them"],
    ),
    ("table: quotation marks twice, blanks at the end", &["extra_quotation_marks_and_blanks_go"]),
    (
        "table: cells that Python printed",
        &["nested_cells_of_scripts", "nested_cells_in_every_spelling", "what_both_pythons_print"],
    ),
    ("table: halves of emoji", &["what_both_pythons_print", "nested_cells_of_scripts"]),
    ("table: siblings with other columns, rows of commas", &["siblings_drift_and_rows_of_commas_are_no_accounts"]),
    ("table: marks and line ends", &["a_file_that_ends_within_a_row_says_so", "utf_16_with_a_mark"]),
    ("table: bytes of another encoding", &["bytes_that_are_no_text_cost_a_mark_and_not_the_table"]),
    ("table: cut within a row", &["a_file_that_ends_within_a_row_says_so"]),
    ("table: a quotation mark that is never closed", &["a_quotation_mark_that_is_never_closed_does_not_take_the_rest"]),
];

#[test]
fn every_test_of_the_list_is_there() {
    lists::check(LIST, &["crates/profile/src"]);
}

#[path = "../../../../tests/lists/mod.rs"]
mod lists;
