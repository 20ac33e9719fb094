//! What the bank gives out for a payment: the receipt, and the ledger's entry, which are one thing.

use serde::{Deserialize, Serialize};

use crate::{Amount, Party, Payment};

/// One executed payment, as the ledger keeps it. Replays answer the same receipt.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Receipt {
    /// The ledger's number, rising, never given twice.
    pub id: u64,
    /// Who paid.
    pub src: Party,
    /// Who was paid.
    pub dest: Party,
    /// How much, with two decimals.
    pub amount: Amount,
    /// The key it came with, unless the policy ignored it.
    pub key: Option<String>,
    /// The attempt that executed it, where the client numbered its attempts.
    pub attempt: Option<String>,
    /// When it was executed (RFC 3339, UTC).
    pub at: String,
}

impl Receipt {
    /// The payment it is for.
    pub fn payment(&self) -> Payment {
        Payment { src: self.src.clone(), dest: self.dest.clone(), amount: self.amount }
    }
}
