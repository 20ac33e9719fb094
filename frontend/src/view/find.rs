//! Ways to the payments that are worth following: by number, by key, by what went wrong.

use leptos::prelude::*;

use super::lab;
use crate::dom::{El, button, el};
use crate::model::Find;
use crate::text::text;
use crate::view::seen::Seen;

/// What is looked for, and whether no payment has it. It outlives its field, which another language makes anew.
#[derive(Clone, Copy, Default)]
pub(super) struct Search {
    wanted: RwSignal<String>,
    missed: RwSignal<bool>,
}

/// Search, the two extremes, and one problem after the other.
pub(super) fn find() -> El {
    let (text, lab) = (text(), lab());
    let covered = lab.seen(Seen::is_covered);
    let nothing_yet = lab.seen(|seen| seen.attempts == 0);
    let go = move |to: Option<usize>| to.into_iter().for_each(|index| lab.select(index));
    let problem = move |forward| {
        let (from, filter) = (lab.selected.get_untracked(), lab.filter.get_untracked());
        go(lab
            .with(|inner| inner.model.find(&if forward { Find::Next(filter) } else { Find::Previous(filter) }, from)));
    };
    let (field, says) = search();
    let buttons = [
        button("previous-problem", "\u{2039}")
            .attr("aria-label", text.look.previous_problem)
            .on_click(move || problem(false)),
        button("next-problem", "\u{203a}").attr("aria-label", text.look.next_problem).on_click(move || problem(true)),
        button("unluckiest", text.look.unluckiest)
            .disabled_if(move || nothing_yet.get())
            .on_click(move || go(lab.with(|inner| inner.model.find(&Find::Unluckiest, 0)))),
        button("most-often-paid", text.look.most_often_paid)
            .disabled_if(move || covered.get())
            .on_click(move || go(lab.with(|inner| inner.model.find(&Find::MostOftenPaid, 0)))),
    ];
    el("div").class("find").child(field).children(buttons).child(says)
}

/// The field, and what it says when nothing is found.
fn search() -> (El, El) {
    let (text, lab) = (text(), lab());
    let Search { wanted, missed } = expect_context();
    let search = move |typed: String| {
        let index = lab.with(|inner| inner.model.find(&Find::Text(typed.clone()), 0));
        missed.set(index.is_none() && !typed.is_empty());
        wanted.set(typed);
        if let Some(index) = index {
            lab.select(index);
        }
    };
    let field = el("input")
        .attr("type", "search")
        .id("payment-search")
        .attr("value", &wanted.get_untracked())
        .attr("placeholder", text.look.search)
        .attr("aria-label", text.look.search)
        .attr("aria-describedby", "search-says")
        .shows("aria-invalid", move || missed.get().to_string())
        .on_input("input", move |input| search(input.value()));
    let says = el("p")
        .attr("id", "search-says")
        .attr("role", "status")
        .class_if("none", move || !missed.get())
        .says(move || missed.get().then(|| wanted.with(|wanted| (text.look.not_found)(wanted))));
    (field, says)
}
