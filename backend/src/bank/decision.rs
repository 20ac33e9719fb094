//! What is asked of the bank, and what it decides.

use axum::http::StatusCode;
use protocol::{AttemptId, IdempotencyKey, Payment, Receipt, RuleError};
use thiserror::Error;

/// One request to pay, parsed at the border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is to be paid.
    pub payment: Payment,
    /// The key it came with; `None` also where the key policy forbids to look.
    pub key: Option<IdempotencyKey>,
    /// Which attempt of the lab this is. It is stored and never consulted.
    pub attempt: Option<AttemptId>,
}

/// What became of an [`Order`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Paid just now.
    Executed(Receipt),
    /// Paid before: this is the first receipt again.
    Replayed(Receipt),
    /// The key stands for another payment, which differs in this member. Nothing was paid.
    Mismatch(&'static str),
    /// The rule said no, in this sentence. Nothing was paid.
    RuleRefused(String),
}

/// Nothing was executed, and nothing is wrong with the order. It may be sent again, unless the rule failed.
#[derive(Debug, Error)]
pub enum Unpaid {
    /// Too many payments wait already.
    #[error("the writer's queue is full")]
    QueueFull,
    /// The store failed before the commit, and everything was rolled back. The cause is in the log.
    #[error("the ledger cannot be written")]
    StoreFailed,
    /// The rule of this ledger could not decide it: the same order would fail again.
    #[error("{0}")]
    RuleFailed(RuleError),
    /// The bank is ending.
    #[error("the bank is shutting down")]
    Closing,
}

impl Decision {
    /// The key is known: the order repeats the payment of its `first` receipt, or contradicts it.
    pub fn on_known_key(order: &Order, first: Receipt) -> Self {
        match order.payment.first_difference(&first.payment()) {
            None => Self::Replayed(first),
            Some(member) => Self::Mismatch(member),
        }
    }

    /// The word of the event feed, the log and the metrics.
    pub fn word(&self) -> protocol::Decision {
        match self {
            Self::Executed(_) => protocol::Decision::Executed,
            Self::Replayed(_) => protocol::Decision::Replayed,
            Self::Mismatch(_) => protocol::Decision::Mismatch,
            Self::RuleRefused(_) => protocol::Decision::RuleRefused,
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Executed(_) => StatusCode::OK,
            Self::Replayed(_) => StatusCode::ALREADY_REPORTED,
            Self::Mismatch(_) | Self::RuleRefused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}
