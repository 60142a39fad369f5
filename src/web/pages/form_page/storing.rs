//! How a posted page comes into the database: read into the draft before, so that it waits for no page of anybody else
//! there, and stored if the draft is still the one into which it was read.

use crate::intake::{self, AtHand, PagePost, SaveError, Saved, Turned};
use crate::web::applying::Applying;
use crate::web::site::Site;

/// How often saving is tried when somebody saves the same draft at the same moment.
pub(in crate::web::pages) const TRIES: usize = 5;

/// Stores a posted page.
pub(super) async fn store(site: &Site, applying: &Applying, post: &PagePost) -> Result<Saved, SaveError> {
    let Applying { scope, draft: which, .. } = applying;
    let today = site.today();
    let mut known = site.recent.find(scope, which, &site.spoken_library(), (site.now(), today));
    let mut outcome = Err(SaveError::Conflict);
    for _ in 0..TRIES {
        outcome = match post.uploads.is_empty() {
            true => without_files(site, applying, post, known.take()).await,
            false => with_files(site, applying, post).await,
        };
        if !matches!(outcome, Err(SaveError::Conflict)) {
            break;
        }
    }
    if let Ok(Saved { draft, state, .. }) = &outcome {
        let at_hand = AtHand { draft: draft.clone(), state: state.clone(), today };
        site.recent.keep(scope, which, at_hand);
    }
    outcome
}

/// Files count with those that the draft has, whatever else is stored at this moment.
async fn with_files(site: &Site, applying: &Applying, post: &PagePost) -> Result<Saved, SaveError> {
    let (scope, which, post) = (applying.scope.clone(), applying.draft.clone(), post.clone());
    let (library, now, today) = (site.spoken_library(), site.now(), site.today());
    let save = move |conn: &mut _| intake::save_page(&scope, conn, &library, &which, &post, now, today);
    site.db.write(save).await
}

async fn without_files(
    site: &Site,
    applying: &Applying,
    post: &PagePost,
    known: Option<AtHand>,
) -> Result<Saved, SaveError> {
    // Where that would leave the draft as it is, it may be because what is known of it is out of date.
    let turned = known.and_then(|known| intake::turn(known, post, site.now()).ok());
    let turned = match turned.filter(Turned::is_changed) {
        Some(turned) => turned,
        None => read_and_turn(site, applying, post).await?,
    };
    let (scope, now) = (applying.scope.clone(), site.now());
    if !turned.is_changed() {
        return Ok(turned.into_saved());
    }
    site.db.write(move |conn| intake::store_turned(&scope, conn, turned, now)).await
}

async fn read_and_turn(site: &Site, applying: &Applying, post: &PagePost) -> Result<Turned, SaveError> {
    let (scope, which, post) = (applying.scope.clone(), applying.draft.clone(), post.clone());
    let (library, now, today) = (site.spoken_library(), site.now(), site.today());
    let read = move |conn: &mut _| {
        let draft = intake::find(&scope, conn, &library, &which, now)?.ok_or(SaveError::Gone)?;
        intake::turn(AtHand::new(draft, today), &post, now)
    };
    site.db.glance(read).await
}
