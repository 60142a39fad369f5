//! The desk in tests.

use super::client::{Client, Page};

/// The first page of an application for the next resident, who is helped with it in the Bürgerbüro.
pub async fn begin(clerk: &Client, slug: &str) -> Page {
    begin_by(clerk, slug, "help").await
}

/// The first page of an application that is taken down in another way.
pub async fn begin_by(clerk: &Client, slug: &str, mode: &str) -> Page {
    let page = clerk.open(&format!("/schalter/neu/{slug}")).await;
    clerk.submit(&page, "/schalter/antrag", &[("ort", "buergerbuero"), ("art", mode)]).await
}
