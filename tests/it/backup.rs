//! `atlogin backup` and `atlogin restore`, and the lock that keeps a second daemon off a database.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use tempfile::TempDir;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::program::bare;
use crate::support::relying_party::Known;
use crate::support::{Install, Program, Setup};

/// How a command ended, and what it said.
#[derive(Debug)]
struct Ran {
    well: bool,
    said: String,
    complained: String,
}

struct Scene {
    world: SmallWorld,
    alice: Account,
    install: Install,
    /// Where backups go.
    shelf: TempDir,
}

impl Scene {
    async fn open() -> Self {
        let world = SmallWorld::start(Settings::default()).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let install = Install::new(&world, &Setup::default());
        Self { world, alice, install, shelf: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.shelf.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.install.state_dir().join("atlogin.db")
    }

    async fn run(&self, command: &str, file: &Path) -> Ran {
        let mut program = bare();
        program.arg("--config").arg(self.install.config()).arg("--state-dir");
        program.arg(self.install.state_dir()).arg(command).arg(file);
        let ended = program.output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran {
            well: ended.status.success(),
            said: text(ended.stdout),
            complained: text(ended.stderr),
        }
    }

    async fn works(&self, command: &str, file: &Path) -> String {
        let ran = self.run(command, file).await;
        assert!(ran.well && ran.complained.is_empty(), "{ran:?}");
        ran.said
    }

    async fn fails(&self, command: &str, file: &Path) -> String {
        let ran = self.run(command, file).await;
        assert!(!ran.well && ran.said.is_empty(), "{ran:?}");
        ran.complained
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// The names of the signing keys that a database has.
async fn keys_of(path: &Path) -> Vec<String> {
    use sqlx::ConnectOptions;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await.unwrap();
    let kids = sqlx::query_scalar("SELECT kid FROM signing_key ORDER BY kid");
    kids.fetch_all(&mut connection).await.unwrap()
}

async fn stopped(program: Program) {
    program.signal("TERM").await;
    assert!(program.end().await.0.success());
}

#[tokio::test]
async fn a_login_that_was_under_way_at_a_backup_ends_well_after_its_restore() {
    let scene = Scene::open().await;
    let program = scene.install.start().await;
    let rp = scene.install.relying_party().await;
    let (question, mut browser) = (rp.ask(), scene.install.browser(&scene.world));
    let form = browser.get(&question.url).await;
    let backup = scene.file("atlogin.backup");

    let said = scene.works("backup", &backup).await;
    assert!(said.contains("the copy was checked") && said.contains("private key"), "{said}");
    assert_eq!(mode(&backup), 0o600);
    program.kill().await;
    fs::remove_dir_all(scene.install.state_dir()).unwrap();
    let said = scene.works("restore", &backup).await;
    assert!(said.contains("Start the service") && said.contains("no database before"), "{said}");
    assert_eq!((mode(&scene.database()), mode(&scene.install.state_dir())), (0o600, 0o700));

    let program = scene.install.start().await;
    let alice = scene.alice.handle();
    let answer = browser.submit(&form, "sign-in", &[("account", alice)]).await;
    let Known { claims, .. } = rp.hear(&question, &answer).await;
    assert_eq!(claims.subject().as_str(), scene.alice.did(), "signed by the keys of before");
    stopped(program).await;
}

#[tokio::test]
async fn a_restore_goes_back_to_the_backup_and_keeps_what_was_there() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let [first, second] = ["first", "second"].map(|name| scene.file(name));
    scene.works("backup", &first).await;
    let other = Scene::open().await;
    stopped(other.install.start().await).await;
    other.works("backup", &second).await;
    let (keys, others) = (keys_of(&first).await, keys_of(&second).await);
    assert!(keys.len() > 1 && keys != others, "two installations have keys of their own");

    let said = scene.works("restore", &second).await;
    assert_eq!(keys_of(&scene.database()).await, others);
    let kept = scene.install.state_dir().join("atlogin.db.replaced-1");
    assert!(said.contains(&*kept.to_string_lossy()), "{said}");
    assert_eq!(mode(&kept), 0o600);
    let said = scene.works("restore", &kept).await;
    assert!(said.contains("atlogin.db.replaced-2"), "nothing that was kept is replaced: {said}");
    let again = scene.file("again");
    scene.works("backup", &again).await;
    assert_eq!(keys_of(&again).await, keys);
}

/// Root restores beside a daemon that is somebody else. Whoever is not root finds their own files.
#[tokio::test]
async fn what_a_restore_makes_belongs_to_whoever_owns_the_directory() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let state = scene.install.state_dir();
    for name in ["atlogin.db", "atlogin.lock"] {
        fs::remove_file(state.join(name)).unwrap();
    }
    let _ = chown(&state, Some(65534), Some(65534));
    let owner =
        |path: &Path| (fs::metadata(path).unwrap().uid(), fs::metadata(path).unwrap().gid());
    scene.works("restore", &backup).await;
    for name in ["atlogin.db", "atlogin.lock"] {
        assert_eq!(owner(&state.join(name)), owner(&state), "{name}");
    }
}

#[tokio::test]
async fn a_backup_replaces_no_file_and_leaves_none_when_it_fails() {
    let scene = Scene::open().await;
    let file = scene.file("backup");
    let why = scene.fails("backup", &file).await;
    assert!(why.contains("no database") && !file.exists(), "{why}");

    stopped(scene.install.start().await).await;
    fs::write(&file, "the only one").unwrap();
    let why = scene.fails("backup", &file).await;
    assert!(why.contains("is there already"), "{why}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "the only one");

    let nowhere = scene.file("nowhere/backup");
    assert!(scene.fails("backup", &nowhere).await.contains("nowhere"));
    fs::write(scene.database(), "not SQLite at all").unwrap();
    let other = scene.file("other");
    let why = scene.fails("backup", &other).await;
    assert!(why.contains("no backup was made") && !other.exists(), "{why}");
}

#[tokio::test]
async fn what_is_no_whole_backup_is_not_restored_and_nothing_is_lost() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let good = scene.file("good");
    scene.works("backup", &good).await;
    let before = fs::read(scene.database()).unwrap();
    let whole = fs::read(&good).unwrap();
    let mut torn = whole.clone();
    torn[whole.len() / 2..].fill(0x5a);
    for (name, bytes, why) in [
        ("empty", Vec::new(), "no database of ATLogin"),
        ("text", b"this is a letter".to_vec(), "no database of ATLogin"),
        ("short", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("torn", torn, "damaged"),
    ] {
        let file = scene.file(name);
        fs::write(&file, bytes).unwrap();
        let said = scene.fails("restore", &file).await;
        assert!(said.contains(why) && said.contains("nothing was restored"), "{name}: {said}");
        assert_eq!(fs::read(scene.database()).unwrap(), before, "{name}");
    }
    let said = scene.fails("restore", &scene.file("not-there")).await;
    assert!(said.contains("not-there") && said.contains("No such file"), "{said}");
    let left = fs::read_dir(scene.install.state_dir()).unwrap().map(|entry| entry.unwrap().path());
    let left: Vec<_> = left.filter(|path| path.to_string_lossy().contains("restoring")).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
    stopped(scene.install.start().await).await;
}

#[tokio::test]
async fn a_backup_of_a_newer_version_is_refused() {
    use sqlx::ConnectOptions;
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&backup);
    let mut connection = options.connect().await.unwrap();
    let newer = "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    drop(connection);
    let why = scene.fails("restore", &backup).await;
    assert!(why.contains("a newer version of ATLogin"), "{why}");
}

#[tokio::test]
async fn nothing_is_restored_under_a_daemon_that_runs() {
    let scene = Scene::open().await;
    let program = scene.install.start().await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let why = scene.fails("restore", &backup).await;
    let holder = format!("nothing was restored: ATLogin is running (process {})", program.id());
    assert!(why.contains(&holder) && why.contains("systemctl stop atlogin"), "{why}");
    stopped(program).await;
    scene.works("restore", &backup).await;
}

#[tokio::test]
async fn a_second_daemon_on_one_database_is_refused_and_the_first_goes_on() {
    let scene = Scene::open().await;
    let first = scene.install.start().await;
    let second = Program::spawn(scene.install.command());
    let (status, said, log) = second.end().await;
    assert_eq!((status.code(), said.as_str()), (Some(1), ""), "{log}");
    let holder = format!("another ATLogin (process {}) uses", first.id());
    assert!(log.contains(&holder) && log.contains("state directory of its own"), "{log}");

    let rp = scene.install.relying_party().await;
    let page = scene.install.browser(&scene.world).get(&rp.ask().url).await;
    assert_eq!(page.status, StatusCode::OK);
    // Whatever ends a daemon ends its lock too.
    first.kill().await;
    stopped(scene.install.start().await).await;
}

/// The directory belongs to the daemon, and commands are run by root.
#[tokio::test]
async fn no_link_in_the_state_directory_leads_a_command_to_another_file() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let state = scene.install.state_dir();
    let others = scene.file("others");
    fs::write(&others, "somebody else's").unwrap();
    for (name, is_refused) in [("atlogin.db.restoring", false), ("atlogin.lock", true)] {
        let link = state.join(name);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(&others, &link).unwrap();
        let ran = scene.run("restore", &backup).await;
        assert_eq!(ran.well, !is_refused, "{name}: {ran:?}");
        assert_eq!(fs::read_to_string(&others).unwrap(), "somebody else's", "{name}");
    }
}

/// What was written last is in the log of a daemon that was killed.
#[tokio::test]
async fn the_database_that_a_restore_replaces_keeps_what_was_written_last() {
    let scene = Scene::open().await;
    let program = scene.install.start().await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let mut add = bare();
    add.arg("--config")
        .arg(scene.install.config())
        .arg("--state-dir")
        .arg(scene.install.state_dir());
    add.args(["client", "add", "late", "--redirect-uri", "https://late.example/cb"]);
    assert!(add.output().await.unwrap().status.success());
    program.kill().await;
    let log = scene.install.state_dir().join("atlogin.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0, "it is not in the file yet");

    scene.works("restore", &backup).await;
    assert!(!log.exists(), "nobody's log is played into what was restored");
    let clients = async |path: PathBuf| {
        use sqlx::ConnectOptions;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).read_only(true);
        let mut connection = options.connect().await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM client WHERE client_id = 'late'");
        let count: i64 = count.fetch_one(&mut connection).await.unwrap();
        count
    };
    let kept = scene.install.state_dir().join("atlogin.db.replaced-1");
    assert_eq!((clients(kept.clone()).await, clients(scene.database()).await), (1, 0));
    scene.works("restore", &kept).await;
    assert_eq!(clients(scene.database()).await, 1);
}

/// A database that cannot be read any more is why somebody restores.
#[tokio::test]
async fn a_database_that_cannot_be_read_is_replaced_and_kept() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    fs::write(scene.database(), "not SQLite at all").unwrap();
    scene.works("restore", &backup).await;
    let kept = scene.install.state_dir().join("atlogin.db.replaced-1");
    assert_eq!(fs::read_to_string(kept).unwrap(), "not SQLite at all");
    stopped(scene.install.start().await).await;
}

/// Whoever may write where a backup lies could lead root to another file, or let it wait for ever.
#[tokio::test]
async fn only_a_file_that_is_whole_by_itself_is_restored() {
    let scene = Scene::open().await;
    stopped(scene.install.start().await).await;
    let backup = scene.file("backup");
    scene.works("backup", &backup).await;
    let (link, pipe) = (scene.file("link"), scene.file("pipe"));
    std::os::unix::fs::symlink(&backup, &link).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for no_file in [&link, &pipe, &scene.shelf.path().to_owned()] {
        let why = scene.fails("restore", no_file).await;
        assert!(why.contains("is no file"), "{why}");
    }
    fs::write(scene.file("backup-wal"), "what came after").unwrap();
    let why = scene.fails("restore", &backup).await;
    assert!(why.contains("backup-wal has more of it"), "{why}");
}
