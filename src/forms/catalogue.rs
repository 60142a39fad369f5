//! The catalogue: all services that are offered. A form with a mistake is left out; the others live on.

use std::sync::Arc;

use super::bundle;
use super::form::{Form, PublicService};
use super::problem::Problem;
use super::source::FormSource;
use crate::domain::Channel;

/// The services, in the order of their titles, and the mistakes of those that are left out.
#[derive(Debug, Default)]
pub struct Catalogue {
    services: Vec<PublicService>,
    problems: Vec<Problem>,
}

impl Catalogue {
    /// Loads every form of a source.
    pub fn load(source: &FormSource) -> Self {
        let mut catalogue = Self::default();
        let ids = match source.form_ids() {
            Ok(ids) => ids,
            Err(problem) => return Self { services: Vec::new(), problems: vec![problem] },
        };
        for id in ids {
            match service(source, &id) {
                Ok(service) => catalogue.add(service),
                Err(problems) => catalogue.problems.extend(problems),
            }
        }
        catalogue.services.sort_by(|a, b| a.online.file.title.cmp(&b.online.file.title));
        catalogue
    }

    fn add(&mut self, service: PublicService) {
        let slug = &service.online.file.slug;
        if let Some(other) = self.find(slug) {
            let reason = format!("the address {slug:?} is taken by {}.", other.online.id);
            let file = format!("{}/form.json", service.online.id);
            self.problems.push(Problem::at(file, "/slug", reason, "Choose another."));
            return;
        }
        self.services.push(service);
    }

    /// The services, in the order of their titles.
    pub fn services(&self) -> impl Iterator<Item = &PublicService> {
        self.services.iter()
    }

    /// The service at an address.
    pub fn find(&self, slug: &str) -> Option<&PublicService> {
        self.services.iter().find(|service| service.online.file.slug == slug)
    }

    /// The service with a form's id.
    pub fn find_id(&self, form_id: &str) -> Option<&PublicService> {
        self.services.iter().find(|service| service.online.id == form_id)
    }

    /// The mistakes of the forms that are left out.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

fn service(source: &FormSource, id: &str) -> Result<PublicService, Vec<Problem>> {
    let text = bundle::bundle(source, id)?;
    Ok(PublicService {
        online: Arc::new(Form::from_bundle(&text, Channel::Online)?),
        assisted: Arc::new(Form::from_bundle(&text, Channel::Assisted)?),
    })
}
