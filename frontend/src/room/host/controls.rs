//! What the room does together, who may come in, and what is taken away.

use experiment::Scenario;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::room::{PaceRequest, RoomMode};

use super::class_result::{ClassCounts, is_covered};
use super::live::{HostCommand, use_host_room};
use crate::api::room;
use crate::components::{Button, ButtonKind};
use crate::export::{Format, save};
use crate::state::HostQuestion;
use crate::text::{said, use_text};

/// What its file is called.
const CSV_NAME: &str = "exactly-once-room.csv";

/// Seats and what they do, who chooses, which scenario, Reveal all, Pause all.
#[component]
pub fn PaceControls() -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let counts = room.part(ClassCounts::default(), ClassCounts::of);
    let said_counts = move || {
        let counts = counts.get();
        (text.get().host.counts)(counts.taken, counts.seats, counts.predicted, counts.running)
    };
    let paused = room.part(false, |overview| overview.room.pace.paused);
    let pause_label = Signal::derive(move || {
        let host = &text.get().host;
        if paused.get() { host.go_on } else { host.pause_all }.to_owned()
    });
    view! {
        <section class="pace" aria-label=said(|text| text.host.mode)>
            <p class="counts" data-testid="room-counts">{said_counts}</p>
            <ModeSwitch />
            <ScenarioChooser />
            <RevealAll />
            <Button
                test_id="pause-all"
                label=pause_label
                on_press=move |()| {
                    let paused = Some(!paused.get_untracked());
                    room.ask(HostCommand::Pace(PaceRequest { paused, ..PaceRequest::default() }));
                }
            />
        </section>
    }
}

/// Everybody chooses the scenario, or the host does.
#[component]
fn ModeSwitch() -> impl IntoView {
    let room = use_host_room();
    let mode = room.part(RoomMode::Free, |overview| overview.room.pace.mode);
    let switch = move |value: RoomMode, test_id: &'static str, label: Signal<String>| {
        view! {
            <button
                type="button"
                data-testid=test_id
                aria-pressed=move || (mode.get() == value).to_string()
                on:click=move |_| {
                    room.ask(HostCommand::Pace(PaceRequest { mode: Some(value), ..PaceRequest::default() }));
                }
            >
                {move || label.get()}
            </button>
        }
    };
    view! {
        <div class="mode" role="group" aria-label=said(|text| text.host.mode)>
            {switch(RoomMode::Free, "mode-free", said(|text| text.host.free))}
            {switch(RoomMode::Paced, "mode-paced", said(|text| text.host.paced))}
        </div>
    }
}

/// The scenario of the room.
#[component]
fn ScenarioChooser() -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let chosen = room.part(String::new(), |overview| overview.room.pace.scenario.clone());
    let option = move |scenario: Scenario| {
        let value = scenario.to_string();
        let name = move || format!("{} {}", scenario.chapter(), text.get().of_place(scenario).name);
        view! { <option value=value.clone() prop:selected=move || chosen.get() == value>{name}</option> }
    };
    view! {
        <select
            data-testid="room-scenario"
            aria-label=said(|text| text.host.scenario)
            on:change:target=move |event| {
                let scenario = Some(event.target().value());
                room.ask(HostCommand::Pace(PaceRequest { scenario, ..PaceRequest::default() }));
            }
        >
            {Scenario::all().map(option).collect_view()}
        </select>
    }
}

/// Shows everybody the bank: while paced once for a scenario, otherwise as often as it is pressed.
#[component]
fn RevealAll() -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let paced = room.part(false, |overview| overview.room.pace.mode == RoomMode::Paced);
    let covered = room.part(false, |overview| is_covered(&overview.room));
    let is_revealed = move || paced.get() && !covered.get();
    let label = Signal::derive(move || {
        let host = &text.get().host;
        if is_revealed() { host.revealed } else { host.reveal_all }.to_owned()
    });
    let kind = Signal::derive(move || if covered.get() { ButtonKind::Primary } else { ButtonKind::Plain });
    view! {
        <Button
            test_id="reveal-all"
            label
            kind
            disabled=Signal::derive(is_revealed)
            on_press=move |()| {
                room.ask(HostCommand::Pace(PaceRequest { revealed: Some(true), ..PaceRequest::default() }));
            }
        />
    }
}

/// Who may come in, seats that were left, and the results to take away.
#[component]
pub fn RoomControls(
    /// Is set to what is asked first.
    question: RwSignal<Option<HostQuestion>>,
) -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let locked = room.part(false, |overview| overview.room.locked);
    let left = room.part(0, |overview| ClassCounts::of(overview).left);
    let lock_label = Signal::derive(move || {
        let host = &text.get().host;
        if locked.get() { host.unlock } else { host.lock }.to_owned()
    });
    let take_away = move |()| {
        spawn_local(async move {
            match room::results_csv().await {
                // Fails only where the browser makes no link.
                Ok(csv) => drop(save(CSV_NAME, &csv, Format::Csv)),
                Err(error) => room.failed(error),
            }
        });
    };
    view! {
        <section class="room-controls" aria-label=said(|text| text.host.title)>
            <p class="locked" role="status" data-testid="room-locked" hidden=move || !locked.get()>
                {said(|text| text.host.is_locked)}
            </p>
            <Button
                test_id="lock"
                label=lock_label
                on_press=move |()| room.ask(HostCommand::Lock(!locked.get_untracked()))
            />
            <Button
                test_id="new-code"
                label=said(|text| text.host.new_code)
                on_press=move |()| room.ask(HostCommand::NewCode)
            />
            <Show when=move || { left.get() > 0 }>
                <Button
                    test_id="free-left"
                    label=Signal::derive(move || (text.get().host.free_left)(left.get()))
                    on_press=move |()| question.set(Some(HostQuestion::FreeLeft))
                />
            </Show>
            <Button test_id="room-csv" label=said(|text| text.host.export) on_press=take_away />
        </section>
    }
}
