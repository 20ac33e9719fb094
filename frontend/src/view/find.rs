//! Ways to the payments that are worth following: by number, by key, by what went wrong.

use leptos::prelude::*;

use super::lab;
use crate::model::Seen;
use crate::text::text;

/// Search, the two extremes, and one problem after the other.
#[component]
pub(super) fn Find() -> impl IntoView {
    let lab = lab();
    let covered = lab.seen(Seen::is_covered);
    let nothing_yet = lab.seen(|seen| seen.attempts == 0);
    let found = RwSignal::new(true);
    let wanted = RwSignal::new(String::new());
    let search = move |text: String| {
        let index = lab.with(|inner| inner.model.find(&text));
        found.set(index.is_some() || text.is_empty());
        wanted.set(text);
        if let Some(index) = index {
            lab.select(index);
        }
    };
    let go = move |to: Option<usize>| to.into_iter().for_each(|index| lab.select(index));
    let problem = move |forward| {
        let (from, filter) = (lab.selected.get_untracked(), lab.filter.get_untracked());
        go(lab.with(|inner| inner.model.next_problem(from, forward, filter)));
    };
    view! {
        <div class="find">
            <input
                type="search"
                data-testid="payment-search"
                placeholder=move || text().look.search
                aria-label=move || text().look.search
                aria-invalid=move || (!found.get()).to_string()
                aria-describedby="search-says"
                on:input:target=move |event| search(event.target().value())
            />
            <button data-testid="previous-problem" aria-label=move || text().look.previous_problem on:click=move |_| problem(false)>
                "\u{2039}"
            </button>
            <button data-testid="next-problem" aria-label=move || text().look.next_problem on:click=move |_| problem(true)>
                "\u{203a}"
            </button>
            <button
                data-testid="unluckiest"
                disabled=nothing_yet
                on:click=move |_| go(lab.with(|inner| inner.model.unluckiest()))
            >
                {move || text().look.unluckiest}
            </button>
            <button
                data-testid="most-often-paid"
                disabled=covered
                on:click=move |_| go(lab.with(|inner| inner.model.most_often_paid()))
            >
                {move || text().look.most_often_paid}
            </button>
            <p id="search-says" role="status" class:none=found>
                {move || if found.get() { String::new() } else { (text().look.not_found)(&wanted.get()) }}
            </p>
        </div>
    }
}
