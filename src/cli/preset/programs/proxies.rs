//! What lets people into other programs, or into a network.

use crate::cli::preset::program::{Program, USUAL, template};

pub(super) const ALL: &[Program] = &[
    Program {
        name: "headscale",
        title: "Headscale",
        callbacks: &["/oidc/callback"],
        text: template!("presets/headscale.yaml"),
        ..USUAL
    },
    Program {
        name: "oauth2-proxy",
        title: "OAuth2 Proxy",
        callbacks: &["/oauth2/callback"],
        text: template!("presets/oauth2-proxy.toml"),
        ..USUAL
    },
    Program {
        name: "mod-auth-openidc",
        title: "Apache with mod_auth_openidc",
        callbacks: &["/oidc/callback"],
        after_logout: Some("/"),
        hears_logouts: Some("/oidc/callback?logout=backchannel"),
        text: template!("presets/mod-auth-openidc.conf"),
        ..USUAL
    },
    Program {
        name: "kubernetes",
        title: "Kubernetes, with kubelogin",
        callbacks: &["http://localhost:8000", "http://localhost:18000"],
        // It runs on the computers of people.
        settings: "public = true\nscopes = ['openid', 'offline_access']",
        text: template!("presets/kubernetes.yaml"),
        ..USUAL
    },
];
