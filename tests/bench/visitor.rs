//! A person with a browser, and the relying party that they visit.
//!
//! Each login is a browser without cookies. What an answer must be for the login to go on is looked
//! at, and no more: whether it is right in every way is for the tests to say.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::Fault;
use crate::http::{Answer, Http};

/// Where the relying parties are answered. Nobody listens there.
pub(crate) const REDIRECT_URI: &str = "https://rp.example/cb";
/// What they prove themselves with.
pub(crate) const SECRET: &str = "bench-secret-0123456789-abcdefghijklmnopqr";

const VERIFIER: &str = "bench-verifier-0123456789-abcdefghijklmnopq";

/// How the ID tokens of a relying party are signed; also its name.
#[derive(Clone, Copy)]
pub(crate) enum Algorithm {
    Es256,
    Rs256,
    /// ES256, and refresh tokens.
    Lasting,
}

impl Algorithm {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Es256 | Self::Lasting => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    const fn scope(self) -> &'static str {
        match self {
            Self::Es256 | Self::Rs256 => "openid profile",
            Self::Lasting => "openid profile offline_access",
        }
    }
}

/// One of several that visit at the same time, with connections of their own.
pub(crate) struct Visitor {
    daemon: Http,
    pds: Http,
    handle: String,
    /// The header line that brings the cookies of somebody who is known back.
    session: String,
    tokens: Option<Tokens>,
}

/// What a relying party holds.
#[derive(Deserialize)]
struct Tokens {
    #[serde(rename = "access_token")]
    access: String,
    #[serde(rename = "id_token")]
    identity: String,
    #[serde(rename = "refresh_token")]
    refresh: Option<String>,
}

impl Visitor {
    /// Connects to the daemon and to the person's server.
    pub(crate) async fn new(daemon: &str, pds: &str, handle: &str) -> Result<Self, Fault> {
        Ok(Self::over((Http::connect(daemon).await?, Http::connect(pds).await?), handle))
    }

    /// The same over connections to the daemon and to the person's server.
    pub(crate) fn over((daemon, pds): (Http, Http), handle: &str) -> Self {
        Self { daemon, pds, handle: handle.to_owned(), session: String::new(), tokens: None }
    }

    /// Signs in and stays: with a session in the browser, and tokens at the relying party.
    pub(crate) async fn stay(&mut self, algorithm: Algorithm) -> Result<(), Fault> {
        let code = self.code(algorithm).await?;
        self.redeem(algorithm, &code).await
    }

    /// The header line that brings their cookies.
    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// What was spent so far on connecting to the daemon and on its answers.
    pub(crate) fn spent_at_daemon(&self) -> Duration {
        self.daemon.spent
    }

    /// Goes on over another connection to the daemon.
    pub(crate) fn call_again(&mut self, daemon: Http) {
        self.daemon = daemon;
    }

    /// Is answered by the session, without a page and without the person's server, and redeems.
    pub(crate) async fn silent(&mut self, algorithm: Algorithm) -> Result<(), Fault> {
        let question = format!("{}&prompt=none", question(algorithm));
        let answer = self.daemon.get(&question, &self.session).await?;
        let code = code_in(&answer)?;
        self.redeem(algorithm, &code).await
    }

    /// Gets new tokens for the refresh token.
    pub(crate) async fn refresh(&mut self, algorithm: Algorithm) -> Result<(), Fault> {
        let tokens = self.tokens.as_ref().and_then(|tokens| tokens.refresh.clone());
        let token = tokens.ok_or("no refresh token")?;
        let form = encode(&[("grant_type", "refresh_token"), ("refresh_token", &token)]);
        self.ask_for_tokens(algorithm, &form).await
    }

    /// Asks what the access token is good for.
    pub(crate) async fn introspect(&mut self, algorithm: Algorithm) -> Result<(), Fault> {
        let tokens = self.tokens.as_ref().ok_or("no access token")?;
        let form = encode(&[("token", &tokens.access)]);
        let answer = self.daemon.post("/introspect", &credentials(algorithm), &form).await?;
        if answer.status == 200 && answer.body.contains("\"active\":true") {
            Ok(())
        } else {
            Err(answer.unexpected("a token that is active"))
        }
    }

    /// Signs in, from the relying party's question to the code that answers it.
    pub(crate) async fn code(&mut self, algorithm: Algorithm) -> Result<String, Fault> {
        let answer = self.daemon.get(&question(algorithm), "").await?;
        let page = path(answer.location()?)?;
        let answer = self.daemon.get(&page, "").await?;
        let cookie = cookie(&answer).ok_or_else(|| answer.unexpected("a cookie"))?;
        let csrf = csrf(&answer).ok_or_else(|| answer.unexpected("the sign-in page"))?;
        let form = encode(&[("csrf", csrf), ("account", &self.handle), ("stay", "yes")]);
        let answer = self.daemon.post(&page, &cookie, &form).await?;
        let answer = self.pds.get(&path(answer.location()?)?, "").await?;
        let answer = self.daemon.get(&path(answer.location()?)?, &cookie).await?;
        let cookies: Vec<&str> = answer.cookies().collect();
        self.session = format!("cookie: {}\r\n", cookies.join("; "));
        code_in(&answer)
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&mut self, algorithm: Algorithm, code: &str) -> Result<(), Fault> {
        let form = encode(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ]);
        self.ask_for_tokens(algorithm, &form).await
    }

    /// Asks the token endpoint, and looks whether there is an ID token of the right kind.
    async fn ask_for_tokens(&mut self, algorithm: Algorithm, form: &str) -> Result<(), Fault> {
        let answer = self.daemon.post("/token", &credentials(algorithm), form).await?;
        if answer.status != 200 {
            return Err(answer.unexpected("tokens"));
        }
        let tokens: Tokens = serde_json::from_str(&answer.body)?;
        let header = tokens.identity.split('.').next().unwrap_or_default();
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(header)?)?;
        if !header.contains(algorithm.name()) {
            return Err(answer.unexpected(algorithm.name()));
        }
        self.tokens = Some(tokens);
        Ok(())
    }
}

fn credentials(algorithm: Algorithm) -> String {
    let credentials = STANDARD.encode(format!("{}:{SECRET}", algorithm.name()));
    format!("authorization: Basic {credentials}\r\n")
}

fn code_in(answer: &Answer) -> Result<String, Fault> {
    let home = Url::parse(answer.location()?)?;
    let code = home.query_pairs().find(|(name, _)| name == "code");
    Ok(code.ok_or_else(|| answer.unexpected("a code"))?.1.into_owned())
}

/// What a relying party asks.
pub(crate) fn question(algorithm: Algorithm) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
    let query = encode(&[
        ("response_type", "code"),
        ("client_id", algorithm.name()),
        ("redirect_uri", REDIRECT_URI),
        ("scope", algorithm.scope()),
        ("state", "bench-state-0123456789"),
        ("nonce", "bench-nonce-0123456789"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    format!("/authorize?{query}")
}

/// A form, or a query.
pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Path and query of an address that may be relative.
pub(crate) fn path(location: &str) -> Result<String, Fault> {
    let url = Url::parse("http://localhost/")?.join(location)?;
    Ok(url[url::Position::BeforePath..].to_owned())
}

/// The header line that brings the answer's cookie back.
pub(crate) fn cookie(answer: &Answer) -> Option<String> {
    let pair = answer.header("set-cookie")?.split(';').next()?;
    Some(format!("cookie: {pair}\r\n"))
}

/// What the form of the sign-in page must bring.
pub(crate) fn csrf(page: &Answer) -> Option<&str> {
    page.body.split("name=\"csrf\" value=\"").nth(1)?.split('"').next()
}
