//! What was asked for is what stood, and what was lost is what was to be lost.

use leptos::prelude::*;
use protocol::Losses;

use crate::components::Stat;
use crate::model;
use crate::text::{said, use_text};

/// Toxics as read back, losses as measured, and what would spoil them.
#[component]
pub fn MeasuredLosses(
    /// What was lost, as far as it is known and may be seen.
    #[prop(into)]
    losses: Signal<model::MeasuredLosses>,
    /// Names of toxics on the proxy that are not the lab's, or not as the lab sets them.
    #[prop(into)]
    other_toxics: Signal<Vec<String>>,
) -> impl IntoView {
    let text = use_text();
    let toxics = move || match (losses.get().toxics, other_toxics.get()) {
        (None, _) => "\u{2013}".to_owned(),
        (Some(toxics), other) if other.is_empty() => (text.get().toxics_read)(toxics),
        // Whatever they are, with them the network is not stable: a toxic that hits nobody still resets what closes.
        (Some(toxics), other) if toxics.same_as(Losses::NONE) => other.join(", "),
        (Some(toxics), other) => format!("{}; {}", (text.get().toxics_read)(toxics), other.join(", ")),
    };
    let request_loss = move || losses.with(|losses| Some(format!("{:.4}", losses.measured.as_ref()?.request_loss?)));
    let reply_loss = move || losses.with(|losses| Some(format!("{:.4}", losses.measured.as_ref()?.reply_loss?)));
    let hidden_repeats = move || losses.with(|losses| Some(losses.complete_counts()?.hidden_repeats.to_string()));
    let preflights = move || losses.with(|losses| Some(losses.complete_counts()?.preflights.to_string()));
    let other = move || losses.with(|losses| losses.other_traffic);
    view! {
        <section class="losses" aria-label=said(|text| text.proof)>
            <h3>{said(|text| text.proof)}</h3>
            <dl>
                <Stat test_id="toxics" label=said(|text| text.toxics) value=toxics />
                <Measured test_id="measured-request-loss" label=said(|text| text.measured_request_loss) value=request_loss />
                <Measured test_id="measured-reply-loss" label=said(|text| text.measured_reply_loss) value=reply_loss />
                <Measured test_id="hidden-repeats" label=said(|text| text.hidden_repeats) value=hidden_repeats />
                <Measured test_id="preflights" label=said(|text| text.preflights) value=preflights />
                <Stat
                    test_id="other-traffic"
                    label=said(|text| text.other_traffic)
                    value=move || other().to_string()
                    hidden=move || other() == 0
                />
            </dl>
        </section>
    }
}

/// Something that was measured, or that it was not.
#[component]
fn Measured(
    /// Its `data-testid`.
    test_id: &'static str,
    /// What it is.
    label: Signal<String>,
    /// What it came to, where that can be said.
    #[prop(into)]
    value: Signal<Option<String>>,
) -> impl IntoView {
    let text = use_text();
    let said = move || value.get().unwrap_or_else(|| text.get().not_measured.to_owned());
    view! { <Stat test_id label value=said data_value=move || Some(value.get().unwrap_or_default()) /> }
}
