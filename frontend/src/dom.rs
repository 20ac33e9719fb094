//! Elements of the page, made at once and kept up to date by effects.
//!
//! All elements share one type, where `view!` would make one of its own of each (see ARCHITECTURE.md: what the page
//! weighs). What changes is read in a closure: when a signal in it changes, the closure is read again, and the document
//! is touched only if it says something new.

use leptos::prelude::{RenderEffect, StoredValue};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement};

use crate::browser;

/// An element that is being made. Its effects live as long as the owner they were made under.
pub(crate) struct El(HtmlElement);

/// What a closure may say: a text, or nothing.
pub(crate) trait Said: 'static {
    fn said(self) -> Option<String>;
}

impl Said for String {
    fn said(self) -> Option<String> {
        Some(self)
    }
}

impl Said for &'static str {
    fn said(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl<T: Said> Said for Option<T> {
    fn said(self) -> Option<String> {
        self?.said()
    }
}

/// A new element of HTML.
pub(crate) fn el(tag: &str) -> El {
    El(browser::document().create_element(tag).expect("tags are names").unchecked_into())
}

/// A button that says something.
pub(crate) fn button(id: &str, text: &str) -> El {
    el("button").id(id).text(text)
}

/// A box to check.
pub(crate) fn checkbox(id: &str, is_on: impl Fn() -> bool + 'static, turned: impl Fn(bool) + 'static) -> El {
    el("input")
        .attr("type", "checkbox")
        .id(id)
        .checked_if(is_on)
        .on_input("change", move |input| turned(input.checked()))
}

/// A checkbox with its words behind it.
pub(crate) fn switch(checkbox: El, words: &str) -> El {
    el("label").class("switch").child(checkbox).child(el("span").text(words))
}

impl El {
    /// The element itself.
    pub(crate) fn node<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }

    /// An attribute that never changes.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        self.0.set_attribute(name, value).expect("attributes have names");
        self
    }

    /// The handle of tests and scripts.
    pub(crate) fn id(self, id: &str) -> Self {
        self.attr("data-testid", id)
    }

    pub(crate) fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Text behind what is there.
    pub(crate) fn text(self, text: &str) -> Self {
        self.0.append_with_str_1(text).expect("an element takes text");
        self
    }

    /// Another element behind what is there.
    pub(crate) fn child(self, El(child): Self) -> Self {
        self.0.append_child(&child).expect("an element takes elements");
        self
    }

    pub(crate) fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Markup that never changes; see [`crate::markup`].
    pub(crate) fn html(self, html: &str) -> Self {
        self.0.set_inner_html(html);
        self
    }

    /// All its text.
    pub(crate) fn says<T: Said>(self, text: impl Fn() -> T + 'static) -> Self {
        self.follow(text, "", |element, _, text| element.set_text_content(text))
    }

    /// All that is in it, as markup; see [`crate::markup`].
    pub(crate) fn drawn(self, html: impl Fn() -> String + 'static) -> Self {
        self.follow(html, "", |element, _, html| element.set_inner_html(html.unwrap_or_default()))
    }

    /// The value of an attribute; without one the attribute is not there.
    pub(crate) fn shows<T: Said>(self, name: &'static str, value: impl Fn() -> T + 'static) -> Self {
        self.follow(value, name, |element, name, value| {
            let written = match value {
                Some(value) => element.set_attribute(name, value),
                None => element.remove_attribute(name),
            };
            written.expect("attributes have names");
        })
    }

    /// The value of an input; what somebody types in between stays.
    pub(crate) fn value(self, value: impl Fn() -> String + 'static) -> Self {
        self.follow(value, "", |element, _, value| input(element).set_value(value.unwrap_or_default()))
    }

    /// Whether it has a class.
    pub(crate) fn class_if(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.follow_if(holds, name, |element, name, holds| {
            element.class_list().toggle_with_force(name, holds).expect("classes have names");
        })
    }

    /// Whether it has an attribute.
    pub(crate) fn attr_if(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.follow_if(holds, name, |element, name, holds| {
            element.toggle_attribute_with_force(name, holds).expect("attributes have names");
        })
    }

    pub(crate) fn disabled_if(self, holds: impl Fn() -> bool + 'static) -> Self {
        self.attr_if("disabled", holds)
    }

    pub(crate) fn hidden_if(self, holds: impl Fn() -> bool + 'static) -> Self {
        self.attr_if("hidden", holds)
    }

    /// Whether a button is pressed.
    pub(crate) fn pressed_if(self, holds: impl Fn() -> bool + 'static) -> Self {
        self.shows("aria-pressed", move || if holds() { "true" } else { "false" })
    }

    /// Whether a box is checked.
    pub(crate) fn checked_if(self, holds: impl Fn() -> bool + 'static) -> Self {
        self.follow_if(holds, "", |element, _, holds| input(element).set_checked(holds))
    }

    /// The elements in it, made anew whenever what they are made from changes.
    pub(crate) fn filled(self, elements: impl Fn() -> Vec<Self> + 'static) -> Self {
        fill(self.0.clone(), Box::new(elements));
        self
    }

    /// Listens.
    pub(crate) fn on(self, event: &str, heard: impl Fn(&Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(move |event| heard(&event)));
        self
    }

    pub(crate) fn on_click(self, clicked: impl Fn() + 'static) -> Self {
        self.on("click", move |_| clicked())
    }

    /// Listens to an input, or to what has the value of one.
    pub(crate) fn on_input(self, event: &str, heard: impl Fn(&HtmlInputElement) + 'static) -> Self {
        let element = self.0.clone();
        self.on(event, move |_| heard(input(&element)))
    }

    fn follow<T: Said>(
        self,
        read: impl Fn() -> T + 'static,
        name: &'static str,
        write: fn(&Element, &'static str, Option<&str>),
    ) -> Self {
        follow(self.0.clone(), Box::new(move || read().said()), name, write);
        self
    }

    fn follow_if(
        self,
        holds: impl Fn() -> bool + 'static,
        name: &'static str,
        write: fn(&Element, &'static str, bool),
    ) -> Self {
        follow_if(self.0.clone(), Box::new(holds), name, write);
        self
    }
}

fn follow(
    element: HtmlElement,
    read: Box<dyn Fn() -> Option<String>>,
    name: &'static str,
    write: fn(&Element, &'static str, Option<&str>),
) {
    keep(RenderEffect::new(move |before: Option<Option<String>>| {
        let now = read();
        if before.as_ref() != Some(&now) {
            write(&element, name, now.as_deref());
        }
        now
    }));
}

fn follow_if(
    element: HtmlElement,
    holds: Box<dyn Fn() -> bool>,
    name: &'static str,
    write: fn(&Element, &'static str, bool),
) {
    keep(RenderEffect::new(move |before: Option<bool>| {
        let now = holds();
        if before != Some(now) {
            write(&element, name, now);
        }
        now
    }));
}

fn fill(element: HtmlElement, children: Box<dyn Fn() -> Vec<El>>) {
    keep(RenderEffect::new(move |_| {
        element.set_text_content(None);
        for El(child) in children() {
            element.append_child(&child).expect("an element takes elements");
        }
    }));
}

fn listen(target: &EventTarget, event: &str, heard: Box<dyn Fn(Event)>) {
    let listener = Closure::wrap(heard);
    target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).expect("events have names");
    StoredValue::new_local(listener);
}

/// An effect ends when it is dropped: the owner under which it was made keeps it.
fn keep<T: 'static>(effect: RenderEffect<T>) {
    StoredValue::new_local(effect);
}

/// Selects and progress bars have their values under the names that inputs have.
fn input(element: &Element) -> &HtmlInputElement {
    element.unchecked_ref()
}
