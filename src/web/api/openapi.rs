//! The description of the API, generated from its code.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::problem::PROBLEM_JSON;
use super::{applications, files, json, problem, services, state, validate};

/// The API, as its code describes it.
#[derive(OpenApi)]
#[openapi(
    info(title = "Pforte", version = "1", description = DESCRIPTION, license(name = "EUPL-1.2", identifier = "EUPL-1.2")),
    servers((url = "/")),
    paths(
        services::list,
        services::show,
        services::schema,
        validate::validate,
        files::send,
        applications::send,
        state::show,
        problem::show,
        document,
    ),
    modifiers(&Everywhere)
)]
struct Api;

const DESCRIPTION: &str = "\
Public services of a municipality, for programs. Read a service's schema, ask the applicant, validate the answers \
as often as you like, and file the application once.

- Reading and validating need no key. Filing needs the key of a registered sender, which the operator gives out; \
the state of an application needs the secret that was given out when it was filed. Both are sent as \
`Authorization: Bearer`.
- Filing is idempotent: repeat the same request with the same `Idempotency-Key` until there is an answer.
- Every error is `application/problem+json` (RFC 9457). `type` is stable and tells about itself at its address; \
`title` and `detail` are English, for developers. Messages about answers are German, for applicants.
- Answers that do not apply are refused and not dropped; what says nothing (`null`, empty lists) is listed as ignored.
- Files are sent one by one before the application, and named in its answers by the `reference` that each gets.
- Bodies are JSON in UTF-8, at most 1 MiB and 5000 values, not compressed; a key that stands twice in an object is refused. \
Unknown keys are refused, new keys in answers of the server may come: ignore those that you do not know.";

/// What every operation has: security schemes, and the errors that can always happen.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_with(Default::default);
        for (name, told) in [
            ("sender", "The key of a registered sender, `pfk_…`"),
            ("secret", "The secret of one application, `pfs_…`"),
        ] {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(told)).build();
            components.add_security_scheme(name, SecurityScheme::Http(bearer));
        }
        for path in document.paths.paths.values_mut() {
            path.get.iter_mut().chain(path.post.iter_mut()).for_each(add_errors);
        }
    }
}

fn add_errors(operation: &mut Operation) {
    let always = [
        ("405", "This address knows other methods"),
        ("408", "The request took too long to arrive"),
        ("429", "Too many requests; see the header Retry-After"),
        ("500", "A mistake of the server"),
        ("503", "The database is away or overloaded"),
    ];
    let with_body = [
        ("400", "The request is malformed"),
        ("413", "The body is too large"),
        ("415", "The body is no JSON, or compressed"),
    ];
    let of_body = with_body.iter().filter(|_| operation.request_body.is_some());
    let added: Vec<_> = always.iter().chain(of_body).copied().collect();
    for (status, told) in added {
        let schema = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new().description(told).content(PROBLEM_JSON, content).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
    }
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "describeApi",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub async fn document() -> HttpResponse {
    json(StatusCode::OK, &Api::openapi())
}
