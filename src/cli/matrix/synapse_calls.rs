//! The calls of Synapse's administration interface that tie an account (`/_synapse/admin/v2/users`).
//!
//! That interface replaces the whole list `external_ids` of a user, and makes a user who is not there. So the
//! user is read first, and written only if that succeeded.

use super::claimed::Claim;
use crate::cli::preset::{in_path, shell};

/// What Synapse calls the provider of the preset: `oidc-` and its `idp_id`.
const PROVIDER: &str = "oidc-atlogin";

/// The script; `base` is where Synapse is reached.
pub(super) fn render(claim: &Claim<'_>, base: &str) -> String {
    let matrix_id = claim.matrix_id.as_str();
    let (subject, base) = (claim.told.subject.as_str(), shell(base));
    let user = shell(&format!("/_synapse/admin/v2/users/{}", in_path(matrix_id)));
    // The operator may have to write another provider, so its name stands at one place only.
    let subject_in_path = shell(&in_path(subject));
    let owner =
        format!(r#""$SYNAPSE/_synapse/admin/v1/auth_providers/$PROVIDER/users/"{subject_in_path}"#);
    let subject = shell(subject);
    // jq 1.6 succeeds without input, so the status of curl decides before it runs.
    format!(
        r#"
# ATLogin changes nothing. These calls change Synapse. They need curl, jq, and the access token of a server
# administrator in this file, which docs/matrix-claim.md explains:
TOKEN_FILE=synapse-admin-token
# Many proxies do not pass /_synapse/admin on. Then write an address such as http://localhost:8008 here.
SYNAPSE={base}
# The `idp_id` in homeserver.yaml, with oidc- before it.
PROVIDER={PROVIDER}
SUBJECT={subject}
admin() {{ printf 'header = "Authorization: Bearer %s"\n' "$(cat "$TOKEN_FILE")" | curl --silent --show-error --fail --config - "$@"; }}

# 1. Is the ATProto account tied to a Matrix account already? Only error 404 means no.
admin {owner}
# If it is tied to another one, first take it away there. That account keeps its rooms and messages, but nobody
# signs in to it by ATLogin any more.
#   OWNER=$(admin {owner}) && OTHER=$(printf '%s' "$OWNER" | jq -er '.user_id | @uri') &&
#   FOUND=$(admin "$SYNAPSE/_synapse/admin/v2/users/$OTHER") &&
#   IDS=$(printf '%s' "$FOUND" | jq -ec --arg provider "$PROVIDER" --arg subject "$SUBJECT" '{{external_ids: [.external_ids[] | select(.auth_provider != $provider or .external_id != $subject)]}}') &&
#   admin --request PUT --header 'Content-Type: application/json' --data "$IDS" "$SYNAPSE/_synapse/admin/v2/users/$OTHER" | jq .external_ids

# 2. What is the Matrix account tied to now? All of it is kept, another ATProto account too: that one still signs in
#    to it.
admin "$SYNAPSE"{user} | jq .external_ids

# 3. Tie it. Error 409 means that the ATProto account is tied to another one: see 1.
FOUND=$(admin "$SYNAPSE"{user}) &&
  IDS=$(printf '%s' "$FOUND" | jq -ec --arg provider "$PROVIDER" --arg subject "$SUBJECT" '{{external_ids: ((.external_ids // []) + [{{auth_provider: $provider, external_id: $subject}}] | unique)}}') &&
  admin --request PUT --header 'Content-Type: application/json' --data "$IDS" "$SYNAPSE"{user} | jq .external_ids"#
    )
}
