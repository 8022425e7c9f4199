//! The Matrix server itself, and what signs people in there.

use serde_json::{Map, Value};
use url::Url;

use crate::doctor::context::{Context, LIMITS};
use crate::doctor::finding::{Finding, Part};
use crate::doctor::kinds;
use crate::doctor::shown::{in_command, shown};
use crate::fetch::Response;

/// What signs people in.
pub(super) enum SignsIn {
    /// Matrix Authentication Service.
    Mas {
        /// Its address, which it calls its issuer.
        issuer: Url,
    },
    /// Synapse.
    Synapse {
        /// The identifiers of its providers.
        providers: Vec<String>,
    },
}

/// What an app asks before MAS signs people in too, by old apps.
const COMPAT: [&str; 3] = ["login", "logout", "refresh"];
/// How many providers are followed.
const MOST_PROVIDERS: usize = 5;

/// Asks what an app asks first.
pub(super) async fn look(
    context: &Context<'_>,
    url: &Url,
    part: &mut Part,
) -> Result<SignsIn, Finding> {
    let versions = at(url, "/_matrix/client/versions");
    let answer = context.get(&versions).await.map_err(|error| unreachable(url, &error))?;
    let object = object(&answer);
    if object.is_none_or(|it| !it.contains_key("versions")) {
        return Err(Finding::new(
            &kinds::MATRIX_ANOTHER,
            format!("{} is answered by no Matrix server (status {}).", versions, answer.status),
            format!(
                "curl -i {versions}; nginx: location /_matrix/ {{ proxy_pass http://127.0.0.1:8008; }}"
            ),
        ));
    }
    part.steps.push(format!("{} is a Matrix server", shown(url.as_str())));
    well_known(context, url, part).await;
    match metadata(context, url).await {
        Some(issuer) => {
            part.steps.push(format!("people sign in at {}, which is MAS", shown(issuer.as_str())));
            mas(context, url, &issuer, part).await;
            Ok(SignsIn::Mas { issuer })
        }
        None => synapse(context, url, part).await,
    }
}

fn unreachable(base: &Url, error: &crate::fetch::FetchError) -> Finding {
    let to_do = format!(
        "curl -v {}; systemctl status matrix-synapse nginx caddy",
        at(base, "/_matrix/client/versions")
    );
    let what = format!("{} is not reached", shown(base.as_str()));
    Finding::new(&kinds::MATRIX_UNREACHABLE, what, to_do).because(error)
}

/// Apps begin at the name of the server, which may be another host: what is missing here is only noted.
async fn well_known(context: &Context<'_>, url: &Url, part: &mut Part) {
    let Ok(place) = url.join("/.well-known/matrix/client") else { return };
    let wanted = url.as_str().trim_end_matches('/');
    let show = format!("{{\"m.homeserver\": {{\"base_url\": \"{wanted}\"}}}}");
    let answer = context.get(&place).await.ok().filter(|answer| answer.status == 200);
    let Some(answer) = answer else {
        part.findings.push(Finding::new(
            &kinds::MATRIX_NO_WELL_KNOWN,
            format!("{place} is not there."),
            format!("If Matrix IDs end in this host, answer there with {show}; else look at the host in which they end"),
        ));
        return;
    };
    let said = object(&answer);
    let base = said.as_ref().and_then(|it| it.get("m.homeserver")?.get("base_url")?.as_str());
    let fault = match base {
        Some(base) if base.trim_end_matches('/') != wanted => format!("names {}", shown(base)),
        None => "names no m.homeserver".to_owned(),
        Some(_) if !answer.has_header("access-control-allow-origin") => {
            "lacks the header Access-Control-Allow-Origin: *, so apps in a browser cannot read it"
                .to_owned()
        }
        Some(_) => return,
    };
    part.findings.push(Finding::new(
        &kinds::MATRIX_WELL_KNOWN,
        format!("{place} {fault}."),
        format!("Answer there with {show}, Content-Type: application/json and Access-Control-Allow-Origin: *"),
    ));
}

/// The issuer of what signs people in, if that is not Synapse itself.
async fn metadata(context: &Context<'_>, base: &Url) -> Option<Url> {
    for path in [
        "/_matrix/client/v1/auth_metadata",
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
    ] {
        let answer = context.get(&at(base, path)).await.ok();
        let said = answer.as_ref().filter(|answer| answer.status == 200).and_then(object);
        let issuer = said.and_then(|said| Url::parse(said.get("issuer")?.as_str()?).ok());
        if issuer.is_some() {
            return issuer;
        }
    }
    None
}

async fn mas(context: &Context<'_>, base: &Url, issuer: &Url, part: &mut Part) {
    let place = issuer.as_str().trim_end_matches('/');
    let discovery = at(issuer, "/.well-known/openid-configuration");
    let said = context.get(&discovery).await.ok().filter(|it| it.status == 200);
    let said = said.as_ref().and_then(object);
    let told = said.as_ref().and_then(|it| it.get("issuer")?.as_str());
    if told != Some(issuer.as_str()) && told != Some(place) {
        part.findings.push(Finding::new(
            &kinds::MATRIX_MAS,
            format!("{discovery} does not answer as MAS with the issuer {}.", shown(place)),
            format!(
                "curl -i {}; mas-cli doctor; systemctl status matrix-authentication-service; and look at http.public_base \
                 and http.issuer of MAS",
                in_command(discovery.as_str(), "ADDRESS")
            ),
        ));
    }
    let mut lost = Vec::new();
    for name in COMPAT {
        let url = at(base, &format!("/_matrix/client/v3/{name}"));
        let asked = match name {
            "login" => context.get(&url).await,
            _ => context.fetch.post_form(&url, &[], &[], LIMITS).await,
        };
        // MAS has an answer to each; Synapse beside MAS knows none of them.
        if asked.is_ok_and(|answer| answer.status == 404 || answer.status >= 500) {
            lost.push(format!("/_matrix/client/v3/{name}"));
        }
    }
    if !lost.is_empty() {
        part.findings.push(Finding::new(
            &kinds::MATRIX_COMPAT,
            format!("{} of {} do not reach MAS.", lost.join(", "), shown(base.as_str())),
            "nginx: location ~ ^/_matrix/client/(.*)/(login|logout|refresh) { proxy_pass http://127.0.0.1:8090; } before \
             location /_matrix/; and `- name: compat` among the resources of MAS's listener",
        ));
    }
}

async fn synapse(context: &Context<'_>, base: &Url, part: &mut Part) -> Result<SignsIn, Finding> {
    let login = at(base, "/_matrix/client/v3/login");
    let answer = context.get(&login).await.map_err(|error| unreachable(base, &error))?;
    let said = object(&answer).filter(|_| answer.status == 200);
    let Some(flows) = said.as_ref().and_then(|said| said.get("flows")?.as_array()) else {
        return Err(Finding::new(
            &kinds::MATRIX_NO_LOGIN,
            format!(
                "{login} says neither that Synapse signs people in nor that MAS does (status {}).",
                answer.status
            ),
            "curl -i the two: /_matrix/client/v3/login must reach Synapse, or MAS if it is there; /_matrix/client/v1/auth_metadata \
             must reach Synapse, with matrix_authentication_service.enabled: true in homeserver.yaml",
        ));
    };
    part.steps.push("people sign in at Synapse itself".to_owned());
    let providers = flows.iter().filter_map(|flow| flow.get("identity_providers")?.as_array());
    let ids = providers.flatten().filter_map(|provider| provider.get("id")?.as_str());
    // What is no identifier cannot be put into a path.
    let is_plain =
        |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let providers = ids.filter(is_plain).take(MOST_PROVIDERS).map(str::to_owned).collect();
    Ok(SignsIn::Synapse { providers })
}

fn object(answer: &Response) -> Option<Map<String, Value>> {
    answer.json::<Map<String, Value>>().ok()
}

/// The address of `path` below `base`, which has no slash at its end.
fn at(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}
