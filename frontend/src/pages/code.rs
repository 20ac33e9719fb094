//! The bank's real code for a key policy, with what is new in it lit.

use leptos::prelude::*;
use protocol::KeyPolicy;

use super::use_info_pages;
use crate::code::{Line, before, lines};
use crate::state::{use_live, use_settings};
use crate::text::{said, use_text};

/// The code of the policy in force, or of the one the next run puts in force.
#[component]
pub fn ServerCode() -> impl IntoView {
    let (text, pages, live) = (use_text(), use_info_pages(), use_live());
    let settings = use_settings().settings;
    let in_force = move || live.lab.with(|lab| lab.state.as_ref().map(|state| state.key_policy));
    let policy = Memo::new(move |_| match in_force() {
        Some(policy) if live.run.with(|run| run.watching) => policy,
        _ => settings.with(|settings| settings.key_policy),
    });
    let when = move || {
        let words = &text.get().pages.code;
        if in_force() == Some(policy.get()) { words.in_force } else { words.from_the_next_run }
    };
    let place = move || {
        let code = pages.code_of(policy.get())?;
        Some((text.get().pages.code.place)(&code.file, code.first_line))
    };
    let lit = move || before(policy.get()).map(|before| (text.get().pages.code.lit)(before.as_str()));
    view! {
        <div class="server-code">
            <p class="policy">
                <b data-testid="server-code-policy">{move || policy.get().as_str()}</b>
                <span>{when}</span>
                <span class="place">{place}</span>
            </p>
            <div data-testid="server-code">
                <PolicyCode policy />
            </div>
            <p class="lit-says">{lit}</p>
        </div>
    }
}

/// The deciding functions of a policy, line by line.
#[component]
pub fn PolicyCode(
    /// Whose code.
    #[prop(into)]
    policy: Signal<KeyPolicy>,
) -> impl IntoView {
    let pages = use_info_pages();
    let code = Memo::new(move |_| lines(&pages.codes(), policy.get()));
    let none = move || code.with(Vec::is_empty);
    view! {
        <p class="empty" hidden=move || !none()>{said(|text| text.pages.code.unknown)}</p>
        <pre class="code" tabindex="0" aria-label=said(|text| text.pages.code.title) hidden=none>
            {move || code.get().into_iter().map(|line| view! { <CodeLine line /> }).collect_view()}
        </pre>
    }
}

/// One line of code with its number.
#[component]
fn CodeLine(
    /// The line.
    line: Line,
) -> impl IntoView {
    let changed =
        line.changed.then(|| view! { <span class="spoken">{said(|text| text.pages.code.changed)}": "</span> });
    view! {
        <code class="code-line" class:lit=line.changed>
            <i aria-hidden="true">{line.number}</i>
            {changed}
            {line.text}
            "\n"
        </code>
    }
}
