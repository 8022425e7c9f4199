//! Logins that are begun, and not finished.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::Fault;
use crate::addresses::{at_home, attacker};
use crate::attackers::{Ground, pause};
use crate::http::{Answer, Http};
use crate::visitor::{Algorithm, Visitor, cookie, csrf, encode, path, question};

/// How many sources there are, and how many starts each has under way.
const MANY_STARTS: (usize, usize) = (14, 60);
const FEW_STARTS: (usize, usize) = (4, 16);
/// How many connections ask from one network.
const CONNECTIONS: usize = 16;
/// How many requests one of them carries.
const REQUESTS: usize = 200;
/// How many addresses are at one server, and how many starts each has under way.
const ADDRESSES: usize = 6;
const AT_ONE_SERVER: usize = 8;
/// How many large logins are begun at a time, and from how many addresses.
const LARGE: usize = 16;
const LARGE_ADDRESSES: usize = 256;
/// How many sign in with free names at a time, and from how many addresses.
const FREE: usize = 4;
const FREE_ADDRESSES: usize = 64;

/// Starts that are not answered by the server that they name.
pub(crate) fn at_silent_servers(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    let many = (0..MANY_STARTS.0).flat_map(|source| std::iter::repeat_n(source, MANY_STARTS.1));
    let few = (0..FEW_STARTS.0).flat_map(|source| std::iter::repeat_n(source, FEW_STARTS.1));
    for source in many.chain(few.map(|source| MANY_STARTS.0 + source)) {
        let ground = Arc::clone(ground);
        tasks.spawn(async move {
            loop {
                let silent = &ground.field.place.silent;
                let number = ground.next();
                let Some(server) = silent.get(number % silent.len()) else { return };
                let handle = server.handles.get(number / silent.len() % server.handles.len());
                let (question, address) = (question(Algorithm::Es256), attacker(source));
                let started = start(&ground, (&address, &question), handle.map_or("", |it| it));
                ground.note(started).await;
                pause().await;
            }
        });
    }
}

/// Requests of relying parties, of which nothing else becomes.
pub(crate) fn from_one_network(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    for _ in 0..CONNECTIONS {
        let ground = Arc::clone(ground);
        tasks.spawn(async move {
            loop {
                let _ = ask_from_home(&ground).await;
            }
        });
    }
}

async fn ask_from_home(ground: &Ground) -> Result<(), Fault> {
    let (mut http, question) =
        (Http::connect(&ground.field.daemon).await?, question(Algorithm::Es256));
    for _ in 0..REQUESTS {
        let address = format!("x-forwarded-for: {}\r\n", at_home(ground.next()));
        ground.note(http.get(&question, &address)).await.ok_or("no answer")?;
    }
    Ok(())
}

/// Starts at the server of a quarter of the people.
pub(crate) fn at_one_server(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    for number in 0..ADDRESSES * AT_ONE_SERVER {
        let ground = Arc::clone(ground);
        tasks.spawn(async move {
            let Some(server) = ground.field.place.honest.first() else { return };
            for handle in server.handles.iter().cycle() {
                let question = question(Algorithm::Es256);
                let address = attacker(number % ADDRESSES);
                let started = ground.note(start(&ground, (&address, &question), handle)).await;
                if started.is_none_or(|answer| answer.status != 303) {
                    pause().await;
                }
            }
        });
    }
}

/// Starts that take as much room as may be.
pub(crate) fn large(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    // A quotation mark takes two bytes in JSON. Characters that take more are refused.
    let (state, short) = ("\"".repeat(4096), "\"".repeat(512));
    let more = encode(&[("nonce", short.as_str()), ("login_hint", &short), ("state", &state)]);
    let question = question(Algorithm::Es256);
    let plain = question.split('&').filter(|pair| !pair.starts_with("state="));
    let plain = plain.filter(|pair| !pair.starts_with("nonce=")).collect::<Vec<_>>().join("&");
    let question = format!("{plain}&{more}");
    for _ in 0..LARGE {
        let (ground, question) = (Arc::clone(ground), question.clone());
        tasks.spawn(async move {
            loop {
                let number = ground.next();
                let long = &ground.field.place.long;
                let handle = long.get(number % long.len()).and_then(|it| it.handles.first());
                let address = attacker(number % LARGE_ADDRESSES);
                let started = start(&ground, (&address, &question), handle.map_or("", |it| it));
                ground.note(started).await;
            }
        });
    }
}

/// Whole sign-ins, each with another account.
pub(crate) fn free_names(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    for _ in 0..FREE {
        let ground = Arc::clone(ground);
        tasks.spawn(async move {
            loop {
                match sign_in(&ground, ground.next()).await {
                    Ok(()) => ground.count("signed in".to_owned()),
                    Err(_) => ground.count("not signed in".to_owned()),
                }
            }
        });
    }
}

async fn sign_in(ground: &Ground, number: usize) -> Result<(), Fault> {
    let free = &ground.field.place.free;
    let daemon =
        Http::connect_for(&ground.field.daemon, &attacker(number % FREE_ADDRESSES)).await?;
    let server = Http::connect(&free.authority).await?;
    let handle = free.handles.get(number % free.handles.len()).ok_or("no name")?;
    let mut visitor = Visitor::over((daemon, server), handle);
    visitor.stay(Algorithm::Es256).await
}

/// Goes as far as the person's server, or as far as it is let. Gives the last answer.
async fn start(
    ground: &Ground,
    (address, question): (&str, &str),
    handle: &str,
) -> Result<Answer, Fault> {
    let mut http = Http::connect_for(&ground.field.daemon, address).await?;
    let answer = http.get(question, "").await?;
    if answer.status != 303 {
        return Ok(answer);
    }
    let page = path(answer.location()?)?;
    let answer = http.get(&page, "").await?;
    let (Some(cookie), Some(csrf)) = (cookie(&answer), csrf(&answer)) else { return Ok(answer) };
    let form = encode(&[("csrf", csrf), ("account", handle)]);
    http.post(&page, &cookie, &form).await
}
