//! What the department asks the applicant, on the page that tells where the application stands.

use crate::clock::german_day;
use crate::forms::inquiry::titles;
use crate::intake::inquiry;
use crate::status::Visit;
use crate::web::error::WebError;
use crate::web::site::Site;

/// The question that waits for an answer, if there is one.
#[derive(Debug, Clone, Default)]
pub(super) struct Inquiries {
    /// The question.
    pub open: Option<OpenQuestion>,
    /// One was answered: there is a receipt of it.
    pub has_answer: bool,
}

/// A question that waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct OpenQuestion {
    /// Until when.
    pub due_on: String,
    /// That day has passed.
    pub is_over: bool,
    /// The question, line by line.
    pub question: Vec<String>,
    /// What may be changed.
    pub fields: Vec<String>,
    /// An answer was begun.
    pub is_begun: bool,
}

impl Inquiries {
    /// What is asked of the applicant of a visit.
    pub async fn of(site: &Site, visit: &Visit) -> Result<Self, WebError> {
        let (scope, library, case, now) = (visit.scope(), site.spoken_library(), visit.case, site.now());
        let find = move |conn: &mut _| {
            let sent = inquiry::last_sent(&scope, conn, &library, case)?;
            Ok::<_, crate::library::LibraryError>((inquiry::open(&scope, conn, &library, case, now)?, sent))
        };
        let (open, sent) = site.db.read(find).await?;
        let today = site.today();
        let open = open.map(|open| OpenQuestion {
            due_on: german_day(open.inquiry.due_on),
            is_over: open.inquiry.due_on < today,
            question: open.inquiry.question.lines().map(str::to_owned).collect(),
            fields: titles(&open.form, &open.answers, &open.inquiry.fields),
            is_begun: open.draft.is_some(),
        });
        Ok(Self { open, has_answer: sent.is_some() })
    }
}
