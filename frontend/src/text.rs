//! Every text of the page, one file per language. A text that one language lacks does not compile.

mod de;
mod en;
pub(crate) mod exercise;
pub(crate) mod host;
pub(crate) mod lab;
mod look;
pub(crate) mod pages;
pub(crate) mod room;
pub(crate) mod runs;

use experiment::{ClientPolicy, Outcome, Scenario, Verdict};
use leptos::prelude::*;
use protocol::{Decision, KeyPolicy, Losses};

use crate::model::{AtBank, LabStatus, Notice};
pub(crate) use look::LookText;
use pages::PagesText;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// The words of one chapter.
#[derive(Clone, Copy)]
pub(crate) struct ChapterText {
    /// On its button.
    pub(crate) name: &'static str,
    /// What it shows, as one sentence.
    pub(crate) sentence: &'static str,
    /// What happens in it, in two.
    pub(crate) what: &'static str,
}

/// Every text in one language.
pub(crate) struct Text {
    /// Predict, cover and reveal, find a payment, address, presenter.
    pub(crate) look: LookText,
    pub(crate) title: &'static str,
    pub(crate) chapters_label: &'static str,
    pub(crate) chapters: [ChapterText; 5],

    pub(crate) client: &'static str,
    pub(crate) network: &'static str,
    pub(crate) bank: &'static str,
    pub(crate) sends: fn(usize, &str) -> String,
    pub(crate) client_policy: &'static str,
    pub(crate) client_policies: fn(ClientPolicy) -> &'static str,
    pub(crate) key_policy: &'static str,
    pub(crate) key_policies: fn(KeyPolicy) -> &'static str,
    pub(crate) senders: &'static str,
    pub(crate) requests_lost: &'static str,
    pub(crate) replies_lost: &'static str,
    pub(crate) of_a_thousand: fn(f64) -> String,
    pub(crate) no_network: &'static str,
    pub(crate) looking: &'static str,

    pub(crate) client_believes: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) in_flight: &'static str,
    pub(crate) acknowledged: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) transferred: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) difference: &'static str,
    pub(crate) verdict: fn(Verdict) -> &'static str,

    pub(crate) run: &'static str,
    pub(crate) run_hint: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) resume: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) reset: &'static str,
    pub(crate) reset_hint: &'static str,
    pub(crate) settled: &'static str,
    pub(crate) of: fn(usize) -> String,
    pub(crate) attempts: &'static str,
    pub(crate) attempts_made: fn(u64) -> &'static str,
    pub(crate) rate: fn(u64) -> String,
    pub(crate) preparing: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) spoken_progress: fn(usize) -> String,

    pub(crate) grid_title: fn(usize) -> String,
    pub(crate) grid_help: &'static str,
    pub(crate) fates: [&'static str; 8],

    pub(crate) payment: fn(usize) -> String,
    pub(crate) key: &'static str,
    pub(crate) no_key: &'static str,
    pub(crate) paid_times: fn(usize) -> String,
    pub(crate) no_attempt: &'static str,
    pub(crate) attempt: &'static str,
    pub(crate) client_knows: &'static str,
    pub(crate) bank_did: &'static str,
    pub(crate) outcome: fn(&Outcome) -> String,
    pub(crate) out: &'static str,
    pub(crate) sent_elsewhere: &'static str,
    pub(crate) at_bank: fn(AtBank) -> &'static str,
    pub(crate) without_key: &'static str,

    pub(crate) log_title: &'static str,
    pub(crate) log_empty: &'static str,
    pub(crate) decision: fn(Decision) -> &'static str,
    pub(crate) not_numbered: &'static str,

    pub(crate) proof: &'static str,
    pub(crate) toxics: &'static str,
    pub(crate) toxics_read: fn(Losses) -> String,
    pub(crate) measured_request_loss: &'static str,
    pub(crate) measured_reply_loss: &'static str,
    pub(crate) not_measured: &'static str,
    pub(crate) hidden_repeats: &'static str,
    pub(crate) preflights: &'static str,
    pub(crate) other_traffic: &'static str,
    pub(crate) repair: &'static str,
    pub(crate) notice: fn(&Notice) -> String,

    pub(crate) pages: PagesText,
    pub(crate) lab: lab::LabText,
    pub(crate) host: host::HostText,
    pub(crate) room: room::RoomText,
    pub(crate) runs: runs::RunsText,
}

impl Text {
    /// Returns name and version of the network, as far as the lab knows them.
    pub(crate) fn network_name(&self, lab: &LabStatus) -> String {
        let Some(state) = &lab.state else { return self.looking.to_owned() };
        match (&state.network.name, &state.network.version) {
            (Some(name), Some(version)) => format!("{name} {version}"),
            (Some(name), None) => name.clone(),
            (None, _) => self.no_network.to_owned(),
        }
    }

    /// What is said of a scenario.
    pub(crate) fn of_place(&self, scenario: Scenario) -> ChapterText {
        match scenario {
            Scenario::ByHand => self.runs.by_hand,
            Scenario::Chapter(number) => self.chapters[usize::from(number).clamp(1, self.chapters.len()) - 1],
            Scenario::Exhibit(exhibit) => (self.runs.exhibit)(exhibit).chapter,
        }
    }

    /// On the button of a chapter, from 0 to 6.
    pub(crate) fn chapter_name(&self, number: u8) -> &'static str {
        match Scenario::of_chapter(number) {
            Some(Scenario::Exhibit(_)) | None => self.runs.break_it,
            Some(scenario) => self.of_place(scenario).name,
        }
    }
}

impl Language {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::De];

    /// The code in `?lang=` and in `<html lang>`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Its texts.
    pub(crate) fn text(self) -> &'static Text {
        match self {
            Self::En => &en::TEXT,
            Self::De => &de::TEXT,
        }
    }
}

/// Returns a share with four decimals at most, as losses have them, and none that say nothing.
pub(crate) fn rounded(share: f64) -> String {
    ((share * 1e4).round() / 1e4).to_string()
}

/// Returns a count with this sign between its thousands.
pub(crate) fn grouped(count: usize, sign: char) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(sign);
        }
        grouped.push(digit);
    }
    grouped
}

/// The texts in the language chosen now, for what follows it.
pub(crate) fn use_text() -> Signal<&'static Text> {
    // A component that is mounted alone speaks English.
    let language = use_context::<RwSignal<Language>>().unwrap_or_default();
    Signal::derive(move || language.get().text())
}

/// One of the texts, in the language chosen now.
pub(crate) fn said(read: fn(&'static Text) -> &'static str) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || read(text.get()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_several() {
        let ones = Language::ALL.map(|language| {
            let text = language.text();
            ((text.grid_title)(1), (text.sends)(1, "1"), (text.attempts_made)(1))
        });
        assert_eq!(ones[0], ("1 payment".into(), "1 payment, 1 EUR".into(), "attempt"));
        assert_eq!(ones[1], ("1 Zahlung".into(), "1 Zahlung, 1 EUR".into(), "Versuch"));
        assert_eq!((en::TEXT.grid_title)(1000), "1000 payments");
        assert_eq!((de::TEXT.attempts_made)(0), "Versuche");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            [0, 999, 1000, 148_400, 1_000_000].map(|count| grouped(count, ',')),
            ["0", "999", "1,000", "148,400", "1,000,000"]
        );
    }

    #[test]
    fn decimals_that_say_nothing_are_left_out() {
        assert_eq!([0.0, 0.3, f64::from(0.3_f32), 0.123_449, 1.0].map(rounded), ["0", "0.3", "0.3", "0.1234", "1"]);
    }
}
