//! A counterexample, step by step, as it is told and drawn.

use std::collections::HashMap;

use counterexamples::{Counterexample, Event, EventKind};

use super::AtBank;

/// One step, with what it takes to tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterexampleStep {
    /// What happens.
    pub event: Event,
    /// Whether there are several payments to tell apart, and not only attempts.
    pub of_several: bool,
    /// What the bank did, where it decides.
    pub bank: Option<AtBank>,
}

/// Returns the steps of a counterexample; none where there is none.
pub fn steps_of(found: &Counterexample) -> Vec<CounterexampleStep> {
    let (mut rows, mut paid) = (0, HashMap::new());
    let of_several = found.bounds.payments > 1;
    let mut told = |event: &Event| {
        let decides = matches!(event.step, EventKind::Decide | EventKind::PauseEnds);
        let bank = decides.then(|| {
            if event.rows == rows {
                return AtBank::Recognised;
            }
            let times: &mut u32 = paid.entry(event.payment).or_default();
            *times += 1;
            AtBank::Paid { again: *times > 1 }
        });
        rows = event.rows;
        CounterexampleStep { event: *event, of_several, bank }
    };
    found.steps.iter().flatten().map(&mut told).collect()
}

#[cfg(test)]
mod tests {
    use counterexamples::{Violation, found};

    use super::*;

    #[test]
    fn a_counterexample_ends_with_what_must_not_happen() {
        for found in found() {
            let steps = steps_of(&found);
            assert_eq!(steps.is_empty(), found.steps.is_none());
            let Some(last) = steps.last() else { continue };
            let times = |wanted| steps.iter().filter(|step| step.bank == Some(wanted)).count();
            let (once, again) = (times(AtBank::Paid { again: false }), times(AtBank::Paid { again: true }));
            match found.violation {
                Violation::PaidTwice => {
                    assert_eq!((once, again, last.bank), (1, 1, Some(AtBank::Paid { again: true })), "{found:?}");
                }
                Violation::AcknowledgedUnpaid => {
                    assert_eq!((once, again, last.event.step), (1, 0, EventKind::Answer), "{found:?}");
                    let acknowledged = steps.iter().find(|step| step.bank == Some(AtBank::Recognised));
                    assert_eq!(acknowledged.and_then(|step| step.event.payment), last.event.payment);
                }
            }
        }
    }
}
