//! Pages that come piece by piece.

use reqwest::Method;
use url::Url;

use super::{Browser, From, Page, encode, shown};

/// A page that has begun. Dropping it closes its connection, as a person does who leaves.
pub(crate) struct Begun {
    /// What is there of it.
    pub(crate) page: Page,
    bytes: Vec<u8>,
    /// What brings the rest. None if it is whole.
    response: Option<reqwest::Response>,
}

impl Browser {
    /// Posts a form of `page`, to see how its answer begins.
    pub(crate) async fn begin_submit(
        &mut self,
        page: &Page,
        form: &str,
        fields: &[(&str, &str)],
    ) -> Begun {
        let (action, hidden) = page.form(form);
        let mut all: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields);
        self.begin(Method::POST, action, Some(encode(&all)), From::SameSite).await.unwrap()
    }

    /// Opens an address as if typed, to see how its page begins.
    pub(crate) async fn begin_get(&mut self, url: &str) -> Begun {
        self.begin(Method::GET, Url::parse(url).unwrap(), None, From::SameSite).await.unwrap()
    }
}

impl Begun {
    pub(super) fn new(page: Page, response: reqwest::Response) -> Self {
        Self { page, bytes: Vec::new(), response: Some(response) }
    }

    pub(super) fn whole_already(page: Page) -> Self {
        Self { page, bytes: Vec::new(), response: None }
    }

    /// Reads until `piece` is there.
    pub(crate) async fn read_to(&mut self, piece: &str) {
        while !self.page.text.contains(piece) {
            assert!(self.read().await.unwrap(), "no {piece} in {}", self.page.text);
        }
    }

    /// The page when it is whole.
    pub(crate) async fn whole(mut self) -> Result<Page, reqwest::Error> {
        while self.read().await? {}
        Ok(self.page)
    }

    async fn read(&mut self) -> Result<bool, reqwest::Error> {
        let Some(response) = &mut self.response else { return Ok(false) };
        let Some(bytes) = response.chunk().await? else { return Ok(false) };
        self.bytes.extend_from_slice(&bytes);
        self.page.text = shown(&String::from_utf8_lossy(&self.bytes));
        Ok(true)
    }
}

impl Page {
    /// Where it leads by itself, at once.
    pub(crate) fn refresh(&self) -> Option<Url> {
        let after = self.text.split("<meta http-equiv=\"refresh\" content=\"0;url=").nth(1)?;
        Some(self.url.join(after.split('"').next()?).unwrap())
    }
}
