//! What the tests need of npm.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// The folder of the packages.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge")
}

/// Installs the packages once, if they are missing or older than the lock.
pub fn install() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(run);
}

/// Runs `npm ci` unless the installed packages are at least as new as the lock, as `build.rs` does.
fn run() {
    let changed = |path: &str| -> Option<SystemTime> { home().join(path).metadata().ok()?.modified().ok() };
    let lock = changed("package-lock.json").unwrap();
    if changed("node_modules/.package-lock.json").is_some_and(|installed| installed >= lock) {
        return;
    }
    let status = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(home())
        .status()
        .expect("npm could not be run: install Node.js 20 or newer with npm");
    assert!(status.success(), "`npm ci` in tests/judge failed: is the npm registry reachable?");
}
