//! What can be done to a stream of bytes: one file for each kind of toxic.
//!
//! A toxic is a small machine without clock, sockets or waiting. The chain asks it what happens *now* to the
//! chunk at the head of its queue, and it answers: pass this on, ask again later, or close. All units, defaults
//! and effects are Toxiproxy's; all arithmetic saturates, because nobody checks the numbers on the way in.

mod attributes;
mod bandwidth;
#[cfg(test)]
mod harness;
mod latency;
mod limit_data;
mod noop;
mod reset_peer;
mod slicer;
mod slow_close;
mod timeout;
mod toxic;

pub(crate) use attributes::Attributes;
pub(crate) use noop::Noop;
pub(crate) use toxic::{Step, Toxic};

use bandwidth::Bandwidth;
use latency::Latency;
use limit_data::LimitData;
use reset_peer::ResetPeer;
use slicer::Slicer;
use slow_close::SlowClose;
use timeout::Timeout;

/// Creates the toxic of these attributes for one link.
pub(crate) fn create(attributes: &Attributes) -> Box<dyn Toxic> {
    match *attributes {
        Attributes::Latency { latency, jitter } => Box::new(Latency::new(latency, jitter)),
        Attributes::Bandwidth { rate } => Box::new(Bandwidth::new(rate)),
        Attributes::SlowClose { delay } => Box::new(SlowClose::new(delay)),
        Attributes::Timeout { timeout } => Box::new(Timeout::new(timeout)),
        Attributes::Slicer { average_size, size_variation, delay } => {
            Box::new(Slicer::new(average_size, size_variation, delay))
        }
        Attributes::LimitData { bytes } => Box::new(LimitData::new(bytes)),
        Attributes::ResetPeer { timeout } => Box::new(ResetPeer::new(timeout)),
        Attributes::Noop {} => Box::new(Noop),
    }
}
