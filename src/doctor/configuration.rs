//! The warnings of the configuration. Its mistakes end every command before it begins.

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use crate::config::Warning;

/// Tells the warnings that every start logs.
pub(super) fn look(context: &Context<'_>) -> Vec<Finding> {
    let config = context.config;
    let mut findings: Vec<_> = config
        .warnings
        .iter()
        .map(|warning| {
            // Each of them says at its end what to write.
            let what = warning.to_string();
            let (kind, to_do) = match warning.fact.downcast_ref::<Warning>() {
                Some(Warning::UnnamedProxy(entry)) => (
                    &kinds::UNNAMED_PROXY,
                    format!("Write into the configuration: trusted_proxies = [\"{entry}\"]"),
                ),
                Some(Warning::OpenDirectory(..)) => {
                    (&kinds::OPEN_STATE, format!("chmod 0700 {}", config.state_dir.display()))
                }
                Some(Warning::OpenFile(..)) => {
                    (&kinds::OPEN_STATE, format!("chmod 0600 {}", warning.place))
                }
                Some(_) | None => (
                    &kinds::CONFIGURATION_WARNING,
                    "Change that; then: atlogin check-config".to_owned(),
                ),
            };
            Finding::new(kind, what, to_do)
        })
        .collect();
    if config.public_url.loopback().is_some() {
        findings.push(Finding::new(
            &kinds::ONLY_THIS_MACHINE,
            format!("public_url is {}.", config.public_url.as_str()),
            "For other people write public_url = \"https://…\" into the configuration (docs/production.md)",
        ));
    }
    findings
}
