//! A browser in little: one connection that is kept, cookies by hand, and no more work than a request needs, because it
//! runs on the same processors as what it measures.

use std::fmt::Write as _;
use std::io::Read;
use std::net::SocketAddr;
use std::time::Instant;

use flate2::read::GzDecoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What went wrong, in words.
pub type Outcome<T> = Result<T, String>;

/// Names and values.
pub type Cookies = Vec<(String, String)>;

/// The head of an answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it leads.
    pub location: Option<String>,
    is_gzip: bool,
}

/// How long a body is.
enum Length {
    Known(usize),
    Chunked,
}

/// A connection with the cookies of its person.
pub struct Client {
    host: String,
    stream: TcpStream,
    is_gzip: bool,
    /// What it holds of its person.
    pub cookies: Cookies,
    out: Vec<u8>,
    input: Vec<u8>,
    page: Vec<u8>,
    /// How long each request took, in microseconds.
    pub micros: Vec<u32>,
}

impl Client {
    /// Connects; with `is_gzip` pages are asked for compressed.
    pub async fn connect(to: SocketAddr, is_gzip: bool) -> Outcome<Self> {
        let stream = stream(to).await?;
        Ok(Self {
            host: to.to_string(),
            stream,
            is_gzip,
            cookies: Vec::new(),
            out: Vec::with_capacity(4096),
            input: Vec::with_capacity(64 * 1024),
            page: Vec::with_capacity(64 * 1024),
            micros: Vec::new(),
        })
    }

    /// Goes on with a fresh connection.
    pub async fn renew(&mut self, to: SocketAddr) -> Outcome<()> {
        self.stream = stream(to).await?;
        Ok(())
    }

    /// Becomes somebody else, of whom nobody knows anything.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// The text of the last page.
    pub fn page(&self) -> Outcome<&str> {
        std::str::from_utf8(&self.page).map_err(|_| "a page that is no text".to_owned())
    }

    /// How many bytes the last answer had as it came.
    pub fn bytes(&self) -> usize {
        self.page.len()
    }

    /// The value of the first control of this name on the last page.
    pub fn value(&self, name: &str) -> Outcome<&str> {
        let mark = format!("name=\"{name}\" value=\"");
        let page = self.page()?;
        let from = page.find(&mark).ok_or_else(|| format!("no {name} on the page"))? + mark.len();
        page[from..].split('"').next().ok_or_else(|| format!("{name} has no end"))
    }

    /// Opens a page, which must be there.
    pub async fn open(&mut self, path: &str) -> Outcome<()> {
        let answer = self.get(path, self.is_gzip).await?;
        if answer.status != 200 {
            return Err(format!("GET {path}: {}", answer.status));
        }
        if answer.is_gzip {
            let packed = std::mem::take(&mut self.page);
            GzDecoder::new(&packed[..]).read_to_end(&mut self.page).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Asks for a page as it comes: packed, if it is asked for so.
    pub async fn get(&mut self, path: &str, is_gzip: bool) -> Outcome<Answer> {
        self.out.clear();
        self.out.extend_from_slice(b"GET ");
        self.head(path, is_gzip);
        self.out.extend_from_slice(b"\r\n");
        self.exchange(b"").await
    }

    /// Sends a form; the answer must lead on. Where to.
    pub async fn post(&mut self, path: &str, body: &str) -> Outcome<String> {
        self.send(path, "application/x-www-form-urlencoded", body.as_bytes()).await
    }

    /// Sends a body of this kind; the answer must lead on. Where to.
    pub async fn send(&mut self, path: &str, kind: &str, body: &[u8]) -> Outcome<String> {
        self.out.clear();
        self.out.extend_from_slice(b"POST ");
        self.head(path, self.is_gzip);
        let mut rest = String::new();
        let _ = write!(rest, "Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        self.out.extend_from_slice(rest.as_bytes());
        let answer = self.exchange(body).await?;
        match answer.location {
            Some(location) if answer.status == 303 => Ok(location),
            _ => Err(format!("POST {path}: {}", answer.status)),
        }
    }

    fn head(&mut self, path: &str, is_gzip: bool) {
        let path = path.split('#').next().unwrap_or_default();
        for part in [path, " HTTP/1.1\r\nHost: ", &self.host] {
            self.out.extend_from_slice(part.as_bytes());
        }
        self.out.extend_from_slice(
            b"\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
              Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
              Accept-Language: de,en-US;q=0.7,en;q=0.3\r\nSec-Fetch-Site: same-origin\r\n",
        );
        if is_gzip {
            self.out.extend_from_slice(b"Accept-Encoding: gzip\r\n");
        }
        for (place, (name, value)) in self.cookies.iter().enumerate() {
            let mark: &[u8] = if place == 0 { b"Cookie: " } else { b"; " };
            self.out.extend_from_slice(mark);
            self.out.extend_from_slice(name.as_bytes());
            self.out.push(b'=');
            self.out.extend_from_slice(value.as_bytes());
        }
        if !self.cookies.is_empty() {
            self.out.extend_from_slice(b"\r\n");
        }
    }

    /// Sends what was prepared, reads the answer and notes how long it took.
    async fn exchange(&mut self, body: &[u8]) -> Outcome<Answer> {
        let begin = Instant::now();
        let in_words = |error: std::io::Error| format!("the connection broke: {error}");
        if body.len() < 64 * 1024 {
            self.out.extend_from_slice(body);
            self.stream.write_all(&self.out).await.map_err(in_words)?;
        } else {
            self.stream.write_all(&self.out).await.map_err(in_words)?;
            self.stream.write_all(body).await.map_err(in_words)?;
        }
        self.input.clear();
        let (answer, length, mut at) = loop {
            self.fill().await?;
            if let Some(head) = self.parse()? {
                break head;
            }
        };
        self.page.clear();
        match length {
            Length::Known(length) => {
                while self.input.len() < at + length {
                    self.fill().await?;
                }
                self.page.extend_from_slice(&self.input[at..at + length]);
            }
            Length::Chunked => while self.chunk(&mut at).await? {},
        }
        self.micros.push(u32::try_from(begin.elapsed().as_micros()).unwrap_or(u32::MAX));
        Ok(answer)
    }

    async fn fill(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.input).await {
            Ok(0) => Err("the server hung up".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(format!("the connection broke: {error}")),
        }
    }

    /// Reads the head, if all of it is there, with how long the body is and where it begins.
    fn parse(&mut self) -> Outcome<Option<(Answer, Length, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; 40];
        let mut head = httparse::Response::new(&mut headers);
        let parsed = head.parse(&self.input).map_err(|error| format!("no answer of HTTP: {error}"))?;
        let httparse::Status::Complete(at) = parsed else { return Ok(None) };
        let mut answer = Answer { status: head.code.unwrap_or_default(), ..Answer::default() };
        let mut length = Length::Known(0);
        for header in head.headers.iter() {
            let value = std::str::from_utf8(header.value).unwrap_or_default();
            let name = header.name;
            if name.eq_ignore_ascii_case("content-length") {
                length = Length::Known(value.parse().map_err(|_| "a length that is none".to_owned())?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                length = Length::Chunked;
            } else if name.eq_ignore_ascii_case("content-encoding") {
                answer.is_gzip = value == "gzip";
            } else if name.eq_ignore_ascii_case("location") {
                answer.location = Some(value.to_owned());
            } else if name.eq_ignore_ascii_case("set-cookie") {
                keep(&mut self.cookies, value);
            }
        }
        Ok(Some((answer, length, at)))
    }

    /// Takes the next chunk from `at` on; whether there are more.
    async fn chunk(&mut self, at: &mut usize) -> Outcome<bool> {
        let (start, size) = loop {
            match httparse::parse_chunk_size(&self.input[*at..]) {
                Ok(httparse::Status::Complete((head, size))) => break (*at + head, size as usize),
                Ok(httparse::Status::Partial) => self.fill().await?,
                Err(_) => return Err("a chunk without a size".to_owned()),
            }
        };
        while self.input.len() < start + size + 2 {
            self.fill().await?;
        }
        self.page.extend_from_slice(&self.input[start..start + size]);
        *at = start + size + 2;
        Ok(size > 0)
    }
}

async fn stream(to: SocketAddr) -> Outcome<TcpStream> {
    let stream = TcpStream::connect(to).await.map_err(|error| format!("connecting: {error}"))?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    Ok(stream)
}

/// Keeps a cookie, or forgets it.
fn keep(cookies: &mut Cookies, header: &str) {
    let pair = header.split(';').next().unwrap_or_default();
    let Some((name, value)) = pair.split_once('=') else { return };
    cookies.retain(|(known, _)| known != name);
    if !value.is_empty() {
        cookies.push((name.to_owned(), value.to_owned()));
    }
}
