//! A name for the person's browser: "Firefox on Android". It is stored in English.
//!
//! In: a `User-Agent` header. Out: a name from a short list, for the page that lists the sessions.
//! The header itself is not stored, because it reveals more about a person than that page needs.

use axum::http::{HeaderMap, header};

use crate::locale::Message;

/// The order matters: a browser may also claim to be one that is below it.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The name of the browser that sent these headers.
pub(crate) fn name(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default();
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}{ON}{system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => UNKNOWN.to_owned(),
    }
}

/// What is stored between the browser and its system.
const ON: &str = " on ";
/// What is stored of a browser that cannot be told.
const UNKNOWN: &str = "A browser";

/// The stored name of a browser as a page shows it.
pub(crate) fn in_words(stored: &str) -> String {
    match stored.split_once(ON) {
        Some((browser, system)) => {
            Message::new("browser-on").with("browser", browser).with("system", system).to_string()
        }
        None if stored == UNKNOWN => Message::new("browser-unknown").to_string(),
        None => stored.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_browser_is_called_what_its_person_calls_it() {
        for (agent, called) in [
            (
                "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                "Firefox on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Edge on Linux",
            ),
            ("<script>alert(1)</script>", "A browser"),
            ("", "A browser"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_str(agent).unwrap());
            assert_eq!(name(&headers), called, "{agent}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_the_name_is_of_our_own_words(
            agent in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                "((Firefox|Chrome|Safari|Edg)/|Android|iPhone|Linux|<b>|\\PC{0,9}){0,8}"
                    .prop_map(String::into_bytes),
            ]
        ) {
            let Ok(value) = HeaderValue::from_bytes(&agent) else { return Ok(()) };
            let called = name(&HeaderMap::from_iter([(header::USER_AGENT, value)]));
            let parts: Vec<&str> = called.split(" on ").collect();
            let is_ours = |part: &&str| {
                let mut known = BROWSERS.iter().chain(&SYSTEMS);
                *part == "A browser" || known.any(|(_, name)| name == part)
            };
            prop_assert!(parts.len() <= 2 && parts.iter().all(is_ours), "{}", called);
        }
    }
}
