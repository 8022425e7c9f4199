//! `claims`: single claims that a relying party asks for by name (OIDC Core §5.5).
//!
//! It reads the parameter and keeps the names of the claims that we support. Whether a claim is
//! essential, or requested with a value, makes no difference (§5.5.1): it is returned if its value
//! is known. There are two exceptions. `sub` with a value says which person the relying party
//! means. An essential `acr` with a value cannot be met, so it is refused (§5.5.1.1).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::subject::scope_of;

/// The longest text that is read, in bytes.
const MAX_BYTES: usize = 4096;

/// The deepest nesting that is read. The specification uses four levels.
const MAX_DEPTH: usize = 8;

/// The claims that are requested in addition to those of the scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// The claims for the ID token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token: Vec<String>,
    /// The claims for userinfo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
}

/// Why a `claims` parameter is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadClaims {
    /// It is longer than we read.
    #[error("claims is too long")]
    TooLong,
    /// It is not JSON, or is nested too deeply.
    #[error("claims is not readable JSON")]
    Unreadable,
    /// Something is not an object where the specification demands one.
    #[error("claims must be a JSON object of objects, each member null or an object")]
    NoObject,
    /// The requested value of `sub` is not a string, or there are several.
    #[error("claims must name one sub, as a string")]
    BadSub,
    /// An `acr` is essential, and we support none (§5.5.1.1: a failed authentication).
    #[error("claims demands an acr, and this provider promises none")]
    UnmetAcr,
}

impl ClaimsRequest {
    /// Reads the parameter. Claims of other scopes than `scopes` and unknown claims are ignored
    /// (§5.5: never an error).
    ///
    /// # Errors
    /// [`BadClaims`] if it is not what §5.5 defines. It is not ignored, because the request may
    /// name a person and would then be answered with another.
    pub fn parse(text: &str, scopes: &[String]) -> Result<Self, BadClaims> {
        if text.len() > MAX_BYTES {
            return Err(BadClaims::TooLong);
        }
        let asked: Value = serde_json::from_str(text).map_err(|_| BadClaims::Unreadable)?;
        if is_deeper_than(&asked, MAX_DEPTH) {
            return Err(BadClaims::Unreadable);
        }
        let Value::Object(mut asked) = asked else { return Err(BadClaims::NoObject) };
        let (id_token, userinfo) = (take(&mut asked, "id_token")?, take(&mut asked, "userinfo")?);
        if demands_acr(&id_token) {
            return Err(BadClaims::UnmetAcr);
        }
        let sub = match (named_sub(&id_token)?, named_sub(&userinfo)?) {
            (Some(one), Some(other)) if one != other => return Err(BadClaims::BadSub),
            (one, other) => one.or(other).map(str::to_owned),
        };
        let names = |claims: Map<_, _>| claims.into_iter().map(|(name, _)| name).collect();
        Ok(Self { id_token: names(id_token), userinfo: names(userinfo), sub }.within(scopes))
    }

    /// The requested claims that belong to `scopes`.
    #[must_use]
    pub fn within(self, scopes: &[String]) -> Self {
        let is_open = |claim: &String| {
            scope_of(claim).is_some_and(|opening| scopes.iter().any(|scope| scope == opening))
        };
        let open = |claims: Vec<String>| claims.into_iter().filter(is_open).collect();
        Self { id_token: open(self.id_token), userinfo: open(self.userinfo), sub: self.sub }
    }

    /// Whether `sub` is the requested one, if one is requested.
    pub fn admits(&self, sub: &str) -> bool {
        self.sub.as_deref().is_none_or(|named| named == sub)
    }
}

/// Takes the requested claims for `id_token` or `userinfo`.
fn take(asked: &mut Map<String, Value>, place: &str) -> Result<Map<String, Value>, BadClaims> {
    let claims = match asked.remove(place) {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(claims)) => claims,
        Some(_) => return Err(BadClaims::NoObject),
    };
    let is_member = |member: &Value| member.is_null() || member.is_object();
    if claims.values().all(is_member) { Ok(claims) } else { Err(BadClaims::NoObject) }
}

/// Whether the ID token must have a certain `acr`. The person's PDS authenticates them, so we do
/// not know by what means they authenticated.
fn demands_acr(claims: &Map<String, Value>) -> bool {
    let Some(acr) = claims.get("acr") else { return false };
    let is_essential = acr.get("essential") == Some(&Value::Bool(true));
    is_essential && (acr.get("value").is_some() || acr.get("values").is_some())
}

/// The requested value of `sub` (§5.5.1). Several values are refused.
fn named_sub(claims: &Map<String, Value>) -> Result<Option<&str>, BadClaims> {
    let Some(sub) = claims.get("sub") else { return Ok(None) };
    let present = |name| sub.get(name).filter(|value| !value.is_null());
    let one_of = present("values").map(|values| values.as_array().map(Vec::as_slice));
    let value = match (present("value"), one_of) {
        (value, None) => value,
        (None, Some(Some([value]))) => Some(value).filter(|value| !value.is_null()),
        (_, Some(_)) => return Err(BadClaims::BadSub),
    };
    value.map(|value| value.as_str().ok_or(BadClaims::BadSub)).transpose()
}

/// `serde_json` reads at most 128 levels, so the recursion is bounded.
fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper_than(item, levels)),
        Value::Object(members) => members.values().any(|member| is_deeper_than(member, levels)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with_all_scopes(text: &str) -> Result<ClaimsRequest, BadClaims> {
        ClaimsRequest::parse(text, &["profile", "email"].map(str::to_owned))
    }

    fn parse(text: &str) -> Result<ClaimsRequest, BadClaims> {
        ClaimsRequest::parse(text, &["profile".to_owned()])
    }

    #[test]
    fn the_example_of_oidc_core_section_5_5() {
        let example = r#"{
            "userinfo": {
                "given_name": {"essential": true},
                "nickname": null,
                "email": {"essential": true},
                "email_verified": {"essential": true},
                "picture": null,
                "http://example.info/claims/groups": null
            },
            "id_token": {
                "auth_time": {"essential": true},
                "acr": {"values": ["urn:mace:incommon:iap:silver"]}
            }
        }"#;
        let asked = parse(example).unwrap();
        assert_eq!(asked.userinfo, ["picture"], "what we know and this client may see");
        assert!(asked.id_token.is_empty() && asked.admits("anybody"));
    }

    #[test]
    fn a_sub_with_a_value_names_the_person() {
        for place in ["id_token", "userinfo"] {
            let asked = parse(&format!(r#"{{"{place}": {{"sub": {{"value": "a"}}}}}}"#)).unwrap();
            assert!(asked.admits("a") && !asked.admits("b") && !asked.admits(""));
        }
        let twice = |one, other| {
            parse(&format!(
                r#"{{"id_token": {{"sub": {{"value": {one}}}}}, "userinfo": {{"sub": {{"value": {other}}}}}}}"#
            ))
        };
        assert!(twice("\"a\"", "\"a\"").unwrap().admits("a"));
        assert_eq!(twice("\"a\"", "\"b\""), Err(BadClaims::BadSub));
        assert_eq!(twice("\"a\"", "1"), Err(BadClaims::BadSub));
    }

    #[test]
    fn asks_for_nothing_and_is_no_error() {
        for text in ["{}", r#"{"userinfo": null}"#, r#"{"userinfo": {}, "other": [1]}"#] {
            assert_eq!(parse(text), Ok(ClaimsRequest::default()), "{text}");
        }
    }

    #[test]
    fn refuses_what_section_5_5_does_not_define() {
        let deep =
            format!(r#"{{"userinfo": {{"name": {}1{}}}}}"#, "[".repeat(100), "]".repeat(100));
        let deeper = "[".repeat(4000);
        for (text, error) in [
            ("", BadClaims::Unreadable),
            ("{", BadClaims::Unreadable),
            (r#"{"userinfo": {}} x"#, BadClaims::Unreadable),
            (deep.as_str(), BadClaims::Unreadable),
            (deeper.as_str(), BadClaims::Unreadable),
            ("[]", BadClaims::NoObject),
            ("null", BadClaims::NoObject),
            (r#"{"userinfo": ["name"]}"#, BadClaims::NoObject),
            (r#"{"userinfo": {"name": true}}"#, BadClaims::NoObject),
            (r#"{"id_token": "sub"}"#, BadClaims::NoObject),
            (&" ".repeat(4097), BadClaims::TooLong),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            let _ = parse(&text);
        }

        #[test]
        fn only_known_claims_come_out(
            names in prop::collection::vec("[a-z_]{1,12}|name|picture|email|sub", 0..8)
        ) {
            let claims: Map<_, _> = names.iter().map(|name| (name.clone(), Value::Null)).collect();
            let text = serde_json::json!({ "userinfo": claims, "id_token": claims }).to_string();
            let asked = parse(&text).unwrap();
            prop_assert!(asked.userinfo.iter().all(|name| scope_of(name) == Some("profile")));
            prop_assert_eq!(asked.userinfo, asked.id_token);
        }
    }

    #[test]
    fn an_essential_acr_with_a_value_cannot_be_met_and_a_wish_is_ignored() {
        let read = |acr: &str| {
            let text = format!(r#"{{"id_token":{{"acr":{acr}}}}}"#);
            with_all_scopes(&text)
        };
        for acr in [r#"{"essential":true,"values":["a"]}"#, r#"{"essential":true,"value":"a"}"#] {
            assert_eq!(read(acr), Err(BadClaims::UnmetAcr), "{acr}");
        }
        for acr in ["null", r#"{"essential":true}"#, r#"{"essential":false,"values":["a"]}"#] {
            assert!(read(acr).is_ok(), "{acr}");
        }
    }

    #[test]
    fn one_sub_of_a_list_is_named_and_several_are_refused() {
        let read = |sub: &str| {
            let text = format!(r#"{{"userinfo":{{"sub":{sub}}}}}"#);
            with_all_scopes(&text)
        };
        assert!(!read(r#"{"values":["a"]}"#).unwrap().admits("b"));
        for sub in [
            r#"{"values":"a"}"#,
            r#"{"values":1}"#,
            r#"{"values":["a","b"]}"#,
            r#"{"values":[]}"#,
            r#"{"value":"a","values":["a"]}"#,
        ] {
            assert_eq!(read(sub), Err(BadClaims::BadSub), "{sub}");
        }
    }

    #[test]
    fn what_the_operator_took_away_is_asked_for_no_more() {
        let text = r#"{"userinfo":{"name":null,"email":null},"id_token":{"picture":null}}"#;
        let asked = with_all_scopes(text).unwrap();
        let left = asked.within(&["openid".to_owned(), "email".to_owned()]);
        assert_eq!((left.id_token.len(), left.userinfo.as_slice()), (0, &["email".to_owned()][..]));
    }
}
