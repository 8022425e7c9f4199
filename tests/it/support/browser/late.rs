//! Answers that take their time: what a tab has asked, and what the browser stores of it, are two moments.
//! Another tab may do anything in between.

use reqwest::header::HeaderMap;
use url::Url;

use super::{Browser, Page};

/// The headers of answers that are still on their way, with the addresses that were asked.
#[derive(Debug, Default)]
pub(crate) struct Late(Vec<(Url, HeaderMap)>);

impl Late {
    pub(super) fn add(&mut self, url: &Url, headers: &HeaderMap) {
        self.0.push((url.clone(), headers.clone()));
    }
}

impl Browser {
    /// Opens an address. The cookies of the answer are stored by [`Self::receive`].
    pub(crate) async fn send(&mut self, url: &str) -> (Page, Late) {
        self.late = Some(Late::default());
        let page = self.get(url).await;
        (page, self.late.take().unwrap_or_default())
    }

    /// The answer arrives.
    pub(crate) fn receive(&mut self, Late(answers): Late) {
        for (url, headers) in answers {
            self.store(&url, &headers);
        }
    }
}
