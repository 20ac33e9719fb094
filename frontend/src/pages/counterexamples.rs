//! The shortest way to pay twice under each key policy, as the model checker found it.

mod diagram;

use counterexamples::{Counterexample, Violation, found};
use leptos::prelude::*;

use self::diagram::CounterexampleDiagram;
use crate::model::{CounterexampleStep, steps_of};
use crate::text::{said, use_text};

/// A link to the page, for wherever a key policy is named.
#[component]
pub fn CounterexamplesLink() -> impl IntoView {
    view! {
        <a class="to-counterexamples" href="#counterexamples" data-testid="to-counterexamples">
            {said(|text| text.pages.counterexamples.link)}
        </a>
    }
}

/// What breaks each policy, and what was looked at in vain.
#[component]
pub fn Counterexamples() -> impl IntoView {
    let (broken, sound): (Vec<_>, Vec<_>) = found().into_iter().partition(|found| found.steps.is_some());
    view! {
        <p>{said(|text| text.pages.counterexamples.what)}</p>
        <div class="counterexamples">
            {broken.into_iter().map(|found| view! { <Broken found /> }).collect_view()}
            <Sound searches=sound />
        </div>
        <p class="source">{said(|text| text.pages.counterexamples.source)}</p>
    }
}

/// A policy that can be broken, and the shortest way to do it.
#[component]
fn Broken(
    /// What was found.
    found: Counterexample,
) -> impl IntoView {
    let text = use_text();
    let steps = steps_of(&found);
    let Counterexample { policy, rule, violation, states, .. } = found;
    let name = move || match &rule {
        Some(rule) => (text.get().pages.counterexamples.rule)(rule),
        None => (text.get().key_policies)(policy).to_owned(),
    };
    let count = steps.len();
    let length = move || (text.get().pages.counterexamples.steps)(count);
    let searched = move || (text.get().pages.counterexamples.until_found)(states);
    let wrong = move || {
        let words = &text.get().pages.counterexamples;
        match violation {
            Violation::PaidTwice => words.paid_twice,
            Violation::AcknowledgedUnpaid => words.acknowledged_unpaid,
        }
    };
    view! {
        <section data-testid=format!("counterexample-{policy}")>
            <h3>{name}</h3>
            <p>
                <b>{length}</b>
                " "
                <span data-states=states.to_string()>
                    {searched}
                </span>
            </p>
            <CounterexampleDiagram steps=steps.clone() />
            <ol>{steps.into_iter().map(|step| view! { <Told step /> }).collect_view()}</ol>
            <p class="wrong">{wrong}</p>
        </section>
    }
}

/// One step in a sentence.
#[component]
fn Told(
    /// The step.
    step: CounterexampleStep,
) -> impl IntoView {
    let text = use_text();
    let words = move || (text.get().pages.counterexamples.step)(&step);
    view! { <li data-step=step.event.step.as_str()>{words}</li> }
}

/// The policy that nothing breaks, and how far that was tried.
#[component]
fn Sound(
    /// The searches that found nothing.
    searches: Vec<Counterexample>,
) -> impl IntoView {
    let text = use_text();
    let policy = searches.first().map(|search| search.policy);
    let name = move || policy.map(text.get().key_policies);
    let search = move |Counterexample { bounds, states, .. }| {
        let words = move || (text.get().pages.counterexamples.none_within)(&bounds, states);
        view! { <li data-states=states.to_string()>{words}</li> }
    };
    view! {
        <section class="sound" data-testid=policy.map(|policy| format!("counterexample-{policy}"))>
            <h3>{name}</h3>
            <p><b>{said(|text| text.pages.counterexamples.none)}</b></p>
            <ul>{searches.into_iter().map(search).collect_view()}</ul>
        </section>
    }
}
