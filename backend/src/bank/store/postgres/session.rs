//! One connection to PostgreSQL, driven by the thread that asks.

use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, NoTls, Row, SimpleQueryMessage, Statement};
use tracing::debug;

use super::StoreError;

/// How long a server may take to let somebody in.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// After so long without a sign of life the other side is asked for one, and then given up.
const SILENCE: Duration = Duration::from_secs(5);

/// A connection. It ends when this is dropped, and with it an open transaction.
pub(super) struct Session {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
    /// Drives the connection while somebody waits for an answer, on that thread: no hop to another one.
    runtime: Option<Runtime>,
}

impl Session {
    /// Connects and prepares statements. Every connection is tried for a pooler: one may be put up at any time.
    pub(super) fn connect(config: &Config, statements: &[&'static str]) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(unreachable)?;
        runtime.spawn(async {
            if let Err(error) = connection.await {
                debug!(%error, "a connection to the database ended");
            }
        });
        let mut session = Self { client, prepared: HashMap::new(), runtime: Some(runtime) };
        session.check_that_it_is_ours()?;
        for &statement in statements {
            let prepared = session.run(session.client.prepare(statement))?;
            session.prepared.insert(statement, prepared);
        }
        Ok(session)
    }

    /// Refuses a connection whose settings did not arrive: a pooler dropped them, and will give the next transaction to
    /// another session, without this one's locks and statements.
    fn check_that_it_is_ours(&self) -> Result<(), StoreError> {
        const SELECT: &str = "SELECT current_setting('exactly_once_lab.session', true)";
        // Not prepared: that would be the first thing to fail behind a pooler.
        let answers = self.run(self.client.simple_query(SELECT))?;
        let is_ours = answers.iter().any(|answer| match answer {
            SimpleQueryMessage::Row(row) => row.get(0) == Some("own"),
            _ => false,
        });
        if is_ours { Ok(()) } else { Err(pooled("what a session is set up with does not arrive")) }
    }

    /// What to ask. Futures that are joined in order travel together, and the server answers them in order.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// A statement that was prepared at the start.
    pub(super) fn prepared(&self, statement: &str) -> &Statement {
        self.prepared.get(statement).expect("every statement of a session is prepared at its start")
    }

    /// Asks a prepared statement for its one row, for use in a join.
    pub(super) async fn one<const N: usize>(&self, statement: &str, values: [i32; N]) -> Result<Row, Error> {
        let values = values.each_ref().map(|value| value as &(dyn ToSql + Sync));
        self.client.query_one(self.prepared(statement), &values).await
    }

    /// Waits for the answer.
    pub(super) fn run<T>(&self, question: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        let runtime = self.runtime.as_ref().expect("it is there until the drop");
        runtime.block_on(question).map_err(StoreError::from)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A plain drop would wait, and readers are dropped where nobody may.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Adds what a session must be, whatever the server's and the role's defaults are. (`jit`, because the server would
/// compile the sum of a large ledger for half a second, to add a hundred entries.)
pub(super) fn complete(config: &mut Config) {
    const OPTIONS: &str = "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=5s \
                           -c jit=off -c exactly_once_lab.session=own";
    let options = config.get_options().map_or_else(|| OPTIONS.to_owned(), |given| format!("{given} {OPTIONS}"));
    config.options(options).application_name("exactly-once-lab");
    config
        .keepalives_idle(SILENCE)
        .keepalives_interval(SILENCE / 5)
        .keepalives_retries(5)
        .tcp_user_timeout(SILENCE * 2);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_LIMIT);
    }
}

/// A failed connect is not tried again at once: it would fail again, and the client is told when to come back.
fn unreachable(error: Error) -> StoreError {
    let refused = error.as_db_error().filter(|refused| *refused.code() == SqlState::PROTOCOL_VIOLATION);
    // PgBouncer's, and nothing that PostgreSQL would say.
    if let Some(refused) = refused.filter(|refused| refused.message().contains("startup parameter")) {
        return pooled(refused.message());
    }
    StoreError { transient: false, ..StoreError::from(error) }
}

/// A pooler stands between the bank and its database.
fn pooled(sign: &str) -> StoreError {
    StoreError::lasting(format!(
        "a connection pooler stands before it ({sign}); the address must be that of PostgreSQL itself"
    ))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let transient = match error.code() {
            Some(code) => passes(code),
            None => error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>),
        };
        let said = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        if transient { Self::transient(said) } else { Self::lasting(said) }
    }
}

/// Whether the server refused a transaction that it may take the next time.
fn passes(code: &SqlState) -> bool {
    const PASSING: [SqlState; 6] = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    PASSING.contains(code)
}
