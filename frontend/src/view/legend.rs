//! What the cells of the grid mean, how many there are of each, and which of them stand out.

use experiment::{Belief, Believed, Fate};
use leptos::prelude::*;

use super::lab;
use crate::model::{Cell, Seen};
use crate::text::text;

/// Fates, or what the client believes while the bank is covered. Each counts, and filters the grid.
#[component]
pub(super) fn Legend() -> impl IntoView {
    let covered = lab().seen(Seen::is_covered);
    let fates = || (0..Fate::NAMES.len()).map(|index| view! { <FateEntry index /> }).collect_view();
    let beliefs = || BELIEFS.map(|believed| view! { <BeliefEntry believed /> });
    view! {
        <ul class="legend">
            <Show when=move || covered.get() fallback=fates>
                {beliefs()}
            </Show>
        </ul>
    }
}

const BELIEFS: [Believed; 5] =
    [Believed::Waiting, Believed::InFlight, Believed::Acknowledged, Believed::Unknown, Believed::Refused];

#[component]
fn FateEntry(index: usize) -> impl IntoView {
    let count = lab().seen(move |seen| {
        let fates = seen.bank.as_ref().map(|bank| &bank.fates);
        fates.and_then(|fates| fates.iter().nth(index)).map_or(0, |(_, count)| count)
    });
    let name = Fate::NAMES[index];
    view! { <Kind name id=format!("fate-{name}") count words=move || text().fates[index] /> }
}

#[component]
fn BeliefEntry(believed: Believed) -> impl IntoView {
    let count = lab().seen(move |seen| count_of(&seen.belief, believed));
    let name = Cell::Believed(believed).name();
    view! { <Kind name id=format!("believed-{name}") count words=move || (text().look.believed)(believed) /> }
}

/// One kind of cell: its picture, how many there are, what it means.
#[component]
fn Kind(
    /// The name of its cells.
    name: &'static str,
    /// Its handle.
    id: String,
    /// How many there are.
    count: Memo<usize>,
    /// What it means.
    words: impl Fn() -> &'static str + Copy + Send + 'static,
) -> impl IntoView {
    let lab = lab();
    let stands_out = move || lab.filter.get() == Some(name);
    view! {
        <li class:none=move || count.get() == 0>
            <button
                class="kind"
                data-testid=id
                data-value=move || count.get().to_string()
                aria-pressed=move || stands_out().to_string()
                on:click=move |_| lab.filter(Some(name).filter(|_| lab.filter.get_untracked() != Some(name)))
            >
                <i class=format!("swatch {name}")></i>
                <b>{count}</b>
                <span>{words}</span>
            </button>
        </li>
    }
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
