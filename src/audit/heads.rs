//! The file of heads: a line a day, with the day, the number of events and the last link. It is only ever added to.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::ChainHead;

/// The name of the file in its folder.
const FILE: &str = "head.log";

/// Longer than any line.
const LONGEST: i64 = 256;

/// The head of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    /// The day in Germany on which it was kept.
    pub day: NaiveDate,
    /// The head.
    pub head: ChainHead,
}

impl fmt::Display for KeptHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.day, self.head.seq, self.head.chain)
    }
}

impl FromStr for KeptHead {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let mut words = line.split(' ');
        let (Some(day), Some(seq), Some(chain), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(());
        };
        let is_link =
            chain.len() == 64 && chain.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let seq: i64 = seq.parse().map_err(|_| ())?;
        let day = day.parse().map_err(|_| ())?;
        if is_link && seq >= 0 {
            Ok(Self { day, head: ChainHead { seq, chain: chain.to_owned() } })
        } else {
            Err(())
        }
    }
}

/// The heads of a file, in the order of their places; an error names the line that is none.
pub fn read_heads(path: &Path) -> io::Result<Vec<KeptHead>> {
    let mut heads: Vec<KeptHead> = Vec::new();
    for (number, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        let none = |()| io::Error::new(io::ErrorKind::InvalidData, format!("line {} is no head", number + 1));
        heads.push(line?.parse().map_err(none)?);
    }
    heads.sort_by_key(|kept| kept.head.seq);
    Ok(heads)
}

/// Adds the head of a day to the file in this folder and waits until it is on the disk; `false` if the day is in it
/// already. Of several processes that do so at once one adds it.
pub(super) fn append(folder: &Path, kept: &KeptHead) -> io::Result<bool> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).mode(0o600);
    let mut file = options.open(folder.join(FILE))?;
    // Given free when the file is closed.
    file.lock()?;
    if last_day(&mut file)?.is_some_and(|day| day >= kept.day) {
        return Ok(false);
    }
    file.write_all(format!("{kept}\n").as_bytes())?;
    file.sync_all()?;
    File::open(folder)?.sync_all()?;
    Ok(true)
}

/// The day of the last line. What a crash left of a line that was never complete is taken away.
fn last_day(file: &mut File) -> io::Result<Option<NaiveDate>> {
    let length = file.seek(SeekFrom::End(0))?;
    let begin = length.saturating_sub(LONGEST.unsigned_abs());
    file.seek(SeekFrom::Start(begin))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let whole = end.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    if whole < end.len() {
        tracing::warn!("the last line of the file of heads is not complete and is written again");
        file.set_len(begin + whole as u64)?;
    }
    let last = end[..whole].trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let last = std::str::from_utf8(last).ok().and_then(|line| line.parse::<KeptHead>().ok());
    Ok(last.map(|kept| kept.day))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn kept(day: u32, seq: i64) -> KeptHead {
        let chain = format!("{seq:064x}");
        KeptHead { day: NaiveDate::from_ymd_opt(2025, 10, day).unwrap(), head: ChainHead { seq, chain } }
    }

    #[test]
    fn each_day_is_added_once_and_read_back_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        for (head, is_new) in [
            (kept(1, 0), true),
            (kept(1, 7), false),
            (kept(2, 7), true),
            (kept(1, 9), false),
            (kept(5, 7), true),
        ] {
            assert_eq!(append(folder.path(), &head).unwrap(), is_new, "{head}");
        }
        let path = folder.path().join(FILE);
        assert_eq!(read_heads(&path).unwrap(), [kept(1, 0), kept(2, 7), kept(5, 7)]);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn of_many_at_once_one_adds_the_day() {
        let folder = tempfile::tempdir().unwrap();
        for day in 1..=20 {
            let added = std::thread::scope(|scope| {
                let add = |_| scope.spawn(|| append(folder.path(), &kept(day, 3)).unwrap());
                let adding: Vec<_> = (0..8).map(add).collect();
                adding.into_iter().map(|thread| thread.join().unwrap()).filter(|new| *new).count()
            });
            assert_eq!(added, 1);
        }
        assert_eq!(read_heads(&folder.path().join(FILE)).unwrap().len(), 20);
    }

    #[test]
    fn a_line_that_a_crash_cut_off_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for whole in ["".to_owned(), format!("{}\n", kept(1, 4))] {
            fs::write(&path, format!("{whole}2025-10-02 9 abc")).unwrap();
            assert!(append(folder.path(), &kept(2, 9)).unwrap());
            assert_eq!(fs::read_to_string(&path).unwrap(), format!("{whole}{}\n", kept(2, 9)));
        }
    }

    #[test]
    fn what_is_no_head_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let good = kept(1, 4).to_string();
        for bad in [
            "",
            "2025-10-02",
            &good[..good.len() - 1],
            &format!("{good} x"),
            "2025-10-02 -1 0",
            &good.to_uppercase().replace('4', "G"),
        ] {
            fs::write(&path, format!("{good}\n{bad}\n")).unwrap();
            assert_eq!(read_heads(&path).unwrap_err().to_string(), "line 2 is no head", "{bad}");
        }
    }
}
