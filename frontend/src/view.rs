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
pub(crate) mod seen;
mod settings;
mod shown;
mod strip;
mod table;

use experiment::Scenario;
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::Node;

use crate::dom::{El, el};
use crate::lab::Lab;
use crate::state::ViewMode;
use crate::text::Language;
use crate::{browser, location};

/// Only the document knows whether a drawer is open.
const OPEN: &str = "open";

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let lab = Lab::new();
    let language = RwSignal::new(Language::default());
    provide_context(lab);
    crate::runner::start(lab);
    provide_context(language);
    location::follow(lab, language);
    provide_context(presenter::Keys::new(lab));
    provide_context(pages::Open::new());
    provide_context(find::Search::default());
    Effect::new(move || browser::set_language(language.get().code()));
    Effect::new(move || browser::set_view(lab.look.get() == ViewMode::Projector));
    lab.mind_the_stage();
    lab.open();
    let page = NodeRef::<Div>::new();
    // Texts are part of the views as they are made: another language makes them anew, from the same signals.
    Effect::new(move || {
        language.track();
        let Some(page) = page.get() else { return };
        let chosen_by_key = header::language_has_the_focus();
        // The list keeps up with the page: before, the drawers that go, and afterwards those that come.
        let drawers = page.get_elements_by_tag_name("details");
        let each = || (0..drawers.length()).filter_map(|index| drawers.item(index));
        let open: Vec<bool> = each().map(|drawer| drawer.has_attribute(OPEN)).collect();
        page.set_text_content(None);
        for part in everything() {
            page.append_child(&part.node::<Node>()).expect("the page takes elements");
        }
        for (drawer, open) in each().zip(open) {
            drawer.toggle_attribute_with_force(OPEN, open).expect("attributes have names");
        }
        if chosen_by_key {
            header::focus_the_language();
        }
    });
    view! { <div class="plain" node_ref=page></div> }
}

/// In the language chosen now.
fn everything() -> Vec<El> {
    let lab = lab();
    let below = el("div").class("below").children([fate_grid::fate_grid(), payment::payment(), log::bank_log()]);
    let main = el("main")
        .shows("data-stage", move || lab.stage.get().as_str())
        .class_if("hands", move || lab.scenario.get() == Scenario::ByHand)
        .children([
            header::sentence(),
            presenter::conditions(),
            notices::ignored(),
            notices::notices(),
            crash::crash_news(),
            exhibits::exhibits(),
            path::path(),
            more::more(),
        ])
        .children(pages::pages())
        .children([shown::elsewhere(), by_hand::one_payment(), heroes::heroes(), axis::axis(), below, proof::proof()]);
    let mut parts = vec![header::header(), main, controls::controls(), question::question()];
    parts.extend(presenter::presenter());
    parts
}

/// The lab, in any view.
fn lab() -> Lab {
    expect_context()
}
