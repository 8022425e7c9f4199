//! ATLogin: an OpenID Connect provider that lets people sign in with their ATProto account.

pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod fetch;
pub mod jws;
pub mod network;
pub mod params;
pub mod secret;
pub mod server;
pub mod telemetry;

pub mod atproto;
pub mod login;
pub mod oidc;
pub mod web;
