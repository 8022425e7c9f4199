//! Libraries that programs are written with, and programs that are configured in their language.

use crate::cli::preset::program::{Program, USUAL, template};

pub(super) const ALL: &[Program] = &[
    Program {
        name: "mozilla-django-oidc",
        title: "Django with mozilla-django-oidc",
        callbacks: &["/oidc/callback/"],
        // It knows people by nothing else.
        needs_email: true,
        real_email: Some(
            "mozilla-django-oidc finds users by e-mail address alone, and addresses change hands: whoever gets an \
             address gets its user; let email be \"synthetic\"",
        ),
        text: template!("presets/mozilla-django-oidc.py"),
        ..USUAL
    },
    Program {
        name: "django-allauth",
        title: "Django with django-allauth",
        callbacks: &["/accounts/oidc/atlogin/login/callback/"],
        text: template!("presets/django-allauth.py"),
        ..USUAL
    },
    Program {
        name: "express-openid-connect",
        title: "Express with express-openid-connect",
        callbacks: &["/callback"],
        after_logout: Some(""),
        text: template!("presets/express-openid-connect.js"),
        ..USUAL
    },
    Program {
        name: "auth-js",
        title: "Auth.js (NextAuth.js)",
        // Next.js, and the other frameworks.
        callbacks: &["/api/auth/callback/atlogin", "/auth/callback/atlogin"],
        text: template!("presets/auth-js.ts"),
        ..USUAL
    },
    Program {
        name: "better-auth",
        title: "Better Auth",
        // From version 1.7 on, and before.
        callbacks: &["/api/auth/callback/atlogin", "/api/auth/oauth2/callback/atlogin"],
        // With `callbackURL: "/"`, it comes back there from ATLogin's logout, since 1.7.
        after_logout: Some("/"),
        needs_email: true,
        real_email: Some(
            "Better Auth joins users by a verified address if atlogin is among the trustedProviders of \
             accountLinking: do not list it there, or let email be \"synthetic\"",
        ),
        text: template!("presets/better-auth.ts"),
        ..USUAL
    },
    Program {
        name: "node-red",
        title: "Node-RED",
        callbacks: &["/auth/strategy/callback"],
        // passport-openidconnect knows no PKCE.
        settings: "require_pkce = false",
        text: template!("presets/node-red.js"),
        ..USUAL
    },
    Program {
        name: "jupyterhub",
        title: "JupyterHub",
        callbacks: &["/hub/oauth_callback"],
        // It knows people by their name alone, and a localpart never passes to somebody else.
        settings: "localpart = '{handle}'",
        text: template!("presets/jupyterhub.py"),
        ..USUAL
    },
    Program {
        name: "pgadmin",
        title: "pgAdmin",
        callbacks: &["/oauth2/authorize"],
        after_logout: Some("/"),
        text: template!("presets/pgadmin.py"),
        ..USUAL
    },
];
