//! The disk: the journal of its operations, and the faults it injects.

use std::ffi::c_int;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use libc::{off_t, size_t, ssize_t};

use crate::syscalls;

/// Held during each operation, so that the journal has them in the order in which they were done.
static JOURNAL_ORDER: Mutex<()> = Mutex::new(());

/// The disk as the environment variables describe it; they are read at the first operation.
pub(crate) struct Disk {
    folder: PathBuf,
    faults: Option<PathBuf>,
    journal: Option<c_int>,
}

/// The first byte of a record. The others: the length of the file's name (1 byte), the name, a position or length (8
/// bytes, little-endian), the number of bytes written (4 bytes), those bytes.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Write = b'w' as isize,
    Truncate = b't' as isize,
    Flush = b'f' as isize,
}

impl Disk {
    /// Returns the disk, or nothing where no folder is named.
    fn get() -> Option<&'static Self> {
        static DISK: OnceLock<Option<Disk>> = OnceLock::new();
        DISK.get_or_init(|| {
            let folder = std::env::var_os("FAULTY_DISK_FOLDER")?.into();
            let faults = std::env::var_os("FAULTY_DISK_FAULTS").map(PathBuf::from);
            let journal = std::env::var_os("FAULTY_DISK_JOURNAL").map(|file| syscalls::open_journal(Path::new(&file)));
            Some(Self { folder, faults, journal })
        })
        .as_ref()
    }

    /// Returns the name of an open file, if it lies in the folder.
    pub(crate) fn file(file: c_int) -> Option<String> {
        let disk = Self::get()?;
        let path = fs::read_link(format!("/proc/self/fd/{file}")).ok()?;
        let name = path.strip_prefix(&disk.folder).ok()?.to_str()?;
        // The folder itself is flushed too, when a file is new in it.
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Writes and records it, or fails with `ENOSPC` where the disk is full and the file would grow.
    pub(crate) unsafe fn write(
        file: c_int,
        name: &str,
        position: off_t,
        bytes: *const u8,
        count: size_t,
        write: impl FnOnce() -> ssize_t,
    ) -> ssize_t {
        let _order = JOURNAL_ORDER.lock().unwrap_or_else(PoisonError::into_inner);
        let end = position.saturating_add(off_t::try_from(count).unwrap_or(off_t::MAX));
        if fails("full") && end > syscalls::length(file) {
            syscalls::set_error(libc::ENOSPC);
            return -1;
        }
        let written = write();
        if let Ok(length) = usize::try_from(written) {
            // The caller lent so many bytes, and so many were read from it just now.
            record(Kind::Write, name, position, unsafe { std::slice::from_raw_parts(bytes, length) });
        }
        written
    }

    /// Flushes and records it, after a while where the disk is slow, or fails with `EIO`.
    pub(crate) fn flush(file: c_int, flush: impl FnOnce() -> c_int) -> c_int {
        let Some(name) = Self::file(file) else { return flush() };
        if fails("flush") {
            syscalls::set_error(libc::EIO);
            return -1;
        }
        if let Some(time) = slowness() {
            thread::sleep(time);
        }
        Self::recorded(Kind::Flush, &name, 0, flush)
    }

    /// Returns whether this file cannot be mapped into memory, with the error set to `ENODEV`.
    pub(crate) fn refuses_maps(file: c_int) -> bool {
        let refuses = Self::file(file).is_some() && fails("map");
        if refuses {
            syscalls::set_error(libc::ENODEV);
        }
        refuses
    }

    /// Does an operation without bytes, and records it if it succeeded.
    pub(crate) fn recorded(kind: Kind, name: &str, number: off_t, work: impl FnOnce() -> c_int) -> c_int {
        let _order = JOURNAL_ORDER.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work();
        if done == 0 {
            record(kind, name, number, &[]);
        }
        done
    }
}

fn fails(how: &str) -> bool {
    fault(how).is_some_and(|fault| fault.exists())
}

/// Returns how much longer a flush takes, where the disk is slow.
fn slowness() -> Option<Duration> {
    let milliseconds = fs::read_to_string(fault("slow")?).ok()?;
    Some(Duration::from_millis(milliseconds.trim().parse().expect("a number of milliseconds")))
}

/// Returns the file that makes the disk behave like this while it is there.
fn fault(how: &str) -> Option<PathBuf> {
    Disk::get()?.faults.as_ref().map(|faults| faults.join(how))
}

fn record(kind: Kind, name: &str, number: off_t, bytes: &[u8]) {
    let Some(journal) = Disk::get().and_then(|disk| disk.journal) else { return };
    let mut record = vec![kind as u8, u8::try_from(name.len()).expect("a short name")];
    record.extend(name.as_bytes());
    record.extend(number.to_le_bytes());
    record.extend(u32::try_from(bytes.len()).expect("a short write").to_le_bytes());
    record.extend(bytes);
    syscalls::append(journal, &record);
}
