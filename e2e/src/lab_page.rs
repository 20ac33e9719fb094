//! The lab page as its reader sees it: buttons, numbers, states, found by their test ids.

mod sampling;

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

pub use self::sampling::Samples;
use crate::browser::Browser;

/// How often a state is asked for; nothing is decided by it.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// For a page to open.
const SOON: Duration = Duration::from_secs(20);

/// Opens the panel in which an element lies, or closes the one that stands in the result's place.
const OPEN_PANEL: &str = "
    const element = document.querySelector(arguments[0]), panel = element?.closest('.panel');
    if (!element || element.checkVisibility()) return;
    const opener = panel ? `[aria-controls='${panel.id}']` : element.closest('.result') && \"[data-testid='open-result']\";
    if (opener) document.querySelector(opener).click();";

/// The page in one window of a browser.
#[derive(Debug)]
pub struct LabPage<'a> {
    browser: &'a Browser,
}

impl<'a> LabPage<'a> {
    /// Opens `address` and waits until the page has come to life.
    pub async fn open(browser: &'a Browser, address: &str) -> Result<Self> {
        browser.client.goto(address).await?;
        Self::of(browser).await
    }

    /// Whatever page is in the window, alive or not.
    pub fn in_window(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// The page that is opening in the window, or in the frame that was entered.
    pub async fn of(browser: &'a Browser) -> Result<Self> {
        let page = Self { browser };
        page.wait_until_loaded().await?;
        Ok(page)
    }

    /// Waits until the page says in which state its run is.
    pub async fn wait_until_loaded(&self) -> Result<()> {
        self.wait_for(
            "a live page",
            Duration::from_secs(30),
            |page| async move { Ok(!page.run_state().await?.is_empty()) },
        )
        .await
    }

    /// Presses keys where the focus is; `fantoccini::key::Key` has the names of those without a letter.
    pub async fn press(&self, keys: &str) -> Result<()> {
        self.browser
            .client
            .active_element()
            .await?
            .send_keys(keys)
            .await
            .with_context(|| format!("cannot press {keys:?}"))
    }

    /// Makes sure that an element can be seen: what is not looked at all the time lies in a panel.
    async fn open_panel_of(&self, id: &str) -> Result<()> {
        self.execute(OPEN_PANEL, &[json!(selector(id))]).await?;
        Ok(())
    }

    /// Gives an element the focus, as Tab would in the end.
    pub async fn focus(&self, id: &str) -> Result<()> {
        self.open_panel_of(id).await?;
        let script = "const e = document.querySelector(arguments[0]); e.focus(); return document.activeElement === e";
        ensure!(self.execute(script, &[json!(selector(id))]).await? == true, "{id} takes no focus");
        Ok(())
    }

    /// Types into a field, in place of what is there.
    pub async fn type_into(&self, id: &str, text: &str) -> Result<()> {
        self.open_panel_of(id).await?;
        let field = self.browser.client.find(Locator::Css(&selector(id))).await.with_context(|| format!("no {id}"))?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// The value of an input or a choice.
    pub async fn value(&self, id: &str) -> Result<String> {
        let value = self.execute("return document.querySelector(arguments[0]).value", &[json!(selector(id))]).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// The visible text of one element, or nothing.
    pub async fn text_of(&self, id: &str) -> Result<String> {
        let text = self
            .execute("return document.querySelector(arguments[0])?.innerText ?? ''", &[json!(selector(id))])
            .await?;
        Ok(text.as_str().unwrap_or_default().trim().to_owned())
    }

    /// The part of the address behind the question mark.
    pub async fn query(&self) -> Result<String> {
        let query = self.execute("return location.search", &[]).await?;
        Ok(query.as_str().unwrap_or_default().to_owned())
    }

    /// Opens one of the pages around the runs, by the keyboard. Their links may lie behind a button.
    pub async fn open_info_page(&self, name: &str) -> Result<()> {
        let panel = "const b = document.querySelector(arguments[0]); if (b?.ariaExpanded === 'false') b.click();";
        self.execute(panel, &[json!(selector("open-panel-more"))]).await?;
        self.focus(&format!("open-{name}")).await?;
        self.press(&char::from(Key::Enter).to_string()).await?;
        self.wait_for(name, SOON, |page| async move { Ok(page.info_page().await? == name) }).await
    }

    /// The name of the page around the runs that is open, or nothing.
    pub async fn info_page(&self) -> Result<String> {
        let script = "return document.querySelector('dialog.page[open]') ? location.hash.slice(1) : ''";
        Ok(self.execute(script, &[]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Chooses chapter `number` by its button.
    pub async fn choose_chapter(&self, number: u8) -> Result<()> {
        self.click(&format!("chapter-{number}")).await
    }

    /// Presses a button.
    pub async fn click(&self, id: &str) -> Result<()> {
        self.open_panel_of(id).await?;
        let element =
            self.browser.client.find(Locator::Css(&selector(id))).await.with_context(|| format!("no {id}"))?;
        // The bar at the foot lies over what a driver scrolls only just into view; what is in the bar needs no scrolling.
        let script = "const e = document.querySelector(arguments[0]);
            if (!e.closest('.controls')) e.scrollIntoView({ block: 'center' })";
        self.execute(script, &[json!(selector(id))]).await?;
        element.click().await.with_context(|| format!("cannot click {id}"))
    }

    /// `idle`, `running`, `paused` or `done`; empty while the page is loading.
    pub async fn run_state(&self) -> Result<String> {
        let state = self.execute("return document.documentElement.dataset.run ?? ''", &[]).await?;
        Ok(state.as_str().unwrap_or_default().to_owned())
    }

    /// The number with this test id; `None` where the page says that there is none.
    pub async fn number(&self, id: &str) -> Result<Option<f64>> {
        let text = self.text_or_value(id).await?;
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse().with_context(|| format!("{id} says {text:?}, not a number"))?;
        Ok(Some(number))
    }

    /// A number that must be there.
    pub async fn shown(&self, id: &str) -> Result<f64> {
        self.number(id).await?.with_context(|| format!("{id} has no value"))
    }

    /// A count that must be there.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
    pub async fn count(&self, id: &str) -> Result<u64> {
        let number = self.shown(id).await?;
        ensure!(number.fract() == 0.0 && (0.0..1e9).contains(&number), "{id} is no count: {number}");
        Ok(number as u64)
    }

    /// The same, and 0 where the page has no such element.
    pub async fn count_if_there(&self, id: &str) -> Result<u64> {
        if self.has(id).await? { self.count(id).await } else { Ok(0) }
    }

    /// The visible text of the whole page.
    pub async fn text(&self) -> Result<String> {
        let text = self.execute("return document.body.innerText", &[]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Whether a button or input can be used.
    pub async fn is_enabled(&self, id: &str) -> Result<bool> {
        let script = "const e = document.querySelector(arguments[0]);
            return e !== null && !e.disabled && e.getAttribute('aria-disabled') !== 'true'";
        Ok(self.execute(script, &[json!(selector(id))]).await? == true)
    }

    /// Waits until a button or input can be used.
    pub async fn wait_until_enabled(&self, id: &str, limit: Duration) -> Result<()> {
        self.wait_for(&format!("{id} to be enabled"), limit, |page| page.is_enabled(id)).await
    }

    /// Waits until the page says one of these phrases, in small letters.
    pub async fn wait_until_it_says(&self, phrases: &[&str], limit: Duration) -> Result<()> {
        self.wait_for(&format!("one of {phrases:?} on the page"), limit, |page| async move {
            let text = page.text().await?.to_lowercase();
            Ok(phrases.iter().any(|phrase| text.contains(phrase)))
        })
        .await
    }

    /// Waits until `id` shows at least this number.
    pub async fn wait_until_at_least(&self, id: &str, number: f64, limit: Duration) -> Result<()> {
        self.wait_for(&format!("{id} to reach {number}"), limit, |page| async move {
            Ok(page.number(id).await?.is_some_and(|shown| shown >= number))
        })
        .await
    }

    /// The visible text of an element, or its `data-value` where it has one.
    async fn text_or_value(&self, id: &str) -> Result<String> {
        let script = "const e = document.querySelector(arguments[0]);
            return e === null ? null : e.dataset.value ?? e.textContent.trim();";
        let text = self.execute(script, &[json!(selector(id))]).await?;
        Ok(text.as_str().with_context(|| format!("the page has no {id}"))?.to_owned())
    }

    /// Whether an element with this test id is on the page.
    pub async fn has(&self, id: &str) -> Result<bool> {
        let found =
            self.execute("return document.querySelector(arguments[0]) !== null", &[json!(selector(id))]).await?;
        Ok(found == true)
    }

    /// Waits until the page is one that has such an element. A page that is being left for it answers no script.
    pub async fn arrives_at(&self, id: &str, limit: Duration) -> Result<()> {
        self.wait_for(id, limit, |page| async move { Ok(page.has(id).await.unwrap_or(false)) }).await
    }

    /// Waits for a run to end, reveals the bank, and waits for its verdict.
    pub async fn wait_until_done(&self, limit: Duration) -> Result<()> {
        self.wait_for("the end of the run", limit, |page| async move { Ok(page.run_state().await? == "done") }).await?;
        if self.is_enabled("reveal").await? {
            self.click("reveal").await?;
        }
        self.wait_for("the verdict", limit, |page| async move { Ok(!page.verdict().await?.is_empty()) }).await
    }

    /// `missing`, `exact` or `too-much`; empty while there is no verdict.
    pub async fn verdict(&self) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.dataset.verdict ?? ''";
        let verdict = self.execute(script, &[json!(selector("verdict"))]).await?;
        Ok(verdict.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page.
    pub async fn execute(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        Ok(self.browser.client.execute(script, arguments.to_vec()).await?)
    }

    /// Runs a script that answers by its last argument.
    pub async fn execute_async(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        Ok(self.browser.client.execute_async(script, arguments.to_vec()).await?)
    }

    /// Asks again and again, for at most `limit`.
    pub async fn wait_for<'p, F, Answer>(&'p self, what: &str, limit: Duration, holds: F) -> Result<()>
    where
        F: Fn(&'p Self) -> Answer,
        Answer: Future<Output = Result<bool>>,
    {
        let end = Instant::now() + limit;
        while !holds(self).await? {
            if Instant::now() > end {
                bail!("waited {limit:?} in vain for {what}");
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }
}

fn selector(id: &str) -> String {
    format!("[data-testid='{id}']")
}
