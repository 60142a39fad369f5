//! Forms in a folder that somebody writes: in a local trial, what was saved shows at the next page.
//!
//! Drafts do not notice: they keep the version with which they began, and every version that was ever shown
//! is in the database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Mutex;

use super::Library;
use crate::clock::Clock;
use crate::forms::catalogue::Catalogue;
use crate::forms::source::FormSource;
use crate::store::Db;

/// A look at the folder takes about a millisecond; pages that are asked for at once share one.
const PAUSE: Duration = Duration::from_millis(300);

/// Folders of forms are two deep; whatever lies deeper is none of them.
const DEEPEST: usize = 4;

/// The library over a folder, as the folder is now.
pub struct FreshLibrary {
    folder: PathBuf,
    db: Db,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    library: Arc<Library>,
    seen: Option<Files>,
    looked_at: Instant,
}

/// When each file was changed, and its length in bytes.
type Files = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl FreshLibrary {
    /// Begins with a library that was just loaded from this folder.
    pub fn new(folder: PathBuf, library: Arc<Library>, db: Db, clock: Arc<dyn Clock>) -> Self {
        let seen = Some(files(&folder));
        Self { folder, db, clock, state: Mutex::new(State { library, seen, looked_at: Instant::now() }) }
    }

    /// The library over the files as they are now. Whoever asks while it is read anew waits for it. A form with a
    /// mistake is kept as it was; the mistakes are told in the log, once.
    pub async fn current(&self) -> Arc<Library> {
        let mut state = self.state.lock().await;
        if state.looked_at.elapsed() >= PAUSE {
            self.look(&mut state).await;
            state.looked_at = Instant::now();
        }
        Arc::clone(&state.library)
    }

    async fn look(&self, state: &mut State) {
        let folder = self.folder.clone();
        let Ok(files) = tokio::task::spawn_blocking(move || files(&folder)).await else { return };
        if state.seen.as_ref() == Some(&files) {
            return;
        }
        let (folder, last) = (self.folder.clone(), Arc::clone(&state.library));
        let load = move || Catalogue::reload(&FormSource::Folder(folder), last.catalogue());
        let Ok(catalogue) = tokio::task::spawn_blocking(load).await else { return };
        for problem in catalogue.problems() {
            tracing::error!(%problem, "a form has a mistake; what was there before is kept");
        }
        let library = Arc::new(Library::new(catalogue));
        let (kept, now) = (Arc::clone(&library), self.clock.now());
        match self.db.write(move |conn| kept.keep_current(conn, now)).await {
            Ok(()) => {
                tracing::info!(services = library.catalogue().all().count(), "the forms were read anew");
                state.library = library;
                state.seen = Some(files);
            }
            // Nobody may begin with a version that is not kept; the next look tries again.
            Err(error) => tracing::error!(%error, "the forms were read anew, but cannot be kept"),
        }
    }
}

/// The JSON files of a folder.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        // A folder that is gone has no files.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            // Follows links: a folder of forms may be one.
            let Ok(data) = std::fs::metadata(&path) else { continue };
            if data.is_dir() && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if path.extension().is_some_and(|ending| ending == "json") {
                found.insert(path, (data.modified().ok(), data.len()));
            }
        }
    }
    found
}
