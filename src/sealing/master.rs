//! The master key: it seals the keys of cases, and stands outside of database and backup.
//!
//! A file or a variable holds the current one first and behind it older ones, whose keys are still to be sealed
//! anew. So a master key is changed without a pause: put a new one before the others, start, `pforte keys rotate`,
//! take the old one out.

use sha2::{Digest, Sha256};

use super::{SealError, Secret};

/// Hexadecimal digits of the name of a master key.
const NAME: usize = 16;

/// The master keys of an installation.
#[derive(Debug, Clone)]
pub struct MasterKeys {
    current: Master,
    older: Vec<Master>,
}

#[derive(Debug, Clone)]
struct Master {
    name: String,
    secret: Secret,
}

/// A key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// The name of the master key that sealed it.
    pub master: String,
    /// The key, sealed.
    pub bytes: Vec<u8>,
}

/// Why a text holds no master keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// There is none.
    #[error("there is no key")]
    None,
    /// A word is no key; which one, counted from 1.
    #[error("key {0} does not have 64 hexadecimal digits")]
    Malformed(usize),
}

/// Why a key cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenKeyError {
    /// The master key that sealed it is not among those that are known.
    #[error("the master key {0} is missing")]
    Unknown(String),
    /// It was changed.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl MasterKeys {
    /// One key.
    pub fn of(secret: Secret) -> Self {
        Self { current: Master::of(secret), older: Vec::new() }
    }

    /// Reads keys of 64 hexadecimal digits each, the current one first, apart by white space. What stands behind a `#`
    /// in a line is for people.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let words =
            text.lines().flat_map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
        let mut keys = words.enumerate().map(|(i, word)| {
            let mut bytes = [0; 32];
            let read = hex::decode_to_slice(word, &mut bytes);
            read.map(|()| Master::of(Secret::from_bytes(bytes))).map_err(|_| MasterKeyError::Malformed(i + 1))
        });
        let current = keys.next().ok_or(MasterKeyError::None)??;
        Ok(Self { current, older: keys.collect::<Result<_, _>>()? })
    }

    /// The name of the current master key: tells which one it is, and nothing about it.
    pub fn name(&self) -> &str {
        &self.current.name
    }

    /// Seals a key under the current master key, for the one that it is: it opens as no other.
    pub fn wrap(&self, id: &str, key: &Secret) -> Result<Wrapped, SealError> {
        let bytes = self.current.secret.seal(id.as_bytes(), key.bytes())?;
        Ok(Wrapped { master: self.current.name.clone(), bytes })
    }

    /// The key that was stored.
    pub fn open(&self, id: &str, wrapped: &Wrapped) -> Result<Secret, OpenKeyError> {
        let mut known = std::iter::once(&self.current).chain(&self.older);
        let master = known.find(|master| master.name == wrapped.master);
        let master = master.ok_or_else(|| OpenKeyError::Unknown(wrapped.master.clone()))?;
        let bytes = zeroize::Zeroizing::new(master.secret.open(id.as_bytes(), &wrapped.bytes)?);
        let bytes = bytes.as_slice().try_into().map_err(|_| SealError::Unfit)?;
        Ok(Secret::from_bytes(bytes))
    }
}

impl Master {
    fn of(secret: Secret) -> Self {
        let digest = Sha256::new_with_prefix(b"pforte master key\0").chain_update(secret.bytes()).finalize();
        let mut name = hex::encode(digest);
        name.truncate(NAME);
        Self { name, secret }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> MasterKeys {
        MasterKeys::parse(text).unwrap()
    }

    #[test]
    fn the_first_key_seals_and_each_opens_what_it_sealed() {
        let (old, new) = ("aa".repeat(32), "bb".repeat(32));
        let key = Secret::random().unwrap();
        let before = keys(&old).wrap("k1", &key).unwrap();
        let both = keys(&format!("# since 2026\n{new} # the new one\n\n{old}\n"));
        assert_eq!(both.open("k1", &before), Ok(key.clone()));
        let after = both.wrap("k1", &key).unwrap();
        assert_eq!(keys(&new).open("k1", &after), Ok(key));
        assert_eq!(keys(&new).open("k1", &before), Err(OpenKeyError::Unknown(before.master.clone())));
        assert_eq!(both.open("k2", &before), Err(SealError::Unfit.into()), "the key of another case");
        let told = format!("{both:?}");
        assert!(!told.contains("bbbb") && !told.contains("187"), "{told}");
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_told() {
        let good = "0f".repeat(32);
        assert_eq!(MasterKeys::parse("# nothing\n").unwrap_err(), MasterKeyError::None);
        for wrong in ["geheim", &good[1..], &format!("{good}0")] {
            assert_eq!(MasterKeys::parse(wrong).unwrap_err(), MasterKeyError::Malformed(1));
            let told = MasterKeys::parse(&format!("{good} {wrong}")).unwrap_err().to_string();
            assert_eq!(told, "key 2 does not have 64 hexadecimal digits");
        }
    }
}
