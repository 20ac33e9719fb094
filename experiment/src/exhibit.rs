//! Chapter 6: six ways to break it again, each a run like the others, and what cures it.

use std::str::FromStr;
use std::sync::Arc;

use protocol::{KeyPolicy, Losses, Payment};

use crate::{CHAPTERS, ClientPolicy, Millis, RetryOrder, Settings, UnknownName};

/// One way to break it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exhibit {
    /// Every attempt carries a key of its own.
    NewKeyPerAttempt,
    /// All payments carry one key.
    OneKey,
    /// The key is computed from what is paid.
    KeyFromPayload,
    /// The bank remembers keys in its memory, and is crashed.
    MemoryAndCrash,
    /// The bank looks for the key and inserts later, and the client does not wait for it.
    CheckThenInsert,
    /// A key is used again for a payment of another amount.
    AnotherAmount,
}

impl Exhibit {
    /// All of them, in the order of the chapter.
    pub const ALL: [Self; 6] = [
        Self::NewKeyPerAttempt,
        Self::OneKey,
        Self::KeyFromPayload,
        Self::MemoryAndCrash,
        Self::CheckThenInsert,
        Self::AnotherAmount,
    ];

    /// Shorter than the pause of the bank between look and insert, so that every first attempt is given up in between.
    const IMPATIENT: Millis = 30;

    /// The name in its button's handle and in the page's address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewKeyPerAttempt => "new-key-per-attempt",
            Self::OneKey => "one-key",
            Self::KeyFromPayload => "key-from-payload",
            Self::MemoryAndCrash => "memory-and-crash",
            Self::CheckThenInsert => "check-then-insert",
            Self::AnotherAmount => "another-amount",
        }
    }

    /// What breaks it.
    pub fn settings(self) -> Settings {
        let base = exact();
        match self {
            Self::NewKeyPerAttempt => Settings { client_policy: ClientPolicy::RetryWithNewKeys, ..base },
            Self::OneKey => Settings { client_policy: ClientPolicy::OneKey, ..base },
            Self::KeyFromPayload => Settings { client_policy: ClientPolicy::KeyFromPayload, ..base },
            Self::MemoryAndCrash => {
                Settings { key_policy: KeyPolicy::Memory, retry_order: RetryOrder::Later, awaits_crash: true, ..base }
            }
            Self::CheckThenInsert => Settings {
                key_policy: KeyPolicy::CheckThenInsert,
                losses: Losses::NONE,
                attempt_timeout: Self::IMPATIENT,
                ..base
            },
            // One sender: the payment of row 1 is to come first.
            Self::AnotherAmount => {
                Settings { client_policy: ClientPolicy::OneKey, losses: Losses::NONE, senders: 1, ..base }
            }
        }
    }

    /// What makes it exact again, everything else left as it is.
    pub fn cure(self) -> Settings {
        let broken = self.settings();
        match self {
            Self::NewKeyPerAttempt | Self::OneKey | Self::KeyFromPayload | Self::AnotherAmount => {
                Settings { client_policy: ClientPolicy::RetryWithKey, ..broken }
            }
            Self::MemoryAndCrash | Self::CheckThenInsert => Settings { key_policy: KeyPolicy::Unique, ..broken },
        }
    }

    /// Whether attempt timeout and pause belong to the wire: 30 ms would never be enough on a slow one.
    pub fn follows_the_wire(self, settings: &Settings) -> bool {
        self == Self::CheckThenInsert && settings.is_impatient()
    }

    /// The settings of a run as they were planned, before they followed the wire.
    #[must_use]
    pub fn planned(self, settings: Settings) -> Settings {
        if !self.follows_the_wire(&settings) {
            return settings;
        }
        let Settings { attempt_timeout, pause_ms, .. } = self.settings();
        Settings { pause_ms, attempt_timeout, ..settings }
    }

    /// What is paid in it.
    pub(crate) fn payments(self, file: &Arc<[Payment]>) -> Arc<[Payment]> {
        match (self, file.first()) {
            (Self::AnotherAmount, Some(first)) => [first.clone(), of_another_amount(first)].into(),
            _ => file.clone(),
        }
    }
}

/// The settings of the chapter that is exact.
fn exact() -> Settings {
    CHAPTERS[CHAPTERS.len() - 1].settings
}

/// The same payment of 2.00, or of 1.00 where it was of 2.00.
pub(crate) fn of_another_amount(payment: &Payment) -> Payment {
    let [one, two] = ["1", "2"].map(|amount| amount.parse().expect("an amount"));
    Payment { amount: if payment.amount == two { one } else { two }, ..payment.clone() }
}

impl FromStr for Exhibit {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|exhibit| exhibit.as_str() == text).ok_or(UnknownName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exhibit_has_one_name() {
        for exhibit in Exhibit::ALL {
            assert_eq!(exhibit.as_str().parse(), Ok(exhibit));
        }
        assert_eq!("exhibit".parse::<Exhibit>(), Err(UnknownName));
    }

    #[test]
    fn a_cure_changes_one_thing() {
        for exhibit in Exhibit::ALL {
            let (broken, cured) = (exhibit.settings(), exhibit.cure());
            let client = Settings { client_policy: cured.client_policy, ..broken };
            let bank = Settings { key_policy: cured.key_policy, ..broken };
            assert!(broken != cured && (client == cured || bank == cured), "{exhibit:?}");
        }
    }

    #[test]
    fn only_check_then_insert_follows_the_wire_and_only_as_it_was_planned() {
        for exhibit in Exhibit::ALL {
            let follows = exhibit.follows_the_wire(&exhibit.settings());
            assert_eq!(follows, exhibit == Exhibit::CheckThenInsert, "{exhibit:?}");
        }
        let exhibit = Exhibit::CheckThenInsert;
        assert!(exhibit.follows_the_wire(&exhibit.cure()));
        assert!(!exhibit.follows_the_wire(&Settings { pause_ms: 500, ..exhibit.settings() }), "set by hand");
        let slow = exhibit.settings().impatient(100).expect("400 ms");
        assert_eq!((slow.attempt_timeout, slow.pause_ms), (400, 600));
        assert_eq!(exhibit.planned(slow), exhibit.settings());
    }

    #[test]
    fn another_amount_pays_the_first_row_and_then_two_euros() {
        let file = protocol::payments_csv::parse("src,dest,amount\nbianca,marc,1\nmarc,bianca,7\n").expect("a file");
        let payments = Exhibit::AnotherAmount.payments(&file.into());
        let amounts: Vec<u64> = payments.iter().map(|payment| payment.amount.cents()).collect();
        assert_eq!(amounts, [100, 200]);
        assert_eq!(payments[0].src, payments[1].src);
        let file = protocol::payments_csv::parse("src,dest,amount\nbianca,marc,2.00\n").expect("a file");
        assert_eq!(Exhibit::AnotherAmount.payments(&file.into())[1].amount.cents(), 100);
    }
}
