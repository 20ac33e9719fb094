//! A payment's way, drawn: client, Toxiproxy and bank are lanes, each attempt goes as far as it got.

mod geometry;

use leptos::prelude::*;

use super::key_of;
use crate::components::sequence::{ArrowLine, Lanes, NETWORK, ON_THE_WAY, Words, em};
use crate::model::{AtBank, AttemptRow};
use crate::text::use_text;
use geometry::{End, Rung, height};

/// The attempts of one payment, the first one on top. A table says the same to those who hear the page.
#[component]
pub fn SequenceDiagram(
    /// The attempts.
    #[prop(into)]
    attempts: Signal<Vec<AttemptRow>>,
) -> impl IntoView {
    let draw = |(row, attempt)| view! { <Attempt row attempt /> }.into_any();
    view! {
        <svg class="sequence" aria-hidden="true" style:height=move || em(height(attempts.with(Vec::len)))>
            <Lanes />
            {move || attempts.get().into_iter().enumerate().map(draw).collect_view()}
        </svg>
    }
}

/// One attempt: there, and back as far as the reply came; below, what each side knows of it.
#[component]
fn Attempt(
    /// Its row, from 0.
    row: usize,
    /// The attempt.
    attempt: AttemptRow,
) -> impl IntoView {
    let text = use_text();
    let rung = Rung::new(row, attempt.journey());
    let AttemptRow { number, outcome, direct, bank, .. } = attempt.clone();
    let keyed = attempt.clone();
    let key = move || key_of(&keyed, text.get());
    let knows = move || outcome.as_ref().map_or(text.get().out, text.get().look.knows).to_owned();
    let past = move || if direct { text.get().runs.past.to_owned() } else { String::new() };
    let at_bank = move || (text.get().at_bank)(bank).to_owned();
    view! {
        <Words x=0 y=rung.number_y() anchor="start" class="number" words=number.to_string() />
        <Words x=ON_THE_WAY y=rung.above_request() anchor="middle" class="on-the-way" words=Signal::derive(key) />
        <ArrowLine arrow=rung.request() />
        <Words x=NETWORK y=rung.above_request() anchor="middle" class="on-the-way" words=Signal::derive(past) />
        <RungEnd rung status=attempt.status() />
        <Words x=0 y=rung.below() anchor="start" class="words" words=Signal::derive(knows) />
        <Words x=100 y=rung.below() anchor="end" class=words_class(bank) words=Signal::derive(at_bank) />
    }
    .into_any()
}

/// Where the attempt ended, and how.
#[component]
fn RungEnd(
    /// Its geometry.
    rung: Rung,
    /// The status it was answered with, if it was.
    status: String,
) -> impl IntoView {
    match rung.end() {
        End::LostAt { x, y } => view! { <Words x y anchor="middle" class="cross" words="\u{d7}" /> }.into_any(),
        End::OpenAt { x, y } => view! { <Words x y anchor="middle" class="question" words="?" /> }.into_any(),
        End::ReplyLost { reply, x, y } => view! {
            <ArrowLine arrow=reply />
            <Words x y anchor="middle" class="cross" words="\u{d7}" />
        }
        .into_any(),
        End::Answered { reply } => view! {
            <ArrowLine arrow=reply />
            <Words x=ON_THE_WAY y=rung.above_reply() anchor="middle" class="on-the-way" words=status />
        }
        .into_any(),
    }
}

fn words_class(bank: AtBank) -> &'static str {
    match bank {
        AtBank::Paid { again: false } => "words paid",
        AtBank::Paid { again: true } => "words again",
        AtBank::Recognised => "words known",
        AtBank::Refused | AtBank::Nothing | AtBank::NotYetKnown | AtBank::Covered => "words",
    }
}
