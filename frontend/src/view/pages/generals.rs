//! The two generals: why no number of messages makes certain.

use crate::dom::{El, el};
use crate::markup::element;
use crate::text::pages::GeneralsText;
use crate::text::text;

/// The story, and its picture.
pub(super) fn generals() -> El {
    let words = &text().pages.generals;
    let paragraphs: String = words.paragraphs.iter().map(|paragraph| element("p", paragraph)).collect();
    el("div").class("story").html(&(picture(words) + &paragraphs))
}

/// Two hills, a valley, and four messengers, the last of whom does not arrive.
fn picture(words: &GeneralsText) -> String {
    const HILLS: &str = concat!(
        r#"<path class="hill" d="M0 330C80 330 120 90 190 90S300 330 500 330 740 90 810 90 920 330 1000 330z"/>"#,
        r#"<path class="tent" d="M190 40l34 52h-68z M810 40l34 52h-68z"/>"#,
        r#"<path class="flag" d="M190 40V14h26l-8 8 8 8h-26M810 40V14h26l-8 8 8 8h-26"/>"#,
    );
    let messages: String = (0..).zip(words.messages).map(|(index, message)| messenger(index, message)).collect();
    [
        r#"<svg class="generals" viewBox="0 0 1000 340" role="img" aria-label=""#,
        words.picture,
        "\">",
        HILLS,
        &messages,
        r#"<text class="doubt" x="500" y="300" text-anchor="middle">"#,
        words.lost,
        "</text></svg>",
    ]
    .concat()
}

/// The last one is caught on the way.
fn messenger(index: i32, message: &str) -> String {
    let (there, lost) = (index % 2 == 0, index == 3);
    let y = 60 + 62 * index;
    let (from, to) = if there { (300, 690) } else { (700, if lost { 420 } else { 310 }) };
    let (middle, class) = if lost { (570, "way lost") } else { (500, "way") };
    let (above, left, tip) = (y - 12, to - 12, if there { -16 } else { 16 });
    let end = if lost {
        format!(r#"<path class="cross" d="M{left} {above}l24 24m0 -24l-24 24"/>"#)
    } else {
        format!(r#"<path class="head" d="M{to} {y}l{tip} -9v18z"/>"#)
    };
    format!(
        r#"<text x="{middle}" y="{above}" text-anchor="middle">{message}</text><path class="{class}" d="M{from} {y}H{to}"/>{end}"#
    )
}
