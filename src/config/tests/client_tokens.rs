//! Tests of the settings of relying parties about tokens, and what they say of people.

use super::clients::{client, refused};
use super::*;

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

#[test]
fn only_of_a_made_up_address_nothing_may_be_said_and_that_is_warned_of() {
    for email in ["", "email = \"account\"\n", "email = \"none\"\n"] {
        let line = if email.is_empty() { 5 } else { 6 };
        refused(
            &format!("{email}omit_email_verified = true"),
            &format!("{line}: clients[0].omit_email_verified does nothing unless email is"),
        );
    }
    let made_up = "email = \"synthetic\"\nemail_domain = \"login.example\"\n";
    for (written, warns) in [("true", true), ("false", false)] {
        let config = good(&client(&format!("{made_up}omit_email_verified = {written}")));
        let warned: Vec<String> = config.warnings.iter().map(ToString::to_string).collect();
        let is_warned = warned.iter().any(|text| text.contains("omit_email_verified is true"));
        assert_eq!(is_warned, warns, "{warned:?}");
        assert_eq!(config.clients[0].omit_email_verified, warns);
    }
}
