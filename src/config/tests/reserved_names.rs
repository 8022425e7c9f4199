//! Tests of the list of localparts that nobody gets.

use super::clients::{client, entry, refused};
use super::good;

#[test]
fn an_entry_that_could_match_nothing_or_everything_is_refused_with_its_line() {
    for (lines, mistake) in [
        (
            "reserved_localparts = [\"admin\", \"Root\"]",
            "5: clients[0].reserved_localparts[1] can match no localpart",
        ),
        (
            "reserved_localparts = [\"*\"]",
            "5: clients[0].reserved_localparts[0] reserves every name",
        ),
    ] {
        refused(lines, mistake);
    }
}

#[test]
fn a_list_of_reserved_names_is_bounded() {
    let list = |count: usize| {
        let entries: Vec<String> = (0..count).map(|number| format!("\"n{number}\"")).collect();
        format!("reserved_localparts = [{}]", entries.join(", "))
    };
    assert_eq!(entry(&list(256)).reserved_localparts.len(), 256);
    refused(&list(257), "5: clients[0].reserved_localparts has more than 256 entries");
}

#[test]
fn a_matrix_server_whose_people_may_be_called_admin_is_warned_of() {
    let warned = |uri: &str, more: &str| {
        let text = client(more).replace("https://rp.example/cb", uri);
        good(&text).warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let label = "localpart = \"{handle_label:example.org}\"";
    let synapse = "https://m.example/_synapse/client/oidc/callback";
    let mas = "https://m.example/upstream/callback/01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";
    for uri in [synapse, mas] {
        let told = warned(uri, label);
        assert!(told.len() == 1 && told[0].contains("add reserved_localparts"), "{told:?}");
        for more in ["localpart = \"{handle}\"", &format!("{label}\nreserved_localparts = []")] {
            assert!(warned(uri, more).is_empty(), "{more}");
        }
    }
    assert!(warned("https://rp.example/cb", label).is_empty());
}
