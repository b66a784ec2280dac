//! Every damage that was met in tables, on invented accounts.

use crate::format::Format::Table;
use crate::testing::{all, fact, facts, handles, no_posts, of_posts, one, refused, rows, warnings};

/// A table of accounts and one of posts.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let status = r"{u'text': u'Bread \ud83d\ude02', u'id_str': u'7', u'created_at': u'Mon Mar 13 16:05:22 +0000 2017'}";
    vec![
        format!("id,screen_name,description,followers_count,created_at,status\n1,ana,Bakes,12,13-03-2017 22:21,\"{status}\"\n2,rui,,,,\n").into(),
        "user_id,username,tweet,created_at\n1,ana,Fresh bread,1748455200000\n2,rui,RT @ana: Fresh,\n1,ana,More,2025-05-01\n".into(),
    ]
}

#[test]
fn names_of_columns_in_every_spelling() {
    for header in [
        "screen_name,description,followers_count,friends_count,statuses_count,verified",
        "Handle,Bio,Followers,Following,Tweets,Verified",
        "username;biography;followers;following;posts;is_verified",
        "user name\tAbout\tFollower Count\tfriends\ttweet_count\tverified",
        "\u{feff}\"username\",\"bio\",\"followers\",\"following\",\"tweets\",\"verified\"",
    ] {
        let delimiter = if header.contains(';') {
            ";"
        } else if header.contains('\t') {
            "\t"
        } else {
            ","
        };
        let row = ["ana", "Bakes & reads", "12", "30", "95", "TRUE"].join(delimiter);
        let profile = one(Table, format!("{header}\r\n{row}\r\n"));
        assert_eq!(
            facts(
                &profile,
                [
                    "account.handle",
                    "bio",
                    "account.followers",
                    "account.following",
                    "account.posts_total",
                    "account.verified"
                ]
            ),
            ["ana", "Bakes & reads", "12", "30", "95", "yes"],
            "{header}"
        );
    }
}

#[test]
fn siblings_drift_and_rows_of_commas_are_no_accounts() {
    let text = "id,screen_name,listedcount,favorites_count,bio\n1,ana,2,3,Bakes\n2,rui,,,\n,,,,\n,,,,\n";
    let profiles = all(Table, text);
    assert_eq!(handles(&profiles), ["ana", "rui"]);
    assert_eq!((fact(&profiles[0], "bio"), fact(&profiles[1], "bio")), ("Bakes".to_owned(), "-".to_owned()));
}

#[test]
fn ruined_ids_do_not_mix_accounts_up() {
    let text = "id,screen_name,bio\n8.41E+17,ana,Bakes\n8.41E+17,rui,Reads\n\"8,10555350944465E+017\",eva,Writes\n";
    assert_eq!(handles(&all(Table, text)), ["ana", "rui", "eva"]);
}

#[test]
fn cells_that_are_empty_say_nothing_where_they_are_no_text() {
    let text = "screen_name,description,location,followers_count,profile_image_url,default_profile_image,created_at,verified\nana,None,null,nan,,,,\"\"\n";
    let profile = one(Table, text);
    assert_eq!(
        facts(
            &profile,
            [
                "bio",
                "account.location",
                "account.followers",
                "avatar.url",
                "avatar.default",
                "account.age_days",
                "account.verified"
            ]
        ),
        ["-", "-", "?", "?", "?", "?", "?"]
    );
    assert!(no_posts(&profile));
}

#[test]
fn extra_quotation_marks_and_blanks_go() {
    let text = "screen_name,description,lang,verified,created_at\n\"\"\"ana\"\"\",\"\"\"Bakes, reads\"\"\",\"\"\"en\"\"\",True ,\"\"\"Wed Jul 25 10:56:41 +0000 2012\"\"\"\n";
    assert_eq!(
        facts(&one(Table, text), ["account.handle", "bio", "account.verified", "account.age_days"]),
        ["ana", "Bakes, reads", "yes", "4708"]
    );
}

#[test]
fn dates_of_one_column_in_several_forms() {
    let text = "screen_name,bio,created_at\na,x,Sat Oct 17 22:35:31 +0000 2015\nb,x,13-03-2017 22:21\nc,x,02-06-2017 02:49\nd,x,11/27/2016 22:50\ne,x,1579140175000\n";
    let profiles = all(Table, text);
    let ages: Vec<String> = profiles.iter().map(|p| fact(p, "account.age_days")).collect();
    assert_eq!(ages, ["3528", "3015", "?", "3121", "1977"]);
    assert!(warnings(&profiles[2]).contains("02-06-2017 02:49"), "{}", warnings(&profiles[2]));
}

#[test]
fn nested_cells_of_scripts() {
    let python2 = r"{u'text': u'Gooseberry &amp; \ud83d\ude02 bread', u'id_str': u'7', u'created_at': u'Mon Mar 13 16:05:22 +0000 2017', u'entities': {u'urls': []}}";
    let tweepy = r"Status(_api=<tweepy.api.API object at 0x101>, _json={'text': 'Second', 'id_str': '8', 'created_at': 'Mon Mar 13 16:05:22 +0000 2017'})";
    let json = "{\r  \"\"text\"\": \"\"Third\"\",\r  \"\"id\"\": 9}";
    let text = format!(
        "id,screen_name,description,status\n1,ana,x,\"{python2}\"\n2,rui,x,\"{tweepy}\"\n3,eva,x,\"{json}\"\n4,teo,x,null\n5,lia,x,{{broken\n"
    );
    let profiles = all(Table, text);
    assert_eq!(of_posts(&profiles[0], "text"), ["Gooseberry & 😂 bread"]);
    assert_eq!(
        (of_posts(&profiles[1], "text"), of_posts(&profiles[2], "text")),
        (vec!["Second".to_owned()], vec!["Third".to_owned()])
    );
    assert!(no_posts(&profiles[3]) && no_posts(&profiles[4]));
}

#[test]
fn nested_counts_of_the_second_api() {
    let text = "public_metrics,id,username,entities,name,created_at,description\n\"{'followers_count': 12, 'following_count': 30, 'tweet_count': 95}\",\"8,1E+017\",ana,\"{'url': {'urls': [{'url': 'https://t.co/x', 'expanded_url': 'https://ana.example'}]}}\",Ana,2016-12-18T18:40:29.000Z,Bakes\n";
    assert_eq!(
        facts(
            &one(Table, text),
            [
                "account.platform",
                "account.followers",
                "account.following",
                "account.posts_total",
                "account.url",
                "account.name",
                "account.age_days"
            ]
        ),
        ["x", "12", "30", "95", "https://ana.example", "Ana", "3100"]
    );
}

#[test]
fn a_table_of_posts_is_gathered_by_author() {
    let text = "id,conversation_id,created_at,date,user_id,username,name,tweet,language,replies_count,retweets_count,likes_count\n\
        10,10,1748455200000,2025-05-28,1,ana,Ana,Fresh bread,en,1,2,3\n\
        11,11,1748455200000,2025-05-28,2,rui,Rui,RT @ana: Fresh bread,en,0,9,9\n\
        12,12,1748455200000,2025-05-27,1,ana,Ana,\"Tom &amp; me, https://t.co/x\",und,0,0,0\n";
    let profiles = all(Table, text);
    assert_eq!(handles(&profiles), ["ana", "rui"]);
    assert_eq!(of_posts(&profiles[0], "text"), ["Fresh bread", "Tom & me, https://t.co/x"]);
    assert_eq!(
        (of_posts(&profiles[0], "likes"), of_posts(&profiles[1], "repost"), of_posts(&profiles[1], "likes")),
        (vec!["3".into(), "0".into()], vec!["yes".into()], vec!["?".to_owned()])
    );
    assert_eq!(
        (of_posts(&profiles[0], "lang"), of_posts(&profiles[0], "urls")),
        (vec!["en".into(), "-".into()], vec!["0".into(), "?".to_owned()])
    );
    assert_eq!(fact(&profiles[0], "account.age_days"), "?", "a date of the post is none of the account");
}

#[test]
fn a_name_is_the_handle_where_no_column_is() {
    let text = "name,description,tweet_count,created\nsheezy0,sings,5,12/25/2013 1:48\nAna Q,sings,5,\n";
    let profiles = all(Table, text);
    assert_eq!(handles(&profiles), ["sheezy0", "?"]);
    assert_eq!(fact(&profiles[1], "account.name"), "Ana Q");
}

#[test]
fn bytes_that_are_no_text_cost_a_mark_and_not_the_table() {
    let text = b"screen_name,description\nana,caf\xe9\nrui,ok\n";
    let profiles = all(Table, text.as_slice());
    assert_eq!(fact(&profiles[0], "bio"), "caf\u{fffd}");
    assert_eq!(warnings(&profiles[0]), "damaged-text: what is not UTF-8 became `\u{fffd}`: in, line 2");
    assert_eq!(warnings(&profiles[1]), "");
    // Of rows that are told together that is said once.
    let posts = b"tweet,screen_name\nol\xe9,ana\nok,rui\nol\xe9,ana\nol\xe9,rui\n";
    let profiles = all(Table, posts.as_slice());
    assert_eq!(warnings(&profiles[0]), "damaged-text: what is not UTF-8 became `\u{fffd}`: in, line 2 (and 2 more)");
    assert_eq!(warnings(&profiles[1]), "");
}

#[test]
fn utf_16_with_a_mark() {
    let text: Vec<u8> =
        "\u{feff}screen_name\tdescription\nana\tcafé\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(fact(&one(Table, text), "bio"), "café");
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_take_the_rest() {
    let mut text = "screen_name,description\nana,ok\nrui,\"open\n".to_owned();
    text.push_str(&"x,y\n".repeat(3 << 20));
    let rows = rows(text);
    assert!(rows[0].is_ok());
    assert!(rows[1].as_ref().unwrap_err().contains("a row of more than 8 MiB"), "{:?}", rows[1]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_file_that_ends_within_a_row_says_so() {
    let table =
        "screen_name,description,followers_count\r\nana,\"bakes, and writes\",1\r\nrui,\"reads \"\"it\"\"\",2\r\n";
    let told = |text: &str| rows(text).pop().map(|row| warnings(&row.unwrap())).unwrap();
    for bytes in [table, &format!("\u{feff}{table}"), &table[..table.len() - 2], &format!("{table}\r\n\r\n,,\r\n")] {
        assert_eq!(told(bytes), "", "{bytes}");
    }
    let start = table.find("rui").unwrap();
    // Behind the last comma nothing tells that there was more.
    for end in (start + 1..table.len() - 3).filter(|end| !table[..*end].ends_with("\"\"\",")) {
        let told = told(&table[..end]);
        assert_eq!(told, "cut-file: in, line 3: the file ends within this row; what stands of it is read", "{end}");
    }
    let open = format!("{table}eva,\"swims,3\r\nleo,walks,4\r\n");
    assert!(told(&open).contains("in, line 4: the file ends within this row"), "{}", told(&open));
    // One mark in the middle of a cell, or at its end, is an inch.
    for inch in ["a 5\" disk", "5\"", "\"a \"\"disk\"\"\" of 5\""] {
        for end in ["\n", "\r\n", "\r", ""] {
            assert_eq!(told(&format!("screen_name,description\nana,{inch}{end}")), "", "{inch}{end:?}");
        }
    }
    // Line ends within quotation marks are none of the row.
    assert_eq!(told("screen_name,description\nana,\"bakes\n\""), "");
    assert!(told("screen_name,description\nana,\"bakes\n").contains("in, line 2: the file ends within this row"));
}

#[test]
fn lists_of_handles_are_no_profiles() {
    let following =
        refused("Account address,Show boosts,Notify on new posts,Languages\nrose@other.example,true,false,\n");
    assert!(following.contains("accounts followed on Mastodon: handles only"), "{following}");
    let blocked = refused("spam@spam.example\negg@spam.example\n");
    assert!(blocked.contains("a list of addresses of accounts"), "{blocked}");
    assert!(refused("id,price,amount\n1,2,3\n").contains("a table (CSV)"));
}
