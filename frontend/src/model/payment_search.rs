//! Finding the payments that are worth following.

use experiment::{Believed, Fate, Verdict};

use super::{Cell, Model};

/// Ways to a payment that is worth following.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Find {
    /// The one with this index, or the last.
    Index(usize),
    /// The one with this number, or with this key or the beginning of it.
    Text(String),
    /// The first of those with the most attempts.
    Unluckiest,
    /// The first of those that were paid most often.
    MostOftenPaid,
    /// The next one with a problem, or, with a filter, the next cell of that name.
    Next(Option<&'static str>),
    /// The same, backwards.
    Previous(Option<&'static str>),
    /// The one that tells most of the run: paid most often, or else the first with a problem, or else the unluckiest.
    MostTelling,
}

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
    /// Finds a payment, from the one that is followed now; `None` if there is none of that kind.
    pub fn find(&self, wanted: &Find, followed: usize) -> Option<usize> {
        match wanted {
            Find::Index(index) => Some((*index).min(self.payments().len().saturating_sub(1))),
            Find::Text(text) => self.by_number_or_key(text),
            Find::Unluckiest => self.unluckiest(),
            Find::MostOftenPaid => self.most_often_paid(),
            Find::Next(filter) => self.next_problem(followed, true, *filter),
            Find::Previous(filter) => self.next_problem(followed, false, *filter),
            Find::MostTelling => self.most_telling(),
        }
    }

    fn most_telling(&self) -> Option<usize> {
        let told = if self.verdict() == Some(Verdict::TooMuch) && !self.is_covered() {
            self.most_often_paid()
        } else {
            self.next_problem(0, true, None)
        };
        told.or_else(|| self.unluckiest())
    }

    pub(super) fn by_number_or_key(&self, wanted: &str) -> Option<usize> {
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

    pub(super) fn unluckiest(&self) -> Option<usize> {
        let records = self.shown().run.sending()?.records();
        first_with_most(records.iter().map(|record| record.attempts.len()))
    }

    pub(super) fn most_often_paid(&self) -> Option<usize> {
        if self.is_covered() {
            return None;
        }
        first_with_most((0..self.payments().len()).map(|index| self.shown().bank.executed(index).len()))
    }

    pub(super) fn next_problem(&self, from: usize, forward: bool, filter: Option<&str>) -> Option<usize> {
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
