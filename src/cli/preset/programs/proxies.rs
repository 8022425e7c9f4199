//! What lets people into other programs, or into a network.

use super::{Program, USUAL, template};

pub(super) const ALL: &[Program] = &[Program {
    name: "mod-auth-openidc",
    title: "Apache with mod_auth_openidc",
    callbacks: &["/oidc/callback"],
    after_logout: Some("/"),
    hears_logouts: Some("/oidc/callback?logout=backchannel"),
    text: template!("presets/mod-auth-openidc.conf"),
    ..USUAL
}];
