//! Quotes values for YAML, for a shell and for INI files.

use url::form_urlencoded::byte_serialize;

/// A text in YAML, where a JSON string is valid.
pub(super) fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list in YAML.
pub(super) fn yaml_list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| yaml(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A text for a shell, in single quotes if needed (POSIX.1, Shell Command Language §2.2.2).
pub(crate) fn shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/@%+=,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A text as one segment of a path of a URL (RFC 3986 §3.3). It must have no blanks.
pub(crate) fn in_path(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// A value of an INI file as Grafana reads it: in backquotes if it has special characters, or in
/// three double quotes if it also has a backquote.
pub(super) fn ini(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@+ ,?&=%".contains(&byte);
    if text.bytes().all(is_plain) {
        text.to_owned()
    } else if text.contains('`') {
        format!("\"\"\"{text}\"\"\"")
    } else {
        format!("`{text}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_any_text_as_one_argument() {
        for text in
            ["", "plain", "~root", "a b", "it's", "$(x)`y`\"\\", "a\nb", "*?[", "#x", "-n", "'"]
        {
            let script = format!("printf %s. {}", shell(text));
            let ran = std::process::Command::new("/bin/sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("{text}."), "{script}");
        }
    }

    #[test]
    fn a_segment_of_a_path_has_no_sign_that_ends_it() {
        assert_eq!(in_path("@a/b?c#d%:example.org"), "%40a%2Fb%3Fc%23d%25%3Aexample.org");
        assert_eq!(in_path("did:plc:x"), "did%3Aplc%3Ax");
    }
}
