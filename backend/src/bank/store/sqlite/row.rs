//! Rows read back. What cannot be read back is a damaged ledger, and an error.

use std::fmt::Display;

use protocol::{Amount, Receipt};
use rusqlite::Row;

use super::{Settings, StoreError};

/// The columns [`receipt`] reads, in its order.
pub(super) const COLUMNS: &str = "id, src, dest, cents, key, attempt, at";

pub(super) fn receipt(row: &Row<'_>) -> Result<Receipt, StoreError> {
    Ok(Receipt {
        id: row.get(0)?,
        src: row.get::<_, String>(1)?.try_into().map_err(damaged)?,
        dest: row.get::<_, String>(2)?.try_into().map_err(damaged)?,
        amount: Amount::from_cents(row.get(3)?).map_err(damaged)?,
        key: row.get(4)?,
        attempt: row.get(5)?,
        at: row.get(6)?,
    })
}

pub(super) const SETTINGS: &str = "SELECT policy, pause_ms, generation FROM setting";

pub(super) fn settings(row: &Row<'_>) -> Result<Settings, StoreError> {
    let policy = row.get_ref(0)?.as_str().map_err(damaged)?.parse().map_err(damaged)?;
    Ok(Settings { policy, pause_ms: row.get(1)?, generation: row.get(2)? })
}

pub(super) fn damaged(what: impl Display) -> StoreError {
    StoreError::lasting(format!("the ledger is damaged: {what}"))
}
