//! Until when the certificate is valid that people are shown at the address of the installation.

use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};
use url::Url;

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(5);

/// An instant at which every certificate is over (31 December 9999), to learn when this one is.
const FAR: Duration = Duration::from_secs(253_402_214_400);

/// What somebody who opens the address is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// When it is over, where that can be read.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why programs on this machine refuse it now.
    pub refusal: Option<String>,
}

/// Why nobody can say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCertificate {
    /// The address is none with TLS.
    #[error("the address has no host with https")]
    NoTls,
    /// There is no connection, or no TLS on it.
    #[error("there is no TLS at {0}: {1}")]
    Unreachable(String, String),
}

/// Opens the address and looks at its certificate; `now` is the time at which it has to be valid. Sends nothing but
/// the name of the host. Blocks.
pub fn certificate_of(base_url: &str, now: DateTime<Utc>) -> Result<Certificate, NoCertificate> {
    let url = Url::parse(base_url).ok().filter(|url| url.scheme() == "https");
    let url = url.ok_or(NoCertificate::NoTls)?;
    let host = url.host_str().ok_or(NoCertificate::NoTls)?;
    let port = url.port_or_known_default().unwrap_or(443);
    let away = |error: String| NoCertificate::Unreachable(format!("{host}:{port}"), error);
    let looking = Looking::new(now).map_err(away)?;
    let seen = Arc::clone(&looking.seen);
    let provider = Arc::clone(&looking.provider);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| away(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(looking))
        .with_no_client_auth();
    // An address of IPv6 stands in brackets.
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
    let name = name.map_err(|error| away(error.to_string()))?;
    let mut tls = ClientConnection::new(Arc::new(config), name).map_err(|error| away(error.to_string()))?;
    let mut stream = connect(host, port).map_err(|error| away(error.to_string()))?;
    while tls.is_handshaking() {
        tls.complete_io(&mut stream).map_err(|error| away(error.to_string()))?;
    }
    let found = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    found.ok_or_else(|| away("it shows no certificate".to_owned()))
}

fn connect(host: &str, port: u16) -> std::io::Result<TcpStream> {
    let mut failed = std::io::Error::other("its name is not known");
    for address in (host.trim_matches(['[', ']']), port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Looks at a certificate and lets it pass: nothing is sent on this connection.
#[derive(Debug)]
struct Looking {
    strict: Arc<WebPkiServerVerifier>,
    provider: Arc<CryptoProvider>,
    now: UnixTime,
    seen: Arc<Mutex<Option<Certificate>>>,
}

impl Looking {
    fn new(now: DateTime<Utc>) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let strict = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| error.to_string())?;
        let since = Duration::from_secs(u64::try_from(now.timestamp()).unwrap_or_default());
        let now = UnixTime::since_unix_epoch(since);
        Ok(Self { strict, provider, now, seen: Arc::default() })
    }
}

impl ServerCertVerifier for Looking {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = |at| self.strict.verify_server_cert(certificate, others, name, ocsp, at);
        let refusal = judge(self.now).err().map(|error| error.to_string());
        let ends_at = match judge(UnixTime::since_unix_epoch(FAR)) {
            Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
                i64::try_from(not_after.as_secs()).ok().and_then(|at| DateTime::from_timestamp(at, 0))
            }
            _ => None,
        };
        let seen = Certificate { ends_at, refusal };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use chrono::{Days, TimeZone};
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use rustls::{ServerConfig, ServerConnection};

    use super::*;

    /// Signed by itself, for this machine; made for these tests.
    const CERTIFICATE: &[u8] = include_bytes!("../../tests/fixtures/tls/cert.der");
    const KEY: &[u8] = include_bytes!("../../tests/fixtures/tls/key.der");

    /// A server that shows the certificate to the next one who connects; its address.
    fn server() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key)
            .unwrap();
        std::thread::spawn(move || {
            let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
            let (mut stream, _) = listener.accept().unwrap();
            while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        });
        format!("https://127.0.0.1:{port}")
    }

    #[test]
    fn the_end_of_a_certificate_is_known_also_where_nobody_trusts_it() {
        let end = Utc.with_ymd_and_hms(2054, 4, 14, 19, 6, 10).unwrap();
        let seen = certificate_of(&server(), end - Days::new(30)).unwrap();
        assert_eq!(seen.ends_at, Some(end));
        assert!(seen.refusal.unwrap().contains("UnknownIssuer"));
        let over = certificate_of(&server(), end + Days::new(1)).unwrap();
        assert_eq!(over.ends_at, Some(end));
        assert!(over.refusal.unwrap().contains("expired"));
    }

    #[test]
    fn an_address_without_tls_or_without_a_server_has_no_certificate() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        assert_eq!(certificate_of("http://127.0.0.1:9", now), Err(NoCertificate::NoTls));
        // The port is free again as soon as the listener is dropped.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let away = certificate_of(&format!("https://127.0.0.1:{port}"), now);
        assert!(matches!(away, Err(NoCertificate::Unreachable(..))), "{away:?}");
    }
}
