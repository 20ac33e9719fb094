//! Rows read back. What cannot be read back is a damaged ledger, and an error.

use std::fmt::Display;
use std::time::SystemTime;

use jiff::Timestamp;
use protocol::{Amount, Receipt, Script};
use tokio_postgres::Row;

use super::{Settings, StoreError};

pub(super) const SETTINGS: &str = "SELECT policy, pause_ms, generation, script_change FROM setting";

pub(super) const SCRIPT: &str = "SELECT script, script_change FROM setting";

/// Reads the columns id, src, dest, cents, key, attempt and at.
pub(super) fn receipt(row: &Row) -> Result<Receipt, StoreError> {
    let at: SystemTime = row.try_get(6)?;
    Ok(Receipt {
        id: number(row, 0)?,
        src: row.try_get::<_, String>(1)?.try_into().map_err(damaged)?,
        dest: row.try_get::<_, String>(2)?.try_into().map_err(damaged)?,
        amount: Amount::from_cents(number(row, 3)?).map_err(damaged)?,
        key: row.try_get(4)?,
        attempt: row.try_get(5)?,
        at: shown(at.try_into().map_err(damaged)?),
    })
}

/// A time as receipts show it: to the microsecond, which is what the database keeps of it.
pub(super) fn shown(at: Timestamp) -> String {
    format!("{at:.6}")
}

pub(super) fn settings(row: &Row) -> Result<Settings, StoreError> {
    let policy = row.try_get::<_, &str>(0)?.parse().map_err(damaged)?;
    Ok(Settings { policy, pause_ms: number(row, 1)?, generation: number(row, 2)?, script_change: number(row, 3)? })
}

pub(super) fn script(row: &Row) -> Result<Script, StoreError> {
    let text: Option<String> = row.try_get(0)?;
    Ok(Script { text: text.unwrap_or_else(|| rule::STARTER.to_owned()), change: number(row, 1)? })
}

/// A column of numbers that are never negative.
pub(super) fn number<T: TryFrom<i64, Error: Display>>(row: &Row, column: usize) -> Result<T, StoreError> {
    row.try_get::<_, i64>(column)?.try_into().map_err(damaged)
}

pub(super) fn damaged(what: impl Display) -> StoreError {
    StoreError::lasting(format!("the ledger is damaged: {what}"))
}
