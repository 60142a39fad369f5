//! Hints that never block: what is possible, but unusual.

use chrono::NaiveDate;
use serde_json::Value;

use super::applicable::Applicable;
use super::compute::holds;
use super::definition::{AdviceLevel, Audience};
use super::form::Form;
use super::interpolate::interpolate;
use super::places::{order_key, places};
use super::view::AdviceView;

/// The hints for these answers, in the order of the form; one a row where the field stands in a list.
pub fn advise(form: &Form, answers: &Value, applicable: &Applicable, today: NaiveDate) -> Vec<AdviceView> {
    let mut hints: Vec<AdviceView> = Vec::new();
    for (advice, when) in &form.advice {
        for path in places(answers, &advice.at) {
            if !applicable.contains(&path) || !holds(form, when, answers, &path, today) {
                continue;
            }
            hints.push(AdviceView {
                code: advice.code.clone(),
                warning: advice.level == AdviceLevel::Warning,
                department_only: advice.audience == Audience::Department,
                text: interpolate(form, answers, &advice.text, &path, today),
                path,
            });
        }
    }
    hints.sort_by_cached_key(|hint| order_key(form, &hint.path));
    hints
}
