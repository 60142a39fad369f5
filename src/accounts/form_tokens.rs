//! The tokens of forms that staff see: secret, and they name whose form it is and, at the desk, for which case it
//! was shown. A form names both also when its session is over or its case is closed.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::{ClerkId, DraftId, Token};

/// The token of a session's forms.
pub(super) fn form_token(clerk: ClerkId, secret: &Token) -> String {
    format!("{clerk}.{}", secret.reveal())
}

/// The token of forms that belong to one case of the desk: made of the session's token, so that it ends with the
/// session, and of the draft, so that what was shown for one resident is never taken for another one.
pub fn case_token(session: &str, draft: DraftId) -> String {
    let owner = session.split_once('.').map_or("", |(owner, _)| owner);
    let mac =
        Sha256::new().chain_update(b"pforte case\0").chain_update(session).chain_update(draft.to_string());
    format!("{owner}.{draft}.{}", hex::encode(mac.finalize()))
}

/// Whose form this is or was, by its token. The token need not hold any more: that is for the caller to ask.
pub fn owner_of_form(token: &str) -> Option<ClerkId> {
    token.split_once('.')?.0.parse().ok()
}

/// For which case of the desk this form is or was shown, by its token; the token need not hold any more.
pub fn case_of_form(token: &str) -> Option<DraftId> {
    token.split('.').nth(1)?.parse().ok()
}

/// Whether a form was shown in this session: on a page of no case, or on one of any case.
pub fn is_of_session(token: &str, session: &str) -> bool {
    let expected = case_of_form(token).map_or_else(|| session.to_owned(), |draft| case_token(session, draft));
    token.as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_form_names_its_owner_and_its_case() {
        let (clerk, secret, draft) = (ClerkId::random(), Token::from_bytes([7; 32]), DraftId::random());
        let session = form_token(clerk, &secret);
        let case = case_token(&session, draft);
        assert_eq!((owner_of_form(&session), case_of_form(&session)), (Some(clerk), None));
        assert_eq!((owner_of_form(&case), case_of_form(&case)), (Some(clerk), Some(draft)));
        assert!(!case.contains(secret.reveal()));
        assert_eq!(owner_of_form(""), None);
        assert_eq!(owner_of_form(secret.reveal()), None);
        assert_eq!(owner_of_form(&format!("x.{}", secret.reveal())), None);
    }

    #[test]
    fn a_token_belongs_to_one_session_and_to_one_case() {
        let token = |byte| Token::from_bytes([byte; 32]);
        let (clerk, a, b) = (ClerkId::random(), DraftId::random(), DraftId::random());
        let (session, other) = (form_token(clerk, &token(7)), form_token(clerk, &token(8)));
        assert_ne!(case_token(&session, a), case_token(&session, b));
        assert!(is_of_session(&session, &session) && is_of_session(&case_token(&session, a), &session));
        for foreign in [
            &other,
            &case_token(&other, a),
            "",
            "x",
            &case_token(&session, a).replace(&a.to_string(), &b.to_string()),
        ] {
            assert!(!is_of_session(foreign, &session), "{foreign}");
        }
    }
}
