//! System calls, made directly: the C library's own functions are replaced by this library's.

use std::ffi::{CString, c_int, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use libc::{off_t, size_t, ssize_t};

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

pub(crate) fn length(file: c_int) -> off_t {
    let mut status = std::mem::MaybeUninit::<libc::stat>::uninit();
    let known = unsafe { libc::fstat(file, status.as_mut_ptr()) } == 0;
    if known { unsafe { status.assume_init() }.st_size } else { off_t::MAX }
}

pub(crate) fn set_error(error: c_int) {
    unsafe { *libc::__errno_location() = error };
}

/// A journal that cannot be kept makes the test worthless: better no program than that.
pub(crate) fn open_journal(path: &Path) -> c_int {
    let path = CString::new(path.as_os_str().as_bytes()).expect("a path without zeros");
    let flags = libc::O_CREAT | libc::O_APPEND | libc::O_WRONLY | libc::O_CLOEXEC;
    let journal = call!(SYS_openat, libc::AT_FDCWD, path.as_ptr(), flags, 0o600) as c_int;
    assert!(journal >= 0, "the journal can be opened");
    journal
}

pub(crate) fn append(journal: c_int, record: &[u8]) {
    let written = unsafe { write(journal, record.as_ptr(), record.len()) };
    assert_eq!(usize::try_from(written), Ok(record.len()), "the journal takes the whole record");
}
