//! A browser without JavaScript: keeps cookies, follows links, fills in forms as they stand on the page.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::HeaderValue;
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode, Url};
use scraper::{ElementRef, Html, Selector};

/// A page as it came.
#[derive(Debug, Clone)]
pub struct Page {
    /// The status of the answer.
    pub status: StatusCode,
    /// The address after redirects, without the host.
    pub address: String,
    /// The body.
    pub html: String,
    /// The headers, by lower-case name.
    pub headers: reqwest::header::HeaderMap,
}

/// The cookies of a browser that talks to a proxy with TLS: it keeps and sends those that are `Secure`, too.
#[derive(Default)]
struct OverTls {
    jar: Jar,
    /// Each as it was set.
    set: Mutex<Vec<String>>,
}

fn over_tls(url: &Url) -> Url {
    url.as_str().replacen("http://", "https://", 1).parse().unwrap()
}

impl CookieStore for OverTls {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let headers: Vec<&HeaderValue> = headers.collect();
        let texts = headers.iter().map(|header| header.to_str().unwrap().to_owned());
        self.set.lock().unwrap().extend(texts);
        self.jar.set_cookies(&mut headers.into_iter(), &over_tls(url));
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        self.jar.cookies(&over_tls(url))
    }
}

/// A browser.
pub struct Client {
    http: reqwest::Client,
    jar: Arc<OverTls>,
    base: String,
}

/// Controls of a form, in order.
pub type Controls = Vec<(String, String)>;

impl Client {
    /// A browser that nobody has used yet.
    pub fn new(address: SocketAddr) -> Self {
        Self::with(address, Arc::default(), Policy::limited(5))
    }

    /// The same browser, stopping at the first answer of the server.
    pub fn without_following(&self) -> Self {
        let address = self.base.trim_start_matches("http://").parse().unwrap();
        Self::with(address, Arc::clone(&self.jar), Policy::none())
    }

    fn with(address: SocketAddr, jar: Arc<OverTls>, policy: Policy) -> Self {
        // The server ends a connection that nobody uses for a while, at the moment at which a test goes on.
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(policy)
            .pool_idle_timeout(Duration::from_secs(1))
            .build()
            .unwrap();
        Self { http, jar, base: format!("http://{address}") }
    }

    /// Each cookie that it was told to keep, with its attributes, in order.
    pub fn cookies_set(&self) -> Vec<String> {
        self.jar.set.lock().unwrap().clone()
    }

    /// The names of the cookies that it keeps.
    pub fn cookies(&self) -> Vec<String> {
        let sent = self.jar.cookies(&self.base.parse().unwrap());
        let text = sent.as_ref().map_or("", |cookies| cookies.to_str().unwrap());
        text.split("; ").filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).collect()
    }

    /// A cookie that it keeps, as it is sent: `name=value`.
    pub fn cookie(&self, name: &str) -> String {
        let sent = self.jar.cookies(&self.base.parse().unwrap()).unwrap();
        let mut pairs = sent.to_str().unwrap().split("; ");
        pairs.find(|pair| pair.starts_with(&format!("{name}="))).unwrap().to_owned()
    }

    /// The same browser, when the product has moved.
    pub fn moved_to(&self, address: SocketAddr) -> Self {
        Self::with(address, Arc::clone(&self.jar), Policy::limited(5))
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) -> Page {
        self.send(Method::GET, address, None).await
    }

    /// Posts controls to an address, from a page of ours.
    pub async fn post(&self, address: &str, controls: &[(String, String)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(controls).finish();
        self.send(Method::POST, address, Some(body.into_bytes())).await
    }

    /// Posts controls to an address, and saves what is answered.
    pub async fn post_bytes(&self, address: &str, controls: &[(String, String)]) -> Vec<u8> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(controls).finish();
        let request = self.http.post(format!("{}{address}", self.base)).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.header("sec-fetch-site", "same-origin").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// Posts a raw body.
    pub async fn post_raw(&self, address: &str, body: Vec<u8>) -> Page {
        self.send(Method::POST, address, Some(body)).await
    }

    /// Fills in the form of `page` that posts to an address ending in `action`, and sends it with the
    /// button `button` (name and value), if any. What is not named in `answers` stays as it stands.
    pub async fn submit(&self, page: &Page, action: &str, answers: &[(&str, &str)]) -> Page {
        let (target, mut controls) = page.form(action);
        let names: Vec<&str> = answers.iter().map(|(name, _)| *name).collect();
        controls.retain(|(name, _)| !names.contains(&name.as_str()));
        controls.extend(answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(&target, &controls).await
    }

    /// Fills in the form of `page` with files as a browser does: the whole page in parts, and an empty part for
    /// each input that was not touched. A file is the name of its control, what it is called and what is in it.
    pub async fn upload(
        &self,
        page: &Page,
        action: &str,
        answers: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        let (target, controls) = page.form(action);
        let named: Vec<&str> = answers.iter().map(|(name, _)| *name).collect();
        let inputs = page.attributes("input[type=file]", "name");
        let mut form = Form::new();
        for (name, value) in controls.into_iter().filter(|(name, _)| !named.contains(&name.as_str())) {
            if !inputs.contains(&name) {
                form = form.text(name, value);
            }
        }
        for input in inputs {
            let sent: Vec<_> = files.iter().filter(|(name, ..)| *name == input).collect();
            for (_, called, content) in &sent {
                let part = Part::bytes(content.to_vec()).file_name((*called).to_owned());
                form = form.part(input.clone(), part);
            }
            if sent.is_empty() {
                form = form.part(input, Part::bytes(Vec::new()).file_name(""));
            }
        }
        for (name, value) in answers {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        let request =
            self.http.post(format!("{}{target}", self.base)).header("sec-fetch-site", "same-origin");
        page_of(request.multipart(form).send().await.unwrap()).await
    }

    /// Fetches the bytes at an address.
    pub async fn fetch(&self, address: &str) -> (StatusCode, reqwest::header::HeaderMap, Vec<u8>) {
        let answer = self.http.get(format!("{}{address}", self.base)).send().await.unwrap();
        (answer.status(), answer.headers().clone(), answer.bytes().await.unwrap().to_vec())
    }

    async fn send(&self, method: Method, address: &str, body: Option<Vec<u8>>) -> Page {
        let mut request = self.http.request(method, format!("{}{address}", self.base));
        if let Some(body) = body {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .body(body);
        }
        page_of(request.send().await.unwrap()).await
    }
}

async fn page_of(answer: reqwest::Response) -> Page {
    Page {
        status: answer.status(),
        address: answer.url()[url::Position::BeforePath..].to_owned(),
        headers: answer.headers().clone(),
        html: answer.text().await.unwrap(),
    }
}

impl Page {
    /// The parsed page.
    pub fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// The text of the page's main heading.
    pub fn heading(&self) -> String {
        self.texts("h1").into_iter().next().unwrap_or_default()
    }

    /// The texts of all elements that match.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let text = |element: ElementRef<'_>| element.text().collect::<String>();
        let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.document().select(&selector).map(text).map(squeeze).collect()
    }

    /// Where the links that match lead, in order.
    pub fn hrefs(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let href = |element: ElementRef<'_>| element.value().attr("href").map(str::to_owned);
        self.document().select(&selector).filter_map(href).collect()
    }

    /// The values of an attribute of all elements that match, in order.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let document = self.document();
        document
            .select(&selector)
            .filter_map(|element| element.value().attr(name).map(str::to_owned))
            .collect()
    }

    /// Whether the visible text of the page holds `text`.
    pub fn says(&self, text: &str) -> bool {
        self.texts("body").join(" ").contains(text)
    }

    /// Fails with the page's text if it does not hold `text`.
    #[track_caller]
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(
            self.says(text),
            "expected {text:?} on {} ({}):\n{}",
            self.address,
            self.status,
            self.texts("main").join(" ")
        );
        self
    }

    /// The target and the controls, as they stand, of the form that posts to an address ending in `action`.
    #[track_caller]
    pub fn form(&self, action: &str) -> (String, Controls) {
        let document = self.document();
        let forms = Selector::parse("form").unwrap();
        let found = document.select(&forms).find(|form| {
            let target = form.value().attr("action").unwrap_or(&self.address);
            target.split(['?', '#']).next().is_some_and(|path| path.ends_with(action))
        });
        let Some(form) = found else {
            panic!(
                "no form to {action:?} on {} ({}):\n{}",
                self.address,
                self.status,
                self.texts("main").join(" ")
            )
        };
        let target = form.value().attr("action").unwrap_or(&self.address).to_owned();
        (target, controls_of(form))
    }
}

fn controls_of(form: ElementRef<'_>) -> Controls {
    let all = Selector::parse("input, select, textarea").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let mut controls = Vec::new();
    for element in form.select(&all) {
        let attr = |name: &str| element.value().attr(name);
        let Some(name) = attr("name") else { continue };
        let value = match (element.value().name(), attr("type")) {
            ("select", _) => element
                .select(&chosen)
                .next()
                .map(|option| option.value().attr("value").unwrap_or_default().to_owned()),
            ("textarea", _) => Some(element.text().collect::<String>()),
            (_, Some("radio" | "checkbox")) => {
                attr("checked").map(|_| attr("value").unwrap_or("on").to_owned())
            }
            _ => Some(attr("value").unwrap_or_default().to_owned()),
        };
        controls.extend(value.map(|value| (name.to_owned(), value)));
    }
    controls
}
