//! A finished run to take away: what was set, what was measured, what became of every payment. Built
//! without a browser, and the same in each of its three forms.

mod csv;
mod html;
mod json;
mod picture;
#[cfg(test)]
mod tests;

use experiment::{Believed, Fate, RetryOrder, Settings, Verdict, theory::Band};
use protocol::{Payment, RunCounts, RunId, Total};

use crate::number::short;
use crate::text::{Language, Text};

/// A finished run.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// Which run.
    pub(crate) run: RunId,
    /// The lab's version.
    pub(crate) lab: String,
    /// What it is called in the course.
    pub(crate) chapter: String,
    /// When it was taken away, as RFC 3339.
    pub(crate) taken_at: String,
    /// What was set.
    pub(crate) settings: Settings,
    /// Which Toxiproxy lost things.
    pub(crate) network: Network,
    /// What the ledger says.
    pub(crate) bank: AtTheBank,
    /// What the client believes.
    pub(crate) client: AtTheClient,
    /// What was lost, where it could be measured.
    pub(crate) measured: Lost,
    /// What the bank counted while requests arrived.
    pub(crate) counts: Option<RunCounts>,
    /// What the law says about the entries; `None` where none is known.
    pub(crate) theory: Option<Theory>,
    /// One for each row of the file, in its order.
    pub(crate) payments: Vec<Row>,
}

/// Which Toxiproxy, by its own name.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
}

/// What the ledger says.
#[derive(Clone, Debug)]
pub(crate) struct AtTheBank {
    pub(crate) expected: Total,
    pub(crate) transferred: Total,
    pub(crate) verdict: Verdict,
    pub(crate) entries: u64,
    /// Entries that are not of this run.
    pub(crate) other_traffic: u64,
}

/// What the client believes.
#[derive(Clone, Debug)]
pub(crate) struct AtTheClient {
    pub(crate) attempts: u64,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) unknown: usize,
    pub(crate) waiting: usize,
}

/// What was lost, as shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lost {
    pub(crate) request_loss: Option<f64>,
    pub(crate) reply_loss: Option<f64>,
}

/// What the law says about the entries of the ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Theory {
    pub(crate) mean: f64,
    /// 95 of 100 runs lie from here
    pub(crate) low: u64,
    /// to here.
    pub(crate) high: u64,
}

/// One payment.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its number, from 1.
    pub(crate) number: usize,
    pub(crate) payment: Payment,
    /// The key that was made for it, where the client sends one.
    pub(crate) key: Option<String>,
    pub(crate) attempts: usize,
    pub(crate) client: Believed,
    pub(crate) times_paid: usize,
    pub(crate) fate: Fate,
}

/// The forms a report comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A line for each payment.
    Csv,
    /// All of it, for programs.
    Json,
    /// All of it, for people, in one file that needs nothing else.
    Html,
}

impl Form {
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

    /// On its button.
    pub(crate) fn words(self, text: &Text) -> &'static str {
        let about = &text.pages.about;
        match self {
            Self::Csv => about.take_csv,
            Self::Json => about.take_json,
            Self::Html => about.take_report,
        }
    }

    /// Its media type.
    pub(crate) fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Json => "application/json",
            Self::Html => "text/html;charset=utf-8",
        }
    }
}

impl Report {
    /// The report in this form. The words of the last one are in `language`.
    pub(crate) fn write(&self, form: Form, language: Language) -> String {
        match form {
            Form::Csv => csv::write(self),
            Form::Json => json::write(self),
            Form::Html => html::write(self, language),
        }
    }

    /// What its file is called.
    pub(crate) fn file_name(&self, form: Form) -> String {
        format!("exactly-once-{}.{}", self.run, form.extension())
    }
}

/// Name and value of each setting, for people.
pub(crate) fn in_words(settings: &Settings, text: &Text) -> Vec<(&'static str, String)> {
    let rows = &text.pages.about.rows;
    let order = usize::from(settings.retry_order != RetryOrder::AtOnce);
    let losses = settings.losses;
    vec![
        (rows.client_policy, (text.client_policies)(settings.client_policy).to_owned()),
        (rows.key_policy, (text.key_policies)(settings.key_policy).to_owned()),
        (rows.losses, format!("p {}, q {}", short(losses.request), short(losses.reply))),
        (rows.retry_order, rows.retry_orders[order].to_owned()),
        (rows.senders, settings.senders.to_string()),
        (rows.timeout, format!("{} ms", settings.attempt_timeout)),
    ]
}

impl Theory {
    pub(crate) fn of(band: &Band) -> Self {
        Self { mean: band.mean, low: band.usual.0, high: band.usual.1 }
    }
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
