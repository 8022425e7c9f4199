//! Black-box tests over HTTP: one binary, port 0, a movable clock, loopback only.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends loudly; clippy.toml spares only the test functions themselves"
)]

#[path = "../small_world/mod.rs"]
pub mod small_world;
mod small_world_judged;
mod support;

mod about;
mod account_page;
mod architecture;
mod asking;
mod audit;
mod authorize;
mod backchannel_logout;
mod backup;
mod binary;
mod callback;
mod check_config;
mod chooser;
mod claims;
mod client_command;
mod client_export;
mod clocks;
mod commits;
mod consent;
mod discovery;
mod doctor;
mod empty_secret;
mod first_start;
mod floods;
mod form_post;
mod garbage;
mod guides;
mod headers;
mod health;
mod hoards;
mod hostile_pds;
mod hosts;
mod id_token_hint;
mod introspection;
mod journey;
mod keys;
mod kills;
mod languages;
mod limits;
mod lists;
mod logout;
mod lost_handles;
mod matrix_claim;
mod matrix_hints;
mod methods;
mod mishaps;
mod model;
mod native;
mod oidf;
mod operator_texts;
mod own_network;
mod pages;
mod pairwise;
mod par;
mod pds_rules;
mod people_rules;
mod person_command;
mod power_cut;
mod pressed_twice;
mod private_key_jwt;
mod profile;
mod proxies;
mod refresh;
mod refusal_lines;
mod reload;
mod reserved_names;
mod restart;
mod revocation;
mod secrets;
mod servers;
mod session;
mod shared_computers;
mod siege;
mod sign_in;
mod stale_identity;
mod stopping;
mod storage;
mod token;
mod turns;
mod two_tabs;
mod upgrade;
mod userinfo;
mod waiting;
mod webfinger;
mod who;
