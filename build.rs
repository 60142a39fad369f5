//! Makes the assets of the pages: installs the design system with npm when it is missing, and lays
//! everything that browsers load into `$OUT_DIR/assets/{hash}/{name}`, compressed beforehand.
//!
//! The first 16 hex digits of a file's SHA-256 are a part of its address, so browsers may keep it for
//! ever. Style sheets name fonts and pictures as `url("name")`; the address is filled in here.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What is taken from the design system: where it lies in the package, and what it is called here.
const FROM_KERN: [(&str, &str); 5] = [
    ("dist/kern.min.css", "kern.css"),
    ("dist/fonts/fira-sans/FiraSans-Regular.woff2", "fira-sans-regular.woff2"),
    ("dist/fonts/fira-sans/FiraSans-SemiBold.woff2", "fira-sans-semibold.woff2"),
    ("dist/fonts/fira-sans/FiraSans-Bold.woff2", "fira-sans-bold.woff2"),
    ("LICENSE.md", "licence-kern.txt"),
];

/// Our own folders below `static/`; every file in them is an asset, every folder in `css` one sheet.
const OWN_FOLDERS: [&str; 4] = ["css", "js", "img", "licences"];

/// What changes the binary beside the Rust code. A path that does not exist would run this script
/// on every build, so only existing ones are named.
const WATCHED: [&str; 10] = [
    "build.rs",
    "static/package.json",
    "static/package-lock.json",
    "static/css",
    "static/css/pforte",
    "static/js",
    "static/img",
    "static/licences",
    "forms",
    "migrations",
];

fn main() {
    for path in WATCHED.iter().filter(|path| Path::new(path).exists()) {
        println!("cargo:rerun-if-changed={path}");
    }
    if let Err(reason) = install_design_system().and_then(|()| assemble()) {
        eprintln!("error: {reason}");
        std::process::exit(1);
    }
}

/// Runs `npm ci` unless the installed packages are at least as new as the lock.
fn install_design_system() -> Outcome<()> {
    let changed = |path: &str| fs::metadata(path).and_then(|data| data.modified()).ok();
    let lock = changed("static/package-lock.json").ok_or("static/package-lock.json is missing")?;
    if changed("static/node_modules/.package-lock.json").is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    let status = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir("static")
        .status()
        .map_err(|reason| format!("npm could not be run ({reason}): install Node.js 20 or newer with npm"))?;
    if !status.success() {
        return Err(format!("`npm ci` in static/ failed ({status}): is the npm registry reachable?").into());
    }
    Ok(())
}

/// Collects all assets, fills addresses into the style sheets, and writes everything.
fn assemble() -> Outcome<()> {
    let target = PathBuf::from(env::var("OUT_DIR")?).join("assets");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let files = collect()?;
    let mut addresses = BTreeMap::new();
    for (name, content) in files.iter().filter(|(name, _)| !name.ends_with(".css")) {
        addresses.insert(name.clone(), write(&target, name, content)?);
    }
    for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".css")) {
        let mut sheet = String::from_utf8(content.clone())?;
        for (asset, hash) in &addresses {
            sheet = sheet.replace(&format!("url(\"{asset}\")"), &format!("url(\"../{hash}/{asset}\")"));
        }
        write(&target, name, sheet.as_bytes())?;
    }
    Ok(())
}

/// All assets by name.
fn collect() -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for (path, name) in FROM_KERN {
        let path = Path::new("static/node_modules/@kern-ux/native").join(path);
        let content = fs::read(&path).map_err(|reason| format!("{}: {reason}", path.display()))?;
        files.insert(name.to_owned(), content);
    }
    for folder in OWN_FOLDERS {
        for (name, path) in entries(&Path::new("static").join(folder))? {
            let (name, content) = match path.is_dir() {
                true => (format!("{name}.css"), joined(&path)?),
                false => (name, fs::read(&path)?),
            };
            if files.insert(name.clone(), content).is_some() {
                return Err(format!("static: two assets are called {name}").into());
            }
        }
    }
    Ok(files)
}

/// What lies in a folder, by name.
fn entries(folder: &Path) -> Outcome<BTreeMap<String, PathBuf>> {
    let mut entries = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.insert(entry.file_name().to_string_lossy().into_owned(), entry.path());
    }
    Ok(entries)
}

/// The parts of a style sheet, one after the other in the order of their names.
fn joined(folder: &Path) -> Outcome<Vec<u8>> {
    let mut sheet = Vec::new();
    for path in entries(folder)?.into_values() {
        sheet.extend(fs::read(path)?);
        sheet.push(b'\n');
    }
    Ok(sheet)
}

/// Writes one asset, and beside it what a server may send instead to a browser that can unpack it.
/// Answers the hash in its address.
fn write(target: &Path, name: &str, content: &[u8]) -> Outcome<String> {
    use sha2::Digest;
    let hash = hex::encode(&sha2::Sha256::digest(content)[..8]);
    let folder = target.join(&hash);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), content)?;
    // Fonts are compressed inside.
    if !name.ends_with(".woff2") {
        fs::write(folder.join(format!("{name}.br")), brotli(content)?)?;
        fs::write(folder.join(format!("{name}.gz")), gzip(content)?)?;
    }
    Ok(hash)
}

fn brotli(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 10, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &params)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(content)?;
    Ok(packer.finish()?)
}
