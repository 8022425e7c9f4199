//! Serves the stylesheet and the icons, which are part of the binary.
//!
//! Each path contains a fingerprint of the content. So browsers may cache it for ever, and still
//! get a new version at once. Only `favicon.ico` has the path that programs guess.

use axum::Router;
use axum::http::header::{self, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Site;

/// A file that is embedded at build time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asset {
    stem: &'static str,
    extension: &'static str,
    content_type: &'static str,
    body: &'static [u8],
}

pub(super) const STYLESHEET: Asset = Asset {
    stem: "atlogin",
    extension: "css",
    content_type: "text/css; charset=utf-8",
    body: include_bytes!("../../templates/atlogin.css"),
};

pub(super) const ICON: Asset = Asset {
    stem: "icon",
    extension: "svg",
    content_type: "image/svg+xml",
    body: include_bytes!("../../templates/icon.svg"),
};

/// The icon on the home screen of a phone, and in the preview of a link: 180 pixels, to the edge, because
/// phones round the corners themselves.
pub(super) const TOUCH_ICON: Asset = Asset {
    stem: "touch-icon",
    extension: "png",
    content_type: "image/png",
    body: include_bytes!("../../templates/touch-icon.png"),
};

/// The icon for browsers and programs that do not know SVG: of 16, 32 and 48 pixels.
const FAVICON: Asset = Asset {
    stem: "favicon",
    extension: "ico",
    content_type: "image/x-icon",
    body: include_bytes!("../../templates/favicon.ico"),
};

/// How long a browser may keep a file whose path has a fingerprint, and one that has none: for ever, and a
/// day.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

/// The routes of all assets below the base path of `site`.
pub fn routes<S: Clone + Send + Sync + 'static>(site: &Site) -> Router<S> {
    let robots = robots(site);
    let favicon = Router::new()
        .route(&favicon(site), get(|| async { FAVICON.served(A_DAY) }))
        // Crawlers look at the root of a host only (RFC 9309 §2.3).
        .route("/robots.txt", get(move || async { ([(header::CACHE_CONTROL, A_DAY)], robots) }));
    [STYLESHEET, ICON, TOUCH_ICON].into_iter().fold(favicon, |router, asset| {
        router.route(&asset.href(site), get(move || async move { asset.served(FOR_EVER) }))
    })
}

/// What crawlers may look at: the front page and what it shows. All else is for one person once.
fn robots(site: &Site) -> String {
    let base = site.base_path();
    format!("User-agent: *\nAllow: {base}/$\nAllow: {base}/assets/\nDisallow: {base}/\n")
}

/// The path of `favicon.ico` on `site`.
pub(super) fn favicon(site: &Site) -> String {
    site.href("/favicon.ico")
}

impl Asset {
    /// Its path on `site`.
    pub(super) fn href(&self, site: &Site) -> String {
        site.href(&self.path())
    }

    /// Its whole URL on the site at `origin`, which has a path if the site has one.
    pub(super) fn url(&self, origin: &str) -> String {
        format!("{origin}{}", self.path())
    }

    fn path(&self) -> String {
        let print = fingerprint(self.body);
        format!("/assets/{}-{print:016x}.{}", self.stem, self.extension)
    }

    fn served(self, kept: &'static str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CACHE_CONTROL, kept),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // An SVG that is opened by itself is a document, which could load other files.
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
            // The page that leads to a server under our own domain has an origin of its own. Anybody may
            // see what is in these files.
            (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        ];
        (headers, self.body).into_response()
    }
}

/// FNV-1a with 64 bits. It only has to tell versions of our own files apart.
const fn fingerprint(mut bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    while let [first, rest @ ..] = bytes {
        hash = (hash ^ *first as u64).wrapping_mul(0x0000_0100_0000_01b3);
        bytes = rest;
    }
    hash
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::*;
    use crate::web::pages::Home;

    #[tokio::test]
    async fn what_a_page_asks_for_is_served_below_the_path_and_kept() {
        for base_path in ["", "/atlogin", "/two/levels/"] {
            let site = Site::new("ATLogin", base_path);
            let issuer = &format!("https://login.example{}", site.base_path());
            let html = Home { site: &site, issuer, try_it: false, open: None }.render().unwrap();
            let addresses: Vec<_> =
                html.split('"').filter(|piece| piece.contains("/assets/")).collect();
            assert_eq!(addresses.len(), 5, "stylesheet, and four times an icon");
            for address in addresses {
                // What previews the link needs the whole URL.
                let address = address.strip_prefix("https://login.example").unwrap_or(address);
                assert!(address.starts_with(&format!("{}/assets/", site.base_path())));
                let request = Request::get(address).body(Body::empty()).unwrap();
                let response = routes::<()>(&site).oneshot(request).await.unwrap();
                assert_eq!(response.status(), StatusCode::OK, "{address}");
                let kept = response.headers().get(header::CACHE_CONTROL).unwrap();
                assert!(kept.to_str().unwrap().contains("immutable"));
            }
        }
    }

    #[tokio::test]
    async fn the_icon_that_programs_guess_is_kept_for_a_day() {
        for base_path in ["", "/atlogin"] {
            let site = Site::new("ATLogin", base_path);
            let request = Request::get(favicon(&site)).body(Body::empty()).unwrap();
            let response = routes::<()>(&site).oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], "image/x-icon");
            assert_eq!(response.headers()[header::CACHE_CONTROL], A_DAY);
        }
        assert!(FAVICON.body.starts_with(&[0, 0, 1, 0, 3, 0]), "an icon of three sizes");
        assert!(TOUCH_ICON.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    }

    #[test]
    fn another_content_has_another_fingerprint() {
        // Test vectors of FNV-1a.
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
