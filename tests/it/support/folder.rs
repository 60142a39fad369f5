//! A folder of forms that a test may change.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pforte::forms::catalogue::Catalogue;
use pforte::forms::source::FormSource;
use pforte::library::Library;

/// A copy of the shipped forms.
pub fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("forms"), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The forms of a folder.
pub fn library(folder: &Path) -> Arc<Library> {
    Arc::new(Library::new(Catalogue::load(&FormSource::Folder(folder.to_owned()))))
}
