//! English: the runs there are and how they go.

use experiment::{ByHand, Crash, Exhibit, Pace, RetryOrder, Scenario};

use super::step_error::why;
use crate::text::ChapterText;
use crate::text::runs::{ExhibitText, QuestionText, RunsText};

pub(super) const TEXT: RunsText = RunsText {
    by_hand: ChapterText {
        name: "By hand",
        sentence: "No answer is not a no",
        what: "One payment with one key, attempt by attempt. You choose what the network does to each of them.",
    },
    break_it: "Break it again",
    exhibits_label: "Exhibits",
    exhibit,
    shows: |scenario| format!("What you see is still the run of {}.", self::scenario(scenario)),
    recorded: |time| format!("Recorded at {time}, not read from the bank's ledger now."),

    cure_label: "The cure",
    run_cure: "Run the cure",
    run_broken: "Run it broken",

    ways_label: "How the next attempt is made",
    way: |by_hand| match by_hand {
        ByHand::Direct => "Pay directly",
        ByHand::Through => "Pay through the network",
        ByHand::LoseRequest => "Lose the request",
        ByHand::LoseReply => "Lose the reply",
    },
    way_hint: |by_hand| match by_hand {
        ByHand::Direct => "past Toxiproxy, straight to the bank",
        ByHand::Through => "through Toxiproxy, which loses nothing",
        ByHand::LoseRequest => "Toxiproxy resets every request",
        ByHand::LoseReply => "Toxiproxy resets every reply",
    },
    past: "past Toxiproxy",
    back: "Back",
    forward: "Forward",
    of_story: |shown, attempts| format!("attempt {shown} of {attempts}"),
    end_story: "End",

    crash: "Crash the bank",
    crash_state: |crash| match crash {
        Crash::None => None,
        Crash::Ordered(_) | Crash::Down(_) => Some("The bank is down. It is being started again.".into()),
        Crash::Back(after) => Some(format!("The bank was crashed, and answered again after {after} ms.")),
        Crash::Refused(error) => Some(format!("The bank was not crashed: {}.", why(error))),
    },
    crash_now: "Every first attempt has ended. Crash the bank now: what it keeps in memory is lost.",
    ask_crash: QuestionText {
        title: "Crash the bank?",
        what: "Its process is aborted in the middle of its work, as by a power cut. What is on disk stays, what is in memory is gone. \
               It is started again by itself.",
        confirm: "Crash it",
    },
    ask_reset: QuestionText {
        title: "Delete the ledger?",
        what: "Every entry is deleted and the toxics are removed. A run under way is stopped, finished ones are dropped.",
        confirm: "Delete it",
    },
    cancel: "Cancel",

    more: "More settings",
    retry_order: "Retries",
    retry_orders: |order| match order {
        RetryOrder::AtOnce => "at once",
        RetryOrder::Later => "later, behind all others",
    },
    attempt_timeout: "Gives up waiting after",
    pause_ms: "Pause between check and insert",
    pace: "Pace",
    paces: |pace| match pace {
        Pace::Real => "real speed",
        Pace::Watchable => "slow, to watch",
    },
    awaits_crash: "Waits for a crash after the first attempts",
    slowed_down: "slowed down to be watched",
    milliseconds: "ms",
};

fn exhibit(exhibit: Exhibit) -> ExhibitText {
    let (name, sentence, what, cure, cured) = match exhibit {
        Exhibit::NewKeyPerAttempt => (
            "New key per attempt",
            "A new key makes it a new payment",
            "The client retries, each time with a fresh key. To the bank, which checks keys, every attempt is another payment.",
            "The key belongs to the payment, not to the request",
            "The client keeps one key for each payment and sends it with every attempt. The bank knows a repeat when it sees one.",
        ),
        Exhibit::OneKey => (
            "One key for all",
            "One key is one payment",
            "All payments carry the same key. The first to arrive is paid, and the bank takes the others for its repeats.",
            "One key per payment",
            "Every payment carries a key of its own, the same in each attempt. The bank pays each of them once.",
        ),
        Exhibit::KeyFromPayload => (
            "Key from the payload",
            "Equal is not the same",
            "The key is a hash of who pays whom how much. A thousand equal payments look like one.",
            "A random key, kept with the order",
            "Every payment gets a random key, which is kept with the order. A thousand equal payments stay a thousand.",
        ),
        Exhibit::MemoryAndCrash => (
            "Memory and a crash",
            "Paid and not known is paid again",
            "The bank keeps its keys in memory only. When every first attempt has ended, nothing more is sent until you crash the bank.",
            "The key lives where the money lives",
            "The bank writes each key beside its payment, on disk, in one step. A crash takes nothing from it that it needs to know a repeat.",
        ),
        Exhibit::CheckThenInsert => (
            "Check, then insert",
            "Between check and insert there is room for another",
            "The bank looks for the key and inserts 45 ms later. The client gives up after 30 ms and tries again, and nothing has been lost. (On a slow line both wait longer.)",
            "Let the database decide, in one step",
            "The bank claims the key and pays in one step of its database. The client still gives up after 30 ms, and its repeats find the key taken.",
        ),
        Exhibit::AnotherAmount => (
            "Another amount",
            "A key that is used again for something else is refused",
            "Row 1 is paid with a key, then 2 EUR are sent with the same key. The bank answers 422 and pays nothing for it.",
            "The key stands for one payment",
            "Row 1 and the 2 EUR carry a key each. The bank takes them for what they are, two payments.",
        ),
    };
    ExhibitText { chapter: ChapterText { name, sentence, what }, cure, cured }
}

fn scenario(scenario: Scenario) -> String {
    match scenario {
        Scenario::ByHand => "chapter 0".into(),
        Scenario::Chapter(number) => format!("chapter {number}"),
        Scenario::Exhibit(exhibit) => format!("\u{201c}{}\u{201d}", self::exhibit(exhibit).chapter.name),
    }
}
