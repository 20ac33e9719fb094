//! Rows read back. What cannot be read back is a damaged ledger, and an error.

use std::fmt::Display;

use protocol::{Amount, Receipt, Script};
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

pub(super) const SETTINGS: &str = "SELECT policy, pause_ms, generation, script_change FROM setting";

pub(super) const SCRIPT: &str = "SELECT script, script_change FROM setting";

pub(super) fn settings(row: &Row<'_>) -> Result<Settings, StoreError> {
    let policy = row.get_ref(0)?.as_str().map_err(damaged)?.parse().map_err(damaged)?;
    Ok(Settings { policy, pause_ms: row.get(1)?, generation: row.get(2)?, script_change: row.get(3)? })
}

pub(super) fn script(row: &Row<'_>) -> Result<Script, StoreError> {
    let text: Option<String> = row.get(0)?;
    Ok(Script { text: text.unwrap_or_else(|| rule::STARTER.to_owned()), change: row.get(1)? })
}

pub(super) fn damaged(what: impl Display) -> StoreError {
    StoreError::lasting(format!("the ledger is damaged: {what}"))
}
