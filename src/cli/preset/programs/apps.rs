//! Programs that people open in a browser or an app.

use crate::cli::preset::program::{Program, USUAL, template};

pub(super) const ALL: &[Program] = &[
    Program {
        name: "nextcloud",
        title: "Nextcloud with user_oidc",
        // With and without "pretty URLs".
        callbacks: &["/apps/user_oidc/code", "/index.php/apps/user_oidc/code"],
        after_logout: Some("/"),
        hears_logouts: Some("/index.php/apps/user_oidc/backchannel-logout/atlogin"),
        text: template!("presets/nextcloud.sh"),
        ..USUAL
    },
    Program {
        name: "immich",
        title: "Immich",
        callbacks: &["/auth/login", "/user-settings", "/api/oauth/mobile-redirect"],
        needs_email: true,
        real_email: Some(
            "Immich takes over the account that has the address, at the first sign-in: where people have accounts \
             with a password, let email be \"synthetic\"",
        ),
        settings: "localpart = '{handle}'",
        text: template!("presets/immich.yaml"),
        ..USUAL
    },
    Program {
        name: "outline",
        title: "Outline",
        callbacks: &["/auth/oidc.callback"],
        after_logout: Some(""),
        needs_email: true,
        text: template!("presets/outline.env"),
        ..USUAL
    },
    Program {
        name: "jellyfin",
        title: "Jellyfin with the plugin SSO-Auth",
        callbacks: &["/sso/OID/redirect/atlogin", "/sso/OID/r/atlogin"],
        // It knows people by their name alone, and a localpart never passes to somebody else.
        settings: "localpart = '{handle}'",
        text: template!("presets/jellyfin.sh"),
        ..USUAL
    },
    Program {
        name: "vaultwarden",
        title: "Vaultwarden",
        callbacks: &["/identity/connect/oidc-signin"],
        needs_email: true,
        // It refuses an address that is not verified, and finds no account by it.
        settings: "omit_email_verified = true",
        text: template!("presets/vaultwarden.env"),
        ..USUAL
    },
    Program {
        name: "miniflux",
        title: "Miniflux",
        callbacks: &["/oauth2/oidc/callback"],
        text: template!("presets/miniflux.env"),
        ..USUAL
    },
    Program {
        name: "paperless",
        title: "Paperless-ngx",
        callbacks: &["/accounts/oidc/atlogin/login/callback/"],
        text: template!("presets/paperless.env"),
        ..USUAL
    },
    Program {
        name: "home-assistant",
        title: "Home Assistant with hass-oidc-auth",
        callbacks: &["/auth/oidc/callback"],
        text: template!("presets/home-assistant.yaml"),
        ..USUAL
    },
];
