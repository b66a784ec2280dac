//! What a host of plugins has to stand, and which test shows that it does.
//!
//! Tests are found by their names, wherever they lie. Some need what is not on every machine, and say that they were skipped where
//! it is missing: compilers of Zig and Go, Valgrind, a host that is linked statically, a kernel with Landlock.
//! `FOLLOWBACK_NEEDS_ZIG`, `_GO`, `_VALGRIND` and `_LANDLOCK` make them fail instead.

/// What, and the tests of it.
const LIST: &[(&str, &[&str])] = &[
    ("1 a plugin in C", &["every_type_goes_both_ways"]),
    ("2 a plugin in Rust", &["the_user_configures_a_plugin", "pictures_are_looked_at_by_a_library_too"]),
    // Where their compilers are.
    (
        "3 plugins in Zig and Go",
        &["a_plugin_in_zig", "a_plugin_in_go", "a_library_of_go_is_not_loaded_into_this_process"],
    ),
    (
        "4 the header in C++",
        &["the_header_is_cpp_too", "another_layout_does_not_compile", "an_exception_that_gets_out_costs_its_row"],
    ),
    // Version 1.0 is the first; an older one is a shorter table.
    ("5 an older minor version", &["a_shorter_table_of_an_older_version_is_read_as_far_as_it_goes"]),
    ("6 a newer minor version", &["a_longer_table_of_a_newer_version_is_read_as_far_as_it_is_known"]),
    (
        "7 another major version",
        &["another_major_version_is_refused_with_both", "another_version_of_the_interface_is_refused_with_what_to_do"],
    ),
    ("8 bad magic, 9 bad sizes, 10 no table, 11 no symbol", &["tables_that_are_none_are_refused"]),
    (
        "12 text, cut, foreign, needs another library",
        &[
            "files_that_are_no_libraries_say_what_they_are",
            "a_library_for_a_newer_system_says_so",
            "a_library_that_needs_another_one_names_it",
            "what_lies_beside_a_library_is_not_left_behind",
        ],
    ),
    ("13 spaces and letters in the path", &["paths_may_have_spaces_and_any_letters"]),
    (
        "14 another digest",
        &[
            "a_library_that_changed_is_refused_with_both_digests_and_the_way_out",
            "a_copy_that_changed_is_refused",
            "another_manifest_beside_the_copy_is_refused",
        ],
    ),
    (
        "15 not in the lock file",
        &[
            "settings_for_a_plugin_that_was_not_added_are_told_of",
            "rules_whose_plugin_was_not_added_are_unknown_and_the_others_are_not",
        ],
    ),
    (
        "16 writable by others",
        &["files_that_others_can_write_are_refused", "files_and_folders_that_others_can_write_are_named"],
    ),
    (
        "17 a link bent, or a file swapped, between digest and loading",
        &[
            "the_copy_is_what_runs_when_a_link_is_bent_afterwards",
            "what_was_looked_at_is_what_runs",
            "a_child_that_is_started_again_runs_what_was_looked_at",
        ],
    ),
    ("18 libraries in the current folder and LD_LIBRARY_PATH", &["nothing_is_loaded_that_was_not_added"]),
    (
        "19 a rule file that names a plugin",
        &["nothing_is_loaded_that_was_not_added", "rules_and_settings_of_a_folder_name_no_plugin"],
    ),
    ("20 manifest and table disagree", &["what_table_and_manifest_disagree_on_is_named"]),
    (
        "21 same id, same fact, a fact of the core",
        &["two_plugins_do_not_supply_the_same_fact", "what_others_supply_is_not_a_plugins_to_supply"],
    ),
    ("22 listing runs no constructor", &["listing_and_adding_run_no_code", "nothing_runs_before_the_first_question"]),
    // With a host that `.ci/run` builds.
    ("23 a static musl host", &["a_static_host_says_that_it_cannot_load_anything"]),
    (
        "24 panics in open, eval and close",
        &[
            "a_panic_over_a_row_costs_that_row_and_names_the_line",
            "a_panic_while_opening_costs_the_plugin_and_one_while_closing_nothing",
        ],
    ),
    ("25 a panic over one row, 26 a payload that panics", &["a_panic_over_a_row_costs_that_row_and_names_the_line"]),
    ("27 panic = abort", &["a_plugin_whose_panics_abort_is_only_run_in_a_child"]),
    ("28 a C++ exception", &["an_exception_that_gets_out_costs_its_row"]),
    (
        "29 segmentation faults anywhere",
        &[
            "a_crash_while_loading_or_opening_costs_the_plugin_alone",
            "a_crash_costs_one_row_and_names_the_cause",
            "a_crash_while_closing_costs_nothing",
        ],
    ),
    ("30 abort, exit, kill, 31 stack overflow", &["a_crash_costs_one_row_and_names_the_cause"]),
    (
        "32 loops and sleep, 33 ignores SIGTERM",
        &["a_hang_ends_in_time", "a_plugin_that_hangs_in_this_process_is_told_of_before_the_run_ends"],
    ),
    // Not one that has left the group by `setsid`: nothing leads to it any more.
    ("34 forks, and the fork holds the pipe", &["what_a_plugin_has_started_ends_with_it"]),
    ("35 takes all memory", &["memory_has_a_limit"]),
    ("36 leaks descriptors", &["what_a_plugin_does_to_its_process_stays_there"]),
    ("37 leaks memory", &["a_leak_costs_restarts_and_no_rows", "memory_that_is_kept_is_noticed"]),
    ("38 prints", &["what_a_plugin_prints_reaches_no_pipe", "the_process_belongs_to_the_host"]),
    ("39 closes descriptors", &["a_plugin_that_closes_or_fills_the_pipes_loses_its_row"]),
    (
        "40 changes its process, or what lies outside of it",
        &[
            "what_a_plugin_does_to_its_process_stays_there",
            "the_process_belongs_to_the_host",
            "what_a_plugin_does_not_need_is_closed_to_it",
            "who_is_denied_something_is_told_what_to_ask_for",
        ],
    ),
    (
        "41 is slow, gives up when asked",
        &[
            "who_asks_whether_to_give_up_is_told_in_time",
            "a_plugin_in_this_process_is_asked_to_give_up",
            "a_plugin_that_takes_its_time_over_each_row_loses_none",
        ],
    ),
    (
        "42 values of every type",
        &[
            "every_type_goes_both_ways",
            "batches_of_any_length",
            "every_edge_is_walked_along",
            "plugins_that_behave_pass",
        ],
    ),
    ("43 UTF-8, 44 bits, 45 pointers and lengths", &["values_that_cannot_be_cost_the_facts_of_their_row"]),
    ("46 forgets a value", &["what_is_not_set_is_missing"]),
    ("47 values of rows that it passes on", &["a_plugin_may_pass_on_a_row"]),
    ("48 statuses", &["a_batch_that_fails_is_asked_again_in_parts"]),
    ("49 rows that there are not", &["a_plugin_may_pass_on_a_row"]),
    ("50 keeps pointers to inputs", &["kept_pointers_lead_nowhere"]),
    (
        "51 is asked for nothing that is not needed",
        &[
            "only_what_is_wanted_is_answered",
            "nothing_is_asked_that_no_rule_needs",
            "a_rule_that_is_settled_without_a_plugin_does_not_ask_it",
        ],
    ),
    ("52 facts used as another type", &["a_fact_used_as_another_type_is_an_error_of_the_rule"]),
    (
        "53 frames that make no sense",
        &["what_makes_no_sense_is_asked_again", "no_bytes_end_the_program", "no_damage_ends_the_program"],
    ),
    ("54 full pipes", &["full_pipes_hold_nobody_up"]),
    ("55 the host is killed", &["no_child_outlives_its_host", "no_check_outlives_who_waits_for_it"]),
    (
        "56 the child is killed between any two frames",
        &[
            "a_child_killed_between_any_two_frames_changes_nothing",
            "a_child_killed_while_a_row_is_searched_for_costs_no_other_row",
        ],
    ),
    (
        "57 one row is poison, whether the plugin tells where it is or not",
        &[
            "only_the_rows_that_break_it_are_lost",
            "a_crash_costs_one_row_and_names_the_cause",
            "a_crash_changes_nothing_about_the_other_rows",
        ],
    ),
    (
        "58 breaks too often",
        &[
            "a_plugin_that_breaks_too_often_is_given_up",
            "what_breaks_too_often_is_given_up",
            "a_part_has_so_much_and_the_run_ten_times_as_much",
            "a_plugin_that_always_crashes_ends_no_run",
        ],
    ),
    (
        "59 the same bytes wherever it runs",
        &[
            "reports_are_the_same_wherever_the_plugin_runs_and_whatever_the_jobs",
            "crashes_in_bulk_cost_their_rows_and_no_other",
            "what_is_said_of_a_row_depends_on_no_batch",
            "a_plugin_that_takes_its_time_loses_no_profile_whatever_the_jobs",
            "a_plugin_is_given_up_at_the_same_profile_whatever_the_jobs",
            "which_parts_are_answered_depends_on_no_worker",
            "memory_for_answers_depends_on_no_batch",
            "where_no_further_one_starts_those_that_there_are_do",
            "waiting_for_a_processor_is_not_counted_up_to_a_limit",
        ],
    ),
    (
        "60 contracts of threads",
        &[
            "calls_of_a_plugin_for_one_thread_never_overlap",
            "calls_of_an_instance_never_overlap",
            "calls_of_a_shared_plugin_may_overlap",
        ],
    ),
    ("61 a thousand times", &["a_thousand_times_leave_nothing_behind"]),
    (
        "62 a library that was rebuilt",
        &[
            "a_library_that_changed_is_refused_with_both_digests_and_the_way_out",
            "a_plugin_that_is_removed_or_replaced_meanwhile_stays_for_the_run",
        ],
    ),
    (
        "63 threads and what they keep",
        &["threads_of_a_plugin_do_not_keep_the_process", "what_threads_keep_for_themselves_harms_nobody_when_they_end"],
    ),
    ("64 two versions", &["two_versions_stand_side_by_side"]),
];

#[test]
fn every_test_of_the_list_is_there() {
    let folders = [
        "crates/plugin/src",
        "crates/plugin/tests",
        "crates/host/src",
        "crates/host/tests",
        "tests/it/plugins",
        "crates/cli/src/plugins",
    ];
    lists::check(LIST, &folders);
}

#[path = "../../../../tests/lists/mod.rs"]
mod lists;
