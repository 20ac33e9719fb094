//! The way of a payment from client to bank, with everything that shapes a result where it acts.

use experiment::{ClientPolicy, Settings};
use leptos::prelude::*;
use protocol::KeyPolicy;

use super::lab;
use super::settings::{choice, labelled, loss, whole_number};
use crate::dom::{El, el};
use crate::text::{Text, text};
use crate::view::seen::Seen;

/// Client, lost requests, Toxiproxy, lost replies, bank.
pub(super) fn path() -> El {
    let text = text();
    el("section").class("path").children([
        client(),
        loss("request-loss", "loss", text.requests_lost, "1", |losses| &mut losses.request),
        network(),
        loss("reply-loss", "loss", text.replies_lost, "1", |losses| &mut losses.reply),
        bank(),
    ])
}

/// What the client does, and how many attempts it has out at once.
fn client() -> El {
    let (text, lab) = (text(), lab());
    let sends = move || lab.seen.with(|seen| (text.sends)(seen.belief.payments(), &seen.expected.to_string()));
    let policy = choice(
        "client-policy",
        text.client_policy,
        &ClientPolicy::ALL,
        ClientPolicy::as_str,
        text.client_policies,
        |settings| &mut settings.client_policy,
    );
    let senders = whole_number(
        "concurrency",
        (1, Settings::MAX_SENDERS_IN_A_BROWSER as u64),
        |settings| settings.senders as u64,
        |settings, senders| settings.senders = usize::try_from(senders).unwrap_or(1),
    );
    el("div")
        .class("station")
        .child(el("div").class("who").child(el("h3").text(text.client)).child(el("p").says(sends)))
        .child(policy)
        .child(labelled(text.senders, senders).class("senders"))
}

/// Which Toxiproxy stands between them.
fn network() -> El {
    let (text, lab) = (text(), lab());
    let name = move || lab.seen.with(|seen| network_name(seen, text));
    el("div").class("station network").child(el("h3").text(text.network)).child(el("p").id("network-name").says(name))
}

/// What the bank does with a key.
fn bank() -> El {
    let text = text();
    let policy =
        choice("key-policy", text.key_policy, &KeyPolicy::ALL, KeyPolicy::as_str, text.key_policies, |settings| {
            &mut settings.key_policy
        });
    el("div").class("station").child(el("h3").text(text.bank)).child(policy)
}

/// Name and version of the network, as far as the lab knows them.
pub(super) fn network_name(seen: &Seen, text: &Text) -> String {
    let Some(state) = &seen.lab else { return text.looking.to_owned() };
    match (&state.network.name, &state.network.version) {
        (Some(name), Some(version)) => [name, " ", version].concat(),
        (Some(name), None) => name.clone(),
        (None, _) => text.no_network.to_owned(),
    }
}
