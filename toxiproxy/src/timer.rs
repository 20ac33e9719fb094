//! Timers that wake tasks, exact to about 0.1 ms.
//!
//! Tokio's timers tick in milliseconds and round up, which is right for time limits and too coarse here: a
//! latency of 10 ms would be 11, a slicer's pause of 100 µs would be 1000. The original is exact to about
//! 0.1 ms, and so is this: one thread that sleeps until the next timer is due.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread;
use std::time::Instant;

/// The thread that runs the timers of one network. It ends when this is dropped.
pub(crate) struct TimerThread(Arc<Shared>);

struct Shared {
    timers: Mutex<Timers>,
    /// Notified when the earliest timer has changed, or when the thread is to end.
    changed: Condvar,
}

#[derive(Default)]
struct Timers {
    set: BTreeMap<Key, Waker>,
    next_number: u64,
    ended: bool,
}

/// When a timer is due, and a number that tells it from others of the same moment.
type Key = (Instant, u64);

impl TimerThread {
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared { timers: Mutex::default(), changed: Condvar::new() });
        let run = shared.clone();
        let thread = thread::Builder::new().name("toxiproxy-timers".into()).spawn(move || run.run());
        thread.expect("a process that cannot start one thread cannot be a network");
        Self(shared)
    }
}

impl Drop for TimerThread {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.changed.notify_one();
    }
}

impl Shared {
    /// Wakes the tasks whose timers are due, until the thread is to end.
    fn run(&self) {
        let mut timers = self.lock();
        while !timers.ended {
            let now = Instant::now();
            match timers.set.first_entry() {
                Some(first) if first.key().0 <= now => {
                    let waker = first.remove();
                    // Waking may do anything, even set a timer.
                    drop(timers);
                    waker.wake();
                    timers = self.lock();
                }
                Some(first) => {
                    let left = first.key().0 - now;
                    timers = self.changed.wait_timeout(timers, left).unwrap_or_else(PoisonError::into_inner).0;
                }
                None => timers = self.changed.wait(timers).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The timer of one task: set to at most one moment at a time, and turned off when dropped.
pub(crate) struct Timer {
    timers: Arc<TimerThread>,
    key: Option<Key>,
}

impl Timer {
    pub(crate) fn new(timers: Arc<TimerThread>) -> Self {
        Self { timers, key: None }
    }

    /// Sets the timer to a moment, in place of any other; `None` turns it off.
    pub(crate) fn set(&mut self, moment: Option<Instant>, waker: &Waker) {
        if moment.is_none() && self.key.is_none() {
            return;
        }
        let shared = &self.timers.0;
        let mut timers = shared.lock();
        if let Some(old) = self.key.take() {
            timers.set.remove(&old);
        }
        let Some(moment) = moment else { return };
        timers.next_number += 1;
        let key = (moment, timers.next_number);
        timers.set.insert(key, waker.clone());
        self.key = Some(key);
        if timers.set.first_key_value().is_some_and(|(first, _)| *first == key) {
            shared.changed.notify_one();
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.set(None, Waker::noop());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::Wake;
    use std::time::Duration;

    use super::*;

    /// A waker that sends the moment at which it was woken.
    struct RecordingWaker(mpsc::Sender<Instant>);

    impl Wake for RecordingWaker {
        fn wake(self: Arc<Self>) {
            let _ = self.0.send(Instant::now());
        }
    }

    fn recording_waker() -> (Waker, mpsc::Receiver<Instant>) {
        let (sender, receiver) = mpsc::channel();
        (Waker::from(Arc::new(RecordingWaker(sender))), receiver)
    }

    #[test]
    fn timers_fire_in_the_order_of_their_moments_and_not_before() {
        let timers = Arc::new(TimerThread::start());
        let (mut late, mut early) = (Timer::new(timers.clone()), Timer::new(timers));
        let ((late_waker, late_woken), (early_waker, early_woken)) = (recording_waker(), recording_waker());
        let (later, sooner) = (Instant::now() + Duration::from_millis(30), Instant::now() + Duration::from_millis(10));
        late.set(Some(later), &late_waker);
        early.set(Some(sooner), &early_waker);
        assert!(early_woken.recv().expect("the early one fires") >= sooner);
        assert!(late_woken.recv().expect("the late one fires") >= later);
    }

    #[test]
    fn a_timer_that_is_set_anew_turned_off_or_dropped_does_not_fire() {
        let timers = Arc::new(TimerThread::start());
        let moment = Instant::now() + Duration::from_millis(5);
        let (waker, woken) = recording_waker();
        let mut moved = Timer::new(timers.clone());
        moved.set(Some(moment), &waker);
        moved.set(Some(moment + Duration::from_hours(1)), &waker);
        let mut off = Timer::new(timers.clone());
        off.set(Some(moment), &waker);
        off.set(None, &waker);
        let mut dropped = Timer::new(timers.clone());
        dropped.set(Some(moment), &waker);
        drop(dropped);
        let (last_waker, last_woken) = recording_waker();
        let mut last = Timer::new(timers);
        last.set(Some(moment), &last_waker);
        last_woken.recv().expect("fires after the others would have");
        assert!(woken.try_recv().is_err());
    }
}
