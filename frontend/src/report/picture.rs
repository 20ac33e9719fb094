//! The two pictures of a report, as SVG: the euro axis and the fate grid.

use std::fmt::Write as _;

use experiment::Fate;

use super::Report;
use crate::grid::columns;
use crate::number::fixed;

/// One payment's cell, in units of the SVG, its gap included.
const PITCH: usize = 20;

/// How each fate looks, as on the page. The digit of those that were paid several times is written on top.
const SYMBOLS: &str = r##"<defs>
<symbol id="waiting" viewBox="0 0 18 18"><rect width="18" height="18" fill="#dcdcdc"/></symbol>
<symbol id="in-flight" viewBox="0 0 18 18"><rect width="18" height="18" fill="#a6a6a6"/><circle cx="9" cy="9" r="4"/></symbol>
<symbol id="paid-known" viewBox="0 0 18 18"><rect width="18" height="18" fill="#0072b2"/></symbol>
<symbol id="paid-not-known" viewBox="0 0 18 18"><rect x="1" y="1" width="16" height="16" fill="#fff" stroke="#0072b2" stroke-width="2"/><path d="M2 8L8 2M2 16L16 2M10 16L16 10" stroke="#8fc1de"/><text x="9" y="14" text-anchor="middle" font-size="13" font-weight="700">?</text></symbol>
<symbol id="never-paid" viewBox="0 0 18 18"><rect x=".5" y=".5" width="17" height="17" fill="#fff" stroke="#000"/><path d="M4 4L14 14M14 4L4 14" stroke="#000" stroke-width="1.6"/></symbol>
<symbol id="paid-times" viewBox="0 0 18 18"><rect width="18" height="18" fill="#d55e00"/></symbol>
<symbol id="caught" viewBox="0 0 18 18"><rect x="1.5" y="1.5" width="15" height="15" fill="#0072b2" stroke="#000" stroke-width="3"/></symbol>
<symbol id="paid-by-another" viewBox="0 0 18 18"><rect width="18" height="18" fill="#56b4e9"/></symbol>
</defs>"##;

/// A cell per payment, in the order of the file.
pub(super) fn grid(report: &Report, label: &str) -> String {
    let columns = columns(report.payments.len());
    let rows = report.payments.len().div_ceil(columns).max(1);
    let (width, height) = (columns * PITCH, rows * PITCH);
    let mut svg =
        format!(r#"<svg class="grid" role="img" aria-label="{label}" viewBox="0 0 {width} {height}">{SYMBOLS}"#);
    for (index, row) in report.payments.iter().enumerate() {
        let (x, y) = (index % columns * PITCH + 1, index / columns * PITCH + 1);
        write!(svg, r##"<use href="#{}" x="{x}" y="{y}" width="18" height="18"/>"##, row.fate.name())
            .expect("a string takes all");
        if let Fate::PaidTimes(times) = row.fate {
            let (x, y) = (x + 9, y + 14);
            write!(
                svg,
                r#"<text x="{x}" y="{y}" text-anchor="middle" font-size="14" font-weight="700">{times}</text>"#
            )
            .expect("a string takes all");
        }
    }
    svg + "</svg>"
}

/// The picture of one fate, for the legend.
pub(super) fn swatch(fate: &str) -> String {
    format!(r##"<svg class="swatch" viewBox="0 0 18 18" aria-hidden="true"><use href="#{fate}"/></svg>"##)
}

/// What was expected, what the law says, and what was transferred, on one axis.
pub(super) fn axis(report: &Report, label: &str) -> String {
    let (expected, transferred) = (report.bank.expected.cents() as f64, report.bank.transferred.cents() as f64);
    // The law counts entries; on this axis each is of the file's average amount.
    let each = expected / report.payments.len().max(1) as f64;
    let band = report.theory.map(|theory| (theory.low as f64 * each, theory.high as f64 * each));
    let most = [expected, transferred, band.map_or(0.0, |(_, high)| high), 1.0].into_iter().fold(0.0, f64::max) * 1.05;
    let x = |cents: f64| 980.0 * cents / most + 10.0;
    let mut svg = format!(r#"<svg class="axis" role="img" aria-label="{label}" viewBox="0 0 1000 70">"#);
    if let Some((low, high)) = band {
        let (from, width) = (x(low), (x(high) - x(low)).max(3.0));
        write!(
            svg,
            r##"<rect x="{}" y="6" width="{}" height="48" fill="#56b4e9" fill-opacity=".45"/>"##,
            fixed(from, 1),
            fixed(width, 1),
        )
        .expect("a string takes all");
    }
    let colour = if report.bank.expected == report.bank.transferred { "#0072b2" } else { "#d55e00" };
    write!(
        svg,
        r##"<rect x="10" y="20" width="{}" height="20" fill="{colour}"/><path d="M{right} 2V58" stroke="#000" stroke-width="3"/><text x="{right}" y="69" text-anchor="middle" font-size="12">{}</text>"##,
        fixed(x(transferred) - 10.0, 1),
        report.bank.expected,
        right = fixed(x(expected), 1),
    )
    .expect("a string takes all");
    svg + "</svg>"
}
