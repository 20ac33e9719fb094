//! Everything that shapes a result.

use std::fmt;
use std::str::FromStr;

use protocol::room::RunSettings;
use protocol::{KeyPolicy, Losses};

use crate::Millis;

/// What a run is to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// What the client does when no answer comes.
    pub client_policy: ClientPolicy,
    /// When it does so.
    pub retry_order: RetryOrder,
    /// What the bank does with a key.
    pub key_policy: KeyPolicy,
    /// The pause of `check-then-insert`, in milliseconds.
    pub pause_ms: u32,
    /// What the network loses.
    pub losses: Losses,
    /// How many attempts are under way at once.
    pub senders: usize,
    /// An attempt without an answer is aborted after this long, in milliseconds.
    pub attempt_timeout: Millis,
    /// Whether the sending is slowed down for people to watch.
    pub pace: Pace,
    /// Whether nothing more is sent, when every first attempt has ended, until the bank has been crashed.
    pub awaits_crash: bool,
}

/// How fast attempts follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pace {
    /// As fast as they can.
    #[default]
    Real,
    /// Slowly enough to be watched.
    Watchable,
}

/// What the client does when it gets no answer, and which key it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientPolicy {
    /// One attempt, no key.
    Once,
    /// Attempts until acknowledged, no key.
    Retry,
    /// Attempts until acknowledged, one key per payment.
    RetryWithKey,
    /// Attempts until acknowledged, a new key for each.
    RetryWithNewKeys,
    /// Attempts until acknowledged, one key for all payments.
    OneKey,
    /// Attempts until acknowledged, the key computed from what is paid.
    KeyFromPayload,
}

/// Where a payment goes whose attempt failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RetryOrder {
    /// Before payments that were never tried.
    #[default]
    AtOnce,
    /// To the end of the queue.
    Later,
}

/// The text is none of the contract's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;

impl ClientPolicy {
    /// All of them, in the order of the course.
    pub const ALL: [Self; 6] =
        [Self::Once, Self::Retry, Self::RetryWithKey, Self::RetryWithNewKeys, Self::OneKey, Self::KeyFromPayload];

    /// The contract's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Retry => "retry",
            Self::RetryWithKey => "retry-with-key",
            Self::RetryWithNewKeys => "retry-with-new-keys",
            Self::OneKey => "one-key",
            Self::KeyFromPayload => "key-from-payload",
        }
    }

    /// Whether an attempt without an answer is followed by another.
    pub fn retries(self) -> bool {
        self != Self::Once
    }

    /// Whether attempts carry a key at all.
    pub fn sends_a_key(self) -> bool {
        !matches!(self, Self::Once | Self::Retry)
    }
}

impl RetryOrder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AtOnce, Self::Later];

    /// The contract's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::Later => "later",
        }
    }
}

impl Pace {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Real, Self::Watchable];

    /// The name on the page and in its address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Watchable => "watchable",
        }
    }

    /// The shortest time from the start of one attempt to the start of the next.
    pub fn gap(self) -> Millis {
        match self {
            Self::Real => 0,
            Self::Watchable => 40,
        }
    }
}

impl Settings {
    /// An attempt without an answer is given up after this long unless somebody says otherwise.
    pub const ATTEMPT_TIMEOUT: Millis = 10_000;
    /// Browsers wake the timers of a hidden page once in so many milliseconds at most. The client holds itself to that.
    pub const HIDDEN_PATIENCE: Millis = 1_000;
    /// The bank's pause of `check-then-insert` unless somebody says otherwise, in milliseconds.
    pub const PAUSE_MS: u32 = 45;
    /// Browsers open six connections per host; more would queue inside the browser.
    pub const MAX_SENDERS_IN_A_BROWSER: usize = 6;

    // The shortest and the longest attempt timeout of an impatient client.
    const SHORTEST_TIMEOUT: Millis = 30;
    const LONGEST_TIMEOUT: Millis = 1_500;

    /// The same with a client that gives every attempt up before the bank has paid, and a bank that has paid before the
    /// client gives up the second: on a wire where an attempt takes `clock`, in milliseconds. `None` where that takes too
    /// long to be impatience.
    #[must_use]
    pub fn impatient(self, clock: Millis) -> Option<Self> {
        let attempt_timeout = clock.saturating_mul(4).max(Self::SHORTEST_TIMEOUT);
        // Two attempts look before the first one inserts, and the third finds it.
        let pause_ms = u32::try_from(attempt_timeout.saturating_mul(3) / 2).unwrap_or(u32::MAX);
        (attempt_timeout <= Self::LONGEST_TIMEOUT).then_some(Self { pause_ms, attempt_timeout, ..self })
    }

    /// Whether pause and attempt timeout stand to each other as [`impatient`](Self::impatient) sets them.
    pub fn is_impatient(&self) -> bool {
        u64::from(self.pause_ms) == self.attempt_timeout.saturating_mul(3) / 2
    }

    /// After how many milliseconds an attempt without an answer is given up: the attempt timeout, but while the page is
    /// hidden not before [`HIDDEN_PATIENCE`](Self::HIDDEN_PATIENCE). What a hidden page does so is the same in every
    /// browser, and does not hang on which of its events happens to let it look at the clock.
    pub fn patience(&self, hidden: bool) -> Millis {
        if hidden { self.attempt_timeout.max(Self::HIDDEN_PATIENCE) } else { self.attempt_timeout }
    }

    /// Says to a room what a run of so many payments does.
    pub fn of_run(&self, payments: usize) -> RunSettings {
        RunSettings {
            payments: u32::try_from(payments).unwrap_or(u32::MAX),
            client_policy: self.client_policy.to_string(),
            retry_order: self.retry_order.to_string(),
            key_policy: self.key_policy.to_string(),
            pause_ms: self.pause_ms,
            request_loss: self.losses.request,
            reply_loss: self.losses.reply,
            senders: self.senders,
            attempt_timeout: self.attempt_timeout,
        }
    }
}

impl FromStr for ClientPolicy {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text).ok_or(UnknownName)
    }
}

impl FromStr for RetryOrder {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|order| order.as_str() == text).ok_or(UnknownName)
    }
}

impl FromStr for Pace {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|pace| pace.as_str() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for ClientPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RetryOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of the known names")
    }
}

impl std::error::Error for UnknownName {}
