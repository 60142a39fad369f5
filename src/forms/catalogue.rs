//! The catalogue: all services that are offered. A form with a mistake is left out; the others live on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::bundle;
use super::compile::parts::Parts;
use super::form::{Form, PublicService};
use super::legacy::at_authors_places;
use super::lint;
use super::problem::Problem;
use super::source::FormSource;
use super::translation;
use crate::domain::{Channel, Department, DepartmentId};
use crate::texts::Languages;

/// The services, in the order of their titles, and the mistakes of those that are left out.
#[derive(Debug, Default)]
pub struct Catalogue {
    services: Vec<PublicService>,
    /// The ids of forms that have a mistake.
    left_out: Vec<String>,
    problems: Vec<Problem>,
    languages: Languages,
}

impl Catalogue {
    /// Loads every form of a source.
    pub fn load(source: &FormSource) -> Self {
        Self::read(source, &Self::default())
    }

    /// A form that is the same `before` needs no second look.
    fn read(source: &FormSource, before: &Self) -> Self {
        let languages = Languages::with(&translation::shared(source).0);
        let mut catalogue = Self { languages, ..Self::default() };
        let ids = match source.form_ids() {
            Ok(ids) => ids,
            Err(problem) => return Self { problems: vec![problem], ..Self::default() },
        };
        let read = |id: &String| before.unchanged(source, id).map_or_else(|| service(source, id), Ok);
        let outcomes = side_by_side(&ids, read);
        for (id, outcome) in ids.into_iter().zip(outcomes) {
            match outcome {
                Ok(service) => catalogue.add(service),
                Err(problems) => {
                    catalogue.note(at_authors_places(source, problems));
                    catalogue.left_out.push(id);
                }
            }
        }
        catalogue.in_order()
    }

    /// Loads every form of a source anew. What has a mistake now stays as it was `before`: a form; and all of them
    /// with their languages, if the texts that they share have one, for a version without a language would be kept.
    pub fn reload(source: &FormSource, before: &Self) -> Self {
        let mut catalogue = Self::read(source, before);
        let Ok(ids) = source.form_ids() else {
            catalogue.services = before.services.clone();
            catalogue.languages = before.languages.clone();
            return catalogue;
        };
        for id in &ids {
            let unread = unread_texts(source, id);
            if let Some(service) = before.find_id(id)
                && (!unread.is_empty() || catalogue.find_id(id).is_none())
            {
                catalogue.put_back(service);
            }
            catalogue.note(unread);
        }
        let (_, mistakes) = translation::shared(source);
        if !mistakes.is_empty() {
            catalogue.services = before.services.clone();
            catalogue.languages = before.languages.clone();
            catalogue.note(mistakes);
        }
        catalogue.in_order()
    }

    /// A service of which nothing is different in a source.
    fn unchanged(&self, source: &FormSource, id: &str) -> Option<PublicService> {
        let known = self.find_id(id)?;
        (*known.online.bundle == *bundle::bundle(source, id).ok()?).then(|| known.clone())
    }

    /// A service as it was; unless another one has its address now.
    fn put_back(&mut self, service: &PublicService) {
        let form = &service.online;
        self.services.retain(|other| other.online.id != form.id);
        if self.services.iter().all(|other| other.online.file.slug != form.file.slug) {
            self.services.push(service.clone());
        }
    }

    fn in_order(mut self) -> Self {
        self.services.sort_by(|a, b| a.online.file.title.cmp(&b.online.file.title));
        self
    }

    /// Both channels, and all forms with the same block, find the same mistake.
    fn note(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    fn add(&mut self, service: PublicService) {
        let slug = &service.online.file.slug;
        if let Some(other) = self.services.iter().find(|other| other.online.file.slug == *slug) {
            let reason = format!("the address {slug:?} is taken by {}.", other.online.id);
            let file = format!("{}/form.json", service.online.id);
            self.problems.push(Problem::at(file, "/slug", reason, "Choose another."));
            self.left_out.push(service.online.id.clone());
            return;
        }
        self.services.push(service);
    }

    /// Every service, also those for staff, in the order of their titles.
    pub fn all(&self) -> impl Iterator<Item = &PublicService> {
        self.services.iter()
    }

    /// The services for everybody, in the order of their titles.
    pub fn services(&self) -> impl Iterator<Item = &PublicService> {
        self.all().filter(|service| !service.is_for_staff() && service.is_listed())
    }

    /// The services for staff, in the order of their titles.
    pub fn services_for_staff(&self) -> impl Iterator<Item = &PublicService> {
        self.all().filter(|service| service.is_for_staff() && service.is_listed())
    }

    /// The service for everybody at an address.
    pub fn find(&self, slug: &str) -> Option<&PublicService> {
        self.all().find(|service| !service.is_for_staff() && service.online.file.slug == slug)
    }

    /// The service for staff at an address.
    pub fn find_for_staff(&self, slug: &str) -> Option<&PublicService> {
        self.all().find(|service| service.is_for_staff() && service.online.file.slug == slug)
    }

    /// The service with a form's id, also one for staff.
    pub fn find_id(&self, form_id: &str) -> Option<&PublicService> {
        self.services.iter().find(|service| service.online.id == form_id)
    }

    /// The departments that there are now.
    pub fn departments(&self) -> &[Department] {
        self.services.first().map_or(&[], |service| &service.form(Channel::Online).departments)
    }

    /// The desk where people get help with every service, if there is one.
    pub fn desk(&self) -> Option<&Department> {
        self.departments().iter().find(|department| department.desk)
    }

    /// A department that forms may name.
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.services.iter().find_map(|service| service.online.department(id))
    }

    /// The languages in which the product speaks.
    pub fn languages(&self) -> &Languages {
        &self.languages
    }

    /// Whether a form is there, but cannot be offered because of a mistake in it.
    pub fn is_left_out(&self, form_id: &str) -> bool {
        self.find_id(form_id).is_none() && self.left_out.iter().any(|id| id == form_id)
    }

    /// The mistakes of the forms that are left out.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The same of each item, on as many threads as there are processors: forms take most of the time of a start.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let some = || {
        let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let mine = numbers.map_while(|number| Some((number, work(items.get(number)?))));
        mine.collect::<Vec<_>>()
    };
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..processors.min(items.len())).map(|_| scope.spawn(some)).collect();
        let mut done = some();
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// The translations of a form that are no JSON. A new form is offered in German without them.
fn unread_texts(source: &FormSource, id: &str) -> Vec<Problem> {
    let folder = format!("{id}/texts");
    let files = source.json_files(&folder);
    files.iter().filter_map(|tag| source.json(&format!("{folder}/{tag}.json")).err()).collect()
}

/// Loads one form for both channels, if there is nothing to say against it.
fn service(source: &FormSource, id: &str) -> Result<PublicService, Vec<Problem>> {
    let text = bundle::bundle(source, id)?;
    let parts = Parts::read(&text).map_err(|problem| vec![problem])?;
    none_of(lint::first_look(&parts))?;
    let online = Arc::new(Form::from_bundle(&text, Channel::Online)?);
    let assisted = match online.channel {
        Channel::Staff => Arc::clone(&online),
        _ => Arc::new(Form::from_bundle(&text, Channel::Assisted)?),
    };
    let second_step = match online.file.second_step {
        Some(_) => Some(Arc::new(Form::from_bundle(&text, Channel::SecondStep)?)),
        None => None,
    };
    let desk = parts.desk().map_err(|problem| vec![problem])?;
    let forms = [Some(&online), Some(&assisted), second_step.as_ref()];
    none_of(forms.into_iter().flatten().flat_map(|form| lint::second_look(form, &desk)).collect())?;
    Ok(PublicService { online, assisted, second_step })
}

fn none_of(problems: Vec<Problem>) -> Result<(), Vec<Problem>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
