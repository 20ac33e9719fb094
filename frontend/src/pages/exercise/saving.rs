//! Saving a rule: what stands in the ledger, what does not, and what is wrong with it.

use leptos::prelude::*;
use protocol::RuleError;

use super::draft::Draft;
use super::trials::InShort;
use crate::api::lab::SaveError;
use crate::components::{Button, ButtonKind};
use crate::model::Notice;
use crate::pages::code::{coloured, pieces};
use crate::runner::{RunnerHandle, use_runner};
use crate::state::use_live;
use crate::text::{said, use_text};

/// The buttons, and what has to be said of the text.
#[component]
pub fn Saving(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    view! {
        <SaveButtons draft />
        <InShort draft />
        <SaveErrorNews draft />
        <SavedOrNot draft />
        <OtherTexts draft />
    }
}

/// Save, and Try it.
#[component]
fn SaveButtons(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (text, live, runner) = (use_text(), use_live(), use_runner());
    let is_saved = Memo::new(move |_| draft.is_saved());
    let may_save = move || is_saved.get() == Some(false) && !draft.saving.get();
    let may_try = move || is_saved.get().is_some() && !draft.saving.get() && live.run.with(|run| run.may_try);
    let try_it = move || {
        let words = &text.get().pages.exercise;
        if is_saved.get() == Some(false) { words.save_and_try } else { words.try_it }.to_owned()
    };
    let on_try = move |()| {
        if is_saved.get_untracked() == Some(false) {
            draft.save(RunnerHandle::try_rule);
        } else {
            runner.try_rule();
        }
    };
    view! {
        <div class="save">
            <Button
                test_id="rule-save"
                label=said(|text| text.pages.exercise.save)
                on_press=move |()| draft.save(|_| ())
                disabled=move || !may_save()
            />
            <Button
                test_id="rule-try"
                label=Signal::derive(try_it)
                kind=ButtonKind::Primary
                on_press=on_try
                disabled=move || !may_try()
            />
        </div>
    }
}

/// The texts that can take this one's place.
#[component]
fn OtherTexts(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    view! {
        <div class="other-texts">
            <Show when=move || !draft.is_starter()>
                <Button
                    test_id="rule-starter"
                    label=said(|text| text.pages.exercise.start_over)
                    on_press=move |()| draft.start_over()
                />
            </Show>
            <Show when=move || draft.can_go_back()>
                <Button
                    test_id="rule-back"
                    label=said(|text| text.pages.exercise.back_to_mine)
                    on_press=move |()| draft.go_back()
                />
            </Show>
        </div>
    }
}

/// What is wrong with the rule, in the page's words and in the engine's; or why it was not saved.
#[component]
fn SaveErrorNews(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let text = use_text();
    let said_of = move || {
        draft.error.get().map(|error| match error {
            SaveError::Rule(error) => view! { <RuleErrorNews error draft /> }.into_any(),
            SaveError::NotSaved(why) => {
                view! { <p>{move || (text.get().pages.exercise.not_saved)(&why)}</p> }.into_any()
            }
        })
    };
    view! { <div id="rule-error" class="rule-error" role="alert" data-testid="rule-error">{said_of}</div> }
}

/// What is wrong with the rule, and where.
#[component]
fn RuleErrorNews(
    /// What is wrong.
    error: RuleError,
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let text = use_text();
    let (kind, name, line, column) = (error.kind, error.name.clone(), error.line, error.column);
    let place = move || line.map(|line| (text.get().pages.exercise.place)(line, column.unwrap_or(1)));
    let sentence = move || (text.get().pages.exercise.error)(kind, name.as_deref());
    let engine = error.detail.clone();
    view! {
        <p>
            <b>{place}</b>
            " "
            {sentence}
        </p>
        <p class="engine" data-testid="engine-says">
            {move || text.get().pages.exercise.engine_says} " " <code lang="en">{engine}</code>
        </p>
        <Show when=move || line.is_some()>
            {
                let error = error.clone();
                view! {
                    <button type="button" data-testid="rule-show-error" on:click=move |_| draft.show(&error)>
                        {move || (text.get().pages.exercise.show_line)(line.unwrap_or(1))}
                    </button>
                }
            }
        </Show>
    }
}

/// Whether the ledger has this text, and what it has if not.
#[component]
fn SavedOrNot(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (text, live) = (use_text(), use_live());
    let is_saved = Memo::new(move |_| draft.is_saved());
    let state = move || match is_saved.get() {
        None => "unknown",
        Some(true) => "saved",
        Some(false) => "unsaved",
    };
    let words = move || {
        let words = &text.get().pages.exercise;
        match is_saved.get() {
            None => words.rule_unknown,
            Some(true) => words.is_saved,
            Some(false) => words.is_not_saved,
        }
    };
    let silent = move || live.notices.with(|notices| notices.contains(&Notice::BankIsSilent));
    view! {
        <p id="rule-status" class="rule-status" role="status" data-testid="rule-status" data-state=state>
            {words}
            {move || silent().then(|| format!(" {}", (text.get().notice)(&Notice::BankIsSilent)))}
        </p>
        <p class="rule-news" role="status" data-testid="rule-news">
            {move || draft.was_saved_elsewhere().then(|| text.get().pages.exercise.saved_elsewhere)}
        </p>
        <Show when=move || is_saved.get() == Some(false)>
            <LedgersRule draft />
        </Show>
    }
}

/// The rule that stands in the ledger, to be read and taken over.
#[component]
fn LedgersRule(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let lines = move || {
        let code = draft.ledgers().unwrap_or_default();
        let line = |line: Vec<_>| view! { <code class="code-line">{pieces(&line)}"\n"</code> };
        coloured(&code).into_iter().map(line).collect_view()
    };
    view! {
        <details class="ledgers-rule" data-testid="ledgers-rule">
            <summary>{said(|text| text.pages.exercise.ledgers_rule)}</summary>
            <pre class="code" tabindex="0">{lines}</pre>
            <Button
                test_id="rule-take"
                label=said(|text| text.pages.exercise.take_ledgers)
                on_press=move |()| draft.take_ledgers()
            />
        </details>
    }
}
