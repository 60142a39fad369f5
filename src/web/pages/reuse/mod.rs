//! Beginning with the answers of an earlier application: what there is, and what of it is wanted.

pub mod handler;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, FieldView, OptionView, SectionView};
use crate::intake::Offer;
use crate::web::components::Part;
use crate::web::components::summary::Summary;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::urls;
use crate::web::{filters, language};

/// The name of the boxes: the pages whose answers are taken over.
pub const PAGES: &str = "seite";

/// The name of the button that takes nothing over.
pub const NOTHING: &str = "ohne";

/// The name of the control that names the receipt to come back to.
pub const BACK_TO_RECEIPT: &str = "eingang";

/// The name of the control that names the service to come back to.
pub const BACK_TO_SERVICE: &str = "leistung";

/// The page that shows what an application may begin with.
#[derive(Debug, Template)]
#[template(path = "pages/reuse/reuse.html")]
pub struct ReusePage {
    /// The frame.
    pub chrome: Chrome,
    /// Where the answer goes.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
    /// What the earlier application was for.
    pub earlier: String,
    /// The day on which it was filed.
    pub day: String,
    /// Where everything that is kept is let go: its hidden fields. Nothing, where nothing is kept.
    pub let_go: Option<Hidden>,
    sections: Vec<SectionView>,
    choice: FieldView,
}

impl ReusePage {
    /// The page of an offer; all is chosen.
    pub fn new(chrome: Chrome, slug: &str, offer: Offer, day: String, hidden: Hidden) -> Self {
        let option = |section: &SectionView| OptionView {
            value: section.page.clone(),
            label: section.title.clone(),
            hint: None,
            selected: true,
        };
        let options = offer.sections.iter().map(option).collect();
        let path = Path::root().key(PAGES);
        let choice = FieldView::new(path, t("Was sollen wir übernehmen?"), Control::CheckBoxes(options));
        Self {
            chrome,
            action: urls::reuse(slug),
            hidden,
            earlier: offer.service,
            day,
            let_go: None,
            sections: offer.sections,
            choice,
        }
    }

    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary { section, change_href: None, files_href: None })
    }

    fn part(&self) -> Part<'_> {
        (&self.choice).into()
    }
}
