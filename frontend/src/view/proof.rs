//! The proof strip: what was asked for is what stood, and what was lost is what was to be lost.

use leptos::prelude::*;
use protocol::RunCounts;

use super::lab;
use crate::model::Seen;
use crate::number::fixed;
use crate::text::text;

/// Toxics as read back, losses as measured, and what would spoil them.
#[component]
pub(super) fn Proof() -> impl IntoView {
    let lab = lab();
    let toxics = lab.seen(|seen| seen.lab.as_ref().map(|state| state.network.losses()));
    let p = lab.seen(|seen| seen.bank.as_ref()?.measured?.request_loss);
    let q = lab.seen(|seen| seen.bank.as_ref()?.measured?.reply_loss);
    let repeats = lab.seen(|seen| complete(seen).map(|counts| counts.hidden_repeats));
    let preflights = lab.seen(|seen| complete(seen).map(|counts| counts.preflights));
    let other = lab.seen(|seen| seen.bank.as_ref().map_or(0, |bank| bank.other_traffic));
    view! {
        <section class="proof" aria-label=move || text().proof>
            <dl>
                <div>
                    <dt>{move || text().toxics}</dt>
                    <dd>{move || toxics.get().map_or_else(|| "\u{2013}".into(), |losses| (text().toxics_read)(losses))}</dd>
                </div>
                <Measured id="measured-request-loss" label=|| text().measured_request_loss share=p />
                <Measured id="measured-reply-loss" label=|| text().measured_reply_loss share=q />
                <Count id="hidden-repeats" label=|| text().hidden_repeats count=repeats />
                <Count id="preflights" label=|| text().preflights count=preflights />
                <div class:none=move || other.get() == 0>
                    <dt>{move || text().other_traffic}</dt>
                    <dd data-testid="other-traffic">{other}</dd>
                </div>
            </dl>
        </section>
    }
}

/// What the bank counted, if it saw the whole run.
fn complete(seen: &Seen) -> Option<&RunCounts> {
    seen.bank.as_ref()?.counts.as_ref().filter(|counts| counts.complete)
}

/// A share that was measured, or not.
#[component]
fn Measured(id: &'static str, label: fn() -> &'static str, share: Memo<Option<f64>>) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd data-testid=id data-value=move || share.get().map(|share| fixed(share, 4)).unwrap_or_default()>
                {move || share.get().map_or_else(|| text().not_measured.to_owned(), |share| fixed(share, 3))}
            </dd>
        </div>
    }
}

/// A count of the bank, or that there is none.
#[component]
fn Count(id: &'static str, label: fn() -> &'static str, count: Memo<Option<u64>>) -> impl IntoView {
    let number = move || count.get().map(|count| count.to_string());
    view! {
        <div>
            <dt>{label}</dt>
            <dd data-testid=id data-value=move || number().unwrap_or_default()>
                {move || number().unwrap_or_else(|| text().not_measured.to_owned())}
            </dd>
        </div>
    }
}
