//! Screenshots in shades of grey: what can still be told apart on a bad projector, on paper, by eyes that see no hues.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::lab_page::LabPage;

/// Into so many fields across and down a drawing is divided, each with its mean grey from 0 to 255.
const FIELDS: usize = 12;
/// Two drawings differ when their fields do by so much on the average.
const APART: f64 = 10.0;

/// Of each swatch of the legend, and of the first cell in the grid with each of the fates in the table: what of the
/// picture lies within it.
const FIND: &str = "
    const boxes = [...document.querySelectorAll('.legend .swatch')].filter(e => e.checkVisibility()).map(e =>
        [`the legend's ${e.className.split(' ')[1]}`, e.getBoundingClientRect()]);
    const grid = document.querySelector(`[data-testid='grid']`).getBoundingClientRect(), [columns, rows] = arguments;
    const cells = new Map();
    for (const row of document.querySelectorAll(`[data-testid='grid-table'] tbody tr`)) {
        const [number, fate] = [...row.children].map(cell => cell.textContent);
        if (cells.has(fate) || number === '1') continue;
        const [width, height] = [grid.width / columns, grid.height / rows];
        const [column, line] = [(number - 1) % columns, Math.floor((number - 1) / columns)];
        cells.set(fate, { x: grid.x + column * width, y: grid.y + line * height, width, height });
    }
    return [...boxes, ...cells].map(([name, { x, y, width, height }]) => ({ name, x, y, width, height }));";

/// Grey as ITU-R BT.601 makes it of a colour, as do printers and black-and-white screens.
const MEASURE: &str = "
    const [png, boxes, fields, done] = arguments;
    createImageBitmap(new Blob([new Uint8Array(png)])).then(picture => {
        const canvas = new OffscreenCanvas(fields, fields), context = canvas.getContext('2d', { willReadFrequently: true });
        const grey = ({ x, y, width, height }) => {
            context.drawImage(picture, x, y, width, height, 0, 0, fields, fields);
            const { data } = context.getImageData(0, 0, fields, fields);
            return Array.from({ length: fields * fields }, (_, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]);
        };
        done(boxes.map(grey));
    });";

/// A drawing on the page: what it stands for, and its fields.
#[derive(Debug)]
pub struct Drawing {
    /// The legend's name of it, or the table's words.
    pub name: String,
    fields: Vec<f64>,
}

/// The drawings of the legend and of the grid that can be seen now, in a grid of 50 by 20 cells.
pub async fn drawings(browser: &Browser, page: &LabPage<'_>) -> Result<Vec<Drawing>> {
    page.execute("document.querySelector('.fates').scrollIntoView()", &[]).await?;
    let boxes = page.execute(FIND, &[json!(50), json!(20)]).await?;
    let picture = browser.client.screenshot().await?;
    let greys = page.execute_async(MEASURE, &[json!(picture), boxes.clone(), json!(FIELDS)]).await?;
    let greys: Vec<Vec<f64>> = serde_json::from_value(greys)?;
    let names = boxes.as_array().context("a list of boxes")?.iter().map(|found| found["name"].as_str());
    let drawing = |(name, fields): (Option<&str>, _)| Some(Drawing { name: name?.to_owned(), fields });
    names.zip(greys).map(drawing).collect::<Option<_>>().context("a name for each")
}

/// Each two of them differ in grey.
pub fn tell_apart(drawings: &[Drawing]) -> Result<()> {
    for (index, one) in drawings.iter().enumerate() {
        for other in &drawings[index + 1..] {
            let apart = one.fields.iter().zip(&other.fields).map(|(one, other)| (one - other).abs()).sum::<f64>()
                / one.fields.len() as f64;
            ensure!(apart >= APART, "in grey, {} and {} differ by {apart:.1} of 255 only", one.name, other.name);
        }
    }
    Ok(())
}
