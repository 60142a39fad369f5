//! Beginning with the answers of an earlier application: what there is, and what of it is wanted.

pub mod handler;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, FieldView, OptionView, SectionView};
use crate::intake::Offer;
use crate::web::components::alert::Alert;
use crate::web::components::summary::Summary;
use crate::web::components::{Level, Part};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::{Forget, Hidden};
use crate::web::urls;
use crate::web::{filters, language};

/// The name of the boxes: the pages whose answers are taken over.
pub const PAGES: &str = "seite";

/// The name of the control that names what was shown.
pub const SHOWN: &str = "_stand";

/// The name of the button that takes nothing over.
pub const NOTHING: &str = "ohne";

/// The name of the control that names the receipt to come back to.
pub const BACK_TO_RECEIPT: &str = "eingang";

/// Stands in the address where something else was shown before, and before the pages that were chosen then.
pub const CHANGED: &str = "anders=";

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
    /// The button for somebody whose answers these are not.
    pub forget: Option<Forget>,
    has_changed: bool,
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
            forget: None,
            has_changed: false,
            sections: offer.sections,
            choice,
        }
    }

    /// Something else was shown before: only what was chosen then is chosen now.
    pub fn changed_since(&mut self, chosen: &str) {
        self.has_changed = true;
        if let Control::CheckBoxes(options) = &mut self.choice.control {
            for option in options {
                option.selected = chosen.split(',').any(|page| page == option.value);
            }
        }
    }

    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary { section, change_href: None, files_href: None })
    }

    fn changed(&self) -> Alert {
        let text =
            t("Das Frühere steht nicht mehr zur Verfügung. Prüfen Sie, womit Sie jetzt beginnen können.");
        Alert { announced: true, ..Alert::new(Level::Warning, t("Die Angaben sind jetzt andere"), &[&text]) }
    }

    fn part(&self) -> Part<'_> {
        (&self.choice).into()
    }
}
