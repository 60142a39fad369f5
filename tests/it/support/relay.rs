//! A wire between the product and a server that can go dead: nothing more comes through, and nobody hangs up.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes on what comes to its address, until it falls silent. Hangs up when it is dropped.
pub struct Relay {
    /// Where it listens.
    pub address: SocketAddr,
    silence: watch::Sender<bool>,
    listening: JoinHandle<()>,
}

impl Relay {
    /// A wire to `server`.
    pub async fn to(server: String) -> Self {
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
