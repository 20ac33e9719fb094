//! Keeps the page and its address in step.

use experiment::Millis;
use leptos::prelude::*;

use crate::address::Address;
use crate::browser;
use crate::lab::Lab;
use crate::text::Language;

/// A slider that is dragged changes the address once it rests: browsers allow some 200 changes in half a minute.
const REST: Millis = 200;

/// Shows what the address says, and keeps it up to date from now on.
pub(crate) fn follow(lab: Lab, language: RwSignal<Language>) {
    let (address, ignored) = Address::parse(&browser::query());
    lab.go_to(&address);
    language.set(address.language);
    lab.ignored.set(ignored);

    let newest = StoredValue::new(String::new());
    Effect::new(move || {
        let address = Address {
            scenario: lab.scenario.get(),
            settings: lab.settings.get(),
            language: language.get(),
            look: lab.look.get(),
            reveals_by_itself: lab.reveals_by_itself.get(),
        };
        let query = address.format();
        newest.set_value(query.clone());
        browser::after(REST, move || {
            if newest.with_value(|newest| *newest == query) {
                browser::set_query(&query);
            }
        });
    });
}
