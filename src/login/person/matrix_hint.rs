//! A `login_hint` that is a Matrix ID: `mxid:@alice:example.org`, as Element and MAS send it (Matrix
//! specification, client-server API, "Login hint").
//!
//! It is only compared with the `localpart` of who is signed in. It fills no form, is never resolved, and
//! refuses nobody: a Matrix account need not be called like the person's handle.

use crate::oidc::Client;
use crate::who::matrix_id::MatrixId;

/// What such a hint begins with.
pub(crate) const SCHEME: &str = "mxid:";

/// The localpart that the hint `text` names, if it is a Matrix ID at the server of `client`.
pub(crate) fn localpart<'a>(text: &'a str, client: &Client) -> Option<&'a str> {
    let server = client.matrix_server.as_deref()?;
    let id = MatrixId::parse(text.trim().strip_prefix(SCHEME)?)?;
    id.is_at(server).then_some(id.localpart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_matrix_id_of_the_clients_own_server_names_somebody() {
        let mut client = Client::public("mas", &[]);
        assert_eq!(localpart("mxid:@alice:example.org", &client), None);
        client.matrix_server = Some("example.org".to_owned());
        assert_eq!(localpart("mxid:@alice:example.org", &client), Some("alice"));
        assert_eq!(localpart(" mxid:@alice:Example.org ", &client), Some("alice"));
        for other in ["@alice:example.org", "mxid:@alice:example.com", "mxid:alice", "mxid:", ""] {
            assert_eq!(localpart(other, &client), None, "{other}");
        }
    }
}
