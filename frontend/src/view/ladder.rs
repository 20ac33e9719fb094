//! A payment's way, drawn: client, Toxiproxy and bank are lanes, each attempt is a rung that goes as far as it got.
//!
//! Across, everything lies in shares of the width, down in lines of text: the drawing fits a phone and a projector.

use leptos::prelude::*;

use super::payment::{class_of, short};
use crate::dom::{El, el};
use crate::markup::escaped;
use crate::model::{AttemptRow, Journey};
use crate::text::{Text, text};

/// Where client, Toxiproxy and bank stand, in percent of the width.
const CLIENT: u32 = 9;
const NETWORK: u32 = 50;
const BANK: u32 = 91;
/// Where what is on the way is written: between client and Toxiproxy.
const ON_THE_WAY: u32 = 29;
/// Hundredths of a line of text that one attempt takes, and those above the first one.
const ROW: u32 = 620;
const TOP: u32 = 200;

/// The attempts of one payment, the first one first.
pub(super) fn ladder(attempts: Memo<Vec<AttemptRow>>) -> El {
    let text = text();
    el("div").class("plain").drawn(move || attempts.with(|attempts| drawn(attempts, text)))
}

fn drawn(attempts: &[AttemptRow], text: &Text) -> String {
    let height = (0..).zip(attempts).map(|(row, _)| TOP + ROW * (row + 1)).last().unwrap_or(TOP);
    let lane = |name: &str, x: u32, name_at: u32, anchor: &str| {
        format!(
            r#"<text class="lane" x="{name_at}%" y="1em" text-anchor="{anchor}">{name}</text><line class="post" x1="{x}%" x2="{x}%" y1="1.5em" y2="100%"/>"#
        )
    };
    let rungs = (0..).zip(attempts).map(|(row, attempt)| rung(TOP + ROW * row, attempt, text));
    [
        // The table beside it says the same.
        format!(r#"<svg class="ladder" aria-hidden="true" style="height:{}">"#, em(height)),
        lane(text.client, CLIENT, 0, "start"),
        lane(text.network, NETWORK, NETWORK, "middle"),
        lane(text.bank, BANK, 100, "end"),
        rungs.collect(),
        "</svg>".to_owned(),
    ]
    .concat()
}

/// One attempt: there, and back as far as the reply came.
fn rung(top: u32, attempt: &AttemptRow, text: &Text) -> String {
    let (there, back, below) = (top + 160, top + 330, top + 490);
    let key = attempt.key.as_deref().map_or_else(|| text.without_key.to_owned(), short);
    let journey = attempt.journey();
    let reached = if journey.reached_the_bank() { BANK } else { NETWORK };
    let knows = attempt.outcome.as_ref().map_or(text.out, text.look.knows);
    let past =
        if attempt.direct { words(NETWORK, there - 40, "middle", "on-the-way", text.runs.past) } else { String::new() };
    let end = match journey {
        Journey::RequestLost => words(NETWORK, there + 60, "middle", "cross", "\u{d7}"),
        Journey::Out | Journey::NotSeen => words(NETWORK + 6, there + 40, "middle", "question", "?"),
        Journey::ReplyLost => arrow(BANK, NETWORK, back) + &words(NETWORK, back + 60, "middle", "cross", "\u{d7}"),
        Journey::Answered => {
            arrow(BANK, CLIENT, back) + &words(ON_THE_WAY, back - 40, "middle", "on-the-way", &attempt.status())
        }
    };
    [
        words(0, there + 35, "start", "number", &attempt.number.to_string()),
        words(ON_THE_WAY, there - 40, "middle", "on-the-way", &key),
        arrow(CLIENT, reached, there),
        past,
        end,
        words(0, below, "start", "words", knows),
        words(100, below, "end", &["words ", class_of(attempt.bank)].concat(), (text.at_bank)(attempt.bank)),
    ]
    .concat()
}

fn words(x: u32, y: u32, anchor: &str, class: &str, words: &str) -> String {
    let (y, words) = (em(y), escaped(words));
    format!(r#"<text x="{x}%" y="{y}" text-anchor="{anchor}"><tspan class="{class}">{words}</tspan></text>"#)
}

fn arrow(from: u32, to: u32, y: u32) -> String {
    // The head is drawn in pixels, at the place where the line ends.
    let (y, head) = (em(y), if to > from { "M0 0l-11 -6v12z" } else { "M0 0l11 -6v12z" });
    format!(
        r#"<line class="way" x1="{from}%" x2="{to}%" y1="{y}" y2="{y}"/><svg x="{to}%" y="{y}" overflow="visible"><path class="head" d="{head}"/></svg>"#
    )
}

/// So many hundredths of a line.
fn em(hundredths: u32) -> String {
    format!("{}.{:02}em", hundredths / 100, hundredths % 100)
}
