//! The pages around the runs: the bank's code, the loss explorer, and what is to be read. Each covers the lab and has a
//! Back; its name stands behind the `#` of the address, so that the browser's own Back works too.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod about;
mod code;
mod counterexamples;
mod exercise;
mod explorer;
mod fallacies;
mod generals;
mod location;

use leptos::html::Dialog;
use leptos::prelude::*;

use self::about::AboutRun;
use self::code::ServerCode;
use self::counterexamples::Counterexamples;
pub use self::counterexamples::CounterexamplesLink;
use self::exercise::Exercise;
use self::explorer::LossExplorer;
use self::fallacies::Fallacies;
use self::generals::TwoGenerals;
use crate::location::remove_fragment;
use crate::text::{Text, said, use_text};

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InfoPage {
    /// What the bank does with a key.
    Code,
    /// The shortest ways to pay twice.
    Counterexamples,
    /// What a loss costs.
    LossExplorer,
    /// Why no number of messages makes certain.
    TwoGenerals,
    /// What everybody believes of a network once.
    Fallacies,
    /// The workshop's exercise.
    Exercise,
    /// What stands behind the numbers, and the run to take away.
    About,
}

impl InfoPage {
    const ALL: [Self; 7] = [
        Self::Code,
        Self::Counterexamples,
        Self::LossExplorer,
        Self::TwoGenerals,
        Self::Fallacies,
        Self::Exercise,
        Self::About,
    ];

    /// Returns the name in the address.
    fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Counterexamples => "counterexamples",
            Self::LossExplorer => "losses",
            Self::TwoGenerals => "two-generals",
            Self::Fallacies => "fallacies",
            Self::Exercise => "exercise",
            Self::About => "about",
        }
    }

    /// Returns the page that the address names behind its `#`.
    fn named(fragment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.as_str() == fragment)
    }

    /// Returns what its link says.
    fn name(self, text: &Text) -> &'static str {
        let pages = &text.pages;
        match self {
            Self::Code => pages.code.name,
            Self::Counterexamples => pages.counterexamples.name,
            Self::LossExplorer => pages.explorer.name,
            Self::TwoGenerals => pages.generals.name,
            Self::Fallacies => pages.fallacies.name,
            Self::Exercise => pages.exercise.name,
            Self::About => pages.about.name,
        }
    }

    /// Returns its title.
    fn title(self, text: &Text) -> &'static str {
        let pages = &text.pages;
        match self {
            Self::Code => pages.code.title,
            Self::Counterexamples => pages.counterexamples.title,
            Self::LossExplorer => pages.explorer.title,
            Self::TwoGenerals => pages.generals.title,
            Self::Fallacies => pages.fallacies.title,
            Self::Exercise => pages.exercise.title,
            Self::About => pages.about.title,
        }
    }
}

/// The page that is open.
#[derive(Clone, Copy)]
pub struct InfoPages {
    open: RwSignal<Option<InfoPage>>,
}

impl InfoPages {
    /// Provides the pages, which follow the address from now on.
    pub fn provide() {
        provide_context(Self { open: location::follow() });
    }

    /// Goes back to the runs.
    fn close(self) {
        remove_fragment();
        self.open.set(None);
    }
}

/// Returns the pages around the runs.
fn use_info_pages() -> InfoPages {
    expect_context()
}

/// A link to each page.
#[component]
pub fn PageLinks() -> impl IntoView {
    let text = use_text();
    let link = move |page: InfoPage| {
        let name = page.as_str();
        view! {
            <a class="page-link" href=format!("#{name}") data-testid=format!("open-{name}")>
                {move || page.name(text.get())}
            </a>
        }
    };
    view! {
        <nav class="page-links" aria-label=said(|text| text.pages.label)>
            {InfoPage::ALL.map(link).collect_view()}
        </nav>
    }
}

/// The frame of the page that is open: its title, its Back, and nothing of the runs behind it.
#[component]
pub fn OpenPage() -> impl IntoView {
    let (text, pages) = (use_text(), use_info_pages());
    let open = pages.open;
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.get() {
            // Fails only for a dialog that is open already, or not in the document.
            Some(_) if !dialog.open() => drop(dialog.show_modal()),
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // Escape closes it without asking. The news of it comes late: meanwhile another page may have been opened.
    let closed = move |_| {
        let shut = dialog.get_untracked().is_some_and(|dialog| !dialog.open());
        if shut && open.get_untracked().is_some() {
            pages.close();
        }
    };
    let title = move || open.get().map(|page| page.title(text.get()));
    view! {
        <dialog class="page" aria-labelledby="page-title" node_ref=dialog on:close=closed>
            <header>
                <h2 id="page-title" data-testid="page-title">{title}</h2>
                <button type="button" data-testid="page-back" on:click=move |_| pages.close()>
                    {said(|text| text.pages.back)}
                </button>
            </header>
            // Always there, so that what asks for the bank's code finds it.
            <div hidden=move || open.get() != Some(InfoPage::Code)>
                <ServerCode />
            </div>
            {move || open.get().map(body)}
        </dialog>
    }
}

/// What stands on a page.
fn body(page: InfoPage) -> AnyView {
    match page {
        InfoPage::Code => ().into_any(),
        InfoPage::Counterexamples => view! { <Counterexamples /> }.into_any(),
        InfoPage::LossExplorer => view! { <LossExplorer /> }.into_any(),
        InfoPage::TwoGenerals => view! { <TwoGenerals /> }.into_any(),
        InfoPage::Fallacies => view! { <Fallacies /> }.into_any(),
        InfoPage::Exercise => view! { <Exercise /> }.into_any(),
        InfoPage::About => view! { <AboutRun /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_each_page_and_nothing_else() {
        for page in InfoPage::ALL {
            assert_eq!(InfoPage::named(page.as_str()), Some(page));
        }
        assert_eq!([InfoPage::named(""), InfoPage::named("nothing")], [None, None]);
    }
}
