//! `DIR/room.json`: the register, kept over restarts. It holds secrets, so only its owner may read it.

use std::io::{BufWriter, ErrorKind, IntoInnerError, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use tempfile::NamedTempFile;
use thiserror::Error;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::register::Register;

const NAME: &str = "room.json";

/// The room cannot be kept in its folder.
#[derive(Debug, Error)]
pub enum RoomFileError {
    /// The file cannot be read or written.
    #[error("the room in {} cannot be kept: {cause}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// What stands in it is no room of this program.
    #[error("{} is no room that this version knows ({why}); move it away, and a new room begins", path.display())]
    NotARoom {
        /// The file.
        path: PathBuf,
        /// Where it fails.
        why: String,
    },
}

/// Keeps a register in a file, or, without a folder, nowhere.
pub(super) struct RoomFile {
    path: Option<PathBuf>,
    /// One write at a time. A number counts the changes of the register: who finds his own written already is done.
    written: Arc<Mutex<u64>>,
}

impl RoomFile {
    /// The file in this folder, and what is kept there.
    pub(super) fn open(folder: Option<&Path>, stations: u8) -> Result<(Self, Register), RoomFileError> {
        let path = folder.map(|folder| folder.join(NAME));
        let kept = path.as_deref().map(read).transpose()?.flatten();
        let file = Self { path, written: Arc::default() };
        let register = match (kept, &file.path) {
            (Some(mut register), Some(path)) => {
                let not_a_room = |_| RoomFileError::NotARoom { path: path.clone(), why: "an unknown scenario".into() };
                register.resume(stations).map_err(not_a_room)?;
                register
            }
            _ => Register::new(stations),
        };
        file.write_now(&register)?;
        Ok((file, register))
    }

    fn write_now(&self, register: &Register) -> Result<(), RoomFileError> {
        let Some(path) = &self.path else { return Ok(()) };
        write(path, register).map_err(|cause| RoomFileError::Io { path: path.clone(), cause })
    }

    /// Writes the register as `look` finds it, with the number of its last change, unless it was written meanwhile
    /// with change `at_least` in it. Returns once that is on disk; what goes wrong is logged, and tried again with the
    /// next change.
    pub(super) async fn keep<L>(&self, at_least: u64, look: L)
    where
        L: FnOnce() -> (u64, Register) + Send + 'static,
    {
        let Some(path) = self.path.clone() else { return };
        let written = Arc::clone(&self.written);
        let keeps = async move {
            // Whoever waits for the file holds no thread.
            let mut written = written.lock_owned().await;
            if *written >= at_least {
                return Ok(());
            }
            let write = move || -> io::Result<()> {
                let (change, register) = look();
                write(&path, &register)?;
                *written = change;
                Ok(())
            };
            spawn_blocking(write).await?
        };
        // In a task of its own: whoever has changed something may be gone before it is on disk.
        match tokio::spawn(keeps).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the room is not kept"),
            Err(error) => tracing::error!(%error, "the room is not kept"),
        }
    }
}

fn read(path: &Path) -> Result<Option<Register>, RoomFileError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(RoomFileError::Io { path: path.to_owned(), cause }),
    };
    let register = serde_json::from_slice(&text);
    register.map(Some).map_err(|error| RoomFileError::NotARoom { path: path.to_owned(), why: error.to_string() })
}

/// Writes it whole beside the old one, and puts it in its place. (A temporary file is readable by its owner only.)
fn write(path: &Path, register: &Register) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
    serde_json::to_writer(&mut file, register)?;
    file.write_all(b"\n")?;
    let file = file.into_inner().map_err(IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_room_is_found_again_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, register) = RoomFile::open(Some(folder.path()), 3).expect("a new room");
        let mut changed = register.clone();
        changed.renew_code();
        let code = changed.code().to_owned();
        file.keep(1, move || (1, changed)).await;
        let (_, found) = RoomFile::open(Some(folder.path()), 3).expect("the same room");
        assert_eq!((found.code(), found.host_key()), (code.as_str(), register.host_key()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(NAME)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[tokio::test]
    async fn what_was_written_meanwhile_is_not_written_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, register) = RoomFile::open(Some(folder.path()), 3).expect("a new room");
        let kept = register.clone();
        file.keep(2, move || (5, kept)).await;
        file.keep(4, || panic!("change 4 is in it")).await;
    }

    #[test]
    fn what_is_no_room_is_said_with_its_path_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(NAME), "{}").expect("a file");
        let said = RoomFile::open(Some(folder.path()), 3).map(drop).expect_err("no room").to_string();
        assert!(said.contains(NAME) && said.contains("move it away"), "{said}");
        assert_eq!(fs::read(folder.path().join(NAME)).expect("it is still there"), b"{}");
    }

    #[test]
    fn without_a_folder_every_start_is_a_new_room() {
        let rooms = [1, 2].map(|_| RoomFile::open(None, 3).expect("a room").1);
        assert_ne!(rooms[0].secret(), rooms[1].secret());
    }
}
