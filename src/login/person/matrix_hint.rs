//! A `login_hint` that is a Matrix ID: `mxid:@alice:example.org`.
//! Element and MAS send it (Matrix specification, client-server API, "Login hint").
//!
//! It is only compared with the `localpart` of who is signed in. It fills no form, is never resolved, and
//! refuses nobody: a Matrix account need not be called like the person's handle.

use crate::oidc::Client;
use crate::who::matrix_id::MatrixId;

/// What such a hint begins with.
pub(crate) const SCHEME: &str = "mxid:";

/// The Matrix ID that the hint `text` is, if it is one at the server of `client`, and `client` is told of
/// localparts that it can be compared with.
pub(crate) fn read(text: &str, client: &Client) -> Option<MatrixId> {
    let server = client.matrix_server.as_deref().filter(|_| client.localpart.is_some())?;
    MatrixId::parse(text.trim().strip_prefix(SCHEME)?).filter(|id| id.is_at(server))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mas() -> Client {
        let mut client = Client::public("mas", &[]);
        client.matrix_server = Some("example.org".to_owned());
        client.localpart = Some("{handle}".to_owned());
        client
    }

    #[test]
    fn only_a_matrix_id_of_the_clients_own_server_names_somebody() {
        let mut client = Client::public("mas", &[]);
        assert_eq!(read("mxid:@alice:example.org", &client), None);
        client.matrix_server = Some("example.org".to_owned());
        assert_eq!(read("mxid:@alice:example.org", &client), None, "nothing to compare it with");
        client.localpart = Some("{handle}".to_owned());
        for hint in ["mxid:@alice:example.org", " mxid:@alice:Example.org "] {
            let id = read(hint, &client).unwrap();
            assert_eq!(id.localpart(), "alice", "{hint}");
        }
        for other in ["@alice:example.org", "mxid:@alice:example.com", "mxid:alice", "mxid:", ""] {
            assert_eq!(read(other, &client), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_stands_there_and_of_the_clients_own_server(
            hint in prop_oneof![
                " ?mxid:@[!-9;-~]{1,20}:[Ee]xample.org ?",
                "mxid:@[!-~]{0,20}:[!-~]{0,20}",
                "\\PC{0,40}",
            ],
        ) {
            if let Some(id) = read(&hint, &mas()) {
                prop_assert_eq!(format!("mxid:{}", id.as_str()), hint.trim());
                prop_assert!(id.is_at("example.org"));
            }
        }
    }
}
