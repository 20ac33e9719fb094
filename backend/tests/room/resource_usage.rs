//! What a room holds: memory and open files of its processes.

use std::fmt;

use crate::process::{open_files, pss_kib};
use crate::test_room::Room;

/// What parent and banks hold at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourceUsage {
    parent_kib: u64,
    parent_files: usize,
    /// Of all stations' banks together.
    stations_kib: u64,
    /// Of the largest.
    pub(crate) station_kib: u64,
    /// Of the one with most.
    station_files: usize,
}

impl ResourceUsage {
    pub(crate) async fn of(room: &Room) -> Self {
        let (parent, banks) = (room.program.id(), room.banks().await);
        let memory: Vec<u64> = banks.values().map(|bank| pss_kib(*bank)).collect();
        Self {
            parent_kib: pss_kib(parent),
            parent_files: open_files(parent),
            stations_kib: memory.iter().sum(),
            station_kib: memory.iter().copied().max().unwrap_or(0),
            station_files: banks.values().map(|bank| open_files(*bank)).max().unwrap_or(0),
        }
    }

    /// Asserts that nothing has grown but by what hangs on the moment: connections that are just ending, and pages that an
    /// allocator keeps.
    pub(crate) fn have_not_grown_since(&self, early: &Self) {
        assert!(self.parent_files <= early.parent_files + 50, "{early}, then {self}");
        assert!(self.station_files <= early.station_files + 20, "{early}, then {self}");
        assert!(self.parent_kib <= early.parent_kib * 5 / 4 + 8 * 1024, "{early}, then {self}");
        assert!(self.stations_kib <= early.stations_kib * 5 / 4 + 8 * 1024, "{early}, then {self}");
    }
}

impl fmt::Display for ResourceUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |kib: u64| kib as f64 / 1024.0;
        write!(
            f,
            "parent {:.1} MiB, {} files; all stations {:.1} MiB; a station at most {:.1} MiB, {} files",
            mib(self.parent_kib),
            self.parent_files,
            mib(self.stations_kib),
            mib(self.station_kib),
            self.station_files
        )
    }
}
