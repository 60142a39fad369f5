//! The texts of a service page. They are the text modules in which editors of public services keep what they know
//! (FIM, building block "Leistungen"; exchanged by XZuFi), so a city can take over what its portal has already.

use serde::{Deserialize, Serialize};

/// The texts of the service page, each a list of paragraphs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceTexts {
    /// What it is.
    pub what: Vec<String>,
    /// Who may apply.
    pub who_may: Vec<String>,
    /// Papers that are needed, one an entry.
    #[serde(default)]
    pub papers: Vec<String>,
    /// How it goes, step by step; without it, what happens after sending is told.
    #[serde(default)]
    pub procedure: Vec<String>,
    /// Until when.
    #[serde(default)]
    pub deadline: Vec<String>,
    /// What it costs.
    pub costs: Vec<String>,
    /// How long it takes.
    pub duration: Vec<String>,
    /// Who decides.
    pub decision: Vec<String>,
    /// What can be done against the decision.
    #[serde(default)]
    pub remedy: Vec<String>,
    /// What else is worth knowing.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where more is said: web addresses, with a word on each.
    #[serde(default)]
    pub links: Vec<String>,
    /// Legal basis, one an entry.
    pub legal_basis: Vec<String>,
}

/// A text module: what it is called in XZuFi (code list `urn:de:xzufi:codeliste:leistungstextmodulleika`, state of
/// 2024-02-16), and its code there. Deadlines, costs and times of work are modules of their own, without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextModule {
    /// The key of `form.json`.
    pub key: &'static str,
    /// The name.
    pub name: &'static str,
    /// The code, if it is in the code list.
    pub code: Option<&'static str>,
}

const fn module(key: &'static str, name: &'static str, code: Option<&'static str>) -> TextModule {
    TextModule { key, name, code }
}

/// The modules, in the order of the fields.
const MODULES: [TextModule; 12] = [
    module("what", "volltext", Some("06")),
    module("who_may", "voraussetzungen", Some("09")),
    module("papers", "unterlagen", Some("08")),
    module("procedure", "verfahrensablauf", Some("11")),
    module("deadline", "frist", None),
    module("costs", "kosten", None),
    module("duration", "bearbeitungsdauer", None),
    module("decision", "zustaendige_stelle", Some("22")),
    module("remedy", "rechtsbehelf", Some("25")),
    module("notes", "hinweise", Some("16")),
    module("links", "weiterfuehrende_informationen", Some("15")),
    module("legal_basis", "handlungsgrundlagen", Some("07")),
];

impl ServiceTexts {
    /// Every module with its paragraphs; one that says nothing has none.
    pub fn modules(&self) -> impl Iterator<Item = (TextModule, &[String])> {
        let texts = [
            &self.what,
            &self.who_may,
            &self.papers,
            &self.procedure,
            &self.deadline,
            &self.costs,
            &self.duration,
            &self.decision,
            &self.remedy,
            &self.notes,
            &self.links,
            &self.legal_basis,
        ];
        MODULES.into_iter().zip(texts.into_iter().map(Vec::as_slice))
    }

    /// Every paragraph of every module, to be written anew.
    pub fn paragraphs_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let texts = [
            &mut self.what,
            &mut self.who_may,
            &mut self.papers,
            &mut self.procedure,
            &mut self.deadline,
            &mut self.costs,
            &mut self.duration,
            &mut self.decision,
            &mut self.remedy,
            &mut self.notes,
            &mut self.links,
            &mut self.legal_basis,
        ];
        texts.into_iter().flatten()
    }
}
