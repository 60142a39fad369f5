//! The disk of the data folder is full: with SQLite that of the database, and always that of the files.

use std::time::Duration;

use crate::alone;
use crate::client::Client;
use crate::crowd::{Crowd, Rush};
use crate::kept::must_hold;
use crate::process::Host;

/// What is left on the disk, in bytes: too little for a photo.
const LEFT: u64 = 8 * 1024;

#[actix_web::test]
async fn a_full_disk_costs_nobody_who_was_shown_a_number_and_all_goes_on_when_there_is_room() {
    let _alone = alone().await;
    let (mut host, mut crowd, rush) = (Host::on_small_disk(), Crowd::default(), Rush::default());
    let process = host.start().await;
    let filling = async {
        rush.acknowledged.notified().await;
        let ballast = host.fill_disk(LEFT);
        tokio::time::sleep(Duration::from_secs(3)).await;
        rush.is_over.set(true);
        ballast
    };
    let ((), ballast) = futures_util::future::join(crowd.apply(process.address, &rush), filling).await;
    println!("{} applications; {:?}", crowd.told.numbers.len(), crowd.told.refusals);
    assert!(!crowd.told.refusals.is_empty(), "nobody noticed that the disk is full");
    let impolite = crowd.told.refusals.iter().find(|refusal| !refusal.ends_with(": 503"));
    assert_eq!(impolite, None);
    // Reading goes on.
    Client::connect(process.address, false).await.unwrap().open("/").await.unwrap();
    std::fs::remove_file(ballast).unwrap();
    crowd.send_again(process.address).await;
    assert!(!crowd.waits(), "there is room again, and somebody gets no answer");
    crowd.apply(process.address, &Rush::brief()).await;
    host.leave_disk(process).await;
    must_hold(&host, &crowd.told).await;
}
