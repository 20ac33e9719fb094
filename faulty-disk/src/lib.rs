//! Fault injection for disks. Preloaded (`LD_PRELOAD`), this library replaces the C library's functions that write,
//! truncate and flush, for the files in one folder.
//!
//! * `FAULTY_DISK_FOLDER`: the folder, as an absolute path without links. All other files are left alone.
//! * `FAULTY_DISK_JOURNAL`: a file that gets a record of each operation, see `disk::Kind`. What a power cut would have
//!   left of the files can be told from it: what was flushed, and any part of what was not.
//! * `FAULTY_DISK_FAULTS`: a folder. While it holds a file `full`, no file can grow (`ENOSPC`); while it holds a file
//!   `flush`, no flush succeeds (`EIO`); while it holds a file `slow`, each flush takes as many milliseconds longer as
//!   the file says; while it holds a file `map`, no file can be mapped into memory (`ENODEV`), as on a drive in the
//!   network.
//!
//! What is written through memory maps is not seen. SQLite maps only its `-shm` file, which no power cut needs to keep.

// Every function here is one of the C library's, and its safety is written there.
#![allow(clippy::missing_safety_doc)]
#![cfg(target_os = "linux")]

mod disk;
mod syscalls;

use std::ffi::{c_int, c_void};

use disk::{Disk, Kind};
use libc::{off_t, size_t, ssize_t};

/// `write(2)`, at the file's own position.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(file: c_int, bytes: *const u8, count: size_t) -> ssize_t {
    let write = || unsafe { syscalls::write(file, bytes, count) };
    match Disk::file(file) {
        Some(name) => {
            let position = unsafe { libc::lseek(file, 0, libc::SEEK_CUR) };
            unsafe { Disk::write(file, &name, position, bytes, count, write) }
        }
        None => write(),
    }
}

/// `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(file: c_int, bytes: *const u8, count: size_t, position: off_t) -> ssize_t {
    let write = || unsafe { syscalls::pwrite(file, bytes, count, position) };
    match Disk::file(file) {
        Some(name) => unsafe { Disk::write(file, &name, position, bytes, count, write) },
        None => write(),
    }
}

/// `pwrite(2)` under its name for large files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(file: c_int, bytes: *const u8, count: size_t, position: off_t) -> ssize_t {
    unsafe { pwrite(file, bytes, count, position) }
}

/// `ftruncate(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate(file: c_int, length: off_t) -> c_int {
    let truncate = || unsafe { syscalls::ftruncate(file, length) };
    match Disk::file(file) {
        Some(name) => Disk::recorded(Kind::Truncate, &name, length, truncate),
        None => truncate(),
    }
}

/// `ftruncate(2)` under its name for large files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(file: c_int, length: off_t) -> c_int {
    unsafe { ftruncate(file, length) }
}

/// `fsync(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fsync(file: c_int) -> c_int {
    Disk::flush(file, || unsafe { syscalls::fsync(file) })
}

/// `fdatasync(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fdatasync(file: c_int) -> c_int {
    Disk::flush(file, || unsafe { syscalls::fdatasync(file) })
}

/// `mmap(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mmap(
    address: *mut c_void,
    length: size_t,
    protection: c_int,
    flags: c_int,
    file: c_int,
    offset: off_t,
) -> *mut c_void {
    // What is no file at all is mapped before there is anything to ask.
    if file >= 0 && Disk::refuses_maps(file) {
        return libc::MAP_FAILED;
    }
    unsafe { syscalls::mmap(address, length, protection, flags, file, offset) }
}

/// `mmap(2)` under its name for large files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mmap64(
    address: *mut c_void,
    length: size_t,
    protection: c_int,
    flags: c_int,
    file: c_int,
    offset: off_t,
) -> *mut c_void {
    unsafe { mmap(address, length, protection, flags, file, offset) }
}
