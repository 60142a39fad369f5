//! The key under which matters have names: what tells that two applications are about the same.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// 256 random bits of an installation, which are not in its database: whoever reads only that cannot find out by
/// trying names and birthdays who applied for what. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct MatterKey([u8; 32]);

impl MatterKey {
    /// A key of 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key as [`Self::reveal`] writes it, with or without the end of its line; `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim_end_matches('\n'), &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The text for the file of the key: 64 hexadecimal digits.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }

    /// The name of a matter: the HMAC-SHA-256 (RFC 2104) of what it consists of, as lower-case hexadecimal.
    pub fn name(&self, matter: &str) -> String {
        hex::encode(self.mac(matter.as_bytes()))
    }

    /// The HMAC-SHA-256 (RFC 2104) of a text. What it is for stands at the beginning of the text, behind which comes a
    /// zero byte: no name of a matter has one.
    pub(super) fn mac(&self, text: &[u8]) -> [u8; 32] {
        // RFC 2104 fills a short key up with zeros to a block of the hash, which is 64 bytes.
        let mut block = [0; 64];
        for (place, byte) in block.iter_mut().zip(self.0) {
            *place = byte;
        }
        let mut code = Hmac::<Sha256>::new(&block.into());
        code.update(text);
        code.finalize().into_bytes().into()
    }
}

impl fmt::Debug for MatterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 has no key of 32 bytes; the expected value is OpenSSL's.
    #[test]
    fn a_name_is_what_others_compute_too_and_tells_no_key() {
        let key = MatterKey::from_bytes([0x0b; 32]);
        assert_eq!(key.name("Hi There"), "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
        assert_ne!(key.name("Hi There"), MatterKey::from_bytes([0x0c; 32]).name("Hi There"));
        assert!(!format!("{key:?}").contains("0b"));
    }

    #[test]
    fn a_key_reads_back_and_nothing_else_does() {
        let key = MatterKey::from_bytes([0xa7; 32]);
        assert_eq!(MatterKey::parse(&format!("{}\n", key.reveal())), Some(key.clone()));
        for wrong in ["", "a7", &format!(" {}", key.reveal()), &format!("{}00", key.reveal())] {
            assert_eq!(MatterKey::parse(wrong), None, "{wrong:?}");
        }
    }
}
