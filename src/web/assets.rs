//! Serves the stylesheet and the icon, which are part of the binary.
//!
//! Each path contains a fingerprint of the content. So browsers may cache it for ever, and still
//! get a new version at once.

use axum::Router;
use axum::http::header::{self, HeaderName};
use axum::response::IntoResponse;
use axum::routing::get;

use super::Site;

/// A file that is embedded at build time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asset {
    stem: &'static str,
    extension: &'static str,
    content_type: &'static str,
    body: &'static str,
}

pub(super) const STYLESHEET: Asset = Asset {
    stem: "atlogin",
    extension: "css",
    content_type: "text/css; charset=utf-8",
    body: include_str!("../../templates/atlogin.css"),
};

pub(super) const ICON: Asset = Asset {
    stem: "icon",
    extension: "svg",
    content_type: "image/svg+xml",
    body: include_str!("../../templates/icon.svg"),
};

/// The routes of all assets below the base path of `site`.
pub fn routes<S: Clone + Send + Sync + 'static>(site: &Site) -> Router<S> {
    [STYLESHEET, ICON]
        .into_iter()
        .fold(Router::new(), |router, asset| router.route(&asset.href(site), get(asset)))
}

impl Asset {
    /// Its path on `site`.
    pub(super) fn href(&self, site: &Site) -> String {
        let print = fingerprint(self.body.as_bytes());
        site.href(&format!("/assets/{}-{print:016x}.{}", self.stem, self.extension))
    }
}

impl IntoResponse for Asset {
    fn into_response(self) -> axum::response::Response {
        let headers = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
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
            let html =
                Home { site: &site, issuer: "x", try_it: false, open: None }.render().unwrap();
            let addresses: Vec<_> =
                html.split('"').filter(|piece| piece.contains("/assets/")).collect();
            assert_eq!(addresses.len(), 3, "stylesheet, icon, and the icon again");
            for address in addresses {
                assert!(address.starts_with(&format!("{}/assets/", site.base_path())));
                let request = Request::get(address).body(Body::empty()).unwrap();
                let response = routes::<()>(&site).oneshot(request).await.unwrap();
                assert_eq!(response.status(), StatusCode::OK, "{address}");
                let kept = response.headers().get(header::CACHE_CONTROL).unwrap();
                assert!(kept.to_str().unwrap().contains("immutable"));
            }
        }
    }

    #[test]
    fn another_content_has_another_fingerprint() {
        // Test vectors of FNV-1a.
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
