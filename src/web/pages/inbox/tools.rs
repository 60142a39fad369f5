//! What stands beside the list: filters by tag and person, own views, and what can be done with several cases.

use std::collections::BTreeMap;

use super::handler::{Failed, InboxQuery};
use super::{page_of, query_of};
use crate::accounts::SignedIn;
use crate::casework::{BulkAction, COUNTED_IN_VIEW, Tools};
use crate::domain::{OwnTag, Tag};
use crate::web::site::Site;
use crate::web::{urls, words};

/// A choice of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// It is chosen.
    pub is_selected: bool,
}

/// Choices under a common heading.
#[derive(Debug, Clone)]
pub struct ChoiceGroup {
    /// The heading.
    pub label: &'static str,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A view that the person keeps.
#[derive(Debug, Clone)]
pub struct OwnView {
    /// What they call it.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// How many cases; `99+` where nobody counts any more.
    pub count: String,
    /// The list is this view.
    pub is_current: bool,
}

/// What stands beside the list.
#[derive(Debug, Clone, Default)]
pub struct ToolsView {
    /// The tags to filter by.
    pub tags: Vec<Choice>,
    /// The people to filter by.
    pub people: Vec<Choice>,
    /// The person's own views.
    pub views: Vec<OwnView>,
    /// What can be done with several cases.
    pub actions: Vec<ChoiceGroup>,
    /// The filter as the address says it, without the place in the list.
    pub query: String,
    /// The same with what is looked for and the place.
    pub page: String,
    /// A new tag that was typed.
    pub new_tag: String,
    /// Something is filtered that a view can keep.
    pub is_filtered: bool,
    /// Where all boxes of the page are ticked.
    pub tick_all: String,
    /// A tag or a person is filtered by.
    pub is_narrowed: bool,
    /// All boxes are ticked.
    pub is_ticked: bool,
}

impl ToolsView {
    /// For the list that is asked for.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        query: &InboxQuery,
        (tools, failed): (&Tools, Option<&Failed>),
    ) -> Self {
        let person_choice = |(id, name): &(crate::domain::ClerkId, String)| Choice {
            is_selected: query.person == id.to_string(),
            value: id.to_string(),
            label: name.clone(),
        };
        let here = query_of(query);
        let view = |(view, count): &(crate::store::saved_views::SavedView, usize)| OwnView {
            name: view.name.clone(),
            href: format!("{}?{}", urls::INBOX, view.query),
            count: match *count {
                count if count >= COUNTED_IN_VIEW => format!("{}+", COUNTED_IN_VIEW - 1),
                count => count.to_string(),
            },
            is_current: query.search().is_none() && view.query == here,
        };
        let page = page_of(query);
        let filters = [&query.leistung, &query.merkmal, &query.person];
        Self {
            tags: tags(site, person, query, &tools.known),
            people: tools.people.iter().map(person_choice).collect(),
            views: tools.views.iter().map(view).collect(),
            actions: actions(tools, failed.map(|failed| failed.action.as_str())),
            is_filtered: filters.iter().any(|value| !value.is_empty()) && query.search().is_none(),
            tick_all: format!("{}?{page}&auswahl=1", urls::INBOX),
            page,
            new_tag: failed.map(|failed| failed.tag.clone()).unwrap_or_default(),
            is_narrowed: !(query.merkmal.is_empty() && query.person.is_empty()),
            is_ticked: query.auswahl == "1",
            query: here,
        }
    }

    /// The tag that is filtered by, in words.
    pub fn chosen_tag(&self) -> Option<&str> {
        self.tags.iter().find(|tag| tag.is_selected).map(|tag| tag.label.as_str())
    }
}

/// The tags of the services that come to the departments of this person, and those that staff have used.
fn tags(site: &Site, person: &SignedIn, query: &InboxQuery, known: &[OwnTag]) -> Vec<Choice> {
    let scope = person.scope();
    let own = scope.visible_departments().unwrap_or_default();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for service in site.library.catalogue().all() {
        let form = &service.online;
        let is_meant = query.leistung.is_empty() || query.leistung == form.id;
        let others = form.rules.iter().map(|(department, _)| department);
        let comes_here =
            others.chain([&form.file.routing.department]).any(|department| own.contains(department));
        for rule in form.file.routing.tags.iter().filter(|_| is_meant && comes_here) {
            found.entry(Tag::Form(rule.tag.clone()).to_string()).or_insert_with(|| rule.title.clone());
        }
    }
    let own = known.iter().map(|tag| (Tag::Own(tag.clone()).to_string(), tag.as_str().to_owned()));
    let choice =
        |(value, label): (String, String)| Choice { is_selected: query.merkmal == value, value, label };
    let mut all: Vec<Choice> = found.into_iter().chain(own).map(choice).collect();
    // A tag that no case carries any more is offered to nobody but whose list it still filters.
    let asked = query.merkmal.parse().ok().filter(|_| !all.iter().any(|choice| choice.is_selected));
    if let Some(Tag::Own(asked)) = asked {
        all.push(choice((query.merkmal.clone(), asked.as_str().to_owned())));
    }
    all.sort_by_key(|choice| choice.label.to_lowercase());
    all
}

/// What can be done with several cases; `chosen` of it was chosen already.
fn actions(tools: &Tools, chosen: Option<&str>) -> Vec<ChoiceGroup> {
    let choice = |value: String, label: &str| Choice {
        is_selected: chosen == Some(value.as_str()),
        value,
        label: label.to_owned(),
    };
    let assign = tools.people.iter().map(|(id, name)| choice(format!("assign:{id}"), name));
    let moves = BulkAction::MOVES.into_iter();
    let moves = moves.map(|action| choice(format!("move:{}", action.as_str()), words::action(action)));
    let own = |kind: &'static str| {
        tools.known.iter().map(move |tag| choice(format!("{kind}:{}", tag.as_str()), tag.as_str()))
    };
    let new = choice("tag:".to_owned(), "Neues Merkmal (unten eingeben)");
    let groups = [
        ("Stand ändern", moves.collect::<Vec<_>>()),
        ("Zuweisen an", assign.collect()),
        ("Merkmal vergeben", own("tag").chain([new]).collect()),
        ("Merkmal entfernen", own("untag").collect()),
    ];
    let group = |(label, choices)| ChoiceGroup { label, choices };
    groups.map(group).into_iter().filter(|group| !group.choices.is_empty()).collect()
}
