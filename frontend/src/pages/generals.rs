//! The two generals: why no number of messages makes certain.

use leptos::prelude::*;

use crate::text::{said, use_text};

/// How many messages are sent; the last one is caught on the way.
const MESSAGES: u8 = 4;

/// The story, and its picture.
#[component]
pub fn TwoGenerals() -> impl IntoView {
    let text = use_text();
    let paragraphs = move || text.get().pages.generals.paragraphs.map(|words| view! { <p>{words}</p> }).collect_view();
    view! {
        <div class="story">
            <svg class="generals" viewBox="0 0 1000 340" role="img" aria-label=said(|text| text.pages.generals.picture)>
                <path class="hill" d="M0 330C80 330 120 90 190 90S300 330 500 330 740 90 810 90 920 330 1000 330z" />
                <path class="tent" d="M190 40l34 52h-68z M810 40l34 52h-68z" />
                <path class="flag" d="M190 40V14h26l-8 8 8 8h-26M810 40V14h26l-8 8 8 8h-26" />
                {(0..MESSAGES).map(|index| view! { <Messenger index /> }).collect_view()}
                <text class="doubt" x="500" y="300" text-anchor="middle">{said(|text| text.pages.generals.lost)}</text>
            </svg>
            {paragraphs}
        </div>
    }
}

/// A message between the hills.
#[component]
fn Messenger(
    /// Which one, from 0.
    index: u8,
) -> impl IntoView {
    let text = use_text();
    let message = move || text.get().pages.generals.messages[usize::from(index)];
    let way = Way::of(index);
    view! {
        <text x=way.middle y=way.y - 12 text-anchor="middle">{message}</text>
        <path class="way" class:lost=way.lost d=way.line() />
        <path class=if way.lost { "cross" } else { "head" } d=way.end() />
    }
}

/// Where a messenger goes, in units of the picture.
#[derive(Clone, Copy, Debug)]
struct Way {
    y: i32,
    from: i32,
    to: i32,
    /// Where the words stand.
    middle: i32,
    lost: bool,
}

impl Way {
    /// The first one goes to the right, the next one back, each below the one before.
    fn of(index: u8) -> Self {
        let (there, lost) = (index.is_multiple_of(2), index + 1 == MESSAGES);
        let (from, to) = if there { (300, 690) } else { (700, if lost { 420 } else { 310 }) };
        Self { y: 60 + 62 * i32::from(index), from, to, middle: if lost { 570 } else { 500 }, lost }
    }

    fn line(self) -> String {
        format!("M{} {}H{}", self.from, self.y, self.to)
    }

    /// The tip of an arrow, or a cross.
    fn end(self) -> String {
        let Self { y, to, .. } = self;
        if self.lost {
            return format!("M{} {}l24 24m0 -24l-24 24", to - 12, y - 12);
        }
        format!("M{to} {y}l{} -9v18z", if self.from < to { -16 } else { 16 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messengers_go_to_and_fro_and_the_last_one_is_caught_on_the_way() {
        let ways: Vec<Way> = (0..MESSAGES).map(Way::of).collect();
        assert!(ways.windows(2).all(|pair| (pair[0].from < pair[0].to) != (pair[1].from < pair[1].to)));
        let lost: Vec<bool> = ways.iter().map(|way| way.lost).collect();
        assert_eq!(lost, [false, false, false, true]);
        assert!(ways[3].to > ways[1].to, "caught before it arrives");
    }
}
