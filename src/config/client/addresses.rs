//! Where a relying party is answered, where people go after a logout, and where it hears of logouts.

use url::Url;

use super::{ClientMistake, Reader};
use crate::config::document::Section;
use crate::config::mistake::{Finding, Mistake};
use crate::config::redirect_uri;

/// Where and how a relying party hears of logouts (OIDC Back-Channel Logout §2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackchannelLogout {
    /// The address that logout tokens are sent to.
    pub uri: Url,
    /// Whether it may be on a private network, over plain http too.
    pub private: bool,
    /// The certificate authority of this one address, as PEM; the network's if there is none.
    pub ca_pem: Option<String>,
}

/// All addresses of one client.
pub(super) struct Addresses {
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_redirect_uris: Vec<String>,
    pub(super) backchannel_logout: Option<BackchannelLogout>,
}

impl Addresses {
    pub(super) fn read(reader: &mut Reader<'_>, section: &mut Section<'_>, public: bool) -> Self {
        reader.require(section, "redirect_uris");
        let redirect_uris = reader.redirect_uris(section, "redirect_uris", public);
        if redirect_uris.as_ref().is_some_and(|(written, _)| *written == 0) {
            reader.misses(section, ClientMistake::NoRedirectUri);
        }
        let after_logout = reader.redirect_uris(section, "post_logout_redirect_uris", public);
        Self {
            redirect_uris: redirect_uris.unwrap_or_default().1,
            post_logout_redirect_uris: after_logout.unwrap_or_default().1,
            backchannel_logout: reader.backchannel_logout(section),
        }
    }
}

impl Reader<'_> {
    /// A list of addresses that browsers are sent to: how many are written, and those that are good.
    fn redirect_uris(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
        public: bool,
    ) -> Option<(usize, Vec<String>)> {
        let found = section.texts(key, self.mistakes)?;
        let written = found.len();
        let mut uris: Vec<String> = Vec::new();
        for uri in found {
            let uri = uri.judge(self.mistakes, |uri| {
                if uris.contains(&uri) {
                    return Err(redirect_uri::RedirectUriMistake::Twice);
                }
                redirect_uri::check(&uri, public).map(|()| uri)
            });
            uris.extend(uri);
        }
        Some((written, uris))
    }

    fn backchannel_logout(&mut self, section: &mut Section<'_>) -> Option<BackchannelLogout> {
        if !section.has("backchannel_logout_uri") {
            for key in ["backchannel_logout_private", "backchannel_logout_ca_file"] {
                self.out_of_place(section, key, ClientMistake::NoBackchannel);
            }
        }
        let uri = section.text("backchannel_logout_uri", self.mistakes);
        let private = self.flag(section, "backchannel_logout_private", false);
        let authority = section.text("backchannel_logout_ca_file", self.mistakes);
        let files = self.files;
        let ca_pem = authority.and_then(|found| {
            let pem = found.judge(self.mistakes, |name| files.authority(&name))?;
            Some(String::from_utf8_lossy(&pem).into_owned())
        });
        let uri = uri?;
        let uri = if private {
            uri.judge(self.mistakes, |text| endpoint(&text))?
        } else {
            let place = uri.place.clone();
            let before = self.mistakes.len();
            let asked = self.asked_at(uri);
            // Here, unlike elsewhere, there is a way to allow it.
            if let Some(last) = self.mistakes.get_mut(before..).and_then(|new| new.last_mut())
                && last.fact == Mistake::from(ClientMistake::OutOfReach)
            {
                *last = Finding { place, fact: ClientMistake::PrivateBackchannel.into() };
            }
            asked?
        };
        Some(BackchannelLogout { uri, private, ca_pem })
    }
}

/// Judges an address that we ask something at ourselves.
pub(super) fn endpoint(text: &str) -> Result<Url, ClientMistake> {
    let url = Url::parse(text).map_err(|_| ClientMistake::NoEndpoint)?;
    let plain = url.username().is_empty() && url.password().is_none() && !text.contains('#');
    if matches!(url.scheme(), "https" | "http") && plain {
        Ok(url)
    } else {
        Err(ClientMistake::NoEndpoint)
    }
}
