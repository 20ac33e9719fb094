//! What the cells of the grid mean, how many there are of each, and which of them stand out.

use experiment::{Belief, Believed, Fate, Fates};
use leptos::prelude::*;

use crate::model::Cell;
use crate::text::{said, use_text};

const BELIEFS: [Believed; 5] =
    [Believed::Waiting, Believed::InFlight, Believed::Acknowledged, Believed::Unknown, Believed::Refused];

/// The kinds of cells, each with its picture, its count and its meaning. Pressed, only its cells stand out; pressed again,
/// all do.
#[component]
pub fn GridLegend(
    /// How many payments had which fate; `None` while the bank is covered: then the client's belief is all there is.
    #[prop(into)]
    fates: Signal<Option<Fates>>,
    /// What the client believes of its payments.
    #[prop(into)]
    belief: Signal<Belief>,
    /// The name of the only kind that stands out, where one was chosen.
    filter: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let covered = Memo::new(move |_| fates.with(Option::is_none));
    let of_fate = move |index: usize| {
        Signal::derive(move || {
            fates.with(|fates| fates.as_ref().and_then(|fates| fates.iter().nth(index)).map_or(0, |(_, count)| count))
        })
    };
    let kinds = move || -> Vec<AnyView> {
        if covered.get() {
            BELIEFS.map(|believed| view! { <BeliefKind believed belief filter /> }.into_any()).into()
        } else {
            let kind = |index| view! { <FateKind index count=of_fate(index) filter /> }.into_any();
            (0..Fate::NAMES.len()).map(kind).collect()
        }
    };
    view! { <ul class="legend" aria-label=said(|text| text.lab.legend)>{kinds}</ul> }
}

/// What became of payments.
#[component]
fn FateKind(
    /// Its place among `Fate::NAMES`.
    index: usize,
    /// How many payments came to it.
    count: Signal<usize>,
    /// The kind that stands out.
    filter: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let text = use_text();
    let name = Fate::NAMES[index];
    let label = Signal::derive(move || text.get().fates[index].to_owned());
    view! { <Kind name test_id=format!("fate-{name}") label count filter /> }
}

/// What the client believes of payments.
#[component]
fn BeliefKind(
    /// The belief.
    believed: Believed,
    /// How many payments there are of each.
    belief: Signal<Belief>,
    /// The kind that stands out.
    filter: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let text = use_text();
    let name = Cell::Believed(believed).name();
    let label = Signal::derive(move || (text.get().look.believed)(believed).to_owned());
    let count = Signal::derive(move || count_of(&belief.get(), believed));
    view! { <Kind name test_id=format!("believed-{name}") label count filter /> }
}

/// One kind of cell, as a button.
#[component]
fn Kind(
    /// Its name, as in `Cell::name`.
    name: &'static str,
    /// Its `data-testid`.
    test_id: String,
    /// What it means.
    label: Signal<String>,
    /// How many cells are of it.
    count: Signal<usize>,
    /// The kind that stands out.
    filter: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let chosen = move || filter.get() == Some(name);
    let swatch = format!("swatch {name}");
    view! {
        <li class=name class:none=move || count.get() == 0>
            <button
                type="button"
                class="kind"
                data-testid=test_id
                data-value=move || count.get().to_string()
                aria-pressed=move || chosen().to_string()
                on:click=move |_| filter.update(|filter| *filter = Some(name).filter(|name| *filter != Some(*name)))
            >
                <i class=swatch></i>
                <b>{move || count.get().to_string()}</b>
                <span>{label}</span>
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
