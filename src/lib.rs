//! ATLogin: an OpenID Connect provider that lets people sign in with their ATProto account.
//!
//! This page is the map: the walk of one login, who may use whom, and the rules of the house.
//!
//! # The walk
//!
//! A relying party asks a question at `/authorize`. The person says who they are, signs in at their
//! own server (PDS), and comes back proven. The relying party gets a code, and for the code tokens.
//!
//! ```text
//! Params → AuthorizationRequest → PendingLogin → PdsRequest → Identity → Subject → AuthorizationCode → tokens
//!  parse        remember              start       callback    recognise    issue        redeem
//! ```
//!
//! Between two requests a login rests in one place, and each place is one type, one file, one table.
//! In between it lives on the stack of one handler.
//!
//! | who holds it | type | made by | ended by |
//! |---|---|---|---|
//! | the person, reading our page | `login::store::pending::PendingLogin` | `login::authorize` | the code, or the refusal |
//! | the person, away at their PDS | `login::store::pds_request::PdsRequest` | `login::start` | its callback, taken once |
//! | the person, known to this browser | `login::store::browser_session::BrowserSession` | `login::callback` | logout, "sign out everywhere", expiry |
//! | the relying party, holding a code | [`oidc::AuthorizationCode`] | `login::welcome` | redemption, once |
//! | the relying party, holding a token | [`oidc::store::access_token::AccessToken`] | [`oidc::endpoint::token`] | expiry, revocation, logout, replay of its code, removal of the client |
//! | the relying party, while nobody is there | [`oidc::store::refresh_token::RefreshToken`] | [`oidc::endpoint::token`] | its use, once; the end of its family |
//! | the relying party, about to send the person | `oidc::store::pushed_request` | `oidc::endpoint::par` | its authorization request, once |
//! | the person, asked whether to sign out | `login::store::pending_logout` | `login::logout` | an hour |
//! | us, who was ever told of an account | [`oidc::store::account_client`] | `login::welcome` | "sign out everywhere", removal of the client |
//! | us, with word of a logout | [`oidc::store::logout_notice`] | `login::store::person::sign_out` | being heard, or a day |
//!
//! The second time is shorter. A browser that is known brings its session along, `login::store::person::standing` looks
//! up who that is and whether they still are, `login::store::person::decision` says whether that is enough, and
//! `login::welcome` issues the code: no page, no server.
//!
//! ```text
//! AuthorizationRequest + BrowserSession → Known → Decision → Subject → AuthorizationCode → tokens
//! ```
//!
//! A pending login survives mistyped handles, the back button and failed attempts. No code exists
//! before the person is proven, and the one that answers ends the login in the same transaction.
//!
//! # The map
//!
//! **[`oidc`] answers machines, [`login`] meets people, [`atproto`] asks servers.** Only `login` knows
//! both protocols.
//!
//! * [`oidc`]: an OpenID provider. Pure checks ([`oidc::protocol::authorization_request`],
//!   [`oidc::protocol::logout_request`], [`oidc::protocol::redirect_target`], [`oidc::protocol::pkce`]), one file per endpoint, who may
//!   ask ([`oidc::Client`]), and one question for others ([`oidc::Recognise`]).
//! * [`login`]: the bridge, one file per step: signing in, staying, the account page, signing out.
//! * [`atproto`]: an OAuth client with three verbs, [`begin`](atproto::Client::begin),
//!   [`finish`](atproto::Client::finish) and [`account_status`](atproto::Client::account_status). No pages, no
//!   SQL, no OpenID.
//! * [`web`]: pages, cookies, security headers. No protocol.
//! * [`fetch`] is the only way out, and [`network`] the one value that says what the outside may be.
//! * [`server`] builds each part once and listens; [`config`] reads what the operator decided;
//!   [`cli`] is the command line; [`telemetry`] writes the log.
//! * Leaves that everybody may use: [`clock`], [`secret`], [`jws`], [`jwk_set`] (the keys of others),
//!   [`params`], [`db`], whose connections take turns, [`key_rotation`], which knows when a key signs,
//!   [`key_ring`], which stores and rotates the keys of one table,
//!   [`limits`], which knows how much one party may ask for, [`moment`], which puts times into words, [`invisible`], which knows the characters
//!   that show nothing, and [`who`], which reads an operator's rules about people.
//!
//! # Who may use whom
//!
//! ```text
//! main → cli → server → login, oidc, atproto → leaves
//! login → oidc, atproto, web, who      oidc ✗ login ✗ atproto ✗ web
//! atproto → fetch, network, clock, secret, jws, key_rotation, params, invisible      web → axum, askama
//! ```
//!
//! `tests/it/architecture.rs` holds every file to it, and keeps the list of files that touch SQL.
//!
//! # The rules
//!
//! * Parse, don't validate: a value that exists was checked. A
//!   [`RedirectTarget`](oidc::RedirectTarget) is the proof that an address is registered, a
//!   [`Subject`](oidc::Subject) that somebody was proven.
//! * Every secret of a login is stored as a hash, or sealed under something that only its holder has
//!   ([`secret`]). The keys we sign with are guarded by the mode of the file. None is printed.
//! * Each error type knows its listener: the relying party by redirect, its server in JSON, the
//!   person on a page. It is logged once, where it becomes an answer.
//! * What is single-use is taken by one atomic statement, before anything is done with it.
//! * Whatever fails, fails closed.

pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod fetch;
pub mod invisible;
pub mod jwk_set;
pub mod jws;
pub mod key_ring;
pub mod key_rotation;
pub mod limits;
pub mod moment;
pub mod network;
pub mod params;
pub mod secret;
pub mod server;
pub mod telemetry;
pub mod who;

pub mod atproto;
pub mod login;
pub mod oidc;
pub mod web;
