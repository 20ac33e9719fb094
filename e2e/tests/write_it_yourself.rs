//! The exercise: a rule is written on the page, saved, and judged by five trials through the real network.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use experiment::Trial;
use fantoccini::key::Key;
use protocol::{KeyPolicy, Script, ScriptRequest};
use reqwest::Method;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const TRIALS_LIMIT: Duration = Duration::from_secs(150);
const RUN_LIMIT: Duration = Duration::from_mins(1);

const STARTER: &str = include_str!("../../rule/src/starter.rhai");
const CLAIM_AND_SAME: &str = include_str!("../../rule/samples/claim_and_same.rhai");

/// A mistake in its second line.
const WRONG: &str = "fn pay(order, key, ledger, memory, seen) {\n    paid(recipt)\n}";

async fn attribute(page: &LabPage<'_>, id: &str, name: &str) -> Result<String> {
    let script = "return document.querySelector(`[data-testid='${arguments[0]}']`)?.getAttribute(arguments[1]) ?? ''";
    Ok(page.execute(script, &[json!(id), json!(name)]).await?.as_str().unwrap_or_default().to_owned())
}

async fn is_visible(page: &LabPage<'_>, id: &str) -> Result<bool> {
    let script = "return document.querySelector(`[data-testid='${arguments[0]}']`).checkVisibility()";
    Ok(page.execute(script, &[json!(id)]).await? == true)
}

async fn says(page: &LabPage<'_>, id: &str, wanted: &str) -> Result<()> {
    let what = format!("{wanted:?} in {id}");
    page.wait_for(&what, SOON, |page| async move { Ok(page.text_of(id).await?.contains(wanted)) }).await
}

async fn is_saved(page: &LabPage<'_>, state: &str) -> Result<()> {
    let what = format!("a rule that is {state}");
    page.wait_for(&what, SOON, |page| async move { Ok(attribute(page, "rule-status", "data-state").await? == state) })
        .await
}

/// Presses Try it, and waits for the end; returns what came of each trial.
async fn try_it(page: &LabPage<'_>) -> Result<Vec<String>> {
    page.wait_until_enabled("rule-try", SOON).await?;
    let in_the_middle = "document.querySelector(`[data-testid='rule-try']`).scrollIntoView({ block: 'center' })";
    page.execute(in_the_middle, &[]).await?;
    let place = "const box = document.querySelector(`[data-testid='rule-try']`).getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom]";
    let before = page.execute(place, &[]).await?;
    page.click("rule-try").await?;
    page.wait_for("the trials to begin", SOON, |page| page.has("rule-stop")).await?;
    let now = page.execute(place, &[]).await?;
    ensure!(before == now, "a second tap would meet another button: {before}, then {now}");
    page.wait_for("the end of the trials", TRIALS_LIMIT, |page| async move { Ok(!page.has("rule-stop").await?) })
        .await?;
    let mut results = Vec::new();
    for trial in Trial::ALL {
        let id = format!("trial-{}", trial.as_str());
        results.push(attribute(page, &id, "data-result").await?);
        console::print(&format!("  {}", page.text_of(&id).await?.replace('\n', " ")));
    }
    Ok(results)
}

async fn rule_of(lab: &Lab) -> Result<String> {
    let script: Script = lab.ask(Method::GET, "/lab/script", &()).await?.error_for_status()?.json().await?;
    Ok(script.text)
}

/// As delivered, the rule pays what comes again; the payment that shows it is named, and drawn.
async fn the_rule_as_delivered_fails_where_something_is_lost(page: &LabPage<'_>) -> Result<()> {
    is_saved(page, "saved").await?;
    ensure!(page.value("rule-text").await?.contains("fn pay"), "the ledger's rule is in the editor");
    let results = try_it(page).await?;
    ensure!(results[..3] == ["passed", "failed", "failed"], "{results:?}");
    ensure!(results[4] == "passed", "another amount is paid for itself: {results:?}");
    let failed = page.text_of("trial-losses-payment").await?;
    ensure!(failed.contains("was paid at attempts ") && failed.contains(" and "), "{failed}");
    let drawn =
        "const d = document.querySelector(`[data-testid='trial-losses-payment']`); d.querySelector('summary').click();
        return d.open && d.querySelector('svg.sequence').getBoundingClientRect().height > 0 &&
            [...d.querySelectorAll('.words.again')].length > 0";
    ensure!(page.execute(drawn, &[]).await? == true, "its way is drawn");
    ensure!(!attribute(page, "trials-summary", "class").await?.contains("passed"), "not all have passed");
    Ok(())
}

/// The field lies over its text in colours, letter over letter, however narrow the page is: or the caret stands elsewhere
/// than what is typed.
async fn the_caret_stands_where_the_letters_are(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    let script = "const field = document.querySelector(`[data-testid='rule-text']`);
        const colours = document.querySelector('.editor > pre');
        const inner = (e) => {
            const [box, style] = [e.getBoundingClientRect(), getComputedStyle(e)];
            return [box.left + parseFloat(style.paddingLeft), box.right - parseFloat(style.paddingRight), style.font];
        };
        return [inner(field), inner(colours.firstElementChild), field.scrollHeight, colours.scrollHeight]";
    for width in [1280, 390] {
        browser.client.set_window_size(width, 844).await?;
        let places = page.execute(script, &[]).await?;
        ensure!(places[0] == places[1], "letters and caret part at {width}: {places}");
        ensure!(places[2] == places[3], "they wrap differently at {width}: {places}");
    }
    Ok(browser.client.set_window_size(1280, 844).await?)
}

/// Without its last bracket.
const UNCLOSED: &str = "fn pay(order, key, ledger, memory, seen) {\n    paid(ledger.insert(order, key)\n}";

/// What the parser does not understand is said in the language of the page, and below in the engine's own words.
async fn a_missing_bracket_is_said_in_german(page: &LabPage<'_>) -> Result<()> {
    let speak = "document.querySelector(`.languages [lang='${arguments[0]}']`).click()";
    page.execute(speak, &[json!("de")]).await?;
    page.type_into("rule-text", UNCLOSED).await?;
    page.click("rule-save").await?;
    says(page, "rule-error", "Zeile 3, Spalte 1").await?;
    says(page, "rule-error", "oder die schließende Klammer").await?;
    says(page, "engine-says", "Expecting").await?;
    page.type_into("rule-text", "fn pay() { } fn pay() { }").await?;
    page.click("rule-save").await?;
    says(page, "engine-says", "already exists").await?;
    page.execute(speak, &[json!("en")]).await?;
    Ok(())
}

/// A mistake is said at its line and changes nothing; the text survives a reload and a crash.
async fn a_mistake_is_said_at_its_line_and_no_text_is_lost(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
    let before = rule_of(lab).await?;
    page.type_into("rule-text", WRONG).await?;
    is_saved(page, "unsaved").await?;
    says(page, "trials-stale", "of the saved rule").await?;
    page.click("rule-save").await?;
    says(page, "rule-error", "Line 2, column 10").await?;
    says(page, "rule-error", "recipt").await?;
    let marked =
        "return [...document.querySelectorAll('.editor .code-line')].findIndex(line => line.matches('.wrong'))";
    ensure!(page.execute(marked, &[]).await? == 1, "its line is marked");
    page.click("rule-show-error").await?;
    let place = page.execute("return document.activeElement.selectionStart", &[]).await?;
    ensure!(place == WRONG.find("recipt").unwrap_or_default(), "the caret stands at {place}");
    ensure!(rule_of(lab).await? == before, "the ledger keeps its rule");
    page.execute("location.reload()", &[]).await?;
    page.wait_until_loaded().await?;
    is_saved(page, "unsaved").await?;
    ensure!(page.value("rule-text").await? == WRONG, "the text survives a reload");
    let bank = lab.bank()?.id;
    // The answer may be lost with the process.
    drop(lab.ask(Method::POST, "/lab/crash", &()).await);
    page.wait_for("another process", SOON, |_| async { Ok(lab.bank().is_ok_and(|now| now.id != bank)) }).await?;
    ensure!(page.value("rule-text").await? == WRONG, "the text survives a crash");
    is_saved(page, "unsaved").await
}

/// Tab leaves the field, unless it is told to indent; quotes of a phone become plain ones.
async fn the_field_is_kind_to_keyboards(page: &LabPage<'_>) -> Result<()> {
    page.focus("rule-text").await?;
    page.press(&char::from(Key::Tab).to_string()).await?;
    let left = "return document.activeElement.dataset.testid !== 'rule-text'";
    ensure!(page.execute(left, &[]).await? == true, "Tab leaves the field");
    page.click("tab-indents").await?;
    page.focus("rule-text").await?;
    let home = "const e = document.activeElement; e.setSelectionRange(0, 0)";
    page.execute(home, &[]).await?;
    page.press(&char::from(Key::Tab).to_string()).await?;
    ensure!(page.value("rule-text").await?.starts_with("    fn pay"), "it indents");
    let typed = "const e = document.querySelector(`[data-testid='rule-text']`); e.value = 'refuse(\u{201c}no\u{201d})';
        e.setSelectionRange(9, 9); e.dispatchEvent(new Event('input', { bubbles: true }))";
    page.execute(typed, &[]).await?;
    says(page, "rule-straightened", "replaced").await?;
    ensure!(page.value("rule-text").await? == "refuse(\"no\")", "the quotes are plain");
    let caret = page.execute("return document.querySelector(`[data-testid='rule-text']`).selectionEnd", &[]).await?;
    ensure!(caret == 9, "the caret stays, and is not at {caret}");
    Ok(())
}

/// What another page saves is said, and the solution stands behind three hints.
async fn others_are_told_of_and_hints_lead_to_the_solution(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
    let other = ScriptRequest { text: format!("{CLAIM_AND_SAME}// theirs") };
    lab.ask(Method::PUT, "/lab/script", &other).await?.error_for_status()?;
    says(page, "rule-news", "Another page").await?;
    for hint in ["hint-1", "hint-2", "hint-3"] {
        ensure!(!is_visible(page, hint).await?, "{hint} is not shown yet");
        page.click("next-hint").await?;
        page.wait_for(hint, SOON, |page| is_visible(page, hint)).await?;
    }
    page.click("next-hint").await?;
    says(page, "solution", "claim").await?;
    page.click("take-solution").await?;
    ensure!(page.value("rule-text").await? == CLAIM_AND_SAME, "the solution is in the editor");
    page.click("rule-starter").await?;
    ensure!(page.value("rule-text").await? == STARTER, "the rule as delivered is in the editor");
    page.click("rule-back").await?;
    ensure!(page.value("rule-text").await? == CLAIM_AND_SAME, "and the text before it");
    Ok(())
}

/// The right rule passes all five, and a chapter with it is exact.
async fn the_right_rule_passes_all_five(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
    let results = try_it(page).await?;
    ensure!(results == ["passed"; 5], "{results:?}");
    says(page, "trials-summary", "All five passed").await?;
    says(page, "trials-in-short", "All five passed").await?;
    ensure!(page.text_of("trials-stale").await?.is_empty(), "they are of this text");
    ensure!(rule_of(lab).await? == CLAIM_AND_SAME, "it was saved before it was tried");
    ensure!(lab.ledger().await?.len() == 1, "the last trial has paid once, and refused the other amount");
    page.click("choose-script").await?;
    page.wait_until_enabled("run", SOON).await?;
    page.click("run").await?;
    page.wait_until_done(RUN_LIMIT).await?;
    ensure!(lab.state().await?.key_policy == KeyPolicy::Script, "another policy was in force");
    ensure!(lab.stats().await?.cents() == 100_000, "chapter 5 is exact with it");
    Ok(())
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_rule_is_written_judged_mended_and_passes() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &format!("{}/#exercise", lab.address)).await?;
            the_caret_stands_where_the_letters_are(browser, &page).await?;
            the_rule_as_delivered_fails_where_something_is_lost(&page).await?;
            a_missing_bracket_is_said_in_german(&page).await?;
            a_mistake_is_said_at_its_line_and_no_text_is_lost(&lab, &page).await?;
            the_field_is_kind_to_keyboards(&page).await?;
            others_are_told_of_and_hints_lead_to_the_solution(&lab, &page).await?;
            the_right_rule_passes_all_five(&lab, &page).await
        })
        .await
    }
}
