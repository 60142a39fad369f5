//! A wire between the product and a server that can go dead: nothing more comes through, and nobody hangs up.

use std::net::SocketAddr;

use pforte::store::DatabaseUrl;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes on what comes to its address, until it falls silent. Hangs up when it is dropped.
pub struct Relay {
    address: SocketAddr,
    silence: watch::Sender<bool>,
    listening: JoinHandle<()>,
}

impl Relay {
    /// A wire to the server of a database, and the address of the database behind it; none for a file.
    pub async fn to_database(url: &DatabaseUrl) -> Option<(Self, String)> {
        let DatabaseUrl::Postgres(url) = url else { return None };
        let mut url = url::Url::parse(url).unwrap();
        let relay = Self::to(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
        url.set_port(Some(relay.address.port())).unwrap();
        Some((relay, url.into()))
    }

    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (silence, silent) = watch::channel(false);
        let listening = tokio::spawn(async move {
            let mut calls = tokio::task::JoinSet::new();
            while let Ok((call, _)) = listener.accept().await {
                calls.spawn(pass_on(call, server.clone(), silent.clone()));
            }
        });
        Self { address, silence, listening }
    }

    /// From now on nothing comes through.
    pub fn fall_silent(&self) {
        self.silence.send_replace(true);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass_on(mut call: TcpStream, server: String, mut silent: watch::Receiver<bool>) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let silenced = async { silent.wait_for(|silent| *silent).await.map(|_| ()) };
    tokio::select! {
        biased;
        _ = silenced => std::future::pending().await,
        _ = copy_bidirectional(&mut call, &mut server) => {}
    }
}
