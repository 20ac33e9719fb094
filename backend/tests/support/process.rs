//! What a process costs, as Linux says it.

use std::time::Duration;

/// Returns the proportional set size: its memory, with shared pages shared out. 0 where it has gone.
pub(crate) fn pss_kib(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Returns how many files it has open.
pub(crate) fn open_files(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}

/// Returns how long it has had the processor.
pub(crate) fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name in brackets: utime and stime are the 14th and 15th of all (proc_pid_stat(5)).
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
    // A tick is 10 ms wherever Linux runs.
    Duration::from_millis(10 * (ticks(11) + ticks(12)))
}
