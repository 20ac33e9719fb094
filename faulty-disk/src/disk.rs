//! What is recorded of the folder's files, and when they fail.

use std::ffi::{CString, c_int, c_void};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use libc::{off_t, size_t, ssize_t};

/// One operation at a time, so that the journal has them in the order in which they were done.
static TURN: Mutex<()> = Mutex::new(());

/// The environment's wishes, read at the first operation.
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
    fn get() -> Option<&'static Self> {
        static DISK: OnceLock<Option<Disk>> = OnceLock::new();
        DISK.get_or_init(|| {
            let folder = std::env::var_os("FAULTY_DISK_FOLDER")?.into();
            let faults = std::env::var_os("FAULTY_DISK_FAULTS").map(PathBuf::from);
            let journal = std::env::var_os("FAULTY_DISK_JOURNAL").map(|file| raw::open_journal(Path::new(&file)));
            Some(Self { folder, faults, journal })
        })
        .as_ref()
    }

    /// The name of an open file, if it is one of the folder's.
    pub(crate) fn file(file: c_int) -> Option<String> {
        let disk = Self::get()?;
        let path = fs::read_link(format!("/proc/self/fd/{file}")).ok()?;
        let name = path.strip_prefix(&disk.folder).ok()?.to_str()?;
        // The folder itself is flushed too, when a file is new in it.
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Writes, unless the disk is full.
    pub(crate) unsafe fn write(
        file: c_int,
        name: &str,
        position: off_t,
        bytes: *const u8,
        count: size_t,
        write: impl FnOnce() -> ssize_t,
    ) -> ssize_t {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let end = position.saturating_add(off_t::try_from(count).unwrap_or(off_t::MAX));
        if fails("full") && end > raw::length(file) {
            raw::set_error(libc::ENOSPC);
            return -1;
        }
        let written = write();
        if let Ok(length) = usize::try_from(written) {
            // The caller lent so many bytes, and so many were read from it just now.
            record(Kind::Write, name, position, unsafe { std::slice::from_raw_parts(bytes, length) });
        }
        written
    }

    /// Flushes, unless the disk fails to.
    pub(crate) fn flush(file: c_int, flush: impl FnOnce() -> c_int) -> c_int {
        let Some(name) = Self::file(file) else { return flush() };
        if fails("flush") {
            raw::set_error(libc::EIO);
            return -1;
        }
        Self::recorded(Kind::Flush, &name, 0, flush)
    }

    /// Whether this file cannot be mapped into memory.
    pub(crate) fn refuses_maps(file: c_int) -> bool {
        let refuses = Self::file(file).is_some() && fails("map");
        if refuses {
            raw::set_error(libc::ENODEV);
        }
        refuses
    }

    /// Does what carries no bytes, and records it if it was done.
    pub(crate) fn recorded(kind: Kind, name: &str, number: off_t, work: impl FnOnce() -> c_int) -> c_int {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work();
        if done == 0 {
            record(kind, name, number, &[]);
        }
        done
    }
}

fn fails(how: &str) -> bool {
    Disk::get().and_then(|disk| disk.faults.as_ref()).is_some_and(|faults| faults.join(how).exists())
}

fn record(kind: Kind, name: &str, number: off_t, bytes: &[u8]) {
    let Some(journal) = Disk::get().and_then(|disk| disk.journal) else { return };
    let mut record = vec![kind as u8, u8::try_from(name.len()).expect("a short name")];
    record.extend(name.as_bytes());
    record.extend(number.to_le_bytes());
    record.extend(u32::try_from(bytes.len()).expect("a short write").to_le_bytes());
    record.extend(bytes);
    raw::append(journal, &record);
}

/// The system calls themselves: the names of the C library are this library's own here.
pub(crate) mod raw {
    use super::{CString, OsStrExt, Path, c_int, c_void, off_t, size_t, ssize_t};

    macro_rules! call {
        ($number:ident, $($argument:expr),*) => {
            unsafe { libc::syscall(libc::$number, $($argument),*) }
        };
    }

    pub(crate) unsafe fn write(file: c_int, bytes: *const u8, count: size_t) -> ssize_t {
        call!(SYS_write, file, bytes, count) as ssize_t
    }

    pub(crate) unsafe fn pwrite(file: c_int, bytes: *const u8, count: size_t, position: off_t) -> ssize_t {
        call!(SYS_pwrite64, file, bytes, count, position) as ssize_t
    }

    pub(crate) unsafe fn ftruncate(file: c_int, length: off_t) -> c_int {
        call!(SYS_ftruncate, file, length) as c_int
    }

    pub(crate) unsafe fn fsync(file: c_int) -> c_int {
        call!(SYS_fsync, file) as c_int
    }

    pub(crate) unsafe fn fdatasync(file: c_int) -> c_int {
        call!(SYS_fdatasync, file) as c_int
    }

    pub(crate) unsafe fn mmap(
        address: *mut c_void,
        length: size_t,
        protection: c_int,
        flags: c_int,
        file: c_int,
        offset: off_t,
    ) -> *mut c_void {
        call!(SYS_mmap, address, length, protection, flags, file, offset) as *mut c_void
    }

    pub(super) fn length(file: c_int) -> off_t {
        let mut status = std::mem::MaybeUninit::<libc::stat>::uninit();
        let known = unsafe { libc::fstat(file, status.as_mut_ptr()) } == 0;
        if known { unsafe { status.assume_init() }.st_size } else { off_t::MAX }
    }

    pub(super) fn set_error(error: c_int) {
        unsafe { *libc::__errno_location() = error };
    }

    /// A journal that cannot be kept makes the test worthless: better no program than that.
    pub(super) fn open_journal(path: &Path) -> c_int {
        let path = CString::new(path.as_os_str().as_bytes()).expect("a path without zeros");
        let flags = libc::O_CREAT | libc::O_APPEND | libc::O_WRONLY | libc::O_CLOEXEC;
        let journal = call!(SYS_openat, libc::AT_FDCWD, path.as_ptr(), flags, 0o600) as c_int;
        assert!(journal >= 0, "the journal can be opened");
        journal
    }

    pub(super) fn append(journal: c_int, record: &[u8]) {
        let written = unsafe { write(journal, record.as_ptr(), record.len()) };
        assert_eq!(usize::try_from(written), Ok(record.len()), "the journal takes the whole record");
    }
}
