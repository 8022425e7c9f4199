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
    let (Some(name), Some(wanted)) = (name, names.first()) else { return Ok(None) };
    if name == *wanted {
        return Ok(None);
    }
    let is_taken = name_binding::belongs_to_another(bridge.db(), wanted, who.did).await?;
    let is_second = names.contains(&name);
    let why = if is_taken {
        Why::Taken
    } else if is_second && is_reserved(wanted, &client.reserved_localparts) {
        Why::Reserved
    } else {
        Why::Kept
    };
    Ok(Some(why.sentence(&name, wanted)))
}

/// Why somebody does not have the name that their handle makes.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// It is somebody else's.
    Taken,
    /// The relying party reserves it.
    Reserved,
    /// They had another one before.
    Kept,
}

impl Why {
    fn sentence(self, name: &str, wanted: &str) -> Message {
        let message = match self {
            Self::Taken => Message::new("account-name-taken").with("wanted", wanted),
            Self::Reserved => Message::new("account-name-reserved").with("wanted", wanted),
            Self::Kept => Message::new("account-name-kept"),
        };
        message.with("name", name)
    }
}
