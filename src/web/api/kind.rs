//! The kinds of problems, with their addresses and what is told of them.

use actix_web::http::StatusCode;

/// What can go wrong for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is nothing here, or not for this program.
    NotFound,
    /// The address knows other methods.
    MethodNotAllowed,
    /// The body is no JSON of the described shape.
    Malformed,
    /// The body is of another type, or compressed.
    UnsupportedMediaType,
    /// The body is too large.
    TooLarge,
    /// The request took too long to arrive.
    TooSlow,
    /// No key, a wrong one, or that of a disabled sender.
    Unauthorized,
    /// This sender does not file this service.
    NotYourService,
    /// There is no idempotency key.
    KeyMissing,
    /// The idempotency key was used for something else.
    KeyReused,
    /// The same is being filed this moment.
    InProgress,
    /// A file is of no use to anybody.
    UnfitFile,
    /// A file is malware.
    Malware,
    /// Too many files of this sender wait to be named.
    TooMuchWaits,
    /// The applicant did not confirm.
    NotConfirmed,
    /// The form was published anew.
    VersionOutdated,
    /// The service cannot be begun today.
    NotOpen,
    /// Answers are wrong or missing.
    InvalidAnswers,
    /// Too many requests from one address.
    TooOften,
    /// Too many wrong secrets.
    Throttled,
    /// The database is away or overloaded; nothing was done.
    Unavailable,
    /// A mistake of ours.
    Internal,
}

/// Name, status, title and what to do.
pub(super) type Facts = (Kind, &'static str, StatusCode, &'static str, &'static str);

/// Each kind once; where several have a status, the first stands for it.
pub(super) const FACTS: [Facts; 22] = [
    (
        Kind::Internal,
        "internal",
        StatusCode::INTERNAL_SERVER_ERROR,
        "Internal error",
        "A mistake of ours. The operator finds it by the incident number. Try again later with the same idempotency key.",
    ),
    (
        Kind::NotFound,
        "not-found",
        StatusCode::NOT_FOUND,
        "Not found",
        "There is nothing here, or not for you.",
    ),
    (
        Kind::MethodNotAllowed,
        "method-not-allowed",
        StatusCode::METHOD_NOT_ALLOWED,
        "Method not allowed",
        "This address knows other methods; see the header Allow.",
    ),
    (
        Kind::Malformed,
        "malformed",
        StatusCode::BAD_REQUEST,
        "Malformed request",
        "The body is no JSON in UTF-8 of the described shape. A key that stands twice is refused.",
    ),
    (
        Kind::UnsupportedMediaType,
        "unsupported-media-type",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Unsupported media type",
        "Send application/json, or a file as application/pdf, image/jpeg or image/png; not compressed.",
    ),
    (
        Kind::TooLarge,
        "too-large",
        StatusCode::PAYLOAD_TOO_LARGE,
        "Too large",
        "A body has at most 1 MiB and 5000 values, a file 50 MB.",
    ),
    (
        Kind::TooSlow,
        "too-slow",
        StatusCode::REQUEST_TIMEOUT,
        "Too slow",
        "The request did not arrive in time. Try again with the same idempotency key.",
    ),
    (
        Kind::Unauthorized,
        "unauthorized",
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "Send the header Authorization: Bearer, with the key or the secret that this operation asks for.",
    ),
    (
        Kind::NotYourService,
        "not-your-service",
        StatusCode::FORBIDDEN,
        "Not your service",
        "This sender is not registered for this service.",
    ),
    (
        Kind::KeyMissing,
        "idempotency-key-missing",
        StatusCode::BAD_REQUEST,
        "Idempotency key missing",
        "Send the header Idempotency-Key: 1 to 255 visible characters of ASCII, fresh for each application.",
    ),
    (
        Kind::KeyReused,
        "idempotency-key-reused",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Idempotency key reused",
        "An application with another body or service was filed with this idempotency key.",
    ),
    (
        Kind::InProgress,
        "in-progress",
        StatusCode::CONFLICT,
        "In progress",
        "The same application is being filed this moment. Try again with the same idempotency key.",
    ),
    (
        Kind::UnfitFile,
        "unfit-file",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Unfit file",
        "A file is a PDF, JPEG or PNG that opens without a password and holds no program; nothing was kept.",
    ),
    (
        Kind::Malware,
        "malware",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Malware",
        "The scanner knows the file as malware; nothing was kept. Check where it comes from before you send anything else.",
    ),
    (
        Kind::TooMuchWaits,
        "too-much-waits",
        StatusCode::CONFLICT,
        "Too much waits",
        "500 MB or 1000 files of this sender wait for applications that name them. File these, or wait until they are deleted.",
    ),
    (
        Kind::NotConfirmed,
        "not-confirmed",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Not confirmed",
        "Show the applicant all answers, and send confirmed: true when they want them sent.",
    ),
    (
        Kind::VersionOutdated,
        "version-outdated",
        StatusCode::CONFLICT,
        "Version outdated",
        "The form was published anew. Fetch the schema and look at the answers again.",
    ),
    (
        Kind::NotOpen,
        "not-open",
        StatusCode::CONFLICT,
        "Not open",
        "Nobody can begin this service today: it is not open yet, paused, closed or withdrawn. Its page says why.",
    ),
    (
        Kind::InvalidAnswers,
        "invalid-answers",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Invalid answers",
        "Answers are wrong or missing; nothing was filed. The list errors tells which.",
    ),
    (
        Kind::TooOften,
        "too-many-requests",
        StatusCode::TOO_MANY_REQUESTS,
        "Too many requests",
        "More requests came from your address than are answered. Nothing was done. Wait as long as the header Retry-After says.",
    ),
    (
        Kind::Throttled,
        "throttled",
        StatusCode::TOO_MANY_REQUESTS,
        "Too many attempts",
        "Too many wrong secrets for this number. Wait as long as the header Retry-After says.",
    ),
    (
        Kind::Unavailable,
        "unavailable",
        StatusCode::SERVICE_UNAVAILABLE,
        "Unavailable",
        "The database is away or overloaded. Wait as long as the header Retry-After says, then try again with the same idempotency key.",
    ),
];

impl Kind {
    pub(super) fn facts(self) -> &'static Facts {
        FACTS.iter().find(|(kind, ..)| *kind == self).unwrap_or(&FACTS[0])
    }

    /// The status it is answered with.
    pub fn status(self) -> StatusCode {
        self.facts().2
    }

    pub(super) fn of(status: StatusCode) -> Self {
        let known = FACTS.iter().find(|(_, _, of_kind, ..)| *of_kind == status);
        match known {
            Some((kind, ..)) => *kind,
            None if status.is_server_error() => Self::Internal,
            None => Self::Malformed,
        }
    }
}
