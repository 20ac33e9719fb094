//! The loss explorer: two losses, three curves, and a dot for each run that was really made.

use experiment::{Finished, Place};
use leptos::prelude::*;

use super::super::lab;
use crate::curves::{self, BOTTOM, Curve, HEIGHT, LEFT, WIDTH};
use crate::lab::Lab;
use crate::model::{RunState, Seen};
use crate::number::{self, fixed, short};
use crate::text::text;

/// The losses, the picture, the runs, and what is to be proven with them.
#[component]
pub(super) fn Explorer() -> impl IntoView {
    view! {
        <div class="explorer">
            <p>{move || text().pages.explorer.what}</p>
            <Picture />
            <div class="explorer-controls">
                <Loss id="explorer-p" label=|| text().pages.explorer.requests_lost request=true />
                <Loss id="explorer-q" label=|| text().pages.explorer.replies_lost request=false />
                <ul class="curves">{Curve::ALL.map(|curve| view! { <Law curve /> })}</ul>
                <Progress />
            </div>
            <Challenge />
        </div>
    }
}

fn losses(lab: Lab) -> Memo<(f64, f64)> {
    Memo::new(move |_| lab.settings.with(|settings| (settings.losses.request, settings.losses.reply)))
}

/// One of the losses, in hundredths: the same that the sliders beside Toxiproxy set.
#[component]
fn Loss(id: &'static str, label: fn() -> &'static str, request: bool) -> impl IntoView {
    let lab = lab();
    let locked = lab.seen(Seen::settings_are_locked);
    let losses = losses(lab);
    let share = move || if request { losses.get().0 } else { losses.get().1 };
    view! {
        <label class="explorer-loss">
            <span>{label}</span>
            <output>{move || (text().of_a_thousand)(share())}</output>
            <input
                data-testid=id
                type="range"
                min="0"
                max="0.9"
                step="0.01"
                disabled=locked
                prop:value=move || number::short(share())
                on:input:target=move |event| {
                    let share = number::share(&event.target().value()).unwrap_or(0.0);
                    lab.settings.update(|settings| {
                        let losses = &mut settings.losses;
                        *(if request { &mut losses.request } else { &mut losses.reply }) = share;
                    });
                }
            />
        </label>
    }
}

/// A curve's name, its law, what it comes to here, and the button that measures it.
#[component]
fn Law(curve: Curve) -> impl IntoView {
    let lab = lab();
    let may_run = lab.seen(|seen| seen.may_run);
    let losses = losses(lab);
    let words = move || &text().pages.explorer;
    let index = Curve::ALL.iter().position(|known| *known == curve).unwrap_or(0);
    let comes_to = move || {
        let (p, q) = losses.get();
        let multiple = curve.multiple(curve.share(p, q));
        if multiple.is_finite() {
            (words().of_a_thousand)(thousandths(multiple))
        } else {
            words().never_ends.to_owned()
        }
    };
    view! {
        <li class=curve.name()>
            <i aria-hidden="true"></i>
            <b>{move || words().curves[index]}</b>
            <code>{move || words().laws[index]}</code>
            <span data-testid=format!("law-{}", curve.name())>{comes_to}</span>
            <button
                data-testid=format!("explore-{}", curve.name())
                aria-label=move || format!("{}: {}", words().curves[index], words().run_it)
                disabled=move || !may_run.get()
                on:click=move |_| explore(lab, curve)
            >
                {move || words().run_it}
            </button>
        </li>
    }
}

/// Runs with the losses that are set, in the chapter whose policies are the curve's.
fn explore(lab: Lab, curve: Curve) {
    let losses = lab.settings.with_untracked(|settings| settings.losses);
    let place = Place::Chapter(curve.chapter());
    lab.choose(place);
    lab.run_with(experiment::Settings { losses, ..curve.applied_to(place.settings()) });
    // Here nothing is predicted: the curve has said it.
    lab.reveal();
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small multiple, and not negative")]
fn thousandths(multiple: f64) -> u64 {
    (multiple * 1_000.0).round() as u64
}

/// How far the run is, and its end.
#[component]
fn Progress() -> impl IntoView {
    let lab = lab();
    let busy = lab.seen(|seen| matches!(seen.run, RunState::Running | RunState::Paused));
    let settled = lab.seen(|seen| (seen.belief.settled(), seen.belief.payments()));
    view! {
        <p class="explorer-progress">
            <button data-testid="explorer-stop" disabled=move || !busy.get() on:click=move |_| lab.stop()>
                {move || text().stop}
            </button>
            <span>
                {move || {
                    let (done, all) = settled.get();
                    (text().pages.explorer.running)(done, all)
                }}
            </span>
        </p>
    }
}

/// The curves, where the losses are on them, and the runs that were made.
#[component]
fn Picture() -> impl IntoView {
    let lab = lab();
    let losses = losses(lab);
    let words = move || &text().pages.explorer;
    let here = move |curve: Curve| {
        let point = move || {
            let (p, q) = losses.get();
            let share = curve.share(p, q);
            (curves::x(share), curves::y(curve.multiple(share)))
        };
        view! {
            <path class=format!("curve {}", curve.name()) d=curve.path() />
            <circle class=format!("here {}", curve.name()) r="9" cx=move || fixed(point().0, 1) cy=move || fixed(point().1, 1) />
        }
    };
    let count = move || lab.history.with(|history| history.runs().iter().filter(|run| dot_of(run).is_some()).count());
    view! {
        <figure>
            <svg
                class="curves"
                viewBox=format!("0 0 {} {}", short(WIDTH), short(HEIGHT))
                role="img"
                aria-label=move || format!("{}. {}", words().title, (words().dots)(count()))
            >
                <Axes />
                {Curve::ALL.map(here)}
                <Dots />
            </svg>
            <figcaption data-testid="explorer-dots" data-value=count>{move || (words().dots)(count())}</figcaption>
        </figure>
    }
}

/// Counts, not percentages: of 1000.
#[component]
fn Axes() -> impl IntoView {
    let words = move || &text().pages.explorer;
    let share = |hundreds: u32| {
        let x = short(curves::x(f64::from(hundreds) / 10.0));
        view! {
            <path d=format!("M{x} {}v8", short(BOTTOM)) />
            <text x=x.clone() y=short(BOTTOM + 30.0) text-anchor="middle">{hundreds * 100}</text>
        }
    };
    let multiple = |times: u32| {
        let y = curves::y(f64::from(times));
        view! {
            <path d=format!("M{} {}h-8", short(LEFT), short(y)) />
            <text x=short(LEFT - 14.0) y=short(y + 7.0) text-anchor="end">{times * 1_000}</text>
        }
    };
    view! {
        <g class="axes">
            <path d=format!("M{} 20V{}H960", short(LEFT), short(BOTTOM)) />
            {[0, 3, 6, 9].map(share)}
            {[0, 1, 2, 3, 4].map(multiple)}
            <text x="960" y=short(HEIGHT - 10.0) text-anchor="end">{move || words().share_axis}</text>
            <text x=short(LEFT + 12.0) y="36">{move || words().paid_axis}</text>
        </g>
    }
}

/// A dot for each finished run that stands on a curve.
#[component]
fn Dots() -> impl IntoView {
    let lab = lab();
    let dot = |run: &Finished| {
        let (curve, share) = dot_of(run)?;
        let (x, y) = (curves::x(share), curves::y(run.ratio()));
        let index = Curve::ALL.iter().position(|known| *known == curve).unwrap_or(0);
        let losses = run.settings.losses;
        let (transferred, expected) = (run.transferred.to_string(), run.expected.to_string());
        let says = move || {
            let words = &text().pages.explorer;
            (words.dot)(words.curves[index], losses.request, losses.reply, &transferred, &expected)
        };
        Some(view! {
            <path class=format!("dot {}", curve.name()) d=curve.mark(x, y)>
                <title>{says}</title>
            </path>
        })
    };
    move || lab.history.with(|history| history.runs().iter().filter_map(dot).collect_view())
}

/// Where a run stands, if it ran to its end and has a curve.
fn dot_of(run: &Finished) -> Option<(Curve, f64)> {
    let curve = Curve::of(&run.settings).filter(|_| !run.stopped)?;
    Some((curve, curve.share(run.settings.losses.request, run.settings.losses.reply)))
}

/// What is to be shown with a run, and whether one has shown it.
#[component]
fn Challenge() -> impl IntoView {
    let lab = lab();
    let words = move || &text().pages.explorer;
    let solved_with = Memo::new(move |_| {
        lab.history.with(|history| {
            let solves = |run: &&Finished| {
                !run.stopped
                    && curves::solves_the_challenge(&run.settings, run.expected.cents(), run.transferred.cents())
            };
            history.runs().iter().rev().find(solves).map(|run| run.attempts)
        })
    });
    view! {
        <section class="challenge" data-testid="challenge" data-solved=move || solved_with.get().is_some().to_string()>
            <h3>{move || words().challenge}</h3>
            <p>{move || words().challenge_what}</p>
            <details>
                <summary>{move || words().hint_label}</summary>
                <p>{move || words().hint}</p>
            </details>
            <p class="solved" role="status">{move || solved_with.get().map(words().solved)}</p>
        </section>
    }
}
