//! What of a request arrives at the daemon, which tells it to whoever may write into its directory.

use url::Url;

use crate::doctor::context::{Context, LIMITS};
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::doctor::shown::shown;
use crate::fetch::Response;
use crate::server::arrival::{Arrival, HEADER, PATH, Question};

/// An address that nobody has (RFC 5737), which a visitor could pretend to have.
const PRETENDED: &str = "203.0.113.77";

/// Asks twice: as a visitor does, and as one who pretends to be somebody else.
pub(super) async fn look(context: &Context<'_>) -> Vec<Finding> {
    let Ok(url) = Url::parse(&context.config.public_url.at(PATH)) else { return Vec::new() };
    let question = match Question::put(&context.config.state_dir, &context.clock) {
        Ok(question) => question,
        Err(error) => {
            return vec![
                not_seen("The question cannot be put into the state directory").because(error),
            ];
        }
    };
    let ask = async |more: &[(&'static str, &str)]| {
        let headers = [&[(HEADER, question.secret.expose())], more].concat();
        context.fetch.get_with(&url, &headers, LIMITS).await.ok().and_then(|answer| read(&answer))
    };
    let Some(plain) = ask(&[]).await else {
        return vec![not_seen(
            "The ATLogin that answers is another one than that of this state directory, or an older one.",
        )];
    };
    if let Some(finding) = judge(&plain) {
        return vec![finding];
    }
    let pretended = ask(&[("x-forwarded-for", PRETENDED)]).await;
    is_believed(pretended.as_ref()).then(forged).into_iter().collect()
}

/// Whether the proxy vouches for what the visitor wrote: nothing comes after it.
fn is_believed(pretended: Option<&Arrival>) -> bool {
    let last = pretended.and_then(|arrival| arrival.forwarded_for.last());
    last.and_then(|value| value.rsplit(',').next()).is_some_and(|hop| hop.trim() == PRETENDED)
}

fn read(answer: &Response) -> Option<Arrival> {
    (answer.status == 200).then(|| answer.json().ok()).flatten()
}

fn judge(arrival: &Arrival) -> Option<Finding> {
    let proxy = arrival.proxy.as_deref().unwrap_or("the proxy");
    let set = "nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; Caddy does it by itself";
    if arrival.forwarded_for.is_empty() {
        return Some(Finding::new(
            &kinds::NOT_FORWARDED,
            format!("{} sends no X-Forwarded-For.", shown(proxy)),
            format!("{set}; then: systemctl reload nginx"),
        ));
    }
    (!arrival.is_trusted).then(|| {
        let proxy = shown(proxy);
        Finding::new(
            &kinds::UNNAMED_PROXY,
            format!("{proxy} sends X-Forwarded-For, and trusted_proxies does not name it."),
            format!("If {proxy} is your proxy, write into the configuration: trusted_proxies = [\"{proxy}\"]"),
        )
    })
}

fn forged() -> Finding {
    Finding::new(
        &kinds::FORGED_FORWARDED,
        "The proxy hands on what a visitor writes into X-Forwarded-For, and adds nothing.",
        "nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; not $http_x_forwarded_for; HAProxy: option \
         forwardfor, without if-none",
    )
}

fn not_seen(what: &str) -> Finding {
    Finding::new(
        &kinds::NOT_SEEN,
        what,
        "sudo -u atlogin atlogin doctor, where ATLogin runs; systemctl restart atlogin",
    )
}
