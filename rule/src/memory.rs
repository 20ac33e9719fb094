//! `memory`: what a rule remembers in this process.

use std::collections::BTreeMap;

use crate::Value;

/// The entries of one rule. What a batch wrote is undone, overwriting included, unless the batch is committed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memory {
    entries: BTreeMap<String, Value>,
    /// What the batch that is not committed yet has overwritten, the first first; `None` where there was nothing.
    undo: Vec<(String, Option<Value>)>,
}

impl Memory {
    /// The most entries. One more is an error of the rule.
    pub const MAX_ENTRIES: usize = 10_000;

    /// Returns what was remembered under a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries.get(name)
    }

    /// Remembers a value; returns whether there was room for it.
    pub fn set(&mut self, name: &str, value: Value) -> bool {
        if self.entries.len() >= Self::MAX_ENTRIES && !self.entries.contains_key(name) {
            return false;
        }
        let before = self.entries.insert(name.to_owned(), value);
        self.undo.push((name.to_owned(), before));
        true
    }

    /// The batch is on disk.
    pub fn commit(&mut self) {
        self.undo.clear();
    }

    /// The batch never happened.
    pub fn roll_back(&mut self) {
        while let Some((name, before)) = self.undo.pop() {
            match before {
                Some(value) => self.entries.insert(name, value),
                None => self.entries.remove(&name),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_batch_wrote_is_undone_overwriting_included() {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut memory = Memory::default();
        assert!(memory.set("a", text("1")));
        memory.commit();
        assert!(memory.set("a", text("2")) && memory.set("a", text("3")) && memory.set("b", text("1")));
        memory.roll_back();
        assert_eq!((memory.get("a"), memory.get("b")), (Some(&text("1")), None));
    }

    #[test]
    fn a_full_memory_takes_nothing_new_and_overwrites_what_it_has() {
        let mut memory = Memory::default();
        for number in 0..Memory::MAX_ENTRIES {
            assert!(memory.set(&number.to_string(), Value::Nothing));
        }
        assert!(!memory.set("one more", Value::Nothing));
        assert!(memory.set("0", Value::Truth(true)));
    }
}
