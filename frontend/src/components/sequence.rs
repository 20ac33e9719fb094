//! What a sequence diagram consists of: client, network and bank as lanes, arrows between them, words. Across everything
//! lies in percent of the width, down in hundredths of a line of text, so that it fits a phone and a projector.

use leptos::prelude::*;

use crate::text::said;

/// Where the client stands.
pub const CLIENT: u32 = 9;
/// Where the network stands.
pub const NETWORK: u32 = 50;
/// Where the bank stands.
pub const BANK: u32 = 91;
/// Where what is on the way is written: between client and network.
pub const ON_THE_WAY: u32 = 29;
/// What the names of the lanes take.
pub const TOP: u32 = 200;

/// A line with a head at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Where it begins, in percent of the width.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// How far down it lies, in hundredths of a line.
    pub y: u32,
}

impl Arrow {
    /// Returns its head, as a path in pixels from its end.
    fn head(self) -> &'static str {
        if self.to > self.from { "M0 0l-11 -6v12z" } else { "M0 0l11 -6v12z" }
    }
}

/// Returns hundredths of a line as a length.
pub fn em(hundredths: u32) -> String {
    format!("{}.{:02}em", hundredths / 100, hundredths % 100)
}

/// Returns a share of the width as a length.
pub fn percent(x: u32) -> String {
    format!("{x}%")
}

/// The three lanes, and their names above them.
#[component]
pub fn Lanes() -> impl IntoView {
    view! {
        <Lane name=said(|text| text.client) x=CLIENT name_at=0 anchor="start" />
        <Lane name=said(|text| text.network) x=NETWORK name_at=NETWORK anchor="middle" />
        <Lane name=said(|text| text.bank) x=BANK name_at=100 anchor="end" />
    }
}

/// Where one of the three stands.
#[component]
fn Lane(
    /// Who it is.
    name: Signal<String>,
    /// Where it stands, in percent of the width.
    x: u32,
    /// Where its name stands.
    name_at: u32,
    /// Which end of the name stands there.
    anchor: &'static str,
) -> impl IntoView {
    view! {
        <text class="lane" x=percent(name_at) y="1em" text-anchor=anchor>{name}</text>
        <line class="post" x1=percent(x) x2=percent(x) y1="1.5em" y2="100%" />
    }
}

/// A text.
#[component]
pub fn Words(
    /// Where it stands, in percent of the width.
    x: u32,
    /// Where it stands, in hundredths of a line.
    y: u32,
    /// Which end of it stands there.
    anchor: &'static str,
    /// How it looks.
    class: &'static str,
    /// What it says.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! { <text x=percent(x) y=em(y) text-anchor=anchor><tspan class=class>{words}</tspan></text> }
}

/// A line with a head.
#[component]
pub fn ArrowLine(
    /// Where it goes.
    arrow: Arrow,
) -> impl IntoView {
    let y = em(arrow.y);
    view! {
        <line class="way" x1=percent(arrow.from) x2=percent(arrow.to) y1=y.clone() y2=y.clone() />
        // The head is drawn in pixels, at the place where the line ends.
        <svg x=percent(arrow.to) y=y overflow="visible"><path class="head" d=arrow.head() /></svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_decimals() {
        assert_eq!((em(200), em(705)), ("2.00em".to_owned(), "7.05em".to_owned()));
    }
}
