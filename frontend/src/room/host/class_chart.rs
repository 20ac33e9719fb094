//! The class on one euro axis: predictions as a histogram above, results as dots on both bands below.

use std::sync::Arc;

use experiment::Verdict;
use leptos::prelude::*;
use protocol::Total;

use super::class_axis::{
    AXIS, BANDS, Bar, ClassAxis, HEIGHT, LEFT, Mark, PREDICTIONS, Pile, RIGHT, TOP, WIDTH, outline,
};
use super::class_result::{ClassResult, Inside, euros, is_covered};
use super::live::use_host_room;
use crate::text::{Text, said, use_text};

/// The drawing, its key, and the two lines that sum it up; nothing of them while the answer is not to be given away.
#[component]
pub fn ClassChart() -> impl IntoView {
    let room = use_host_room();
    let covered = room.part(true, |overview| is_covered(&overview.room));
    let class = Memo::new(move |_| {
        let payments = room.payments.get();
        let class = room.overview.with(|overview| overview.as_ref().map(|one| ClassResult::of(one, &payments)));
        Arc::new(class.unwrap_or_default())
    });
    view! {
        <section class="class-chart" data-testid="class-chart" aria-label=said(|text| text.host.chart)>
            <Show when=move || !covered.get() fallback=Cover>
                <Drawing class />
                <ChartKey class />
                <Sums class />
            </Show>
        </section>
    }
}

/// What is there instead, as long as it is covered.
#[component]
fn Cover() -> impl IntoView {
    view! {
        <p class="cover" data-testid="class-covered">
            <b>{said(|text| text.host.chart)}</b>
            <span>{said(|text| text.host.covered)}</span>
        </p>
    }
}

/// Histogram, bands and dots.
#[component]
fn Drawing(
    /// What the class came to.
    #[prop(into)]
    class: Signal<Arc<ClassResult>>,
) -> impl IntoView {
    let text = use_text();
    let axis = Memo::new(move |_| ClassAxis::of(&class.get()));
    let label = move || spoken(&class.get(), text.get());
    view! {
        <svg viewBox=format!("0 {TOP} {WIDTH} {}", HEIGHT - TOP) role="img" aria-label=label>
            {move || axis.with(bands)}
            {move || axis.with(lines)}
            {move || axis.with(|axis| bars(axis, text))}
            <g data-testid="class-dots" class:crowded=move || axis.with(|axis| axis.is_crowded)>
                {move || axis.with(|axis| axis.marks.iter().map(mark).collect_view())}
            </g>
            {move || axis.with(piles)}
            <text x=LEFT y="34">{said(|text| text.host.predictions)}</text>
            <text x=LEFT y=BANDS + 34.0>{said(|text| text.host.results)}</text>
        </svg>
    }
}

/// Where 999 of 1000 runs end, and on it where 95 of 100 do. A band without a width is a line.
fn bands(axis: &ClassAxis) -> impl IntoView + use<> {
    let band = |(x, width): (f64, f64), class: &'static str| {
        view! { <rect class=class x=x - 2.0 y=BANDS width=width + 4.0 height=AXIS - BANDS /> }
    };
    axis.bands.map(|[wide, narrow]| view! { {band(wide, "almost-always")} {band(narrow, "usual")} })
}

/// What was expected, the line of the axis, and the amounts under it.
fn lines(axis: &ClassAxis) -> impl IntoView + use<> {
    let tick = |(x, amount): (f64, Total)| view! { <text class="amount" x=x y=AXIS + 34.0>{amount.to_string()}</text> };
    view! {
        <path class="reference" d=format!("M{:.1} 8V{AXIS}", axis.expected) />
        <path class="base" d=format!("M{LEFT} {PREDICTIONS}H{RIGHT}M{LEFT} {AXIS}H{RIGHT}") />
        {axis.ticks().into_iter().map(tick).collect_view()}
    }
}

/// The histogram, each bar with how many predicted what lies in it.
fn bars(axis: &ClassAxis, text: Signal<&'static Text>) -> impl IntoView + use<> {
    let bar = move |bar: &Bar| {
        let (bar, middle) = (*bar, bar.x + bar.width / 2.0);
        view! {
            <rect class="prediction" x=bar.x + 1.0 y=bar.y width=bar.width - 2.0 height=bar.height>
                <title>{move || (text.get().host.bar)(bar.count)}</title>
            </rect>
            <text class="many" x=middle y=bar.y - 6.0>{bar.count}</text>
        }
    };
    view! { <g data-testid="class-histogram">{axis.bars.iter().map(bar).collect_view()}</g> }
}

/// A result: its shape and its colour say its verdict, a heavy edge that it lies outside the darker band.
fn mark(mark: &Mark) -> impl IntoView + use<> {
    let class = format!("result {}{}", mark.dot.verdict.as_str(), if mark.dot.is_usual { "" } else { " outside" });
    let (station, transferred) = (mark.dot.station.to_string(), mark.dot.transferred.to_string());
    view! {
        <path class=class d=outline(mark) data-station=station.clone() data-value=transferred.clone()>
            <title>{format!("{station}: {transferred}")}</title>
        </path>
    }
}

/// How many results are alike, where they lie too close to be counted.
fn piles(axis: &ClassAxis) -> impl IntoView + use<> {
    let pile =
        |pile: &Pile| view! { <text class="pile" x=pile.x y=pile.y + 10.0>{format!("{} \u{d7}", pile.count)}</text> };
    axis.piles.iter().map(pile).collect_view()
}

/// What bands, shapes and colours mean.
#[component]
fn ChartKey(
    /// What the class came to.
    #[prop(into)]
    class: Signal<Arc<ClassResult>>,
) -> impl IntoView {
    let text = use_text();
    let band = move || class.get().band;
    let usual = move || band().map(|band| (text.get().host.usual)(euros(band.usual.0), euros(band.usual.1)));
    let wide = move || {
        let (low, high) = band().map(|band| band.almost_always)?;
        (low < high).then(|| (text.get().host.almost_always)(euros(low), euros(high)))
    };
    let verdict = move |index: usize, verdict: Verdict| {
        let d = ["M2 4h24l-12 24z", "M2 16a12 12 0 1 0 24 0a12 12 0 1 0 -24 0z", "M2 28h24l-12 -24z"][index];
        view! {
            <li>
                <svg viewBox="0 0 28 32" aria-hidden="true"><path class=format!("result {}", verdict.as_str()) d=d /></svg>
                {move || text.get().host.verdicts[index]}
            </li>
        }
    };
    view! {
        <ul class="chart-key">
            <li hidden=move || band().is_none()><i class="usual"></i>{usual}</li>
            <li hidden=move || wide().is_none()><i class="almost-always"></i>{wide}</li>
            {verdict(0, Verdict::Missing)}
            {verdict(1, Verdict::Exact)}
            {verdict(2, Verdict::TooMuch)}
        </ul>
    }
}

/// How many lie inside the band, and what all stations have moved together.
#[component]
fn Sums(
    /// What the class came to.
    #[prop(into)]
    class: Signal<Arc<ClassResult>>,
) -> impl IntoView {
    let text = use_text();
    let inside = move || {
        let (class, host) = (class.get(), &text.get().host);
        let (inside, all) = (class.inside(), class.dots.len());
        Some(match class.judgement()? {
            Inside::Law(low, high) => (host.inside_law)(inside, all, (low, high)),
            Inside::Certain(total) => (host.inside_certain)(inside, all, total),
            Inside::Seen => (host.inside_seen)(inside, all),
        })
    };
    let pooled = move || {
        let (class, host) = (class.get(), &text.get().host);
        match class.dots.len() {
            0 => host.nobody_done.to_owned(),
            stations => (host.pooled)(stations, stations * class.payments, class.each, class.pooled()),
        }
    };
    view! {
        <div class="sums">
            <p data-testid="class-inside">{inside}</p>
            <p data-testid="class-pooled">{pooled}</p>
        </div>
    }
}

/// Says what the drawing shows, for those who hear the page.
fn spoken(class: &ClassResult, text: &Text) -> String {
    let host = &text.host;
    let span = |totals: &mut dyn Iterator<Item = Total>| {
        let totals: Vec<Total> = totals.collect();
        Some((totals.iter().copied().min()?, totals.iter().copied().max()?))
    };
    let predictions = (host.spoken_predictions)(class.predictions.len(), span(&mut class.predictions.iter().copied()));
    let results = (host.spoken_results)(class.dots.len(), span(&mut class.dots.iter().map(|dot| dot.transferred)));
    format!("{}. {predictions} {results}", host.chart)
}
