//! English, for a participant in a room.

use experiment::Scenario;
use protocol::room::Counted;

use crate::api::room::Refusal;
use crate::state::SeatGone;
use crate::text::room::RoomText;

pub(super) const TEXT: RoomText = RoomText {
    name: |name| &name.en,

    join_title: "Join the room",
    seats: |taken, all| format!("{taken} of {all} seats taken"),
    code: "Code",
    code_hint: "Six digits; the host shows them.",
    join: "Join",
    join_again: "Join again",
    idempotent: "Joining is an idempotent request: your browser made a key first, and the same key is the same seat, however \
                 often it asks.",
    asking: "Asking for a seat ...",
    code_waits: "Codes are tried one after the other, and many are being tried: somebody may be guessing. This may take a \
                 minute. Scan the QR code on the host's screen instead: it does not wait.",
    pin_waits: "PINs are tried one after the other, and many are being tried: somebody may be guessing. This may take a \
                minute. The host can show a QR code of your station: it does not wait.",
    is_locked: "The host has locked the room: nobody new comes in. Who has a station comes back, and everybody may watch.",
    no_answer: "No answer. The page asks again with the same key: if the first request did arrive, it is the same seat.",
    no_storage: "This browser keeps nothing, so it cannot keep a seat. A private window may be the reason.",
    refused: |refusal| match refusal {
        Refusal::Wrong => "That is not the code of this room. Look again: the host may have changed it.".into(),
        Refusal::Full => "Every seat is taken. You can watch, or ask the host for a seat.".into(),
        Refusal::Locked => "The host has locked the room: nobody new comes in. You can watch, or ask the host.".into(),
        Refusal::Freed => {
            "The host has freed your seat: its bank and its ledger are gone. Join again for another one.".into()
        }
        Refusal::TakenOver => {
            "Your seat has moved to another device. Join again for another one, or take yours back with number and PIN."
                .into()
        }
        Refusal::Unknown => "This room does not know your seat. Type the code that the host shows.".into(),
        Refusal::TooMany => {
            "Too many are trying at this moment. Nothing was judged: try again in a few seconds.".into()
        }
        Refusal::NoRoom => "There is no room here.".into(),
        Refusal::Other(status, detail) if detail.is_empty() => format!("The room answered {status}."),
        Refusal::Other(_, detail) => detail.clone(),
    },
    secret_refused: "This QR code is not valid any more. Scan the one on the screen, or type the code.",

    have_station: "I have a station",
    station_number: "Number of the station",
    pin: "PIN",
    take_over: "Take it over",
    pin_refused: "Number and PIN do not belong together. The PIN is shown on the station's page, and the host can show it too.",
    back_to_code: "I have a code",

    watch: "Only watch",
    watcher: "You are watching: you see what the host has revealed, and have no station of your own.",
    covered: "Covered until the host reveals it.",
    nothing_yet: "No results yet.",
    predictions: |count, least, most| match count {
        1 => format!("1 prediction: {least} EUR"),
        count => format!("{count} predictions, from {least} to {most} EUR"),
    },
    results: |count, total| match count {
        1 => format!("1 station: {total} EUR moved"),
        count => format!("{count} stations: {total} EUR moved"),
    },
    scenario: |scenario| match scenario {
        Scenario::Exhibit(_) => "Chapter 6".into(),
        scenario => format!("Chapter {}", scenario.chapter()),
    },

    station: "The station",
    host_sees: "the host sees this station",
    host_looked: |time| format!("the host opened this station at {time}"),
    menu: "My station",
    your_pin: "PIN",
    pin_use: "With its number and this PIN another device takes this station over.",
    leave: "Leave",
    ask_leave: "Leave the room?",
    leave_what: "This browser forgets its seat. With number and PIN you can come back, as long as the host has not freed it.",
    hub_lost: "The room does not answer. The page looks again every 2 seconds; a run goes on meanwhile.",
    seat_gone: |why, stopped| {
        let (why, then) = match why {
            SeatGone::Unknown => {
                ("The room does not know this seat: it has been started again.", " Type the code that the host shows.")
            }
            SeatGone::Freed => ("The host has freed this seat.", ""),
            SeatGone::TakenOver => ("Another device has taken this seat over.", ""),
        };
        let stays = if stopped { "Your run was stopped here; what you see stays." } else { "What you see stays." };
        format!("{why} {stays}{then}")
    },
    type_code: "Type the code",
    counted: |counted| match counted {
        Counted::Counted => "This run counts: it is a dot on the host's screen.",
        Counted::OtherSettings => "This run is no dot on the host's screen: its settings are not the chapter's own.",
        Counted::Stopped => "This run is no dot on the host's screen: it was stopped.",
        Counted::OtherTraffic => "This run is no dot on the host's screen: somebody else has paid into your ledger.",
        Counted::Disturbed => "This run is no dot on the host's screen: ledger, bank or network changed under it.",
        Counted::AfterReveal => "This run is no dot on the host's screen: it began after the host had revealed.",
        Counted::ReadTooLate => {
            "This run is no dot on the host's screen: another run had begun before its ledger was read."
        }
        Counted::Incomplete => "This run is no dot on the host's screen: payments are missing in its ledger.",
    },

    steps: ["Predict", "Run", "Reveal", "Why"],
    step_label: "Steps",
    step_hints: [
        "How many euros will the bank have moved at the end? Put the handle there. Then run.",
        "Your browser pays, and the bank is covered: you see what the client knows.",
        "This is all that the client knows. Now look at the bank.",
        "Compare: the client, what was expected, the bank.",
    ],
    host_reveals: "The host reveals the bank for everybody. Until then you can run again.",
    run_again: "The run was stopped: that is no result. Run again.",
    go_on: "Now everything",

    bank_down: "The bank of this station is down and starts again by itself. A run goes on: no answer is not a no.",
    onlooker: "This station is not yours: you can look at it, and change nothing.",
    host_looks: "You look at a participant's station. Nothing is steered from here: reset, crash or free it on the dashboard.",
    forgotten_covered: "This page was loaded again after it had started a run: what its client knew is lost, and nothing \
                        more is sent. What the bank has of that run is shown when the host reveals. You can run again.",
    to_the_room: "To the room",
    room: "Room",
    held_by_host: "The host has paused all runs.",
    turns_soon: "The host has moved on. The page turns when this run has ended.",
    reset_by_host: |stopped| {
        if stopped {
            "The host has reset this station: the run was stopped and the ledger is empty."
        } else {
            "The host has reset this station: the ledger is empty."
        }
    },
};
