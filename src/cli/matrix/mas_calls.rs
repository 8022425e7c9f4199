//! The calls of MAS's Admin API that tie an account (`/api/admin/v1/upstream-oauth-links`).
//!
//! MAS knows only localparts, so the name of its server is asked first.

use super::claimed::Claim;
use crate::cli::preset::{in_path, shell};

/// The script; `base` is where MAS is reached, `ulid` its identifier for ATLogin.
pub(super) fn render(claim: &Claim<'_>, base: &str, ulid: &str) -> String {
    let (account, base) = (claim.account, shell(base));
    let subject = claim.told.subject.as_str();
    let localpart = claim.matrix_id.localpart();
    let user = shell(&format!("/api/admin/v1/users/by-username/{}", in_path(localpart)));
    let links = format!(
        "/api/admin/v1/upstream-oauth-links?filter%5Bprovider%5D={ulid}&filter%5Bsubject%5D={}",
        in_path(subject)
    );
    let name = shell(account.handle.as_deref().unwrap_or(&account.did));
    let (links, server) = (shell(&links), shell(claim.matrix_id.server()));
    let register = format!("-m {} -- {}", shell(&format!("{ulid}:{subject}")), shell(localpart));
    let subject = shell(subject);
    // jq 1.6 succeeds without input, so the status of curl decides before it runs.
    format!(
        r#"
# ATLogin changes nothing. These calls change MAS. They need curl, jq, and an access token for MAS's Admin API
# in this file, which docs/matrix-claim.md explains:
TOKEN_FILE=mas-admin-token
# Where the resource `adminapi` of MAS is served. Write another address here if that is an internal one.
MAS={base}
PROVIDER={ulid}
SUBJECT={subject}
admin() {{ printf 'header = "Authorization: Bearer %s"\n' "$(cat "$TOKEN_FILE")" | curl --silent --show-error --fail --config - "$@"; }}

# 1. Is the ATProto account tied to a Matrix account already? If so, this prints the name of that one.
FOUND=$(admin "$MAS"{links}) && OWNER=$(printf '%s' "$FOUND" | jq -r '.data[0].attributes.user_id // empty') &&
  if test -n "$OWNER"; then admin "$MAS/api/admin/v1/users/$OWNER" | jq .data.attributes.username; fi
# If it is tied to another one, first take it away there. That account keeps its rooms and messages, but nobody
# signs in to it by ATLogin any more.
#   FOUND=$(admin "$MAS"{links}) && LINK=$(printf '%s' "$FOUND" | jq -er '.data[0].id') &&
#   admin --request DELETE "$MAS/api/admin/v1/upstream-oauth-links/$LINK"

# 2. Which ATProto accounts is the Matrix account tied to now? They stay tied, and sign in to it as before.
FOUND=$(admin "$MAS"{user}) && USER_ID=$(printf '%s' "$FOUND" | jq -er .data.id) &&
  admin "$MAS/api/admin/v1/upstream-oauth-links?filter%5Buser%5D=$USER_ID&filter%5Bprovider%5D=$PROVIDER" | jq '.data[].attributes.subject'

# 3. Is it the right server? Then tie the account. Error 409 means that the ATProto account is tied already, perhaps to
#    this very account: see 1.
FOUND=$(admin "$MAS/api/admin/v1/site-config") && SERVER=$(printf '%s' "$FOUND" | jq -er .server_name) &&
  {{ test "$SERVER" = {server} || {{ echo "Nothing is changed: this MAS is for the server $SERVER."; false; }}; }} &&
  FOUND=$(admin "$MAS"{user}) && USER_ID=$(printf '%s' "$FOUND" | jq -er .data.id) &&
  LINK=$(jq -nc --arg user "$USER_ID" --arg provider "$PROVIDER" --arg subject "$SUBJECT" --arg name {name} '{{user_id: $user, provider_id: $provider, subject: $subject, human_account_name: $name}}') &&
  admin --request POST --header 'Content-Type: application/json' --data "$LINK" "$MAS/api/admin/v1/upstream-oauth-links" | jq .data

# If nobody has the Matrix account yet, this makes it instead, and ties it at once:
#   mas-cli manage register-user --yes {register}"#
    )
}
