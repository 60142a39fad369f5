//! Names in a PDF as they are meant.

use std::io::{self, Cursor, Read};

/// Bytes that are read at once.
const PIECE: u64 = 1 << 16;

/// A PDF in which each character that is written as `#` and two hexadecimal digits (ISO 32000-1, 7.3.5) stands as
/// itself: `/J#61vaScript` is `/JavaScript`. What is no name changes, too: for looking only.
pub(super) struct Spelled<R> {
    content: R,
    /// What was read and is not spelled out yet, as it may be the beginning of an escape.
    begun: Vec<u8>,
    /// What is spelled out and was not asked for yet.
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Spelled<R> {
    /// Spells out what is read.
    pub(super) fn out(content: R) -> Self {
        Self { content, begun: Vec::new(), ready: Cursor::default() }
    }

    /// Spells out the next piece; whether there was something.
    fn spell(&mut self) -> io::Result<bool> {
        let is_end = self.content.by_ref().take(PIECE).read_to_end(&mut self.begun)? == 0;
        let mut spelled = Vec::with_capacity(self.begun.len());
        let mut rest = self.begun.as_slice();
        loop {
            rest = match rest {
                [b'#', high, low, behind @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    spelled.push(digit(*high) << 4 | digit(*low));
                    behind
                }
                [] => break,
                [b'#'] | [b'#', _] if !is_end => break,
                [byte, behind @ ..] => {
                    spelled.push(*byte);
                    behind
                }
            };
        }
        self.begun = rest.to_vec();
        self.ready = Cursor::new(spelled);
        Ok(!is_end || !self.ready.get_ref().is_empty())
    }
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20) - b'a' + 10,
    }
}

impl<R: Read> Read for Spelled<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(out)?;
            if read > 0 || out.is_empty() || !self.spell()? {
                return Ok(read);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spelled(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Spelled::out(text).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn an_escape_is_its_character_and_nothing_else_is() {
        assert_eq!(spelled(b"/J#61va#53cript /#4cau#6Ech"), b"/JavaScript /Launch");
        for plain in ["", "#", "##", "#4", "#4/JavaScript", "#zz", "# 61", "100 #"] {
            assert_eq!(spelled(plain.as_bytes()), plain.as_bytes(), "{plain}");
        }
        assert_eq!(spelled(b"#2361"), b"#61", "nothing is spelled out twice");
        assert_eq!(spelled(b"##41#"), b"#A#");
    }

    proptest! {
        #[test]
        fn it_makes_no_difference_where_a_piece_ends(text: Vec<u8>, before in 65_530usize..65_540) {
            let long = [vec![b' '; before], b"/#4a#61va".to_vec(), text.clone()].concat();
            prop_assert_eq!(spelled(&long), [vec![b' '; before], b"/Java".to_vec(), spelled(&text)].concat());
        }
    }
}
