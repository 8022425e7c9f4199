//! What answers in the place of ATLogin: a guard, a login, a redirect, another site.

use url::{Position, Url};

use crate::doctor::context::Context;
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::doctor::shown::shown;
use crate::fetch::Response;

/// What pages of guards say that let browsers alone through, in lower case.
const CHALLENGES: [&str; 9] = [
    "just a moment",
    "cf-chl",
    "challenge-platform",
    "checking your browser",
    "ddos-guard",
    "_incapsula_",
    "captcha",
    "not a bot",
    "verify you are human",
];

/// What is in the address or on the page of a login, in lower case.
const LOGINS: [&str; 8] =
    ["login", "signin", "sign-in", "sign_in", "auth", "sso", "cdn-cgi/access", "start-session"];

/// The finding if not ATLogin has given `answer` for `url`. `is_ours` says whether it answers at all.
pub(super) fn judge(
    context: &Context<'_>,
    url: &Url,
    answer: &Response,
    is_ours: bool,
) -> Option<Finding> {
    let body = String::from_utf8_lossy(answer.body()).to_ascii_lowercase();
    let is_page = answer.media_type().is_some_and(|kind| kind == "text/html");
    let is_challenge = |body: &str| CHALLENGES.iter().any(|mark| body.contains(mark));
    if answer.is_challenge() || (is_page && answer.status != 404 && is_challenge(&body)) {
        return Some(challenge(url));
    }
    match answer.status {
        301 | 302 | 303 | 307 | 308 => Some(redirect(context, url, answer)),
        401 | 407 => {
            Some(login_wall(context, format!("{url} answers with status {}.", answer.status)))
        }
        400 | 421 if is_about_the_host(&body) => Some(wrong_host(context)),
        403 => Some(Finding::new(
            &kinds::FORBIDDEN,
            format!("{url} answers with status 403."),
            "Look for rules of the proxy or of a firewall before it: nginx -T | grep -nE 'allow|deny|return 403'; and let \
             all paths below public_url through, for every user agent and country",
        )),
        500..=599 => Some(proxy_error(context, url, answer.status)),
        404 | 405 | 410 if is_ours => Some(path(context, url, answer.status)),
        404 | 405 | 410 => Some(another_site(context, url, answer)),
        200 if is_page && body.contains("type=\"password\"") => Some(login_wall(
            context,
            format!("{url} answers with a page that asks for a password."),
        )),
        _ => None,
    }
}

fn challenge(url: &Url) -> Finding {
    Finding::new(
        &kinds::CHALLENGE,
        format!("{url} answers with a challenge for browsers."),
        "Turn the challenge off for this host. Cloudflare: Security, WAF, a custom rule `http.host eq \"HOST\"` with the \
         action Skip (all remaining rules, Super Bot Fight Mode, Browser Integrity Check), or the DNS record as `DNS only`. \
         Others (Anubis, CrowdSec): an exception for the whole host"
            .replace("HOST", url.host_str().unwrap_or_default()),
    )
}

fn redirect(context: &Context<'_>, url: &Url, answer: &Response) -> Finding {
    let location = answer.header("location").unwrap_or_default();
    let target = url.join(location).ok();
    let is_login = target.as_ref().is_some_and(|target| {
        // Our own name may well have one of these words.
        let begins =
            if target.host() == url.host() { Position::BeforePath } else { Position::BeforeHost };
        let text = target[begins..].to_ascii_lowercase();
        !target.path().starts_with(url.path()) && LOGINS.iter().any(|mark| text.contains(mark))
    });
    if is_login {
        return login_wall(context, format!("{url} redirects to {}.", shown(location)));
    }
    let ours = &context.config.public_url;
    let why = match &target {
        Some(target) if target.scheme() == "http" => "to plain http",
        Some(target) if target.host_str() != url.host_str() => "to another host",
        Some(_) => "to another path",
        None => "to nowhere",
    };
    Finding::new(
        &kinds::REDIRECT,
        format!("{url} redirects {why}: {}.", shown(location)),
        format!(
            "Take the redirect out of the server block of {0} (nginx -T | grep -nE 'return 30|rewrite'), or write the \
             address that people shall use into the configuration: public_url, which is {1} now",
            context.host(),
            ours.as_str()
        ),
    )
}

fn login_wall(context: &Context<'_>, what: String) -> Finding {
    Finding::new(
        &kinds::LOGIN_WALL,
        what,
        format!(
            "Let {} through without a login: nginx: auth_basic off; auth_request off; in its location; oauth2-proxy: \
             skip_auth_routes; Authelia: a rule with policy: bypass; Cloudflare Access: an application with the policy Bypass",
            context.host()
        ),
    )
}

/// These are the sentences of `server::host_check`.
fn is_about_the_host(body: &str) -> bool {
    body.contains("this is not the address of this service")
        || body.contains("the request names no host")
}

fn wrong_host(context: &Context<'_>) -> Finding {
    let host = context.host();
    Finding::new(
        &kinds::WRONG_HOST,
        format!("The proxy sends another Host than {host} to ATLogin."),
        "nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On; Caddy does it by itself, so take header_up Host \
         out",
    )
}

fn proxy_error(context: &Context<'_>, url: &Url, status: u16) -> Finding {
    let upstream = context.upstream();
    Finding::new(
        &kinds::DAEMON_DOWN,
        format!("{url} answers with status {status}."),
        format!(
            "systemctl status atlogin; journalctl -u atlogin -u nginx -u caddy -n 50; and look that the proxy sends to where \
             ATLogin listens: proxy_pass {upstream}; curl -i {upstream}/healthz"
        ),
    )
}

pub(super) fn path(context: &Context<'_>, url: &Url, status: u16) -> Finding {
    Finding::new(
        &kinds::PATH_MISSING,
        format!("{url} does not reach ATLogin (status {status})."),
        format!(
            "nginx: location {}/ {{ proxy_pass {}; }} with no URI and no slash after it, and no other location, alias or rewrite \
             for paths below it: nginx -T | grep -n 'location'. Caddy: handle, not handle_path",
            context.config.public_url.path(),
            context.upstream()
        ),
    )
}

pub(super) fn another_site(context: &Context<'_>, url: &Url, answer: &Response) -> Finding {
    let kind = answer.media_type().map_or_else(|| "nothing".to_owned(), |kind| shown(&kind));
    Finding::new(
        &kinds::ANOTHER_SITE,
        format!("{url} is answered by something else (status {}, {kind}).", answer.status),
        format!(
            "Make a server block for this name alone: server_name {}; location / {{ proxy_pass {}; }} and look with nginx -T \
             which block answers now; or correct public_url",
            context.host(),
            context.upstream()
        ),
    )
}
