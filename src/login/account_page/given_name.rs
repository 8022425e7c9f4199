//! Says which name a relying party is given for a person, where their handle would make another one.
//!
//! A name stays with its first DID for ever, so it can differ from the handle. Without a word about it a
//! person would not know why they are called otherwise than they expect.

use crate::db::DbError;
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::store::name_binding;
use crate::oidc::Client;
use crate::web::pages::account::AccountNames;
use crate::who::localpart::Template;
use crate::who::names::DidAndHandle;
use crate::who::reserved::is_reserved;

/// The sentence for `client`. `None` if it was told no name, or the one that the handle makes.
pub(super) async fn explained(
    bridge: &Bridge,
    who: AccountNames<'_>,
    client: &Client,
) -> Result<Option<Message>, DbError> {
    let template = client.localpart.as_deref();
    let read = template.and_then(|text| Some((text, Template::parse(text).ok()?)));
    let Some((text, template)) = read.filter(|(_, template)| template.follows_handle()) else {
        return Ok(None);
    };
    let name = name_binding::told_localpart(bridge.db(), who.did, text).await?;
    let names = template.names(DidAndHandle { did: who.did, handle: who.handle });
    Ok(name.and_then(|name| sentence(&name, &names, &client.reserved_localparts)))
}

/// Why somebody has this `name`. Their handle makes these `names`, the best first.
fn sentence(name: &str, names: &[String], reserved: &[String]) -> Option<Message> {
    let (wanted, others) = names.split_first()?;
    if name == wanted {
        return None;
    }
    let is_second = others.iter().any(|other| other == name);
    let message = match (is_second, is_reserved(wanted, reserved)) {
        (true, true) => Message::new("account-name-reserved").with("wanted", wanted.as_str()),
        (true, false) => Message::new("account-name-taken").with("wanted", wanted.as_str()),
        (false, _) => Message::new("account-name-kept"),
    };
    Some(message.with("name", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_that_of_the_handle_is_explained() {
        let names = ["alice", "alice-hs64oiz", "u-x"].map(str::to_owned);
        let said = |name: &str, reserved: &[&str]| {
            let reserved: Vec<String> = reserved.iter().map(|&text| text.to_owned()).collect();
            sentence(name, &names, &reserved).map(|message| format!("{message:?}"))
        };
        assert_eq!(said("alice", &[]), None);
        assert_eq!(said("alice", &["alice"]), None, "who has it keeps it");
        for (name, reserved, expected) in [
            ("alice-hs64oiz", &[][..], "account-name-taken"),
            ("u-x", &["bob"], "account-name-taken"),
            ("alice-hs64oiz", &["alice"], "account-name-reserved"),
            ("carol", &["alice"], "account-name-kept"),
        ] {
            let said = said(name, reserved).unwrap();
            assert!(said.contains(expected) && said.contains(name), "{name}: {said}");
        }
    }
}
