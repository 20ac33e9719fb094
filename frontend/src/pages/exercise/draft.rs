//! The text that somebody is writing: kept by the browser with every letter, and saved in the ledger when it is told to.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RuleError;

use super::typing::{inserted, place_of, straightened};
use crate::api::lab::SaveError;
use crate::model::LedgerRule;
use crate::runner::{RunnerHandle, use_runner};
use crate::state::use_live;
use crate::storage;

/// The rule of a new ledger.
const STARTER: &str = include_str!("../../../../rule/src/starter.rhai");

/// The text in the editor, and what came of saving it.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// What was written; `None` as long as nobody has: then it is the ledger's rule.
    written: RwSignal<Option<String>>,
    /// What was written before the ledger's rule or the solution took its place.
    replaced: RwSignal<Option<String>>,
    /// Why the latest saving did not succeed.
    pub(super) error: RwSignal<Option<SaveError>>,
    /// Whether it is being saved.
    pub(super) saving: RwSignal<bool>,
    /// Whether typographic quotes were replaced.
    pub(super) straightened: RwSignal<bool>,
    /// The field on the page.
    pub(super) field: NodeRef<Textarea>,
    ledger: ReadSignal<LedgerRule>,
    runner: RunnerHandle,
}

impl Draft {
    /// The text that was written before the page was loaded, or the ledger's rule.
    pub(super) fn new() -> Self {
        Self {
            written: RwSignal::new(storage::remembered_rule()),
            replaced: RwSignal::new(None),
            error: RwSignal::new(None),
            saving: RwSignal::new(false),
            straightened: RwSignal::new(false),
            field: NodeRef::new(),
            ledger: use_live().rule,
            runner: use_runner(),
        }
    }

    /// Returns the text in the editor.
    pub(super) fn text(self) -> String {
        self.written.get().unwrap_or_else(|| self.ledgers().unwrap_or_default())
    }

    /// Returns the rule in the ledger, once it was read.
    pub(super) fn ledgers(self) -> Option<String> {
        self.ledger.with(|rule| rule.script.as_ref().map(|script| script.text.clone()))
    }

    /// Whether the ledger has this very text; `None` before its rule was read.
    pub(super) fn is_saved(self) -> Option<bool> {
        self.ledgers().map(|saved| self.written.with(|written| written.as_ref().is_none_or(|text| *text == saved)))
    }

    /// Whether another page has saved another rule.
    pub(super) fn was_saved_elsewhere(self) -> bool {
        self.ledger.with(|rule| rule.is_news)
    }

    /// Whether this is the rule that a new ledger has.
    pub(super) fn is_starter(self) -> bool {
        self.text() == STARTER
    }

    /// Puts the rule of a new ledger into the editor.
    pub(super) fn start_over(self) {
        self.replace(STARTER.to_owned());
    }

    /// Whether a text is kept that something else took the place of.
    pub(super) fn can_go_back(self) -> bool {
        self.replaced.with(Option::is_some)
    }

    /// Somebody has typed, and the field says this now.
    pub(super) fn typed(self, text: String) {
        let straight = straightened(&text);
        self.straightened.set(straight.is_some());
        if let Some(straight) = straight {
            let caret = self.selection().end;
            self.write(straight, Some(caret));
        } else {
            self.write(text, None);
        }
    }

    /// Types in place of what is selected.
    pub(super) fn insert(self, what: &str) {
        let (text, caret) = inserted(&self.text(), self.selection(), what);
        self.write(text, Some(caret));
    }

    /// Puts another text in place of what was written, which is kept.
    pub(super) fn replace(self, text: String) {
        let before = self.text();
        if before != text {
            self.replaced.set(Some(before));
            self.error.set(None);
            self.write(text, None);
        }
    }

    /// Takes over the ledger's rule.
    pub(super) fn take_ledgers(self) {
        if let Some(text) = self.ledgers() {
            self.replace(text);
        }
        self.runner.acknowledge_rule();
    }

    /// Puts back what was there before.
    pub(super) fn go_back(self) {
        if let Some(text) = self.replaced.get_untracked() {
            self.replaced.set(None);
            self.write(text, None);
        }
    }

    /// Puts the caret where something is wrong.
    pub(super) fn show(self, error: &RuleError) {
        let (Some(line), Some(field)) = (error.line, self.field.get_untracked()) else { return };
        let place = place_of(&self.text(), line as usize, error.column.unwrap_or(1) as usize);
        let place = u32::try_from(place).ok();
        // Fails for no text field.
        let _ = field.focus();
        let _ = field.set_selection_start(place);
        let _ = field.set_selection_end(place);
    }

    /// Saves it in the ledger, and then does something if that was done.
    pub(super) fn save(self, and_then: impl FnOnce(RunnerHandle) + 'static) {
        let (text, runner) = (self.text(), self.runner);
        self.saving.set(true);
        spawn_local(async move {
            let saved = runner.save_rule(text).await;
            if saved.is_ok() {
                and_then(runner);
            }
            // The page may have been left.
            let _ = self.saving.try_set(false);
            let _ = self.error.try_set(saved.err());
        });
    }

    fn write(self, text: String, caret: Option<usize>) {
        storage::remember_rule(&text);
        if let Some((field, caret)) = self.field.get_untracked().zip(caret) {
            // The field has the new text before the caret is put into it.
            field.set_value(&text);
            let caret = u32::try_from(caret).ok();
            let _ = field.set_selection_start(caret);
            let _ = field.set_selection_end(caret);
        }
        self.written.set(Some(text));
    }

    fn selection(self) -> std::ops::Range<usize> {
        let Some(field) = self.field.get_untracked() else { return 0..0 };
        let end = field.value().encode_utf16().count();
        let place = |place: Result<Option<u32>, _>| place.ok().flatten().map_or(end, |place| place as usize);
        let (from, to) = (place(field.selection_start()), place(field.selection_end()));
        from.min(to)..to.max(from)
    }
}
