use std::time::Duration;

use actix_web::http::Method;
use governor::clock::FakeRelativeClock;

use super::*;
use crate::web::routes::ADDRESSES;

fn meter(limits: &Limits) -> (Meter<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Meter::new(limits, clock.clone()), clock)
}

fn from(last: u8) -> Who {
    Who::Address([192, 0, 2, last].into())
}

/// How often somebody may do it at once.
fn at_once(meter: &Meter<FakeRelativeClock>, who: &Who, act: Act) -> usize {
    (0..100_000).take_while(|_| meter.count(who, act).is_ok()).count()
}

#[test]
fn whoever_asks_too_often_waits_as_long_as_is_told_and_nobody_else_does() {
    let (meter, clock) = meter(&Limits { starts: 3, ..Limits::default() });
    assert_eq!(at_once(&meter, &from(1), Act::Start), 3);
    let refusal = meter.count(&from(1), Act::Start).unwrap_err();
    assert!((190..=201).contains(&refusal.seconds), "{refusal:?}");
    assert_eq!(at_once(&meter, &from(2), Act::Start), 3);
    clock.advance(Duration::from_secs(refusal.seconds));
    assert_eq!(at_once(&meter, &from(1), Act::Start), 1);
}

#[test]
fn a_class_begins_at_once_and_a_mobile_network_reads_all_day() {
    let (meter, clock) = meter(&Limits::default());
    assert_eq!(at_once(&meter, &from(1), Act::Start), 60);
    assert_eq!(at_once(&meter, &from(2), Act::Read), 600);
    clock.advance(Duration::from_secs(1));
    assert_eq!(at_once(&meter, &from(2), Act::Read), 20);
    assert_eq!(at_once(&meter, &from(3), Act::Paper), 300);
    assert_eq!(at_once(&meter, &from(4), Act::SignIn), 300);
    assert_eq!(at_once(&meter, &from(5), Act::Mail), 30);
}

#[test]
fn a_flood_of_requests_does_not_stop_who_saves_a_page() {
    let (meter, _) = meter(&Limits::default());
    at_once(&meter, &from(1), Act::Read);
    assert!(meter.count(&from(1), Act::Start).is_err(), "what is rare is a request, too");
    assert_eq!(at_once(&meter, &from(1), Act::Save), 600);
}

#[test]
fn all_who_begin_one_form_are_counted_together() {
    let (meter, clock) = meter(&Limits { starts_of_form: 2, ..Limits::default() });
    assert!(meter.count_form("hundesteuer").is_ok() && meter.count_form("hundesteuer").is_ok());
    let refusal = meter.count_form("hundesteuer").unwrap_err();
    assert!(refusal.is_of_form && meter.count_form("wohngeld").is_ok());
    clock.advance(Duration::from_secs(refusal.seconds));
    assert!(meter.count_form("hundesteuer").is_ok());
}

#[test]
fn nobody_is_remembered_for_longer_than_they_are_limited() {
    let (meter, clock) = meter(&Limits::default());
    for last in 0..200 {
        meter.count(&from(last), Act::Start).unwrap();
    }
    assert_eq!(meter.remembered(), 400);
    clock.advance(Duration::from_secs(1));
    meter.forget();
    assert_eq!(meter.remembered(), 200, "a request is forgotten at once, a start is not");
    clock.advance(Duration::from_secs(30));
    meter.forget();
    assert_eq!(meter.remembered(), 0);
}

#[test]
fn zero_limits_nothing() {
    let (meter, _) = meter(&Limits::none());
    for act in Act::ALL {
        assert_eq!(at_once(&meter, &from(1), act), 100_000, "{act:?}");
    }
    assert!((0..10_000).all(|_| meter.count_form("hundesteuer").is_ok()));
}

/// What each address of the site map counts as, so that a new one is looked at.
#[test]
fn what_is_rare_is_known_by_its_address() {
    let acts: Vec<(Act, String)> = ADDRESSES
        .iter()
        .filter_map(|address| {
            let act = Act::of(&address.method, address.pattern, "")?;
            Some((act, format!("{} {}", address.method, address.pattern)))
        })
        .collect();
    let of = |act| -> Vec<&str> {
        acts.iter().filter(|(known, _)| *known == act).map(|(_, address)| address.as_str()).collect()
    };
    assert_eq!(of(Act::Start), ["POST /leistungen/{slug}/uebernehmen", "POST /leistungen/{slug}/antrag"]);
    assert_eq!(of(Act::Attempt), ["POST /fortsetzen", "POST /status"]);
    assert_eq!(of(Act::Mail), ["POST /leistungen/{slug}/antrag/gespeichert/mail"]);
    assert_eq!(of(Act::SignIn), ["POST /amt/anmelden"]);
    assert!(of(Act::Api).iter().all(|address| address.contains(" /api/")));
    assert!(of(Act::Save).contains(&"POST /leistungen/{slug}/antrag/{page}"));
    assert!(of(Act::Save).iter().all(|address| address.starts_with("POST ")));
    let unlimited =
        ADDRESSES.iter().filter(|address| Act::of(&address.method, address.pattern, "").is_none());
    let unlimited: Vec<&str> = unlimited.map(|address| address.pattern).collect();
    assert_eq!(unlimited, ["/health/live", "/health/ready", "/assets/{hash}/{name}"]);
    assert_eq!(Act::of(&Method::GET, "/", "q=hund"), Some(Act::Search));
    assert_eq!(Act::of(&Method::GET, "/", ""), Some(Act::Read));
}
