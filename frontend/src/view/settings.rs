//! What a setting is changed with: a choice, a number, a share. Each writes into the settings of the next run.

use experiment::Settings;
use leptos::prelude::*;
use protocol::Losses;

use super::lab;
use crate::dom::{El, el};
use crate::number;
use crate::text::text;
use crate::view::seen::Seen;

/// One of a few values, each with its `name` in the contract and a `word` for people.
pub(super) fn choice<T: Copy + 'static>(
    id: &str,
    label: &str,
    all: &'static [T],
    name: fn(T) -> &'static str,
    word: fn(T) -> &'static str,
    of: fn(&mut Settings) -> &mut T,
) -> El {
    let settings = lab().settings;
    let locked = lab().seen(Seen::settings_are_locked);
    let chosen = move || name(*of(&mut settings.get()));
    el("select")
        .id(id)
        .attr("aria-label", label)
        .children(all.iter().map(|value| el("option").attr("value", name(*value)).text(word(*value))))
        .value(move || chosen().to_owned())
        .disabled_if(move || locked.get())
        .on_input("change", move |select| {
            if let Some(value) = all.iter().find(|value| name(**value) == select.value()) {
                settings.update(|settings| *of(settings) = *value);
            }
        })
}

/// A whole number; what is none, or out of bounds, becomes the nearest that is.
pub(super) fn whole_number(id: &str, bounds: (u64, u64), get: fn(&Settings) -> u64, set: fn(&mut Settings, u64)) -> El {
    let settings = lab().settings;
    let locked = lab().seen(Seen::settings_are_locked);
    el("input")
        .id(id)
        .attr("type", "number")
        .attr("min", &bounds.0.to_string())
        .attr("max", &bounds.1.to_string())
        .value(move || settings.with(get).to_string())
        .disabled_if(move || locked.get())
        .on_input("change", move |typed| {
            let before = settings.with_untracked(get);
            let number = typed.value().parse().unwrap_or(before).clamp(bounds.0, bounds.1);
            typed.set_value(&number.to_string());
            settings.update(|settings| set(settings, number));
        })
}

/// What is changed, behind its name.
pub(super) fn labelled(label: &str, input: El) -> El {
    el("label").child(el("span").text(label)).child(input)
}

/// A share of what is lost, in hundredths up to `max`; it says how many of a thousand.
pub(super) fn loss(id: &str, class: &str, label: &str, max: &str, of: fn(&mut Losses) -> &mut f64) -> El {
    let text = text();
    let settings = lab().settings;
    let locked = lab().seen(Seen::settings_are_locked);
    let share = move || *of(&mut settings.with(|settings| settings.losses));
    let slider = el("input")
        .id(id)
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", max)
        .attr("step", "0.01")
        .value(move || number::short(share()))
        .disabled_if(move || locked.get())
        .on_input("input", move |moved| {
            let share = number::share(&moved.value()).unwrap_or(0.0);
            settings.update(|settings| *of(&mut settings.losses) = share);
        });
    el("label")
        .class(class)
        .class_if("lossy", move || share() > 0.0)
        .child(el("span").text(label))
        .child(el("output").says(move || (text.of_a_thousand)(share())))
        .child(slider)
}
