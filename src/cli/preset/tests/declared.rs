//! What holds for every preset that is a declaration and a template.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::language::Kind;
use super::*;
use crate::cli::preset::program::Program;
use crate::config::{Config, Environment, NamedFiles, Sources};

/// Names that break out where a value is not quoted for its language.
const HOSTILE: [&str; 16] = [
    "a\"b",
    "a'b",
    "a`b",
    "a\\b",
    "a\\",
    "a$b",
    "${PATH}",
    "$(id)",
    "a#b",
    "a//b",
    "a;b",
    "a{{b}}",
    "</Location>",
    "a%{b}",
    "'\"",
    "-rf",
];

fn declared() -> impl Iterator<Item = &'static Program> {
    programs::ALL.iter().copied().flatten()
}

/// The template of a program.
pub(super) fn template(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/presets");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = files.filter(|path| path.file_stem().unwrap() == name).collect();
    assert_eq!(found.len(), 1, "{name} has one template: {found:?}");
    found.remove(0)
}

fn kind(program: &Program) -> Kind {
    Kind::of(template(program.name).to_str().unwrap())
}

/// The client that `client add NAME --preset PRESET --url URL` makes, and its new secret.
pub(super) fn added(
    preset: Preset,
    name: &str,
    url: Option<&str>,
    domains: &[&str],
    ulid: Option<&str>,
) -> Client {
    let public_url = public_url();
    let domains: Vec<String> = domains.iter().map(|domain| (*domain).to_owned()).collect();
    let place = Place::new(url, &public_url, &domains, false).unwrap();
    let place = place.with_ulid(ulid).unwrap().of_client(name);
    let mut settings = preset.settings(&place).unwrap();
    put(&mut settings, "client_id", name);
    if !settings.contains_key("public") {
        put(&mut settings, "client_secret", SECRET);
    }
    if !settings.contains_key("redirect_uris") {
        put(&mut settings, "redirect_uris", vec!["https://wiki.example.org/callback"]);
    }
    let sources = Sources {
        file: None,
        state_dir: None,
        environment: Environment::default(),
        named_files: NamedFiles::LeftAlone,
    };
    let config = Config::load(&sources).unwrap();
    let judged = config.judge_client(&settings.to_string(), &sources);
    judged.unwrap_or_else(|errors| panic!("{name}: {errors:?}")).0
}

fn usual(program: &'static Program, client_id: &str) -> Client {
    added(Preset::Of(program), client_id, Some("https://rp.example.org"), &[], None)
}

fn printed(program: &Program, client: &Client, name: &str) -> Result<String, Misfit> {
    let issuer = Issuer::new("https://login.example.org");
    let secret = Secret::from_text(SECRET.to_owned());
    program.render(&Setup { issuer: &issuer, account_name: name, client, secret: Some(&secret) })
}

/// The keys that a program knows, with their sources: `tests/keys/NAME.txt`.
fn known_keys(name: &str) -> BTreeSet<String> {
    let file = format!("src/cli/preset/tests/keys/{name}.txt");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(text.starts_with("# "), "{file} begins with where its keys were read");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn each_program_has_a_name_of_its_own_and_good_settings() {
    let mut names = BTreeSet::new();
    for preset in Preset::value_variants() {
        let (name, help) = preset.named();
        assert!(names.insert(name), "{name} is there twice");
        assert!(!help.is_empty(), "{name}");
        let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.chars().all(is_kebab), "{name}");
    }
    for program in declared() {
        assert!(program.settings.parse::<Table>().is_ok(), "{}", program.name);
        let client = usual(program, program.name);
        assert_eq!(client.redirect_uris.len(), program.callbacks.len(), "{}", program.name);
    }
}

/// The presets that print a file or a command of a program, each with its language. MAS has a schema, which
/// `nix/tests/mas-guide.sh` compares.
fn with_keys() -> impl Iterator<Item = (Preset, Kind)> {
    let code = [
        (Preset::Synapse, Kind::Yaml),
        (Preset::Forgejo, Kind::Shell),
        (Preset::Grafana, Kind::Ini),
    ];
    code.into_iter().chain(declared().map(|program| (Preset::Of(program), kind(program))))
}

#[test]
fn each_text_sets_only_keys_that_its_program_knows() {
    for (preset, kind) in with_keys() {
        let (name, _) = preset.named();
        let mut client = added(preset, name, Some("https://rp.example.org"), &[], None);
        let (known, mut used) = (known_keys(name), BTreeSet::new());
        for fresh in [true, false] {
            let fresh = fresh && !client.is_public();
            used.extend(kind.keys(&render(preset, &client, fresh)));
            // What a text says where it has no localpart, and is told of logouts.
            client.localpart = None;
            client.claims_in_id_token = false;
            client.backchannel_logout = Some(BackchannelLogout {
                uri: "https://rp.example.org/logout".to_owned(),
                private: false,
                ca_pem: None,
            });
        }
        let unknown: Vec<_> = used.difference(&known).collect();
        assert!(unknown.is_empty(), "{name} does not know {unknown:?}");
        let unused: Vec<_> = known.difference(&used).collect();
        assert!(unused.is_empty(), "{name}: {unused:?} is listed and not printed");
    }
}

/// What a reader of the language finds in a text, with `value` taken out of it.
fn aside(kind: Kind, text: &str, value: &str) -> String {
    match kind {
        Kind::Shell => heard(text).replace(value, ""),
        Kind::Env => {
            let print = |key: &String| format!("printf '<%s>\\n' \"${key}\"\n");
            let keys = text.lines().filter_map(|line| line.split_once('=')).map(|(key, _)| key);
            let keys = keys.filter(|key| !key.starts_with('#')).map(str::to_owned);
            let prints: String = keys.map(|key| print(&key)).collect();
            shell_output(&format!("{text}{prints}")).replace(value, "")
        }
        Kind::Yaml | Kind::Toml | Kind::Python | Kind::JavaScript | Kind::Apache | Kind::Ini => {
            format!("{:?}{}", kind.keys(text), kind.skeleton(text))
        }
    }
}

/// What the program of a shell script is given: its arguments, and its input.
fn heard(script: &str) -> String {
    let first = script.lines().find(|line| !line.starts_with('#')).unwrap();
    let program = first.split(' ').next().unwrap();
    let stand_in = format!("{program}() {{ printf '<%s>\\n' \"$@\"; cat; }}\n");
    shell_output(&format!("{stand_in}{script}"))
}

fn shell_output(script: &str) -> String {
    let mut shell = std::process::Command::new("/bin/sh");
    let shell =
        shell.args(["-euc", script]).env("JELLYFIN_KEY", "key").stdin(std::process::Stdio::null());
    let ran = shell.output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{script}\n{ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_remark_above_a_text_is_one_in_its_language() {
    for program in declared() {
        let file = template(program.name);
        assert!(file.ends_with(program.text.file), "{}", program.name);
        assert_eq!(Preset::Of(program).remark(), kind(program).remark(), "{}", program.name);
    }
}

#[test]
fn no_name_breaks_out_of_its_quotes() {
    for program in declared() {
        let kind = kind(program);
        let in_path = program.callbacks.iter().any(|callback| callback.contains("{id}"));
        let plain = |name: &str| printed(program, &usual(program, "PLAIN-ID"), name).unwrap();
        for hostile in HOSTILE {
            let as_name = printed(program, &usual(program, "PLAIN-ID"), hostile);
            let mut pairs = vec![(as_name, aside(kind, &plain("PLAIN-NAME"), "PLAIN-NAME"))];
            if !in_path {
                let as_id = printed(program, &usual(program, hostile), "PLAIN-NAME");
                pairs.push((as_id, aside(kind, &plain("PLAIN-NAME"), "PLAIN-ID")));
            }
            for (text, expected) in pairs {
                match text {
                    Ok(text) => {
                        assert_eq!(
                            aside(kind, &text, hostile),
                            expected,
                            "{}: {text}",
                            program.name
                        );
                    }
                    Err(misfit) => assert!(matches!(misfit, Misfit::Unwritable(..)), "{misfit}"),
                }
            }
        }
    }
}

/// Apache compares a place with the decoded path and reads some signs as a pattern. What is behind such a path
/// would be open to everybody.
#[test]
fn a_path_that_apache_would_read_otherwise_is_refused() {
    let apache = declared().find(|program| program.name == "mod-auth-openidc").unwrap();
    for (path, is_printed) in [
        ("/", true),
        ("/wiki/pages", true),
        ("/a%20b", false),
        ("/caf%C3%A9", false),
        ("/a[b]", false),
        ("/a//b", false),
    ] {
        let url = format!("https://rp.example.org{path}");
        let client = added(Preset::Of(apache), "apache", Some(&url), &[], None);
        assert_eq!(printed(apache, &client, "Bluesky").is_ok(), is_printed, "{path}");
    }
}

#[test]
fn a_program_that_needs_a_secret_is_not_set_up_without_one() {
    for program in declared().filter(|program| !program.more().contains_key("public")) {
        let mut client = usual(program, program.name);
        client.authentication = Authentication::Public;
        let misfit = printed(program, &client, "Bluesky").unwrap_err();
        assert!(matches!(misfit, Misfit::NoSecret(..)), "{misfit}");
    }
}
