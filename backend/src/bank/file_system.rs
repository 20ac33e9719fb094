//! On what a ledger lies, and a warning of one that a power cut would take whole.

use std::path::Path;

use tracing::warn;

/// One line of warning if `folder` lies in memory. Linux only: elsewhere it says nothing.
pub(super) fn warn_if_volatile(folder: &Path) {
    if let Some(kind @ ("tmpfs" | "ramfs")) = file_system(folder).as_deref() {
        warn!(folder = %folder.display(), "the ledger lies on {kind}: it is gone when this machine stops");
    }
}

/// The type of the file system that holds `folder`, such as `ext4`. Known on Linux only.
pub fn file_system(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    file_system_of(&folder, &mounts).map(str::to_owned)
}

/// The type of the file system that holds `path`, by the mount table (`proc_pid_mountinfo(5)`).
fn file_system_of<'a>(path: &Path, mounts: &'a str) -> Option<&'a str> {
    mounts
        .lines()
        .filter_map(|line| {
            let (mount, kind) = line.split_once(" - ")?;
            let point = mount.split(' ').nth(4)?.replace("\\040", " ");
            path.starts_with(&point).then_some((point.len(), kind.split(' ').next()?))
        })
        // Of two mounts on one point the later covers the earlier.
        .max_by_key(|(length, _)| *length)
        .map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n\
                      30 22 0:25 / /tmp rw shared:9 - tmpfs tmpfs rw\n\
                      31 30 254:0 /x /tmp/real\\040disk rw - ext4 /dev/vda rw\n";
        assert_eq!(file_system_of(Path::new("/home/lab"), mounts), Some("ext4"));
        assert_eq!(file_system_of(Path::new("/tmp/lab"), mounts), Some("tmpfs"));
        assert_eq!(file_system_of(Path::new("/tmp/real disk/lab"), mounts), Some("ext4"));
        assert_eq!(file_system_of(Path::new("/tmpfoo"), mounts), Some("ext4"));
    }
}
