//! The program ends from one moment to the next, while people apply.

use std::time::Duration;

use tokio::sync::Notify;

use crate::crowd::Crowd;
use crate::kept::must_hold;
use crate::process::Host;
use crate::{below, rounds};

#[actix_web::test]
async fn whoever_was_shown_a_number_is_there_once_however_often_the_program_is_killed() {
    let (host, mut crowd) = (Host::new(), Crowd::default());
    for round in 0..rounds() {
        let process = host.start().await;
        let (after, acknowledged) = (Duration::from_millis(below(1500)), Notify::new());
        println!("round {round}: killed {after:?} after the first answer");
        let address = process.address;
        let killing = async {
            acknowledged.notified().await;
            tokio::time::sleep(after).await;
            process.kill();
        };
        futures_util::future::join(crowd.apply(address, &acknowledged), killing).await;
    }
    let process = host.start().await;
    crowd.send_again(process.address).await;
    assert!(!crowd.waits(), "somebody got no answer from a program that runs");
    println!("{} applications, {} with a photo", crowd.told.numbers.len(), crowd.told.with_photo);
    assert!(crowd.told.numbers.len() >= rounds(), "nobody applied");
    must_hold(&host, &crowd.told).await;
    process.kill();
}
