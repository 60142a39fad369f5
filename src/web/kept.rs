//! What was typed in a page of staff whose session was over, on its way through signing in again.

use super::body::{MAX_BODY, Posted};
use super::extract::CSRF_FIELD;
use super::urls;
use crate::accounts::{case_of_form, owner_of_form};
use crate::domain::{ClerkId, DraftId};
use crate::forms::parse::ACTION;
use crate::intake::KEEP;
use crate::web::pages::check_answers::witness::PASSWORD as WITNESS_PASSWORD;

/// Most bytes that are kept, as they travel through the sign-in page: encoded twice. Login and password must
/// fit beside them into one page ([`MAX_BODY`]).
const MOST: usize = MAX_BODY - 64 * 1024;

/// What was typed, where it was to go, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    to: String,
    owner: ClerkId,
    pairs: Vec<(String, String)>,
}

impl Kept {
    /// The name of the field of the sign-in page that holds the address.
    pub const TO: &'static str = "weiter";
    /// The name of the field that holds what was typed.
    pub const TYPED: &'static str = "eingaben";
    /// The name of the field that names whose it is.
    pub const OWNER: &'static str = "von";

    /// What was posted to an address. `None` if nothing was typed, if it is too much, or if it does not say
    /// whose form it was.
    pub fn of(to: &str, posted: Posted) -> Option<Self> {
        let token = posted.value(CSRF_FIELD)?;
        let (owner, case) = (owner_of_form(token)?, case_of_form(token));
        // A page that carries what was kept already: that is to be kept on, not the page.
        if let Some(inner) = Self::from_sign_in(&posted).filter(|inner| inner.owner == owner) {
            return Some(inner);
        }
        // What was shown for one case never comes to another one.
        let kept = Self::new(to, owner, posted.0)?;
        (case.is_none() || case == kept.case()).then_some(kept)
    }

    /// What the sign-in page brought along.
    pub fn from_sign_in(posted: &Posted) -> Option<Self> {
        let owner = posted.value(Self::OWNER)?.parse().ok()?;
        let typed = form_urlencoded::parse(posted.value(Self::TYPED)?.as_bytes()).into_owned().collect();
        Self::new(posted.value(Self::TO)?, owner, typed)
    }

    fn new(to: &str, owner: ClerkId, mut pairs: Vec<(String, String)>) -> Option<Self> {
        // A password of a colleague comes back to nobody, and what left the page is not pressed again.
        let leaves = |name: &str, value: &str| name == ACTION && ["close", "lock"].contains(&value);
        pairs.retain(|(name, value)| {
            ![CSRF_FIELD, WITNESS_PASSWORD].contains(&name.as_str()) && !leaves(name, value)
        });
        let kept = Self { to: to.to_owned(), owner, pairs };
        let is_ours = is_plain(to) && urls::is_staff_area(to.split('?').next().unwrap_or_default());
        (is_ours && !kept.pairs.is_empty() && kept.length() <= MOST).then_some(kept)
    }

    /// Where it was to go: an address of ours, in an area of staff.
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The case of the desk that it was to go to.
    pub fn case(&self) -> Option<DraftId> {
        urls::draft_at_desk(&self.to)
    }

    /// Whether it is this person's. Nobody is offered what somebody else typed.
    pub fn belongs_to(&self, person: ClerkId) -> bool {
        self.owner == person
    }

    /// Whether a script kept the page: what is typed stands on it still.
    pub fn is_by_script(&self) -> bool {
        self.pairs.iter().any(|(name, value)| name == ACTION && value == KEEP)
    }

    /// The controls as they were sent, without the token of the form.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The fields that carry it through the sign-in page.
    pub fn fields(&self) -> [(&'static str, String); 3] {
        [(Self::TO, self.to.clone()), (Self::OWNER, self.owner.to_string()), (Self::TYPED, self.typed())]
    }

    fn length(&self) -> usize {
        form_urlencoded::byte_serialize(self.typed().as_bytes()).map(str::len).sum()
    }

    fn typed(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

/// Whether an address is a path of ours and nothing else: no host, no way out of its area, nothing that a
/// header or a browser could read differently.
pub fn is_plain(address: &str) -> bool {
    let is_known = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'?' | b'=' | b'&' | b'%' | b'+')
    };
    address.starts_with('/') && !address.contains("//") && address.bytes().all(is_known)
}
