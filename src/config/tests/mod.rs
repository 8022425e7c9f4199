//! Tests of whole configurations, valid and invalid.

mod client_tokens;
mod clients;
mod example;
mod files;
mod outside;
mod reserved_names;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::daemon::DaemonMistake;
use super::*;
use crate::client::{ACCOUNT_CLIENT_ID, TRY_IT_CLIENT_ID};
use crate::network::Network;
use crate::secret::Secret;

fn sources(variables: &[(&str, &str)]) -> Sources {
    let home = [("HOME", "/home/alice")];
    let environment = home
        .iter()
        .chain(variables)
        .map(|(name, value)| (OsString::from(name), OsString::from(value)))
        .collect();
    Sources { environment, ..Sources::default() }
}

fn good(text: &str) -> Config {
    Config::parse(text, &sources(&[])).unwrap()
}

/// The mistakes in a text, each as `line: key sentence`.
fn mistakes(text: &str) -> Vec<String> {
    let errors = Config::parse(text, &sources(&[])).unwrap_err();
    errors.mistakes.iter().map(|mistake| mistake.to_string().trim_matches(':').to_owned()).collect()
}

#[test]
fn nothing_has_to_be_configured() {
    let config = good("");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:9411");
    assert_eq!(config.listen.to_string(), "127.0.0.1:9411");
    assert_eq!(config.database(), Path::new("/home/alice/.local/state/atlogin/atlogin.db"));
    assert!(config.try_it && config.clients.is_empty() && config.warnings.is_empty());
}

#[test]
fn every_mistake_is_reported_at_once_with_its_line() {
    let text = "\
public_url = \"https://example.org:8443\"
listen = 9411
colour = \"blue\"
trusted_proxies = [
  \"127.0.0.1\",
  \"proxy\",
]

[[clients]]
client_id = \"a b\"
redirect_uri = [\"https://rp.example.org/cb\"]
scopes = [\"profile\", \"phone\"]
id_token_lifetime = 0
public = true
";
    let found = mistakes(text);
    let places = [
        "1: public_url has a port",
        "2: listen is a number; write a text in quotes",
        "6: trusted_proxies[1] is no IP address",
        "10: clients[0].client_id must be",
        "9: clients[0] is missing redirect_uris",
        "12: clients[0].scopes[1] \"phone\" is not known; write one of: openid, profile",
        "9: clients[0] has scopes without \"openid\"",
        "13: clients[0].id_token_lifetime is 0 seconds",
        "11: clients[0].redirect_uri is not a setting; did you mean redirect_uris?",
        "3: colour is not a setting",
    ];
    for place in places {
        assert!(found.iter().any(|mistake| mistake.starts_with(place)), "{place}: {found:#?}");
    }
    assert_eq!(found.len(), places.len(), "{found:#?}");
}

#[test]
fn every_syntax_error_has_its_line() {
    let found = mistakes("public_url = \nlog = \"info\"\nlog = \"debug\"\n");
    assert!(found.iter().any(|mistake| mistake.starts_with("1 is not valid TOML")), "{found:#?}");
    assert!(found.iter().any(|mistake| mistake.starts_with("3 is not valid TOML")), "{found:#?}");
}

#[test]
fn a_client_has_one_way_to_prove_itself() {
    let client = |how: &str| {
        format!("[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"https://a.example/\"]\n{how}")
    };
    let long = "client_secret = \"0123456789abcdef0123456789abcdef\"\n";
    for (how, mistake) in [
        (String::new(), "1: clients[0] has no secret"),
        ("public = false\n".to_owned(), "1: clients[0] has no secret"),
        (format!("{long}public = true\n"), "1: clients[0] is public and has a secret"),
        (format!("{long}client_secret_file = \"a\"\n"), "1: clients[0] has both"),
        ("client_secret = \"short\"\n".to_owned(), "4: clients[0].client_secret is too short"),
        ("client_secret_file = \"/nowhere\"\n".to_owned(), "4: clients[0].client_secret_file /now"),
        ("public = true\nrequire_pkce = false\n".to_owned(), "5: clients[0].require_pkce is false"),
    ] {
        let found = mistakes(&client(&how));
        assert!(found.len() == 1 && found[0].starts_with(mistake), "{how}: {found:#?}");
    }
    assert!(good(&client("public = true")).clients[0].require_pkce);
}

#[test]
fn client_ids_are_unique_and_not_ours() {
    let client = |id: &str| {
        format!("[[clients]]\nclient_id = \"{id}\"\npublic = true\nredirect_uris = [\"a.b:/c\"]\n")
    };
    let found = mistakes(&format!("{}{}", client("a"), client("a")));
    assert!(
        found.len() == 1 && found[0].starts_with("6: clients[1].client_id is the"),
        "{found:?}"
    );
    for ours in [TRY_IT_CLIENT_ID, ACCOUNT_CLIENT_ID] {
        assert!(mistakes(&client(ours))[0].contains("built-in"));
    }
}

#[test]
fn the_environment_overrides_the_file() {
    let text = "public_url = \"https://a.example\"\nlog = \"debug\"\n";
    let variables = [("ATLOGIN_PUBLIC_URL", "https://b.example"), ("ATLOGIN_LISTEN", "")];
    let config = Config::parse(text, &sources(&variables)).unwrap();
    assert_eq!(config.public_url.as_str(), "https://b.example");

    let errors = Config::parse("", &sources(&[("ATLOGIN_LISTEN", "9411")])).unwrap_err();
    assert!(
        errors.to_string().starts_with("environment: ATLOGIN_LISTEN is not an address"),
        "{errors}"
    );

    let config = Config::parse("", &sources(&[("ATLOGIN_PUBLIC_URI", "x")])).unwrap();
    let similar = Some("ATLOGIN_PUBLIC_URL");
    let warning = config.warnings[0].fact.downcast_ref();
    assert_eq!(warning, Some(&Warning::UnknownVariable(similar)));
}

#[test]
fn the_state_directory_is_looked_for_in_order() {
    let all = [
        ("ATLOGIN_STATE_DIR", "/asked"),
        ("STATE_DIRECTORY", "/systemd:/second"),
        ("XDG_STATE_HOME", "/xdg"),
    ];
    let decided = |variables: &[(&str, &str)], text: &str| {
        Config::parse(text, &sources(variables)).unwrap().state_dir
    };
    let written = "state_dir = \"/written\"";
    assert_eq!(decided(&all, written), Path::new("/asked"));
    assert_eq!(decided(&all[1..], written), Path::new("/systemd"));
    assert_eq!(decided(&all[2..], written), Path::new("/written"));
    assert_eq!(decided(&all[2..], ""), Path::new("/xdg/atlogin"));
    let argument = Sources { state_dir: Some("/argument".into()), ..sources(&all) };
    assert_eq!(Config::parse(written, &argument).unwrap().state_dir, Path::new("/argument"));
    let errors = Config::parse("", &Sources::default()).unwrap_err();
    let mistake = errors.mistakes[0].fact.downcast_ref();
    assert_eq!(mistake, Some(&DaemonMistake::NoStateDirectory));
}

#[test]
fn an_identity_serves_for_a_week_at_most_while_it_cannot_be_looked_up() {
    assert_eq!(good("identity_grace = 0").outside.identity_grace, 0);
    assert_eq!(
        mistakes("identity_grace = 604801"),
        ["1: identity_grace is 604801 seconds; write from 0 up to 604800"]
    );
}

#[test]
fn an_address_is_told_for_an_hour_at_least_and_for_400_days_at_most() {
    assert_eq!(good("").outside.email_max_age, 30 * 86_400);
    assert_eq!(good("email_max_age = 3600").outside.email_max_age, 3600);
    for age in [3599, 34_560_001] {
        assert_eq!(
            mistakes(&format!("email_max_age = {age}")),
            [format!("1: email_max_age is {age} seconds; write from 3600 up to 34560000")]
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_a_mistake() {
    let sources = Sources { file: Some("/nowhere/atlogin.toml".into()), ..sources(&[]) };
    let errors = Config::load(&sources).unwrap_err();
    assert!(errors.to_string().starts_with("/nowhere/atlogin.toml:1 cannot be read: "), "{errors}");
}

#[test]
fn a_limit_is_a_number_or_off() {
    let limits = good("[limits]\nlogins_per_address = 5\nlogins_per_server = \"off\"\n").limits;
    assert_eq!(limits.logins_per_address.map(u32::from), Some(5));
    assert_eq!(limits.logins_per_server, None);
    assert_eq!(limits.requests_per_client, Limits::default().requests_per_client);
    for (written, mistake) in [
        ("0", "2: limits.logins_per_server is 0; write a number from 1 to 1000000, or \"off\""),
        ("-1", "2: limits.logins_per_server is -1; write"),
        ("1000001", "2: limits.logins_per_server is 1000001; write"),
        ("\"none\"", "2: limits.logins_per_server is \"none\"; write"),
        ("1.5", "2: limits.logins_per_server is a number with a fraction; write a whole number"),
    ] {
        let found = mistakes(&format!("[limits]\nlogins_per_server = {written}\n"));
        assert!(found.len() == 1 && found[0].starts_with(mistake), "{written}: {found:#?}");
    }
    let found = mistakes("[limits]\nlogins_per_adress = 5\n");
    assert!(found[0].contains("did you mean logins_per_address?"), "{found:#?}");
    assert!(mistakes("limits = 5\n")[0].starts_with("1: limits is a number; write a table"));
}

#[test]
fn sign_ins_are_kept_for_so_many_days_or_not_at_all() {
    const DAY: i64 = 24 * 60 * 60;
    let kept = |text: &str| good(text).audit;
    assert_eq!(kept(""), Some(90 * DAY));
    assert_eq!(kept("audit_days = 1"), Some(DAY));
    assert_eq!(kept("audit_days = 0"), None);
    for days in ["-1", "3651"] {
        let found = mistakes(&format!("audit_days = {days}"));
        let expected = format!("1: audit_days is {days} days; write from 1 up to 3650, or 0");
        assert!(found[0].starts_with(&expected), "{found:?}");
    }
}

#[test]
fn a_key_signs_for_90_days_unless_told_otherwise() {
    const DAY: i64 = 24 * 60 * 60;
    let lifetime = |text: &str| good(text).key_lifetime;
    assert_eq!(lifetime(""), Some(90 * DAY));
    assert_eq!(lifetime("key_lifetime_days = 7"), Some(7 * DAY));
    assert_eq!(lifetime("key_lifetime_days = 3650"), Some(3650 * DAY));
    assert_eq!(lifetime("key_lifetime_days = 0"), None, "until a command says so");
    for (written, mistake) in [
        ("6", "1: key_lifetime_days is 6 days; write from 7 up to 3650, or 0"),
        ("3651", "1: key_lifetime_days is 3651 days; write"),
        ("-90", "1: key_lifetime_days is -90 days; write"),
        ("\"90\"", "1: key_lifetime_days is a text in quotes; write a whole number of days"),
    ] {
        let found = mistakes(&format!("key_lifetime_days = {written}"));
        assert!(found.len() == 1 && found[0].starts_with(mistake), "{written}: {found:#?}");
    }
}
