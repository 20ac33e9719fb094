//! The layout of a page as it stands on a screen: sizes of text and targets, and what does not fit.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::lab_page::LabPage;

const SOON: Duration = Duration::from_secs(10);

const TEXTS: &str = "
    const least = arguments[0], small = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim(), element = texts.currentNode.parentElement;
        if (!text || !element.checkVisibility() || element.closest('.spoken')) continue;
        seen += 1;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < least) small.push(`${size} px: ${text.slice(0, 40)}`);
    }
    return { seen, small };";

/// A checkbox in its label is as large as the label.
const TARGETS: &str = "
    const least = arguments[0], small = [];
    for (const element of document.querySelectorAll('button, a, select, summary, input, canvas[tabindex]')) {
        if (!element.checkVisibility()) continue;
        const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
        if (width < least - 0.5 || height < least - 0.5) {
            small.push(`${element.dataset.testid ?? element.textContent.trim()}: ${width.toFixed(0)} x ${height.toFixed(0)}`);
        }
    }
    return small;";

/// A phone's `innerWidth` grows with what is too wide; the width of the root element does not.
const WIDE: &str = "
    const width = document.documentElement.clientWidth, name = e => `${e.tagName} ${e.className}`;
    const scrolled = [...document.querySelectorAll('html, main, dialog[open]')].filter(e => e.scrollWidth > e.clientWidth);
    const culprits = [...document.querySelectorAll('body *')].filter(
        e => e.checkVisibility() && (e.getBoundingClientRect().right > width + 0.5 || e.scrollWidth > width));
    return scrolled.length ? scrolled.concat(culprits).slice(0, 12).map(name) : [];";

/// What is not whole in the window, above the bar at the foot. What belongs to the bar is judged by the window.
const OFF_SCREEN: &str = "
    const foot = document.querySelector('.controls').getBoundingClientRect().top;
    return arguments[0].filter(css => {
        const element = document.querySelector(css);
        if (!element?.checkVisibility()) return true;
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const floor = element.closest('.controls') ? innerHeight : foot;
        return left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > floor + 0.5;
    }).map(css => {
        const { top, bottom } = document.querySelector(css)?.getBoundingClientRect() ?? {};
        return `${css} (${top?.toFixed()} to ${bottom?.toFixed()} of ${foot.toFixed()})`;
    });";

/// A canvas that is not laid out needs no pixels.
const SHARP: &str = "
    const canvas = document.querySelector('canvas'), there = Math.round(canvas.clientWidth * devicePixelRatio);
    if (there === 0) return true;
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return Math.abs(canvas.width - there) <= 1 && pixels.some(value => value !== 0);";

/// Sets the size of the window's inside, as a phone or a projector has it (Chromium only).
pub async fn resize(browser: &Browser, width: u32, height: u32) -> Result<()> {
    let is_phone = width < 800;
    let ratio = if is_phone { 2 } else { 1 };
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": is_phone });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
    Ok(())
}

/// No visible text is smaller than `least` pixels.
pub async fn texts_are_at_least(page: &LabPage<'_>, least: f64) -> Result<()> {
    let found = page.execute(TEXTS, &[json!(least)]).await?;
    ensure!(found["seen"].as_u64().context("no count")? > 5, "there is hardly any text: {found}");
    ensure!(is_empty(&found["small"]), "texts under {least} px: {}", found["small"]);
    Ok(())
}

/// Everything that can be pressed is at least `least` pixels wide and high.
pub async fn targets_are_at_least(page: &LabPage<'_>, least: f64) -> Result<()> {
    let small = page.execute(TARGETS, &[json!(least)]).await?;
    ensure!(is_empty(&small), "targets under {least} px: {small}");
    Ok(())
}

/// Nothing makes the page, or what scrolls in its place in front of a room, wider than it may be.
pub async fn nothing_scrolls_sideways(page: &LabPage<'_>) -> Result<()> {
    let wide = page.execute(WIDE, &[]).await?;
    ensure!(is_empty(&wide), "wider than the window: {wide}");
    Ok(())
}

/// Everything that these selectors name can be seen whole, without scrolling.
pub async fn is_on_screen(page: &LabPage<'_>, selectors: &[&str]) -> Result<()> {
    let off = page.execute(OFF_SCREEN, &[json!(selectors)]).await?;
    ensure!(is_empty(&off), "not on the screen: {off}");
    Ok(())
}

/// The page is as high as its window.
pub async fn nothing_scrolls(page: &LabPage<'_>) -> Result<()> {
    let script = "const { scrollHeight, clientHeight } = document.documentElement; return [scrollHeight, clientHeight]";
    let heights = page.execute(script, &[]).await?;
    ensure!(heights[0] == heights[1], "the page is {} pixels high in a window of {}", heights[0], heights[1]);
    Ok(())
}

/// Returns where an element lies: its top, its width and its height, in whole pixels.
pub async fn place_of(page: &LabPage<'_>, selector: &str) -> Result<[u64; 3]> {
    let script = "const { top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
        return [top, width, height].map(Math.round)";
    Ok(serde_json::from_value(page.execute(script, &[json!(selector)]).await?)?)
}

/// The grid is painted, with one pixel of its own for each that the screen has there.
pub async fn the_grid_is_sharp(page: &LabPage<'_>) -> Result<()> {
    page.wait_for(
        "a grid as sharp as the screen",
        SOON,
        |page| async move { Ok(page.execute(SHARP, &[]).await? == true) },
    )
    .await
}

fn is_empty(list: &Value) -> bool {
    list.as_array().is_some_and(Vec::is_empty)
}
