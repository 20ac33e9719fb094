//! What the cells of the grid mean, how many there are of each, and which of them stand out.

use experiment::{Belief, Believed, Fate};
use leptos::prelude::*;

use super::lab;
use crate::dom::{El, el};
use crate::model::Cell;
use crate::text::text;
use crate::view::seen::Seen;

/// Fates, or what the client believes while the bank is covered. Each counts, and filters the grid.
pub(super) fn legend() -> El {
    let covered = lab().seen(Seen::is_covered);
    let shown = Memo::new(move |_| covered.get());
    el("ul").class("legend").filled(move || {
        if shown.get() { BELIEFS.map(belief_entry).into() } else { (0..Fate::NAMES.len()).map(fate_entry).collect() }
    })
}

const BELIEFS: [Believed; 5] =
    [Believed::Waiting, Believed::InFlight, Believed::Acknowledged, Believed::Unknown, Believed::Refused];

fn fate_entry(index: usize) -> El {
    let count = move |seen: &Seen| {
        let fates = seen.bank.as_ref().map(|bank| &bank.fates);
        fates.and_then(|fates| fates.iter().nth(index)).map_or(0, |(_, count)| count)
    };
    let name = Fate::NAMES[index];
    kind(name, &format!("fate-{name}"), count, text().fates[index])
}

fn belief_entry(believed: Believed) -> El {
    let name = Cell::Believed(believed).name();
    let count = move |seen: &Seen| count_of(&seen.belief, believed);
    kind(name, &format!("believed-{name}"), count, (text().look.believed)(believed))
}

/// One kind of cell: its picture, how many there are, what it means.
fn kind(name: &'static str, id: &str, count: impl Fn(&Seen) -> usize + Copy + 'static, words: &str) -> El {
    let lab = lab();
    let count = move || lab.seen.with(count);
    let button = el("button")
        .class("kind")
        .id(id)
        .shows("data-value", move || count().to_string())
        .pressed_if(move || lab.filter.get() == Some(name))
        .on_click(move || lab.filter(Some(name).filter(|_| lab.filter.get_untracked() != Some(name))))
        .child(el("i").class(&["swatch ", name].concat()))
        .child(el("b").says(move || count().to_string()))
        .child(el("span").text(words));
    el("li").class_if("none", move || count() == 0).child(button)
}

fn count_of(belief: &Belief, believed: Believed) -> usize {
    match believed {
        Believed::Waiting => belief.waiting,
        Believed::InFlight => belief.in_flight,
        Believed::Acknowledged => belief.acknowledged,
        Believed::Refused => belief.refused,
        Believed::Unknown => belief.unknown,
    }
}
