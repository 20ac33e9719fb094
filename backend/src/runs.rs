//! The last runs, in memory: what arrived of each, and which of them holds the lease.

mod attempt_counter;
mod lease;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use protocol::{AttemptId, RunCounts, RunId, RunLease};

use attempt_counter::AttemptCounter;
use lease::Lease;

/// How many runs are remembered. The one that has been silent for longest is forgotten first.
const REMEMBERED: usize = 8;

/// The counts of the last runs. Clones share them.
#[derive(Clone, Default)]
pub struct Runs {
    state: Arc<Mutex<State>>,
}

/// Somebody else holds the lease.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeaseHeld {
    /// Since the holder's last renewal or arrival.
    pub age: Duration,
}

#[derive(Default)]
struct State {
    /// The run heard of last is at the end.
    counters: Vec<AttemptCounter>,
    lease: Option<Lease>,
}

impl Runs {
    /// Gives the holder that an earlier process kept another full lease.
    pub fn inherit_lease(&self, run: RunId) {
        let mut state = self.lock();
        state.counter(&run).inherit();
        state.lease = Some(Lease::new(run));
    }

    /// An attempt has arrived. The warming is none.
    pub fn arrived(&self, attempt: &AttemptId) {
        if attempt.is_warming() {
            return;
        }
        let mut state = self.lock();
        if let Some(lease) = state.live_lease().filter(|lease| lease.run == attempt.run) {
            lease.renew();
        }
        state.counter(&attempt.run).count(attempt);
    }

    /// An `OPTIONS` request to the payments has arrived. It counts for the run that holds the lease, after the
    /// first arrival of that run.
    pub fn preflight(&self) {
        let mut state = self.lock();
        let Some(holder) = state.live_lease().map(|lease| lease.run.clone()) else { return };
        if let Some(counter) = state.counters.iter_mut().find(|counter| *counter.run() == holder) {
            counter.count_preflight();
        }
    }

    /// The counts of a run, and whether this process saw all of it. (The ledger must be asked too: an entry that
    /// another process wrote makes it incomplete.)
    pub fn counts(&self, run: &RunId) -> RunCounts {
        let state = self.lock();
        match state.counters.iter().find(|counter| *counter.run() == *run) {
            Some(counter) => counter.counts(),
            None => RunCounts { run: run.clone(), arrivals: 0, hidden_repeats: 0, preflights: 0, complete: false },
        }
    }

    /// Takes the lease, or renews it for its holder.
    pub fn take_lease(&self, run: &RunId) -> Result<(), LeaseHeld> {
        let mut state = self.lock();
        if let Some(lease) = state.live_lease().filter(|lease| lease.run != *run) {
            return Err(LeaseHeld { age: lease.age() });
        }
        state.counter(run);
        state.lease = Some(Lease::new(run.clone()));
        Ok(())
    }

    /// Frees the lease: for its holder only, or with `None` for anybody. Whether there was one to free.
    pub fn free_lease(&self, run: Option<&RunId>) -> bool {
        let mut state = self.lock();
        let free = state.live_lease().is_some_and(|lease| run.is_none_or(|run| lease.run == *run));
        if free {
            state.lease = None;
        }
        free
    }

    /// Who holds the lease.
    pub fn lease(&self) -> Option<RunLease> {
        let mut state = self.lock();
        let lease = state.live_lease()?;
        Some(RunLease { run: lease.run.clone(), age_s: lease.age().as_secs_f64() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while counting")
    }
}

impl State {
    fn live_lease(&mut self) -> Option<&mut Lease> {
        self.lease.as_mut().filter(|lease| lease.is_live())
    }

    /// Returns the counter of a run, made if it is new, and moved to the end.
    fn counter(&mut self, run: &RunId) -> &mut AttemptCounter {
        if let Some(at) = self.counters.iter().position(|counter| *counter.run() == *run) {
            self.counters[at..].rotate_left(1);
        } else {
            if self.counters.len() == REMEMBERED {
                self.counters.remove(0);
            }
            self.counters.push(AttemptCounter::new(run.clone()));
        }
        self.counters.last_mut().expect("one has just been put there")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> RunId {
        text.parse().expect("a run id")
    }

    fn attempt(text: &str) -> AttemptId {
        text.parse().expect("an attempt id")
    }

    #[tokio::test]
    async fn an_attempt_that_arrives_twice_is_a_hidden_repeat_and_the_warming_is_nothing() {
        let runs = Runs::default();
        for id in ["run-aaaa/0/0", "run-aaaa/1/1", "run-aaaa/1/2", "run-aaaa/1/1", "run-bbbb/1/1"] {
            runs.arrived(&attempt(id));
        }
        let counts = runs.counts(&run("run-aaaa"));
        assert_eq!((counts.arrivals, counts.hidden_repeats, counts.complete), (3, 1, true));
        assert!(!runs.counts(&run("unheard-of")).complete);
    }

    #[tokio::test]
    async fn preflights_count_for_the_holder_of_the_lease_after_its_first_arrival() {
        let runs = Runs::default();
        runs.preflight();
        runs.take_lease(&run("run-aaaa")).expect("free");
        runs.preflight();
        runs.arrived(&attempt("run-aaaa/1/1"));
        runs.preflight();
        runs.free_lease(None);
        runs.preflight();
        assert_eq!(runs.counts(&run("run-aaaa")).preflights, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_lives_for_fifteen_seconds_after_the_last_renewal_or_arrival() {
        let runs = Runs::default();
        runs.take_lease(&run("run-aaaa")).expect("free");
        tokio::time::advance(Duration::from_secs(10)).await;
        runs.arrived(&attempt("run-aaaa/1/1"));
        tokio::time::advance(Duration::from_secs(14)).await;
        let held = runs.take_lease(&run("run-bbbb")).expect_err("held");
        assert_eq!(held.age, Duration::from_secs(14));
        assert!(runs.lease().is_some_and(|lease| lease.run == run("run-aaaa")));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(runs.lease(), None);
        runs.take_lease(&run("run-bbbb")).expect("expired");
        // An arrival of a run that has lost the lease does not take it back.
        runs.arrived(&attempt("run-aaaa/1/2"));
        assert!(runs.lease().is_some_and(|lease| lease.run == run("run-bbbb")));
    }

    #[tokio::test]
    async fn the_lease_is_freed_by_its_holder_or_for_anybody() {
        let runs = Runs::default();
        runs.take_lease(&run("run-aaaa")).expect("free");
        assert!(!runs.free_lease(Some(&run("run-bbbb"))));
        assert!(runs.free_lease(Some(&run("run-aaaa"))));
        runs.take_lease(&run("run-bbbb")).expect("free again");
        assert!(runs.free_lease(None));
        assert!(!runs.free_lease(None));
    }

    #[tokio::test]
    async fn an_inherited_run_is_never_complete() {
        let runs = Runs::default();
        runs.inherit_lease(run("run-aaaa"));
        runs.take_lease(&run("run-aaaa")).expect("its own");
        runs.arrived(&attempt("run-aaaa/7/1"));
        assert!(!runs.counts(&run("run-aaaa")).complete);
    }

    #[tokio::test]
    async fn the_last_eight_runs_are_remembered() {
        let runs = Runs::default();
        for number in 1..=9 {
            runs.arrived(&attempt(&format!("run-000{number}/1/1")));
        }
        assert_eq!(runs.counts(&run("run-0001")).arrivals, 0);
        assert_eq!(runs.counts(&run("run-0002")).arrivals, 1);
    }
}
