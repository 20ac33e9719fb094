//! The pages around the runs: code, explorer, and what is to be read. Each covers the page and has a Back;
//! its name stands behind the `#` of the address, so that the browser's own Back works too.

mod about;
mod code;
mod exercise;
mod explorer;
mod fallacies;
mod generals;

use leptos::html::Dialog;
use leptos::prelude::*;
use protocol::PolicyCode;
use wasm_bindgen_futures::spawn_local;

use crate::text::{Text, text};
use crate::{api, browser};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Code,
    Explorer,
    Generals,
    Fallacies,
    Exercise,
    About,
}

impl Page {
    const ALL: [Self; 6] = [Self::Code, Self::Explorer, Self::Generals, Self::Fallacies, Self::Exercise, Self::About];

    /// The name in the address.
    fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Explorer => "losses",
            Self::Generals => "two-generals",
            Self::Fallacies => "fallacies",
            Self::Exercise => "exercise",
            Self::About => "about",
        }
    }

    /// On its link, and over it.
    fn words(self, text: &'static Text) -> (&'static str, &'static str) {
        let pages = &text.pages;
        match self {
            Self::Code => (pages.code.name, pages.code.title),
            Self::Explorer => (pages.explorer.name, pages.explorer.title),
            Self::Generals => (pages.generals.name, pages.generals.title),
            Self::Fallacies => (pages.fallacies.name, pages.fallacies.title),
            Self::Exercise => (pages.exercise.name, pages.exercise.title),
            Self::About => (pages.about.name, pages.about.title),
        }
    }
}

/// The page that is open, and the bank's code as it told it.
#[derive(Clone, Copy)]
struct Open {
    page: RwSignal<Option<Page>>,
    codes: RwSignal<Vec<PolicyCode>>,
}

impl Open {
    /// Follows the address, however it came to be what it is.
    fn follow(self) {
        let named = browser::fragment();
        self.page.set(Page::ALL.into_iter().find(|page| page.name() == named));
    }

    /// Back to the runs.
    fn close(self) {
        browser::remove_fragment();
        self.page.set(None);
    }

    /// A bank that was rebuilt has other code: it is asked each time somebody is going to look.
    fn read_codes(self) {
        spawn_local(async move {
            if let Ok(codes) = api::policy_codes().await {
                self.codes.set(codes);
            }
        });
    }
}

/// The links to all of them, and the one that is open.
#[component]
pub(super) fn Pages() -> impl IntoView {
    let open = Open { page: RwSignal::new(None), codes: RwSignal::new(Vec::new()) };
    provide_context(open);
    open.follow();
    // It lives as long as the page.
    std::mem::forget(window_event_listener_untyped("hashchange", move |_| open.follow()));
    Effect::new(move || {
        if matches!(open.page.get(), None | Some(Page::Code | Page::Exercise)) {
            open.read_codes();
        }
    });
    let link = |page: Page| {
        view! {
            <a class="page-link" href=format!("#{}", page.name()) data-testid=format!("open-{}", page.name())>
                {move || page.words(text()).0}
            </a>
        }
    };
    view! {
        <nav class="page-links" aria-label=move || text().pages.label>
            {Page::ALL.map(link)}
        </nav>
        <OpenPage open />
    }
}

/// The frame of the page that is open: its title, its Back, and nothing of the runs behind it.
#[component]
fn OpenPage(open: Open) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.page.get() {
            // Fails only for a dialog that is open already, or not in the document.
            Some(_) if !dialog.open() => drop(dialog.show_modal()),
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // Escape closes it without asking. The news of it comes late: meanwhile another page may have been opened.
    let closed = move || {
        let is_shut = dialog.get_untracked().is_some_and(|dialog| !dialog.open());
        if is_shut && open.page.get_untracked().is_some() {
            open.close();
        }
    };
    let title = move || open.page.get().map_or("", |page| page.words(text()).1);
    let body = move || match open.page.get()? {
        Page::Code => None,
        Page::Explorer => Some(view! { <explorer::Explorer /> }.into_any()),
        Page::Generals => Some(view! { <generals::Generals /> }.into_any()),
        Page::Fallacies => Some(view! { <fallacies::Fallacies /> }.into_any()),
        Page::Exercise => Some(view! { <exercise::Exercise /> }.into_any()),
        Page::About => Some(view! { <about::About /> }.into_any()),
    };
    view! {
        <dialog class="page" node_ref=dialog aria-labelledby="page-title" on:close=move |_| closed()>
            <header>
                <h2 id="page-title" data-testid="page-title">{title}</h2>
                <button data-testid="back" on:click=move |_| open.close()>
                    {move || text().pages.back}
                </button>
            </header>
            // Always there, so that what asks for the bank's code finds it.
            <div class:absent=move || open.page.get() != Some(Page::Code)>
                <code::ServerCode />
            </div>
            {body}
        </dialog>
    }
}
