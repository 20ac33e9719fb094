//! How well text stands out from what lies behind it: WCAG 2.2's contrast ratio of the colours the browser has computed.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::lab_page::LabPage;

/// What every text must have.
pub const ON_THE_PAGE: f64 = 4.5;
/// What every text must have in front of a room.
pub const IN_A_ROOM: f64 = 7.0;

/// Colours as a canvas or a computed style writes them, and the ratio of two of them.
const RATIO: &str = r"
    const hex = css => [1, 3, 5].map(at => parseInt(css.slice(at, at + 2), 16));
    const colours = css => (css.match(/rgba?\([^)]*\)|#[0-9a-f]{6}/g) ?? []).map(
        c => c[0] === '#' ? hex(c) : c.match(/[\d.]+/g).map(parseFloat));
    const light = colour => {
        const [r, g, b] = colour.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => {
        const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    };";

/// A background of several colours counts as the one that is worst for the text. Behind an element is what its
/// ancestors paint: nothing on the page lies over text that can be read.
const TEXTS: &str = r"
    const least = arguments[0], faint = [];
    let seen = 0;
    const over = ([r, g, b, a = 1], below) => [r, g, b].map((c, i) => c * a + below[i] * (1 - a));
    const behind = element => {
        if (!element) return [[255, 255, 255]];
        const style = getComputedStyle(element);
        const painted = behind(element.parentElement).map(below => over(colours(style.backgroundColor)[0], below));
        return painted.concat(colours(style.backgroundImage).flatMap(c => painted.map(below => over(c, below))));
    };
    const opacity = element => element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
    const judge = (element, css, text) => {
        seen += 1;
        const [r, g, b, a = 1] = colours(css)[0], ink = [r, g, b, a * opacity(element)];
        const worst = Math.min(...behind(element).map(back => ratio(over(ink, back), back)));
        if (worst < least) faint.push(`${worst.toFixed(2)}: ${text.slice(0, 40)} (${element.getAttribute('class')})`);
    };
    const shown = element => element.checkVisibility() && !element.closest('.spoken');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim(), element = texts.currentNode.parentElement;
        if (!text || element.closest('select') || !shown(element)) continue;
        const style = getComputedStyle(element);
        judge(element, element instanceof SVGElement ? style.fill : style.color, text);
    }
    for (const field of document.querySelectorAll('select, input:not([type=range], [type=checkbox])')) {
        if (!shown(field)) continue;
        judge(field, getComputedStyle(field).color, field.value || field.dataset.testid);
        if (field.placeholder) judge(field, getComputedStyle(field, '::placeholder').color, field.placeholder);
    }
    return { seen, faint };";

const WATCH_THE_GRID: &str = "
    const grid = CanvasRenderingContext2D.prototype, { fillRect, stroke, fillText } = grid;
    const written = window.written = new Set();
    let cell = [];
    grid.fillRect = function (...at) { cell = [this.fillStyle]; fillRect.apply(this, at); };
    grid.stroke = function () { cell.push(this.strokeStyle); stroke.apply(this); };
    grid.fillText = function (...at) {
        for (const below of cell) written.add(`${at[0]} in ${this.fillStyle} on ${below}`);
        fillText.apply(this, at);
    };";

const OF_THE_GRID: &str = "
    const written = [...window.written];
    return { seen: written.length, faint: written.filter(pair => ratio(...colours(pair)) < arguments[0]) };";

/// Every visible text, what is in fields included, stands out by at least `least` to 1.
pub async fn is_at_least(page: &LabPage<'_>, least: f64) -> Result<()> {
    judge(&page.execute(&format!("{RATIO}{TEXTS}"), &[json!(least)]).await?, least)
}

/// From now on the page keeps every character it paints into the grid, with its colour and those of the cell below.
pub async fn watch_the_grid(page: &LabPage<'_>) -> Result<()> {
    page.execute(WATCH_THE_GRID, &[]).await?;
    Ok(())
}

/// Every character painted since then stands out by at least `least` to 1.
pub async fn of_the_grid_is_at_least(page: &LabPage<'_>, least: f64) -> Result<()> {
    judge(&page.execute(&format!("{RATIO}{OF_THE_GRID}"), &[json!(least)]).await?, least)
}

fn judge(found: &Value, least: f64) -> Result<()> {
    ensure!(found["seen"].as_u64().context("no count")? > 1, "there is hardly any text: {found}");
    ensure!(found["faint"].as_array().is_some_and(Vec::is_empty), "contrast under {least}: {}", found["faint"]);
    Ok(())
}
