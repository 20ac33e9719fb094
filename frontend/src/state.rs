//! What components read: small contexts, one for each concern, provided once by [`provide`].
//!
//! [`Live`] is what the runner publishes, read-only and by subject. [`Selection`] is what is chosen on the page,
//! [`SettingsForm`] what the next run will do, [`Presentation`] how the page is shown, [`Room`] the room it stands
//! in, if it does. What is to be *done* goes through the [`RunnerHandle`](crate::runner::RunnerHandle).

mod host;
mod keyboard;
mod live;
mod presentation;
mod room;
mod selection;
mod settings;

pub use host::HostQuestion;
pub use keyboard::{Keyboard, use_keyboard};
pub use live::{Live, LiveWriter, use_live};
pub use presentation::{Ignored, Presentation, ViewMode, use_presentation};
pub use room::{Connection, Room, RoomWriter, SeatGone, use_room};
pub use selection::{Confirmation, Question, Selection, SelectionWriter, use_confirmation, use_selection};
pub use settings::{SettingsForm, use_settings};

use leptos::prelude::provide_context;

use crate::place::Place;

/// The writing ends, for the runner alone.
#[derive(Clone, Copy)]
pub struct Writers {
    /// Of what is known.
    pub live: LiveWriter,
    /// Of what is chosen.
    pub selection: SelectionWriter,
    /// Of what the next run will do: a scenario brings its own.
    pub settings: SettingsForm,
    /// Of the slide, which follows the run.
    pub presentation: Presentation,
    /// Of the room.
    pub room: RoomWriter,
}

/// Provides every context of a page that stands there.
pub fn provide(place: Place) -> Writers {
    let (live, live_writer) = Live::new();
    let (selection, selection_writer) = Selection::new();
    let (room, room_writer) = Room::new(place);
    let (settings, presentation) = (SettingsForm::new(), Presentation::new());
    provide_context(live);
    provide_context(selection);
    provide_context(settings);
    provide_context(presentation);
    provide_context(room);
    provide_context(Confirmation::new());
    provide_context(Keyboard::new());
    Writers { live: live_writer, selection: selection_writer, settings, presentation, room: room_writer }
}
