//! How long to wait before a program that died is started again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// A program that lived for so long was healthy: its death starts a new row.
const HEALTHY: Duration = Duration::from_secs(10);

/// Deaths in a row.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    in_a_row: u32,
}

impl Restarts {
    /// The pause after a death that somebody asked for: it says nothing about the program's health.
    pub(super) fn pause_when_asked() -> Duration {
        FIRST
    }

    /// The pause after any other death, when the program had lived for `lived`.
    pub(super) fn pause(&mut self, lived: Duration) -> Duration {
        if lived >= HEALTHY {
            self.in_a_row = 0;
        }
        let pause = FIRST.saturating_mul(2_u32.saturating_pow(self.in_a_row)).min(LONGEST);
        self.in_a_row += 1;
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_in_a_row_double_the_pause_up_to_five_seconds_and_health_resets_it() {
        let mut restarts = Restarts::default();
        let pauses: Vec<u128> = (0..8).map(|_| restarts.pause(Duration::from_secs(1)).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(restarts.pause(HEALTHY).as_millis(), 100);
        assert_eq!(restarts.pause(Duration::ZERO).as_millis(), 200);
    }
}
