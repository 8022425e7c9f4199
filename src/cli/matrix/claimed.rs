//! Both sides of a claim: the Matrix account and the ATProto account, as the operator has to compare them.

use super::named_account::{NamedAccount, Told};
use crate::client::{Client, MatrixSoftware};
use crate::who::matrix_id::MatrixId;

/// Both sides of a claim.
pub(super) struct Claim<'a> {
    pub(super) matrix_id: &'a MatrixId,
    pub(super) account: &'a NamedAccount,
    pub(super) told: &'a Told,
}

impl Claim<'_> {
    /// What the operator has to compare, in remarks of the script.
    pub(super) fn sides(&self, client: &Client, software: MatrixSoftware<'_>) -> Vec<String> {
        let Self { matrix_id, account, told } = self;
        let (kind, base) = match software {
            MatrixSoftware::Synapse { base } => ("Synapse", base),
            MatrixSoftware::Mas { base, .. } => ("Matrix Authentication Service", base),
        };
        let Client { client_id, client_name, .. } = client;
        let mut lines = vec!["# The Matrix account".to_owned()];
        let mut fact = |name: &str, value: &str| lines.push(format!("#   {name:<11} {value}"));
        fact("Matrix ID", matrix_id.as_str());
        fact("server", &format!("{}, {}", matrix_id.server(), self.fit(client, base)));
        fact("client", &format!("{client_id} ({client_name}): {kind} at {base}"));
        lines.push("# The ATProto account".to_owned());
        let mut fact = |name: &str, value: &str| lines.push(format!("#   {name:<11} {value}"));
        fact("DID", &account.did);
        fact(
            "handle",
            &match &account.handle {
                Some(handle) => format!("{handle}, verified now"),
                None => "none that is verified now".to_owned(),
            },
        );
        fact("its server", &account.pds);
        fact("known here", if told.is_known { "yes" } else { "no, or not lately" });
        fact("localpart", told.localpart.as_deref().unwrap_or("none was told yet"));
        if told.is_pairwise {
            fact("sub", &format!("{}, which only this client's sector knows", told.subject));
        }
        if told.client_knows_it || told.localpart.is_some() {
            lines.push(
                "# It may have signed in there already, and then it has another Matrix account: see below."
                    .to_owned(),
            );
        }
        lines
    }

    /// Whether the server of the Matrix ID is that of the client, or looks like it.
    fn fit(&self, client: &Client, base: &str) -> String {
        let host = host(base);
        if client.matrix_server.as_ref().is_some_and(|server| self.matrix_id.is_at(server)) {
            return "which is the client's matrix_server".to_owned();
        }
        if self.matrix_id.is_served_at(host) {
            format!("which fits the client's address {host}")
        } else {
            format!("which does not look like the client's address {host}: is it the same server?")
        }
    }
}

/// The host of an address.
fn host(base: &str) -> &str {
    let (_, rest) = base.split_once("://").unwrap_or(("", base));
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_has_neither_port_nor_path() {
        for (base, expected) in [
            ("https://matrix.example.org", "matrix.example.org"),
            ("https://example.org:8448/auth", "example.org"),
            ("http://[::1]:8008", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(host(base), expected);
        }
    }
}
