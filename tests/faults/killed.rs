//! The program ends from one moment to the next, while people apply.

use std::time::Duration;

use crate::crowd::{Crowd, Rush};
use crate::kept::must_hold;
use crate::process::Host;
use crate::{alone, below, rounds};

#[actix_web::test]
async fn whoever_was_shown_a_number_is_there_once_however_often_the_program_is_killed() {
    let _alone = alone().await;
    let (host, mut crowd) = (Host::new(), Crowd::default());
    for round in 0..rounds() {
        let process = host.start().await;
        let (after, rush) = (Duration::from_millis(below(1500)), Rush::default());
        println!("round {round}: killed {after:?} after the first answer");
        let address = process.address;
        let killing = async {
            rush.begun().await;
            tokio::time::sleep(after).await;
            process.kill();
        };
        futures_util::future::join(crowd.apply(address, &rush), killing).await;
    }
    let process = host.start().await;
    crowd.send_again(process.address).await;
    assert!(!crowd.waits(), "somebody got no answer from a program that runs");
    println!("{} applications, {} with a photo", crowd.told.numbers.len(), crowd.told.with_photo);
    assert!(crowd.told.numbers.len() >= rounds(), "nobody applied");
    must_hold(&host, &crowd.told).await;
    process.kill();
}

#[actix_web::test]
async fn a_migration_that_is_killed_half_way_is_done_by_the_next_start() {
    let _alone = alone().await;
    for _ in 0..rounds() {
        let host = Host::new();
        for _ in 0..3 {
            let mut migrating = host.command().arg("migrate").spawn().unwrap();
            tokio::time::sleep(Duration::from_millis(below(120))).await;
            migrating.kill().unwrap();
            migrating.wait().unwrap();
        }
        let (process, mut crowd) = (host.start().await, Crowd::default());
        crowd.apply(process.address, &Rush::brief()).await;
        assert_eq!(crowd.told.refusals, [""; 0]);
        must_hold(&host, &crowd.told).await;
        process.kill();
    }
}
