//! The token in each form: the second of two walls against forged requests.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::accounts::case_of_form;
use crate::domain::Token;
use crate::web::body::Posted;
use crate::web::error::WebError;

/// The name of the hidden control.
pub const CSRF_FIELD: &str = "_csrf";

/// The form token of a citizen's browser: derived from its secret token, which no other site can read.
pub fn csrf_of_visitor(token: &Token) -> String {
    hex::encode(Sha256::new().chain_update(b"pforte form token\0").chain_update(token.reveal()).finalize())
}

/// Compares the posted token with the expected one, in constant time. What was shown for another case of the desk
/// is [`WebError::OtherCase`].
pub fn verify(posted: &Posted, expected: &str) -> Result<(), WebError> {
    let given = posted.value(CSRF_FIELD).unwrap_or_default();
    if given.as_bytes().ct_eq(expected.as_bytes()).into() {
        return Ok(());
    }
    let is_of_other_case = case_of_form(given).is_some_and(|case| case_of_form(expected) != Some(case));
    Err(if is_of_other_case { WebError::OtherCase { is_shown: false } } else { WebError::Forged })
}
