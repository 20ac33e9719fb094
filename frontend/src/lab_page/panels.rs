//! What else there is, one click away: in the place of the result on a laptop, beside it on a large screen.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::Element;

use crate::text::{Text, said, use_text};

/// One of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The payment that is followed, and the grid as a table.
    Payment,
    /// The bank's log.
    Log,
    /// What was lost, measured.
    Losses,
    /// The settings that matter less often.
    Settings,
    /// The pages around the runs.
    More,
}

impl Panel {
    const ALL: [Self; 5] = [Self::Payment, Self::Log, Self::Losses, Self::Settings, Self::More];

    /// Returns its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Log => "log",
            Self::Losses => "losses",
            Self::Settings => "settings",
            Self::More => "more",
        }
    }

    fn id(self) -> String {
        format!("panel-{}", self.name())
    }

    fn words(self, text: &Text) -> &'static str {
        match self {
            Self::Payment => text.lab.payment,
            Self::Log => text.lab.log,
            Self::Losses => text.lab.losses,
            Self::Settings => text.lab.settings,
            Self::More => text.lab.more,
        }
    }
}

/// A button for each panel. Pressed once it opens, pressed again it closes.
#[component]
pub fn PanelButtons(
    /// The panel that is open.
    open: RwSignal<Option<Panel>>,
) -> impl IntoView {
    let text = use_text();
    let button = move |panel: Panel| {
        view! {
            <button
                type="button"
                data-testid=format!("open-panel-{}", panel.name())
                aria-expanded=move || (open.get() == Some(panel)).to_string()
                aria-controls=panel.id()
                on:click=move |_| open.update(|open| *open = Some(panel).filter(|panel| *open != Some(*panel)))
            >
                {move || panel.words(text.get())}
            </button>
        }
    };
    view! {
        <nav class="panel-buttons" aria-label=said(|text| text.lab.panels_label)>
            <button
                type="button"
                class="result-button"
                data-testid="open-result"
                aria-pressed=move || open.get().is_none().to_string()
                on:click=move |_| open.set(None)
            >
                {said(|text| text.lab.result)}
            </button>
            {Panel::ALL.map(button).collect_view()}
        </nav>
    }
}

/// The frame of a panel. What is in it is always there, so that it keeps what was typed; the style sheet shows the one
/// that is open. Where that lies below the screen, it is scrolled to.
#[component]
pub fn PanelFrame(
    /// Which one it is.
    panel: Panel,
    /// The panel that is open.
    #[prop(into)]
    open: Signal<Option<Panel>>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let show = move || {
        if let Some(frame) = frame.get_untracked() {
            bring_into_view(&frame);
        }
    };
    Effect::new(move || {
        if open.get() == Some(panel) {
            // It has a place as soon as the page is laid out with it.
            request_animation_frame(show);
        }
    });
    view! { <div class="panel" id=panel.id() data-panel=panel.name() node_ref=frame>{children()}</div> }
}

fn bring_into_view(frame: &Element) {
    let place = frame.get_bounding_client_rect();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    if place.top() < 0.0 || place.bottom() > height {
        frame.scroll_into_view();
    }
}
