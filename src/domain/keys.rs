//! Secrets that programs hold: the key of a registered sender, and the secret of one application.

use std::fmt;

use sha2::{Digest, Sha256};

use super::SubmissionId;

/// The key with which a registered sender's program shows who it is: 256 random bits, written `pfk_…`.
/// Shown once, never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

/// The secret with which one application's state is asked for, written `pfs_…`. Never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusSecret(String);

/// The SHA-256 of an [`ApiKey`], as lower-case hexadecimal: what the database keeps, and looks up.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyHash(pub String);

/// The SHA-256 of a [`StatusSecret`], as lower-case hexadecimal: what the database keeps.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SecretHash(pub String);

impl ApiKey {
    const PREFIX: &'static str = "pfk_";

    /// Makes a key from 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(format!("{}{}", Self::PREFIX, hex::encode(bytes)))
    }

    /// Reads a key as a program sends it; `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        is_secret(text, Self::PREFIX).then(|| Self(text.to_owned()))
    }

    /// The text to print.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What may be stored. A slow hash is for passwords that people think up.
    pub fn hash(&self) -> KeyHash {
        KeyHash(hex::encode(Sha256::new().chain_update(b"pforte api key\0").chain_update(&self.0).finalize()))
    }
}

impl StatusSecret {
    const PREFIX: &'static str = "pfs_";

    /// The secret of a submission that was sent with this key. It follows from the two, so a repeated request gets
    /// the same one although only its hash is kept. The database alone does not tell it, because it does not hold
    /// the key; nor does the key alone, because nobody is told the submission's id.
    pub fn of(key: &ApiKey, submission: SubmissionId) -> Self {
        let hash = Sha256::new()
            .chain_update(b"pforte status secret\0")
            .chain_update(&key.0)
            .chain_update(submission.0.as_bytes())
            .finalize();
        Self(format!("{}{}", Self::PREFIX, hex::encode(hash)))
    }

    /// Reads a secret as it comes back; `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        is_secret(text, Self::PREFIX).then(|| Self(text.to_owned()))
    }

    /// The text to hand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What may be stored.
    pub fn hash(&self) -> SecretHash {
        let hash =
            Sha256::new().chain_update(b"pforte status secret hash\0").chain_update(&self.0).finalize();
        SecretHash(hex::encode(hash))
    }
}

fn is_secret(text: &str, prefix: &str) -> bool {
    let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.strip_prefix(prefix).is_some_and(|rest| rest.len() == 64 && rest.bytes().all(is_hex))
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl fmt::Debug for StatusSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusSecret(…)")
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(…)")
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_follows_from_key_and_submission_and_from_nothing_less() {
        let (key, other) = (ApiKey::from_bytes([1; 32]), ApiKey::from_bytes([2; 32]));
        let (one, two) = (SubmissionId::new(), SubmissionId::new());
        assert_eq!(StatusSecret::of(&key, one), StatusSecret::of(&key, one));
        assert_ne!(StatusSecret::of(&key, one), StatusSecret::of(&key, two));
        assert_ne!(StatusSecret::of(&key, one), StatusSecret::of(&other, one));
    }

    #[test]
    fn keys_and_secrets_read_back_and_are_not_mixed_up() {
        let key = ApiKey::from_bytes([7; 32]);
        let secret = StatusSecret::of(&key, SubmissionId::new());
        assert_eq!(ApiKey::parse(key.reveal()), Some(key.clone()));
        assert_eq!(StatusSecret::parse(secret.reveal()), Some(secret.clone()));
        assert_eq!(ApiKey::parse(secret.reveal()), None);
        assert_eq!(StatusSecret::parse(key.reveal()), None);
        assert_eq!(ApiKey::parse(&key.reveal().to_uppercase()), None);
        assert!(!format!("{key:?} {secret:?} {:?} {:?}", key.hash(), secret.hash()).contains("07"));
    }
}
