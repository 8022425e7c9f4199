//! What a relying party learns of people, under which name, and of whom.

use url::Url;

use super::{ClientMistake, Reader};
use crate::config::document::Section;
use crate::config::mistake::{Finding, Mistake, Place, Warning};
use crate::network::is_domain_name;
use crate::who::admission::Rule;
use crate::who::localpart::Template;

/// What a relying party is told as `email`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EmailSetting {
    /// Nothing.
    #[default]
    None,
    /// The account's own address.
    Account,
    /// An address under this domain that stands for the account.
    Synthetic {
        /// The domain.
        domain: String,
    },
    /// The handle as an address, under these domains.
    Handle {
        /// The domains; never empty.
        domains: Vec<String>,
    },
}

const SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];
const EMAILS: [&str; 4] = ["none", "account", "synthetic", "handle"];
const SUBJECT_TYPES: [&str; 2] = ["public", "pairwise"];

/// The settings of one client that are about people.
pub(super) struct People {
    pub(super) sector_identifier: Option<String>,
    pub(super) consent: bool,
    pub(super) scopes: Vec<String>,
    pub(super) email: EmailSetting,
    pub(super) localpart: Option<String>,
    pub(super) allow: Vec<String>,
    pub(super) deny: Vec<String>,
}

impl People {
    /// `redirect_uris` are those that are good: the sector is their host unless another is named.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        section: &mut Section<'_>,
        redirect_uris: &[String],
    ) -> Self {
        // Before the e-mail setting is taken: whether one is written, good or not.
        let has_email = section.has("email");
        let email = reader.email(section);
        let scopes = reader.scopes(section, email.as_ref(), has_email);
        let localpart = section.text("localpart", reader.mistakes);
        let subject_type_at = section.place_of("subject_type");
        let sector_identifier = reader.sector_identifier(section, redirect_uris);
        if let (Some(place), Some(_)) = (subject_type_at, &sector_identifier) {
            reader.warn_of_telling_scopes(&place, &scopes);
        }
        Self {
            sector_identifier,
            consent: reader.flag(section, "consent", false),
            scopes,
            localpart: localpart.and_then(|found| {
                found.judge(reader.mistakes, |text| Template::parse(&text).map(|_| text))
            }),
            allow: reader.rules(section, "allow"),
            deny: reader.rules(section, "deny"),
            email: email.unwrap_or_default(),
        }
    }
}

impl Reader<'_> {
    /// The e-mail setting with its domains; nothing if it cannot be read.
    fn email(&mut self, section: &mut Section<'_>) -> Option<EmailSetting> {
        let name = section.text("email", self.mistakes);
        let name = match name {
            None => "none".to_owned(),
            Some(name) => name.judge(self.mistakes, |name| one_of(name, &EMAILS))?,
        };
        if name != "synthetic" {
            self.out_of_place(section, "email_domain", ClientMistake::EmailDomain);
        }
        if name != "handle" {
            self.out_of_place(section, "email_domains", ClientMistake::EmailDomains);
        }
        let domain = section.text("email_domain", self.mistakes);
        let has_domain = domain.is_some();
        let domain = domain.and_then(|domain| domain.judge(self.mistakes, domain_name));
        let domains = section.texts("email_domains", self.mistakes);
        let written = domains.as_ref().map_or(0, Vec::len);
        let domains: Vec<String> = domains
            .unwrap_or_default()
            .into_iter()
            .filter_map(|domain| domain.judge(self.mistakes, domain_name))
            .collect();
        match name.as_str() {
            "account" => Some(EmailSetting::Account),
            "synthetic" => {
                if !has_domain {
                    self.misses(section, ClientMistake::NoEmailDomain);
                }
                domain.map(|domain| EmailSetting::Synthetic { domain })
            }
            "handle" => {
                if written == 0 {
                    self.misses(section, ClientMistake::NoEmailDomains);
                }
                Some(EmailSetting::Handle { domains })
            }
            _ => Some(EmailSetting::None),
        }
    }

    /// By default all but `offline_access`, which lets a client come back while nobody is there.
    fn scopes(
        &mut self,
        section: &mut Section<'_>,
        email: Option<&EmailSetting>,
        has_email: bool,
    ) -> Vec<String> {
        let no_email = matches!(email, Some(EmailSetting::None)) || (email.is_none() && !has_email);
        let Some(found) = section.texts("scopes", self.mistakes) else {
            let known = if no_email { &SCOPES[..2] } else { &SCOPES[..3] };
            return known.iter().map(|scope| (*scope).to_owned()).collect();
        };
        let mut scopes: Vec<String> = Vec::new();
        for scope in found {
            let scope = scope.judge(self.mistakes, |scope| {
                if scope == "email" && no_email {
                    return Err(ClientMistake::NoEmail.into());
                }
                one_of(scope, &SCOPES)
            });
            scopes.extend(scope);
        }
        if !scopes.iter().any(|scope| scope == "openid") {
            self.misses(section, ClientMistake::NoOpenid);
        }
        scopes
    }

    /// A pairwise name hides who somebody is, and what other scopes open tells it: the handle stands in
    /// `preferred_username`, in a `localpart` and in made-up addresses, the DID in the address of the
    /// picture, and an address of one's own is the same everywhere.
    fn warn_of_telling_scopes(&mut self, place: &Place, scopes: &[String]) {
        for scope in ["profile", "email"] {
            if scopes.iter().any(|listed| listed == scope) {
                let fact = Warning::PairwiseIsTold(scope);
                self.warnings.push(Finding { place: place.clone(), fact });
            }
        }
    }

    fn sector_identifier(
        &mut self,
        section: &mut Section<'_>,
        redirect_uris: &[String],
    ) -> Option<String> {
        let subject_type = section.text("subject_type", self.mistakes);
        let subject_type = match subject_type {
            None => "public".to_owned(),
            Some(name) => name.judge(self.mistakes, |name| one_of(name, &SUBJECT_TYPES))?,
        };
        let pairwise = subject_type == "pairwise";
        if !pairwise {
            self.out_of_place(section, "sector_identifier", ClientMistake::SectorOfPublic);
        }
        if let Some(sector) = section.text("sector_identifier", self.mistakes) {
            return sector.judge(self.mistakes, host).filter(|_| pairwise);
        }
        if !pairwise {
            return None;
        }
        let mut hosts: Vec<String> = redirect_uris.iter().map(|uri| host_of(uri)).collect();
        hosts.sort();
        hosts.dedup();
        match hosts.as_slice() {
            // What is wrong with the addresses was said already.
            [] => None,
            [one] if !one.is_empty() => Some(one.clone()),
            [..] => {
                self.misses(section, ClientMistake::NoSector);
                None
            }
        }
    }

    /// A list of rules. One that is there but empty would let everybody in, where nobody was meant.
    fn rules(&mut self, section: &mut Section<'_>, key: &'static str) -> Vec<String> {
        let place = section.place_of(key);
        let Some(found) = section.texts(key, self.mistakes) else { return vec![] };
        if let (true, Some(place)) = (found.is_empty(), place) {
            self.mistakes.push(Finding { place, fact: ClientMistake::NoRule.into() });
        }
        found
            .into_iter()
            .filter_map(|rule| rule.judge(self.mistakes, |text| Rule::parse(&text).map(|_| text)))
            .collect()
    }
}

fn one_of(name: String, known: &'static [&'static str]) -> Result<String, Mistake> {
    if known.contains(&name.as_str()) {
        Ok(name)
    } else {
        Err(Mistake::UnknownName { found: name, known })
    }
}

fn domain_name(text: String) -> Result<String, ClientMistake> {
    if is_domain_name(&text) { Ok(text) } else { Err(ClientMistake::NoDomain) }
}

/// A host as it stands in an address, and nothing beside it.
fn host(text: String) -> Result<String, ClientMistake> {
    let url = Url::parse(&format!("https://{text}/")).ok();
    let spelled = url.as_ref().and_then(Url::host_str) == Some(text.as_str());
    if spelled { Ok(text) } else { Err(ClientMistake::Sector) }
}

/// The host of an address; empty for an app's own scheme, which has none.
fn host_of(uri: &str) -> String {
    let url = Url::parse(uri).ok();
    url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned()
}
