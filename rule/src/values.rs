//! What a rule sees and holds. Everything is small to copy, and nothing of it can be made by hand.

use std::sync::Arc;

use protocol::{Payment, Receipt};
use rhai::Dynamic;

use crate::limits::MAX_REMEMBERED;

/// A plain value that leaves a rule and comes back: what `look` saw, what the memory keeps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// `()`
    Nothing,
    /// `true` or `false`
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A receipt of the ledger.
    Receipt(Receipt),
}

/// `order`: what is to be paid.
#[derive(Clone, Debug)]
pub(crate) struct OrderValue(pub(crate) Arc<Payment>);

/// A receipt as a rule holds it.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptValue(pub(crate) Arc<Receipt>);

/// What `ledger.claim` returns.
#[derive(Clone, Debug)]
pub(crate) struct ClaimValue {
    pub(crate) ours: bool,
    pub(crate) receipt: ReceiptValue,
}

/// `ledger`: this transaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LedgerValue;

/// `memory`: this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryValue;

/// What `pay` returns.
#[derive(Clone, Debug)]
pub(crate) enum VerdictValue {
    Paid(ReceiptValue),
    Replay(ReceiptValue),
    Refuse(String),
}

impl Value {
    /// The value of an engine's; `None` for what may not leave a rule.
    pub(crate) fn of(value: Dynamic) -> Option<Self> {
        if value.is::<ReceiptValue>() {
            return value.try_cast::<ReceiptValue>().map(|receipt| Self::Receipt(receipt.receipt()));
        }
        if value.is_unit() {
            return Some(Self::Nothing);
        }
        let plain = value.as_bool().map(Self::Truth).or_else(|_| value.as_int().map(Self::Number));
        plain.ok().or_else(|| value.into_immutable_string().ok().map(|text| Self::Text(text.into())))
    }

    pub(crate) fn into_dynamic(self) -> Dynamic {
        match self {
            Self::Nothing => Dynamic::UNIT,
            Self::Truth(truth) => truth.into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::Receipt(receipt) => ReceiptValue::new(receipt).into_dynamic(),
        }
    }

    /// Whether the memory may keep it: a receipt, or a short text.
    pub(crate) fn may_be_remembered(&self) -> bool {
        match self {
            Self::Receipt(_) => true,
            Self::Text(text) => text.len() <= MAX_REMEMBERED,
            Self::Nothing | Self::Truth(_) | Self::Number(_) => false,
        }
    }

    /// Whether `look` found nothing: then the bank may pause.
    pub(crate) fn is_empty_handed(&self) -> bool {
        matches!(self, Self::Nothing | Self::Truth(false))
    }
}

impl ReceiptValue {
    pub(crate) fn new(receipt: Receipt) -> Self {
        Self(Arc::new(receipt))
    }

    pub(crate) fn into_dynamic(self) -> Dynamic {
        Dynamic::from(self)
    }

    /// The receipt itself.
    pub(crate) fn receipt(&self) -> Receipt {
        Receipt::clone(&self.0)
    }
}
