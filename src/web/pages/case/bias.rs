//! Bias on the page of a case: the way to declare it, what the lead sees of it, and the page of a case that is locked.

use askama::Template;

use super::{Attempt, Notice};
use crate::accounts::SignedIn;
use crate::casework::{Declaration, MAX_REMARK};
use crate::clock::german_time;
use crate::domain::{BiasReason, Path};
use crate::forms::view::{Control, FieldView, OptionView};
use crate::web::components::Part;
use crate::web::layout::StaffChrome;
use crate::web::pages::staff_chrome;
use crate::web::urls;

/// What was posted to declare oneself biased, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct BiasPost {
    /// The word of the reason.
    pub reason: String,
    /// What was written besides.
    pub remark: String,
    /// Whether it was confirmed.
    pub confirmed: bool,
}

impl BiasPost {
    /// The reason, if the post can be declared.
    pub fn complete(&self) -> Option<BiasReason> {
        self.reason
            .parse()
            .ok()
            .filter(|_| self.confirmed && self.remark.trim().chars().count() <= MAX_REMARK)
    }
}

/// The three questions, and whether they stand open because something is missing.
#[derive(Debug)]
pub struct BiasForm {
    /// Why.
    pub reason: FieldView,
    /// What else there is to say.
    pub remark: FieldView,
    /// The confirmation.
    pub confirmation: FieldView,
    /// Something is missing.
    pub is_open: bool,
}

impl BiasForm {
    /// The questions, after a post with what was typed and what is missing.
    pub fn new(post: Option<&BiasPost>) -> Self {
        let typed = post.cloned().unwrap_or_default();
        let path = |name: &str| Path::root().key("befangen").key(name);
        let option = |reason: BiasReason| OptionView {
            value: reason.to_string(),
            label: words(reason).to_owned(),
            hint: None,
            selected: reason.as_str() == typed.reason,
        };
        let options = BiasReason::ALL.into_iter().map(option).collect();
        let mut reason = FieldView::new(path("grund"), "Warum?", Control::Radios(options));
        let lines = Control::Lines { max_length: u64::try_from(MAX_REMARK).ok() };
        let mut remark = FieldView::new(path("bemerkung"), "Bemerkung (freiwillig)", lines);
        remark.hint = Some(
            "Höchstens 500 Zeichen, keine Angaben über Gesundheit. Das liest nur die Leitung.".to_owned(),
        );
        remark.value.clone_from(&typed.remark);
        let label = "Ich erkläre mich für befangen und möchte diesen Vorgang nicht mehr öffnen.";
        let check_box = Control::CheckBox { checked: typed.confirmed, notice: Vec::new() };
        let mut confirmation = FieldView::new(path("bestaetigt"), label, check_box);
        if post.is_some() {
            let missing = |is_wrong: bool, text: &str| is_wrong.then(|| text.to_owned());
            reason.error =
                missing(typed.reason.parse::<BiasReason>().is_err(), "Wählen Sie einen Grund aus.");
            let is_long = typed.remark.trim().chars().count() > MAX_REMARK;
            remark.error = missing(is_long, "Kürzen Sie die Bemerkung auf höchstens 500 Zeichen.");
            confirmation.error =
                missing(!typed.confirmed, "Bestätigen Sie, dass Sie sich für befangen erklären.");
        }
        Self { reason, remark, confirmation, is_open: post.is_some() }
    }

    /// The questions, in order.
    pub fn fields(&self) -> [&FieldView; 3] {
        [&self.reason, &self.remark, &self.confirmation]
    }

    /// The same, to be shown.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields().into_iter().map(Part::from)
    }
}

/// A declaration, as the lead reads it.
#[derive(Debug)]
pub struct DeclarationView {
    /// Whose.
    pub name: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: &'static str,
    /// What was written besides.
    pub remark: Option<String>,
    /// When it was lifted and by whom.
    pub lifted: Option<String>,
    /// Why it was lifted.
    pub lifted_for: Option<String>,
    /// The question why it is to be lifted, where it is in force.
    pub lift: Option<FieldView>,
    /// Names whose declaration is lifted.
    pub clerk: String,
}

impl DeclarationView {
    /// The view of a declaration; after an attempt to lift it, with what was typed.
    pub fn new(declaration: Declaration, attempt: &Attempt) -> Self {
        let clerk = declaration.clerk.to_string();
        let lifted = declaration.lifted;
        Self {
            lift: lifted.is_none().then(|| lift_field(&clerk, attempt)),
            lifted: lifted.as_ref().map(|(at, by, _)| format!("Aufgehoben {} · {by}", german_time(*at))),
            lifted_for: lifted.map(|(_, _, reason)| reason),
            name: declaration.name,
            at: german_time(declaration.at),
            reason: words(declaration.reason),
            remark: declaration.remark,
            clerk,
        }
    }
}

fn lift_field(clerk: &str, attempt: &Attempt) -> FieldView {
    let path = Path::root().key("aufheben").key(clerk);
    let control = Control::Lines { max_length: u64::try_from(MAX_REMARK).ok() };
    let mut field = FieldView::new(path, "Warum heben Sie die Erklärung auf?", control);
    field.hint = Some("Nur wenn sie ein Versehen war (§ 20 VwVfG). Höchstens 500 Zeichen.".to_owned());
    if let Some((_, typed)) = attempt.lift.as_ref().filter(|(whose, _)| whose == clerk) {
        field.value.clone_from(typed);
        if attempt.notice == Some(Notice::LiftText) {
            field.error = Some("Schreiben Sie einen Grund mit höchstens 500 Zeichen.".to_owned());
        }
    }
    field
}

/// A kind of reason in words, after § 20 (1) and § 21 (1) VwVfG.
fn words(reason: BiasReason) -> &'static str {
    match reason {
        BiasReason::Party => "Ich bin selbst beteiligt.",
        BiasReason::Relative => "Eine beteiligte Person ist mit mir verwandt, verheiratet oder verschwägert.",
        BiasReason::Representative => "Ich vertrete eine beteiligte Person.",
        BiasReason::RelativeOfRepresentative => {
            "Jemand aus meiner Familie vertritt in dieser Sache eine beteiligte Person."
        }
        BiasReason::Employed => {
            "Ich arbeite für eine beteiligte Person oder Organisation oder leite sie mit."
        }
        BiasReason::ActedBefore => "Ich war in dieser Sache schon außerhalb meines Amtes tätig.",
        BiasReason::Advantage => "Die Entscheidung kann mir einen Vorteil oder Nachteil bringen.",
        BiasReason::Doubt => "Ein anderer Grund lässt an meiner Unparteilichkeit zweifeln (§ 21 VwVfG).",
    }
}

/// The page of a case on which who is signed in declared themselves biased.
#[derive(Debug, Template)]
#[template(path = "pages/case/case_locked.html")]
pub struct LockedPage {
    chrome: StaffChrome,
}

impl LockedPage {
    /// The page for this person; it tells nothing of the case.
    pub fn new(person: &SignedIn) -> Self {
        let title = "Dieser Vorgang ist für Sie gesperrt";
        Self { chrome: staff_chrome(person, title).crumb("Postkorb", urls::INBOX).here(title) }
    }
}
