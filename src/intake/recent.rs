//! Drafts that were just judged. The next step of the same person mostly begins where the last one ended: then the draft
//! is neither judged again nor, to store a page, read again.
//!
//! What is here is never the truth. It counts for exactly one revision of one draft, and whatever is stored on the
//! strength of it is stored only if that is still the draft's revision and the draft still belongs to the same person.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};

use super::draft::{DraftRef, OpenDraft};
use crate::domain::{Channel, Scope};
use crate::forms::state::FormState;
use crate::library::Library;

/// Most drafts of one generation; there are two, and with a third one the first is gone.
const HELD: usize = 128;

/// Longer ones are read and judged anew, in bytes: few people write so much, and memory is bounded.
const LONGEST: usize = 16 * 1024;

/// A draft, and what was judged of it on a day.
#[derive(Debug, Clone)]
pub struct AtHand {
    /// The draft.
    pub draft: OpenDraft,
    /// What applies and what is wrong.
    pub state: Arc<FormState>,
    /// The day in Germany.
    pub today: NaiveDate,
}

impl AtHand {
    /// Judges a draft.
    pub fn new(draft: OpenDraft, today: NaiveDate) -> Self {
        let state = Arc::new(FormState::new(&draft.form, &draft.content.remembered, today));
        Self { draft, state, today }
    }

    fn is_of(&self, draft: &OpenDraft, today: NaiveDate) -> bool {
        let is_same = self.draft.id == draft.id
            && self.draft.revision == draft.revision
            && self.draft.held_back == draft.held_back;
        is_same && Arc::ptr_eq(&self.draft.form, &draft.form) && self.today == today
    }
}

/// Who has which draft.
type Theirs = (Scope, DraftRef);

/// The drafts that were judged last.
#[derive(Debug, Default)]
pub struct RecentDrafts(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Theirs, AtHand>,
    old: HashMap<Theirs, AtHand>,
}

impl RecentDrafts {
    /// The draft of this scope as it was last judged, on this day, in the language of the library's reader. It may have
    /// been changed, moved or deleted since.
    pub fn find(
        &self,
        scope: &Scope,
        which: &DraftRef,
        library: &Library,
        (now, today): (DateTime<Utc>, NaiveDate),
    ) -> Option<AtHand> {
        let found = self.get(&(scope.clone(), which.clone()))?;
        let is_good = found.today == today && found.draft.expires_at > now;
        (is_good && library.is_spoken_by(&found.draft.form)).then_some(found)
    }

    /// What is to be said of a draft that was just read.
    pub fn judged(
        &self,
        scope: &Scope,
        which: &DraftRef,
        draft: &OpenDraft,
        today: NaiveDate,
    ) -> Arc<FormState> {
        let known = self.get(&(scope.clone(), which.clone())).filter(|known| known.is_of(draft, today));
        if let Some(known) = known {
            return known.state;
        }
        let at_hand = AtHand::new(draft.clone(), today);
        let state = Arc::clone(&at_hand.state);
        self.keep(scope, which, at_hand);
        state
    }

    /// Keeps a draft as it is stored. Of a draft that is more than what was typed in it, nothing is kept: what the
    /// account or the case says beside it changes without it.
    pub fn keep(&self, scope: &Scope, which: &DraftRef, at_hand: AtHand) {
        let OpenDraft { bytes, case, form, .. } = &at_hand.draft;
        let is_plain = case.is_none() && matches!(form.channel, Channel::Online | Channel::Assisted);
        if !is_plain || *bytes > LONGEST {
            return;
        }
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if drafts.young.len() >= HELD {
            drafts.old = std::mem::take(&mut drafts.young);
        }
        drafts.young.insert((scope.clone(), which.clone()), at_hand);
    }

    /// Forgets all of them.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Generations::default();
    }

    fn get(&self, theirs: &Theirs) -> Option<AtHand> {
        let drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.young.get(theirs).or_else(|| drafts.old.get(theirs)).cloned()
    }
}
