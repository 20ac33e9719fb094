//! The run on the page, when it is over: everything there is to take away.

use experiment::{Fate, Phase, theory};

use super::Model;
use crate::export::{
    MeasuredLosses, PaymentRow, Report, ReportBank, ReportClient, ReportNetwork, ReportSettings, TheoryBand,
};

impl Model {
    /// `None` unless a run of this page is over and its verdict has been said.
    pub(crate) fn report(&self, taken_at: String) -> Option<Report> {
        let shown = self.shown();
        let sending = shown.run.sending().filter(|_| shown.run.phase() == Phase::Done && shown.owns_the_ledger())?;
        let verdict = self.verdict()?;
        let (settings, belief) = (sending.settings(), sending.belief());
        let measured = shown.measured();
        let (state, network) = (self.state.as_ref()?, self.network()?);
        let law =
            theory::expectation(settings, sending.payments().len() as u64, theory::kinds(sending.payments())).executed;
        Some(Report {
            run: sending.run().clone(),
            lab: state.version.clone(),
            scenario: shown.scenario()?,
            taken_at,
            settings: ReportSettings::of(settings),
            network: ReportNetwork { name: network.name.clone(), version: network.version.clone() },
            bank: ReportBank {
                expected: sending.payments().iter().map(|payment| payment.amount).sum(),
                transferred: shown.bank.transferred(),
                verdict,
                entries: shown.bank.entries(),
                other_traffic: shown.bank.other_traffic(),
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
            counts: shown.final_counts.clone(),
            theory: law.as_ref().map(TheoryBand::of),
            payments: self.rows(sending),
        })
    }

    fn rows(&self, sending: &experiment::Sending) -> Vec<PaymentRow> {
        let bank = &self.shown().bank;
        let sends_a_key = sending.settings().client_policy.sends_a_key();
        let row = |(index, (payment, record)): (usize, (&protocol::Payment, &experiment::PaymentRecord))| PaymentRow {
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
}
