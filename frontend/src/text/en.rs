//! English.

mod counterexamples;
mod exercise;
mod host;
mod lab;
mod look;
mod pages;
mod room;
mod rule_error;
mod runs;
mod step_error;

use experiment::{ClientPolicy, Failure, NoAnswer, Outcome, Step, StepError, Verdict};
use protocol::{Decision, KeyPolicy, Losses, ProxyState};

use super::{ChapterText, Text};
use crate::model::{AtBank, Notice};
use crate::text::rounded;
use step_error::why;

pub(super) static TEXT: Text = Text {
    look: look::TEXT,
    title: "Exactly-Once Lab",
    chapters_label: "Chapters",
    chapters: [
        ChapterText {
            name: "Stable",
            sentence: "The code is not the problem",
            what: "Nothing gets lost. Each payment is sent once, and each arrives.",
        },
        ChapterText {
            name: "Send once",
            sentence: "At most once, and the sender cannot tell which",
            what: "300 of 1000 requests and 300 of 1000 replies get lost. Each payment is sent once, whatever happens.",
        },
        ChapterText {
            name: "Retry",
            sentence: "At least once; the duplicates come from lost replies",
            what: "The client sends a payment again until the bank acknowledges it. The bank cannot see that it is the same one.",
        },
        ChapterText {
            name: "Key logged",
            sentence: "A key nobody checks is decoration",
            what: "Every payment carries a key, the same in each attempt. The bank writes it down and does nothing with it.",
        },
        ChapterText {
            name: "Key checked",
            sentence: "Delivered about twice, paid exactly once",
            what: "The bank checks the key in the same step as the payment. A repeat gets the first receipt again.",
        },
    ],
    client: "Client",
    network: "Toxiproxy",
    bank: "Bank",
    sends: |count, total| format!("{}, {total} EUR", payments(count)),
    client_policy: "Client policy",
    client_policies: |policy| match policy {
        ClientPolicy::Once => "sends once",
        ClientPolicy::Retry => "retries, no key",
        ClientPolicy::RetryWithKey => "retries, same key per payment",
        ClientPolicy::RetryWithNewKeys => "retries, new key per attempt",
        ClientPolicy::OneKey => "retries, one key for all",
        ClientPolicy::KeyFromPayload => "retries, key from the payload",
    },
    key_policy: "Key policy",
    key_policies: |policy| match policy {
        KeyPolicy::Ignore => "ignores keys",
        KeyPolicy::Log => "logs keys",
        KeyPolicy::Unique => "checks keys (unique)",
        KeyPolicy::Memory => "remembers keys in memory",
        KeyPolicy::CheckThenInsert => "checks, then inserts",
        KeyPolicy::Script => "asks the rule that you wrote (script)",
    },
    senders: "Senders",
    requests_lost: "Requests lost",
    replies_lost: "Replies lost",
    of_a_thousand: |loss| format!("{:.0} of 1000", loss * 1000.0),
    no_network: "no network",
    looking: "looking ...",

    client_believes: "Client believes",
    waiting: "waiting",
    in_flight: "in flight",
    acknowledged: "acknowledged",
    refused: "refused",
    unknown: "outcome unknown",
    expected: "Expected",
    transferred: "Bank transferred",
    currency: "EUR",
    difference: "Difference",
    verdict: |verdict| match verdict {
        Verdict::Missing => "missing",
        Verdict::Exact => "exactly",
        Verdict::TooMuch => "too much",
    },

    run: "Run",
    run_hint: "Starts with an empty ledger: what is in it now is deleted.",
    pause: "Pause",
    resume: "Resume",
    stop: "Stop",
    reset: "Reset",
    reset_hint: "Deletes the ledger and removes the toxics.",
    settled: "settled",
    of: |count| format!("of {count}"),
    attempts: "attempts",
    attempts_made: |count| if count == 1 { "attempt" } else { "attempts" },
    rate: |rate| format!("{rate} a second"),
    preparing: "setting up ...",
    progress: "Progress",
    spoken_progress: |percent| format!("{percent} percent of the payments are settled"),

    grid_title: payments,
    grid_help: "One cell per payment, the same in every chapter. Click one, or use the arrow keys.",
    fates: [
        "not sent yet",
        "in flight",
        "paid once, known",
        "paid once, client does not know",
        "never paid",
        "paid more than once",
        "repeat caught by the key",
        "paid once, sent by another page",
    ],

    payment: |number| format!("Payment {number}"),
    key: "Idempotency key",
    no_key: "none: this client sends no key",
    paid_times: |times| match times {
        0 => "not in the ledger".into(),
        1 => "paid once".into(),
        times => format!("paid {times} times"),
    },
    no_attempt: "No attempt yet.",
    attempt: "Attempt",
    client_knows: "What the client knows",
    bank_did: "What the bank did",
    outcome: |outcome| match outcome {
        Outcome::RuleFailed(detail) => format!("503: {detail}"),
        Outcome::Answered { status: 200, .. } => "200: acknowledged".into(),
        Outcome::Answered { status: 208, .. } => "208: already reported".into(),
        Outcome::Answered { status, problem: Some(problem), .. } => format!("{status}: {}", problem.detail),
        Outcome::Answered { status, .. } => format!("answered {status}"),
        Outcome::NoAnswer(NoAnswer::NetworkError) => "no answer: outcome unknown".into(),
        Outcome::NoAnswer(NoAnswer::TimedOut) => "gave up waiting: outcome unknown".into(),
        Outcome::NoAnswer(NoAnswer::Stopped) => "stopped: outcome unknown".into(),
    },
    out: "in flight",
    sent_elsewhere: "sent by another page",
    at_bank: |bank| match bank {
        AtBank::Paid { again: false } => "paid",
        AtBank::Paid { again: true } => "paid again",
        AtBank::Recognised => "knew the key, paid nothing",
        AtBank::Refused => "refused, paid nothing",
        AtBank::Nothing => "paid nothing",
        AtBank::NotYetKnown => "...",
        AtBank::Covered => "covered",
    },
    without_key: "no key",

    log_title: "The bank's log",
    log_empty: "Nothing has arrived yet.",
    decision: |decision| match decision {
        Decision::Executed => "paid",
        Decision::Replayed => "known key",
        Decision::Mismatch => "key reused",
        Decision::RuleRefused => "refused by the rule",
        Decision::Refused => "refused",
    },
    not_numbered: "other traffic",

    proof: "Proof",
    toxics: "Toxics, read back",
    toxics_read: toxics,
    measured_request_loss: "Measured p",
    measured_reply_loss: "Measured q",
    not_measured: "not measured",
    hidden_repeats: "Hidden repeats",
    preflights: "CORS preflights",
    other_traffic: "Other traffic",
    repair: "Repair the proxy",
    notice,
    pages: pages::PAGES,
    lab: lab::TEXT,
    host: host::TEXT,
    room: room::TEXT,
    runs: runs::TEXT,
};

fn payments(count: usize) -> String {
    if count == 1 { "1 payment".into() } else { format!("{count} payments") }
}

fn toxics(losses: Losses) -> String {
    if losses.same_as(Losses::NONE) {
        return "none".into();
    }
    format!("reset_peer: upstream {}, downstream {}", rounded(losses.request), rounded(losses.reply))
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::BankDown => room::TEXT.bank_down.into(),
        Notice::Onlooker => room::TEXT.onlooker.into(),
        Notice::HostLooks => room::TEXT.host_looks.into(),
        Notice::HeldByHost => room::TEXT.held_by_host.into(),
        Notice::TurnsSoon => room::TEXT.turns_soon.into(),
        Notice::ResetByHost { stopped } => (room::TEXT.reset_by_host)(*stopped).into(),
        Notice::BankIsSilent => "The bank does not answer. The page asks again by itself.".into(),
        Notice::Payments(error) => format!("payments.csv cannot be used: {error}."),
        Notice::Failed(failure) => failed(failure),
        Notice::WaitsForNetwork => {
            "The run waits for the network: Toxiproxy does not answer, or the proxy is missing there. It goes on by itself as soon as both are there; after 10 seconds it ends.".into()
        }
        Notice::NoNetwork { mid_run: false } => {
            "No network: Toxiproxy does not answer. Start toxiproxy-server (or the whole lab again); the page looks again every 2 seconds.".into()
        }
        Notice::NoNetwork { mid_run: true } => {
            "The network went away: Toxiproxy does not answer. Attempts go on, their outcome is unknown.".into()
        }
        Notice::Proxy(ProxyState::Missing) => "The proxy \"payment\" is missing in Toxiproxy.".into(),
        Notice::Proxy(ProxyState::Disabled) => "The proxy \"payment\" is disabled in Toxiproxy.".into(),
        Notice::Proxy(_) => "The proxy \"payment\" listens or leads elsewhere.".into(),
        Notice::OtherToxics(names) => {
            format!("The network is not stable: toxics are set that are not the lab's: {}. They change the numbers.", names.join(", "))
        }
        Notice::Drifted(found) => format!(
            "The network is no longer as the run set it. Toxics now: {}. Was Toxiproxy restarted, or steered by somebody else?",
            toxics(*found)
        ),
        Notice::NotRepaired(error) => format!("The proxy could not be repaired: {}.", why(error)),
        Notice::Watching => "Another page is running. This one watches.".into(),
        Notice::PreflightsLost(count) => format!(
            "The measured losses are not those that were set: the browser made {count} CORS checks during the run, and they \
             were lost too. Is \"Disable cache\" on in the developer tools? Is this Firefox with a very high reply loss?"
        ),
        Notice::Forgotten { covered: true } => room::TEXT.forgotten_covered.into(),
        Notice::Forgotten { covered: false } => {
            "This page was loaded again after it had started a run: what its client knew is lost, and nothing more is sent. \
             What the bank has of that run is shown here."
                .into()
        }
        Notice::WasHidden { impatient: false } => {
            "This tab was hidden during the run. Browsers slow hidden tabs down; the counts are the same.".into()
        }
        Notice::WasHidden { impatient: true } => {
            "This tab was hidden during the run. Browsers wake a hidden tab's timers at most once a second, so while hidden this client \
             gives no attempt up before a second has passed: it waited longer than it was told, and had less paid twice."
                .into()
        }
        Notice::Slowed(by) => format!("The browser slowed this run down: a timer came {by} ms late. The counts are the same."),
    }
}

fn failed(failure: &Failure) -> String {
    match failure {
        Failure::Step(Step::TakeLease, StepError::Held(age)) => {
            format!("Another page is running (heard from {age:.0} s ago). Nothing was changed.")
        }
        Failure::Step(step, error) => format!("The run was stopped while {}: {}.", doing(*step), why(error)),
        Failure::RuleFailed(detail) => format!("The run was stopped: {detail}"),
        Failure::TooSlow => "The run was stopped: this connection is too slow to judge impatience.".into(),
        Failure::LeaseLost => "The run was stopped: another page has taken over.".into(),
        Failure::KeyPolicyDiffers(found) => {
            format!("The run was stopped: the bank's key policy is \"{}\", not the one asked for.", found.policy)
        }
        Failure::LossesDiffer(found) => {
            format!("The run was stopped: Toxiproxy has other toxics than asked for ({}).", toxics(*found))
        }
        Failure::Proxy(_) => "The run was stopped: the proxy \"payment\" does not lead to the bank.".into(),
        Failure::NoNetwork => "The run was stopped: Toxiproxy does not answer.".into(),
    }
}

fn doing(step: Step) -> &'static str {
    match step {
        Step::TakeLease => "announcing it to the bank",
        Step::ClearLedger => "deleting the ledger",
        Step::SetKeyPolicy | Step::SetPause => "setting the key policy",
        Step::ClearToxics => "removing the toxics",
        Step::Warm | Step::WarmAgain => "warming up through Toxiproxy",
        Step::SetToxics => "setting the toxics",
        Step::ReadBack => "reading the settings back",
    }
}
