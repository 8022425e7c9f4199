//! Writes a client as JSON for its database row, and reads it back.

use serde_json::{Map, Value};

use super::Client;

impl Client {
    /// The client as JSON, without the hashes of its secrets.
    ///
    /// # Errors
    /// It should not fail: every setting can be written as JSON.
    pub fn to_row(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads a row, including the older format that did not use the names of the configuration
    /// file.
    ///
    /// # Errors
    /// The text is not such a row.
    pub fn from_row(row: &str) -> Result<Self, serde_json::Error> {
        let mut row = serde_json::from_str(row)?;
        put_into_words(&mut row);
        serde_json::from_value(Value::Object(row))
    }
}

/// Converts the older format, which had the names of our types: `"email": {"Synthetic": {"domain":
/// "login.example"}}`.
fn put_into_words(row: &mut Map<String, Value>) {
    for setting in ["authentication", "subject_type", "email"] {
        let (variant, fields) = match row.remove(setting) {
            Some(Value::Object(written)) => written.into_iter().next().unwrap_or_default(),
            Some(Value::String(variant)) => (variant, Value::Null),
            _ => (String::new(), Value::Null),
        };
        let word = match (setting, variant.as_str()) {
            ("authentication", "Secret") => "client_secret",
            ("authentication", "PrivateKeyJwt") => "private_key_jwt",
            ("authentication", "Public") | ("email", "") => "none",
            ("subject_type", "") => "public",
            (_, variant) => &variant.to_lowercase(),
        };
        row.insert(setting.to_owned(), Value::from(word));
        put_fields(row, fields);
    }
    let logout = row.remove("backchannel_logout").unwrap_or_default();
    put_fields(row, logout);
}

fn put_fields(row: &mut Map<String, Value>, fields: Value) {
    let Value::Object(fields) = fields else { return };
    for (name, value) in fields {
        let word = match name.as_str() {
            "Here" => "jwks",
            "At" => "jwks_uri",
            "sector" => "sector_identifier",
            "domain" => "email_domain",
            "domains" => "email_domains",
            "uri" => "backchannel_logout_uri",
            "private" => "backchannel_logout_private",
            "ca_pem" => "backchannel_logout_ca",
            other => other,
        };
        row.insert(word.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
