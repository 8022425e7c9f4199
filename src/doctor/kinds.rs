//! Every kind of finding: its name, which programs may lean on, how bad it is, and why it matters.

use super::severity::Severity;

/// A kind of finding.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its name: the part that was looked at, a slash, and the fault.
    pub(crate) id: &'static str,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Why it matters, as one sentence or two.
    pub(crate) why: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $id:literal, $severity:ident, $why:literal;)*) => {
        $(pub(crate) static $name: Kind =
            Kind { id: $id, severity: Severity::$severity, why: $why };)*
        /// All of them, in the order in which they are looked for.
        #[cfg(test)]
        pub(crate) static ALL: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    CONFIGURATION_WARNING = "configuration/warning", Warning,
        "The setting works, but probably not as you want.";
    ONLY_THIS_MACHINE = "configuration/only-this-machine", Note,
        "An address of this machine is for trying ATLogin out: only browsers and programs of this machine get there.";
    UNNAMED_PROXY = "configuration/unnamed-proxy", Warning,
        "All visitors look like one, so no limit by address works, and one noisy visitor can stop the others.";

    NO_DATABASE = "state/no-database", Warning,
        "ATLogin makes the database at its first start, so it never ran with this state directory.";
    OPEN_STATE = "state/open-to-others", Warning,
        "The database holds the keys that sign logins. Whoever has them can sign in as anybody.";
    NOT_WRITABLE = "state/not-writable", Fault,
        "Every sign-in is written to the database. Where nothing can be written, nobody can sign in.";
    OTHER_SCHEMA = "state/newer-schema", Fault,
        "A newer ATLogin has changed the database, so this version refuses to start with it.";
    DAMAGED = "state/damaged", Fault,
        "A database that is not whole loses logins, and ATLogin may refuse to start.";
    NOT_RUNNING = "state/not-running", Fault,
        "Nobody can sign in while ATLogin does not run.";
    UNREADABLE = "state/unreadable", Note,
        "What this user may not look at was not checked.";
    DISK_FULL = "state/disk-full", Fault,
        "Sign-ins fail as soon as the database cannot grow.";
    DISK_LOW = "state/disk-low", Warning,
        "Sign-ins fail as soon as the database cannot grow.";

    CLOCK_WRONG = "clock/wrong", Fault,
        "Servers refuse proofs that come from the past or the future, and relying parties refuse ID tokens.";
    CLOCK_DRIFTS = "clock/drifts", Warning,
        "Servers allow few seconds. When the clock drifts further, they refuse every sign-in.";
    CLOCK_UNKNOWN = "clock/unknown", Note,
        "The clock was compared with nobody's, because too few servers told the time.";

    RESOLVER_SILENT = "dns/no-answer", Fault,
        "ATLogin finds people's servers by DNS. Without it nobody can sign in.";
    SYSTEM_RESOLVER = "dns/system", Note,
        "ATLogin asks dns_server and not the system's resolver, so this stops nothing; other programs here may suffer.";
    SYSTEM_DIFFERS = "dns/differs", Note,
        "The two resolvers see different parts of the world, as where a network has names of its own.";

    DIRECTORY_UNREACHABLE = "directory/unreachable", Fault,
        "Nearly all accounts are found in the directory. Without it they cannot sign in.";
    DIRECTORY_ODD = "directory/odd-answer", Fault,
        "Nearly all accounts are found in the directory. Something else answers in its place.";

    SERVER_UNREACHABLE = "servers/unreachable", Fault,
        "People whose account is at this server cannot sign in.";
    SERVER_ODD = "servers/odd-answer", Warning,
        "People whose account is at this server can probably not sign in.";
    SERVER_CHALLENGE = "servers/challenge", Fault,
        "The server takes this machine for a robot, so people with an account there cannot sign in.";

    NO_DNS = "public-address/no-dns", Fault,
        "Neither browsers nor the servers of people find a name that is not in DNS.";
    DNS_UNAVAILABLE = "public-address/dns-unavailable", Fault,
        "Neither browsers nor the servers of people find a name whose name servers do not answer.";
    PRIVATE_DNS = "public-address/private-dns", Fault,
        "The servers of people never connect to a private address, so all of them refuse the sign-in.";
    PRIVATE_BESIDE = "public-address/private-beside", Warning,
        "Some servers of people refuse a name as soon as one of its addresses is a private one.";
    REFUSED = "public-address/refused", Fault,
        "Nothing listens at port 443 there, so neither browsers nor the servers of people get through.";
    SILENT = "public-address/no-answer", Fault,
        "The servers of people wait a few seconds, and then refuse the sign-in.";
    BROKE_OFF = "public-address/broke-off", Fault,
        "What answers at the address ends the connection, so the servers of people cannot read who ATLogin is.";
    NOT_TLS = "public-address/no-tls", Fault,
        "The servers of people and browsers speak https. Something else answers at port 443.";
    CERTIFICATE_EXPIRED = "public-address/certificate-expired", Fault,
        "Browsers warn, and the servers of people refuse every sign-in.";
    CERTIFICATE_EARLY = "public-address/certificate-not-yet-valid", Fault,
        "Browsers warn, and the servers of people refuse every sign-in.";
    CERTIFICATE_NAME = "public-address/certificate-name", Fault,
        "Browsers warn, and the servers of people refuse every sign-in.";
    CERTIFICATE_UNTRUSTED = "public-address/certificate-untrusted", Fault,
        "The servers of people trust it no more than this machine does. Browsers may still be content, because they find a missing link of the chain by themselves.";
    TLS_OTHER = "public-address/tls", Fault,
        "Without TLS the servers of people refuse every sign-in.";
    CHALLENGE = "public-address/challenge", Fault,
        "Servers solve no puzzles for browsers: the servers of people cannot read who ATLogin is, nor relying parties ask for tokens.";
    LOGIN_WALL = "public-address/login-wall", Fault,
        "ATLogin is the login. What stands before it must let everybody through, or the servers of people read a login page.";
    FORBIDDEN = "public-address/forbidden", Fault,
        "What stands before ATLogin refuses requests that must reach it.";
    REDIRECT = "public-address/redirect", Fault,
        "The servers of people follow no redirect here, and others compare public_url as text.";
    WRONG_HOST = "public-address/host", Fault,
        "ATLogin answers for the host of public_url alone, so it refuses every request that comes with another one.";
    DAEMON_DOWN = "public-address/proxy-error", Fault,
        "The proxy is reached, but does not reach ATLogin.";
    ANOTHER_SITE = "public-address/another-site", Fault,
        "Something else than ATLogin answers at public_url.";
    PATH_MISSING = "public-address/path", Fault,
        "All paths below public_url must reach ATLogin, also those under /.well-known/.";
    STATUS = "public-address/status", Fault,
        "The servers of people and relying parties accept these documents with status 200 alone.";
    NOT_JSON = "public-address/not-json", Fault,
        "The servers of people refuse a document that does not say that it is JSON.";
    UNREADABLE_JSON = "public-address/altered", Fault,
        "Something on the way changes what ATLogin answers.";
    CLIENT_ID = "public-address/client-id", Fault,
        "The servers of people compare client_id with the address that they asked, as text, and refuse any other.";
    CLIENT_KEYS = "public-address/client-keys", Fault,
        "Without these keys the servers of people cannot tell that it is ATLogin who asks.";
    ISSUER = "public-address/issuer", Fault,
        "Relying parties compare the issuer with the address that they were given, as text.";
    QUERY_LOST = "public-address/query", Fault,
        "The answer of a sign-in comes back in the query.";
    POST_BLOCKED = "public-address/post", Fault,
        "Forms and token requests are POST requests.";
    ROOT_WELL_KNOWN = "public-address/root-well-known", Note,
        "Where public_url has a path, some programs look for the discovery document before that path.";
    SLOW = "public-address/slow", Warning,
        "The servers of people wait a few seconds, and then refuse the sign-in.";
    IPV6_DEAD = "public-address/ipv6", Warning,
        "Servers and browsers that have IPv6 try it first. Some never try the other address.";
    IPV4_DEAD = "public-address/ipv4", Fault,
        "Many servers and browsers have only IPv4.";
    NOT_FORWARDED = "public-address/forwarded-for", Warning,
        "All visitors look like one, so no limit by address works, and one noisy visitor can stop the others.";
    FORGED_FORWARDED = "public-address/forged-forwarded-for", Warning,
        "A visitor can pretend to be anybody, so no limit by address works, and the log has wrong addresses.";
    NOT_SEEN = "public-address/not-seen", Note,
        "What arrives at ATLogin was not compared, because the ATLogin that answers did not know the question.";

    CLIENT_NO_DNS = "relying-party/no-dns", Warning,
        "People who have signed in are sent to this address, and their browser does not find it.";
    BACKCHANNEL_UNREACHABLE = "relying-party/backchannel-unreachable", Warning,
        "The relying party is not told when somebody signs out, so they stay signed in there.";
    BACKCHANNEL_MOVED = "relying-party/backchannel-redirect", Warning,
        "Logout tokens follow no redirect, so the relying party is not told when somebody signs out.";
    BACKCHANNEL_STATUS = "relying-party/backchannel-status", Warning,
        "Nothing takes logout tokens there, so the relying party is not told when somebody signs out.";
    CLIENTS_UNREAD = "relying-party/not-looked-at", Note,
        "The relying parties of the database were not looked at.";

    NO_ACCOUNT = "account/unknown", Fault,
        "Whoever types this gets told that there is no such account.";
    ACCOUNT_HANDLE = "account/handle", Fault,
        "A handle counts only where it names the account and the account names it.";
    ACCOUNT_NO_PDS = "account/no-server", Fault,
        "The account does not say at which server it is, so nobody can sign in with it.";
    ACCOUNT_SERVER = "account/server", Fault,
        "A sign-in with this account ends at this step.";
    ACCOUNT_GONE = "account/gone", Fault,
        "Nobody can sign in with an account that its server calls gone or inactive.";
    ACCOUNT_REFUSED = "account/refused", Fault,
        "The server of the account is reached, and does not take this ATLogin for a client.";

    MATRIX_UNREACHABLE = "matrix/unreachable", Fault,
        "Apps find no Matrix server there.";
    MATRIX_ANOTHER = "matrix/no-server", Fault,
        "Apps find no Matrix server there.";
    MATRIX_WELL_KNOWN = "matrix/well-known", Warning,
        "Apps look here for the address of the server, when people type the end of their Matrix ID.";
    MATRIX_NO_WELL_KNOWN = "matrix/no-well-known", Note,
        "Apps look here for the address of the server, if Matrix IDs end in this host.";
    MATRIX_NO_LOGIN = "matrix/no-login", Fault,
        "Apps do not learn how people sign in.";
    MATRIX_MAS = "matrix/mas", Fault,
        "Apps are sent to MAS for the sign-in, and do not find it.";
    MATRIX_COMPAT = "matrix/compat", Fault,
        "Apps that sign in the old way, and bots, get no answer.";
    MATRIX_NO_CLIENT = "matrix/no-client", Fault,
        "ATLogin refuses whoever it does not know.";
    MATRIX_NO_PROVIDER = "matrix/no-provider", Fault,
        "The Matrix server sends nobody to ATLogin.";
    MATRIX_ELSEWHERE = "matrix/elsewhere", Fault,
        "The Matrix server sends people to another provider.";
    MATRIX_CLIENT = "matrix/client-id", Fault,
        "ATLogin refuses whoever it does not know.";
    MATRIX_REDIRECT = "matrix/redirect-uri", Fault,
        "ATLogin sends people only to registered addresses, which are compared as text.";
    MATRIX_ALGORITHM = "matrix/algorithm", Fault,
        "MAS refuses tokens that are signed in a way it does not know.";

    NOT_FINISHED = "doctor/not-finished", Warning,
        "This part was given up after its time, so nothing is known of it.";
}
