//! What clamd answers, read strictly: only its one word for clean is clean.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{NotScanned, Version};

/// Most characters of an answer that are told.
const MOST: usize = 120;

/// What the scanner says of content that it has looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing bad of it.
    Clean,
    /// It is malware, of this name.
    Found(String),
}

/// The verdict in an answer to INSTREAM.
pub(super) fn verdict(answer: &[u8]) -> Result<Verdict, NotScanned> {
    let text = plain(answer)?;
    if text.starts_with("INSTREAM size limit exceeded") {
        return Err(NotScanned::TooLarge);
    }
    let Some(said) = text.strip_prefix("stream: ") else { return Err(NotScanned::Unclear(text)) };
    match said.strip_suffix(" FOUND") {
        // With `AlertExceedsMax` it says of what it did not look at to the end that it found this.
        Some(name) if name.starts_with("Heuristics.Limits.Exceeded") => Err(NotScanned::TooLarge),
        Some(name) if !name.is_empty() => Ok(Verdict::Found(name.to_owned())),
        None if said == "OK" => Ok(Verdict::Clean),
        _ => Err(NotScanned::Unclear(text)),
    }
}

/// `ClamAV 1.4.3/27500/Wed Jan 15 09:30:00 2025`; without signatures of the project `ClamAV 1.4.3`.
pub(super) fn version(answer: &[u8]) -> Result<Version, NotScanned> {
    let text = plain(answer)?;
    let mut parts = text.split('/');
    let engine = parts.next().unwrap_or_default().to_owned();
    if !engine.starts_with("ClamAV ") {
        return Err(NotScanned::Unclear(text));
    }
    let made = parts.nth(1).and_then(|day| NaiveDateTime::parse_from_str(day, "%a %b %e %H:%M:%S %Y").ok());
    // Its time is that of the machine where they were made: an hour more or less does not matter here.
    Ok(Version { engine, signatures: made.map(|made| DateTime::from_naive_utc_and_offset(made, Utc)) })
}

/// The text of an answer that came whole: it ends with NUL.
fn plain(answer: &[u8]) -> Result<String, NotScanned> {
    let unclear = || {
        let text = String::from_utf8_lossy(answer);
        let shown = text.chars().filter(|c| !c.is_control()).take(MOST).collect();
        NotScanned::Unclear(shown)
    };
    let whole = answer.strip_suffix(&[0]).ok_or_else(unclear)?;
    let text = std::str::from_utf8(whole).map_err(|_| unclear())?;
    if text.chars().any(char::is_control) || text.chars().count() > MOST {
        Err(unclear())
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn only_the_word_for_clean_is_clean() {
        assert_eq!(verdict(b"stream: OK\0").unwrap(), Verdict::Clean);
        let found = verdict(b"stream: Win.Test.EICAR_HDB-1 FOUND\0").unwrap();
        assert_eq!(found, Verdict::Found("Win.Test.EICAR_HDB-1".to_owned()));
        let unclear = [
            &b""[..],
            b"stream: OK",
            b"OK\0",
            b"stream: OK FOUND OK\0",
            b"stream:  FOUND\0",
            b"stream: \0",
            b"stream: OKAY\0",
            b"stream: OK\nstream: OK\0",
            b"UNKNOWN COMMAND\0",
            b"stream: Can't allocate memory ERROR\0",
            b"\xff\xfe\0",
        ];
        for answer in unclear {
            assert!(matches!(verdict(answer), Err(NotScanned::Unclear(_))), "{answer:?}");
        }
    }

    #[test]
    fn what_is_too_large_was_not_looked_at() {
        for answer in [
            &b"INSTREAM size limit exceeded. ERROR\0"[..],
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        ] {
            assert!(matches!(verdict(answer), Err(NotScanned::TooLarge)), "{answer:?}");
        }
    }

    #[test]
    fn a_version_tells_the_day_of_the_signatures_if_there_are_any() {
        let told = version(b"ClamAV 1.4.3/27500/Wed Jan  1 09:30:00 2025\0").unwrap();
        assert_eq!(told.engine, "ClamAV 1.4.3");
        assert_eq!(told.signatures, Some(Utc.with_ymd_and_hms(2025, 1, 1, 9, 30, 0).unwrap()));
        assert_eq!(version(b"ClamAV 1.4.3\0").unwrap().signatures, None);
        assert!(version(b"220 mail ESMTP\0").is_err());
    }

    proptest::proptest! {
        /// Whatever it is told instead of its answer, nothing is taken for clean.
        #[test]
        fn no_other_bytes_are_clean(answer: Vec<u8>) {
            proptest::prop_assert!(verdict(&answer).ok() != Some(Verdict::Clean) || answer == b"stream: OK\0");
        }
    }
}
