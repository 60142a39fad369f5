//! The disk of the data folder is full, or does not keep what it was given: with SQLite that of the database, and always
//! that of the files.

use std::path::PathBuf;
use std::time::Duration;

use crate::alone;
use crate::client::Client;
use crate::crowd::{Crowd, Rush, Told};
use crate::kept::must_hold;
use crate::process::{Host, Process};

/// What is left on the disk, in bytes: too little for a photo.
const LEFT: u64 = 8 * 1024;

/// People apply, then the disk fails them, and then it does not any more: everybody was told politely, reading went on, and
/// everything goes on.
async fn must_survive<B>(
    (host, process): (&Host, &Process),
    fail: impl FnOnce(&Host) -> B,
    mend: impl FnOnce(B),
) -> Told {
    let (mut crowd, rush) = (Crowd::default(), Rush::default());
    let failing = async {
        rush.begun().await;
        let failed = fail(host);
        tokio::time::sleep(Duration::from_secs(3)).await;
        rush.is_over.set(true);
        failed
    };
    let ((), failed) = futures_util::future::join(crowd.apply(process.address, &rush), failing).await;
    println!("{} applications; {:?}", crowd.told.numbers.len(), crowd.told.refusals);
    // Who hands in no photo needs the disk for the database only.
    let needed = if host.has_server() { "fotos" } else { "zuschuss" };
    let noticed = crowd.told.refusals.iter().any(|refusal| refusal.contains(needed));
    assert!(noticed, "nobody noticed that the disk fails");
    let impolite = crowd.told.refusals.iter().find(|refusal| !refusal.ends_with(": 503"));
    assert_eq!(impolite, None);
    Client::connect(process.address, false).await.unwrap().open("/").await.unwrap();
    mend(failed);
    crowd.send_again(process.address).await;
    assert!(!crowd.waits(), "the disk is well again, and somebody gets no answer");
    crowd.apply(process.address, &Rush::brief()).await;
    crowd.told
}

#[actix_web::test]
async fn a_full_disk_costs_nobody_who_was_shown_a_number_and_all_goes_on_when_there_is_room() {
    let _alone = alone().await;
    let mut host = Host::on_small_disk();
    let process = host.start().await;
    let empty = |ballast: PathBuf| std::fs::remove_file(ballast).unwrap();
    let told = must_survive((&host, &process), |host| host.fill_disk(LEFT), empty).await;
    host.leave_disk(process).await;
    must_hold(&host, &told).await;
}

#[actix_web::test]
async fn a_disk_that_keeps_nothing_is_noticed_before_anybody_is_shown_a_number() {
    let _alone = alone().await;
    let host = Host::on_failing_disk();
    let process = host.start().await;
    let told = must_survive((&host, &process), Host::fail_disk, Host::mend_disk).await;
    must_hold(&host, &told).await;
    process.kill();
}
