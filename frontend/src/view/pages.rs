//! The pages around the runs: code, explorer, and what is to be read. Each covers the page and has a Back;
//! its name stands behind the `#` of the address, so that the browser's own Back works too.

mod about;
mod code;
mod exercise;
mod explorer;
mod fallacies;
mod generals;

use leptos::prelude::*;
use protocol::{KeyPolicy, PolicyCode};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlDialogElement;

use crate::dom::{El, button, el};
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
pub(super) struct Open {
    page: RwSignal<Option<Page>>,
    codes: RwSignal<Vec<PolicyCode>>,
}

impl Open {
    /// Follows the address from now on.
    pub(super) fn new() -> Self {
        let open = Self { page: RwSignal::new(None), codes: RwSignal::new(Vec::new()) };
        open.follow();
        // It lives as long as the page.
        std::mem::forget(window_event_listener_untyped("hashchange", move |_| open.follow()));
        Effect::new(move || {
            if matches!(open.page.get(), None | Some(Page::Code | Page::Exercise)) {
                open.read_codes();
            }
        });
        open
    }

    /// Follows the address, however it came to be what it is.
    fn follow(self) {
        let named = browser::fragment();
        self.page.set(Page::ALL.into_iter().find(|page| page.name() == named));
    }

    /// The bank's code for a policy, once it has told.
    fn code_of(self, policy: KeyPolicy) -> Option<PolicyCode> {
        self.codes.with(|codes| codes.iter().find(|code| code.policy == policy).cloned())
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

/// The links to all of them.
#[component]
pub fn PageLinks() -> impl IntoView {
    let text = crate::text::use_text();
    let link = move |page: Page| {
        view! {
            <a class="page-link" href=format!("#{}", page.name()) data-testid=format!("open-{}", page.name())>
                {move || page.words(text.get()).0}
            </a>
        }
    };
    view! {
        <nav class="page-links" aria-label=move || text.get().pages.label>
            {Page::ALL.map(link).collect_view()}
        </nav>
    }
}

/// The links to all of them, and the one that is open.
pub(super) fn pages() -> [El; 2] {
    let text = text();
    let open = expect_context::<Open>();
    let link = |page: Page| {
        el("a")
            .class("page-link")
            .attr("href", &["#", page.name()].concat())
            .id(&["open-", page.name()].concat())
            .text(page.words(text).0)
    };
    let links = el("nav").class("page-links").attr("aria-label", text.pages.label).children(Page::ALL.map(link));
    [links, open_page(open)]
}

/// The frame of the page that is open: its title, its Back, and nothing of the runs behind it.
fn open_page(open: Open) -> El {
    let text = text();
    let frame = el("dialog");
    let dialog: HtmlDialogElement = frame.node();
    // Escape closes it without asking. The news of it comes late: meanwhile another page may have been opened.
    let shut = dialog.clone();
    let closed = move || {
        if !shut.open() && open.page.get_untracked().is_some() {
            open.close();
        }
    };
    Effect::new(move || match open.page.get() {
        // Fails only for a dialog that is open already, or not in the document.
        Some(_) if !dialog.open() => drop(dialog.show_modal()),
        None if dialog.open() => dialog.close(),
        _ => {}
    });
    let title = move || open.page.get().map_or("", |page| page.words(text).1);
    let head = el("header")
        .child(el("h2").attr("id", "page-title").id("page-title").says(title))
        .child(button("page-back", text.pages.back).on_click(move || open.close()));
    // Always there, so that what asks for the bank's code finds it.
    let code = el("div").hidden_if(move || open.page.get() != Some(Page::Code)).child(code::server_code());
    let body = move || match open.page.get() {
        None | Some(Page::Code) => Vec::new(),
        Some(Page::Explorer) => vec![explorer::explorer()],
        Some(Page::Generals) => vec![generals::generals()],
        Some(Page::Fallacies) => fallacies::fallacies().into(),
        Some(Page::Exercise) => vec![exercise::exercise()],
        Some(Page::About) => vec![about::about()],
    };
    frame
        .class("page")
        .attr("aria-labelledby", "page-title")
        .on("close", move |_| closed())
        .child(head)
        .child(code)
        .child(el("div").class("plain").filled(body))
}
