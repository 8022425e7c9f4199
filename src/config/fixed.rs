//! The settings that are read once, at the start, and hold until a restart.

use std::fmt::Debug;

use super::{Config, Outside};

/// Settings that hold until a restart, as they were at the start.
#[derive(Debug)]
pub struct Fixed(Vec<(&'static str, String)>);

impl Fixed {
    /// Those of `config`.
    pub fn of(config: &Config) -> Self {
        // Each field is named here, so that a new one is not forgotten.
        let Config {
            public_url,
            listen,
            state_dir,
            service_name,
            account_name,
            about,
            locales,
            outside,
            trusted_proxies,
            try_it,
            profile_url,
            session,
            stay_signed_in,
            log,
            audit,
            key_lifetime,
            servers,
            sign_up_servers,
            file: _,
            // These are put in force by a reload.
            clients: _,
            everywhere: _,
            limits: _,
            warnings: _,
        } = config;
        let Outside { network, plc_urls, dns_server, identity_grace, email_max_age } = outside;
        let settings: [(&'static str, &dyn Debug); 22] = [
            ("public_url", public_url),
            ("listen", listen),
            ("state_dir", state_dir),
            ("service_name", service_name),
            ("account_name", account_name),
            ("contact, imprint, privacy, terms or logo", about),
            ("locales", locales),
            ("network", network),
            ("plc_url", plc_urls),
            ("dns_server", dns_server),
            ("identity_grace", identity_grace),
            ("email_max_age", email_max_age),
            ("trusted_proxies", trusted_proxies),
            ("try_it", try_it),
            ("profile_url", profile_url),
            ("session_lifetime or session_idle_lifetime", session),
            ("stay_signed_in", stay_signed_in),
            ("log or log_format", log),
            ("audit_days", audit),
            ("key_lifetime_days", key_lifetime),
            ("servers", servers),
            ("sign_up_servers", sign_up_servers),
        ];
        Self(settings.into_iter().map(|(name, value)| (name, format!("{value:?}"))).collect())
    }

    /// The names of the settings that differ in `new`.
    pub fn changed(&self, new: &Self) -> Vec<&'static str> {
        let pairs = self.0.iter().zip(&new.0);
        pairs.filter(|(old, new)| old != new).map(|((name, _), _)| *name).collect()
    }
}
