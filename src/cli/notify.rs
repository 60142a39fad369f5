//! Tells the service manager that the process serves, where one asks for it (`sd_notify(3)` of systemd): so a service
//! counts as started when people reach it, and not when its process exists.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Tells it. That nobody asks is the usual case, and that nobody listens no reason not to serve.
pub fn ready() {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return };
    if let Err(error) = tell(&socket) {
        tracing::warn!(%error, "the service manager cannot be told that this process serves");
    }
}

fn tell(socket: &OsStr) -> io::Result<()> {
    // A name that begins with @ stands in no folder.
    let address = match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(b"READY=1\n", &address).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_manager_hears_it_by_a_path_and_by_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("pforte-{}", uuid::Uuid::new_v4());
        let by_name = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        let by_path = UnixDatagram::bind(&path).unwrap();
        for (socket, heard) in [(path.into_os_string(), by_path), (format!("@{name}").into(), by_name)] {
            tell(&socket).unwrap();
            let mut message = [0; 64];
            let length = heard.recv(&mut message).unwrap();
            assert_eq!(&message[..length], b"READY=1\n");
        }
        assert!(tell(OsStr::new("/gibt/es/nicht")).is_err());
    }
}
