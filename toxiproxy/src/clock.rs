//! Waking tasks at the right moment.
//!
//! Tokio's timers tick in milliseconds and round up, which is right for time limits and too coarse here: a
//! latency of 10 ms would be 11, a slicer's pause of 100 µs would be 1000. The original is exact to about
//! 0.1 ms, and so is this: one thread that sleeps until the next alarm.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread;
use std::time::Instant;

/// The alarms of one network. Its thread ends when this is dropped.
pub(crate) struct Clock(Arc<Shared>);

struct Shared {
    alarms: Mutex<Alarms>,
    /// The earliest alarm has changed, or the clock is to end.
    changed: Condvar,
}

#[derive(Default)]
struct Alarms {
    set: BTreeMap<Key, Waker>,
    next_number: u64,
    ended: bool,
}

/// When an alarm goes off, and a number that tells it from others of the same moment.
type Key = (Instant, u64);

impl Clock {
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared { alarms: Mutex::default(), changed: Condvar::new() });
        let run = shared.clone();
        let thread = thread::Builder::new().name("toxiproxy-clock".into()).spawn(move || run.ring());
        thread.expect("a process that cannot start one thread cannot be a network");
        Self(shared)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.changed.notify_one();
    }
}

impl Shared {
    /// Wakes whoever is due until the clock is dropped.
    fn ring(&self) {
        let mut alarms = self.lock();
        while !alarms.ended {
            let now = Instant::now();
            match alarms.set.first_entry() {
                Some(first) if first.key().0 <= now => {
                    let waker = first.remove();
                    // Waking may do anything, even set an alarm.
                    drop(alarms);
                    waker.wake();
                    alarms = self.lock();
                }
                Some(first) => {
                    let left = first.key().0 - now;
                    alarms = self.changed.wait_timeout(alarms, left).unwrap_or_else(PoisonError::into_inner).0;
                }
                None => alarms = self.changed.wait(alarms).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Alarms> {
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One task's alarm: at most one moment at a time, and none once it is dropped.
pub(crate) struct Alarm {
    clock: Arc<Clock>,
    key: Option<Key>,
}

impl Alarm {
    pub(crate) fn new(clock: Arc<Clock>) -> Self {
        Self { clock, key: None }
    }

    /// Sets the alarm to a moment, in place of any other; `None` turns it off.
    pub(crate) fn set(&mut self, moment: Option<Instant>, waker: &Waker) {
        if moment.is_none() && self.key.is_none() {
            return;
        }
        let shared = &self.clock.0;
        let mut alarms = shared.lock();
        if let Some(old) = self.key.take() {
            alarms.set.remove(&old);
        }
        let Some(moment) = moment else { return };
        alarms.next_number += 1;
        let key = (moment, alarms.next_number);
        alarms.set.insert(key, waker.clone());
        self.key = Some(key);
        if alarms.set.first_key_value().is_some_and(|(first, _)| *first == key) {
            shared.changed.notify_one();
        }
    }
}

impl Drop for Alarm {
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

    /// Tells when it was woken.
    struct Bell(mpsc::Sender<Instant>);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            let _ = self.0.send(Instant::now());
        }
    }

    fn bell() -> (Waker, mpsc::Receiver<Instant>) {
        let (rang, heard) = mpsc::channel();
        (Waker::from(Arc::new(Bell(rang))), heard)
    }

    #[test]
    fn alarms_ring_in_the_order_of_their_moments_and_not_before() {
        let clock = Arc::new(Clock::start());
        let (mut late, mut early) = (Alarm::new(clock.clone()), Alarm::new(clock));
        let ((late_waker, late_heard), (early_waker, early_heard)) = (bell(), bell());
        let (later, sooner) = (Instant::now() + Duration::from_millis(30), Instant::now() + Duration::from_millis(10));
        late.set(Some(later), &late_waker);
        early.set(Some(sooner), &early_waker);
        assert!(early_heard.recv().expect("the early one rings") >= sooner);
        assert!(late_heard.recv().expect("the late one rings") >= later);
    }

    #[test]
    fn an_alarm_that_is_set_anew_turned_off_or_dropped_does_not_ring() {
        let clock = Arc::new(Clock::start());
        let moment = Instant::now() + Duration::from_millis(5);
        let (waker, heard) = bell();
        let mut moved = Alarm::new(clock.clone());
        moved.set(Some(moment), &waker);
        moved.set(Some(moment + Duration::from_hours(1)), &waker);
        let mut off = Alarm::new(clock.clone());
        off.set(Some(moment), &waker);
        off.set(None, &waker);
        let mut dropped = Alarm::new(clock.clone());
        dropped.set(Some(moment), &waker);
        drop(dropped);
        let (last_waker, last_heard) = bell();
        let mut last = Alarm::new(clock);
        last.set(Some(moment), &last_waker);
        last_heard.recv().expect("rings after the others would have");
        assert!(heard.try_recv().is_err());
    }
}
