//! The bank's real code for a key policy, with what is new in it lit.

mod colours;
mod lines;

use leptos::prelude::*;
use protocol::{KeyPolicy, PolicyCode};

pub(super) use self::colours::{Piece, coloured};
use self::lines::{Line, before, lines};
use super::counterexamples::CounterexamplesLink;
use super::use_info_pages;
use crate::api;
use crate::state::{use_live, use_settings};
use crate::text::{said, use_text};

/// Returns the bank's code for a policy; `None` until it has told. A bank that was rebuilt has other code: it is asked
/// each time somebody is going to look.
pub(super) fn policy_code(policy: Signal<KeyPolicy>) -> Signal<Option<PolicyCode>> {
    let pages = use_info_pages();
    let told = LocalResource::new(move || {
        pages.open.track();
        let policy = policy.get();
        async move { api::lab::policy_code(policy, before(policy)).await.ok() }
    });
    Signal::derive(move || told.get().flatten().filter(|code| code.policy == policy.get()))
}

/// The code of the policy in force, or of the one the next run puts in force.
#[component]
pub fn ServerCode() -> impl IntoView {
    let (text, live) = (use_text(), use_live());
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
    let code = policy_code(policy.into());
    let place = move || code.get().map(|code| (text.get().pages.code.place)(&code.file, code.first_line));
    let lit = move || before(policy.get()).map(|before| (text.get().pages.code.lit)(before.as_str()));
    view! {
        <div class="server-code">
            <p class="policy">
                <b data-testid="server-code-policy">{move || policy.get().as_str()}</b>
                <span>{when}</span>
                <span class="place">{place}</span>
                <CounterexamplesLink />
            </p>
            <div data-testid="server-code">
                <CodeListing code />
            </div>
            <p class="lit-says">{lit}</p>
        </div>
    }
}

/// The deciding functions of a policy, line by line.
#[component]
pub fn CodeListing(
    /// The code, once the bank has told.
    #[prop(into)]
    code: Signal<Option<PolicyCode>>,
) -> impl IntoView {
    let none = move || code.with(Option::is_none);
    view! {
        <p class="empty" hidden=move || !none()>{said(|text| text.pages.code.unknown)}</p>
        <pre class="code" tabindex="0" aria-label=said(|text| text.pages.code.title) hidden=none>
            {move || code.get().map(|code| lines(&code).into_iter().map(|line| view! { <CodeLine line /> }).collect_view())}
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
            {pieces(&line.pieces)}
            "\n"
        </code>
    }
}

/// The pieces of a line, each in its colour.
pub(super) fn pieces(pieces: &[Piece]) -> AnyView {
    let piece = |piece: &Piece| match piece.kind.class() {
        "" => piece.text.clone().into_any(),
        class => view! { <span class=class>{piece.text.clone()}</span> }.into_any(),
    };
    pieces.iter().map(piece).collect_view().into_any()
}
