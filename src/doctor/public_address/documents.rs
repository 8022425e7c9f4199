//! What each path of our own address must answer.

use futures_util::future::join_all;
use serde_json::{Map, Value};
use url::Url;

use super::{answer, connection};
use crate::atproto::ClientIds;
use crate::doctor::context::{Context, LIMITS};
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::doctor::shown::shown;
use crate::fetch::Response;

/// A request, and what it tells.
struct Probe {
    url: Url,
    expected: Expected,
}

enum Expected {
    /// The metadata of a client with this identifier.
    Client(String),
    /// A set of keys.
    Keys,
    /// A discovery document.
    Discovery,
    /// An answer to this resource, which is in the query.
    Webfinger(String),
    /// A page, or a redirect that we make: anything that is ours.
    Page,
    /// An OAuth error, for a form without anything in it.
    Refusal,
}

/// Asks for all documents at once. Findings of one kind are told once, with all their paths.
pub(super) async fn look(context: &Context<'_>, is_ours: bool) -> Vec<Finding> {
    let probes = probes(context);
    let asked = join_all(probes.iter().map(|probe| look_at(context, probe, is_ours)));
    let mut findings = together(probes.iter().zip(asked.await));
    let spoils_all =
        [&kinds::ANOTHER_SITE, &kinds::CHALLENGE, &kinds::LOGIN_WALL, &kinds::DAEMON_DOWN];
    if findings.is_empty() {
        findings = at_root(context).await;
    } else if let Some(whole) =
        findings.iter().find(|finding| spoils_all.iter().any(|kind| kind.id == finding.kind.id))
    {
        // What a guard does to POST requests and pages is no other fault.
        findings = vec![whole.clone()];
    } else if findings.len() > 1 {
        // Nor is what befalls all requests, and a POST among them.
        findings.retain(|finding| finding.kind.id != kinds::POST_BLOCKED.id);
    }
    findings
}

fn probes(context: &Context<'_>) -> Vec<Probe> {
    let public_url = &context.config.public_url;
    let mut all = Vec::new();
    let mut add = |path: &str, expected| {
        if let Ok(url) = Url::parse(&public_url.at(path)) {
            all.push(Probe { url, expected });
        }
    };
    if public_url.loopback().is_none() {
        let ids = ClientIds::at(public_url.as_str());
        add("/client-metadata.json", Expected::Client(ids.identity));
        add("/client-metadata-email.json", Expected::Client(ids.email));
        add("/client-jwks.json", Expected::Keys);
    }
    add("/.well-known/openid-configuration", Expected::Discovery);
    add("/.well-known/oauth-authorization-server", Expected::Discovery);
    add("/jwks", Expected::Keys);
    let resource = public_url.as_str().to_owned();
    add(&format!("/.well-known/webfinger?resource={resource}"), Expected::Webfinger(resource));
    add("/authorize", Expected::Page);
    add("/atproto/callback", Expected::Page);
    add("/token", Expected::Refusal);
    all
}

async fn look_at(context: &Context<'_>, probe: &Probe, is_ours: bool) -> Option<Finding> {
    let url = &probe.url;
    let asked = match probe.expected {
        Expected::Refusal => context.fetch.post_form(url, &[], &[], LIMITS).await,
        Expected::Client(_)
        | Expected::Keys
        | Expected::Discovery
        | Expected::Webfinger(_)
        | Expected::Page => context.get(url).await,
    };
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => return Some(connection::judge(context, &error)),
    };
    if matches!(probe.expected, Expected::Refusal) && is_ours {
        // Whatever else is wrong is told by the other paths.
        let is_json = answer.json::<Map<String, Value>>().is_ok();
        return (!is_json).then(|| post_blocked(url, answer.status));
    }
    // The page that says so for a callback of nobody's login has status 404.
    let is_our_page = is_ours && answer.has_header("x-request-id");
    if matches!(probe.expected, Expected::Page) && is_our_page && answer.status < 500 {
        return None;
    }
    if let Some(finding) = answer::judge(context, url, &answer, is_ours) {
        return Some(finding);
    }
    match &probe.expected {
        Expected::Client(id) => client(context, url, &answer, id),
        Expected::Keys => keys(context, url, &answer),
        Expected::Discovery => discovery(context, url, &answer),
        Expected::Webfinger(resource) => webfinger(context, url, &answer, resource),
        Expected::Page | Expected::Refusal => None,
    }
}

/// The object in an answer with status 200.
fn object(
    context: &Context<'_>,
    url: &Url,
    answer: &Response,
) -> Result<Map<String, Value>, Finding> {
    if answer.status != 200 {
        return Err(Finding::new(
            &kinds::STATUS,
            format!("{url} answers with status {}.", answer.status),
            format!(
                "curl -i {url}; curl -i -H 'Host: {}' {}{}",
                context.host(),
                context.upstream(),
                url.path()
            ),
        ));
    }
    let read = answer.json::<Map<String, Value>>();
    let kind = answer.media_type().unwrap_or_default();
    if kind == "text/html" && read.is_err() {
        return Err(answer::another_site(context, url, answer));
    }
    let Ok(read) = read else {
        return Err(Finding::new(
            &kinds::UNREADABLE_JSON,
            format!("{url} is not the JSON that ATLogin sends."),
            format!(
                "curl -s {url}; and take filters out of the proxy that change answers (nginx: sub_filter, addition)"
            ),
        ));
    };
    if kind != "application/json" && !kind.ends_with("+json") {
        return Err(Finding::new(
            &kinds::NOT_JSON,
            format!("{url} comes as {:?}, not as application/json.", shown(&kind)),
            "Let the proxy leave Content-Type alone: nginx -T | grep -nE 'default_type|Content-Type|proxy_hide_header'; a copy \
             of the document in a file goes stale besides",
        ));
    }
    Ok(read)
}

fn client(context: &Context<'_>, url: &Url, answer: &Response, id: &str) -> Option<Finding> {
    let document = match object(context, url, answer) {
        Ok(document) => document,
        Err(finding) => return Some(finding),
    };
    let told = document.get("client_id").and_then(Value::as_str).unwrap_or_default();
    (told != id).then(|| {
        Finding::new(
            &kinds::CLIENT_ID,
            format!("{url} has the client_id {}, and should have {id}.", shown(told)),
            format!(
                "Let the ATLogin that answers there and this one have the same configuration: public_url = \"{}\"; then: \
                 systemctl restart atlogin; and look that the proxy keeps no copy (curl -sI {url} | grep -i age)",
                context.config.public_url.as_str()
            ),
        )
    })
}

fn keys(context: &Context<'_>, url: &Url, answer: &Response) -> Option<Finding> {
    let document = match object(context, url, answer) {
        Ok(document) => document,
        Err(finding) => return Some(finding),
    };
    let keys = document.get("keys").and_then(Value::as_array).map_or(0, Vec::len);
    (keys == 0).then(|| {
        Finding::new(
            &kinds::CLIENT_KEYS,
            format!("{url} has no keys."),
            format!("curl -s {url}; and look that the proxy serves no file of that name; systemctl restart atlogin"),
        )
    })
}

fn discovery(context: &Context<'_>, url: &Url, answer: &Response) -> Option<Finding> {
    let document = match object(context, url, answer) {
        Ok(document) => document,
        Err(finding) => return Some(finding),
    };
    let told = document.get("issuer").and_then(Value::as_str).unwrap_or_default();
    let ours = context.config.public_url.as_str();
    (told != ours).then(|| {
        Finding::new(
            &kinds::ISSUER,
            format!("{url} has the issuer {}, and should have {ours}.", shown(told)),
            "Another provider answers at this path, or an ATLogin with another public_url: nginx -T | grep -n well-known; \
             atlogin check-config",
        )
    })
}

fn webfinger(
    context: &Context<'_>,
    url: &Url,
    answer: &Response,
    resource: &str,
) -> Option<Finding> {
    if answer.status == 400 {
        return Some(Finding::new(
            &kinds::QUERY_LOST,
            format!("The query of {url} does not reach ATLogin."),
            format!(
                "nginx: proxy_pass {}; without $uri or any other URI after it; and look that no cache leaves the query out",
                context.upstream()
            ),
        ));
    }
    let document = match object(context, url, answer) {
        Ok(document) => document,
        Err(finding) => return Some(finding),
    };
    let told = document.get("subject").and_then(Value::as_str);
    (told != Some(resource)).then(|| {
        let to_do = format!("curl -s '{url}'; nginx -T | grep -n webfinger");
        Finding::new(&kinds::ISSUER, format!("{url} answers about something else."), to_do)
    })
}

fn post_blocked(url: &Url, status: u16) -> Finding {
    Finding::new(
        &kinds::POST_BLOCKED,
        format!("A POST to {url} does not reach ATLogin (status {status})."),
        format!(
            "curl -i -X POST {url} must answer with JSON. Take rules out that stop or redirect POST: nginx -T | grep -nE \
             'limit_except|request_method|modsecurity'"
        ),
    )
}

/// The documents before the path of `public_url`, if it has one.
async fn at_root(context: &Context<'_>) -> Vec<Finding> {
    let public_url = &context.config.public_url;
    if public_url.path().is_empty() {
        return Vec::new();
    }
    let text =
        format!("{}/.well-known/openid-configuration{}", public_url.origin(), public_url.path());
    let Ok(url) = Url::parse(&text) else { return Vec::new() };
    let found = match context.get(&url).await {
        Ok(answer) => discovery(context, &url, &answer),
        Err(error) => Some(connection::judge(context, &error)),
    };
    let note = |_| {
        let to_do = format!(
            "nginx: location ~ ^/\\.well-known/(openid-configuration{0}|oauth-authorization-server{0}|webfinger) {{ proxy_pass {1}; }}",
            public_url.path(),
            context.upstream()
        );
        Finding::new(&kinds::ROOT_WELL_KNOWN, format!("{url} does not reach ATLogin."), to_do)
    };
    found.map(note).into_iter().collect()
}

/// One finding of each kind, with the other paths where it was seen.
fn together<'a>(asked: impl Iterator<Item = (&'a Probe, Option<Finding>)>) -> Vec<Finding> {
    let mut all: Vec<(Finding, Vec<&str>)> = Vec::new();
    for (probe, finding) in asked {
        let Some(finding) = finding else { continue };
        match all.iter_mut().find(|(first, _)| first.kind.id == finding.kind.id) {
            Some((_, others)) => others.push(probe.url.path()),
            None => all.push((finding, Vec::new())),
        }
    }
    let told = |(mut finding, others): (Finding, Vec<&str>)| {
        if !others.is_empty() {
            finding.what = format!("{} The same at {}.", finding.what, others.join(", "));
        }
        finding
    };
    all.into_iter().map(told).collect()
}
