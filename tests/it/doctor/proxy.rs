//! A reverse proxy in front of the daemon: honest, or configured as people configure them by mistake.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each step of the proxy is about one or two of the many faults"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::server::{Answer, Asked, Handler, answer};
use crate::support::browser::client_builder;

/// What the proxy does.
#[derive(Clone, Debug, Default)]
pub(super) enum Does {
    /// Hands everything on.
    #[default]
    Forward,
    /// Answers paths with this beginning by itself, with "not found".
    Lose(&'static str),
    /// Answers everything by itself: status, media type, body, and a header.
    Say(u16, &'static str, &'static str, (&'static str, &'static str)),
    /// Redirects to this beginning, and the path; or to just this if it has a `?`.
    Redirect(u16, &'static str),
    /// Sends another host.
    Host(&'static str),
    /// Replaces words in answers.
    Replace(&'static str, &'static str),
    /// Gives answers another media type.
    Type(&'static str),
    /// Adds a header to answers.
    Add(&'static str, &'static str),
    /// Leaves the query out.
    LoseQuery,
    /// Answers this method by itself, with "forbidden".
    Refuse(&'static str),
    /// Takes a beginning of the path away.
    Strip(&'static str),
    /// Puts a slash after each path by a redirect.
    Slash,
    /// Waits before each answer.
    Wait(Duration),
    /// Says nothing of the visitor.
    ForwardNobody,
    /// Says something of the visitor only if the visitor does not.
    ForwardIfNone,
}

/// How it can be told what to do.
pub(super) type Orders = Arc<Mutex<Does>>;

/// The proxy of the daemon at `daemon`.
pub(super) fn proxy(daemon: SocketAddr, orders: &Orders) -> Handler {
    let orders = Arc::clone(orders);
    let client = client_builder().build().unwrap();
    Arc::new(move |asked| {
        let (does, client) = (orders.lock().unwrap().clone(), client.clone());
        Box::pin(async move { act(does, client, daemon, asked).await })
    })
}

const NOT_FOUND: &str = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>";

async fn act(does: Does, client: reqwest::Client, daemon: SocketAddr, asked: Asked) -> Answer {
    let whole = asked.uri().path_and_query().unwrap().to_string();
    let path = asked.uri().path().to_owned();
    match does {
        Does::Lose(beginning) if path.starts_with(beginning) => answer(404, "text/html", NOT_FOUND),
        Does::Say(status, kind, body, (name, value)) => {
            let mut said = answer(status, kind, body);
            said.headers_mut().insert(name, value.parse().unwrap());
            said
        }
        Does::Redirect(status, to) => {
            let mut moved = answer(status, "text/html", "");
            let to = if to.contains('?') { to.to_owned() } else { format!("{to}{whole}") };
            moved.headers_mut().insert("location", to.parse().unwrap());
            moved
        }
        Does::Slash if !path.ends_with('/') => {
            let mut moved = answer(301, "text/html", "");
            moved.headers_mut().insert("location", format!("{path}/").parse().unwrap());
            moved
        }
        Does::Refuse(method) if asked.method() == method => {
            answer(403, "text/html", "<h1>403 Forbidden</h1>")
        }
        does => forward(&does, &client, daemon, &whole, asked).await,
    }
}

async fn forward(
    does: &Does,
    client: &reqwest::Client,
    daemon: SocketAddr,
    whole: &str,
    asked: Asked,
) -> Answer {
    if let Does::Wait(time) = does {
        tokio::time::sleep(*time).await;
    }
    let target = match does {
        Does::LoseQuery => asked.uri().path(),
        Does::Strip(beginning) => whole.strip_prefix(beginning).unwrap_or(whole),
        _ => whole,
    };
    let target = format!("http://{daemon}/{}", target.trim_start_matches('/'));
    let mut request = client.request(asked.method().clone(), target);
    for (name, value) in asked.headers() {
        if name != "host" && name != "content-length" {
            request = request.header(name, value);
        }
    }
    let host = asked.headers()["host"].to_str().unwrap();
    request = request.header("host", if let Does::Host(other) = does { other } else { host });
    request = match does {
        Does::ForwardNobody => request,
        Does::ForwardIfNone if asked.headers().contains_key("x-forwarded-for") => request,
        _ => request.header("x-forwarded-for", "127.0.0.1"),
    };
    let Ok(response) = request.body(asked.into_body()).send().await else {
        return answer(502, "text/html", "<h1>502 Bad Gateway</h1>");
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = response.bytes().await.unwrap();
    if let Does::Replace(from, to) = does {
        body = String::from_utf8(body.to_vec()).unwrap().replace(from, to).into();
    }
    let mut answered = answer(status, "text/plain", body);
    for (name, value) in &headers {
        if name != "content-length" && name != "transfer-encoding" {
            answered.headers_mut().insert(name, value.clone());
        }
    }
    match does {
        Does::Type(kind) => {
            answered.headers_mut().insert("content-type", kind.parse().unwrap());
        }
        Does::Add(name, value) => {
            answered.headers_mut().insert(*name, value.parse().unwrap());
        }
        _ => {}
    }
    answered
}
