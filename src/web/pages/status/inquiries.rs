//! What the department asks the applicant, on the page that tells where the application stands.

/// The questions that wait for an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Inquiries;
