//! Conditions in words for whoever fills in a paper: by the numbers of the questions, in the form's language.
//!
//! What cannot be said is left out rather than wrong: „only if“ may say less than the whole condition, never more.

use serde_json::Value;

use crate::forms::asked::{Asked, Fact, Said};
use crate::forms::display::words;
use crate::forms::field::{Choice, Kind};
use crate::forms::form::Form;
use crate::forms::numbering::Numbering;
use crate::texts::de;

/// Says conditions of a form.
#[derive(Debug)]
pub struct Words<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its numbers.
    pub numbers: &'a Numbering,
}

/// A clause, and whether it says all that is meant.
struct Clause {
    text: String,
    is_whole: bool,
    is_joined: bool,
}

impl Words<'_> {
    /// „freiwillig“.
    pub fn optional(&self) -> String {
        self.form.language.say("freiwillig").to_owned()
    }

    /// „Nur ausfüllen, wenn 2.3 „Ja“ ist.“
    pub fn only_when(&self, said: &Said<'_>) -> Option<String> {
        let clause = self.clause(said)?;
        Some(self.form.language.fill("Nur ausfüllen, wenn {condition}.", &[("condition", &clause.text)]))
    }

    /// „Pflichtangabe, wenn 2.3 „Ja“ ist.“ Nothing where that cannot be said exactly.
    pub fn mandatory_when(&self, said: &Said<'_>) -> Option<String> {
        let clause = self.clause(said).filter(|clause| clause.is_whole)?;
        Some(self.form.language.fill("Pflichtangabe, wenn {condition}.", &[("condition", &clause.text)]))
    }

    /// „falls zutreffend“.
    pub fn if_applicable(&self) -> String {
        self.form.language.say("falls zutreffend").to_owned()
    }

    /// Whether a condition can be said without leaving anything out.
    pub fn says_all_of(&self, said: &Said<'_>) -> bool {
        said.is_always() || self.clause(said).is_some_and(|clause| clause.is_whole)
    }

    fn clause(&self, said: &Said<'_>) -> Option<Clause> {
        match said {
            Said::All(parts) => {
                let sayable: Vec<Clause> = parts.iter().filter_map(|part| self.clause(part)).collect();
                let is_whole = sayable.len() == parts.len();
                self.joined(sayable, de("{one} und {other}"), is_whole)
            }
            Said::Any(parts) => {
                let sayable: Option<Vec<Clause>> = parts.iter().map(|part| self.clause(part)).collect();
                self.joined(sayable?, de("{one} oder {other}"), true)
            }
            Said::Fact(fact, holds) => {
                let text = self.fact(fact, *holds)?;
                Some(Clause { text, is_whole: true, is_joined: false })
            }
        }
    }

    /// Clauses one after the other; one that is joined itself stands in parentheses.
    fn joined(&self, clauses: Vec<Clause>, by: &str, is_whole: bool) -> Option<Clause> {
        let is_whole = is_whole && clauses.iter().all(|clause| clause.is_whole);
        if let [only] = clauses.as_slice() {
            return Some(Clause { text: only.text.clone(), is_whole, is_joined: only.is_joined });
        }
        let texts = clauses.into_iter().map(|clause| match clause.is_joined {
            true => format!("({})", clause.text),
            false => clause.text,
        });
        let text =
            texts.reduce(|one, other| self.form.language.fill(by, &[("one", &one), ("other", &other)]))?;
        Some(Clause { text, is_whole, is_joined: true })
    }

    fn fact(&self, fact: &Fact<'_>, holds: bool) -> Option<String> {
        let either = |yes, no| if holds { yes } else { no };
        match fact {
            Fact::Given(asked) => self
                .of(*asked, either(de("{question} ausgefüllt ist"), de("{question} nicht ausgefüllt ist"))),
            Fact::OneOf(asked, values) => {
                let german = either(de("{question} {answer} ist"), de("{question} nicht {answer} ist"));
                self.with(*asked, german, &self.answers(*asked, values)?)
            }
            Fact::Chosen(asked, values) => {
                let german = either(
                    de("bei {question} {answer} angekreuzt ist"),
                    de("bei {question} {answer} nicht angekreuzt ist"),
                );
                self.with(*asked, german, &self.answers(*asked, values)?)
            }
            Fact::Keyword(asked, keyword, value) => {
                let german = match (*keyword, holds) {
                    ("minimum", true) | ("exclusiveMaximum", false) => {
                        de("{question} mindestens {answer} ist")
                    }
                    ("maximum", true) | ("exclusiveMinimum", false) => {
                        de("{question} höchstens {answer} ist")
                    }
                    ("exclusiveMinimum", true) | ("maximum", false) => de("{question} mehr als {answer} ist"),
                    ("exclusiveMaximum", true) | ("minimum", false) => {
                        de("{question} weniger als {answer} ist")
                    }
                    _ => return None,
                };
                let words = words(&self.form.language, asked.node?, value);
                self.with(*asked, german, words.first()?)
            }
            Fact::InARow(..) => None,
        }
    }

    fn of(&self, asked: Asked<'_>, german: &str) -> Option<String> {
        self.with(asked, german, "")
    }

    fn with(&self, asked: Asked<'_>, german: &str, answer: &str) -> Option<String> {
        let number = self.numbers.question(&asked.node?.pattern)?;
        Some(self.form.language.fill(german, &[("question", number), ("answer", answer)]))
    }

    /// „A“, „B“ oder „C“; nothing, if one of them has no words.
    fn answers(&self, asked: Asked<'_>, values: &[&Value]) -> Option<String> {
        let language = &self.form.language;
        let quoted = |value: &&Value| {
            let answer = self.answer(asked, value)?;
            Some(language.fill("„{answer}“", &[("answer", &answer)]))
        };
        let mut all = values.iter().map(quoted).collect::<Option<Vec<String>>>()?;
        let last = all.pop()?;
        if all.is_empty() {
            return Some(last);
        }
        Some(language.fill(de("{one} oder {other}"), &[("one", &all.join(", ")), ("other", &last)]))
    }

    fn answer(&self, asked: Asked<'_>, value: &Value) -> Option<String> {
        let node = asked.node?;
        let option =
            |options: &[Choice]| options.iter().find(|o| o.stored == *value).map(|o| o.title.clone());
        match &node.kind {
            Kind::SeveralOf { options, .. } | Kind::OneOf { options, .. } => option(options),
            Kind::Files(files) => option(&files.instead),
            _ => words(&self.form.language, node, value).into_iter().next(),
        }
    }
}
