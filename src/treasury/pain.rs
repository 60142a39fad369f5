//! The file for the bank: a customer credit transfer initiation of ISO 20022, `pain.001.001.09`, as the SEPA uses it
//! (EPC132-08, and Annex 3 of the German DFÜ agreement).

use std::fmt::Write;

use super::charset::plain;
use super::{PaymentOrder, euros};
use crate::domain::{Account, PaymentContent};

/// Names the message.
pub const SCHEMA: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// What stands where something must stand and nothing is known.
const NOT_PROVIDED: &str = "NOTPROVIDED";

/// Most characters of a name, as banks take it.
const NAME: usize = 70;

/// Most characters of a reference.
const REFERENCE: usize = 35;

/// Most characters of what a payment is for.
const PURPOSE: usize = 140;

/// An XML document that is written element by element.
struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    fn new() -> Self {
        let out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"{SCHEMA}\">\n");
        Self { out, open: vec!["Document"] }
    }

    fn begin(&mut self, name: &'static str) {
        self.indent();
        let _ = writeln!(self.out, "<{name}>");
        self.open.push(name);
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        self.indent();
        let _ = writeln!(self.out, "</{name}>");
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.indent();
        let _ = writeln!(self.out, "<{name}>{}</{name}>", escaped(text));
    }

    fn amount(&mut self, cents: i64) {
        self.indent();
        let _ = writeln!(self.out, "<InstdAmt Ccy=\"EUR\">{}</InstdAmt>", euros(cents));
    }

    /// One element in another, and so on, around a text.
    fn nested(&mut self, names: &[&'static str], text: &str) {
        match names {
            [] => {}
            [name] => self.text(name, text),
            [outer, inner @ ..] => {
                self.begin(outer);
                self.nested(inner, text);
                self.end();
            }
        }
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', 2 * self.open.len()));
    }

    fn finish(mut self) -> String {
        while self.open.len() > 1 {
            self.end();
        }
        self.out.push_str("</Document>\n");
        self.out
    }
}

/// The letters that banks take hold nothing to escape; it is done all the same.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text that must not be empty.
fn given(text: &str, most: usize) -> String {
    let text = plain(text, most);
    if text.is_empty() { NOT_PROVIDED.to_owned() } else { text }
}

/// A text and what it must end with: only the beginning is cut.
fn ending(front: &str, between: &str, end: &str, most: usize) -> String {
    let end = plain(end, most);
    let room = most.saturating_sub(end.len() + between.len());
    let front = plain(front, room);
    if front.is_empty() { given(&end, most) } else { format!("{front}{between}{end}") }
}

/// What a payment is for: letters that become two must not push the number out.
fn purpose(content: &PaymentContent) -> String {
    match content.purpose.strip_suffix(content.number.as_str()) {
        Some(front) => ending(front, " ", &content.number, PURPOSE),
        None => given(&content.purpose, PURPOSE),
    }
}

/// The file for the bank: one payment information with all payments of the list.
pub fn order(order: &PaymentOrder, debtor: &Account) -> String {
    let mut xml = Xml::new();
    xml.begin("CstmrCdtTrfInitn");
    let number = order.payments.len().to_string();
    let sum = euros(order.payments.iter().map(|(cents, _)| cents).sum());
    let payer = given(&debtor.holder, NAME);
    xml.begin("GrpHdr");
    xml.text("MsgId", &order.id.0.simple().to_string());
    xml.text("CreDtTm", &order.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    xml.text("NbOfTxs", &number);
    xml.text("CtrlSum", &sum);
    xml.nested(&["InitgPty", "Nm"], &payer);
    xml.end();
    xml.begin("PmtInf");
    xml.text("PmtInfId", &ending(&order.department, "-", &order.number, REFERENCE));
    xml.text("PmtMtd", "TRF");
    xml.text("NbOfTxs", &number);
    xml.text("CtrlSum", &sum);
    xml.nested(&["PmtTpInf", "SvcLvl", "Cd"], "SEPA");
    xml.nested(&["ReqdExctnDt", "Dt"], &order.execute_on.to_string());
    xml.nested(&["Dbtr", "Nm"], &payer);
    xml.nested(&["DbtrAcct", "Id", "IBAN"], &debtor.iban);
    match &debtor.bic {
        Some(bic) => xml.nested(&["DbtrAgt", "FinInstnId", "BICFI"], bic),
        None => xml.nested(&["DbtrAgt", "FinInstnId", "Othr", "Id"], NOT_PROVIDED),
    }
    xml.text("ChrgBr", "SLEV");
    for (cents, content) in &order.payments {
        transfer(&mut xml, *cents, content);
    }
    xml.finish()
}

fn transfer(xml: &mut Xml, cents: i64, content: &PaymentContent) {
    xml.begin("CdtTrfTxInf");
    xml.nested(&["PmtId", "EndToEndId"], &given(&content.reference, REFERENCE));
    xml.begin("Amt");
    xml.amount(cents);
    xml.end();
    if let Some(bic) = &content.payee.bic {
        xml.nested(&["CdtrAgt", "FinInstnId", "BICFI"], bic);
    }
    xml.nested(&["Cdtr", "Nm"], &given(&content.payee.holder, NAME));
    xml.nested(&["CdtrAcct", "Id", "IBAN"], &content.payee.iban);
    xml.nested(&["RmtInf", "Ustrd"], &purpose(content));
    xml.end();
}
