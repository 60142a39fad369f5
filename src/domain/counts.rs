//! Counts that are passed on: none of a few, by which somebody could be made out.

/// The smallest count that is told.
pub const SMALLEST: usize = 5;

/// A count, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exact(usize),
    /// From one to four.
    Few,
    /// Five or more: told exactly, it would tell a count of a few.
    Many,
}

impl Count {
    /// A count as far as it is told; nothing at all is told.
    pub fn of(count: usize) -> Self {
        if count > 0 && count < SMALLEST { Self::Few } else { Self::Exact(count) }
    }
}

/// The counts of a table whose sum is told. Counts of a few are hidden; as what is hidden together is told by the sum,
/// the smallest others are hidden too, until each of the few can be anything from one to four. `None` where that cannot
/// be had.
pub fn told(counts: &[usize]) -> Option<Vec<Count>> {
    let few = counts.iter().filter(|count| **count < SMALLEST).count();
    let mut many: Vec<usize> = counts.iter().copied().filter(|count| *count >= SMALLEST).collect();
    many.sort_unstable();
    let sum_of_few = counts.iter().filter(|count| **count < SMALLEST).sum::<usize>();
    let safe = |hidden: &usize| {
        let sum = sum_of_few + many.iter().take(*hidden).sum::<usize>();
        // One of them is four and the rest is as small as can be; one of them is one and the rest is as large.
        let can_be_four = sum >= SMALLEST - 1 + (few - 1) + hidden * SMALLEST;
        let largest = 1 + (SMALLEST - 1) * (few - 1);
        let can_be_one = match many.get(*hidden) {
            // Those that are told are no smaller than those that are hidden.
            Some(told) => sum <= largest + hidden * told,
            None => *hidden > 0 || sum <= largest,
        };
        can_be_four && can_be_one
    };
    let hidden = if few == 0 { 0 } else { (0..=many.len()).find(safe)? };
    let mut left = hidden;
    let limit = hidden.checked_sub(1).and_then(|last| many.get(last)).copied().unwrap_or_default();
    // Of several that are as large as the largest that is hidden, as many as are left.
    let below = many.iter().filter(|count| **count < limit).count();
    left -= below.min(left);
    let tell = |count: &usize| match *count {
        count if count < SMALLEST => Count::Few,
        count if count < limit => Count::Many,
        count if count == limit && left > 0 => {
            left -= 1;
            Count::Many
        }
        count => Count::Exact(count),
    };
    Some(counts.iter().map(tell).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Count::{Exact, Few, Many};

    #[test]
    fn a_few_are_not_told_and_cannot_be_worked_out() {
        for (counts, told) in [
            (&[12, 7][..], Some(vec![Exact(12), Exact(7)])),
            (&[30, 2, 9, 12], Some(vec![Exact(30), Few, Many, Exact(12)])),
            (&[30, 2, 3, 12], Some(vec![Exact(30), Few, Few, Exact(12)])),
            (&[20, 1, 8, 8], Some(vec![Exact(20), Few, Many, Exact(8)])),
            (&[4, 5, 5], Some(vec![Few, Many, Many])),
            (&[5, 1], None),
            (&[1, 1, 1, 1, 1], None),
        ] {
            assert_eq!(super::told(counts), told, "{counts:?}");
        }
    }

    /// Whoever knows the sum and adds up finds for each of the few one way in which it is one, and one in which it is
    /// four.
    #[test]
    fn whoever_adds_up_finds_one_and_four_possible_for_each_of_the_few() {
        for code in 0..8_usize.pow(4) {
            let counts: Vec<usize> = (0..4).map(|digit| 1 + code / 8_usize.pow(digit) % 8).collect();
            let Some(shown) = told(&counts) else { continue };
            let exact = |count: &Count| if let Exact(count) = count { *count } else { 0 };
            let sum: usize = counts.iter().sum::<usize>() - shown.iter().map(exact).sum::<usize>();
            let few = shown.iter().filter(|count| **count == Few).count();
            let many = shown.iter().filter(|count| **count == Many).count();
            let most = shown.iter().map(exact).filter(|count| *count > 0).min().unwrap_or(sum.max(5));
            for wanted in [1, 4].into_iter().take(if few > 0 { 2 } else { 0 }) {
                let rest = sum - wanted;
                let can_be = rest >= (few - 1) + 5 * many && rest <= 4 * (few - 1) + most * many;
                assert!(can_be, "{counts:?} told as {shown:?}: none can be {wanted}");
            }
        }
    }
}
