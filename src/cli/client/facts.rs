//! The settings of a client for output, with the names of the configuration file.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::client::Client;

/// All settings of a client, in the order of the record.
pub(super) struct Facts(Vec<(String, Value)>);

/// Settings that are too long to print.
const LEFT_OUT: [&str; 2] = ["jwks", "backchannel_logout_ca"];
const PROOF: &str = "authentication";

impl Facts {
    /// The settings of `client`.
    pub(super) fn of(client: &Client) -> Self {
        let Self(mut facts) = Self::all(client);
        facts.retain(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
        // The authentication method is moved near the beginning.
        if let Some(at) = facts.iter().position(|(name, _)| name == PROOF) {
            let proof = facts.remove(at);
            facts.insert(at.min(3), proof);
        }
        Self(facts)
    }

    /// The same with those that are too long to print, in the order of the record.
    pub(super) fn all(client: &Client) -> Self {
        let record = client.to_row().unwrap_or_default();
        // A record is always JSON.
        serde_json::from_str(&record).unwrap_or(Self(vec![]))
    }

    /// Each setting and its value.
    pub(super) fn in_order(self) -> impl Iterator<Item = (String, Value)> {
        self.0.into_iter()
    }

    /// The settings as JSON.
    pub(super) fn json(self) -> Map<String, Value> {
        self.0.into_iter().collect()
    }

    /// The name and text of each setting that is not empty.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().filter_map(|(name, value)| Some((name.as_str(), line(value)?)))
    }

    /// The authentication method (OIDC Core §9).
    pub(super) fn proof(&self) -> String {
        self.lines().find(|(name, _)| *name == PROOF).map(|(_, proof)| proof).unwrap_or_default()
    }
}

fn line(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(line).collect::<Vec<_>>().join(" ")),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
    }
}

/// Unlike [`Map`], this keeps the order.
impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings of a client")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = vec![];
        while let Some(fact) = map.next_entry()? {
            facts.push(fact);
        }
        Ok(Facts(facts))
    }
}
