//! What can happen next.

/// An attempt on the wire, or in the bank: its payment and its number, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wire {
    /// Of which payment.
    pub payment: u32,
    /// Which attempt of it.
    pub attempt: u32,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The client makes its next attempt.
    Send,
    /// A request is lost on its way.
    LoseRequest(Wire),
    /// A request reaches the bank, which decides it.
    Decide(Wire),
    /// An order that had looked, and paused, is decided.
    PauseEnds(Wire),
    /// A reply is lost on its way.
    LoseReply(Wire),
    /// A reply reaches the client.
    Answer(Wire),
    /// The client waits no longer; the request or the reply still travels.
    GiveUp(Wire),
    /// The bank's process ends, and another begins. Of what was paid nothing is lost.
    Crash,
}
