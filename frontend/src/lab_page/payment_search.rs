//! Ways to the payments that are worth following: by number, by key, by what went wrong.

use leptos::prelude::*;

use crate::components::Button;
use crate::model::Find;
use crate::text::{said, use_text};

/// Search, the two extremes, and one problem after the other.
#[component]
pub fn PaymentSearch(
    /// Whether the latest search found nothing.
    #[prop(into)]
    nothing_found: Signal<bool>,
    /// Whether nothing has been sent yet.
    #[prop(into)]
    nothing_sent: Signal<bool>,
    /// Whether the bank's side is covered, and how often it paid with it.
    #[prop(into)]
    covered: Signal<bool>,
    /// The kind of cell that stands out in the grid; previous and next keep to it.
    #[prop(into)]
    filter: Signal<Option<&'static str>>,
    /// Hears what is looked for.
    #[prop(into)]
    on_find: Callback<Find>,
) -> impl IntoView {
    let find = move |wanted: Find| on_find.run(wanted);
    view! {
        <div class="find">
            <SearchField nothing_found on_find />
            <button
                type="button"
                data-testid="previous-problem"
                aria-label=said(|text| text.look.previous_problem)
                on:click=move |_| find(Find::Previous(filter.get_untracked()))
            >
                "\u{2039}"
            </button>
            <button
                type="button"
                data-testid="next-problem"
                aria-label=said(|text| text.look.next_problem)
                on:click=move |_| find(Find::Next(filter.get_untracked()))
            >
                "\u{203a}"
            </button>
            <Button
                test_id="unluckiest"
                label=said(|text| text.look.unluckiest)
                on_press=move |()| find(Find::Unluckiest)
                disabled=nothing_sent
            />
            <Button
                test_id="most-often-paid"
                label=said(|text| text.look.most_often_paid)
                on_press=move |()| find(Find::MostOftenPaid)
                disabled=covered
            />
        </div>
    }
}

/// The field for a number or a key, and what it says when no payment has it.
#[component]
fn SearchField(
    /// Whether the latest search found nothing.
    nothing_found: Signal<bool>,
    /// Hears what is looked for.
    on_find: Callback<Find>,
) -> impl IntoView {
    let text = use_text();
    let wanted = RwSignal::new(String::new());
    let missed = move || nothing_found.get() && wanted.with(|wanted| !wanted.is_empty());
    view! {
        <input
            type="search"
            data-testid="payment-search"
            placeholder=said(|text| text.look.search)
            aria-label=said(|text| text.look.search)
            aria-describedby="search-says"
            aria-invalid=move || missed().to_string()
            bind:value=wanted
            on:input:target=move |event| on_find.run(Find::Text(event.target().value()))
        />
        <p id="search-says" role="status" class="search-says">
            {move || missed().then(|| wanted.with(|wanted| (text.get().look.not_found)(wanted)))}
        </p>
    }
}
