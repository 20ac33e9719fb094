//! The workshop's exercise: where to write the deduplication, and how to see it run.

use leptos::prelude::*;
use protocol::KeyPolicy;

use super::super::lab;
use super::Open;
use super::code::Code;
use crate::model::Seen;
use crate::text::text;

/// The chapter whose settings the exercise runs with.
const CHAPTER: u8 = 5;

/// Open, write, build, run.
#[component]
pub(super) fn Exercise() -> impl IntoView {
    let lab = lab();
    let open = expect_context::<Open>();
    let words = move || &text().pages.exercise;
    let yours = move || open.codes.with(|codes| codes.iter().find(|code| code.policy == KeyPolicy::Yours).cloned());
    let locked = lab.seen(Seen::settings_are_locked);
    let offer = move |index: usize| {
        view! {
            <dt><code>{move || words().offers[index].0}</code></dt>
            <dd>{move || words().offers[index].1}</dd>
        }
    };
    view! {
        <div class="exercise">
            <p>{move || words().task}</p>
            <ol>
                <li>
                    <p>{move || yours().map(|code| (words().open_file)(&code.file, code.first_line))}</p>
                    <Code policy=KeyPolicy::Yours />
                    <p>{move || words().tools}</p>
                    <dl>{[0, 1, 2, 3].map(offer)}</dl>
                </li>
                <li>
                    <p>{move || words().build}</p>
                    <pre class="code"><code>{move || words().build_command}</code></pre>
                </li>
                <li>
                    <p>{move || words().try_it}</p>
                    <button
                        class="primary"
                        data-testid="choose-yours"
                        disabled=locked
                        on:click=move |_| {
                            lab.choose_chapter(CHAPTER);
                            lab.settings.update(|settings| settings.key_policy = KeyPolicy::Yours);
                            open.close();
                        }
                    >
                        {move || words().choose}
                    </button>
                    <p>{move || words().expect}</p>
                    <p>{move || words().further}</p>
                </li>
            </ol>
        </div>
    }
}
