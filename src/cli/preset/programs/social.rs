//! Programs where people talk.

use crate::cli::preset::program::{Program, USUAL, template};

pub(super) const ALL: &[Program] = &[
    Program {
        name: "tuwunel",
        title: "tuwunel, a small Matrix server",
        callbacks: &["/_matrix/client/unstable/login/sso/callback/{id}"],
        settings: "client_name = 'Matrix'",
        text: template!("presets/tuwunel.toml"),
        ..USUAL
    },
    Program {
        name: "mastodon",
        title: "Mastodon",
        callbacks: &["/auth/auth/openid_connect/callback"],
        // It sends mail, and asks whoever has no address for one. It knows people by this one name.
        settings: "email = 'account'\nlocalpart = '{handle}'",
        text: template!("presets/mastodon.env"),
        ..USUAL
    },
    Program {
        name: "gotosocial",
        title: "GoToSocial",
        callbacks: &["/auth/callback"],
        needs_email: true,
        // It knows no PKCE.
        settings: "require_pkce = false",
        text: template!("presets/gotosocial.yaml"),
        ..USUAL
    },
    Program {
        name: "discourse",
        title: "Discourse",
        callbacks: &["/auth/oidc/callback"],
        after_logout: Some(""),
        // It sends mail, and asks whoever has no address for one.
        settings: "email = 'account'",
        text: template!("presets/discourse.yaml"),
        ..USUAL
    },
];
