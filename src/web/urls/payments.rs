//! Addresses of payments and their lists.

use crate::domain::BatchId;

/// What waits to be paid, and the lists that were made.
pub const PAYMENTS: &str = "/postkorb/zahlungen";
/// Where what was chosen is looked at before it goes out.
pub const PAYMENTS_CHECK: &str = "/postkorb/zahlungen/pruefen";
/// Where it is confirmed.
pub const PAYMENTS_MAKE: &str = "/postkorb/zahlungen/anweisen";
/// Where an amount that waits is stopped.
pub const PAYMENTS_STOP: &str = "/postkorb/zahlungen/sperren";
/// Where that is lifted.
pub const PAYMENTS_LIFT: &str = "/postkorb/zahlungen/freigeben";

/// A list of payments.
pub fn payment_list(id: BatchId) -> String {
    format!("{PAYMENTS}/{id}")
}

/// Where it is given out as a file.
pub fn payment_file(id: BatchId) -> String {
    format!("{}/datei", payment_list(id))
}

/// Where it is noted that one of its payments came back.
pub fn payment_returned(id: BatchId) -> String {
    format!("{}/ruecklaeufer", payment_list(id))
}
