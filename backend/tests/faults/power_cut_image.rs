//! What a power cut leaves of a folder: everything that was flushed, and any part of what was not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rand::RngExt as _;

/// Files by their names.
type Files = BTreeMap<String, Vec<u8>>;
/// What a disk writes at once. A write of several can be torn between them.
const SECTOR: usize = 512;

/// What was done to a file since its last flush.
enum Undecided {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// Reads the files of a folder. `-shm` files are memory that only looks like a file.
pub(crate) fn read(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
    let kept = entries.filter(|path| !name(path).ends_with("-shm"));
    kept.map(|path| (name(&path), fs::read(&path).expect("a file"))).collect()
}

/// Puts the folder into the state that a power cut would have left, by the journal since it was as in `before`. How
/// many operations had not been flushed.
pub(crate) fn cut_power(folder: &Path, before: Files, journal: &Path) -> usize {
    let (mut files, undecided) = survivors(before, &fs::read(journal).expect("a journal"));
    fs::remove_file(journal).expect("it is not needed any more");
    // That a file was deleted is not in the journal. SQLite deletes only what it has no use for any more.
    let there = read(folder);
    files.retain(|name, _| there.contains_key(name));
    for entry in fs::read_dir(folder).expect("a folder") {
        fs::remove_file(entry.expect("an entry").path()).expect("a file");
    }
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("the disk takes it");
    }
    undecided
}

fn survivors(mut files: Files, journal: &[u8]) -> (Files, usize) {
    let mut undecided = BTreeMap::<String, Vec<Undecided>>::new();
    let mut rest = journal;
    while let Some((kind, name, number, bytes)) = record(&mut rest) {
        let waiting = undecided.entry(name.clone()).or_default();
        match kind {
            b'w' => waiting.push(Undecided::Write(number, bytes)),
            b't' => waiting.push(Undecided::Truncate(number)),
            b'f' => {
                let file = files.entry(name).or_default();
                waiting.drain(..).for_each(|operation| operation.apply(file));
            }
            kind => panic!("no record begins with {kind}"),
        }
    }
    let mut number = 0;
    for (name, waiting) in undecided {
        let file = files.entry(name).or_default();
        number += waiting.len();
        for operation in waiting.into_iter().filter_map(Undecided::left_by_chance) {
            operation.apply(file);
        }
    }
    (files, number)
}

/// Takes one whole record from the front; the last one may have been cut off by the kill.
fn record(rest: &mut &[u8]) -> Option<(u8, String, usize, Vec<u8>)> {
    let (&[kind, length], after) = rest.split_first_chunk()?;
    let (name, after) = after.split_at_checked(length.into())?;
    let (number, after) = after.split_first_chunk()?;
    let (length, after) = after.split_first_chunk()?;
    let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *rest = after;
    let number = usize::try_from(i64::from_le_bytes(*number)).expect("positions are positive");
    Some((kind, String::from_utf8(name.to_vec()).expect("UTF-8"), number, bytes.to_vec()))
}

impl Undecided {
    fn apply(self, file: &mut Vec<u8>) {
        match self {
            Self::Truncate(length) => file.resize(length, 0),
            Self::Write(position, bytes) => {
                let end = position + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[position..end].copy_from_slice(&bytes);
            }
        }
    }

    /// Done, not done, or torn.
    fn left_by_chance(self) -> Option<Self> {
        let mut rng = rand::rng();
        match (rng.random_range(0..3), self) {
            (0, _) => None,
            (1, Self::Write(position, mut bytes)) => {
                bytes.truncate(rng.random_range(0..=bytes.len() / SECTOR) * SECTOR);
                Some(Self::Write(position, bytes))
            }
            (_, whole) => Some(whole),
        }
    }
}

#[test]
fn what_was_flushed_stays_and_what_was_not_may_go() {
    let written = |kind: u8, position: i64, bytes: &[u8]| {
        let mut record = vec![kind, 1, b'x'];
        record.extend(position.to_le_bytes());
        record.extend(u32::try_from(bytes.len()).expect("short").to_le_bytes());
        record.extend(bytes);
        record
    };
    let journal = [
        written(b'w', 0, b"abcd"),
        written(b't', 3, b""),
        written(b'w', 4, b"e"),
        written(b'f', 0, b""),
        written(b'w', 0, b"A"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..200 {
        // The last record is one byte short.
        let mut journal = journal.concat();
        journal.extend(&written(b'w', 1, b"BC")[..12]);
        let (files, undecided) = survivors(Files::new(), &journal);
        assert_eq!(undecided, 1);
        seen.insert(files["x"].clone());
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [b"Abc\0e".to_vec(), b"abc\0e".to_vec()]);
}
