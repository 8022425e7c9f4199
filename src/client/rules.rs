//! The one judge of a client: a section of settings → the record, and every mistake with its place.

use std::ops::RangeInclusive;

use super::mistake::{ClientMistake, ClientWarning};
use super::people::one_of;
use super::redirect_uri::registered;
use super::{
    Authentication, BackchannelLogout, Client, EmailClaim, RegisteredUri, SCOPES, SubjectType,
    shown,
};
use crate::document::{Fact, Files, Found, Mistake, Seconds, Section, good};
use crate::jws::Algorithm;
use crate::network::Network;
use crate::who::admission::Rule;
use crate::who::localpart::Template;

/// The built-in relying party's identifier: nobody else can have it.
pub const TRY_IT_CLIENT_ID: &str = "atlogin-try-it";

/// The `client_id` by which the page about somebody's own account lets them sign in.
pub const ACCOUNT_CLIENT_ID: &str = "atlogin-account";

/// Seconds that a token can live.
const LIFETIMES: RangeInclusive<i64> = 60..=86_400;
/// The same for refresh tokens, from the first one of a family on.
const REFRESH_LIFETIMES: RangeInclusive<i64> = 60..=365 * 86_400;

/// What a client is judged by besides its own settings.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The files that it may name.
    pub files: Files<'a>,
    /// Where the addresses that we ask must be; nothing if that could not be read.
    pub network: Option<&'a Network>,
    /// The clients that there are already.
    pub others: &'a [Client],
}

/// Judges the settings of one client. What is wrong is noted, and else as if it had not been said; a
/// client comes of it only if it has a name of its own and a way to prove itself.
pub fn judge(section: &mut Section<'_>, around: Around<'_>) -> Option<Client> {
    let mut client = Client::unsaid();
    section.require("client_id");
    section.fill("client_id", &mut client.client_id, |id| check_id(id, around.others));
    client.client_name.clone_from(&client.client_id);
    section.fill("client_name", &mut client.client_name, shown::name);
    section.fill("client_uri", &mut client.client_uri, |uri| shown::web_address(uri).map(Some));
    let authentication = Authentication::judge(section, around.files, around.network);
    let proves_itself = authentication.is_some();
    client.authentication = authentication.unwrap_or(client.authentication);
    addresses(section, &mut client, around);
    tokens(section, &mut client);
    people(section, &mut client);
    (proves_itself && !client.client_id.is_empty()).then_some(client)
}

/// Where it is answered, where people go after a logout, and where it hears of logouts.
fn addresses(section: &mut Section<'_>, client: &mut Client, around: Around<'_>) {
    let public = client.is_public();
    section.require("redirect_uris");
    if let Some(uris) = section.value::<Vec<_>>("redirect_uris") {
        if uris.is_empty() {
            section.misses(ClientMistake::NoRedirectUri);
        }
        let uris = registered(uris, public);
        client.redirect_uris = uris.iter().map(|uri| RegisteredUri::new(uri)).collect();
    }
    if let Some(uris) = section.value("post_logout_redirect_uris") {
        client.post_logout_redirect_uris = registered(uris, public);
    }
    client.backchannel_logout = BackchannelLogout::judge(section, around.files, around.network);
}

/// How it asks, and what signs its tokens and for how long.
fn tokens(section: &mut Section<'_>, client: &mut Client) {
    let public = client.is_public();
    section.fill("require_pkce", &mut client.require_pkce, |pkce| check_pkce(pkce, public));
    let pushed = &mut client.require_pushed_authorization_requests;
    section.set("require_pushed_authorization_requests", pushed);
    let id_token = &mut client.id_token_signed_response_alg;
    section.fill("id_token_signed_response_alg", id_token, algorithm);
    let userinfo = &mut client.userinfo_signed_response_alg;
    section.fill("userinfo_signed_response_alg", userinfo, |name| algorithm(name).map(Some));
    section.set("claims_in_id_token", &mut client.claims_in_id_token);
    let within = |bounds: RangeInclusive<i64>| move |seconds: Seconds| seconds.within(bounds);
    section.fill("access_token_lifetime", &mut client.access_token_lifetime, within(LIFETIMES));
    section.fill("id_token_lifetime", &mut client.id_token_lifetime, within(LIFETIMES));
    let refresh = &mut client.refresh_token_lifetime;
    section.fill("refresh_token_lifetime", refresh, within(REFRESH_LIFETIMES));
}

/// What it learns of people, under which name, and of whom.
fn people(section: &mut Section<'_>, client: &mut Client) {
    let email = EmailClaim::judge(section);
    let told = email != Some(EmailClaim::None);
    client.email = email.unwrap_or_default();
    client.scopes.extend(told.then(|| "email".to_owned()));
    if let Some(scopes) = section.value::<Vec<_>>("scopes") {
        client.scopes = good(scopes, |scope| check_scope(scope, told));
        if !client.scopes.iter().any(|scope| scope == "openid") {
            section.misses(ClientMistake::NoOpenid);
        }
    }
    let template = |text: String| Template::parse(&text).map(|_| Some(text));
    section.fill("localpart", &mut client.localpart, template);
    let subject_type_at = section.place_of("subject_type");
    client.subject_type = SubjectType::judge(section, &client.redirect_uris);
    // A pairwise name hides who somebody is, and what other scopes open tells it: the handle stands in
    // `preferred_username`, in a `localpart` and in made-up addresses, the DID in the address of the
    // picture, and an address of one's own is the same everywhere.
    if let (Some(place), SubjectType::Pairwise { .. }) = (subject_type_at, &client.subject_type) {
        for scope in ["profile", "email"] {
            if client.scopes.iter().any(|listed| listed == scope) {
                section.findings().warn(place.clone(), ClientWarning::PairwiseIsTold(scope));
            }
        }
    }
    section.set("consent", &mut client.consent);
    section.fill("allow", &mut client.allow, rules);
    section.fill("deny", &mut client.deny, rules);
}

fn check_id(id: String, others: &[Client]) -> Result<String, ClientMistake> {
    if others.iter().any(|other| other.client_id == id) {
        return Err(ClientMistake::SameId);
    }
    if [TRY_IT_CLIENT_ID, ACCOUNT_CLIENT_ID].contains(&id.as_str()) {
        return Err(ClientMistake::ReservedId);
    }
    let plain = (1..=255).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { Ok(id) } else { Err(ClientMistake::Id) }
}

const fn check_pkce(required: bool, public: bool) -> Result<bool, ClientMistake> {
    if required || !public { Ok(required) } else { Err(ClientMistake::PublicWithoutPkce) }
}

fn algorithm(name: String) -> Result<Algorithm, Mistake> {
    Mistake::unless_named(name, &Algorithm::NAMES, Algorithm::named)
}

/// `told` is whether it is told an e-mail address.
fn check_scope(scope: String, told: bool) -> Result<String, Fact> {
    if scope == "email" && !told {
        return Err(ClientMistake::NoEmail.into());
    }
    Ok(one_of(scope, &SCOPES)?.to_owned())
}

/// A list of rules. One that is there but empty would let everybody in, where nobody was meant.
fn rules(rules: Vec<Found<'_, String>>) -> Result<Vec<String>, ClientMistake> {
    if rules.is_empty() {
        return Err(ClientMistake::NotARule);
    }
    Ok(good(rules, |text| Rule::parse(&text).map(|_| text)))
}
