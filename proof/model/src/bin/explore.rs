//! Opens stateright's explorer: every moment there can be, one click from the next.

use anyhow::{Context as _, Result};
use model::{Bounds, Claim, Experiment, Setting};
use protocol::KeyPolicy;
use stateright::Model as _;

const ADDRESS: &str = "127.0.0.1:3000";

/// The argument is a key policy; without one it is `check-then-insert`, which needs the most to be broken.
fn main() -> Result<()> {
    let name = std::env::args().nth(1).unwrap_or_else(|| KeyPolicy::CheckThenInsert.to_string());
    let policy: KeyPolicy = name.parse().with_context(|| format!("no key policy: {name}"))?;
    let setting = Setting::new(policy, Bounds { payments: 1, attempts: 3, crashes: 1, gives_up: true });
    let claims = [&Claim::PROMISES[..], &[Claim::PaidTwice]].concat();
    println!("{policy}, explored at http://{ADDRESS}/ (Ctrl-C ends it)");
    Experiment { setting, claims }.checker().serve(ADDRESS);
    Ok(())
}
