//! The steps of setting up and resetting, in their order.

/// One step of setting up or resetting, in the order they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Only one page runs at a time.
    TakeLease,
    /// A run starts with an empty ledger.
    ClearLedger,
    /// Tells the bank what to do with keys.
    SetKeyPolicy,
    /// Warming must get through, so the network loses nothing now.
    ClearToxics,
    /// Lets the browser do its CORS check before anything can be lost.
    Warm,
    /// Again: Firefox keeps only the second answer.
    WarmAgain,
    /// Tells the bank how long to pause on this wire. Passed over where that was known before.
    SetPause,
    /// The losses of the run.
    SetToxics,
    /// What was asked for must be what stands.
    ReadBack,
}

impl Step {
    /// Whether it asks something of Toxiproxy, or goes through it.
    pub(super) fn needs_the_network(self) -> bool {
        matches!(self, Self::ClearToxics | Self::Warm | Self::WarmAgain | Self::SetToxics)
    }

    /// Returns the step that follows; `None` after the last.
    pub(super) fn next(self) -> Option<Self> {
        match self {
            Self::TakeLease => Some(Self::ClearLedger),
            Self::ClearLedger => Some(Self::SetKeyPolicy),
            Self::SetKeyPolicy => Some(Self::ClearToxics),
            Self::ClearToxics => Some(Self::Warm),
            Self::Warm => Some(Self::WarmAgain),
            Self::WarmAgain => Some(Self::SetPause),
            Self::SetPause => Some(Self::SetToxics),
            Self::SetToxics => Some(Self::ReadBack),
            Self::ReadBack => None,
        }
    }
}
