//! The rules that read and check the settings of a client: a new setting has one here.
//! Every mistake is reported with its place.

use std::ops::RangeInclusive;

use super::mistake::{ClientMistake, ClientWarning};
use super::people::one_of;
use super::redirect_uri::{answered_already, registered};
use super::{
    Authentication, BackchannelLogout, Client, EmailClaim, RegisteredUri, SCOPES, SubjectType,
    shown,
};
use crate::document::{Fact, Files, Found, Mistake, Seconds, Section, good};
use crate::jws::Algorithm;
use crate::network::Network;
use crate::who::admission::Rule;
use crate::who::localpart::Template;
use crate::who::matrix_id::is_server_name;
use crate::who::reserved::{self, ReservedFault};

/// The reserved identifier of the built-in relying party.
pub const TRY_IT_CLIENT_ID: &str = "atlogin-try-it";

/// The reserved `client_id` for the sign-in to the account page.
pub const ACCOUNT_CLIENT_ID: &str = "atlogin-account";

impl Client {
    /// Whether it is the built-in one of the account page, where everybody sees what is theirs.
    pub fn is_account_page(&self) -> bool {
        self.client_id == ACCOUNT_CLIENT_ID
    }
}

/// The possible lifetimes of access and ID tokens, in seconds.
const LIFETIMES: RangeInclusive<i64> = 60..=86_400;
/// The possible lifetimes of a family of refresh tokens, in seconds.
const REFRESH_LIFETIMES: RangeInclusive<i64> = 60..=365 * 86_400;

/// The longest time for which a used refresh token may give the same successor again, in seconds. It is for
/// an answer that was lost and for requests that are under way at once; more would only serve a thief.
pub const LONGEST_REUSE_WINDOW: i64 = 120;

/// What the check of a client needs in addition to its own settings.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The files that its settings may name.
    pub files: Files<'a>,
    /// The network that must admit the addresses that we send requests to; `None` if that setting
    /// is wrong.
    pub network: Option<&'a Network>,
    /// The other clients.
    pub others: &'a [Client],
}

/// Checks the settings of one client. A wrong setting is reported and otherwise ignored. The result
/// is `None` without a valid `client_id` or authentication method.
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

/// Reads the redirect URIs, the post-logout redirect URIs and the back-channel logout address.
fn addresses(section: &mut Section<'_>, client: &mut Client, around: Around<'_>) {
    let public = client.is_public();
    section.require("redirect_uris");
    if let Some(uris) = section.value::<Vec<_>>("redirect_uris") {
        if uris.is_empty() {
            section.misses(ClientMistake::NoRedirectUri);
        }
        warn_of_answers(&uris, &["code", "state", "iss", "error"]);
        let uris = registered(uris, public);
        client.redirect_uris = uris.iter().map(|uri| RegisteredUri::new(uri)).collect();
    }
    if let Some(uris) = section.value::<Vec<_>>("post_logout_redirect_uris") {
        warn_of_answers(&uris, &["state"]);
        client.post_logout_redirect_uris = registered(uris, public);
    }
    client.backchannel_logout = BackchannelLogout::judge(section, around.files, around.network);
}

/// Warns of addresses whose query has a parameter that our answer adds.
fn warn_of_answers(uris: &[Found<'_, String>], parameters: &[&'static str]) {
    for uri in uris {
        if let Some(name) = answered_already(&uri.value, parameters) {
            uri.warn(ClientWarning::AnsweredAlready(name));
        }
    }
}

/// Reads the settings of authorization requests and tokens.
fn tokens(section: &mut Section<'_>, client: &mut Client) {
    let public = client.is_public();
    section.fill("require_pkce", &mut client.require_pkce, |pkce| check_pkce(pkce, public));
    let pushed = &mut client.require_pushed_authorization_requests;
    section.set("require_pushed_authorization_requests", pushed);
    let signs = matches!(client.authentication, Authentication::PrivateKeyJwt(_));
    let issuer_only = &mut client.require_issuer_as_audience;
    section.fill("require_issuer_as_audience", issuer_only, |strict| check_audience(strict, signs));
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
    let window = &mut client.refresh_token_reuse_window;
    section.fill("refresh_token_reuse_window", window, within(0..=LONGEST_REUSE_WINDOW));
}

/// Reads the settings of claims and subject identifiers, and who may sign in.
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
    section.set("name_from_handle", &mut client.name_from_handle);
    let written: Option<Found<'_, bool>> = section.take("omit_email_verified");
    let is_made_up = client.email.is_made_up();
    let written = written.and_then(|it| it.refine(|omit| check_omission(omit, is_made_up)));
    if let Some(omit) = written {
        client.omit_email_verified = omit.value;
        if omit.value {
            omit.warn(ClientWarning::Unverified);
        }
    }
    localparts(section, client);
    let subject_type_at = section.place_of("subject_type");
    client.subject_type = SubjectType::judge(section, &client.redirect_uris);
    // A pairwise identifier hides who a person is, but other claims reveal it. The handle is in
    // `preferred_username`, `localpart` and made-up e-mail addresses, the DID is in the URL of the
    // picture, and a real e-mail address is the same everywhere.
    if let (Some(place), SubjectType::Pairwise { .. }) = (subject_type_at, &client.subject_type) {
        for scope in ["profile", "email"] {
            if client.scopes.iter().any(|listed| listed == scope) {
                section.findings().warn(place.clone(), ClientWarning::PairwiseIsTold(scope));
            }
        }
    }
    section.set("consent", &mut client.consent);
    section.fill("allow", &mut client.allow, rules_about_people);
    section.fill("deny", &mut client.deny, rules_about_people);
    section.set("did_web", &mut client.did_web);
}

/// Whether a template of localparts can make any single word, such as `admin`. Other names have a dot, or are
/// made of a DID.
pub fn makes_any_word(localpart: &str) -> bool {
    Template::parse(localpart).is_ok_and(|template| template.makes_any_word())
}

/// Reads what people are called at a Matrix server, and what nobody is.
fn localparts(section: &mut Section<'_>, client: &mut Client) {
    let template = |text: String| Template::parse(&text).map(|_| text);
    let written: Option<Found<'_, String>> = section.take("localpart");
    let written = written.and_then(|written| written.refine(template));
    let mut listed = None;
    section.fill("reserved_localparts", &mut listed, |entries| reserved(entries).map(Some));
    // An empty list is a decision.
    if let (Some(template), None) = (&written, &listed)
        && makes_any_word(&template.value)
        && client.matrix().is_some()
    {
        template.warn(ClientWarning::NothingReserved);
    }
    client.localpart = written.map(|written| written.value);
    client.reserved_localparts = listed.unwrap_or_default();
    section.fill("matrix_server", &mut client.matrix_server, matrix_server);
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

/// A real address is told only if it is verified, and then that is said.
const fn check_omission(omit: bool, is_made_up: bool) -> Result<bool, ClientMistake> {
    if is_made_up || !omit {
        Ok(omit)
    } else {
        Err(ClientMistake::Unless("email is \"synthetic\" or \"handle\""))
    }
}

/// Only assertions have an audience.
const fn check_audience(strict: bool, signs: bool) -> Result<bool, ClientMistake> {
    if signs || !strict {
        Ok(strict)
    } else {
        Err(ClientMistake::Unless("it signs assertions (jwks_file or jwks_uri)"))
    }
}

fn algorithm(name: String) -> Result<Algorithm, Mistake> {
    Mistake::unless_named(name, &Algorithm::NAMES, Algorithm::named)
}

/// Reads a server name (Matrix specification, appendices, "Server Name").
fn matrix_server(name: String) -> Result<Option<String>, ClientMistake> {
    if is_server_name(&name) { Ok(Some(name)) } else { Err(ClientMistake::MatrixServer) }
}

/// `told` is whether the client gets the claim `email`.
fn check_scope(scope: String, told: bool) -> Result<String, Fact> {
    if scope == "email" && !told {
        return Err(ClientMistake::NoEmail.into());
    }
    Ok(one_of(scope, &SCOPES)?.to_owned())
}

/// Reads a list of rules. An empty list is refused: it would let everyone in, although the operator
/// may have meant no one.
///
/// # Errors
/// [`ClientMistake::NotARule`]. Mistakes of single rules are reported at once.
pub fn rules_about_people(rules: Vec<Found<'_, String>>) -> Result<Vec<String>, ClientMistake> {
    if rules.is_empty() {
        return Err(ClientMistake::NotARule);
    }
    Ok(good(rules, |text| Rule::parse(&text).map(|_| text)))
}

/// Reads the list of localparts that nobody gets.
fn reserved(entries: Vec<Found<'_, String>>) -> Result<Vec<String>, ReservedFault> {
    if entries.len() > reserved::MOST {
        return Err(ReservedFault::TooMany);
    }
    Ok(good(entries, reserved::entry))
}
