//! ATLogin: an OpenID Connect provider that lets people sign in with their ATProto account.
//!
//! This page is the map: the walk of one login, who may use whom, and the rules of the house.
//!
//! # The walk
//!
//! A relying party sends an authorization request to `/authorize`. The person says who they are, signs in
//! at their own server (PDS), and comes back proven. The relying party gets a code, and for the code
//! tokens.
//!
//! ```text
//! Params → AuthorizationRequest → PendingLogin → PdsRequest → Identity → Subject → AuthorizationCode → tokens
//!          authorize              sign_in, start   callback     callback   issue_code                  token
//! ```
//!
//! Between two requests a login rests in one place. Each place is one type, one file, one table, except
//! for one that is in memory. In between the login lives on the stack of one handler.
//!
//! | where it rests | type | made by | ended by |
//! |---|---|---|---|
//! | the person reads our page | `PendingLogin` in `login/store` | `login::authorize` | the code, or the refusal |
//! | the person is at their PDS | `PdsRequest` in `login/store` | `login::send_to_pds` | its callback, taken once |
//! | the person is signed in at this browser | `BrowserSession` in `login/store` | `login::callback` | logout, "sign out everywhere", expiry |
//! | the browser waits at a page until other servers have answered | `Outcome` in `login/outcome`, in memory | `login::waiting` | its browser, once; two minutes |
//! | the person is asked whether to sign out | `login/store/pending_logout` | `login::logout` | an hour |
//! | the relying party has pushed a request | `oidc/store/pushed_request` | `oidc/endpoint/par` | its authorization request, once |
//! | the relying party has a code | `AuthorizationCode` in `oidc/store` | `login::issue_code` | redemption, once |
//! | the relying party has an access token | `AccessToken` in `oidc/store` | `oidc/endpoint/token` | expiry, revocation, logout, replay of its code, removal of the client |
//! | the relying party has a refresh token | `RefreshToken` in `oidc/store` | `oidc/endpoint/token` | its use; within its client's window the same answer again; the end of its family |
//! | a relying party was ever given claims of an account | `oidc/store/account_client` | `oidc::endpoint::token` | "sign out everywhere", removal of the client |
//! | it is kept who signed in, and who was refused | `oidc/store/audit`: `sign_in`, `refusal` | `login::issue_code`, `oidc/endpoint/token`; the sweep | 90 days, or the bounds; "Delete my data" |
//! | a relying party has to hear of a logout | `oidc/store/logout_notice` | `login/person/sign_out` | its delivery, or a day |
//!
//! The second time is shorter. The browser shows its session, `login::sso` looks its person up and collects
//! the facts, `login/person/decision` says whether they are enough, and `login::issue_code` issues the code:
//! no page, no server.
//!
//! ```text
//! AuthorizationRequest + BrowserSession → SessionFacts → Decision → Subject → AuthorizationCode → tokens
//! ```
//!
//! Who may sign in where is judged at each of these steps, and again when a relying party redeems a code,
//! refreshes, or shows a token: by `login/person/admission`, from a block (`atlogin person`), the rules of the
//! client, and those for all.
//!
//! A pending login survives mistyped handles, the back button and failed attempts. No code exists
//! before the person is proven, and the one that answers ends the login in the same transaction. A form
//! that is sent twice leads where the first one led: of its two codes only the second is good.
//!
//! # The map
//!
//! **`oidc` answers machines, `login` meets people, [`atproto`] asks servers.** Only `login` joins both
//! protocols; `doctor` looks at both.
//!
//! * `oidc`: an OpenID provider, in three layers. `protocol` holds requests and answers as checked values;
//!   `store` has one file a table; `endpoint` has one file an address.
//! * [`login`]: the bridge. Its files are the steps of a login; below them stand `person`, who somebody is
//!   and which claims a relying party may get, and `store`, one file a table.
//! * [`atproto`]: an OAuth client that begins a login at a person's server, finishes it, and looks an account
//!   up. No pages, no SQL, no OpenID.
//! * `client`: one record for a relying party, as the configuration file and the database have it, and the
//!   one function that judges it. `document` reads TOML and keeps the place of every mistake.
//! * `web`: pages, cookies, security headers, the choice of a language. No protocol.
//! * [`fetch`] is the only way out (`atlogin health` asks our own listener), and [`network`] the one value that says what the outside may be.
//! * [`server`] builds each part once and listens; [`config`] reads what the operator decided;
//!   [`cli`] is the command line; `telemetry` writes the log: a number for each login, a line for each refusal.
//! * `doctor` looks at all of it from the operator's place, and says what to type. It opens the database as the
//!   daemon does, which may bring it up to date.
//! * `key_ring` holds and rotates the private keys of a table, by the times of `key_rotation`.
//! * `locale` has the texts of the pages in twelve languages, and knows which one a request wants.
//! * Leaves that everybody may use: [`clock`], [`secret`], [`jws`], `jwk_set` (the keys of others),
//!   `json` (objects), [`params`], [`db`] (with its backups), `limits` (how much one party may ask for),
//!   `moment` (times in words), `invisible` (characters that show nothing), and `who` (the operator's rules
//!   about people, and how names and Matrix IDs are read).
//!
//! # Who may use whom
//!
//! ```text
//! main → cli → doctor → server → login, oidc, atproto → leaves
//! login → oidc, atproto, web, who      oidc ✗ login ✗ atproto ✗ web
//! inside oidc:   endpoint → context → store → protocol
//! inside login:  the steps → person → store
//! ```
//!
//! No file imports another one that imports it, over whatever detour. `tests/it/architecture` holds every
//! file to it, and each table to its one owner.
//!
//! # The rules
//!
//! * Parse, don't validate: a value that exists was checked. A `RedirectTarget` is the proof that an
//!   address is registered, a `Subject` that somebody was proven.
//! * Every secret of a login is stored as a hash, or sealed under something that only its holder has
//!   ([`secret`]). The keys we sign with are guarded by the mode of the file. None is printed.
//! * Each error type knows its listener: the relying party by redirect, its server in JSON, the
//!   person on a page. It is logged once, where it becomes an answer.
//! * What is single-use is taken by one atomic statement, before anything is done with it.
//! * Whatever fails, fails closed.

pub mod cli;
pub(crate) mod client;
pub mod clock;
pub mod config;
pub mod db;
pub(crate) mod doctor;
pub(crate) mod document;
pub mod fetch;
pub(crate) mod invisible;
pub(crate) mod json;
pub(crate) mod jwk_set;
pub mod jws;
pub(crate) mod key_ring;
pub(crate) mod key_rotation;
pub(crate) mod limits;
pub(crate) mod locale;
pub(crate) mod moment;
pub mod network;
pub mod params;
pub mod secret;
pub mod server;
pub(crate) mod telemetry;
pub(crate) mod who;

pub mod atproto;
pub mod login;
pub(crate) mod oidc;
pub(crate) mod web;

#[cfg(fuzzing)]
pub mod fuzzing;
