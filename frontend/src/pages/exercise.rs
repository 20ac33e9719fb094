//! The workshop's exercise: the rule of the bank, written on the page, and judged by five trials.

mod draft;
mod editor;
mod hints;
mod saving;
mod trials;
mod typing;

use experiment::{Scenario, Settings};
use leptos::prelude::*;
use protocol::KeyPolicy;

use self::draft::Draft;
use self::editor::RuleEditor;
use self::hints::Hints;
use self::saving::Saving;
use self::trials::TrialList;
use super::use_info_pages;
use crate::components::Button;
use crate::model::RunStatus;
use crate::runner::use_runner;
use crate::state::use_live;
use crate::text::{said, use_text};

/// The chapter that can be run with the rule.
const CHAPTER: Scenario = Scenario::Chapter(5);

/// Write, save, try.
#[component]
pub fn Exercise() -> impl IntoView {
    let draft = Draft::new();
    view! {
        <div class="exercise">
            <div class="task">
                <p>{said(|text| text.pages.exercise.task)}</p>
                <Language />
            </div>
            <section class="write">
                <RuleEditor draft />
                <Saving draft />
            </section>
            <TrialList draft />
            <Hints draft />
            <Further draft />
        </div>
    }
}

/// What a rule can say.
#[component]
fn Language() -> impl IntoView {
    let text = use_text();
    let calls = move || {
        let call = |(what, why)| view! { <dt><code>{what}</code></dt><dd>{why}</dd> };
        text.get().pages.exercise.calls.map(call).collect_view()
    };
    view! {
        <details class="language" data-testid="rule-language">
            <summary>{said(|text| text.pages.exercise.calls_title)}</summary>
            <dl>{calls}</dl>
            <p>{said(|text| text.pages.exercise.shape)}</p>
            <pre class="code" tabindex="0"><code>{said(|text| text.pages.exercise.shape_example)}</code></pre>
            <p>{said(|text| text.pages.exercise.look)}</p>
        </details>
    }
}

/// A whole chapter with the rule, and where the same lives in Rust.
#[component]
fn Further(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (pages, runner, live) = (use_info_pages(), use_runner(), use_live());
    let choose = move |()| {
        let settings = Settings { key_policy: KeyPolicy::Script, ..CHAPTER.settings() };
        runner.choose_with(CHAPTER, settings);
        pages.close();
    };
    view! {
        <section class="further">
            <p>{said(|text| text.pages.exercise.further)}</p>
            <Button
                test_id="choose-script"
                label=said(|text| text.pages.exercise.choose)
                on_press=choose
                disabled=move || live.run.with(RunStatus::settings_are_locked)
            />
            <p class="unsaved" hidden=move || draft.is_saved() != Some(false)>
                {said(|text| text.pages.exercise.further_unsaved)}
            </p>
            <p>{said(|text| text.pages.exercise.in_rust)}</p>
        </section>
    }
}
