//! In a local trial, a page is made with the forms as they are in their folder now.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::web::site::Site;

/// Gives a request the library as it is now, where forms are written while the product runs. All of the request
/// sees the same one.
pub async fn fresh_forms(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let site = request.app_data::<Data<Site>>().cloned();
    let is_asset = request.path().starts_with("/assets/");
    if let Some((site, fresh)) = site.and_then(|site| Some((site.clone(), site.fresh.clone()?)))
        && !is_asset
    {
        let library = fresh.current().await;
        if !Arc::ptr_eq(&library, &site.library) {
            let mut data = Extensions::new();
            data.insert(Data::new(Site { library, ..Site::clone(&site) }));
            request.add_data_container(Rc::new(data));
        }
    }
    next.call(request).await
}
