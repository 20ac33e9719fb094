//! The gate that guesses of a code or a PIN pass, one after the other: so slowly that a million takes too long.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep};

use crate::error::RoomRefusal;

/// How long a try takes, right or wrong.
const PAUSE: Duration = Duration::from_millis(20);
/// How long it takes while somebody guesses.
const LONG_PAUSE: Duration = Duration::from_secs(1);
/// So many wrong ones within [`MINUTE`] are guessing.
const MANY: usize = 30;
const MINUTE: Duration = Duration::from_mins(1);
/// So many wait at most.
const MAX_WAITING: usize = 64;

/// One gate.
pub(super) struct Gate {
    places: Semaphore,
    /// Fair: who came first passes first.
    passing: tokio::sync::Mutex<()>,
    wrong: Mutex<WrongTries>,
    /// What was to be guessed is another one now.
    renewed: Notify,
}

/// When the latest wrong tries were, the oldest first.
#[derive(Debug, Default)]
struct WrongTries(VecDeque<Instant>);

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            places: Semaphore::new(MAX_WAITING),
            passing: tokio::sync::Mutex::default(),
            wrong: Mutex::default(),
            renewed: Notify::new(),
        }
    }

    /// Waits for its turn and then tries once.
    ///
    /// # Errors
    /// [`RoomRefusal::Busy`] when too many wait, [`RoomRefusal::WrongCode`] when it waited while the gate began
    /// [anew](Self::renew), otherwise what the try says.
    pub(super) async fn pass<T>(&self, attempt: impl FnOnce() -> Result<T, RoomRefusal>) -> Result<T, RoomRefusal> {
        let _place = self.places.try_acquire().map_err(|_| RoomRefusal::Busy)?;
        let turn = async {
            let passing = self.passing.lock().await;
            let pause = self.wrong().pause(Instant::now());
            sleep(pause).await;
            passing
        };
        let _passing = tokio::select! {
            biased;
            () = self.renewed.notified() => return Err(RoomRefusal::WrongCode),
            passing = turn => passing,
        };
        let outcome = attempt();
        if matches!(outcome, Err(RoomRefusal::WrongCode | RoomRefusal::WrongPin)) {
            self.wrong().add(Instant::now());
        }
        outcome
    }

    /// Begins anew, as what was to be guessed is another one now: wrong tries are forgotten, and who waits with what was
    /// right until now is answered at once.
    pub(super) fn renew(&self) {
        self.wrong().0.clear();
        self.renewed.notify_waiters();
    }

    /// Whether somebody is guessing.
    pub(super) fn guessing(&self) -> bool {
        self.wrong().are_many(Instant::now())
    }

    fn wrong(&self) -> std::sync::MutexGuard<'_, WrongTries> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WrongTries {
    fn add(&mut self, now: Instant) {
        if self.0.len() == MANY {
            self.0.pop_front();
        }
        self.0.push_back(now);
    }

    fn are_many(&self, now: Instant) -> bool {
        self.0.len() == MANY && self.0.front().is_some_and(|oldest| now.duration_since(*oldest) < MINUTE)
    }

    fn pause(&self, now: Instant) -> Duration {
        if self.are_many(now) { LONG_PAUSE } else { PAUSE }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    async fn wrong(gate: &Gate) -> RoomRefusal {
        gate.pass(|| Err::<(), _>(RoomRefusal::WrongCode)).await.expect_err("wrong")
    }

    #[tokio::test(start_paused = true)]
    async fn each_try_takes_its_time_one_after_the_other() {
        let (gate, began) = (Gate::new(), Instant::now());
        let tries = (0..10).map(|number| {
            let gate = &gate;
            async move { gate.pass(|| Ok::<_, RoomRefusal>((number, began.elapsed().as_millis()))).await }
        });
        let passed: Vec<_> = join_all(tries).await.into_iter().map(|outcome| outcome.expect("right")).collect();
        assert_eq!(passed[0], (0, 20));
        assert_eq!(passed[9], (9, 200));
    }

    #[tokio::test(start_paused = true)]
    async fn thirty_wrong_ones_in_a_minute_make_all_wait_a_second_until_a_minute_is_over() {
        let gate = Gate::new();
        for _ in 0..30 {
            assert!(!gate.guessing());
            wrong(&gate).await;
        }
        assert!(gate.guessing());
        let began = Instant::now();
        gate.pass(|| Ok(())).await.expect("right");
        assert_eq!(began.elapsed(), LONG_PAUSE, "a right one waits like a wrong one");
        sleep(MINUTE).await;
        assert!(!gate.guessing());
    }

    #[tokio::test(start_paused = true)]
    async fn a_gate_that_begins_anew_answers_all_who_wait_and_lets_the_next_pass_at_once() {
        let gate = Gate::new();
        for _ in 0..30 {
            wrong(&gate).await;
        }
        let began = Instant::now();
        let renewed = async {
            sleep(Duration::from_millis(2_500)).await;
            gate.renew();
            gate.pass(|| Ok(began.elapsed())).await.expect("right")
        };
        let waiting = join_all((0..60).map(|_| wrong(&gate)));
        let (passed, refused) = tokio::join!(renewed, waiting);
        assert_eq!(passed, Duration::from_millis(2_520), "as in a gate at which nobody has guessed");
        assert_eq!((refused.len(), began.elapsed()), (60, passed), "nobody waits for what is over");
        assert!(!gate.guessing());
    }

    #[tokio::test(start_paused = true)]
    async fn of_ten_thousand_at_once_sixty_four_are_tried() {
        let gate = Gate::new();
        let refused = join_all((0..10_000).map(|_| wrong(&gate))).await;
        let busy = refused.iter().filter(|refusal| **refusal == RoomRefusal::Busy).count();
        assert_eq!(busy, 10_000 - 64);
        assert_eq!(wrong(&gate).await, RoomRefusal::WrongCode, "and later ones pass again");
    }
}
