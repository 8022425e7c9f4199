//! The walls of the house, kept by reading the text of `src/`: who may use whom, who owns which table,
//! what goes out, and how long a file may get. The map itself is the crate page, `src/lib.rs`.

mod circles;
mod durable;
mod imports;
mod lists;
mod parsers;
pub(crate) mod source;
mod tables;

use self::circles::circular;
use self::imports::imports;
use self::source::{code, files, wing_of};

/// What each module may use of the crate. Whatever is not listed here may use nothing of it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "client",
            "document",
            "config",
            "doctor",
            "server",
            "telemetry",
            "clock",
            "network",
            "who",
            "invisible",
            "atproto",
            "oidc",
            "login",
            "db",
            "key_ring",
            "key_rotation",
            "locale",
            "moment",
            "secret",
            "invisible",
        ],
    ),
    (
        "server",
        &[
            "client",
            "config",
            "login",
            "oidc",
            "atproto",
            "web",
            "db",
            "fetch",
            "clock",
            "network",
            "secret",
            "telemetry",
            "jws",
            "limits",
            "locale",
        ],
    ),
    ("config", &["client", "document", "locale", "network", "telemetry", "clock", "web", "who"]),
    (
        "doctor",
        &[
            "atproto",
            "client",
            "clock",
            "config",
            "db",
            "fetch",
            "invisible",
            "network",
            "oidc",
            "secret",
            "server",
        ],
    ),
    (
        "fuzzing",
        &["atproto", "client", "fetch", "jwk_set", "login", "oidc", "server", "web", "who"],
    ),
    ("client", &["document", "jwk_set", "jws", "network", "secret", "invisible", "who"]),
    ("document", &[]),
    (
        "login",
        &[
            "client",
            "oidc",
            "atproto",
            "web",
            "db",
            "fetch",
            "network",
            "clock",
            "secret",
            "jws",
            "key_ring",
            "key_rotation",
            "locale",
            "params",
            "telemetry",
            "invisible",
            "who",
            "limits",
        ],
    ),
    (
        "oidc",
        &[
            "client",
            "db",
            "fetch",
            "clock",
            "secret",
            "json",
            "jws",
            "jwk_set",
            "key_ring",
            "key_rotation",
            "locale",
            "params",
            "limits",
            "telemetry",
            "who",
        ],
    ),
    (
        "atproto",
        &[
            "fetch",
            "network",
            "limits",
            "clock",
            "secret",
            "json",
            "jws",
            "key_rotation",
            "params",
            "invisible",
        ],
    ),
    ("web", &["locale", "telemetry"]),
    ("locale", &[]),
    ("db", &["jws", "secret"]),
    ("fetch", &["json", "network", "limits"]),
    ("limits", &[]),
    ("network", &[]),
    ("params", &[]),
    ("json", &[]),
    ("jws", &[]),
    ("jwk_set", &[]),
    ("key_ring", &["db", "clock", "jws", "key_rotation"]),
    ("key_rotation", &[]),
    ("moment", &[]),
    ("secret", &[]),
    ("invisible", &[]),
    ("clock", &[]),
    ("who", &["network", "jws"]),
    ("telemetry", &["secret", "limits"]),
];

/// The layers inside a wing, the lowest first. A file uses what stands on its own floor or below it.
const FLOORS: &[(&str, &[&[&str]])] = &[
    ("oidc", &[&["protocol"], &["store"], &["context.rs"], &["endpoint"], &["mod.rs"]]),
    ("login", &[&["store"], &["person"], &["*"], &["mod.rs"]]),
];

const MOST_LINES: usize = 350;

/// On which floor of its wing a file stands, if its wing has floors.
fn floor_of(file: &str) -> Option<usize> {
    let floors = FLOORS.iter().find(|(wing, _)| *wing == wing_of(file))?.1;
    let place = file.split('/').nth(1)?;
    let named = |name: &str| floors.iter().position(|floor| floor.contains(&name));
    Some(named(place).or_else(|| named("*")).unwrap_or_else(|| panic!("{file} has no floor")))
}

#[test]
fn a_module_uses_only_what_stands_below_it() {
    for (file, taken) in imports(&code()).iter().filter(|(file, _)| *file != "lib.rs") {
        let wing = wing_of(file);
        let allowed = MAY_USE.iter().find(|(name, _)| *name == wing);
        let allowed = allowed.unwrap_or_else(|| panic!("{file}: no rule for `{wing}`")).1;
        for other in taken {
            let used = wing_of(other);
            assert!(used == wing || allowed.contains(&used), "{file} uses {other}");
        }
    }
}

#[test]
fn inside_oidc_and_login_no_file_uses_what_stands_above_it() {
    for (file, taken) in imports(&code()) {
        for other in taken.iter().filter(|other| wing_of(other) == wing_of(&file)) {
            assert!(floor_of(other) <= floor_of(&file), "{file} uses {other}, which is above it");
        }
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circular = circular(&imports(&code()));
    assert!(circular.is_empty(), "these imports run in circles:\n{}", circular.join("\n"));
}

/// A module with children is a folder with a `mod.rs`, everywhere.
#[test]
fn there_is_one_style_of_module_file() {
    let files = files();
    for file in files.keys() {
        let folder = format!("{}/", file.trim_end_matches(".rs"));
        assert!(!files.keys().any(|other| other.starts_with(&folder)), "{file} beside {folder}");
    }
}

#[test]
fn only_fetch_goes_out() {
    for (file, code) in code() {
        let goes_out = code.contains("reqwest::") || code.contains("TcpStream::connect");
        // It asks the daemon's own listener, whose address only the operator chooses.
        let is_ours = file.starts_with("fetch") || file == "cli/health.rs";
        assert!(!goes_out || is_ours, "{file} opens connections of its own");
    }
}

/// What the operator allows for a back-channel address is for that address alone.
#[test]
fn only_backchannel_logout_goes_to_a_private_address() {
    for (file, code) in code() {
        let goes_there = code.contains(".one_address(");
        assert_eq!(goes_there, file == "oidc/endpoint/backchannel_logout.rs", "{file}");
    }
}

#[test]
fn no_file_is_too_long() {
    for (file, text) in files() {
        assert!(text.lines().count() <= MOST_LINES, "{file} has over {MOST_LINES} lines");
    }
}
