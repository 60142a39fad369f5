//! The list as a table, for a treasury that keys it in or reads it with another program.

use std::io::Result;

use super::{PaymentOrder, euros};
use crate::sheets::{Cell, Sheet, SheetKind};

/// The titles of the columns.
const COLUMNS: [&str; 8] = [
    "Eingangsnummer",
    "Kontoinhaberin oder Kontoinhaber",
    "IBAN",
    "BIC",
    "Betrag in Euro",
    "Verwendungszweck",
    "Entschieden am",
    "Bescheid abgerufen/versandt am",
];

/// The list as CSV: a row for each payment, names as people wrote them.
pub fn table(order: &PaymentOrder) -> Result<Vec<u8>> {
    let mut sheet = Sheet::new(SheetKind::Csv, &COLUMNS.map(str::to_owned))?;
    for (cents, content) in &order.payments {
        sheet.row(&[
            Cell::text(content.number.as_str()),
            Cell::text(content.payee.holder.as_str()),
            Cell::text(content.payee.iban.as_str()),
            Cell::text(content.payee.bic.clone().unwrap_or_default()),
            Cell::Euros(euros(*cents)),
            Cell::text(content.purpose.as_str()),
            Cell::Day(content.decided_on),
            Cell::Day(content.letter_on),
        ])?;
    }
    sheet.finish()
}
