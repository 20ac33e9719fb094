//! How the page is shown.

use leptos::prelude::*;

use crate::model::Slide;

/// How the page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewMode {
    /// Everything on one page, for somebody who sits in front of it.
    #[default]
    Page,
    /// One idea per screen, for a room.
    Projector,
}

/// What could not be read: a name and its value.
pub type Ignored = Vec<(String, String)>;

/// How the page is shown.
#[derive(Clone, Copy)]
pub struct Presentation {
    /// To a reader, or to a room.
    pub view_mode: RwSignal<ViewMode>,
    /// The slide of the presenter view. Turned with `RunnerHandle::turn`, and by what the run does.
    pub slide: RwSignal<Slide>,
    /// Whether runs reveal the bank's side by themselves. Set with `RunnerHandle::reveal_automatically`.
    pub reveals_automatically: RwSignal<bool>,
    /// What the address said that means nothing: names and values.
    pub ignored: RwSignal<Ignored>,
}

impl ViewMode {
    /// Returns the name in the page's address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Projector => "projector",
        }
    }
}

impl Presentation {
    /// As the page is without an address that says otherwise.
    pub(super) fn new() -> Self {
        Self {
            view_mode: RwSignal::default(),
            slide: RwSignal::default(),
            reveals_automatically: RwSignal::new(false),
            ignored: RwSignal::default(),
        }
    }
}

impl Presentation {
    /// Publishes the slide, where it is another one.
    pub fn show(self, slide: Slide) {
        self.slide.maybe_update(|shown| std::mem::replace(shown, slide) != slide);
    }
}

/// Returns how the page is shown.
pub fn use_presentation() -> Presentation {
    expect_context()
}
