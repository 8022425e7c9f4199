//! The settings of a client in the words of the configuration file, as presets put them together.

use toml::Table;

/// Puts a setting, in place of what was there before.
pub(crate) fn put(settings: &mut Table, key: &str, value: impl Into<toml::Value>) {
    settings.insert(key.to_owned(), value.into());
}

/// An address under `domain` that stands for the account, and the scope that opens it.
pub(super) fn synthetic_email(settings: &mut Table, domain: &str) {
    put(settings, "email", "synthetic");
    put(settings, "email_domain", domain);
    put(settings, "scopes", vec!["openid", "profile", "email"]);
}
