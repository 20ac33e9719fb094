//! Which process this is, and what proves that the network leads to it.

use std::sync::{Mutex, PoisonError};

/// The longest probe, in bytes.
const MAX_PROBE: usize = 100;

/// One process of the bank.
#[derive(Debug)]
pub struct Identity {
    start: String,
    probe: Mutex<Option<String>>,
}

impl Identity {
    /// Returns what is new with each process.
    pub fn start(&self) -> &str {
        &self.start
    }

    /// Returns the last probe that came through the network.
    pub fn probe(&self) -> Option<String> {
        self.probe.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes a probe that came through the network. One that is too long, or no visible ASCII, is none.
    pub(crate) fn probed(&self, probe: String) {
        if probe.len() <= MAX_PROBE && !probe.is_empty() && probe.bytes().all(|byte| byte.is_ascii_graphic()) {
            *self.probe.lock().unwrap_or_else(PoisonError::into_inner) = Some(probe);
        }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self { start: format!("{:032x}", rand::random::<u128>()), probe: Mutex::default() }
    }
}
