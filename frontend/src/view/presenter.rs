//! What a host needs beside the page: keys, the list of them, a blank screen, and Back and Next.

use leptos::html::Dialog;
use leptos::prelude::*;
use web_sys::Element;

use super::lab;
use crate::address::Look;
use crate::browser;
use crate::keys::{Ask, Focus, ask};
use crate::lab::Lab;
use crate::text::text;

/// What the keys do, and what they show.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    letters: RwSignal<bool>,
    blank: RwSignal<bool>,
    help: NodeRef<Dialog>,
}

impl Keys {
    pub(super) fn new() -> Self {
        Self { letters: RwSignal::new(true), blank: RwSignal::new(false), help: NodeRef::new() }
    }

    fn do_as_asked(self, lab: Lab, asked: Ask) {
        match asked {
            Ask::Next => lab.turn(true),
            Ask::Back => lab.turn(false),
            Ask::Blank => self.blank.update(|blank| *blank = !*blank),
            Ask::Unblank => self.blank.set(false),
            Ask::Help => self.show_help(),
            Ask::Nothing => {}
        }
    }

    fn show_help(self) {
        if let Some(help) = self.help.get_untracked()
            && !help.open()
        {
            let _ = help.show_modal();
        }
    }

    fn hide_help(self) {
        if let Some(help) = self.help.get_untracked() {
            help.close();
        }
    }
}

/// Listens to the keys of the presenter view; it shows only what they ask for.
#[component]
pub(super) fn Presenter() -> impl IntoView {
    let lab = lab();
    let keys = expect_context::<Keys>();
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        if lab.look.get_untracked() != Look::Projector || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let letters = keys.letters.get_untracked();
        if let Some(asked) = ask(&event.key(), focus(), letters).filter(|_| !a_dialog_is_open()) {
            // Escape also means something to the browser, and does no harm.
            event.prevent_default();
            keys.do_as_asked(lab, asked);
        }
    });
    // It lives as long as the page.
    std::mem::forget(pressed);
    Effect::new(move || {
        browser::set_view(lab.look.get() == Look::Projector);
        lab.repaint();
    });
    Effect::new(move || {
        lab.stage.get();
        lab.repaint();
    });
    view! {
        <div
            class="blank"
            class:none=move || !keys.blank.get()
            data-testid="blank"
            role="status"
            on:click=move |_| keys.blank.set(false)
        >
            {move || if keys.blank.get() { text().look.blanked } else { "" }}
        </div>
        <Help keys />
    }
}

/// Which keys there are.
#[component]
fn Help(keys: Keys) -> impl IntoView {
    view! {
        <dialog class="help" node_ref=keys.help aria-labelledby="help-title" data-testid="keys">
            <h2 id="help-title">{move || text().look.keys_title}</h2>
            <dl>
                {move || {
                    text().look.keys.map(|(key, meaning)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div> })
                }}
            </dl>
            <label class="switch">
                <input
                    type="checkbox"
                    data-testid="letter-shortcuts"
                    prop:checked=keys.letters
                    on:change:target=move |event| keys.letters.set(event.target().checked())
                />
                <span>{move || text().look.letter_shortcuts}</span>
            </label>
            <button on:click=move |_| keys.hide_help()>{move || text().look.close}</button>
        </dialog>
    }
}

/// Opens the list of keys, and the other view.
#[component]
pub(super) fn ViewButtons() -> impl IntoView {
    let lab = lab();
    let keys = expect_context::<Keys>();
    let projector = move || lab.look.get() == Look::Projector;
    view! {
        <button
            class="quiet"
            data-testid="view"
            aria-pressed=move || projector().to_string()
            on:click=move |_| {
                lab.look.set(if lab.look.get_untracked() == Look::Page { Look::Projector } else { Look::Page });
            }
        >
            {move || text().look.projector}
        </button>
        <button class="quiet" data-testid="help" aria-label=move || text().look.keys_title on:click=move |_| keys.show_help()>
            "?"
        </button>
    }
}

/// Back and Next, for those without a remote.
#[component]
pub(super) fn Turns() -> impl IntoView {
    let lab = lab();
    view! {
        <Show when=move || lab.look.get() == Look::Projector>
            <div class="turns">
                <button data-testid="previous-screen" on:click=move |_| lab.turn(false)>
                    {move || text().look.back}
                </button>
                <button data-testid="next-screen" on:click=move |_| lab.turn(true)>
                    {move || text().look.next}
                </button>
            </div>
        </Show>
    }
}

/// Everything that shapes the result, as one line: a projector has no room for the controls.
#[component]
pub(super) fn Conditions() -> impl IntoView {
    let settings = lab().settings;
    let line = move || {
        let text = text();
        settings.with(|settings| {
            [
                format!("{} {}", text.client, (text.client_policies)(settings.client_policy)),
                format!("{}: {}", text.requests_lost, (text.of_a_thousand)(settings.losses.request)),
                format!("{}: {}", text.replies_lost, (text.of_a_thousand)(settings.losses.reply)),
                format!("{} {}", text.bank, (text.key_policies)(settings.key_policy)),
            ]
        })
    };
    view! {
        <ul class="conditions">{move || line().map(|condition| view! { <li>{condition}</li> })}</ul>
    }
}

fn a_dialog_is_open() -> bool {
    browser::document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

fn focus() -> Focus {
    browser::document().active_element().map_or(Focus::Free, |element| wants(&element))
}

fn wants(element: &Element) -> Focus {
    match element.tag_name().as_str() {
        "INPUT" if element.get_attribute("type").as_deref() == Some("range") => Focus::Arrows,
        "INPUT" if element.get_attribute("type").as_deref() == Some("checkbox") => Focus::Button,
        "INPUT" | "SELECT" | "TEXTAREA" => Focus::Field,
        "CANVAS" => Focus::Arrows,
        "BUTTON" | "A" | "SUMMARY" => Focus::Button,
        _ => Focus::Free,
    }
}
