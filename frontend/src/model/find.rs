//! Finding the payments that are worth following.

use experiment::{Believed, Fate};

use super::{Cell, Model};

impl Cell {
    /// Whether something went wrong, as far as can be seen.
    fn is_a_problem(self) -> bool {
        match self {
            Self::Fate(fate) => matches!(fate, Fate::PaidNotKnown | Fate::NeverPaid | Fate::PaidTimes(_)),
            Self::Believed(believed) => matches!(believed, Believed::Unknown | Believed::Refused),
        }
    }
}

impl Model {
    /// The payment with this number, or with this key or the beginning of it.
    pub(crate) fn find(&self, wanted: &str) -> Option<usize> {
        let wanted = wanted.trim().trim_start_matches('#');
        let by_number = wanted.parse::<usize>().ok().filter(|number| (1..=self.payments().len()).contains(number));
        if wanted.is_empty() {
            return None;
        }
        by_number.map(|number| number - 1).or_else(|| self.by_key(wanted))
    }

    fn by_key(&self, wanted: &str) -> Option<usize> {
        self.shown().run.sending()?.records().iter().position(|record| {
            let attempts = record.attempts.iter().filter_map(|attempt| attempt.key.as_ref());
            attempts.chain(&record.key).any(|key| key.as_str().starts_with(wanted))
        })
    }

    /// The first of those with the most attempts.
    pub(crate) fn unluckiest(&self) -> Option<usize> {
        let records = self.shown().run.sending()?.records();
        first_with_most(records.iter().map(|record| record.attempts.len()))
    }

    /// The first of those that were paid most often, unless that is covered.
    pub(crate) fn most_often_paid(&self) -> Option<usize> {
        if self.is_covered() {
            return None;
        }
        first_with_most((0..self.payments().len()).map(|index| self.shown().bank.executed(index).len()))
    }

    /// The next payment with a problem after this one, or the one before it; with a `filter`, the next of that name.
    pub(crate) fn next_problem(&self, from: usize, forward: bool, filter: Option<&str>) -> Option<usize> {
        let cells = self.cells();
        let wanted = |&index: &usize| match filter {
            Some(name) => cells[index].name() == name,
            None => cells[index].is_a_problem(),
        };
        if forward { (from + 1..cells.len()).find(wanted) } else { (0..from.min(cells.len())).rev().find(wanted) }
    }
}

fn first_with_most(counts: impl Iterator<Item = usize>) -> Option<usize> {
    let counts: Vec<usize> = counts.collect();
    let most = counts.iter().copied().max().filter(|&most| most > 0)?;
    counts.into_iter().position(|count| count == most)
}
