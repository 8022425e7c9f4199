//! Converts the command line flags into the settings of a client.
//! They are checked like those of the configuration file.
//!
//! The preset comes first, then the flags, then `--set`: later settings replace earlier ones. The
//! names and checks are those of the configuration file.

use std::path::PathBuf;

use clap::Args;
use toml::{Table, Value};

use super::refusal::{Refusal, mistakes};
use crate::cli::preset::{Place, Preset, put, reserve_usual};
use crate::client::Client;
use crate::client::mistake::ClientWarning;
use crate::config::{Config, PublicUrl, Sources};
use crate::document::{Finding, Place as At};
use crate::secret::Secret;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Flags {
    /// The kind of relying party. This fills in what it needs and prints its configuration
    #[arg(long, value_enum)]
    pub(super) preset: Option<Preset>,
    /// The address at which people open it; the preset derives the rest from it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// An address that gets its answers, compared exactly (repeat for several)
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// An address people may be sent to after a logout (repeat for several)
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Tell it of logouts. With Synapse this signs devices out, which costs people their encryption
    /// keys if they have no backup. Where only browsers are signed out, as at MAS and Nextcloud, the
    /// preset does so by itself
    #[arg(long)]
    backchannel_logout: bool,
    /// With --preset mas: the identifier that MAS knows this provider by, so that people keep the
    /// accounts that it has of them
    #[arg(long, value_name = "ULID")]
    id: Option<String>,
    /// With --preset mas or synapse: what follows the colon in the Matrix IDs there; default: the domain
    /// above the URL's host
    #[arg(long, value_name = "NAME")]
    matrix_server: Option<String>,
    /// Its name for people; default: CLIENT, and "Matrix" for a Matrix server
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What it may ask for, such as openid (repeat for several)
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Domain of the email addresses that it gets, which stand for accounts and receive no mail.
    /// With --preset tailscale: alice@DOMAIN for the handle alice.DOMAIN (once for each)
    #[arg(long = "email-domain", value_name = "DOMAIN")]
    email_domains: Vec<String>,
    /// It can't keep a secret: an app, or a page
    #[arg(long)]
    public: bool,
    /// Ask people before it learns who they are (the default)
    #[arg(long, conflicts_with = "no_consent")]
    require_consent: bool,
    /// Don't ask people: it is yours, and they expect it to know them
    #[arg(long)]
    no_consent: bool,
    /// Any other setting that a client has in the configuration file, such as localpart={handle}, or, in
    /// single quotes for the shell, `'allow=["*.example.org"]'` for those who may sign in
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Flags {
    /// The client `client_id` with these settings, its new secret, and the warnings about it.
    pub(super) fn judged(
        &self,
        client_id: &str,
        sources: &Sources,
        config: &Config,
    ) -> Result<(Client, Option<Secret>, Vec<Finding>), Refusal> {
        let mut settings = self.settings(client_id, config)?;
        let proves_itself = ["jwks", "jwks_file", "jwks_uri", "client_secret_hashes"]
            .iter()
            .any(|proof| settings.contains_key(*proof));
        if !settings.contains_key("redirect_uris") {
            return Err(if self.url.is_some() {
                Refusal::UrlAlone
            } else {
                Refusal::NoRedirectUri
            });
        }
        let is_public = settings.get("public").and_then(Value::as_bool) == Some(true);
        let secret = (!is_public && !proves_itself).then(Secret::mint);
        if let Some(secret) = &secret {
            put(&mut settings, "client_secret", secret.expose());
        }
        let mut judged = config.judge_client(&settings.to_string(), sources);
        if judged.is_err() && self.hears_logouts_by_default() {
            // Such an address may be one that cannot be reached from here, and nobody asked for it.
            let uri = settings.remove("backchannel_logout_uri");
            let without = config.judge_client(&settings.to_string(), sources);
            judged = match (without, uri.as_ref().and_then(Value::as_str)) {
                (Ok((client, mut warnings)), Some(uri)) => {
                    warnings.push(left_out(uri));
                    Ok((client, warnings))
                }
                (_, _) => judged,
            };
        }
        let judged = judged.map_err(|errors| Refusal::Settings(mistakes(&errors)));
        judged.map(|(client, warnings)| (client, secret, warnings))
    }

    /// Refuses a client on another machine if the issuer is that of a service on this one by default.
    pub(super) fn refuse_unreachable(client: &Client, config: &Config) -> Result<(), Refusal> {
        let is_default = config.file.is_none() && config.public_url.as_str() == PublicUrl::DEFAULT;
        let mut uris = client.redirect_uris.iter();
        let far = uris.find(|uri| uri.site().is_some() && !uri.is_loopback());
        match far.filter(|_| is_default) {
            None => Ok(()),
            Some(uri) => Err(Refusal::NoConfiguration {
                issuer: config.public_url.as_str().to_owned(),
                redirect_uri: uri.as_str().to_owned(),
            }),
        }
    }

    fn hears_logouts_by_default(&self) -> bool {
        let is_set = self.set.iter().any(|setting| setting.starts_with("backchannel_logout"));
        self.preset.is_some_and(Preset::hears_logouts) && !self.backchannel_logout && !is_set
    }

    fn settings(&self, client_id: &str, config: &Config) -> Result<Table, Refusal> {
        let (url, domains) = (self.url.as_deref(), &self.email_domains);
        let place = Place::new(url, &config.public_url, domains, self.backchannel_logout)?;
        let place = place.with_ulid(self.id.as_deref())?.of_client(client_id);
        let mut settings = self.preset.unwrap_or(Preset::Generic).settings(&place)?;
        put(&mut settings, "client_id", client_id);
        put(&mut settings, "consent", !self.no_consent);
        if self.public {
            put(&mut settings, "public", true);
        }
        for (key, text) in [("client_name", &self.name), ("matrix_server", &self.matrix_server)] {
            if let Some(text) = text {
                put(&mut settings, key, text.as_str());
            }
        }
        for (key, values) in [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uris", &self.post_logout_redirect_uris),
            ("scopes", &self.scopes),
        ] {
            if !values.is_empty() {
                put(&mut settings, key, values.clone());
            }
        }
        for written in &self.set {
            let (key, value) = setting(written)?;
            let option = match key.as_str() {
                "client_id" => Some("the CLIENT after `add`"),
                "public" => Some("--public"),
                "consent" => Some("--require-consent or --no-consent"),
                _ => None,
            };
            if let Some(option) = option {
                return Err(Refusal::Set(written.clone(), format!("that is {option}")));
            }
            settings.insert(key, value);
        }
        let is_set = |key: &str| self.set.iter().any(|set| set.split('=').next() == Some(key));
        let is_synthetic = settings.get("email").and_then(Value::as_str) == Some("synthetic");
        if is_set("email") && !is_synthetic && !is_set("email_domain") {
            // That of the preset goes with the made-up addresses that it would give.
            settings.remove("email_domain");
        }
        reserve_usual(&mut settings);
        Ok(settings)
    }
}

/// The warning that a client is not told of logouts, because nobody asked for it and it cannot be.
fn left_out(uri: &str) -> Finding {
    let key = "backchannel_logout_uri".to_owned();
    let place = At::File { file: PathBuf::new(), line: 1, key };
    Finding { place, fact: ClientWarning::LogoutsLeftOut(uri.to_owned()).into() }
}

/// What a list looks like.
const LIST: &str = r#"allow=["*.example.org"]"#;

/// Reads `KEY=VALUE` like a line of the configuration file. A text needs no quotes, since a shell
/// removes them.
pub(super) fn setting(setting: &str) -> Result<(String, Value), Refusal> {
    let refusal = |why: &str| Refusal::Set(setting.to_owned(), why.to_owned());
    let (key, value) = setting
        .split_once('=')
        .ok_or_else(|| refusal("there is no =; write KEY=VALUE as in the configuration file"))?;
    let key = key.trim();
    if ["client_secret", "client_secret_file"].contains(&key) {
        return Err(Refusal::SecretArgument(key.to_owned()));
    }
    let value = value.trim();
    let looks_like_toml = value.starts_with(['"', '['])
        || value.parse::<i64>().is_ok()
        || ["true", "false"].contains(&value);
    if !looks_like_toml {
        return Ok((key.to_owned(), Value::from(value)));
    }
    let read = value.parse::<Value>();
    let value = read.map_err(|error: toml::de::Error| {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        refusal(&format!("{message}; write the value as in the configuration file, such as {LIST}"))
    })?;
    Ok((key.to_owned(), value))
}
