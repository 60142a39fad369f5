//! The figures of departments, for who leads them: what came, what is open, and how long decisions take. Counts only, and
//! none of a few: the figures are passed on.

use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::domain::{Channel, Count, DepartmentId, SMALLEST, Scope, told};
use crate::store::case_figures::{self, Counted, DepartmentCounts, Took};
use crate::store::{Conn, StoreError};

/// The figures of a department in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentFigures {
    /// Which.
    pub department: DepartmentId,
    /// What arrived.
    pub arrived: Count,
    /// What is open now.
    pub open: Count,
    /// By service, as far as it can be told; none of a period that is not over.
    pub services: Vec<ServiceFigures>,
    /// What arrived by channel, in the order of the words; `None` where counts of a few could be worked out, and of a period
    /// that is not over.
    pub channels: Option<Vec<(Channel, Count)>>,
}

/// The figures of a service in a department. `None`: it is not told, because somebody could be made out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFigures {
    /// The service.
    pub form_id: String,
    /// What arrived in the period.
    pub arrived: Option<Count>,
    /// What is open now.
    pub open: Option<Count>,
    /// What was decided in the period, and how long it took: half of it and nine of ten no longer than this, in
    /// microseconds; for five and more.
    pub decided: Option<Decided>,
    /// Of what arrived, the share in which the applicant was asked something, in percent; where what arrived is told
    /// exactly, or it would tell of that.
    pub asked: Option<i64>,
}

/// How long decisions took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// How many.
    pub number: Count,
    /// The median and the 90th percentile, without the time in which the department waited for somebody outside.
    pub working: (i64, i64),
    /// The same with that time.
    pub whole: (i64, i64),
}

/// A period of which figures are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresPeriod {
    /// All of it.
    pub whole: Range<DateTime<Utc>>,
    /// Its months, where it has several.
    pub months: Vec<Range<DateTime<Utc>>>,
    /// It is not over yet.
    pub is_running: bool,
}

/// The figures of the departments of a lead in a period; none for everybody else. How they divide is told once the period
/// is over: from one day to the next it would tell what the day brought.
pub fn figures(
    scope: &Scope,
    conn: &mut Conn,
    period: &FiguresPeriod,
) -> Result<Vec<DepartmentFigures>, StoreError> {
    let departments = scope.visible_departments().unwrap_or_default().to_vec();
    let of = |department: DepartmentId| {
        let counts = case_figures::of_department(scope, conn, &department, &period.whole)?;
        let whole = department_figures(department.clone(), &counts);
        let month = |month| {
            let counts = case_figures::of_period(scope, conn, &department, month)?;
            Ok(department_figures(department.clone(), &counts))
        };
        let months = period.months.iter().map(month).collect::<Result<Vec<_>, StoreError>>()?;
        let figures = as_months_tell(whole, &months);
        Ok(if period.is_running {
            DepartmentFigures { services: Vec::new(), channels: None, ..figures }
        } else {
            figures
        })
    };
    departments.into_iter().map(of).collect()
}

/// Of a longer period only that exactly which each of its months tells exactly: a count that one of them hides would be
/// what is left when the others are taken off.
fn as_months_tell(mut whole: DepartmentFigures, months: &[DepartmentFigures]) -> DepartmentFigures {
    whole.arrived = coarse(whole.arrived, months.iter().map(|month| Some(month.arrived)));
    for service in &mut whole.services {
        let in_months: Vec<&ServiceFigures> = months
            .iter()
            .flat_map(|month| &month.services)
            .filter(|one| one.form_id == service.form_id)
            .collect();
        service.arrived = service.arrived.map(|count| coarse(count, in_months.iter().map(|one| one.arrived)));
        let hides_share = |one: &&ServiceFigures| one.asked.is_none() && one.arrived != Some(Count::Exact(0));
        let is_exact = matches!(service.arrived, Some(Count::Exact(_)));
        service.asked = service.asked.filter(|_| is_exact && !in_months.iter().any(hides_share));
        let decided = in_months.iter().map(|one| one.decided.map(|decided| decided.number));
        if let Some(all) = &mut service.decided {
            all.number = coarse(all.number, decided);
        }
    }
    for (channel, count) in whole.channels.iter_mut().flatten() {
        let in_month = |month: &DepartmentFigures| {
            let told = month.channels.as_ref()?;
            let found = told.iter().find(|(known, _)| known == channel);
            Some(found.map_or(Count::Exact(0), |(_, count)| *count))
        };
        *count = coarse(*count, months.iter().map(in_month));
    }
    whole
}

fn coarse(count: Count, mut months: impl Iterator<Item = Option<Count>>) -> Count {
    match count {
        Count::Exact(some) if some > 0 && !months.all(|month| matches!(month, Some(Count::Exact(_)))) => {
            Count::Many
        }
        count => count,
    }
}

fn department_figures(department: DepartmentId, counts: &DepartmentCounts) -> DepartmentFigures {
    let mut ids: Vec<&String> =
        [&counts.arrived, &counts.open].into_iter().flatten().map(|one| &one.form_id).collect();
    ids.extend(counts.whole.iter().map(|one| &one.form_id));
    ids.sort();
    ids.dedup();
    let arrived: Vec<i64> = ids.iter().map(|id| of(&counts.arrived, id)).collect();
    let open: Vec<i64> = ids.iter().map(|id| of(&counts.open, id)).collect();
    let (told_arrived, told_open) = (hidden(&arrived), hidden(&open));
    let services = ids.iter().enumerate().map(|(i, id)| {
        let arrived = told_arrived.as_ref().and_then(|told| told.get(i).copied());
        // A share tells of the count that it is a share of.
        let is_exact = matches!(arrived, Some(Count::Exact(_)));
        ServiceFigures {
            form_id: (*id).clone(),
            arrived,
            open: told_open.as_ref().and_then(|told| told.get(i).copied()),
            decided: decided(counts, id),
            asked: share(of(&counts.asked, id), of(&counts.arrived, id)).filter(|_| is_exact),
        }
    });
    DepartmentFigures {
        arrived: Count::of(size(arrived.iter().sum())),
        open: Count::of(size(open.iter().sum())),
        services: services.collect(),
        channels: channels(&counts.arrived),
        department,
    }
}

fn of(counted: &[Counted], form_id: &str) -> i64 {
    counted.iter().filter(|one| one.form_id == form_id).map(|one| one.number).sum()
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// The counts of a column whose sum is told, none of a few; a zero tells of nobody and stays.
fn hidden(counts: &[i64]) -> Option<Vec<Count>> {
    let some: Vec<usize> = counts.iter().filter(|count| **count > 0).map(|count| size(*count)).collect();
    let mut told = told(&some)?.into_iter();
    Some(
        counts
            .iter()
            .map(|count| if *count > 0 { told.next() } else { None }.unwrap_or(Count::Exact(0)))
            .collect(),
    )
}

fn channels(arrived: &[Counted]) -> Option<Vec<(Channel, Count)>> {
    let mut sums: Vec<(Channel, i64)> = Vec::new();
    for one in arrived {
        let Ok(channel) = one.what.parse() else { continue };
        match sums.iter_mut().find(|(known, _)| *known == channel) {
            Some((_, sum)) => *sum += one.number,
            None => sums.push((channel, one.number)),
        }
    }
    sums.sort_by_key(|(channel, _)| channel.as_str());
    let counts: Vec<i64> = sums.iter().map(|(_, sum)| *sum).collect();
    Some(sums.into_iter().map(|(channel, _)| channel).zip(hidden(&counts)?).collect())
}

/// A share of a few, or of all but a few, would tell of them.
fn share(part: i64, all: i64) -> Option<i64> {
    let smallest = i64::try_from(SMALLEST).unwrap_or(i64::MAX);
    let is_told =
        all >= smallest && (part == 0 || part >= smallest) && (part == all || all - part >= smallest);
    is_told.then(|| (part * 100 + all / 2) / all)
}

fn decided(counts: &DepartmentCounts, form_id: &str) -> Option<Decided> {
    let ranks = |took: &[Took]| {
        let mut of_form = took.iter().filter(|one| one.form_id == form_id);
        let median = of_form.next()?;
        let ninety = of_form.next().unwrap_or(median);
        (size(median.number) >= SMALLEST).then_some((median.number, (median.took, ninety.took)))
    };
    let ((number, working), (_, whole)) = (ranks(&counts.working)?, ranks(&counts.whole)?);
    Some(Decided { number: Count::of(size(number)), working, whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(form_id: &str, what: &str, number: i64) -> Counted {
        Counted { form_id: form_id.to_owned(), what: what.to_owned(), number }
    }

    #[test]
    fn a_share_tells_of_no_few() {
        for (part, all, told) in [
            (0, 20, Some(0)),
            (5, 20, Some(25)),
            (20, 20, Some(100)),
            (4, 20, None),
            (17, 20, None),
            (0, 4, None),
        ] {
            assert_eq!(share(part, all), told, "{part} of {all}");
        }
    }

    #[test]
    fn what_came_is_told_by_service_and_channel_but_no_few() {
        let took = |place, took| Took { form_id: "a".to_owned(), number: 10, place, took };
        let counts = DepartmentCounts {
            arrived: vec![counted("a", "online", 20), counted("a", "assisted", 9), counted("b", "online", 2)],
            asked: vec![counted("a", "", 10)],
            open: vec![counted("a", "", 7)],
            working: vec![took(5, 100), took(9, 900)],
            whole: vec![took(5, 200), took(9, 1900)],
        };
        let figures = department_figures(DepartmentId("fb40".to_owned()), &counts);
        assert_eq!(figures.arrived, Count::Exact(31));
        assert_eq!(figures.services[0].open, Some(Count::Exact(7)));
        assert_eq!(
            figures.services[0].decided,
            Some(Decided { number: Count::Exact(10), working: (100, 900), whole: (200, 1900) })
        );
        assert_eq!(figures.services[0].arrived, Some(Count::Many), "or it would tell of the few");
        assert_eq!(figures.services[0].asked, None, "10 of 29 are 34 %: there would be 29");
        assert_ne!(figures.services[1].arrived, Some(Count::Exact(2)), "a few");
        let channels = figures.channels.unwrap();
        assert_eq!(channels, [(Channel::Assisted, Count::Exact(9)), (Channel::Online, Count::Exact(22))]);
    }

    fn month(arrived: &[(&str, i64)], asked: i64, decided: i64) -> DepartmentFigures {
        let counts = DepartmentCounts {
            arrived: arrived.iter().map(|(id, number)| counted(id, "online", *number)).collect(),
            asked: vec![counted("a", "", asked)],
            whole: vec![Took { form_id: "a".to_owned(), number: decided, place: 1, took: 9 }],
            working: vec![Took { form_id: "a".to_owned(), number: decided, place: 1, took: 9 }],
            open: Vec::new(),
        };
        department_figures(DepartmentId("fb40".to_owned()), &counts)
    }

    #[test]
    fn what_a_month_hides_is_no_difference_to_its_quarter() {
        let months = [10, 12, 3].map(|number| month(&[("a", number)], 0, number));
        let quarter = as_months_tell(month(&[("a", 25)], 0, 25), &months);
        assert_eq!(months[2].arrived, Count::Few);
        assert_eq!(quarter.arrived, Count::Many);
        let service = &quarter.services[0];
        assert_eq!((service.arrived, service.asked), (Some(Count::Many), None));
        assert_eq!(service.decided.map(|decided| decided.number), Some(Count::Many));
        assert_eq!(quarter.channels, Some(vec![(Channel::Online, Count::Many)]));

        // Where no month hides anything, the quarter neither; and what hides the few of a month stays hidden with them.
        let months = [10, 12, 0].map(|number| month(&[("a", number)], 5, 5));
        let quarter = as_months_tell(month(&[("a", 22)], 10, 15), &months);
        assert_eq!(quarter.services[0].arrived, Some(Count::Exact(22)));
        assert_eq!(quarter.services[0].asked, Some(45));
        let months = [month(&[("a", 20), ("b", 9)], 0, 5), month(&[("a", 20), ("b", 3)], 0, 5)];
        let quarter = as_months_tell(month(&[("a", 40), ("b", 12)], 0, 10), &months);
        assert_eq!(quarter.arrived, Count::Exact(52));
        let arrived: Vec<Option<Count>> = quarter.services.iter().map(|service| service.arrived).collect();
        assert_eq!(arrived, [Some(Count::Many); 2]);
    }
}
