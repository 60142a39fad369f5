//! XML documents judged by their schema: libxml2, in a process of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "../../judge/npm.rs"]
mod npm;

/// What is wrong with a file for the bank by the schema of its message; nothing where it is right.
pub fn mistakes_of_payment_file(xml: &[u8]) -> String {
    npm::install();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/iso20022/pain.001.001.09.xsd");
    let mut child = Command::new("node")
        .arg(npm::home().join("xml.mjs"))
        .arg(schema)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node could not be run: install Node.js 20 or newer");
    child.stdin.take().unwrap().write_all(xml).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.success(), told.is_empty(), "the validator failed: {told}");
    told
}
