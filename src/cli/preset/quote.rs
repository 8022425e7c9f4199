//! Quotes values for YAML, for a shell and for INI files.

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
pub(super) fn shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@%+=,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
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
