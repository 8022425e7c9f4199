//! A browser of cookies and forms: what a person's browser does without script.
//!
//! It keeps cookies by the rules that matter here (RFC 6265bis: host, path, `Secure`, `HttpOnly`,
//! `__Host-`, `SameSite=Lax`), follows redirects one by one, and stops before a host that does not
//! exist, which is how a test sees what a relying party would get.

use std::collections::HashMap;
use std::net::SocketAddr;

use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Method, StatusCode};
use url::Url;

use super::Daemon;
use crate::small_world::SmallWorld;

mod begun;
mod jar;
mod late;

pub(crate) use begun::Begun;
pub(crate) use late::Late;

/// A browser with a cookie jar of its own.
pub(crate) struct Browser {
    http: reqwest::Client,
    /// Origins that are answered elsewhere than their name says.
    hosts: HashMap<String, String>,
    cookies: Vec<StoredCookie>,
    /// Answers whose cookies are not stored yet, if they come late.
    late: Option<Late>,
    /// A path that is not opened: where a test wants to look at the address first.
    stop_before: Option<String>,
    /// What the proxy in front of the daemon says where this browser is.
    address: Option<String>,
    /// What it says that it takes. Else that of a program: `*/*`.
    accept: Option<&'static str>,
}

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
struct StoredCookie {
    name: String,
    value: String,
    host: String,
    path: String,
    secure: bool,
    lax: bool,
    /// Whether it is kept when the browser is closed.
    #[serde(default)]
    lasts: bool,
}

/// Where a navigation ended.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The address in the address bar; for an address nobody listens at, the one that was not asked.
    pub(crate) url: Url,
    /// The status of the last answer.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its text.
    pub(crate) text: String,
    /// Every redirect on the way: status and address.
    pub(crate) hops: Vec<(StatusCode, Url)>,
}

/// What a form posts to another site, as `application/x-www-form-urlencoded`.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    /// Where it goes.
    pub(crate) url: Url,
    /// Its fields, in their order.
    pub(crate) fields: Vec<(String, String)>,
}

/// Where a request comes from, which decides about `SameSite=Lax` cookies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// Typed into the address bar, or from a page of the same site.
    SameSite,
    /// From a page of another site.
    CrossSite,
}

impl Browser {
    /// A fresh browser that reaches `daemon` and the servers of `world`.
    pub(crate) fn new(daemon: &Daemon, world: &SmallWorld) -> Self {
        Self::at(&daemon.url, daemon.address, world)
    }

    /// A fresh browser that reaches the provider `url` at `address`, and the servers of `world`.
    pub(crate) fn at(url: &str, address: SocketAddr, world: &SmallWorld) -> Self {
        let mut hosts = HashMap::new();
        let origin = Url::parse(url).unwrap().origin().ascii_serialization();
        hosts.insert(origin, format!("http://{address}"));
        let mut builder = client_builder();
        if let Some(ca_file) = world.ca_file() {
            let pem = std::fs::read(ca_file).unwrap();
            builder = builder.add_root_certificate(reqwest::Certificate::from_pem(&pem).unwrap());
            for (host, port) in world.hosts() {
                builder = builder.resolve(&host, ([127, 0, 0, 1], port).into());
                hosts.insert(format!("https://{host}"), format!("https://{host}:{port}"));
            }
        }
        Self {
            http: builder.build().unwrap(),
            hosts,
            cookies: Vec::new(),
            late: None,
            stop_before: None,
            address: None,
            accept: None,
        }
    }

    /// Stands behind a proxy that says that it comes from `address`.
    pub(crate) fn come_from(&mut self, address: &str) {
        self.address = Some(address.to_owned());
    }

    /// Takes these media types from now on.
    pub(crate) fn accept(&mut self, types: &'static str) {
        self.accept = Some(types);
    }

    /// Takes pages, as browsers of people do.
    pub(crate) fn take_pages(&mut self) {
        self.accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    }

    /// Opens an address as if typed.
    pub(crate) async fn get(&mut self, url: &str) -> Page {
        self.navigate(Method::GET, Url::parse(url).unwrap(), None, From::SameSite).await.unwrap()
    }

    /// Follows a link from another site.
    pub(crate) async fn follow_link_from_elsewhere(&mut self, url: &str) -> Page {
        self.navigate(Method::GET, Url::parse(url).unwrap(), None, From::CrossSite).await.unwrap()
    }

    /// Posts a form that stands on another site.
    pub(crate) async fn post_from_elsewhere(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        let url = Url::parse(url).unwrap();
        self.navigate(Method::POST, url, Some(encode(form)), From::CrossSite).await.unwrap()
    }

    /// Posts a form of `page`: its hidden fields and ticked boxes, and `fields` on top.
    pub(crate) async fn submit(
        &mut self,
        page: &Page,
        form: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        self.try_submit(page, form, fields).await.unwrap()
    }

    /// Posts a form of `page` to where nobody may answer, or not to the end.
    pub(crate) async fn try_submit(
        &mut self,
        page: &Page,
        form: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page, reqwest::Error> {
        let (action, hidden) = page.form(form);
        let mut all: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields);
        self.navigate(Method::POST, action, Some(encode(&all)), From::SameSite).await
    }

    /// Presses the button of a form that leads to another site: what that site would hear.
    pub(crate) fn submit_elsewhere(&self, page: &Page, form: &str) -> Posted {
        let (url, fields) = page.form(form);
        assert!(self.address_of(&url).is_none(), "{url} is no other site");
        let method = page.attribute("form", form, "method");
        let enctype = page.attribute("form", form, "enctype");
        assert_eq!((method.as_deref(), enctype), (Some("post"), None), "a form that is posted");
        let from = page.text.split(&format!("id=\"{form}\"")).nth(1).unwrap();
        assert!(from.split("</form>").next().unwrap().contains("<button"), "nothing to press");
        Posted { url, fields }
    }

    /// Opens an address at which nobody may answer, or not to the end.
    pub(crate) async fn try_get(&mut self, url: &str) -> Result<Page, reqwest::Error> {
        self.navigate(Method::GET, Url::parse(url).unwrap(), None, From::SameSite).await
    }

    /// The value of the first cookie whose name ends so.
    pub(crate) fn cookie(&self, ending: &str) -> Option<&str> {
        let cookie = self.cookies.iter().find(|cookie| cookie.name.ends_with(ending));
        cookie.map(|cookie| cookie.value.as_str())
    }

    /// The values of all cookies.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.cookies.iter().map(|cookie| cookie.value.clone()).collect()
    }

    /// From now on a redirect to a path that begins so is not followed.
    pub(crate) fn stop_before(&mut self, path: &str) {
        self.stop_before = Some(path.to_owned());
    }

    /// Every redirect is followed again.
    pub(crate) fn stop_nowhere(&mut self) {
        self.stop_before = None;
    }

    /// Forgets the cookies whose names end so.
    pub(crate) fn forget_cookie(&mut self, ending: &str) {
        self.cookies.retain(|cookie| !cookie.name.ends_with(ending));
    }

    /// Forgets all cookies.
    pub(crate) fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Is closed and opened again: cookies that have no age are gone.
    pub(crate) fn close(&mut self) {
        self.cookies.retain(|cookie| cookie.lasts);
    }

    async fn navigate(
        &mut self,
        method: Method,
        url: Url,
        body: Option<String>,
        from: From,
    ) -> Result<Page, reqwest::Error> {
        self.begin(method, url, body, from).await?.whole().await
    }

    /// Goes to where a page begins, which need not be whole.
    async fn begin(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut body: Option<String>,
        from: From,
    ) -> Result<Begun, reqwest::Error> {
        let mut hops = Vec::new();
        let (mut status, mut headers, mut text) = (StatusCode::OK, HeaderMap::new(), String::new());
        for _ in 0..20 {
            let Some(address) = self.address_of(&url) else { break };
            let mut request = self.http.request(method.clone(), address);
            request = request.header("host", authority(&url));
            if let Some(cookies) = self.cookies_for(&url, from, &method) {
                request = request.header("cookie", cookies);
            }
            if let Some(address) = &self.address {
                request = request.header("x-forwarded-for", address);
            }
            if let Some(types) = self.accept {
                request = request.header("accept", types);
            }
            if let Some(body) = body.take() {
                request =
                    request.header("content-type", "application/x-www-form-urlencoded").body(body);
            }
            let response = request.send().await?;
            (status, headers) = (response.status(), response.headers().clone());
            match &mut self.late {
                Some(late) => late.add(&url, &headers),
                None => self.store(&url, &headers),
            }
            let Some(location) = headers.get("location").filter(|_| status.is_redirection()) else {
                let page = Page { url, status, headers, text: String::new(), hops };
                return Ok(Begun::new(page, response));
            };
            text = shown(&response.text().await?);
            // A 307 would carry a form's contents on; no answer of ours may be one after a POST.
            if !matches!(status.as_u16(), 307 | 308) {
                method = Method::GET;
            }
            url = url.join(location.to_str().unwrap()).unwrap();
            hops.push((status, url.clone()));
            if self.stop_before.as_deref().is_some_and(|stop| url.path().starts_with(stop)) {
                break;
            }
        }
        Ok(Begun::whole_already(Page { url, status, headers, text, hops }))
    }

    /// The real address of `url`; nothing if nobody is there.
    fn address_of(&self, url: &Url) -> Option<String> {
        let rest = &url[url::Position::BeforePath..];
        let rest = rest.split('#').next().unwrap_or_default();
        let origin = url.origin().ascii_serialization();
        match self.hosts.get(&origin) {
            Some(base) => Some(format!("{base}{rest}")),
            None if url.scheme() == "http" && is_loopback(url) => Some(format!("{origin}{rest}")),
            None => None,
        }
    }

    fn cookies_for(&self, url: &Url, from: From, method: &Method) -> Option<String> {
        let fits = |cookie: &&StoredCookie| {
            let host = url.host_str() == Some(&cookie.host);
            let path = url.path() == cookie.path
                || url.path().starts_with(&format!("{}/", cookie.path.trim_end_matches('/')));
            let secure = !cookie.secure || url.scheme() == "https";
            let site = from == From::SameSite || !cookie.lax || *method == Method::GET;
            host && path && secure && site
        };
        let fitting: Vec<String> = self
            .cookies
            .iter()
            .filter(fits)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!fitting.is_empty()).then(|| fitting.join("; "))
    }

    fn store(&mut self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().unwrap();
            let mut parts = text.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let has = |attribute: &str| attributes.iter().any(|a| a == attribute);
            let path = attributes.iter().find_map(|a| a.strip_prefix("path=")).unwrap_or("/");
            if name.starts_with("__Host-") {
                let domain = attributes.iter().any(|a| a.starts_with("domain="));
                assert!(has("secure") && path == "/" && !domain, "a browser refuses {text}");
            }
            assert!(has("httponly") && has("samesite=lax"), "cookie attributes: {text}");
            assert_eq!(has("secure"), url.scheme() == "https", "cookie attributes: {text}");
            let host = url.host_str().unwrap().to_owned();
            self.cookies.retain(|c| !(c.name == name && c.host == host && c.path == path));
            if !has("max-age=0") {
                self.cookies.push(StoredCookie {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    host,
                    path: path.to_owned(),
                    secure: has("secure"),
                    lax: has("samesite=lax"),
                    lasts: attributes.iter().any(|a| a.starts_with("max-age=")),
                });
            }
        }
    }
}

impl Page {
    /// A parameter of the address.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The text of the element with this id, entities and tags resolved as far as tests need.
    pub(crate) fn element(&self, id: &str) -> Option<String> {
        let start = self.text.find(&format!("id=\"{id}\""))?;
        let inner = &self.text[start..];
        let inner = &inner[inner.find('>')? + 1..];
        Some(plain(&inner[..inner.find("</")?]))
    }

    /// The heading.
    pub(crate) fn heading(&self) -> String {
        let inner = self.text.split("<h1").nth(1).unwrap_or_default();
        plain(inner.split_once('>').map_or("", |(_, rest)| rest).split("</h1>").next().unwrap())
    }

    /// An attribute of the first `<tag …>` that has this id.
    pub(crate) fn attribute(&self, element: &str, id: &str, name: &str) -> Option<String> {
        let opening = format!("<{element}");
        let mut tags = self.text.split(&opening).skip(1).map(tag);
        attribute(tags.find(|tag| attribute(tag, "id").as_deref() == Some(id))?, name)
    }

    /// The same page with a box ticked or not, however it was before.
    pub(crate) fn with_box(mut self, id: &str, is_ticked: bool) -> Self {
        let (before, rest) = self.text.split_once(&format!(" id=\"{id}\"")).unwrap();
        let (tag, after) = rest.split_once('>').unwrap();
        let (tag, mark) =
            (tag.trim_end_matches(" checked"), if is_ticked { " checked" } else { "" });
        self.text = format!("{before} id=\"{id}\"{tag}{mark}>{after}");
        self
    }

    /// The action of the form with this id, its hidden fields and its ticked boxes.
    pub(crate) fn form(&self, id: &str) -> (Url, Vec<(String, String)>) {
        let form = self
            .text
            .split("<form")
            .skip(1)
            .find(|form| attribute(tag(form), "id").as_deref() == Some(id))
            .unwrap_or_else(|| panic!("no form {id} at {}: {}", self.url, self.text));
        let form = form.split("</form>").next().unwrap();
        let action = attribute(tag(form), "action").unwrap_or_default();
        let action =
            if action.is_empty() { self.url.clone() } else { self.url.join(&action).unwrap() };
        let hidden = form.split("<input").skip(1).filter_map(|input| {
            let input = tag(input);
            let is_sent = match attribute(input, "type")?.as_str() {
                "hidden" => true,
                "checkbox" => input.ends_with(" checked"),
                _ => false,
            };
            is_sent.then(|| Some((attribute(input, "name")?, attribute(input, "value")?)))?
        });
        (action, hidden.collect())
    }
}

fn tag(text: &str) -> &str {
    text.split('>').next().unwrap()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(after.split('"').next().unwrap()))
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    text.replace("&#39;", "'").replace("&#38;", "&").trim().to_owned()
}

/// A browser shows no mark that isolates a value.
fn shown(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn encode(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

fn authority(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// A client that does nothing by itself: no redirects, no proxy.
#[expect(clippy::disallowed_methods, reason = "a test's browser is no part of the daemon")]
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy()
}
