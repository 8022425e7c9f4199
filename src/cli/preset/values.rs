//! The values that a template below `templates/presets/` can write.

use url::Url;

use super::quote::yaml_list;
use super::setup::Setup;
use super::written::{Language, Written};

/// Our addresses, and the name of what people sign in with.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) name: Written,
    pub(super) issuer: Written,
    pub(super) discovery: Written,
    pub(super) authorize: Written,
    pub(super) token: Written,
    pub(super) userinfo: Written,
    pub(super) jwks: Written,
    pub(super) logout: Written,
}

/// What the program has to know of its own client.
#[derive(Debug)]
pub(super) struct Theirs {
    pub(super) id: Written,
    /// Its secret, if it is new. Otherwise the template names a file.
    pub(super) secret: Option<Written>,
    pub(super) redirect_uri: Written,
    /// The scopes with blanks between them.
    pub(super) scopes: Written,
    pub(super) comma_scopes: Written,
    /// The scopes as a list in JSON, and those beside `openid`.
    pub(super) scope_list: String,
    pub(super) other_scopes: String,
    /// What signs its ID tokens.
    pub(super) algorithm: Written,
    /// Whether it gets an e-mail address, and a localpart.
    pub(super) email: bool,
    pub(super) localpart: bool,
}

/// Where the program is.
#[derive(Debug)]
pub(super) struct Site {
    /// The address at which people open it, without a slash at its end.
    pub(super) url: Written,
    /// The path in it: `/` for most.
    pub(super) path: Written,
    /// `https`, or `http` on the machine itself.
    pub(super) scheme: Written,
}

impl Site {
    /// The address of something below.
    pub(super) fn under(&self, path: &str) -> Written {
        self.url.and(path)
    }
}

/// The values in `language` for a program at `url`, which is answered at `redirect_uri`.
pub(super) fn values(
    language: Language,
    setup: &Setup<'_>,
    redirect_uri: &str,
    url: &str,
) -> (Ours, Theirs, Site) {
    let (issuer, client) = (setup.issuer, setup.client);
    // With `offline_access`, if it may come back while nobody is there.
    let scopes: Vec<&str> = client.scopes.iter().map(String::as_str).collect();
    let written = |text: &str| language.write(text);
    let at = |path| written(&issuer.endpoint(path));
    let others: Vec<&str> = scopes.iter().copied().filter(|scope| *scope != "openid").collect();
    let ours = Ours {
        name: written(setup.account_name),
        issuer: written(issuer.as_str()),
        discovery: at("/.well-known/openid-configuration"),
        authorize: at("/authorize"),
        token: at("/token"),
        userinfo: at("/userinfo"),
        jwks: at("/jwks"),
        logout: at("/logout"),
    };
    let theirs = Theirs {
        id: written(&client.client_id),
        secret: setup.secret.map(|secret| written(secret.expose())),
        redirect_uri: written(redirect_uri),
        scopes: written(&scopes.join(" ")),
        comma_scopes: written(&scopes.join(",")),
        scope_list: yaml_list(&scopes),
        other_scopes: yaml_list(&others),
        algorithm: written(client.id_token_signed_response_alg.name()),
        email: setup.tells_email(),
        localpart: client.localpart.is_some(),
    };
    let parsed = Url::parse(url).ok();
    let path = written(parsed.as_ref().map_or("/", Url::path));
    let scheme = written(parsed.as_ref().map_or("https", Url::scheme));
    (ours, theirs, Site { url: written(url), path, scheme })
}
