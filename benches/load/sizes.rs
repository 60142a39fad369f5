//! How many bytes a browser fetches for its first view.

use std::collections::BTreeSet;

use super::client::{Client, Outcome};
use super::figures::{Figures, Target};
use super::person;
use super::server::Server;

/// Measures the first view and the pages of the form; what was wrong is told.
pub async fn measure(server: &Server, figures: &mut Figures) -> Outcome<()> {
    let mut client = Client::connect(server.address, true).await?;
    let view = first_view(&mut client, "/").await?;
    let name = "first view of the catalogue, packed, without fonts";
    figures.add(name, "kB", view as f64 / 1000.0).target(name, Target::AtMost(60.0));
    let mut largest = 0;
    let ready = person::fill_in(&mut client, "Beispiel").await?;
    for page in person::PAGES {
        client.get(&person::page(page), true).await?;
        largest = largest.max(client.bytes());
    }
    let name = "largest page of the form, packed";
    figures.add(name, "kB", largest as f64 / 1000.0).target(name, Target::AtMost(14.0));
    let view = first_view(&mut client, &person::page(person::PAGES[0])).await?;
    let name = "first view of the form, packed, without fonts";
    figures.add(name, "kB", view as f64 / 1000.0).target(name, Target::AtMost(60.0));
    person::send(&mut client, &ready).await.map(|_| ())
}

/// The bytes of a page and of all style sheets, scripts and pictures that it names, as they come.
async fn first_view(client: &mut Client, path: &str) -> Outcome<usize> {
    client.get(path, true).await?;
    let mut sum = client.bytes();
    client.open(path).await?;
    let mut wanted = assets(client.page()?);
    let mut done = BTreeSet::new();
    while let Some(asset) = wanted.pop_first() {
        if !done.insert(asset.clone()) || asset.ends_with(".woff2") || asset.ends_with(".webmanifest") {
            continue;
        }
        client.get(&asset, true).await?;
        sum += client.bytes();
        client.open(&asset).await?;
        // A picture names nothing.
        if let Ok(text) = client.page() {
            wanted.extend(assets(text));
        }
    }
    Ok(sum)
}

/// The addresses of assets in a text.
fn assets(text: &str) -> BTreeSet<String> {
    let ends = |one: char| ['"', '\'', ')', ' ', '>', '\\'].contains(&one);
    text.match_indices("/assets/")
        .filter_map(|(at, _)| text[at..].split(ends).next())
        .map(str::to_owned)
        .collect()
}
