//! Tests of the files that a configuration names, opened or not.

use super::*;
use crate::client::mistake::ClientWarning;
use crate::client::{Authentication, ClientKeys, KeptSecret};

#[test]
fn files_are_found_beside_the_configuration_or_among_the_credentials() {
    let dir = std::env::temp_dir().join(Secret::mint().expose());
    let credentials = dir.join("credentials");
    fs::create_dir_all(&credentials).unwrap();
    let write = |path: PathBuf, text: &str| {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    };
    write(dir.join("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
    write(dir.join("rp"), "beside-the-configuration-0123456789\n");
    write(credentials.join("rp"), "among-the-credentials-0123456789\r\n");
    let file = dir.join("atlogin.toml");
    let text = "network = { hosts = [\"pds.test=127.0.0.1:1\"], ca_file = \"ca.pem\" }\n\
                plc_url = \"https://pds.test\"\nstate_dir = \"state\"\n\
                [[clients]]\nclient_id = \"a\"\nclient_secret_file = \"rp\"\n\
                redirect_uris = [\"https://a.example/\"]\n";
    write(file.clone(), text);

    let secret = |variables: &[(&str, &str)]| {
        let sources = Sources { file: Some(file.clone()), ..sources(variables) };
        let config = Config::load(&sources).unwrap();
        assert_eq!((&config.state_dir, config.warnings.len()), (&dir.join("state"), 0));
        let Authentication::Secret(secrets) = &config.clients[0].authentication else {
            panic!("it has a secret");
        };
        secrets.clone()
    };
    let hash = |text: &str| [KeptSecret::lasting(Secret::from_text(text.to_owned()).hash())];
    assert_eq!(secret(&[]), hash("beside-the-configuration-0123456789"));
    let systemd = [("CREDENTIALS_DIRECTORY", credentials.to_str().unwrap())];
    assert_eq!(secret(&systemd), hash("among-the-credentials-0123456789"));

    fs::set_permissions(dir.join("rp"), fs::Permissions::from_mode(0o644)).unwrap();
    let config = Config::load(&Sources { file: Some(file.clone()), ..sources(&[]) }).unwrap();
    let warning = config.warnings[0].fact.downcast_ref();
    assert_eq!(warning, Some(&ClientWarning::WorldReadable(dir.join("rp"))));
    fs::remove_dir_all(dir).unwrap();
}

/// A configuration with every kind of file, none of which exists.
const NAMES_FILES: &str = r#"
network = { hosts = ["pds.test=127.0.0.1:1"], ca_file = "/nowhere/ca.pem" }
plc_url = "https://pds.test"

[[clients]]
client_id = "a"
client_secret_file = "client-a-secret"
redirect_uris = ["https://a.example/"]
backchannel_logout_uri = "https://pds.test/logout"
backchannel_logout_ca_file = "/nowhere/rp-ca.pem"

[[clients]]
client_id = "b"
jwks_file = "/nowhere/keys.json"
redirect_uris = ["https://b.example/"]
"#;

/// Without files and home directory, as when a system image is built.
fn text_alone() -> Sources {
    Sources { named_files: NamedFiles::LeftAlone, ..Sources::default() }
}

#[test]
fn a_text_is_judged_without_the_files_that_it_names() {
    let found = mistakes(NAMES_FILES);
    let unreadable = found.iter().filter(|mistake| mistake.contains("cannot be read")).count();
    assert_eq!((unreadable, found.len()), (4, 4), "{found:#?}");

    let config = Config::parse(NAMES_FILES, &text_alone()).unwrap();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    assert_eq!(config.clients.len(), 2);
    assert_eq!(config.state_dir, Path::new(""), "nobody said where");
}

#[test]
fn what_stands_for_files_left_alone_fits_nobody() {
    let secret = || {
        let config = Config::parse(NAMES_FILES, &text_alone()).unwrap();
        let Authentication::Secret(secrets) = &config.clients[0].authentication else {
            panic!("it has a secret");
        };
        let Authentication::PrivateKeyJwt(ClientKeys::Here { jwks }) =
            &config.clients[1].authentication
        else {
            panic!("it has keys");
        };
        assert_eq!(jwks, &serde_json::json!({ "keys": [] }));
        assert_eq!(secrets.len(), 1);
        secrets.clone()
    };
    assert_ne!(secret(), secret());
}

#[test]
fn mistakes_of_a_text_are_found_without_its_files() {
    let bad = NAMES_FILES
        .replace("\"client-a-secret\"", "\"\"")
        .replace("/nowhere/keys.json", "\"\njwks_uri = \"https://b.example/keys")
        .replace("a.example/", "a.example/#")
        .replace("plc_url", "plc_uri");
    let errors = Config::parse(&bad, &text_alone()).unwrap_err();
    let found: Vec<_> = errors.mistakes.iter().map(ToString::to_string).collect();
    for (place, mistake) in [
        (":3: plc_uri", "did you mean plc_url?"),
        (":7: clients[0].client_secret_file", "is empty"),
        (":8: clients[0].redirect_uris[0]", "#"),
        (":12: clients[1]", "has both jwks_file and jwks_uri"),
    ] {
        let said = |line: &&String| line.starts_with(place) && line.contains(mistake);
        assert!(found.iter().any(|line| said(&line)), "{place} {mistake}: {found:#?}");
    }
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn a_weak_secret_is_refused_in_a_file_as_in_the_text_and_not_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    for (weak, why) in
        [("hush-hush-12345", "is too short"), (&"hush".repeat(9), "has fewer than 8 different")]
    {
        fs::write(&file, format!("{weak}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        for how in [format!("client_secret_file = {file:?}"), format!("client_secret = \"{weak}\"")]
        {
            let found = mistakes(&format!(
                "[[clients]]\nclient_id = \"a\"\nredirect_uris = [\"https://a.example/\"]\n{how}\n"
            ));
            assert!(found.len() == 1 && found[0].contains(why), "{how}: {found:#?}");
            assert!(found[0].contains("openssl rand -hex 32"), "it says what to write: {found:#?}");
            assert!(!found[0].contains("hush"), "{found:#?}");
        }
    }
}
