//! The database server goes and comes back, while people apply.

use std::process::Command;
use std::time::Duration;

use crate::crowd::{Crowd, Rush};
use crate::kept::must_hold;
use crate::process::Host;
use crate::{alone, below, rounds};

/// Names a program that restarts the server of the test run without asking it to finish anything.
const RESTART: &str = "PFORTE_TEST_POSTGRES_RESTART";

#[actix_web::test]
async fn whoever_was_shown_a_number_is_there_once_when_the_server_restarts_under_load() {
    let _alone = alone().await;
    // SQLite has no server.
    let Ok(restart) = std::env::var(RESTART) else { return };
    let (host, mut crowd) = (Host::new(), Crowd::default());
    let process = host.start().await;
    for round in 0..rounds().div_ceil(2) {
        let (after, rush) = (Duration::from_millis(below(800)), Rush::default());
        println!("round {round}: restarted {after:?} after the first answer");
        let restarting = async {
            rush.begun().await;
            tokio::time::sleep(after).await;
            let restart = Command::new(&restart).status();
            assert!(restart.unwrap().success());
            rush.is_over.set(true);
        };
        futures_util::future::join(crowd.apply(process.address, &rush), restarting).await;
        process.must_be_ready().await;
        crowd.send_again(process.address).await;
        assert!(!crowd.waits(), "the server is back, and somebody gets no answer");
    }
    println!("{} applications; {:?}", crowd.told.numbers.len(), crowd.told.refusals);
    let impolite = crowd.told.refusals.iter().find(|refusal| !refusal.ends_with(": 503"));
    assert_eq!(impolite, None);
    must_hold(&host, &crowd.told).await;
    process.kill();
}
