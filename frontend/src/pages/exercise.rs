//! The workshop's exercise: where to write the deduplication, and how to see it run.

use experiment::{Scenario, Settings};
use leptos::prelude::*;
use protocol::KeyPolicy;

use super::code::{CodeListing, policy_code};
use super::use_info_pages;
use crate::components::{Button, ButtonKind};
use crate::model::RunStatus;
use crate::runner::use_runner;
use crate::state::use_live;
use crate::text::{said, use_text};

/// The chapter whose settings the exercise runs with.
const CHAPTER: Scenario = Scenario::Chapter(5);

/// Open, write, build, run.
#[component]
pub fn Exercise() -> impl IntoView {
    view! {
        <div class="exercise">
            <p>{said(|text| text.pages.exercise.task)}</p>
            <ol>
                <WriteIt />
                <li>
                    <p>{said(|text| text.pages.exercise.build)}</p>
                    <pre class="code"><code>{said(|text| text.pages.exercise.build_command)}</code></pre>
                </li>
                <RunIt />
            </ol>
        </div>
    }
}

/// The file, its code as the bank runs it, and what may be used in it.
#[component]
fn WriteIt() -> impl IntoView {
    let text = use_text();
    let code = policy_code(Signal::stored(KeyPolicy::Script));
    let file = move || code.get().map(|code| (text.get().pages.exercise.open_file)(&code.file, code.first_line));
    let offers = move || {
        let offer = |(what, why)| view! { <dt><code>{what}</code></dt><dd>{why}</dd> };
        text.get().pages.exercise.offers.map(offer).collect_view()
    };
    view! {
        <li>
            <p>{file}</p>
            <CodeListing code />
            <p>{said(|text| text.pages.exercise.tools)}</p>
            <dl>{offers}</dl>
        </li>
    }
}

/// Chapter 5 with the policy that was written.
#[component]
fn RunIt() -> impl IntoView {
    let (pages, runner) = (use_info_pages(), use_runner());
    let live = use_live();
    let choose = move |()| {
        let settings = Settings { key_policy: KeyPolicy::Script, ..CHAPTER.settings() };
        runner.choose_with(CHAPTER, settings);
        pages.close();
    };
    view! {
        <li>
            <p>{said(|text| text.pages.exercise.try_it)}</p>
            <Button
                test_id="choose-script"
                label=said(|text| text.pages.exercise.choose)
                kind=ButtonKind::Primary
                on_press=choose
                disabled=move || live.run.with(RunStatus::settings_are_locked)
            />
            <p>{said(|text| text.pages.exercise.expect)}</p>
            <p>{said(|text| text.pages.exercise.further)}</p>
        </li>
    }
}
