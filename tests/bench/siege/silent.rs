//! Browsers that are signed in, and ask for answers without a page.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::Fault;
use crate::addresses::attacker;
use crate::attack::Attack;
use crate::attackers::{Field, Ground, pause};
use crate::http::{Answer, Http};
use crate::visitor::{Algorithm, Visitor, encode, question};

/// How many connections ask for codes.
const CONNECTIONS: usize = 8;
/// How many requests each browser sends at a time whose account has to be looked up.
const AT_A_TIME: usize = 12;
/// How often the account page is opened: after so many requests for codes.
const REQUESTS_TO_A_PAGE: usize = 200;

/// Signs in whoever an attack needs, and gives the header lines with their cookies.
pub(crate) async fn browsers(attack: Attack, field: &Field) -> Result<Vec<String>, Fault> {
    let (servers, most) = if attack == Attack::OldProofs {
        (&field.place.silent, usize::MAX)
    } else {
        (&field.place.honest, usize::from(attack == Attack::SilentCodes))
    };
    let people = servers.iter().flat_map(|server| {
        server.handles.iter().map(|handle| (server.authority.as_str(), handle.as_str()))
    });
    let mut browsers = Vec::new();
    for (number, (server, handle)) in people.take(most).enumerate() {
        let daemon = Http::connect_for(&field.daemon, &attacker(number)).await?;
        let mut visitor = Visitor::over((daemon, Http::connect(server).await?), handle);
        visitor.stay(Algorithm::Es256).await?;
        browsers.push(visitor.session().to_owned());
    }
    Ok(browsers)
}

/// One browser asks for codes of the account page.
pub(crate) fn codes(ground: &Arc<Ground>, browsers: &[String], tasks: &mut JoinSet<()>) {
    let question = question_of_account_page(&ground.field.daemon);
    for cookies in browsers {
        for _ in 0..CONNECTIONS {
            let (ground, question) = (Arc::clone(ground), question.clone());
            let cookies = cookies.clone();
            tasks.spawn(async move {
                loop {
                    let _ = ask_again(&ground, &question, &cookies).await;
                }
            });
        }
    }
}

async fn ask_again(ground: &Ground, question: &str, cookies: &str) -> Result<(), Fault> {
    let mut http = Http::connect_for(&ground.field.daemon, &attacker(0)).await?;
    for _ in 0..REQUESTS_TO_A_PAGE {
        ground.note(http.get(question, cookies)).await.ok_or("no answer")?;
    }
    ground.note(http.get("/account", cookies)).await.ok_or("no answer")?;
    Ok(())
}

fn question_of_account_page(daemon: &str) -> String {
    let query = encode(&[
        ("response_type", "code"),
        ("client_id", "atlogin-account"),
        ("redirect_uri", &format!("http://{daemon}/account/back")),
        ("scope", "openid"),
        ("state", "/account"),
        ("nonce", &"n".repeat(512)),
    ]);
    format!("/authorize?{query}")
}

/// Each browser asks for an answer that takes a look at its account.
pub(crate) fn old_proofs(ground: &Arc<Ground>, browsers: &[String], tasks: &mut JoinSet<()>) {
    for (number, cookies) in browsers.iter().enumerate() {
        for _ in 0..AT_A_TIME {
            let (ground, cookies) = (Arc::clone(ground), cookies.clone());
            tasks.spawn(async move {
                loop {
                    ground.note(ask_silently(&ground.field.daemon, number, &cookies)).await;
                    pause().await;
                }
            });
        }
    }
}

async fn ask_silently(daemon: &str, number: usize, cookies: &str) -> Result<Answer, Fault> {
    let mut http = Http::connect_for(daemon, &attacker(number)).await?;
    http.get(&format!("{}&prompt=none", question(Algorithm::Es256)), cookies).await
}
