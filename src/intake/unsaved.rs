//! A posted page that is not stored: shown once more, for whoever has to send it again.

use chrono::NaiveDate;

use super::draft::OpenDraft;
use super::rows;
use super::save_page::PagePost;
use crate::forms::journey::Journey;
use crate::forms::parse;
use crate::forms::state::FormState;

/// Reads a posted page into a draft in memory, and nowhere else. `None` where it would not be taken either: the page
/// cannot be reached now, or its rows got other numbers since it was shown. Files are left out, and no button is
/// pressed.
pub fn fill_in(draft: &mut OpenDraft, post: &PagePost, today: NaiveDate) -> Option<FormState> {
    let form = std::sync::Arc::clone(&draft.form);
    let page = form.page(&post.page)?;
    let before = FormState::new(&form, &draft.content.remembered, today);
    let journey = Journey::new(&form, &before, &draft.content.saved_pages);
    let is_here = journey.may_visit(&page.id) && !rows::is_outdated(draft, post);
    if !is_here || post.item.is_some_and(|row| !journey.may_visit_item(&page.id, row)) {
        return None;
    }
    let remembered = &mut draft.content.remembered;
    parse::read_page(&form, &page.id, post.item, &post.pairs, remembered, &before);
    Some(FormState::new(&form, &draft.content.remembered, today))
}
