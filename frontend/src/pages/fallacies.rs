//! The eight fallacies of distributed computing, each with the place where the lab shows it.

use leptos::prelude::*;

use crate::text::{said, use_text};

/// One drawing each, in the order of the list, on 64 by 44.
const DRAWINGS: [&str; 8] = [
    // A line that breaks.
    "M4 22H24M40 22H60M26 14l12 16M38 14L26 30",
    // A clock.
    "M32 4a18 18 0 1 0 .1 0M32 12V22l8 6",
    // Six lines into one pipe, and one that waits.
    "M4 8H28M4 14H28M4 20H28M4 26H28M4 32H28M4 38H28M28 4H60M28 42H60M44 23h12",
    // An open lock.
    "M18 20H46V40H18zM24 20V12a8 8 0 0 1 16-2M32 27v6",
    // A node that has moved.
    "M8 10h12v12H8zM44 22h12v12H44zM20 16C34 16 30 28 44 28M38 6h12v8H38z",
    // Two hands on one wheel.
    "M32 8a14 14 0 1 0 .1 0M4 14h14M46 30h14M32 8v28M18 22h28",
    // A coin for each way.
    "M14 14a8 8 0 1 0 .1 0M50 14a8 8 0 1 0 .1 0M24 18h14l-4-4M40 26H26l4 4",
    // Three engines, three shapes.
    "M6 14h14v14H6zM32 12a9 9 0 1 0 .1 0M52 12l9 17H43z",
];

/// The beliefs, and where the lab shows that each is wrong.
#[component]
pub fn Fallacies() -> impl IntoView {
    let text = use_text();
    let fallacy = move |(index, drawing): (usize, &'static str)| {
        let said = move || text.get().pages.fallacies.list[index];
        view! {
            <li>
                <svg viewBox="0 0 64 44" aria-hidden="true">
                    <path d=drawing />
                </svg>
                <div>
                    <h3>{move || said().0}</h3>
                    <p>{move || said().1}</p>
                </div>
            </li>
        }
    };
    view! {
        <p class="source">{said(|text| text.pages.fallacies.source)}</p>
        <ol class="fallacies">{DRAWINGS.into_iter().enumerate().map(fallacy).collect_view()}</ol>
    }
}
