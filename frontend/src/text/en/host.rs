//! English: the words of the host's dashboard.

use protocol::room::{Counted, StationActivity};

use crate::state::HostQuestion;
use crate::text::host::HostText;
use crate::text::runs::QuestionText;

pub(super) const TEXT: HostText = HostText {
    title: "The room",
    to_lab: "My own lab",
    to_presenter: "Presenter view",
    asking: "Asking the room ...",
    no_hub: "The room does not answer. This page asks again every 2 s.",
    wrong_key: "This room has another host key. Open the host's address that the program printed when it started.",
    refused: |detail| {
        if detail.is_empty() { "The room refused that.".to_owned() } else { format!("The room refused that: {detail}") }
    },

    join: "Come in",
    code: "Code",
    address: "Address",
    no_address: "No address of this machine is known at which others reach it. Start with --room-address URL.",
    qr: "QR code of the room",
    large: "Show it large",
    not_seen: "No other device has reached this address yet.",
    advice: "A phone that does not get here: is it in the same Wi-Fi, not in mobile data? Guest networks often keep devices \
             apart (client isolation): open a hotspot of your own, or choose another address.",
    guessing: "Somebody is guessing the code. New code or Lock keeps them out.",
    wifi: "QR code of the Wi-Fi",
    wifi_name: "Wi-Fi name",
    wifi_password: "Password",
    wifi_hint: "Stays in this tab; an empty password means an open network.",
    wifi_too_long: "That is too long for a QR code.",

    counts: |taken, seats, predicted, running| {
        format!("{taken} of {seats} seats, {predicted} predicted, {running} running")
    },
    mode: "Who chooses the scenario",
    free: "Free",
    paced: "Paced",
    scenario: "Scenario of the room",
    reveal_all: "Reveal all",
    revealed: "Revealed",
    pause_all: "Pause all",
    go_on: "Resume all",
    lock: "Lock",
    unlock: "Unlock",
    new_code: "New code",
    is_locked: "The room is locked: nobody new comes in.",
    free_left: |left| format!("Free all left ({left})"),
    export: "Save as CSV",

    chart: "What the class predicted, and what it came to",
    predictions: "Predictions",
    results: "Results",
    covered: "covered until Reveal all",
    spoken_predictions: |count, span| match span {
        Some((low, high)) => format!("{count} predictions, from {low} to {high} EUR."),
        None => format!("{count} predictions."),
    },
    spoken_results: |count, span| match span {
        Some((low, high)) => format!("{count} results, from {low} to {high} EUR."),
        None => format!("{count} results."),
    },
    bar: |count| if count == 1 { "1 prediction".to_owned() } else { format!("{count} predictions") },
    usual: |low, high| {
        if low == high { format!("every run: {low}") } else { format!("95 of 100 runs: {low} to {high}") }
    },
    almost_always: |low, high| format!("999 of 1000: {low} to {high}"),
    verdicts: ["missing", "exactly", "too much"],
    inside_law: |inside, all, expected| format!("{inside} of {all} inside; {} is what to expect", outside(expected)),
    inside_certain: |inside, all, total| format!("{inside} of {all} at exactly {total}, as the law says"),
    inside_seen: |inside, all| format!("{inside} of {all} where runs were seen to end; no law is known"),
    pooled: |stations, payments, each, moved| {
        let each = each.map(|each| format!(" of {each} EUR")).unwrap_or_default();
        let stations = if stations == 1 { "1 station".to_owned() } else { format!("{stations} stations") };
        format!("{stations}, {payments} payments{each}: {moved} EUR moved")
    },
    nobody_done: "no result that counts yet",

    stations: "Stations",
    activity: |activity, percent| match activity {
        StationActivity::Free => "free".to_owned(),
        StationActivity::Predicting => "predicts".to_owned(),
        StationActivity::Running => format!("runs {percent} %"),
        StationActivity::Done => "done".to_owned(),
        StationActivity::BankDown => "bank down".to_owned(),
        StationActivity::Away => "away".to_owned(),
        StationActivity::Left => "left".to_owned(),
    },
    not_counted: "not counted",
    why_not: |counted| match counted {
        Counted::Counted => None,
        Counted::OtherSettings => Some("other settings"),
        Counted::Stopped => Some("stopped"),
        Counted::OtherTraffic => Some("other traffic"),
        Counted::Disturbed => Some("disturbed"),
        Counted::AfterReveal => Some("after Reveal"),
        Counted::ReadTooLate => Some("read too late"),
        Counted::Incomplete => Some("payments missing"),
    },
    rule: "The rule's trials",
    trial: |number, passed| {
        let said = match passed {
            Some(true) => "passed",
            Some(false) => "failed",
            None => "not judged",
        };
        format!("trial {number}: {said}")
    },
    look: |name| format!("Look at station {name}"),
    more: |name| format!("More for station {name}"),
    free_seat: "Free the seat",
    reset_station: "Reset",
    crash_station: "Crash its bank",
    move_seat: "PIN and QR",
    question: |question| match question {
        HostQuestion::Free(_) => QuestionText {
            title: "Free this seat?",
            what: "Its ledger, its rule and its dot are gone, and its owner must join again. Its runs stay in the file of results, marked as of a freed seat.",
            confirm: "Free the seat",
        },
        HostQuestion::Reset(_) => QuestionText {
            title: "Reset this station?",
            what: "A run under way stops; ledger, losses and key policy begin anew.",
            confirm: "Reset the station",
        },
        HostQuestion::Crash(_) => QuestionText {
            title: "Crash this bank?",
            what: "It dies at once and starts again by itself. What was committed is kept.",
            confirm: "Crash the bank",
        },
        HostQuestion::Move(_) => QuestionText {
            title: "Show PIN and QR of this seat?",
            what: "Whoever sees them can take the seat over: turn the projector away, or blank it.",
            confirm: "Show them",
        },
        HostQuestion::FreeLeft => QuestionText {
            title: "Free all seats that were left?",
            what: "Their ledgers, rules and dots are gone, and others can take the seats. Their runs stay in the file of results, marked as of a freed seat.",
            confirm: "Free them",
        },
    },
    of_station: |name, title| format!("{name}: {title}"),
    pin: "PIN",
    move_hint: "On the other device: scan this, or choose \"I have a station\" and type number and PIN.",
    move_by_pin: "On the other device choose \"I have a station\" and type number and PIN. There is no QR code here, because no address is known at which other devices reach this room.",
    close: "Close",
};

/// How many results outside the band are nothing special.
fn outside((low, high): (usize, usize)) -> String {
    let word = |count: usize| ["none", "one", "two", "three", "four"].get(count).copied().unwrap_or("a few");
    if low == high {
        format!("about {} outside", word(low))
    } else {
        format!("{} or {} outside", word(low), word(high))
    }
}

#[cfg(test)]
mod tests {
    use protocol::Total;

    use super::*;

    #[test]
    fn the_lines_of_a_class_are_those_of_the_workshop() {
        let euros = |euros: u64| Total::from_cents(euros * 100);
        assert_eq!((TEXT.inside_law)(28, 30, (1, 2)), "28 of 30 inside; one or two outside is what to expect");
        assert_eq!((TEXT.inside_law)(20, 20, (1, 1)), "20 of 20 inside; about one outside is what to expect");
        assert_eq!(
            (TEXT.pooled)(30, 3_000, Some(euros(1)), euros(4_289)),
            "30 stations, 3000 payments of 1 EUR: 4289 EUR moved"
        );
        assert_eq!((TEXT.counts)(27, 30, 24, 3), "27 of 30 seats, 24 predicted, 3 running");
    }
}
