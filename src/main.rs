//! The program. All of it is in the library; see `pforte --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pforte::cli::run()
}
