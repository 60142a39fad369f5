//! A real mail server that answers as it is told and remembers what it was given.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use mailin_embedded::{Action, Handler, Response, Server, response};

/// A port on which no mail server listens yet.
pub struct MailPort(u16);

/// The server. It listens until the test process ends.
#[derive(Clone, Default)]
pub struct MailServer(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The next answers to a whole mail; when there is none, it is accepted.
    answers: VecDeque<Response>,
    received: Vec<Received>,
}

/// A mail that was handed over, accepted or not.
#[derive(Debug, Clone)]
pub struct Received {
    /// The recipient.
    pub to: String,
    /// The mail as it came over the wire.
    pub text: String,
    /// What the server answered.
    pub code: u16,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        self.text.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default()
    }
}

impl MailPort {
    /// Finds a free port and leaves it closed: connections are refused.
    pub fn closed() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port())
    }

    /// The address for the configuration.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.0)
    }

    /// Listens and never says a word.
    pub fn open_silently(&self) -> TcpListener {
        TcpListener::bind(("127.0.0.1", self.0)).unwrap()
    }

    /// Starts the server; it gives these answers to the next mails and accepts all further ones.
    pub fn open(&self, answers: impl IntoIterator<Item = Response>) -> MailServer {
        let mail_server = MailServer::default();
        mail_server.state().answers.extend(answers);
        let mut server =
            Server::new(Session { server: mail_server.clone(), to: String::new(), text: Vec::new() });
        server.with_tcp_listener(TcpListener::bind(("127.0.0.1", self.0)).unwrap());
        std::thread::spawn(move || server.serve().unwrap());
        mail_server
    }
}

impl MailServer {
    /// Everything that was handed over, in order.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

#[derive(Clone)]
struct Session {
    server: MailServer,
    to: String,
    text: Vec<u8>,
}

impl Handler for Session {
    fn data_start(&mut self, _domain: &str, _from: &str, _is8bit: bool, to: &[String]) -> Response {
        self.to = to.join(", ");
        self.text.clear();
        response::OK
    }

    fn data(&mut self, part: &[u8]) -> std::io::Result<()> {
        self.text.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mut state = self.server.state();
        let mut answer = state.answers.pop_front().unwrap_or(response::OK);
        if answer.is_error {
            // The library would take what follows a refusal for more of the mail.
            answer.action = Action::Close;
        }
        let text = String::from_utf8_lossy(&self.text).replace("\r\n", "\n");
        state.received.push(Received { to: self.to.clone(), text, code: answer.code });
        answer
    }
}
