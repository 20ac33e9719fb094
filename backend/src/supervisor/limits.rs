//! How many connections a room takes, out of the files that this process may have open.

use std::num::NonZeroUsize;

use anyhow::{Result, bail};

use super::invitation::number_of_stations;

/// What to raise the limit of open files to, where the system allows it.
const WANTED: u64 = 8192;
/// The most connections at the hub.
const MOST_AT_HUB: u64 = 512;
/// The most connections at the port of one network.
const MOST_AT_A_PORT: u64 = 64;
/// A browser has six connections, and some are always on their way out.
const LEAST_AT_A_PORT: u64 = 8;
/// What is open beside connections, at least.
const FILES: u64 = 200;
/// What the parent has open by itself, and for each station: two pipes, four ports, the room's own feed of its bank, and
/// that bank's connections to the control API.
const OWN_FILES: u64 = 60;
const FILES_OF_A_STATION: u64 = 10;

/// The limits of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// The most connections at the hub; each may take another one to a bank.
    pub(super) hub: NonZeroUsize,
    /// The most connections at the port of one network, if it is the embedded one. Each takes another one to a bank.
    pub(super) port: NonZeroUsize,
}

/// Raises the limit of open files and returns what that allows.
///
/// # Errors
///
/// With fewer files than so many stations need, it says how many stations they would be enough for.
pub(super) fn raise(stations: u8) -> Result<Limits> {
    // A limit that stays as it is is the one to go by.
    let open_files = rlimit::increase_nofile_limit(WANTED).unwrap_or(1024);
    Limits::of(open_files, stations)
}

impl Limits {
    fn of(open_files: u64, stations: u8) -> Result<Self> {
        let hub = (open_files / 8).min(MOST_AT_HUB);
        let at_a_port = |stations: u64| {
            let files = FILES.max(OWN_FILES + FILES_OF_A_STATION * stations);
            open_files.saturating_sub(files + 2 * hub) / (2 * stations)
        };
        let port = at_a_port(u64::from(stations));
        if port < LEAST_AT_A_PORT {
            let enough = (1..u64::from(stations)).rev().find(|fewer| at_a_port(*fewer) >= LEAST_AT_A_PORT);
            bail!(
                "this system lets a process open {open_files} files, which is enough for {} (--room); \
                 `ulimit -n` raises that",
                enough.map_or_else(|| "no station".to_owned(), number_of_stations)
            );
        }
        Ok(Self { hub: some(hub), port: some(port.min(MOST_AT_A_PORT)) })
    }
}

fn some(count: u64) -> NonZeroUsize {
    usize::try_from(count).ok().and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_shared_out_to_hub_and_networks() {
        let of = |files, stations| Limits::of(files, stations).map(|limits| (limits.hub.get(), limits.port.get()));
        assert_eq!(of(8192, 24).expect("enough"), (512, 64));
        assert_eq!(of(8192, 64).expect("enough"), (512, 50));
        assert_eq!(of(1024, 24).expect("enough"), (128, 9));
        assert_eq!(of(1_000_000, 64).expect("enough"), (512, 64));
        let error = of(1024, 64).expect_err("too few").to_string();
        assert!(error.contains("enough for 27 stations"), "{error}");
        assert_eq!(of(1024, 27).expect("what it says").1, 8);
    }
}
