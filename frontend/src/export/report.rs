//! A report of a run that is over.

use experiment::{Fate, PaymentRecord};
use protocol::Payment;

use super::{MeasuredLosses, PaymentRow, Report, ReportBank, ReportClient, ReportNetwork, ReportSettings, TheoryBand};
use crate::model::FinishedRecord;

impl Report {
    /// Returns what is taken away of a run, at this time of day (RFC 3339).
    pub(crate) fn of(run: &FinishedRecord<'_>, taken_at: String) -> Self {
        let &FinishedRecord { scenario, sending, bank, verdict, stopped, ref band, measured, counts, network, lab } =
            run;
        let (settings, belief, payments) = (sending.settings(), sending.belief(), sending.payments());
        Self {
            run: sending.run().clone(),
            lab: lab.version.clone(),
            scenario,
            taken_at,
            settings: ReportSettings::of(settings),
            network: ReportNetwork { name: network.name.clone(), version: network.version.clone() },
            bank: ReportBank {
                expected: payments.iter().map(|payment| payment.amount).sum(),
                transferred: bank.transferred(),
                verdict,
                entries: bank.entries(),
                other_traffic: bank.other_traffic(),
            },
            client: ReportClient {
                attempts: sending.attempts(),
                acknowledged: belief.acknowledged,
                refused: belief.refused,
                unknown: belief.unknown,
                waiting: belief.waiting,
            },
            measured: measured.map_or_else(MeasuredLosses::default, |measured| MeasuredLosses {
                request_loss: measured.request_loss,
                reply_loss: measured.reply_loss,
            }),
            counts: counts.cloned(),
            stopped,
            theory: band.as_ref().map(TheoryBand::of),
            payments: rows(run),
        }
    }
}

fn rows(run: &FinishedRecord<'_>) -> Vec<PaymentRow> {
    let (sending, bank) = (run.sending, run.bank);
    let sends_a_key = sending.settings().client_policy.sends_a_key();
    let row = |(index, (payment, record)): (usize, (&Payment, &PaymentRecord))| PaymentRow {
        number: index + 1,
        payment: payment.clone(),
        key: record.key.as_ref().filter(|_| sends_a_key).map(ToString::to_string),
        attempts: record.attempts.len(),
        client: record.believed,
        times_paid: bank.executed(index).len(),
        fate: Fate::of(Some(record), bank, index),
    };
    sending.payments().iter().zip(sending.records()).enumerate().map(row).collect()
}
