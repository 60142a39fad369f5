//! The answers on a paper, each with the German beside it where that is wanted.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Both, Choice, Words};
use crate::domain::Path;
use crate::forms::view::{AnswerView, BlockView, SectionView};
use crate::texts::de;

/// The answers of one page.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/answers.html")]
pub struct PaperSection {
    title: Words,
    blocks: Vec<PaperBlock>,
}

impl HtmlSafe for PaperSection {}

#[derive(Debug)]
struct PaperBlock {
    title: Option<Words>,
    answers: Vec<PaperAnswer>,
}

#[derive(Debug)]
struct PaperAnswer {
    label: Words,
    lines: Vec<Words>,
    /// Said where there is no line.
    none: Words,
}

/// The answers on a paper: those of the person, and behind them the record of the desk, which is German.
pub fn answers<T>(
    both: &Both<T>,
    choice: &Choice,
    sections: impl Fn(&T) -> &[SectionView],
) -> Vec<PaperSection> {
    let own = both.each(&sections).into_iter().filter(|section| !is_record(section.said));
    let own = own.map(|section| PaperSection::new(choice, &section));
    let record =
        sections(both.german.as_ref().unwrap_or(&both.said)).iter().filter(|section| is_record(section));
    let german = Choice::german();
    let record = record.map(|said| PaperSection::new(&german, &Both { said, german: None }));
    own.chain(record).collect()
}

/// Whether a page is one of the record that the desk makes of the assistance.
pub fn is_record(section: &SectionView) -> bool {
    let record = Path::root().key("assisted");
    let mut answers = section.blocks.iter().flat_map(|block| &block.answers).peekable();
    answers.peek().is_some() && answers.all(|answer| answer.path.starts_with(&record))
}

impl PaperSection {
    fn new(choice: &Choice, section: &Both<&SectionView>) -> Self {
        let blocks = section.each(|section| &section.blocks);
        Self {
            title: section.words(choice, |section| &section.title),
            blocks: blocks.iter().map(|block| PaperBlock::new(choice, block)).collect(),
        }
    }
}

impl PaperBlock {
    fn new(choice: &Choice, block: &Both<&BlockView>) -> Self {
        let answers = block.each(|block| &block.answers);
        let german = block.german.and_then(|german| german.title.as_deref());
        Self {
            title: block.said.title.as_deref().map(|title| Words::new(choice, title, german)),
            answers: answers.iter().map(|answer| PaperAnswer::new(choice, answer)).collect(),
        }
    }
}

impl PaperAnswer {
    fn new(choice: &Choice, answer: &Both<&AnswerView>) -> Self {
        let lines = answer.each(|answer| &answer.lines);
        Self {
            label: answer.words(choice, |answer| &answer.label),
            lines: lines.iter().map(|line| line.words(choice, |line| line)).collect(),
            none: Words::of(choice, de("Keine Angabe")),
        }
    }
}
