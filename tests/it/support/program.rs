//! A program that uses `/api/v1`.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::app::TestApp;

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; `null` where there is none.
    pub json: Value,
}

/// A program, perhaps with a key.
#[derive(Clone)]
pub struct Program {
    http: reqwest::Client,
    base: String,
    key: Option<String>,
}

impl Program {
    /// A program that nobody knows.
    pub fn unknown(app: &TestApp) -> Self {
        let http = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(1)).build().unwrap();
        Self { http, base: format!("http://{}", app.address), key: None }
    }

    /// The program of a new sender that may file this service.
    pub fn registered(app: &TestApp, name: &str, slug: &str) -> Self {
        let printed = app.command(&["senders", "add", name, "--service", slug], "").unwrap();
        Self::unknown(app).with_key(printed.trim().rsplit(' ').next().unwrap())
    }

    /// The same program with this key, or secret.
    pub fn with_key(&self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self.clone() }
    }

    /// The same program, when the product has moved.
    pub fn moved_to(&self, app: &TestApp) -> Self {
        Self { base: format!("http://{}", app.address), ..self.clone() }
    }

    /// A request, to be changed before it is sent.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{address}", self.base));
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    /// Asks an address.
    pub async fn get(&self, address: &str) -> Answer {
        send(self.request(Method::GET, address)).await
    }

    /// Validates answers.
    pub async fn validate(&self, slug: &str, answers: &Value) -> Answer {
        let address = format!("/api/v1/services/{slug}/validate");
        send(self.request(Method::POST, &address).json(&json!({"answers": answers}))).await
    }

    /// Files an application with this idempotency key.
    pub async fn file(&self, slug: &str, key: &str, body: &Value) -> Answer {
        let address = format!("/api/v1/services/{slug}/applications");
        send(self.request(Method::POST, &address).header("idempotency-key", key).json(body)).await
    }
}

/// Sends a request.
pub async fn send(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let bytes = answer.bytes().await.unwrap();
    let json = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    Answer { status, headers, json }
}

impl Answer {
    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Fails if this is not this problem, told as RFC 9457 has it.
    #[track_caller]
    pub fn must_be(&self, status: u16, problem: &str) -> &Self {
        assert_eq!(self.json["type"], format!("/api/problems/{problem}"), "{self:?}");
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.json["status"], status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        self
    }
}
