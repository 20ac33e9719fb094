//! The two pictures of a report: the euro axis and the payment grid.

use experiment::Fate;
use maud::{Markup, PreEscaped, html};

use super::Report;
use crate::model::columns;

/// One payment's cell, in units of the SVG, its gap included.
const PITCH: usize = 20;

/// How each fate looks, as on the page. The digit of those that were paid several times is written on top.
const SYMBOLS: PreEscaped<&str> = PreEscaped(
    r##"<defs>
<symbol id="waiting" viewBox="0 0 18 18"><rect width="18" height="18" fill="#dcdcdc"/></symbol>
<symbol id="in-flight" viewBox="0 0 18 18"><rect width="18" height="18" fill="#a6a6a6"/><circle cx="9" cy="9" r="4"/></symbol>
<symbol id="paid-known" viewBox="0 0 18 18"><rect width="18" height="18" fill="#0072b2"/></symbol>
<symbol id="paid-not-known" viewBox="0 0 18 18"><rect x="1" y="1" width="16" height="16" fill="#fff" stroke="#0072b2" stroke-width="2"/><path d="M2 8L8 2M2 16L16 2M10 16L16 10" stroke="#8fc1de"/><text x="9" y="14" text-anchor="middle" font-size="13" font-weight="700">?</text></symbol>
<symbol id="never-paid" viewBox="0 0 18 18"><rect x=".5" y=".5" width="17" height="17" fill="#fff" stroke="#000"/><path d="M4 4L14 14M14 4L4 14" stroke="#000" stroke-width="1.6"/></symbol>
<symbol id="paid-times" viewBox="0 0 18 18"><rect width="18" height="18" fill="#d55e00"/></symbol>
<symbol id="caught" viewBox="0 0 18 18"><rect x="1.5" y="1.5" width="15" height="15" fill="#0072b2" stroke="#000" stroke-width="3"/></symbol>
<symbol id="paid-by-another" viewBox="0 0 18 18"><rect width="18" height="18" fill="#56b4e9"/></symbol>
</defs>"##,
);

/// Returns a cell per payment, in the order of the file.
pub(super) fn grid(report: &Report, label: &str) -> Markup {
    let columns = columns(report.payments.len());
    let rows = report.payments.len().div_ceil(columns).max(1);
    let (width, height) = (columns * PITCH, rows * PITCH);
    html! {
        svg.grid role="img" aria-label=(label) viewBox={ "0 0 " (width) " " (height) } {
            (SYMBOLS)
            @for (index, row) in report.payments.iter().enumerate() {
                (cell(index % columns * PITCH + 1, index / columns * PITCH + 1, row.fate))
            }
        }
    }
}

fn cell(x: usize, y: usize, fate: Fate) -> Markup {
    html! {
        use href={ "#" (fate.name()) } x=(x) y=(y) width="18" height="18" {}
        @if let Fate::PaidTimes(times) = fate {
            text x=(x + 9) y=(y + 14) text-anchor="middle" font-size="14" font-weight="700" { (times) }
        }
    }
}

/// Returns the picture of one fate, for the legend.
pub(super) fn swatch(fate: &str) -> Markup {
    html! {
        svg.swatch viewBox="0 0 18 18" aria-hidden="true" { use href={ "#" (fate) } {} }
    }
}

/// Returns what was expected, what the law says, and what was transferred, on one axis.
pub(super) fn axis(report: &Report, label: &str) -> Markup {
    let (expected, transferred) = (report.bank.expected.cents() as f64, report.bank.transferred.cents() as f64);
    let band = report.theory.map(|theory| (theory.low.cents() as f64, theory.high.cents() as f64));
    let most = [expected, transferred, band.map_or(0.0, |(_, high)| high), 1.0].into_iter().fold(0.0, f64::max) * 1.05;
    let x = |cents: f64| 980.0 * cents / most + 10.0;
    let one_decimal = |units: f64| format!("{units:.1}");
    let right = one_decimal(x(expected));
    let colour = if report.bank.expected == report.bank.transferred { "#0072b2" } else { "#d55e00" };
    html! {
        svg.axis role="img" aria-label=(label) viewBox="0 0 1000 70" {
            @if let Some((low, high)) = band {
                rect x=(one_decimal(x(low))) y="6" width=(one_decimal((x(high) - x(low)).max(3.0))) height="48"
                    fill="#56b4e9" fill-opacity=".45" {}
            }
            rect x="10" y="20" width=(one_decimal(x(transferred) - 10.0)) height="20" fill=(colour) {}
            path d={ "M" (right) " 2V58" } stroke="#000" stroke-width="3" {}
            text x=(right) y="69" text-anchor="middle" font-size="12" { (report.bank.expected.to_string()) }
        }
    }
}
