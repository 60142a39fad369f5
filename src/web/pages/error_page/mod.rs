//! Something is not as hoped: what happened, what was kept, and the next step. Never a cause.

use askama::Template;

use crate::forms::view::{AnswerView, Typed};
use crate::texts::de;
use crate::web::components::summary::Answers;
use crate::web::layout::Chrome;
use crate::web::urls;
use crate::web::{filters, language};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing at this address, or it is not for this person (404).
    NotFound,
    /// A citizen's draft is not in this browser: it is over, deleted, or on another device (410).
    Gone,
    /// The browser has another draft of this service than the page that was sent (403).
    OtherDraft,
    /// There is no draft, but something was sent lately (410).
    Sent,
    /// Somebody at the desk is filling in the draft that was in this browser (410).
    AtDesk,
    /// The desk gave the draft back that was in this browser (410).
    GivenBack,
    /// The desk sent the draft that was in this browser (410).
    FiledAtDesk,
    /// The clerk gave the draft to the person (410).
    GivenAway,
    /// The department's question was answered, or taken back (410).
    InquiryEnded,
    /// The visit to an application ended while its applicant typed (410).
    VisitEnded,
    /// The desk has no such draft any more (410).
    GoneAtDesk,
    /// At the desk, another case lies open (409).
    OtherCase,
    /// A member of staff has no such draft any more (410).
    GoneOfStaff,
    /// Too much was sent at once (413).
    TooLarge,
    /// The form was opened too long ago, or did not come from here (403).
    Forbidden,
    /// The person is signed in, but has no business here (403).
    NoAccess,
    /// It took too long to arrive (408).
    TooSlow,
    /// What was sent is no readable text (400).
    Unreadable,
    /// From here came more than one address may ask for (429).
    TooMany,
    /// Very many begin this form at the same time (429).
    ManyBegin,
    /// A part of the product does not answer for the moment (503).
    Unavailable,
    /// A fault of ours (500).
    Internal,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::NotFound,
        Self::Gone,
        Self::OtherDraft,
        Self::Sent,
        Self::AtDesk,
        Self::GivenBack,
        Self::FiledAtDesk,
        Self::GivenAway,
        Self::InquiryEnded,
        Self::VisitEnded,
        Self::GoneAtDesk,
        Self::OtherCase,
        Self::GoneOfStaff,
        Self::TooLarge,
        Self::Forbidden,
        Self::NoAccess,
        Self::TooSlow,
        Self::Unreadable,
        Self::TooMany,
        Self::ManyBegin,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotFound => de("Diese Seite gibt es nicht"),
            Self::Gone => de("Hier ist kein Entwurf mehr"),
            Self::OtherDraft => de("Ihr Entwurf hat sich inzwischen geändert"),
            Self::GoneAtDesk | Self::GoneOfStaff => de("Diesen Antrag können Sie nicht mehr bearbeiten"),
            Self::OtherCase => "Dieser Fall ist nicht offen",
            Self::Sent => de("Hier ist kein angefangener Antrag mehr"),
            Self::AtDesk => de("Ihr Antrag wird gerade am Schalter bearbeitet"),
            Self::GivenBack => de("Ihr Antrag liegt für Sie bereit"),
            Self::FiledAtDesk => de("Ihr Antrag ist eingereicht"),
            Self::VisitEnded => de("Die Ansicht ist beendet"),
            Self::InquiryEnded => de("Diese Frage ist nicht mehr offen"),
            Self::GivenAway => "Diesen Antrag füllt jetzt die Person selbst aus",
            Self::TooLarge => de("Das ist zu groß"),
            Self::Forbidden => de("Diese Aktion ist so nicht möglich"),
            Self::NoAccess => de("Dieser Bereich gehört nicht zu Ihrem Konto"),
            Self::TooSlow => de("Das hat zu lange gedauert"),
            Self::Unreadable => de("Diese Zeichen können wir nicht lesen"),
            Self::TooMany => de("Bitte versuchen Sie es später noch einmal"),
            Self::ManyBegin => de("Gerade beginnen sehr viele diesen Antrag"),
            Self::Unavailable => de("Der Dienst ist gerade nicht erreichbar"),
            Self::Internal => de("Da ist uns ein Fehler passiert"),
        }
    }

    /// What happened, and what to do.
    pub fn paragraphs(self) -> [&'static str; 2] {
        match self {
            Self::NotFound => [
                de("Vielleicht ist die Adresse unvollständig oder veraltet."),
                de("Prüfen Sie die Adresse oder beginnen Sie bei der Übersicht aller Leistungen."),
            ],
            Self::Gone => [
                de(
                    "Alles bis zum letzten „Weiter“ oder „Speichern“ stand in Ihrem Entwurf. Haben Sie ihn mit einem Code oder Link auf einem anderen Gerät geöffnet, ist dort alles noch da. Mit dem Code oder Link holen Sie ihn auch hierher zurück.",
                ),
                de(
                    "Ohne Code oder Link beginnen Sie neu: Ein Entwurf wird nach einiger Zeit ohne Änderung gelöscht, um Ihre Daten zu schützen. Abgesendete Anträge sind davon nicht betroffen.",
                ),
            ],
            Self::OtherDraft => [
                de(
                    "In diesem Browser wurde inzwischen ein Entwurf dieser Leistung geöffnet, begonnen oder geändert. Deshalb haben wir nichts von dem übernommen, was Sie gerade gesendet haben.",
                ),
                de("Öffnen Sie den Entwurf und tragen Sie dort ein, was noch fehlt."),
            ],
            Self::Sent => [
                de(
                    "Zu dieser Leistung haben Sie in den letzten 24 Stunden einen Antrag abgesendet. Abgesendete Anträge lassen sich hier nicht mehr ändern.",
                ),
                de("Die Eingangsbestätigung mit allen Angaben können Sie noch öffnen."),
            ],
            Self::AtDesk => [
                de(
                    "Es schreibt immer nur eine Seite: Solange er dort offen ist, lässt er sich hier nicht lesen und nicht ändern. Codes und Links von vorher gelten nicht mehr.",
                ),
                de(
                    "Möchten Sie selbst weitermachen? Lassen Sie sich am Schalter einen neuen Code geben. Damit geht es hier weiter.",
                ),
            ],
            Self::GivenBack => [
                de(
                    "Sie haben am Schalter einen neuen Code bekommen. Geben Sie ihn ein, dann geht es hier weiter.",
                ),
                de("Haben Sie ihn schon auf einem anderen Gerät geöffnet, ist dort alles noch da."),
            ],
            Self::FiledAtDesk => [
                de(
                    "Die Eingangsnummer haben Sie am Schalter bekommen. Ändern lässt sich der Antrag hier nicht mehr.",
                ),
                de("Fehlt Ihnen die Bestätigung? Fragen Sie am Schalter danach."),
            ],
            Self::VisitEnded => [
                de(
                    "Sie haben längere Zeit nichts gesendet. Deshalb ist die Ansicht beendet, damit niemand anders Ihre Angaben liest. Was Sie gerade gesendet haben, ist nicht gespeichert.",
                ),
                de("Geben Sie Nummer und Code noch einmal ein. Dann beantworten Sie die Frage weiter."),
            ],
            Self::InquiryEnded => [
                de(
                    "Sie ist schon beantwortet, oder wir haben sie zurückgenommen. Von dem, was Sie gerade gesendet haben, ist nichts gespeichert.",
                ),
                de(
                    "Unter „Stand“ sehen Sie, wie es weitergeht. Möchten Sie uns trotzdem etwas mitteilen? Wenden Sie sich an Ihre Ansprechstelle.",
                ),
            ],
            Self::GivenAway => [
                "Sie haben ihn an die Person übergeben. Seitdem lesen und schreiben Sie ihn nicht mehr.",
                "Am Schalter sehen Sie, wie es damit steht. Solange der Code nicht benutzt ist, holen Sie den Antrag dort zurück.",
            ],
            Self::GoneAtDesk => [
                de(
                    "Er ist abgesendet oder verworfen, oder er wurde nach einiger Zeit ohne Änderung gelöscht.",
                ),
                de("Am Schalter sehen Sie Ihre begonnenen Anträge und was Sie heute eingereicht haben."),
            ],
            Self::OtherCase => [
                "Es ist immer nur ein Fall offen. Von dem, was Sie gerade gesendet haben, ist nichts gespeichert.",
                "Am Schalter sehen Sie, welcher Fall offen ist, und öffnen einen anderen.",
            ],
            Self::GoneOfStaff => [
                "Er ist abgesendet oder verworfen, oder er wurde nach einiger Zeit ohne Änderung gelöscht.",
                "Bei den Formularen für Beschäftigte sehen Sie, was Sie begonnen und was Sie abgesendet haben.",
            ],
            Self::TooLarge => [
                de(
                    "Es wurden mehr Daten gesendet, als angenommen werden können. Nichts davon wurde gespeichert.",
                ),
                de(
                    "Gehen Sie zurück und kürzen Sie Ihre Texte. Ihre vorher gespeicherten Angaben sind noch da.",
                ),
            ],
            Self::Forbidden => [
                de(
                    "Die Seite war zu lange geöffnet, in diesem Browser wurde inzwischen ein Code oder Link geöffnet, oder Ihr Browser nimmt keine Cookies von dieser Seite an.",
                ),
                de("Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal."),
            ],
            Self::NoAccess => [
                de("Sie sind angemeldet, aber Ihr Konto ist für andere Aufgaben eingerichtet."),
                de("Wenn Sie den Zugang brauchen, wenden Sie sich an die Verwaltung dieses Dienstes."),
            ],
            Self::TooSlow => [
                de("Ihre Daten sind nicht rechtzeitig bei uns angekommen."),
                de(
                    "Prüfen Sie Ihre Verbindung und laden Sie die Seite neu. Ihre vorher gespeicherten Angaben sind noch da.",
                ),
            ],
            Self::Unreadable => [
                de(
                    "Ihr Browser hat Zeichen gesendet, die sich nicht lesen lassen. Nichts davon wurde gespeichert.",
                ),
                de(
                    "Gehen Sie zurück und geben Sie den Text neu ein. Ihre vorher gespeicherten Angaben sind noch da.",
                ),
            ],
            Self::TooMany => [
                de(
                    "Von Ihrem Internet-Anschluss kamen in kurzer Zeit sehr viele Anfragen. Das müssen nicht Sie gewesen sein: Häuser, Schulen und Mobilfunknetze teilen sich oft einen Anschluss.",
                ),
                de(
                    "Ihre gespeicherten Angaben sind noch da. Laden Sie diese Seite nach der Wartezeit neu: Ihr Browser sendet dann noch einmal, was Sie zuletzt eingegeben haben.",
                ),
            ],
            Self::ManyBegin => [
                de(
                    "Damit der Dienst für alle erreichbar bleibt, die schon mitten im Antrag sind, beginnen neue Anträge etwas später.",
                ),
                de("Laden Sie diese Seite nach der Wartezeit neu. Dann beginnt Ihr Antrag."),
            ],
            Self::Unavailable => [
                de(
                    "Wir arbeiten daran. Ihre gespeicherten Angaben sind noch da. Laden Sie diese Seite in ein paar Minuten neu: Ihr Browser sendet dann noch einmal, was Sie zuletzt eingegeben haben.",
                ),
                de(
                    "Haben Sie gerade abgesendet und noch keine Eingangsnummer gesehen? Laden Sie die Seite neu, bis Sie die Nummer sehen. Ihr Antrag wird dabei nie doppelt eingereicht.",
                ),
            ],
            Self::Internal => [
                de(
                    "Der Fehler liegt bei uns, nicht bei Ihnen. Ihre vorher gespeicherten Angaben sind noch da.",
                ),
                de(
                    "Gehen Sie zurück und versuchen Sie es noch einmal. Haben Sie gerade abgesendet, wird Ihr Antrag dabei nie doppelt eingereicht.",
                ),
            ],
        }
    }
}

/// A way on from here: a link with its words, the German ones; the page says them in its language.
#[derive(Debug, Clone)]
pub struct Way {
    label: &'static str,
    href: String,
}

impl Way {
    /// A link.
    pub fn new(label: &'static str, href: impl Into<String>) -> Self {
        Self { label, href: href.into() }
    }
}

/// The page for a trouble.
#[derive(Debug, Template)]
#[template(path = "pages/error_page/error_page.html")]
pub struct ErrorPage {
    /// The frame.
    pub chrome: Chrome,
    /// What happened.
    pub trouble: Trouble,
    /// The number under which the operator finds the cause in the log.
    pub incident: Option<String>,
    /// Where the person can go on, the best way first.
    pub ways: Vec<Way>,
    /// When it happened.
    pub told: Option<String>,
    /// What was typed on the page that was sent, and is not stored.
    pub typed: Vec<AnswerView>,
    /// There may have been files on that page, which do not come back.
    pub is_without_files: bool,
}

impl ErrorPage {
    /// The page with its title.
    pub fn new(trouble: Trouble, incident: Option<String>) -> Self {
        let ways = vec![Way::new(de("Zu allen Leistungen"), urls::HOME)];
        let chrome = Chrome::new(language::t(trouble.title()));
        Self { chrome, trouble, incident, ways, told: None, typed: Vec::new(), is_without_files: false }
    }

    /// Shows what was typed, by question; what belongs to none stands at the end.
    #[must_use]
    pub fn giving_back(mut self, typed: Typed) -> Self {
        self.typed = typed.answers;
        if !typed.others.is_empty() {
            let label = language::t("Weitere Eingaben").into_owned();
            self.typed.push(AnswerView::said(label, typed.others));
        }
        self
    }

    fn answers(&self) -> Answers<'_> {
        Answers { answers: &self.typed, of: None, page: None, files: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_names_the_next_step_and_the_incident_but_no_cause() {
        for trouble in Trouble::ALL {
            let page = ErrorPage::new(trouble, Some("01JD4K2F".to_owned())).render().unwrap();
            assert!(page.contains("01JD4K2F") && page.contains("Zu allen Leistungen"), "{trouble:?}");
            let plain = ErrorPage::new(trouble, None).render().unwrap();
            assert!(!plain.contains("nennen Sie diese Nummer"), "{trouble:?}");
        }
    }
}
