//! A finished run to take away: what was set, what was measured, what became of every payment. It is written without a
//! browser, and says the same in each of its formats.

mod csv;
mod download;
mod html;
mod report;
mod svg;
#[cfg(test)]
mod tests;

use experiment::{Believed, Fate, RetryOrder, Scenario, Settings, Verdict, theory::TransferredBand};
use protocol::{Payment, RunCounts, RunId, Total};
use serde::Serialize;

pub(crate) use self::download::{download, save};
use crate::text::{Language, Text, rounded};

/// A finished run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// Which run.
    pub(crate) run: RunId,
    /// The lab's version.
    pub(crate) lab: String,
    /// Where in the course it was run.
    #[serde(rename = "chapter", serialize_with = "english_title")]
    pub(crate) scenario: Scenario,
    /// When it was taken away, as RFC 3339.
    pub(crate) taken_at: String,
    /// What was set.
    pub(crate) settings: ReportSettings,
    /// Which Toxiproxy lost things.
    pub(crate) network: ReportNetwork,
    /// What the ledger says.
    pub(crate) bank: ReportBank,
    /// What the client believes.
    pub(crate) client: ReportClient,
    /// What was lost, where it could be measured.
    pub(crate) measured: MeasuredLosses,
    /// What the bank counted while requests arrived.
    pub(crate) counts: Option<RunCounts>,
    /// Whether the run was stopped before its end.
    pub(crate) stopped: bool,
    /// What the law says about what is transferred; `None` where none is known, and of a run that was stopped.
    pub(crate) theory: Option<TheoryBand>,
    /// One for each row of the file, in its order.
    pub(crate) payments: Vec<PaymentRow>,
}

/// What was set, by the contract's names.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportSettings {
    pub(crate) client_policy: &'static str,
    pub(crate) retry_order: &'static str,
    pub(crate) key_policy: &'static str,
    pub(crate) pause_ms: u32,
    pub(crate) request_loss: f64,
    pub(crate) reply_loss: f64,
    pub(crate) senders: usize,
    pub(crate) attempt_timeout_ms: u64,
    /// The same, for the words of the report.
    #[serde(skip)]
    settings: Settings,
}

/// Which Toxiproxy, by its own name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportNetwork {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
}

/// What the ledger says.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportBank {
    pub(crate) expected: Total,
    pub(crate) transferred: Total,
    #[serde(serialize_with = "verdict")]
    pub(crate) verdict: Verdict,
    pub(crate) entries: u64,
    /// Entries that are not of this run.
    pub(crate) other_traffic: u64,
}

/// What the client believes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportClient {
    pub(crate) attempts: u64,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) unknown: usize,
    pub(crate) waiting: usize,
}

/// What was lost, as shares from 0 to 1; `None` where it could not be measured.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct MeasuredLosses {
    pub(crate) request_loss: Option<f64>,
    pub(crate) reply_loss: Option<f64>,
}

/// What the law says about what is transferred, in euros.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct TheoryBand {
    pub(crate) mean: Total,
    /// 95 of 100 runs lie from here
    pub(crate) low: Total,
    /// to here.
    pub(crate) high: Total,
}

/// One payment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentRow {
    /// Its number, from 1.
    pub(crate) number: usize,
    #[serde(flatten)]
    pub(crate) payment: Payment,
    /// The key that was made for it, where the client sends one.
    pub(crate) key: Option<String>,
    pub(crate) attempts: usize,
    #[serde(serialize_with = "believed")]
    pub(crate) client: Believed,
    pub(crate) times_paid: usize,
    #[serde(serialize_with = "fate")]
    pub(crate) fate: Fate,
}

/// The formats a report comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A line for each payment.
    Csv,
    /// All of it, for programs.
    Json,
    /// All of it, for people, in one file that needs nothing else.
    Html,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Html];

    /// The end of its file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// What its button says.
    pub(crate) fn label(self, text: &Text) -> &'static str {
        let about = &text.pages.about;
        match self {
            Self::Csv => about.take_csv,
            Self::Json => about.take_json,
            Self::Html => about.take_report,
        }
    }

    /// Its media type.
    fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Json => "application/json",
            Self::Html => "text/html;charset=utf-8",
        }
    }
}

impl Report {
    /// Returns the report in this format; its words, its separators and its decimal sign are those of `language`.
    /// JSON is the same in every language.
    pub(crate) fn write(&self, format: Format, language: Language) -> String {
        match format {
            Format::Csv => csv::write(self, language),
            Format::Json => serde_json::to_string_pretty(self).expect("plain members"),
            Format::Html => html::write(self, language),
        }
    }

    /// Returns what its file is called.
    pub(crate) fn file_name(&self, format: Format) -> String {
        format!("exactly-once-{}.{}", self.run, format.extension())
    }
}

impl ReportSettings {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            client_policy: settings.client_policy.as_str(),
            retry_order: settings.retry_order.as_str(),
            key_policy: settings.key_policy.as_str(),
            pause_ms: settings.pause_ms,
            request_loss: settings.losses.request,
            reply_loss: settings.losses.reply,
            senders: settings.senders,
            attempt_timeout_ms: settings.attempt_timeout,
            settings: *settings,
        }
    }

    /// Returns name and value of each, for people.
    pub(crate) fn described(&self, text: &Text) -> Vec<(&'static str, String)> {
        let (rows, settings) = (&text.pages.about.rows, &self.settings);
        let order = usize::from(settings.retry_order != RetryOrder::AtOnce);
        vec![
            (rows.client_policy, (text.client_policies)(settings.client_policy).to_owned()),
            (rows.key_policy, (text.key_policies)(settings.key_policy).to_owned()),
            (rows.losses, format!("p {}, q {}", rounded(self.request_loss), rounded(self.reply_loss))),
            (rows.retry_order, rows.retry_orders[order].to_owned()),
            (rows.senders, self.senders.to_string()),
            (rows.timeout, format!("{} ms", self.attempt_timeout_ms)),
        ]
    }
}

impl TheoryBand {
    pub(crate) fn of(band: &TransferredBand) -> Self {
        let (mean, (low, high)) = band.totals();
        Self { mean, low, high }
    }
}

/// Returns number and name of a scenario.
fn title(scenario: Scenario, text: &Text) -> String {
    format!("{} {}", scenario.chapter(), text.of_place(scenario).name)
}

/// The contract's name of what a client believes.
fn name_of(believed: Believed) -> &'static str {
    match believed {
        Believed::Waiting => "waiting",
        Believed::InFlight => "in-flight",
        Believed::Acknowledged => "acknowledged",
        Believed::Refused => "refused",
        Believed::Unknown => "unknown",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn english_title<S: serde::Serializer>(scenario: &Scenario, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&title(*scenario, Language::En.text()))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn believed<S: serde::Serializer>(believed: &Believed, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name_of(*believed))
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "what serde asks for; whether it is trivial depends on the target"
)]
fn fate<S: serde::Serializer>(fate: &Fate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(fate.name())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn verdict<S: serde::Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.as_str())
}
