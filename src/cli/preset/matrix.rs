//! What the presets for Matrix have in common.

use toml::Table;
use url::Url;

use super::setup::put;
use crate::who::matrix_id::is_server_name;

/// Writes the likely name of the Matrix server behind `url`: `example.org` for `https://matrix.example.org`. A
/// wrong one, or none, costs little: hints that are Matrix IDs are ignored then.
pub(super) fn put_server(settings: &mut Table, url: &str) {
    let guess = matrix_server(url);
    if is_server_name(&guess) {
        put(settings, "matrix_server", guess);
    }
}

fn matrix_server(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let is_name = url.as_ref().is_some_and(|url| url.domain().is_some());
    let parent = host.split_once('.').map(|(_, parent)| parent);
    parent.filter(|parent| is_name && parent.contains('.')).unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_named_by_the_domain_above_its_address() {
        for (url, server) in [
            ("https://account.example.org", "example.org"),
            ("https://matrix.example.org/auth", "example.org"),
            ("https://example.org", "example.org"),
            ("http://localhost:8008", "localhost"),
            ("http://127.0.0.1:8008", "127.0.0.1"),
            ("http://[::1]:8008", "[::1]"),
        ] {
            assert_eq!(matrix_server(url), server);
        }
    }

    #[test]
    fn what_can_be_the_name_of_no_server_is_not_written() {
        for (url, is_written) in
            [("https://matrix.example.org", true), ("https://my_matrix.lan", false)]
        {
            let mut settings = Table::new();
            put_server(&mut settings, url);
            assert_eq!(settings.contains_key("matrix_server"), is_written, "{url}");
        }
    }
}
