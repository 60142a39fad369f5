//! Letters and digits that people type from paper or hear on the phone.

/// Digits and letters without look-alikes (no 0, 1, I, L, O). Their count, 31, is a prime: that makes
/// the weighted check character catch every single wrong character and every swap of two, in texts of up
/// to 30 characters.
pub const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Random bytes as characters, with the check character behind them. Every byte counts modulo 31.
pub fn with_check(random: &[u8]) -> String {
    let mut text: Vec<u8> = random.iter().map(|byte| ALPHABET[usize::from(*byte) % 31]).collect();
    text.push(check_character(&text));
    text.iter().map(|byte| char::from(*byte)).collect()
}

/// The characters as people type them: small letters, spaces and dashes do not matter. At most one more
/// than `most`, so that too many are noticed; `None` if one of them is none of the alphabet.
pub fn typed(text: &str, most: usize) -> Option<Vec<u8>> {
    let plain = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'));
    let bytes: Vec<u8> =
        plain.map(|c| u8::try_from(c.to_ascii_uppercase()).unwrap_or(b'?')).take(most + 1).collect();
    bytes.iter().all(|byte| position(*byte).is_some()).then_some(bytes)
}

/// Whether the last character is the check character of those before it.
pub fn fits(bytes: &[u8]) -> bool {
    bytes.split_last().is_some_and(|(last, rest)| check_character(rest) == *last)
}

/// The number of a character of the alphabet.
pub fn position(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == byte)
}

fn check_character(text: &[u8]) -> u8 {
    let sum: usize =
        text.iter().enumerate().map(|(i, byte)| (i + 1) * position(*byte).unwrap_or_default()).sum();
    ALPHABET[sum % 31]
}
