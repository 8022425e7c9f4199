//! The program as an operator meets it: how it starts, what it says, where it listens, how it stops.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tokio::net::{UnixDatagram, UnixStream};
use tokio::process::Command;

use crate::support::program::{Program, bare, handed_over};
use crate::support::raw;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A loopback port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn get(listener: &TcpListener, host: &str, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    raw::exchange(listener.local_addr().unwrap(), request.as_bytes()).await
}

#[tokio::test]
async fn starts_with_nothing_configured() {
    let home = tempfile::tempdir().unwrap();
    for (variable, directory) in [
        ("STATE_DIRECTORY", home.path().join("systemd")),
        ("XDG_STATE_HOME", home.path().join("xdg/atlogin")),
        ("HOME", home.path().join("home/.local/state/atlogin")),
        ("", home.path().join("argument")),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut command = handed_over(&listener);
        match variable {
            "STATE_DIRECTORY" => command.env(variable, &directory),
            "XDG_STATE_HOME" => command.env(variable, home.path().join("xdg")),
            "HOME" => command.env(variable, home.path().join("home")),
            // An argument wins over systemd's word.
            _ => command.env("STATE_DIRECTORY", "/nowhere").arg("--state-dir").arg(&directory),
        };
        let mut program = Program::spawn(command);
        let database = directory.join("atlogin.db");
        let said = program.output(&database.display().to_string()).await;
        assert!(said.contains("is ready: http://127.0.0.1:9411\n"), "{said}");
        assert_eq!((mode(&database), mode(&directory)), (0o600, 0o700));
        let page = get(&listener, "127.0.0.1:9411", "/").await;
        assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("id=\"try-it\""), "{page}");
        program.signal("TERM").await;
        assert!(program.end().await.0.success());
    }
}

#[tokio::test]
async fn makes_a_database_that_nobody_else_can_read_whatever_the_umask_is() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("deep/er/state");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = Command::new("/bin/sh");
    let program = crate::support::program::PROGRAM;
    command
        .env_clear()
        .args(["-c", "umask 000; exec 3<&0; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\""]);
    command.args(["sh", program, "--state-dir"]).arg(&state);
    command.stdin(std::process::Stdio::from(std::os::fd::OwnedFd::from(
        listener.try_clone().unwrap(),
    )));
    let mut program = Program::spawn(command);
    program.output("database").await;
    assert_eq!(mode(&state), 0o700);
    for file in std::fs::read_dir(&state).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn tells_its_version_and_how_to_use_it() {
    let help = bare().arg("--help").output().await.unwrap();
    assert!(help.status.success() && help.stderr.is_empty());
    for word in ["check-config", "--config", "--state-dir", "ATLOGIN_PUBLIC_URL", "Exit status"] {
        assert!(text(&help.stdout).contains(word), "{word}");
    }
    let version = bare().arg("--version").output().await.unwrap();
    assert_eq!(text(&version.stdout), format!("atlogin {}\n", env!("CARGO_PKG_VERSION")));
    for arguments in [vec!["--nonsense"], vec!["serve", "extra"], vec!["serv"]] {
        let wrong = bare().args(&arguments).output().await.unwrap();
        assert_eq!(wrong.status.code(), Some(2), "{arguments:?}");
        assert!(wrong.stdout.is_empty() && !wrong.stderr.is_empty());
    }
}

#[tokio::test]
async fn check_config_names_the_database_and_makes_none() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    let checked = bare().arg("--state-dir").arg(&state).arg("check-config").output().await.unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let said = text(&checked.stdout);
    let database = state.join("atlogin.db").display().to_string();
    assert!(said.lines().any(|line| line.starts_with("database") && line.ends_with(&database)));
    assert!(said.lines().any(|line| line.starts_with("listen") && line.contains("127.0.0.1:9411")));
    assert!(!state.exists());
}

#[tokio::test]
async fn accepts_the_example_configuration() {
    let place = tempfile::tempdir().unwrap();
    let example = include_str!("../../docs/config.example.toml");
    let secret = place.path().join("synapse-secret");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    let named = "/run/credentials/synapse-secret";
    assert!(example.contains(named));
    let file = place.path().join("config.toml");
    std::fs::write(&file, example.replace(named, secret.to_str().unwrap())).unwrap();
    let checked = bare().arg("--config").arg(&file).arg("check-config").output().await.unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let said = text(&checked.stdout);
    assert!(said.contains("https://login.example.org") && said.contains("synapse"), "{said}");
    assert!(!said.contains("0123456789abcdef"), "a secret is not repeated");
}

/// As where a system is built: no file that is named, no home, no state directory.
#[tokio::test]
async fn judges_the_text_alone_if_asked_to() {
    let place = tempfile::tempdir().unwrap();
    let example = include_str!("../../docs/config.example.toml");
    let file = place.path().join("config.toml");
    std::fs::write(&file, example).unwrap();
    let check = || {
        let mut program = bare();
        program.env_remove("HOME").arg("--config").arg(&file).arg("check-config");
        program
    };
    let refused = check().output().await.unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("/run/credentials/synapse-secret: cannot be read"));

    let checked = check().arg("--no-files").output().await.unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let said = text(&checked.stdout);
    assert!(said.contains("synapse (Our Matrix server), with a secret"), "{said}");
    assert!(said.contains("files that it names were not opened"), "{said}");

    std::fs::write(&file, example.replace("redirect_uris =", "redirect_uri =")).unwrap();
    let wrong = check().arg("--no-files").output().await.unwrap();
    assert_eq!((wrong.status.code(), text(&wrong.stdout)), (Some(2), String::new()));
    assert!(text(&wrong.stderr).contains("did you mean redirect_uris?"), "{}", text(&wrong.stderr));

    let mut serve = bare();
    let served = serve.arg("serve").arg("--no-files").output().await.unwrap();
    assert_eq!(served.status.code(), Some(2), "nothing is served on half a configuration");
}

#[tokio::test]
async fn reports_every_mistake_of_a_configuration_at_once() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("config.toml");
    let bad = "public_url = \"https://login.example.org:8443\"\nlissten = \"127.0.0.1:1\"\n\
               network = \"open\"\nlog = \"loud\"\ntry_it = \"yes\"\n\
               [[clients]]\nclient_id = \"a\"\nredirect_uris = [\"ftp://a.example/cb\"]\n\
               access_token_lifetime = 0\n";
    std::fs::write(&file, bad).unwrap();
    let state = place.path().join("state");
    for command in ["serve", "check-config"] {
        let mut program = bare();
        program.env("ATLOGIN_LISTEN", "nowhere");
        program.arg("--config").arg(&file).arg("--state-dir").arg(&state).arg(command);
        let ended = program.output().await.unwrap();
        assert_eq!(ended.status.code(), Some(2));
        assert!(ended.stdout.is_empty());
        let said = text(&ended.stderr);
        for place in [
            ":1:",
            ":2:",
            ":3:",
            ":4:",
            ":5:",
            ":8:",
            ":9:",
            "did you mean listen?",
            "ATLOGIN_LISTEN",
            "secret",
        ] {
            assert!(said.contains(place), "{command}: {place} is missing in {said}");
        }
        assert!(!state.exists(), "{command} made a state directory");
    }
}

#[tokio::test]
async fn refuses_what_only_a_developer_machine_may_have() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("config.toml");
    for (configuration, reason) in [
        ("public_url = \"http://login.example.org\"", "https"),
        ("public_url = \"http://192.0.2.1:9411\"", "127.0.0.1"),
        ("public_url = \"http://localhost:9411\"", "127.0.0.1"),
        ("public_url = \"https://login.example.org:444\"", "port"),
        ("public_url = \"https://login.example.org\"\nnetwork = \"loopback\"", "public_url"),
    ] {
        std::fs::write(&file, configuration).unwrap();
        let mut program = bare();
        program.arg("--config").arg(&file).arg("--state-dir").arg(place.path().join("state"));
        let ended = program.output().await.unwrap();
        let said = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{configuration}");
        assert!(said.contains(reason), "{configuration}: {said}");
    }
}

#[tokio::test]
async fn names_what_it_can_not_use() {
    let place = tempfile::tempdir().unwrap();
    let garbage = place.path().join("garbage");
    std::fs::create_dir(&garbage).unwrap();
    std::fs::write(garbage.join("atlogin.db"), [b'x'; 8192]).unwrap();
    let file = place.path().join("file");
    std::fs::write(&file, "").unwrap();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = busy.local_addr().unwrap();
    for (state, listen, named) in [
        (garbage.clone(), "127.0.0.1:0".to_owned(), garbage.join("atlogin.db")),
        (file.clone(), "127.0.0.1:0".to_owned(), file),
        (place.path().join("new"), taken.to_string(), taken.to_string().into()),
    ] {
        let mut program = bare();
        program.env("ATLOGIN_LISTEN", listen).arg("--state-dir").arg(state);
        let ended = program.output().await.unwrap();
        assert_eq!(ended.status.code(), Some(1));
        let said = text(&ended.stderr);
        assert!(said.contains(&named.display().to_string()), "{said}");
        assert!(ended.stdout.is_empty(), "it never said that it is ready");
    }
    drop(busy);
}

#[tokio::test]
async fn listens_at_a_tcp_address_and_at_a_unix_socket() {
    let place = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut command = bare();
    command.env("ATLOGIN_PUBLIC_URL", format!("http://127.0.0.1:{port}"));
    command.arg("--state-dir").arg(place.path().join("tcp"));
    let mut program = Program::spawn(command);
    let said = program.output("database").await;
    assert!(said.contains(&format!("listening on  127.0.0.1:{port}\n")), "{said}");
    let request = format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    let answer = raw::exchange(([127, 0, 0, 1], port).into(), request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let socket = place.path().join("http.sock");
    let mut command = bare();
    command.env("ATLOGIN_LISTEN", format!("unix:{}", socket.display()));
    command.arg("--state-dir").arg(place.path().join("unix"));
    let mut program = Program::spawn(command);
    program.output("database").await;
    assert_eq!(mode(&socket), 0o660);
    let request = b"GET / HTTP/1.1\r\nhost: 127.0.0.1:9411\r\nconnection: close\r\n\r\n";
    let answer = raw::exchange_over(UnixStream::connect(&socket).await.unwrap(), request).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    program.signal("TERM").await;
    assert!(program.end().await.0.success());
    assert!(!socket.exists(), "it tidies up");
}

#[tokio::test]
async fn tells_systemd_that_it_is_ready_alive_and_stopping() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("notify");
    let systemd = UnixDatagram::bind(&path).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = handed_over(&listener);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "200000");
    command.arg("--state-dir").arg(place.path().join("state"));
    let mut program = Program::spawn(command);
    let said = program.output("database").await;
    assert!(said.contains("(handed over by systemd)"), "{said}");
    let mut heard = String::new();
    let mut bytes = [0; 512];
    let mut asked = false;
    while !heard.contains("STOPPING=1") {
        let length = systemd.recv(&mut bytes).await.unwrap();
        heard.push_str(&String::from_utf8_lossy(&bytes[..length]));
        heard.push('\n');
        if heard.contains("WATCHDOG=1") && !asked {
            program.signal("TERM").await;
            asked = true;
        }
    }
    let ready = heard.find("READY=1").unwrap();
    assert!(ready < heard.find("WATCHDOG=1").unwrap(), "{heard}");
    assert!(program.end().await.0.success());
}

#[tokio::test]
async fn refuses_two_sockets_because_it_would_answer_at_one_only() {
    let place = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = Command::new("/bin/sh");
    command.env_clear().stdin(std::process::Stdio::from(std::os::fd::OwnedFd::from(listener)));
    command.args(["-c", "exec 3<&0 4<&0; LISTEN_FDS=2 LISTEN_PID=$$ exec \"$@\"", "sh"]);
    command.args([crate::support::program::PROGRAM, "--state-dir"]).arg(place.path());
    let ended = command.output().await.unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(text(&ended.stderr).contains("hands over 2 sockets"), "{}", text(&ended.stderr));
}

#[tokio::test]
async fn says_where_it_is_whatever_is_logged() {
    for format in ["text", "json"] {
        let place = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut command = handed_over(&listener);
        command.env("ATLOGIN_LOG_FORMAT", format).env("ATLOGIN_LOG", "off");
        command.arg("--state-dir").arg(place.path().join("state"));
        let mut program = Program::spawn(command);
        let said = program.output("atlogin.db").await;
        assert!(said.contains("http://127.0.0.1:9411"), "{said}");
        program.signal("INT").await;
        let (status, _, log) = program.end().await;
        assert!(status.success() && log.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn writes_json_when_asked_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = handed_over(&listener);
    command.env("ATLOGIN_LOG_FORMAT", "json").arg("--state-dir").arg(place.path().join("state"));
    let mut program = Program::spawn(command);
    program.output("\"ready\"").await;
    get(&listener, "127.0.0.1:9411", "/nowhere").await;
    program.signal("INT").await;
    let (status, output, log) = program.end().await;
    assert!(status.success(), "{log}");
    let lines: Vec<serde_json::Value> =
        output.lines().chain(log.lines()).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["public_url"], "http://127.0.0.1:9411");
    assert_eq!(lines[0]["database"], place.path().join("state/atlogin.db").to_str().unwrap());
    let answered = lines.iter().find(|line| line["status"] == 404).unwrap();
    assert_eq!(answered["span"]["id"].as_str().unwrap().len(), 10, "a reference");
}
