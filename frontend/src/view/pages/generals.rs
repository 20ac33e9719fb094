//! The two generals: why no number of messages makes certain.

use leptos::prelude::*;

use crate::text::text;

/// The story, and its picture.
#[component]
pub(super) fn Generals() -> impl IntoView {
    let words = move || &text().pages.generals;
    let paragraph = move |index: usize| view! { <p>{move || words().paragraphs[index]}</p> };
    view! {
        <div class="story">
            <Picture />
            {[0, 1, 2].map(paragraph)}
        </div>
    }
}

/// Two hills, a valley, and four messengers, the last of whom does not arrive.
#[component]
fn Picture() -> impl IntoView {
    let words = move || &text().pages.generals;
    let message = move |index: usize| {
        let y = 60 + 62 * index;
        let there = index.is_multiple_of(2);
        let lost = index == 3;
        let (from, to) = if there { (300, 690) } else { (700, 310) };
        let to = if lost { 420 } else { to };
        let middle = if lost { 570 } else { 500 };
        let head = if there { -16 } else { 16 };
        view! {
            <text x=middle y=y - 12 text-anchor="middle">{move || words().messages[index]}</text>
            <path class="way" class:lost=lost d=format!("M{from} {y}H{to}") />
            {if lost {
                view! { <path class="cross" d=format!("M{} {}l24 24m0 -24l-24 24", to - 12, y - 12) /> }.into_any()
            } else {
                view! { <path class="head" d=format!("M{to} {y}l{head} -9v18z") /> }.into_any()
            }}
        }
    };
    view! {
        <svg class="generals" viewBox="0 0 1000 340" role="img" aria-label=move || words().picture>
            <path class="hill" d="M0 330C80 330 120 90 190 90S300 330 500 330 740 90 810 90 920 330 1000 330z" />
            <path class="tent" d="M190 40l34 52h-68z M810 40l34 52h-68z" />
            <path class="flag" d="M190 40V14h26l-8 8 8 8h-26M810 40V14h26l-8 8 8 8h-26" />
            {[0, 1, 2, 3].map(message)}
            <text class="doubt" x="500" y="300" text-anchor="middle">{move || words().lost}</text>
        </svg>
    }
}
