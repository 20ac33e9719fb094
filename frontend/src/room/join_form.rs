//! The forms of the join page: a code, or number and PIN.

use leptos::prelude::*;
use protocol::room::{RecoverRequest, StationNumber};

use super::joining::{JoinState, Joining, Ticket};
use crate::api::room::Refusal;
use crate::components::{Button, ButtonKind};
use crate::text::{said, use_text};

/// The code that the host shows, and the button that asks for a seat.
#[component]
pub(super) fn CodeForm(
    /// Hears the code.
    joining: Joining,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let join = move || joining.ask(Ticket::Code(digits(&code.get_untracked())));
    view! {
        <form
            class="join-form"
            on:submit=move |event| {
                event.prevent_default();
                join();
            }
        >
            <DigitsField
                test_id="join-code"
                label=said(|text| text.room.code)
                hint=said(|text| text.room.code_hint)
                most=6
                value=code
            />
            <SubmitButton test_id="join" label=said(|text| text.room.join) joining ready=move || digits(&code.get()).len() == 6 />
        </form>
    }
}

/// Number and PIN of a seat that moves to this device.
#[component]
pub(super) fn RecoverForm(
    /// Hears both.
    joining: Joining,
) -> impl IntoView {
    let (station, pin) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let request = move || {
        let (station, pin) = (digits(&station.get()).parse().ok()?, digits(&pin.get()));
        (pin.len() == 6).then_some(RecoverRequest { station: StationNumber(station), pin })
    };
    view! {
        <form
            class="join-form"
            on:submit=move |event| {
                event.prevent_default();
                if let Some(request) = untrack(request) {
                    joining.ask(Ticket::Pin(request));
                }
            }
        >
            <DigitsField test_id="recover-station" label=said(|text| text.room.station_number) most=2 value=station />
            <DigitsField test_id="recover-pin" label=said(|text| text.room.pin) most=6 value=pin />
            <SubmitButton
                test_id="recover"
                label=said(|text| text.room.take_over)
                joining
                ready=move || request().is_some()
            />
        </form>
    }
}

/// A field for digits, with the keyboard of a phone that has only those.
#[component]
fn DigitsField(
    /// Its `data-testid`.
    test_id: &'static str,
    /// What it says.
    label: Signal<String>,
    /// What is said about it; nothing by default.
    #[prop(optional)]
    hint: Option<Signal<String>>,
    /// How many digits it takes.
    most: usize,
    /// What was typed.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <label class="digits">
            <span>{move || label.get()}</span>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                data-testid=test_id
                // Who types the code as it is shown, in two groups, has a space more.
                maxlength=most + 1
                bind:value=value
            />
            <small>{move || hint.map(|hint| hint.get())}</small>
        </label>
    }
}

/// Asks, once all is typed; not again while it does.
#[component]
fn SubmitButton(
    /// Its `data-testid`.
    test_id: &'static str,
    /// What it says.
    label: Signal<String>,
    /// Whether a seat is being asked for.
    joining: Joining,
    /// Whether all is typed.
    #[prop(into)]
    ready: Signal<bool>,
) -> impl IntoView {
    let state = joining.state();
    let asks = move || state.with(JoinState::asks);
    view! {
        <button type="submit" class="primary" data-testid=test_id disabled=move || asks() || !ready.get()>
            {move || label.get()}
        </button>
    }
}

/// What came of asking, in one sentence, and the button that helps.
#[component]
pub(super) fn JoinNews(
    /// What is told of.
    joining: Joining,
) -> impl IntoView {
    let (state, text) = (joining.state(), use_text());
    let sentence = move || {
        let text = &text.get().room;
        state.with(|state| match state {
            JoinState::Idle => None,
            JoinState::Asking => Some(text.asking.to_owned()),
            JoinState::AtTheGate(Ticket::Pin(_)) => Some(text.pin_waits.to_owned()),
            JoinState::AtTheGate(_) => Some(text.code_waits.to_owned()),
            JoinState::Unanswered => Some(text.no_answer.to_owned()),
            JoinState::NoStorage => Some(text.no_storage.to_owned()),
            JoinState::Refused(Ticket::Secret(_), Refusal::Wrong) => Some(text.secret_refused.to_owned()),
            JoinState::Refused(Ticket::Pin(_), Refusal::Wrong) => Some(text.pin_refused.to_owned()),
            JoinState::Refused(_, refusal) => Some((text.refused)(refusal)),
        })
    };
    let lost = move || state.with(|state| matches!(state, JoinState::Refused(_, Refusal::Freed | Refusal::TakenOver)));
    view! {
        <div class="join-news" role="alert" data-testid="join-news">
            <p>{sentence}</p>
            <Show when=lost>
                <Button
                    test_id="join-again"
                    label=said(|text| text.room.join_again)
                    kind=ButtonKind::Primary
                    on_press=move |()| joining.ask_with_a_new_key()
                />
            </Show>
        </div>
    }
}

/// Returns the digits of what was typed.
fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_code_may_be_typed_in_groups() {
        assert_eq!(digits(" 482 193"), "482193");
        assert_eq!(digits("48-21"), "4821");
    }
}
