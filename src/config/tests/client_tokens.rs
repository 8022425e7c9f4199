//! Tests of the settings of relying parties about tokens, and what they say of people.

use super::clients::refused;

#[test]
fn a_reuse_window_is_short_or_none() {
    for seconds in [-1, 121, 2_592_000] {
        refused(
            &format!("refresh_token_reuse_window = {seconds}"),
            &format!(
                "5: clients[0].refresh_token_reuse_window is {seconds} seconds; write from 0 up to 120"
            ),
        );
    }
}

#[test]
fn an_audience_is_only_for_a_client_that_signs() {
    refused(
        "require_issuer_as_audience = true",
        "5: clients[0].require_issuer_as_audience does nothing unless it signs assertions",
    );
}
