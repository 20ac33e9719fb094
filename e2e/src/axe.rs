//! Barriers in a page, as axe-core finds them.

use std::env;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::browser::Browser;

/// Says for each barrier which rule it breaks, where, and how it can be mended.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const where = node => node.target.join(' ') + ' (' + node.failureSummary.replace(/\\s+/g, ' ') + ')';
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations.map(broken => broken.id + ': ' + broken.nodes.map(where).join('; '))),
        error => done([String(error)]));";

/// axe-core's own script, where `cargo xtask test` has put it.
#[derive(Debug)]
pub struct Axe {
    script: String,
}

impl Axe {
    /// Reads the script that the variable `AXE_CORE` names.
    pub fn load() -> Result<Self> {
        let file = env::var_os("AXE_CORE").context("AXE_CORE names no script: `cargo xtask test` fetches axe-core")?;
        Ok(Self { script: std::fs::read_to_string(file)? })
    }

    /// Fails with every barrier in what the browser shows now.
    pub async fn finds_nothing(&self, browser: &Browser, what: &str) -> Result<()> {
        if browser.client.execute("return !window.axe", vec![]).await? == json!(true) {
            browser.client.execute(&self.script, vec![]).await?;
        }
        let found = browser.client.execute_async(RUN, vec![]).await?;
        let found: Vec<String> = serde_json::from_value(found)?;
        if !found.is_empty() {
            bail!("{what}: {}", found.join("\n"));
        }
        Ok(())
    }
}
