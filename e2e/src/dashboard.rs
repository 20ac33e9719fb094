//! What of the host's dashboard can be read and reached.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::lab_page::LabPage;

/// Texts of the dashboard that are smaller on the screen than `least`: those of the drawing are in its own units.
const SMALL: &str = "
    const [least] = arguments, small = [];
    for (const e of document.querySelectorAll('.dashboard :is(p, b, h3, span, button, select, li, text)')) {
        if (!e.checkVisibility() || e.closest('.spoken, dialog') || !e.textContent.trim()) continue;
        const svg = e.closest('svg'), scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
        const size = parseFloat(getComputedStyle(e).fontSize) * scale;
        if (size < least - 0.5) small.push(`${size.toFixed(1)} px: ${e.textContent.trim().slice(0, 30)}`);
    }
    return small";
/// What lies over what else, or is cut off: of the drawing's texts, of what a tile says, of what is in the head.
const CUT_OFF: &str = "
    const cut = [];
    for (const svg of document.querySelectorAll('.class-chart > svg')) {
        const frame = svg.getBoundingClientRect();
        for (const text of svg.querySelectorAll('text, path.result')) {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            if (left < frame.left || right > frame.right || top < frame.top - 1 || bottom > frame.bottom + 1) cut.push(text.textContent);
        }
    }
    for (const tile of document.querySelectorAll('.station-tile')) {
        const more = tile.querySelector('summary'), said = tile.querySelector('.transferred');
        const wide = document.createRange();
        wide.selectNodeContents(said);
        const mark = document.createRange();
        if (!more || !said.textContent) continue;
        mark.selectNodeContents(more);
        const [a, b] = [wide.getBoundingClientRect(), mark.getBoundingClientRect()];
        if (a.right > b.left) cut.push(`${said.textContent} under the sign for more`);
        if (tile.scrollWidth > tile.clientWidth) cut.push(tile.textContent);
    }
    const address = document.querySelector('.join-card .room-address');
    const line = parseFloat(getComputedStyle(address).lineHeight);
    if (address.offsetHeight > 1.5 * line) cut.push(`${address.textContent} in two lines`);
    return cut";
/// How light the two bands and what is around them are, as a printer without colours has them.
const GREYS: &str = "
    const grey = (css) => {
        const [r, g, b] = getComputedStyle(document.querySelector(css)).fill.match(/[0-9.]+/g).map(Number);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return ['.class-chart rect.usual', '.class-chart rect.almost-always'].map(grey)";
/// What of the dashboard cannot be reached by Tab.
const UNREACHABLE: &str = "
    return [...document.querySelectorAll('.dashboard :is(button, a, select, summary, input)')]
        .filter((e) => e.checkVisibility() && (e.tabIndex < 0 || e.inert)).map((e) => e.outerHTML.slice(0, 80))";

/// No text of it is smaller than `least` pixels on the screen, the drawing's included.
pub async fn texts_are_at_least(page: &LabPage<'_>, least: f64) -> Result<()> {
    nothing_is_found(page, SMALL, &[json!(least)], "too small").await
}

/// All of the drawing is in its frame, and nothing that a tile or the card says is cut off or covered.
pub async fn nothing_is_cut_off(page: &LabPage<'_>, what: &str) -> Result<()> {
    nothing_is_found(page, CUT_OFF, &[], what).await
}

/// Tab comes to whatever can be pressed.
pub async fn tab_comes_everywhere(page: &LabPage<'_>) -> Result<()> {
    nothing_is_found(page, UNREACHABLE, &[], "Tab does not come there").await
}

/// Returns how light the darker band is and the lighter one, from 0 to 255.
pub async fn greys_of_the_bands(page: &LabPage<'_>) -> Result<[f64; 2]> {
    Ok(serde_json::from_value(page.execute(GREYS, &[]).await?)?)
}

async fn nothing_is_found(page: &LabPage<'_>, script: &str, arguments: &[Value], what: &str) -> Result<()> {
    let found = page.execute(script, arguments).await?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "{what}: {found}");
    Ok(())
}
