//! The papers of a case in one list: what is there since when, what is announced, what is missing.

use chrono::NaiveDate;

use crate::casework::{CaseFile, InquiryFile};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{Answers, Channel, FileId, FileReference, InquiryEnding, Path, Scan, Shortcoming};
use crate::forms::display::size;
use crate::forms::files::named;
use crate::forms::papers::{Paper, Standing, papers};
use crate::forms::view::why_held;
use crate::web::urls;

/// A paper.
#[derive(Debug)]
pub struct PaperView {
    /// What it is called.
    pub title: String,
    /// How it stands, in words.
    pub state: String,
    /// The department waits for it.
    pub is_open: bool,
    /// It should have come by now.
    pub is_overdue: bool,
    /// Its files.
    pub files: Vec<PaperFile>,
    /// Where it can be asked for.
    pub ask: Option<String>,
}

/// A file of a paper.
#[derive(Debug)]
pub struct PaperFile {
    /// Where it is; nowhere, where it is erased or held back.
    pub href: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its size, and when it came.
    pub about: String,
}

/// How a paper stands that is there, but was not right when the application was taken.
const FAULTY: &str = "Eingegangen, bei der Annahme mit Mängeln";

/// How a paper stands of which a file turned out to be malware.
const MALWARE: &str = "Eingegangen, aber mit Schadsoftware";

/// The papers of a case, as they stand on a day.
pub fn list(file: &CaseFile, today: NaiveDate) -> Vec<PaperView> {
    papers(&file.form, &file.answers).into_iter().map(|paper| view(file, paper, today)).collect()
}

/// Whether this list says all of something that an incomplete application lacked: a paper that was not there at all.
/// What was typed for one, or is wrong with it, is told beside it.
pub fn has(file: &CaseFile, lack: &Shortcoming) -> bool {
    let Ok(path) = lack.path.parse::<Path>() else { return false };
    was_absent(file, lack, &path) && papers(&file.form, &file.answers).iter().any(|paper| paper.path == path)
}

/// Whether the paper at a path was not there at all when the application was filed.
fn was_absent(file: &CaseFile, lack: &Shortcoming, path: &Path) -> bool {
    let filed = file.inquiries.filed.as_ref().unwrap_or(&file.answers);
    let is_it = |paper: &Paper| paper.path == *path && paper.standing.is_open();
    // A list of files without a file is too short.
    matches!(lack.keyword.as_str(), "required" | "minItems")
        && lack.typed.is_empty()
        && papers(&file.form, filed).iter().any(is_it)
}

/// Whether something was wrong with a paper that was there when the application was taken.
fn is_faulty(file: &CaseFile, paper: &Path) -> bool {
    let lacks = file.case.incomplete.iter().flat_map(|incomplete| &incomplete.shortcomings);
    let mut found = lacks.filter_map(|lack| Some((lack, lack.path.parse::<Path>().ok()?)));
    found.any(|(lack, path)| path.starts_with(paper) && !was_absent(file, lack, &path))
}

impl PaperView {
    /// The paper in one line, for the print view.
    pub fn line(&self) -> String {
        let files: Vec<String> =
            self.files.iter().map(|file| format!("{} ({})", file.name, file.about)).collect();
        let parts = [self.state.clone(), files.join(", ")].into_iter().filter(|text| !text.is_empty());
        format!("{}: {}", self.title, parts.collect::<Vec<_>>().join(": "))
    }
}

fn view(file: &CaseFile, paper: Paper, today: NaiveDate) -> PaperView {
    // A case that is decided or ended waits for nothing.
    let is_malware = match &paper.standing {
        Standing::Files(files) => {
            files.iter().any(|of_paper| file.held_back.why(of_paper.id) == Some(Scan::Found))
        }
        _ => false,
    };
    let is_open = (paper.standing.is_open() || is_malware) && file.case.state.is_open();
    let due = paper.due_on.or_else(|| due(file, &paper.path)).filter(|_| is_open);
    let is_overdue = due.is_some_and(|day| day < today);
    let state = match &paper.standing {
        Standing::Later | Standing::Missing if !is_open => "Nicht eingereicht".to_owned(),
        Standing::Files(_) if is_malware => MALWARE.to_owned(),
        Standing::Files(_) if is_faulty(file, &paper.path) => FAULTY.to_owned(),
        Standing::Files(_) => "Eingegangen".to_owned(),
        Standing::Later => {
            until(format!("Angekündigt{} und offen", since(file, &paper.path)), due, is_overdue)
        }
        Standing::Missing => until("Fehlt".to_owned(), due, is_overdue),
        Standing::Instead(words) => words.clone(),
        Standing::NotGiven => "Freiwillig, nicht eingereicht".to_owned(),
    };
    let files = match paper.standing {
        Standing::Files(files) => files.into_iter().map(|of_paper| paper_file(file, of_paper)).collect(),
        _ => Vec::new(),
    };
    // What the desk noted in its record is no question of the form.
    let can_be_asked =
        is_open && file.inquiries.may_ask && !paper.path.starts_with(&Path::root().key("assisted"));
    let ask = can_be_asked.then(|| urls::inquiry_about(file.case.id, &paper.path));
    PaperView { title: paper.title, state, is_open, is_overdue, files, ask }
}

fn until(state: String, due: Option<NaiveDate>, is_overdue: bool) -> String {
    match due {
        Some(day) if is_overdue => format!("{state}, überfällig seit {}", german_day(day)),
        Some(day) => format!("{state}, erwartet bis {}", german_day(day)),
        None => state,
    }
}

/// Since when a paper is announced: since the answers in which it is first so.
fn since(file: &CaseFile, path: &Path) -> String {
    let is_later = |answers: &Answers| {
        papers(&file.form, answers)
            .iter()
            .any(|paper| paper.path == *path && paper.standing == Standing::Later)
    };
    let answered = file.inquiries.all.iter().filter(|inquiry| inquiry.answers.is_some());
    let mut day = file.received_on;
    let mut was_later = is_later(file.inquiries.filed.as_ref().unwrap_or(&file.answers));
    for inquiry in answered {
        let is_so = inquiry.answers.as_ref().is_some_and(is_later);
        if let (true, false, Some((_, at))) = (is_so, was_later, inquiry.record.ended) {
            day = day_in_germany(at);
        }
        was_later = is_so;
    }
    format!(" am {}", german_day(day))
}

/// Until when a paper is to come: as it is asked for now, or as an incomplete application was told.
fn due(file: &CaseFile, path: &Path) -> Option<NaiveDate> {
    let open = file.inquiries.all.iter().filter(|inquiry| inquiry.record.ended.is_none());
    let asked = open.filter(|inquiry| inquiry.record.fields.iter().any(|field| path.starts_with(field)));
    let asked = asked.map(|inquiry| inquiry.record.due_on).max();
    asked.or_else(|| file.case.incomplete.as_ref().map(|incomplete| incomplete.due_on))
}

fn paper_file(file: &CaseFile, of_paper: FileReference) -> PaperFile {
    let erased = file.erased_papers.told(of_paper.id);
    let held = file.held_back.why(of_paper.id).and_then(why_held).map(str::to_owned);
    let withheld = erased.or(held);
    let about = [Some(size(of_paper.bytes)), Some(came(file, of_paper.id)), withheld.clone()];
    PaperFile {
        href: withheld
            .is_none()
            .then(|| format!("{}/{}/{}", urls::case(file.case.id), urls::FILE, of_paper.id)),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(", "),
        name: of_paper.name.as_str().to_owned(),
    }
}

/// When and how a file came: with the application, or with the answer that first names it.
fn came(file: &CaseFile, id: FileId) -> String {
    let names = |answers: &Answers| named(&file.form, answers).iter().any(|found| found.id == id);
    let was_filed = file.inquiries.filed.as_ref().is_none_or(names);
    let answer = |inquiry: &&InquiryFile| inquiry.answers.as_ref().is_some_and(names);
    let answered = file.inquiries.all.iter().find(answer).filter(|_| !was_filed);
    let ended = answered.and_then(|inquiry| Some((inquiry, inquiry.record.ended?)));
    match ended {
        Some((inquiry, (InquiryEnding::Answered | InquiryEnding::TakenBack, at))) => {
            let desk = inquiry.answered_by.as_ref().map(|name| format!(", am Schalter von {name}"));
            format!(
                "nachgereicht auf Rückfrage am {}{}",
                german_day(day_in_germany(at)),
                desk.unwrap_or_default()
            )
        }
        None => {
            let desk = if file.case.channel == Channel::Assisted { ", am Schalter" } else { "" };
            format!("mit dem Antrag am {}{desk}", german_day(file.received_on))
        }
    }
}
