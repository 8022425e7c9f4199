//! A link for a page whose URL may come from a relying party, and which cannot run a script.

/// A label and a URL that is safe to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    label: String,
    href: String,
}

impl Link {
    /// A link to `href`. `None` if following it could do more than open a page or an app.
    ///
    /// Allowed are `http`, `https`, the private-use schemes of native apps (they contain a dot, RFC
    /// 8252 §7.1), and paths of our own host. Refused are `javascript:`, `data:`, `//host`, and
    /// characters that browsers interpret differently: blanks, control characters, backslashes and
    /// non-ASCII.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Option<Self> {
        let href = href.into();
        is_harmless(&href).then(|| Self { label: label.into(), href })
    }

    /// The text of the link.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The URL of the link.
    pub fn href(&self) -> &str {
        &self.href
    }
}

fn is_harmless(href: &str) -> bool {
    if !href.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return false;
    }
    if href.starts_with('/') {
        return !href.starts_with("//");
    }
    let Some((scheme, rest)) = href.split_once(':') else {
        return false;
    };
    let well_formed = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest.starts_with("//"),
        _ => well_formed && scheme.contains('.'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leads_to_addresses_and_native_apps() {
        for href in [
            "https://matrix.example.org/",
            "HTTP://127.0.0.1:8080/?a=b#c",
            "/atlogin/",
            "/",
            "org.example.app:/callback?error=access_denied",
        ] {
            assert!(Link::new("Back", href).is_some(), "{href}");
        }
    }

    #[test]
    fn refuses_what_could_run_or_mislead() {
        for href in [
            "",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example/",
            "/\\evil.example/",
            "https:evil.example",
            "https:\\\\evil.example",
            "relative",
            "1.2:x",
            "https://évil.example/",
        ] {
            assert!(Link::new("Back", href).is_none(), "{href}");
        }
    }

    proptest! {
        #[test]
        fn what_a_browser_takes_for_a_script_or_another_host_is_no_link(
            href in "(java|vb)?script:\\PC{0,9}|data:\\PC{0,9}|/{1,3}[a-z]{0,4}\\PC{0,4}|[a-z.]{0,6}:\\PC{0,9}|\\PC{0,30}"
        ) {
            if Link::new("Back", href.clone()).is_none() {
                return Ok(());
            }
            let page = url::Url::parse("https://login.example/x").unwrap();
            let opened = page.join(&href);
            prop_assert!(opened.is_ok() || href.contains("://"), "{}", href);
            if let Ok(opened) = opened {
                let runs = ["javascript", "data", "vbscript", "blob", "file"];
                prop_assert!(!runs.contains(&opened.scheme()));
                prop_assert!(!href.starts_with('/') || opened.origin() == page.origin());
            }
        }
    }
}
