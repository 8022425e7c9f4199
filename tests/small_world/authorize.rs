//! Where the person is: the sign-in page of the server, and the way back to the client.

use super::Person;
use super::answer::{Answer, Asked};
use super::directory::Account;
use super::grants::{CODE_LIFETIME, Code, Pushed};
use super::lies::Prompting;
use super::random;
use super::world::Site;
use url::Url;

const EXPIRED: &str = "<!DOCTYPE html><html lang=\"en\"><title>Error</title>\
    <h1>This request is unknown or has expired</h1>";

/// `GET /oauth/authorize`: approves or denies for the person, or asks.
pub(super) fn page(site: &Site, asked: &Asked) -> Answer {
    let Some((request_uri, request)) =
        known(site, asked.parameter("request_uri"), asked.parameter("client_id"))
    else {
        return Answer::html(400, EXPIRED);
    };
    if let (Some(_), Prompting::RefusedLater(error)) = (&request.prompt, site.lies().prompt) {
        return refuse(site, &request_uri, &request, error);
    }
    let person = site.world.person.lock().unwrap().clone();
    match person {
        Person::Approves => match hinted(site, &request) {
            Some(account) => approve(site, &request_uri, request, &account),
            None => refuse(site, &request_uri, &request, "login_required"),
        },
        Person::Is(account) => approve(site, &request_uri, request, &account),
        Person::Denies => refuse(site, &request_uri, &request, "access_denied"),
        Person::FillsTheForm if request.prompt.as_deref() == Some("none") => {
            refuse(site, &request_uri, &request, "login_required")
        }
        Person::FillsTheForm => Answer::html(200, &form(&request_uri, &request, "")),
    }
}

/// `POST /oauth/authorize`: the form comes back.
pub(super) fn decision(site: &Site, asked: &Asked) -> Answer {
    let Some((request_uri, request)) =
        known(site, asked.field("request_uri"), asked.field("client_id"))
    else {
        return Answer::html(400, EXPIRED);
    };
    if asked.field("decision") != Some("authorize") {
        return refuse(site, &request_uri, &request, "access_denied");
    }
    let name = asked.field("username").unwrap_or_default().to_ascii_lowercase();
    let directory = site.world.directory.lock().unwrap();
    let account = directory.signed_up(&site.origin, &name).map(|entry| entry.account.clone());
    drop(directory);
    match account.filter(|account| asked.field("password") == Some(account.password())) {
        Some(account) => approve(site, &request_uri, request, &account),
        None => Answer::html(400, &form(&request_uri, &request, "Wrong identifier or password")),
    }
}

fn known(
    site: &Site,
    request_uri: Option<&str>,
    client_id: Option<&str>,
) -> Option<(String, Pushed)> {
    let request = site.grants.request(request_uri?, client_id?, site.world.now())?;
    Some((request_uri?.to_owned(), request))
}

/// The account that the client hinted at, else the first one that signed up here.
fn hinted(site: &Site, request: &Pushed) -> Option<Account> {
    let directory = site.world.directory.lock().unwrap();
    let entry = match &request.login_hint {
        Some(hint) => directory.signed_up(&site.origin, hint),
        None => directory.at(&site.origin).next(),
    };
    entry.map(|entry| entry.account.clone())
}

fn approve(site: &Site, request_uri: &str, request: Pushed, account: &Account) -> Answer {
    let code = random::text("cod-");
    let mut parameters = common(site, &request);
    parameters.push(("code".to_owned(), code.clone()));
    let redirect_uri = request.redirect_uri.clone();
    let expires_at = site.world.now() + CODE_LIFETIME;
    let granted = Code { request, did: account.did().to_owned(), expires_at, redeemed: None };
    site.grants.codes.lock().unwrap().insert(code, granted);
    back(site, request_uri, &redirect_uri, parameters)
}

fn refuse(site: &Site, request_uri: &str, request: &Pushed, error: &str) -> Answer {
    let description = match error {
        "access_denied" => "The user rejected the request",
        _ => "The user must sign in",
    };
    if let Some(home) = &request.client_uri
        && error == "access_denied"
        && site.ways().sends_refusals_home()
    {
        site.grants.requests.lock().unwrap().remove(request_uri);
        return Answer::see_other(home);
    }
    let mut parameters = common(site, request);
    if !site.ways().names_itself_in_errors() {
        parameters.retain(|(name, _)| name != "iss");
    }
    parameters.push(("error".to_owned(), error.to_owned()));
    parameters.push(("error_description".to_owned(), description.to_owned()));
    back(site, request_uri, &request.redirect_uri, parameters)
}

fn common(site: &Site, request: &Pushed) -> Vec<(String, String)> {
    vec![("state".to_owned(), request.state.clone()), ("iss".to_owned(), site.origin.clone())]
}

/// Sends the browser back with these parameters, or what the lies make of them.
fn back(
    site: &Site,
    request_uri: &str,
    redirect_uri: &str,
    mut parameters: Vec<(String, String)>,
) -> Answer {
    site.grants.requests.lock().unwrap().remove(request_uri);
    let lie = site.lies().callback;
    for (name, value) in lie.parameters {
        parameters.retain(|(known, _)| *known != name);
        parameters.extend(value.map(|value| (name, value)));
    }
    parameters.extend(lie.repeated);
    let mut address = Url::parse(redirect_uri).expect("a registered address");
    address.query_pairs_mut().extend_pairs(parameters);
    Answer::see_other(address.as_str())
}

/// A page without script or style: one form with the names that the reference server uses too.
fn form(request_uri: &str, request: &Pushed, alert: &str) -> String {
    let (request_uri, client_id) = (escaped(request_uri), escaped(&request.client_id));
    let hint = escaped(request.login_hint.as_deref().unwrap_or_default());
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<h1>Sign in</h1>
<p>Grant access to your account to {client_id}</p>
<p role="alert">{alert}</p>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="request_uri" value="{request_uri}">
<input type="hidden" name="client_id" value="{client_id}">
<p><label>Username or Email <input name="username" value="{hint}" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<button name="decision" value="authorize">Authorize</button>
<button name="decision" value="deny">Deny access</button>
</form>
</body>
</html>
"#
    )
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
