//! What somebody of the staff posted from a page of theirs.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::{Admin, Caseworker, Clerk, DeskClerk, Lead, verify};
use crate::accounts::SignedIn;
use crate::web::body::Posted;

/// A post of a member of staff that `P` lets in, with the token of their own pages: a handler that takes this cannot
/// forget to look. What another site posts in their name is [`WebError::Forged`](crate::web::error::WebError::Forged),
/// what a page of another case of the desk posts [`WebError::OtherCase`](crate::web::error::WebError::OtherCase).
#[derive(Debug)]
pub struct Sent<P>(pub P, pub Posted);

/// Who an area let in.
pub trait LetIn: FromRequest<Error = Error> + 'static {
    /// The person behind it.
    fn person(&self) -> &SignedIn;
}

impl LetIn for Clerk {
    fn person(&self) -> &SignedIn {
        &self.0
    }
}

impl LetIn for DeskClerk {
    fn person(&self) -> &SignedIn {
        &self.0
    }
}

impl LetIn for Caseworker {
    fn person(&self) -> &SignedIn {
        &self.0
    }
}

impl LetIn for Lead {
    fn person(&self) -> &SignedIn {
        &self.0
    }
}

impl LetIn for Admin {
    fn person(&self) -> &SignedIn {
        &self.0
    }
}

impl<P: LetIn> FromRequest for Sent<P> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let person = P::from_request(request, payload);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            // Who it is comes first: nobody learns by a refusal what a page of somebody else would have said.
            let person = person.await?;
            let posted = Posted::parse(&body.await?)?;
            verify(&posted, &person.person().csrf)?;
            Ok(Self(person, posted))
        })
    }
}
