//! Post-logout redirect URIs: only a registered one becomes a [`PostLogoutTarget`].
//!
//! This prevents open redirects: the only constructor compares the address exactly with those that
//! the operator registered (OIDC RP-Initiated Logout §3).

use super::redirect_target::with_query;
use crate::client::Client;

/// A registered address of a client, and the `state` to return to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostLogoutTarget {
    uri: String,
    state: Option<String>,
}

impl PostLogoutTarget {
    /// The target for `asked`, if that address is registered for `client`.
    pub fn registered(client: &Client, asked: &str, state: Option<&str>) -> Option<Self> {
        Self::is_registered(client, asked)
            .then(|| Self { uri: asked.to_owned(), state: state.map(str::to_owned) })
    }

    /// Whether `asked` is registered for `client`, compared byte for byte (RFC 3986 §6.2.1).
    pub fn is_registered(client: &Client, asked: &str) -> bool {
        client.post_logout_redirect_uris.iter().any(|registered| registered == asked)
    }

    /// The address with `state` in its query (§2).
    pub fn location(&self) -> String {
        with_query(&self.uri, self.state.iter().map(|state| ("state", state.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYE: &str = "https://rp.example/bye";

    fn client() -> Client {
        let mut client = Client::public("rp", &["https://rp.example/cb"]);
        client.post_logout_redirect_uris = vec![BYE.to_owned(), format!("{BYE}?tenant=a")];
        client
    }

    #[test]
    fn refuses_every_address_that_is_not_a_registered_one_byte_for_byte() {
        assert!(PostLogoutTarget::registered(&client(), BYE, None).is_some());
        for asked in [
            "",
            "/bye",
            "//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://rp.example/bye/",
            "https://rp.example/bye?a=b",
            "https://rp.example/bye?",
            "https://rp.example/bye#f",
            "https://RP.example/bye",
            "https://rp.example:443/bye",
            "https://rp.example/x/..%2fbye",
            "https://rp.example@evil.example/bye",
            "https://rp.example./bye",
            "http://rp.example/bye",
            " https://rp.example/bye",
            "https://rp.example/bye\r\nx: y",
            "https://rp.example/cb",
        ] {
            assert!(PostLogoutTarget::registered(&client(), asked, None).is_none(), "{asked}");
        }
    }

    #[test]
    fn state_is_echoed_escaped_and_the_registered_query_is_kept() {
        let location = |uri: &str, state| {
            PostLogoutTarget::registered(&client(), uri, state).unwrap().location()
        };
        assert_eq!(location(BYE, None), BYE);
        assert_eq!(location(BYE, Some("a\r\nb&c")), format!("{BYE}?state=a%0D%0Ab%26c"));
        let with_query = format!("{BYE}?tenant=a");
        assert_eq!(location(&with_query, Some("s")), format!("{BYE}?tenant=a&state=s"));
    }
}
