//! Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// Memory of one hash, in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// Characters of a generated password: no look-alikes, so that it can be read from paper.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// A password could not be hashed: a mistake of ours or no random bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct PasswordError(String);

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params =
        Params::new(MEMORY, PASSES, LANES, None).map_err(|error| PasswordError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password for storage, with a fresh salt (PHC string). Takes some 20 ms: never inside the gate.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let hash =
        hasher()?.hash_password(password.as_bytes()).map_err(|error| PasswordError(error.to_string()))?;
    Ok(hash.to_string())
}

/// What checking a password works in. Used again and again: given back after each hash, so much memory
/// would stay in pieces with every thread that ever did one.
#[derive(Debug, Default)]
pub struct Memory(Vec<Block>);

/// Whether a password fits a stored hash.
pub fn verify_password(password: &str, hash: &str, memory: &mut Memory) -> bool {
    hash_again(password, hash, memory).is_some_and(|(computed, stored)| computed == stored)
}

/// The hash of `password` with salt and cost of a stored hash, and the stored one. Comparing the two takes
/// always the same time.
fn hash_again(password: &str, stored: &str, Memory(blocks): &mut Memory) -> Option<(Output, Output)> {
    let parsed = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&parsed).ok()?;
    let (salt, stored) = (parsed.salt?, parsed.hash?);
    blocks.resize(params.block_count(), Block::new());
    let mut computed = vec![0; stored.len()];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), &salt, &mut computed, blocks)
        .ok()?;
    Some((Output::new(&computed).ok()?, stored))
}

/// A random password of 20 characters (100 bits), in groups of five.
pub fn generate_password() -> Result<String, PasswordError> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|error| PasswordError(error.to_string()))?;
    // 31 letters and digits; the dash at the end of the alphabet only separates groups.
    let letters = ALPHABET.len() - 1;
    let mut text = String::new();
    for (i, byte) in bytes.iter().enumerate() {
        if i > 0 && i % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(*byte) % letters]));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash_password("Sommer im Park 1").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let mut memory = Memory::default();
        for _ in 0..2 {
            assert!(verify_password("Sommer im Park 1", &hash, &mut memory));
            assert!(!verify_password("sommer im park 1", &hash, &mut memory));
        }
        assert!(!verify_password("Sommer im Park 1", "no hash", &mut memory));
        assert_ne!(hash, hash_password("Sommer im Park 1").unwrap());
    }

    #[test]
    fn generated_passwords_are_long_and_different() {
        let (a, b) = (generate_password().unwrap(), generate_password().unwrap());
        assert_eq!(a.len(), 23);
        assert_ne!(a, b);
    }
}
