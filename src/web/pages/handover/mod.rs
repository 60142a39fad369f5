//! Giving a draft of the desk to the person: a code, a picture for the camera, a sheet of paper.

pub mod handler;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::ResumeCode;
use crate::forms::view::FieldView;
use crate::texts::{Language, Languages};
use crate::web::components::alert::Alert;
use crate::web::components::paragraphs::Bullets;
use crate::web::components::qr_code::QrCode;
use crate::web::components::{Level, Part};
use crate::web::layout::{StaffChrome, municipality};
use crate::web::pages::Hidden;
use crate::web::pages::sheet::language_question;
use crate::web::urls::{self, Place};

/// The page, before and after.
#[derive(Debug, Template)]
#[template(path = "pages/handover/handover.html")]
pub struct HandoverPage {
    /// The frame.
    pub chrome: StaffChrome,
    /// What the service is called.
    pub service: String,
    /// For whom.
    pub resident: String,
    /// Where the draft is, and where it is given away and taken back.
    pub place: Place,
    /// Hidden fields of the form that gives it away.
    pub hidden: Hidden,
    /// Of the forms that take it back, and that go on with the next person.
    pub of_clerk: Hidden,
    /// What the person takes along, right after the draft was given away.
    pub sheet: Option<Sheet>,
    language: FieldView,
    rules: Vec<String>,
}

/// What becomes of the draft, for the clerk.
const RULES: [&str; 3] = [
    "Die Person bekommt einen Code, auf Papier oder mit dem Telefon vom Bildschirm. Damit macht sie ohne Konto weiter, fotografiert Unterlagen und sendet selbst ab.",
    "Alles, was schon eingegeben ist, geht mit, auch hochgeladene Dateien. Die Angaben zur Aufnahme (Ort, Ausweis, Begleitung, Genehmigung) gehen nicht mit und werden nicht gesendet.",
    "Danach schreibt nur noch die Person. Solange der Code nicht benutzt ist, können Sie den Antrag zurückholen. Später bringt sie ihn mit dem Code an jeden Schalter.",
];

impl HandoverPage {
    fn done(&self) -> Alert {
        let title = format!("Übergeben: {}", self.resident);
        let once = "Der Code steht nur jetzt hier. Drehen Sie den Bildschirm, oder drucken Sie das Blatt. Sie selbst lesen und schreiben den Antrag nicht mehr.";
        Alert { announced: true, ..Alert::new(Level::Success, title, &[once]) }
    }

    fn part(&self) -> Part<'_> {
        (&self.language).into()
    }
}

/// The question for the language of the sheet; that in which the two speak is chosen.
fn language_of_sheet(languages: &Languages, spoken: Option<&str>) -> FieldView {
    let chosen = spoken.and_then(|tag| languages.find(tag)).cloned().unwrap_or_default();
    language_question("Sprache des Blattes", languages.iter(), &chosen, |language| language.name().to_owned())
}

/// What the person takes along: in their language, large, and with nothing of what they answered.
#[derive(Debug, Template)]
#[template(path = "pages/handover/sheet.html")]
pub struct Sheet {
    language: Language,
    service: String,
    code: String,
    picture: Option<QrCode>,
    address: String,
    kept_until: String,
}

impl HtmlSafe for Sheet {}

impl Sheet {
    /// The sheet of a code; `base_url` is our address.
    pub fn new(
        language: Language,
        service: String,
        code: &ResumeCode,
        base_url: &str,
        kept_until: String,
    ) -> Self {
        let link = format!("{base_url}{}", urls::resume_by(code));
        Self {
            picture: QrCode::of(&link, language.say("Link zu Ihrem Entwurf")),
            code: code.to_string(),
            address: format!("{base_url}{}", urls::RESUME),
            service,
            kept_until,
            language,
        }
    }

    fn municipality(&self) -> &'static str {
        municipality()
    }

    fn until(&self) -> String {
        self.language.fill(
            "Der Code gilt bis zum {day}, wenn Sie nichts ändern. Mit jeder Änderung beginnt die Frist neu.",
            &[("day", &self.kept_until)],
        )
    }
}
