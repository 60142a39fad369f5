//! What happened to a case: the words of its history.

use std::fmt;
use std::str::FromStr;

use super::ClerkId;

/// Who caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventActor {
    /// The applicant, over the net.
    Applicant,
    /// A member of staff.
    Clerk(ClerkId),
    /// The product itself.
    System,
}

/// The kind of an entry in a case's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseEventKind {
    /// The application arrived. If it was taken down at the desk, the detail is how, in the words of the form that the
    /// clerk read: the way and the place in the first line, then a line for each other fact of the record.
    Received,
    /// A caseworker took the case.
    Claimed,
    /// The caseworker gave the case back to the department.
    Released,
    /// A note was written; its text is the event's detail.
    Noted,
    /// A file reference was given; it is the event's detail.
    Filed,
    /// The state changed; the detail is the new state's word, and behind a blank that of the outcome, if it is decided
    /// or proposed to be.
    Moved,
    /// A proposal was sent back instead of signed; the detail is the new state's word.
    Returned,
    /// Somebody was asked for the second step; the detail is their name.
    Asked,
    /// The second step was answered.
    Answered,
    /// A member of staff declared themselves biased; why is for their lead only.
    BiasDeclared,
    /// A lead lifted such a declaration; the detail is the name of whose it was.
    BiasLifted,
    /// Somebody saved the case as a file.
    Exported,
    /// A second member of staff bore witness that it was approved by word of mouth.
    Witnessed,
    /// Before it arrived: the applicant began it themselves.
    BegunOnline,
    /// Before it arrived: it was begun at the desk.
    BegunAtDesk,
    /// Before it arrived: the desk handed it over to the person.
    HandedOver,
    /// Before it arrived: the person opened what the desk handed over.
    TakenOver,
    /// Before it arrived: the person brought it to the desk.
    BroughtIn,
    /// Before it arrived: the desk took it back, before the person had opened it.
    FetchedBack,
    /// The desk issued the receipt once more.
    Reissued,
    /// The applicant was asked something; the detail is the day until which, and in the next lines what may be
    /// changed. The question is not in it.
    InquiryAsked,
    /// The applicant opened the question.
    InquirySeen,
    /// The applicant answered it; a clerk of the desk, where they typed it for the person.
    InquiryAnswered,
    /// The department took the question back.
    InquiryTakenBack,
    /// A letter with the question was printed.
    InquiryPrinted,
    /// A mail went out to remind of the question; the detail is the day until which it is to be answered.
    InquiryReminded,
    /// The mail server took a mail; the detail is which.
    Notified,
    /// A member of staff read the case.
    Read,
    /// A member of staff fetched a file of the case; its id is the detail.
    FileRead,
    /// The case was erased, and what the events before say in words: its time was over.
    Erased,
    /// The department saved its checks; the detail is which fields changed, and nothing of what they say.
    Checked,
    /// Another case was linked to it; the detail is its number.
    Linked,
    /// Such a link was taken away; the detail is the number.
    Unlinked,
    /// Somebody saved the case with its files as one archive.
    Bundled,
    /// Staff put a tag of the department on the case; it is the detail.
    Tagged,
    /// Staff took such a tag off; it is the detail.
    Untagged,
    /// A member of staff saved a list with the case in it as a file; the detail is which kind of list.
    Listed,
    /// A case was given to somebody; the detail is their name, and in the next line whose it was before.
    Assigned,
    /// What comes next was done in the place of a colleague who is absent; the detail is their name.
    StoodIn,
    /// A day was set on which the case comes up again, with the reason in the next line; without a detail it was
    /// taken away.
    FollowUpSet,
    /// Somebody noted since which day the application is complete; it is the detail.
    MarkedComplete,
    /// A task was added; the detail is its day, and in the next lines whose it is, if it is somebody's, and its text.
    TaskAdded,
    /// A task was done; its text is the detail.
    TaskDone,
    /// A task that was done was opened again; its text is the detail.
    TaskReopened,
    /// The case went to another department: its id, `with_notes` or `without_notes`, and why, line by line.
    Reassigned,
    /// A decision was written: proposed, or decided; the detail is the word of the outcome, and behind a blank the
    /// amount in cents, if there is one.
    DecisionWritten,
    /// The letter of the decision was put down; the detail is its hash.
    LetterFrozen,
    /// The applicant agreed to fetch the decision instead of getting a letter.
    RetrievalAllowed,
    /// The applicant wants a letter instead.
    RetrievalDeclined,
    /// The letter was provided to be fetched.
    LetterProvided,
    /// The applicant fetched it; the detail is the day on which it counts as made known.
    LetterFetched,
    /// Its provision ended without that.
    ProvisionEnded,
    /// It was posted; the detail is the day of it, and behind a blank that on which it counts as made known; without
    /// that it went abroad.
    LetterPosted,
    /// It became known that it arrived later; the detail is the day.
    LetterLate,
    /// The department saved what it proposes to a committee; the detail is the amount in cents. The reason is not in it.
    Proposed,
    /// The amount was put on a list of payments; the detail is the number of the list, and behind a blank the amount in
    /// cents.
    PaymentOrdered,
    /// The payment came back; the detail is the number of the list, and in the next line why.
    PaymentReturned,
    /// It was handed to another authority: the day, its name, and how it can be reached, line by line.
    Transferred,
    /// The day of posting was wrong; the detail is that day, the right one (the same where only the day of
    /// arrival was), and that on which it counts as made known, if
    /// it is known.
    PostingCorrected,
    /// A letter abroad arrived; the detail is the day, on which it counts as made known.
    LetterArrived,
    /// The amount that waits was stopped, so that no list takes it; the detail is why.
    PaymentStopped,
    /// Somebody else lifted that: it waits again.
    PaymentLifted,
    /// A posted letter came back or never arrived, and is posted again; the detail is the day on which it was posted.
    LetterReturned,
    /// The case was erased because somebody asked for it (Article 17 GDPR).
    ErasedOnRequest,
    /// A file was erased before its case, because its time was over; its id is the detail.
    PaperErased,
    /// The case is to be kept longer: the day, and in the next line why.
    RetentionHeld,
    /// It is not to be kept longer any more.
    RetentionReleased,
    /// Somebody saved all that is known of the applicant in this case (Article 15 GDPR).
    AccessGiven,
    /// A file that had waited for the scanner is malware and is given to nobody; its id is the detail.
    MalwareFound,
}

impl CaseEventKind {
    /// What a member of staff does with a draft at the desk, before it is sent.
    pub const AT_DESK: [Self; 4] = [Self::BegunAtDesk, Self::HandedOver, Self::BroughtIn, Self::FetchedBack];

    /// What the applicant is told of: nothing that a colleague wrote, asked or declared.
    pub const TOLD: [Self; 20] = [
        Self::Received,
        Self::Claimed,
        Self::Released,
        Self::Moved,
        Self::Reissued,
        Self::InquiryAsked,
        Self::InquiryAnswered,
        Self::InquiryTakenBack,
        Self::Reassigned,
        Self::RetrievalAllowed,
        Self::RetrievalDeclined,
        Self::LetterProvided,
        Self::LetterFetched,
        Self::ProvisionEnded,
        Self::LetterPosted,
        Self::PaymentOrdered,
        Self::PostingCorrected,
        Self::PaymentReturned,
        Self::LetterReturned,
        Self::MalwareFound,
    ];

    /// What tells that a case was erased.
    pub const ERASURE: [Self; 2] = [Self::Erased, Self::ErasedOnRequest];

    /// What changes nothing and is no part of the work.
    pub const READING: [Self; 3] = [Self::Read, Self::FileRead, Self::Listed];

    const ALL: [Self; 69] = [
        Self::Received,
        Self::Claimed,
        Self::Released,
        Self::Noted,
        Self::Filed,
        Self::Moved,
        Self::Returned,
        Self::Asked,
        Self::Answered,
        Self::BiasDeclared,
        Self::BiasLifted,
        Self::Exported,
        Self::Witnessed,
        Self::BegunOnline,
        Self::BegunAtDesk,
        Self::HandedOver,
        Self::TakenOver,
        Self::BroughtIn,
        Self::FetchedBack,
        Self::Reissued,
        Self::InquiryAsked,
        Self::InquirySeen,
        Self::InquiryAnswered,
        Self::InquiryTakenBack,
        Self::InquiryPrinted,
        Self::InquiryReminded,
        Self::Notified,
        Self::Read,
        Self::FileRead,
        Self::Erased,
        Self::Checked,
        Self::Linked,
        Self::Unlinked,
        Self::Bundled,
        Self::Tagged,
        Self::Untagged,
        Self::Listed,
        Self::Assigned,
        Self::StoodIn,
        Self::FollowUpSet,
        Self::MarkedComplete,
        Self::TaskAdded,
        Self::TaskDone,
        Self::TaskReopened,
        Self::Reassigned,
        Self::DecisionWritten,
        Self::LetterFrozen,
        Self::RetrievalAllowed,
        Self::RetrievalDeclined,
        Self::LetterProvided,
        Self::LetterFetched,
        Self::ProvisionEnded,
        Self::LetterPosted,
        Self::LetterLate,
        Self::Proposed,
        Self::PaymentOrdered,
        Self::PaymentReturned,
        Self::Transferred,
        Self::PostingCorrected,
        Self::LetterArrived,
        Self::PaymentStopped,
        Self::PaymentLifted,
        Self::LetterReturned,
        Self::ErasedOnRequest,
        Self::PaperErased,
        Self::RetentionHeld,
        Self::RetentionReleased,
        Self::AccessGiven,
        Self::MalwareFound,
    ];

    /// The stable word for this kind in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Claimed => "claimed",
            Self::Released => "released",
            Self::Noted => "noted",
            Self::Filed => "filed",
            Self::Moved => "moved",
            Self::Returned => "returned",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::BiasDeclared => "bias_declared",
            Self::BiasLifted => "bias_lifted",
            Self::Exported => "exported",
            Self::Witnessed => "witnessed",
            Self::BegunOnline => "begun_online",
            Self::BegunAtDesk => "begun_at_desk",
            Self::HandedOver => "handed_over",
            Self::TakenOver => "taken_over",
            Self::BroughtIn => "brought_in",
            Self::FetchedBack => "fetched_back",
            Self::Reissued => "reissued",
            Self::InquiryAsked => "inquiry_asked",
            Self::InquirySeen => "inquiry_seen",
            Self::InquiryAnswered => "inquiry_answered",
            Self::InquiryTakenBack => "inquiry_taken_back",
            Self::InquiryPrinted => "inquiry_printed",
            Self::InquiryReminded => "inquiry_reminded",
            Self::Notified => "notified",
            Self::Read => "read",
            Self::FileRead => "file_read",
            Self::Erased => "erased",
            Self::Checked => "checked",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::Bundled => "bundled",
            Self::Tagged => "tagged",
            Self::Untagged => "untagged",
            Self::Listed => "listed",
            Self::Assigned => "assigned",
            Self::StoodIn => "stood_in",
            Self::FollowUpSet => "follow_up_set",
            Self::MarkedComplete => "marked_complete",
            Self::TaskAdded => "task_added",
            Self::TaskDone => "task_done",
            Self::TaskReopened => "task_reopened",
            Self::Reassigned => "reassigned",
            Self::DecisionWritten => "decision_written",
            Self::LetterFrozen => "letter_frozen",
            Self::RetrievalAllowed => "retrieval_allowed",
            Self::RetrievalDeclined => "retrieval_declined",
            Self::LetterProvided => "letter_provided",
            Self::LetterFetched => "letter_fetched",
            Self::ProvisionEnded => "provision_ended",
            Self::LetterPosted => "letter_posted",
            Self::LetterLate => "letter_late",
            Self::Proposed => "proposed",
            Self::PaymentOrdered => "payment_ordered",
            Self::PaymentReturned => "payment_returned",
            Self::Transferred => "transferred",
            Self::PostingCorrected => "posting_corrected",
            Self::LetterArrived => "letter_arrived",
            Self::PaymentStopped => "payment_stopped",
            Self::PaymentLifted => "payment_lifted",
            Self::LetterReturned => "letter_returned",
            Self::ErasedOnRequest => "erased_on_request",
            Self::PaperErased => "paper_erased",
            Self::RetentionHeld => "retention_held",
            Self::RetentionReleased => "retention_released",
            Self::AccessGiven => "access_given",
            Self::MalwareFound => "malware_found",
        }
    }
}

impl fmt::Display for CaseEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CaseEventKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}
