//! Tests of the settings for the network and the listening address.

use super::*;

#[test]
fn a_loopback_address_is_listened_at() {
    assert_eq!(good("public_url = \"http://[::1]:9500/p\"").listen.to_string(), "[::1]:9500");
    assert_eq!(good("public_url = \"https://a.example\"").listen.to_string(), "127.0.0.1:9411");
    let config = good("listen = \"0.0.0.0:9411\"");
    let warning = config.warnings[0].fact.downcast_ref();
    assert!(matches!(warning, Some(Warning::ListensBeyondLoopback(_))));
}

#[test]
fn a_loopback_network_needs_a_loopback_address() {
    let config = good("network = \"loopback\"\nplc_url = \"http://localhost:2582\"");
    assert!(matches!(config.outside.network, Network::Loopback) && config.servers.is_empty());
    let found = mistakes("public_url = \"https://a.example\"\nnetwork = \"loopback\"");
    assert!(found[0].starts_with("2: network is \"loopback\""), "{found:#?}");
}

#[test]
fn servers_to_sign_in_at_and_servers_to_create_an_account_at_are_two_lists() {
    let hosts = |buttons: &[ServerButton]| -> Vec<String> {
        buttons.iter().map(|button| button.host.clone()).collect()
    };
    let own = "[[sign_up_servers]]\nname = \"Ours\"\nhost = \"pds.example.org\"";
    for (text, sign_in, sign_up) in [
        ("", &["bsky.social"][..], &["bsky.social"][..]),
        ("servers = []", &[], &["bsky.social"]),
        ("sign_up_servers = []", &["bsky.social"], &[]),
        (own, &["bsky.social"], &["pds.example.org"]),
    ] {
        let config = good(text);
        assert_eq!(hosts(&config.servers), sign_in, "{text}");
        assert_eq!(hosts(&config.sign_up_servers), sign_up, "{text}");
    }
    assert!(good("network = \"loopback\"").sign_up_servers.is_empty());
    let found = mistakes(&format!("{own}\n{own}"));
    assert!(found[0].contains("sign_up_servers[1].host has a button already"), "{found:#?}");
    let found = mistakes("[[sign_up_servers]]\nhost = \"PDS.example.org\"");
    assert!(found[0].contains("is no host name in lower case"), "{found:#?}");
}

#[test]
fn a_network_without_a_plc_directory_is_warned_of() {
    let loopback = "# first\nnetwork = \"loopback\"\n";
    for (text, warned) in [
        (String::new(), false),
        (loopback.to_owned(), true),
        (format!("{loopback}plc_url = \"http://localhost:2582\""), false),
        (format!("{loopback}plc_url = [\"http://localhost:2582\"]"), false),
    ] {
        let warnings = good(&text).warnings;
        let facts: Vec<Option<&Warning>> =
            warnings.iter().map(|warning| warning.fact.downcast_ref()).collect();
        assert_eq!(facts == [Some(&Warning::NoPlcDirectory)], warned, "{text}: {facts:?}");
        assert_eq!(facts.is_empty(), !warned, "{text}: {facts:?}");
        let said = warnings.first().map(ToString::to_string).unwrap_or_default();
        assert!(
            !warned
                || said.ends_with(
                    ":2: network has no PLC directory: accounts of did:plc cannot be found; \
             name a directory with plc_url"
                ),
            "{said}"
        );
    }
}

#[test]
fn an_empty_list_of_plc_directories_is_a_mistake() {
    for network in ["public", "loopback"] {
        let found = mistakes(&format!("network = \"{network}\"\nplc_url = []"));
        let expected = "2: plc_url is an empty list; write one such as [\"https://plc.directory\"], or leave it out";
        assert_eq!(found, [expected], "{network}");
    }
}

#[test]
fn private_hosts_are_part_of_the_public_network() {
    let list = "[\"pds.example.org=192.168.1.5\", \"pds.example.org=[fd00::5]:8443\", \"b.example.org=::1\"]";
    let config = good(&format!("network = {{ private_hosts = {list} }}"));
    let Network::PublicWith(hosts) = &config.outside.network else { panic!("{config:?}") };
    assert_eq!(hosts.len(), 2);
    assert_eq!(
        hosts[0].addresses,
        ["192.168.1.5:443".parse().unwrap(), "[fd00::5]:8443".parse().unwrap()]
    );
    assert_eq!(config.outside.plc_urls[0].as_str(), "https://plc.directory/");
    assert!(!config.servers.is_empty(), "the same buttons");
    for (written, said) in [
        ("\"pds.internal=::1\"", "is no host name of the internet"),
        ("\"pds.example.org\"", "has no IP address after the ="),
        ("\"b.example.org=::1\", \"b.example.org=::1\"", "is listed twice"),
        ("7", "text"),
    ] {
        let found = mistakes(&format!("network = {{ private_hosts = [{written}] }}"));
        assert!(found.len() == 1 && found[0].contains(said), "{written}: {found:#?}");
    }
    let both = "network = { private_hosts = [\"b.example.org=::1\"], ca_file = \"ca.pem\" }";
    assert!(mistakes(both)[0].contains("ca_file"));
}
