//! Tries what somebody who has broken into the daemon would try, and says of each what came of it: `ok`, the name of an
//! error, or what it read. nix/tests/nspawn/proof starts it in the daemon's place, under its unit and under weaker ones.
//!
//! With a name, a program and its arguments it becomes that program, and speaks only if it cannot.

use std::ffi::{c_int, c_long, c_uint, c_ulong, c_void};
use std::fs;
use std::io::{self, Error};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

unsafe extern "C" {
    fn memfd_create(name: *const u8, flags: c_uint) -> c_int;
    fn mmap(
        at: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        file: c_int,
        offset: c_long,
    ) -> *mut c_void;
    fn nice(by: c_int) -> c_int;
    fn personality(persona: c_ulong) -> c_int;
    fn ptrace(request: c_int, ...) -> c_long;
    fn socket(family: c_int, kind: c_int, protocol: c_int) -> c_int;
    fn syscall(number: c_long, ...) -> c_long;
    fn unshare(flags: c_int) -> c_int;
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [name, program, arguments @ ..] => become_another(name, program, arguments),
        _ => try_everything(),
    }
}

fn try_everything() {
    let state = std::env::var("STATE_DIRECTORY").unwrap_or_else(|_| "/var/lib/atlogin".to_owned());
    let own = Path::new(&state).join("probe");

    // Who am I?
    say("uid", status("Uid"));
    say("no-new-privileges", status("NoNewPrivs"));
    say("seccomp", status("Seccomp"));
    say("effective", status("CapEff"));
    say("bounding", status("CapBnd"));
    say("users", Ok(if users_of_my_own() { "own".to_owned() } else { "all".to_owned() }));
    say("core", limit("Max core file size"));

    // Files.
    tell("write-state", fs::write(&own, "probe"));
    say("mode", fs::metadata(&own).map(|it| format!("{:o}", it.permissions().mode() & 0o777)));
    tell("write-etc", fs::write("/etc/atlogin-probe", "probe"));
    tell(
        "write-program",
        fs::OpenOptions::new().append(true).open("/usr/local/bin/atlogin").map(drop),
    );
    tell("write-var", fs::write("/var/lib/atlogin-probe", "probe"));
    tell("read-home", fs::read("/home/somebody/letter").map(drop));
    tell("read-secret", fs::read("/etc/atlogin/client-proof-secret").map(drop));
    tell("read-tmp", fs::read("/tmp/of-others").map(drop));
    say("read-credential", credential());
    tell("console", fs::metadata("/dev/console").map(drop));
    tell("system-bus", UnixStream::connect("/run/dbus/system_bus_socket").map(drop));

    // Other processes, the kernel's insides.
    tell("process-1", fs::metadata("/proc/1").map(drop));
    tell("meminfo", fs::metadata("/proc/meminfo").map(drop));

    // Programs: see `become_another`.
    for folder in [state.as_str(), "/tmp", "/var/tmp", "/dev/shm"] {
        tell(&format!("bring-into-{folder}"), bring_program(&Path::new(folder).join("brought")));
    }
    tell("set-uid", fs::set_permissions(&own, fs::Permissions::from_mode(0o4755)));
    let _ = fs::remove_file(&own);

    // Calls. SAFETY of all: no pointer that is kept, no memory that is used.
    let writable_and_executable = unsafe { mmap(std::ptr::null_mut(), 4096, 0b111, 0x22, -1, 0) };
    call("map-write-execute", writable_and_executable as c_long);
    call("memfd", unsafe { memfd_create(c"probe".as_ptr().cast(), 0) }.into());
    call("io-uring", io_uring());
    call("nice", unsafe { nice(1) }.into());
    call("netlink", unsafe { socket(16, 3, 0) }.into());
    call("packet", unsafe { socket(17, 3, 0) }.into());
    call("inet", unsafe { socket(2, 1, 0) }.into());
    call("personality", unsafe { personality(0x0004_0000) }.into());
    call("new-user-namespace", unsafe { unshare(0x1000_0000) }.into());
    // The last, because from here on systemd's own tracing would be ours.
    call("ptrace", unsafe { ptrace(0) });
}

fn say(name: &str, found: io::Result<String>) {
    println!("{name} {}", found.unwrap_or_else(|error| error_name(&error)));
}

fn tell(name: &str, result: io::Result<()>) {
    say(name, result.map(|()| "ok".to_owned()));
}

fn call(name: &str, returned: c_long) {
    tell(name, if returned == -1 { Err(Error::last_os_error()) } else { Ok(()) });
}

fn error_name(error: &Error) -> String {
    match error.raw_os_error() {
        Some(1) => "EPERM".to_owned(),
        Some(2) => "ENOENT".to_owned(),
        Some(13) => "EACCES".to_owned(),
        Some(30) => "EROFS".to_owned(),
        Some(97) => "EAFNOSUPPORT".to_owned(),
        _ => format!("{error:?}").replace(' ', "_"),
    }
}

/// A line of /proc/self/status, its first word.
fn status(key: &str) -> io::Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    Ok(line.and_then(|line| line.split_whitespace().next()).unwrap_or("none").to_owned())
}

fn limit(name: &str) -> io::Result<String> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("none").to_owned())
}

fn users_of_my_own() -> bool {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    map.split_whitespace().last() != Some("4294967295")
}

fn credential() -> io::Result<String> {
    let directory = std::env::var("CREDENTIALS_DIRECTORY").unwrap_or_default();
    let content = fs::read_to_string(Path::new(&directory).join("client-proof-secret"))?;
    Ok(if content.is_empty() { "empty" } else { "ok" }.to_owned())
}

/// A program that was brought along, which is what a way in is used for. Not copied in one call, for that is filtered.
fn bring_program(place: &Path) -> io::Result<()> {
    fs::write(place, fs::read("/bin/echo")?)?;
    fs::set_permissions(place, fs::Permissions::from_mode(0o700))
}

/// Becomes another program, which says that it was run.
fn become_another(name: &str, program: &str, arguments: &[String]) {
    say(name, Err(Command::new(program).args(arguments).exec()));
}

/// io_uring_setup, which has the same number on every architecture.
fn io_uring() -> c_long {
    let mut parameters = [0_u64; 15];
    unsafe { syscall(425, 1 as c_long, parameters.as_mut_ptr()) }
}
