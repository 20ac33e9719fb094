//! One run at a time: the lease, and what was counted of a run.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use protocol::{LabEvent, RunId, RunLease, RunRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::extract;
use crate::runs::LeaseHeld;
use crate::state::AppState;

/// `POST /lab/run`: takes the lease, or renews it for its holder.
pub(super) async fn take(
    State(app): State<AppState>,
    extract::Json(RunRequest { run }): extract::Json<RunRequest>,
) -> Result<Json<Option<RunLease>>, Error> {
    let held_before = app.runs.lease().is_some_and(|lease| lease.run == run);
    app.runs.take_lease(&run).map_err(|LeaseHeld { age }| Error::LeaseHeld { age_s: age.as_secs_f64() })?;
    if !held_before {
        app.ledger.set_lease(Some(run)).await?;
        app.feed.publish(LabEvent::Lease { lease: app.runs.lease() });
    }
    Ok(Json(app.runs.lease()))
}

/// Whose lease to free; without `run`, anybody's.
#[derive(Deserialize)]
pub(super) struct Holder {
    run: Option<String>,
}

/// `DELETE /lab/run?run=ID`: frees the lease, if it is the one named. Always 200: what is no run holds no lease.
pub(super) async fn free(
    State(app): State<AppState>,
    holder: Result<Query<Holder>, QueryRejection>,
) -> Result<Json<Option<RunLease>>, Error> {
    let freed = match holder.map(|Query(holder)| holder.run.map(|run| run.parse::<RunId>())) {
        Ok(None) => app.runs.free_lease(None),
        Ok(Some(Ok(run))) => app.runs.free_lease(Some(&run)),
        Ok(Some(Err(_))) | Err(_) => false,
    };
    if freed {
        app.ledger.set_lease(None).await?;
        app.feed.publish(LabEvent::Lease { lease: app.runs.lease() });
    }
    Ok(Json(app.runs.lease()))
}

/// `GET /lab/runs/{run}`: what the bank counted of it. Always 200: of what is no run, nothing was counted.
pub(super) async fn counts(
    State(app): State<AppState>,
    run: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, Error> {
    let Path(run) = run.map_err(|error| Error::BadRequest(error.body_text()))?;
    let Ok(id) = run.parse::<RunId>() else {
        let nothing = json!({"run": run, "arrivals": 0, "hidden_repeats": 0, "preflights": 0, "complete": false});
        return Ok(Json(nothing));
    };
    let mut counts = app.runs.counts(&id);
    if counts.complete && app.ledger.holds_entries_not_written_here(id).await? {
        counts.complete = false;
    }
    Ok(Json(json!(counts)))
}
