//! The way through a long list.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// Links to the pages of a list; nothing, if there is one page only.
#[derive(Debug, Clone, Template)]
#[template(path = "components/pagination/pagination.html")]
pub struct Pagination<'a> {
    /// The page that is shown, from 1.
    pub current: u64,
    /// How many pages there are.
    pub total: u64,
    /// The address without the page's number, for example `/postkorb?status=neu&seite=`.
    pub base: &'a str,
}

impl HtmlSafe for Pagination<'_> {}

impl Pagination<'_> {
    /// The numbers that are shown: first, last, and those around the current page. `None` is a gap.
    fn numbers(&self) -> Vec<Option<u64>> {
        let around = self.current.saturating_sub(1)..=self.current.saturating_add(1);
        let mut shown: Vec<u64> = [1, self.total]
            .into_iter()
            .chain(around)
            .filter(|page| (1..=self.total).contains(page))
            .collect();
        shown.sort_unstable();
        shown.dedup();
        let mut numbers = Vec::new();
        let mut last = 0;
        for page in shown {
            if page > last + 1 {
                numbers.push(None);
            }
            numbers.push(Some(page));
            last = page;
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::Pagination;

    #[test]
    fn the_first_the_last_and_the_neighbours_are_shown() {
        let numbers = |current, total| Pagination { current, total, base: "" }.numbers();
        assert_eq!(numbers(1, 2), [Some(1), Some(2)]);
        assert_eq!(numbers(5, 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
        assert_eq!(numbers(u64::MAX, 3), [Some(1), None, Some(3)]);
    }
}
