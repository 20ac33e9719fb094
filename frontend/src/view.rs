//! What stands on the page. Views read signals and call [`Lab`]; they decide nothing.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod axis;
mod by_hand;
mod controls;
mod crash;
mod exhibits;
mod fate_grid;
mod find;
mod header;
mod heroes;
mod ladder;
mod legend;
mod log;
mod more;
mod notices;
mod pages;
mod path;
mod payment;
mod presenter;
mod proof;
mod question;
mod shown;
mod strip;
mod table;

use experiment::Place;
use leptos::prelude::*;

use crate::lab::Lab;
use crate::text::Language;
use crate::{browser, location};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let lab = Lab::new();
    let language = RwSignal::new(Language::default());
    provide_context(lab);
    provide_context(language);
    Effect::new(move || browser::set_language(language.get().code()));
    provide_context(presenter::Keys::new());
    location::follow(lab, language);
    lab.mind_the_stage();
    lab.open();
    view! {
        <header::Header />
        <main data-stage=move || lab.stage.get().as_str() class:hands=move || lab.place.get() == Place::ByHand>
            <header::Sentence />
            <presenter::Conditions />
            <notices::Ignored />
            <notices::Notices />
            <crash::CrashNews />
            <exhibits::Exhibits />
            <path::Path />
            <more::More />
            <shown::Elsewhere />
            <by_hand::OnePayment />
            <heroes::Heroes />
            <axis::Axis />
            <div class="below">
                <fate_grid::FateGrid />
                <payment::Payment />
                <log::BankLog />
            </div>
            <proof::Proof />
            <pages::Pages />
        </main>
        <controls::Controls />
        <question::OpenQuestion />
        <presenter::Presenter />
    }
}

/// The lab, in any view.
fn lab() -> Lab {
    expect_context()
}
