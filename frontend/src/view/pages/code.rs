//! The bank's real code for a key policy, with what is new in it lit.

use leptos::prelude::*;
use protocol::KeyPolicy;

use super::super::lab;
use super::Open;
use crate::code::{Line, before, lines};
use crate::text::text;

/// The code of the policy in force, or of the one the next run puts in force.
#[component]
pub(super) fn ServerCode() -> impl IntoView {
    let lab = lab();
    let open = expect_context::<Open>();
    let in_force = lab.seen(|seen| seen.lab.as_ref().map(|state| state.key_policy));
    let watching = lab.seen(|seen| seen.watching);
    let chosen = Memo::new(move |_| match in_force.get() {
        Some(policy) if watching.get() => policy,
        _ => lab.settings.with(|settings| settings.key_policy),
    });
    let place = move || open.codes.with(|codes| codes.iter().find(|code| code.policy == chosen.get()).cloned());
    let words = move || &text().pages.code;
    view! {
        <div class="server-code">
            <p class="policy">
                <b data-testid="server-code-policy">{move || chosen.get().as_str()}</b>
                <span>
                    {move || if in_force.get() == Some(chosen.get()) { words().in_force } else { words().from_the_next_run }}
                </span>
                <span class="place">{move || place().map(|code| (words().place)(&code.file, code.first_line))}</span>
            </p>
            <div data-testid="server-code">
                <Code policy=chosen />
            </div>
            <p class="lit-says">{move || before(chosen.get()).map(|before| (words().lit)(before.as_str()))}</p>
        </div>
    }
}

/// The deciding functions of a policy, line by line.
#[component]
pub(super) fn Code(#[prop(into)] policy: Signal<KeyPolicy>) -> impl IntoView {
    let open = expect_context::<Open>();
    let shown = Memo::new(move |_| open.codes.with(|codes| lines(codes, policy.get())));
    view! {
        <Show
            when=move || shown.with(|lines| !lines.is_empty())
            fallback=|| view! { <p class="empty">{move || text().pages.code.unknown}</p> }
        >
            <pre class="code" tabindex="0" aria-label=move || text().pages.code.title>
                {move || shown.get().into_iter().map(line).collect_view()}
            </pre>
        </Show>
    }
}

fn line(line: Line) -> impl IntoView {
    let Line { number, text: code, changed } = line;
    let lit = changed.then(|| view! { <span class="spoken">{move || text().pages.code.changed}": "</span> });
    view! {
        <code class="code-line" class:lit=changed>
            <i aria-hidden="true">{number}</i>
            {lit}
            {code}
            "\n"
        </code>
    }
}
