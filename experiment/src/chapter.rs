//! The five chapters of the workshop, as settings. Their words are the page's.

use protocol::{KeyPolicy, Losses};

use crate::{ClientPolicy, Pace, RetryOrder, Settings};

/// One chapter: a number and the settings it starts with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chapter {
    /// As in the workshop, from 1.
    pub number: u8,
    /// What its button sets.
    pub settings: Settings,
}

/// The share that the workshop loses, of requests and of replies each.
const LOSSY: Losses = Losses { request: 0.3, reply: 0.3 };

/// Chapters 1 to 5, in order.
pub const CHAPTERS: [Chapter; 5] = [
    chapter(1, ClientPolicy::Once, Losses::NONE, KeyPolicy::Ignore),
    chapter(2, ClientPolicy::Once, LOSSY, KeyPolicy::Ignore),
    chapter(3, ClientPolicy::Retry, LOSSY, KeyPolicy::Ignore),
    chapter(4, ClientPolicy::RetryWithKey, LOSSY, KeyPolicy::Log),
    chapter(5, ClientPolicy::RetryWithKey, LOSSY, KeyPolicy::Unique),
];

const fn chapter(number: u8, client_policy: ClientPolicy, losses: Losses, key_policy: KeyPolicy) -> Chapter {
    Chapter {
        number,
        settings: Settings {
            client_policy,
            retry_order: RetryOrder::AtOnce,
            key_policy,
            pause_ms: Settings::PAUSE_MS,
            losses,
            senders: Settings::MAX_SENDERS_IN_A_BROWSER,
            attempt_timeout: Settings::ATTEMPT_TIMEOUT,
            pace: Pace::Real,
            awaits_crash: false,
        },
    }
}
