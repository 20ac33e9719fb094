//! The workshop's exercise: where to write the deduplication, and how to see it run.

use leptos::prelude::*;
use protocol::KeyPolicy;

use super::super::lab;
use super::{Open, code};
use crate::dom::{El, button, el};
use crate::markup::element;
use crate::text::pages::ExerciseText;
use crate::text::text;
use crate::view::seen::Seen;

/// The chapter whose settings the exercise runs with.
const CHAPTER: u8 = 5;

/// Open, write, build, run.
pub(super) fn exercise() -> El {
    let words = &text().pages.exercise;
    let steps = el("ol").child(write_it(words)).child(build_it(words)).child(run_it(words));
    el("div").class("exercise").child(el("p").text(words.task)).child(steps)
}

fn write_it(words: &'static ExerciseText) -> El {
    let open = expect_context::<Open>();
    let file = move || open.code_of(KeyPolicy::Yours).map(|code| (words.open_file)(&code.file, code.first_line));
    let offer = |(what, why): &(&str, &str)| ["<dt>", &element("code", what), "</dt>", &element("dd", why)].concat();
    el("li")
        .child(el("p").says(file))
        .children(code::code(|| KeyPolicy::Yours))
        .child(el("p").text(words.tools))
        .child(el("dl").html(&words.offers.iter().map(offer).collect::<String>()))
}

fn build_it(words: &ExerciseText) -> El {
    let command = el("pre").class("code").child(el("code").text(words.build_command));
    el("li").child(el("p").text(words.build)).child(command)
}

fn run_it(words: &ExerciseText) -> El {
    let lab = lab();
    let open = expect_context::<Open>();
    let locked = lab.seen(Seen::settings_are_locked);
    let choose =
        button("choose-yours", words.choose).class("primary").disabled_if(move || locked.get()).on_click(move || {
            lab.choose_chapter(CHAPTER);
            lab.settings.update(|settings| settings.key_policy = KeyPolicy::Yours);
            open.close();
        });
    el("li")
        .child(el("p").text(words.try_it))
        .child(choose)
        .child(el("p").text(words.expect))
        .child(el("p").text(words.further))
}
