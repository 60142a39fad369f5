//! A person who applies: all requests of a browser without scripts, from the catalogue to the receipt.

use super::client::{Client, Cookies, Outcome};

/// The service that is applied for: four pages, twenty fields, a table, which gets three rows.
const SERVICE: &str = "/leistungen/zuschuss-zum-messen";
/// Its pages.
pub const PAGES: [&str; 4] = ["person", "vorhaben", "kosten", "abschluss"];
/// The service to which photos are handed in.
pub const PHOTOS: &str = "/leistungen/fotos-zum-messen";

const PERSON: &str = "given_names=Anna+Maria&birth_date.day=3&birth_date.month=2&birth_date.year=1980\
    &email=anna.beispiel%40stadt.example&phone=0531+470-1&street=Am+Alten+Bahnhof&house_number=12a&postcode=38122\
    &town=Braunschweig&_action=next";
const PROJECT: &str = "title=Stra%C3%9Fenmusik+am+Burgplatz&kind=music\
    &description=Zwei+Tage+Musik+f%C3%BCr+alle%2C+die+vorbeikommen%3A+Ch%C3%B6re%2C+Kapellen+und+Schulen+aus+der+Stadt+\
    spielen+auf+zwei+kleinen+B%C3%BChnen.+Der+Eintritt+ist+frei%2C+und+wer+mag%2C+spielt+mit.+Eingeladen+sind+alle+\
    Nachbarschaften%2C+besonders+Familien+mit+Kindern.\
    &starts_on.day=1&starts_on.month=5&starts_on.year=2027&ends_on.day=2&ends_on.month=5&ends_on.year=2027\
    &participants=120&place=Burgplatz+und+Domplatz&_action=next";
const ROWS: [&str; 3] = [
    "&costs.0.what=Miete+der+B%C3%BChnen&costs.0.paid_on.day=1&costs.0.paid_on.month=4&costs.0.paid_on.year=2027\
     &costs.0.amount=1.250%2C00",
    "&costs.1.what=Strom+und+Licht&costs.1.paid_on.day=2&costs.1.paid_on.month=5&costs.1.paid_on.year=2027\
     &costs.1.amount=310%2C50",
    "&costs.2.what=Plakate&costs.2.paid_on.day=15&costs.2.paid_on.month=3&costs.2.paid_on.year=2027\
     &costs.2.amount=89",
];
const END: &str =
    "account_holder=Anna+Maria+Beispiel&iban=DE89+3704+0044+0532+0130+00&true_answers=true&_action=next";

/// An application that stands before its last click.
pub struct Ready {
    service: &'static str,
    cookies: Cookies,
    body: String,
}

/// Begins: the catalogue, the service, the draft, its first page.
pub async fn begin(client: &mut Client) -> Outcome<()> {
    client.forget();
    client.open("/").await?;
    begin_again(client, SERVICE).await
}

/// The page of the service, the draft, its first page.
async fn begin_again(client: &mut Client, service: &str) -> Outcome<()> {
    client.open(service).await?;
    let body = format!("_csrf={}", client.value("_csrf")?);
    let first = client.post(&format!("{service}/antrag"), &body).await?;
    client.open(&first).await
}

/// Sends the page that is open, and opens what it leads to, which must be `next`.
async fn answer(client: &mut Client, page: &str, answers: &str, next: &str) -> Outcome<()> {
    answer_of(client, SERVICE, page, answers, next).await
}

/// The same for a service.
pub async fn answer_of(
    client: &mut Client,
    service: &str,
    page: &str,
    answers: &str,
    next: &str,
) -> Outcome<()> {
    let (csrf, revision) = (client.value("_csrf")?, client.value("_revision")?);
    let body = format!("_csrf={csrf}&_revision={revision}&_draft={}&{answers}", client.value("_draft")?);
    let path = format!("{service}/antrag/{page}");
    let to = client.post(&path, &body).await?;
    if !to.split(['?', '#']).next().is_some_and(|to| to.ends_with(next)) {
        return Err(format!("{path} led to {to} instead of {next}"));
    }
    client.open(&to).await
}

/// Fills in everything, from the first page to the check page.
pub async fn fill_in(client: &mut Client, name: &str) -> Outcome<Ready> {
    begin(client).await?;
    answer(client, PAGES[0], &format!("family_name={name}&{PERSON}"), PAGES[1]).await?;
    answer(client, PAGES[1], PROJECT, PAGES[2]).await?;
    let mut rows = "own_share=250".to_owned();
    for row in ROWS {
        answer(client, PAGES[2], &format!("{rows}&_action=add%3Acosts"), PAGES[2]).await?;
        rows.push_str(row);
    }
    answer(client, PAGES[2], &format!("{rows}&_action=next"), PAGES[3]).await?;
    answer(client, PAGES[3], END, "pruefen").await?;
    ready(client, SERVICE)
}

/// On the check page: all that the last click sends.
pub fn ready(client: &Client, service: &'static str) -> Outcome<Ready> {
    let (csrf, key) = (client.value("_csrf")?, client.value("_key")?);
    let body = format!("_csrf={csrf}&_key={key}&_revision={}&confirmed=true", client.value("_revision")?);
    Ok(Ready { service, cookies: client.cookies.clone(), body })
}

/// Sends an application; the address of its receipt, which ends with its number.
pub async fn send(client: &mut Client, ready: &Ready) -> Outcome<String> {
    client.cookies.clone_from(&ready.cookies);
    let receipt = client.post(&format!("{}/antrag/absenden", ready.service), &ready.body).await?;
    if receipt.starts_with("/eingang/") { Ok(receipt) } else { Err(format!("sending led to {receipt}")) }
}

/// A whole application, to the receipt on the screen; its number.
pub async fn apply(client: &mut Client, name: &str) -> Outcome<String> {
    let ready = fill_in(client, name).await?;
    let receipt = send(client, &ready).await?;
    client.open(&receipt).await?;
    number(&receipt)
}

/// The number in the address of a receipt.
pub fn number(receipt: &str) -> Outcome<String> {
    let found = receipt.trim_start_matches("/eingang/").split(['?', '#', '/']).next();
    found.map(|number| number.replace('-', "")).ok_or_else(|| "a receipt without a number".to_owned())
}

/// The address of a page of the form.
pub fn page(name: &str) -> String {
    format!("{SERVICE}/antrag/{name}")
}

/// The address of the service.
pub fn service() -> &'static str {
    SERVICE
}

/// Hands in so many photos with one application, the page after each one opened, as without scripts.
pub async fn hand_in(client: &mut Client, photo: &[u8], count: usize) -> Outcome<()> {
    client.forget();
    begin_again(client, PHOTOS).await?;
    for _ in 0..count {
        let mut body = Vec::with_capacity(photo.len() + 1024);
        for (name, value) in [
            ("_csrf", client.value("_csrf")?),
            ("_revision", client.value("_revision")?),
            ("_draft", client.value("_draft")?),
            ("name", "Anna"),
            ("_action", "upload:photos"),
        ] {
            let part =
                format!("--zaun\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(
            b"--zaun\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"foto.jpg\"\r\n\
              Content-Type: image/jpeg\r\n\r\n",
        );
        body.extend_from_slice(photo);
        body.extend_from_slice(b"\r\n--zaun--\r\n");
        let to = client
            .send(&format!("{PHOTOS}/antrag/fotos"), "multipart/form-data; boundary=zaun", &body)
            .await?;
        client.open(&to).await?;
    }
    Ok(())
}

/// Signs in a member of staff.
pub async fn sign_in(client: &mut Client, login: &str, password: &str) -> Outcome<()> {
    client.forget();
    client.open("/amt/anmelden").await?;
    client.post("/amt/anmelden", &format!("login={login}&password={password}")).await?;
    client.open("/postkorb").await
}
