//! Chapter 0: one payment by hand. Four ways to make the next attempt, and the story so far as a ladder.

use experiment::{ByHand, Phase, Scenario};
use leptos::prelude::*;

use super::{lab, ladder};
use crate::dom::{El, button, el};
use crate::model::AttemptRow;
use crate::text::text;

/// Shown in chapter 0 only.
pub(super) fn one_payment() -> El {
    let scenario = lab().scenario;
    let here = Memo::new(move |_| scenario.get() == Scenario::ByHand);
    el("div").class("plain").filled(move || if here.get() { vec![by_hand()] } else { Vec::new() })
}

fn by_hand() -> El {
    let ways = el("div").class("ways").children(ByHand::ALL.map(way));
    el("section").class("by-hand").attr("aria-label", text().runs.ways_label).child(ways).child(story())
}

/// One real attempt.
fn way(by_hand: ByHand) -> El {
    let (text, lab) = (&text().runs, lab());
    let may = lab.seen(|seen| seen.may_run || seen.phase == Phase::Between);
    button(by_hand.as_str(), "")
        .disabled_if(move || !may.get())
        .on_click(move || lab.by_hand(by_hand))
        .child(el("b").text((text.way)(by_hand)))
        .child(el("small").text((text.way_hint)(by_hand)))
}

/// The attempts so far, as far back as the reader has gone.
fn story() -> El {
    let (text, lab) = (&text().runs, lab());
    let story = lab.seen(|seen| seen.story);
    let under_way = lab.seen(|seen| seen.phase == Phase::Between);
    let key = move || lab.detail.with(|detail| detail.as_ref().and_then(|detail| detail.key.clone()));
    let shown = Memo::new(move |_| {
        let attempts: Vec<AttemptRow> = match lab.seen.with(|seen| seen.ran) {
            Some(Scenario::ByHand) => lab.detail.with(|d| d.as_ref().map(|d| d.attempts.clone()).unwrap_or_default()),
            _ => Vec::new(),
        };
        attempts.into_iter().take(story.get().shown()).collect::<Vec<_>>()
    });
    let turns = el("header")
        .child(
            button("back", text.back)
                .disabled_if(move || !story.get().has_past())
                .on_click(move || lab.turn_page(true)),
        )
        .child(
            button("forward", text.forward)
                .disabled_if(move || !story.get().has_future())
                .on_click(move || lab.turn_page(false)),
        )
        .child(
            el("span")
                .id("story-shown")
                .shows("data-value", move || story.get().shown().to_string())
                .says(move || (text.of_story)(story.get().shown(), story.get().attempts())),
        )
        .child(el("code").says(key))
        .child(el("button").text(text.end_story).disabled_if(move || !under_way.get()).on_click(move || lab.stop()));
    el("div").class("tour").id("story").child(turns).child(ladder::ladder(shown))
}
