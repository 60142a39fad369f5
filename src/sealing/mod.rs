//! Sealing: what is stored can be read only with a key, and whoever changes it is noticed.
//!
//! AES-256 in GCM (BSI TR-02102-1, 3.1.2; NIST SP 800-38D) with a random nonce of 96 bits: a key seals the few
//! thousand texts of one case, far below the 2^32 that are allowed. Files are sealed as streams ([`stream`]).
//! The keys of cases are themselves sealed, by a master key that is not in the database ([`master`]).

pub mod master;
pub mod stream;

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of a nonce, which stands before what it sealed.
const NONCE: usize = 12;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed by another key, for another place, or changed since.
    #[error("the content does not fit its key")]
    Unfit,
    /// The system has no random numbers, or something is far too long.
    #[error("nothing can be sealed")]
    Refused,
}

/// A key: 256 bits that stand in no log, and are wiped from memory when they are needed no more.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A key of 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh key.
    pub fn random() -> Result<Self, SealError> {
        Ok(Self(random()?))
    }

    /// Its bytes, for whoever derives something from it.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals a text for a place: opened for another place, it does not fit.
    pub fn seal(&self, place: &[u8], content: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: content, aad: place };
        let mut sealed = nonce.to_vec();
        let closed = self.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::Refused)?;
        sealed.extend_from_slice(&closed);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made for the same place.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, closed) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Unfit)?;
        let payload = Payload { msg: closed, aad: place };
        self.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Unfit)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::Refused)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_told_to_nobody() {
        assert_eq!(format!("{:?}", Secret::from_bytes([7; 32])), "Secret(…)");
    }

    #[test]
    fn the_same_text_looks_different_each_time() {
        let key = Secret::random().unwrap();
        assert_ne!(key.seal(b"x", b"Anna").unwrap(), key.seal(b"x", b"Anna").unwrap());
        assert!(key != Secret::random().unwrap());
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_with_its_key_for_its_place_only(content: Vec<u8>, place: Vec<u8>, other: Vec<u8>) {
            let key = Secret::random().unwrap();
            let sealed = key.seal(&place, &content).unwrap();
            prop_assert_eq!(key.open(&place, &sealed), Ok(content));
            prop_assert_eq!(Secret::random().unwrap().open(&place, &sealed), Err(SealError::Unfit));
            if other != place {
                prop_assert_eq!(key.open(&other, &sealed), Err(SealError::Unfit));
            }
        }

        #[test]
        fn a_changed_bit_is_noticed(content: Vec<u8>, at: prop::sample::Index, bit in 0..8u8) {
            let key = Secret::random().unwrap();
            let mut sealed = key.seal(b"", &content).unwrap();
            let place = at.index(sealed.len());
            sealed[place] ^= 1 << bit;
            prop_assert_eq!(key.open(b"", &sealed), Err(SealError::Unfit));
            sealed.truncate(place);
            prop_assert_eq!(key.open(b"", &sealed), Err(SealError::Unfit));
        }
    }
}
