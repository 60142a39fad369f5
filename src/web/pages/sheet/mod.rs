//! Papers to take along or to read out: in the language of the person, beside the German that counts, and in large
//! print, where that is wanted.

mod answers;
pub mod privacy;
pub mod read_back;

pub use answers::{PaperSection, answers, is_record};

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use crate::domain::Path;
use crate::forms::form::Form;
use crate::forms::view::{Control, FieldView, OptionView};
use crate::texts::{GERMAN, Language, Languages, de};
use crate::web::components::Part;
use crate::web::filters;
use crate::web::language::{self, t};

/// The name of the control that chooses the language of a paper.
pub const LANGUAGE: &str = "blatt";

/// The name of the control that chooses its size.
const LARGE: &str = "gross";

/// How a paper is wanted. It stands in the address: a paper is only read.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SheetQuery {
    /// The tag of its language.
    #[serde(default)]
    pub blatt: Option<String>,
    /// It is set large.
    #[serde(default)]
    pub gross: Option<String>,
}

/// How a paper is said and set, with the controls to choose it otherwise.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/choice.html")]
pub struct Choice {
    /// The language of its reader.
    pub language: Language,
    /// Whether it is set large.
    pub is_large: bool,
    fields: Vec<FieldView>,
}

impl HtmlSafe for Choice {}

impl Choice {
    /// What was chosen, of the languages that the form speaks; `otherwise` is the tag of the language in which somebody
    /// speaks of whom nothing was chosen.
    pub fn of(query: &SheetQuery, form: &Form, languages: &Languages, otherwise: Option<&str>) -> Self {
        let is_spoken = |language: &&Language| {
            language.is_german() || form.other_languages.iter().any(|tag| tag == language.tag())
        };
        let spoken: Vec<&Language> = languages.iter().filter(is_spoken).collect();
        let find = |tag: &str| spoken.iter().find(|language| language.tag() == tag).copied();
        let chosen = query.blatt.as_deref().and_then(find).or_else(|| otherwise.and_then(find));
        let language = chosen.cloned().unwrap_or_default();
        let is_large = query.gross.is_some();
        let mut fields = Vec::new();
        if spoken.len() > 1 {
            fields.push(language_question(t("Sprache"), spoken.iter().copied(), &language, with_german));
        }
        let control = Control::CheckBox { checked: is_large, notice: Vec::new() };
        fields.push(FieldView::new(Path::root().key(LARGE), t("Große Schrift"), control));
        Self { language, is_large, fields }
    }

    /// For a part that there is in German only.
    fn german() -> Self {
        Self { language: Language::german(), is_large: false, fields: Vec::new() }
    }

    /// Whether the German stands beside it. Easy German stands alone: two texts side by side are harder to read.
    pub fn has_german_beside(&self) -> bool {
        has_german_beside(&self.language)
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Into::into)
    }
}

fn has_german_beside(language: &Language) -> bool {
    language.tag().split('-').next() != Some(GERMAN)
}

/// How a language is called where German stands beside it.
fn with_german(language: &Language) -> String {
    match has_german_beside(language) {
        true => language::fill("{language}, daneben Deutsch", &[("language", language.name())]),
        false => language.name().to_owned(),
    }
}

/// The question for the language of a paper.
pub fn language_question<'a>(
    title: impl Into<String>,
    languages: impl Iterator<Item = &'a Language>,
    chosen: &Language,
    called: impl Fn(&Language) -> String,
) -> FieldView {
    let option = |language: &Language| OptionView {
        value: language.tag().to_owned(),
        label: called(language),
        hint: None,
        selected: language == chosen,
    };
    FieldView::new(Path::root().key(LANGUAGE), title, Control::Radios(languages.map(option).collect()))
}

/// The same for the reader of a paper, and in German where that stands beside it.
#[derive(Debug)]
pub struct Both<T> {
    /// In the language of the paper.
    pub said: T,
    /// In German.
    pub german: Option<T>,
}

impl<T> Both<T> {
    /// A part of the paper, made of each of the two.
    pub fn beside<'a, P: Template>(
        &'a self,
        choice: &Choice,
        part: impl Fn(&'a T) -> P,
    ) -> Result<Beside, askama::Error> {
        let german = self.german.as_ref().map(|german| Said::new(&Language::german(), || part(german)));
        Ok(Beside { said: Said::new(&choice.language, || part(&self.said))?, german: german.transpose()? })
    }

    /// Parts of the two that belong together, one by one.
    pub fn each<'a, U>(&'a self, parts: impl Fn(&'a T) -> &'a [U]) -> Vec<Both<&'a U>> {
        let mut german = self.german.as_ref().map(|german| parts(german).iter());
        let both = |said| Both { said, german: german.as_mut().and_then(Iterator::next) };
        parts(&self.said).iter().map(both).collect()
    }
}

impl<T> Both<&T> {
    /// Words of each of the two.
    fn words<'a>(&'a self, choice: &Choice, words: impl Fn(&'a T) -> &'a String) -> Words {
        Words::new(choice, words(self.said), self.german.map(|german| words(german).as_str()))
    }
}

/// A part of a paper, and beside it the same in German.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/beside.html")]
pub struct Beside {
    said: Said,
    german: Option<Said>,
}

impl HtmlSafe for Beside {}

/// A rendered part of a paper, in its language.
#[derive(Debug)]
struct Said {
    language: Language,
    html: String,
}

impl Said {
    fn new<P: Template>(language: &Language, part: impl FnOnce() -> P) -> Result<Self, askama::Error> {
        let html = language::within(language, || part().render())?;
        Ok(Self { language: language.clone(), html })
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

// Only a template makes it, which has escaped what it shows.
impl HtmlSafe for Said {}

/// Words of a paper, and behind them the German ones, where those are others.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/words.html")]
pub struct Words {
    /// Of what is no German; what is the same in both languages was typed by somebody, in whichever.
    language: Option<Language>,
    said: String,
    german: Option<String>,
}

impl HtmlSafe for Words {}

impl Words {
    fn new(choice: &Choice, said: &str, german: Option<&str>) -> Self {
        let is_same = german == Some(said);
        let language = Some(choice.language.clone()).filter(|language| !language.is_german() && !is_same);
        let german = german.filter(|_| !is_same).map(str::to_owned);
        Self { language, said: said.to_owned(), german }
    }

    /// A text of the product's own.
    pub fn of(choice: &Choice, text: &str) -> Self {
        Self::new(choice, choice.language.say(text), Some(text).filter(|_| choice.has_german_beside()))
    }
}

/// The heading of a paper.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/heading.html")]
pub struct Heading {
    title: Words,
    text_counts: Option<Words>,
}

impl HtmlSafe for Heading {}

/// Which words of a paper count before the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// It states facts, in whichever words.
    Both,
    /// The German ones; the paper says so in another language.
    German,
}

impl Heading {
    /// With a title of the product's own.
    pub fn new(choice: &Choice, title: &str, counts: Counts) -> Self {
        let note = choice.language.say(de("Es gilt der deutsche Text."));
        let is_told = counts == Counts::German && !choice.language.is_german();
        Self { title: Words::of(choice, title), text_counts: is_told.then(|| Words::new(choice, note, None)) }
    }
}
