//! What can be chosen on the page. Each scenario has settings, runs and a prediction of its own.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use protocol::{KeyPolicy, Losses, Payment};

use crate::{CHAPTERS, ClientPolicy, Exhibit, Settings, UnknownName};

/// What can be chosen on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// Chapter 0: one payment, attempt by attempt.
    ByHand,
    /// A chapter of the workshop, by its number from 1.
    Chapter(u8),
    /// An exhibit of chapter 6.
    Exhibit(Exhibit),
}

impl Default for Scenario {
    fn default() -> Self {
        Self::FIRST
    }
}

impl Scenario {
    /// The number of the chapter that breaks it again.
    pub const EXHIBITS: u8 = 6;

    /// Where the page starts.
    pub const FIRST: Self = Self::Chapter(1);

    /// All of them, in the order of the course.
    pub fn all() -> impl Iterator<Item = Self> {
        let chapters = CHAPTERS.iter().map(|chapter| Self::Chapter(chapter.number));
        [Self::ByHand].into_iter().chain(chapters).chain(Exhibit::ALL.map(Self::Exhibit))
    }

    /// The first scenario of a chapter, from 0 to 6; `None` for any other number.
    pub fn of_chapter(number: u8) -> Option<Self> {
        Self::all().find(|scenario| scenario.chapter() == number)
    }

    /// The number of its chapter.
    pub fn chapter(self) -> u8 {
        match self {
            Self::ByHand => 0,
            Self::Chapter(number) => number,
            Self::Exhibit(_) => Self::EXHIBITS,
        }
    }

    /// The exhibit, in chapter 6.
    pub fn exhibit(self) -> Option<Exhibit> {
        match self {
            Self::Exhibit(exhibit) => Some(exhibit),
            Self::ByHand | Self::Chapter(_) => None,
        }
    }

    /// What its button sets.
    pub fn settings(self) -> Settings {
        match self {
            Self::ByHand => Settings {
                client_policy: ClientPolicy::RetryWithKey,
                key_policy: KeyPolicy::Unique,
                losses: Losses::NONE,
                senders: 1,
                ..CHAPTERS[0].settings
            },
            Self::Chapter(number) => {
                let known = CHAPTERS.iter().find(|chapter| chapter.number == number);
                known.unwrap_or(&CHAPTERS[0]).settings
            }
            Self::Exhibit(exhibit) => exhibit.settings(),
        }
    }

    /// What is paid in it, out of the file.
    pub fn payments(self, file: &Arc<[Payment]>) -> Arc<[Payment]> {
        match self {
            Self::ByHand => file.iter().take(1).cloned().collect(),
            Self::Chapter(_) => file.clone(),
            Self::Exhibit(exhibit) => exhibit.payments(file),
        }
    }
}

/// Its name on the wire: `by-hand`, `chapter-1` to `chapter-5`, or the exhibit's.
impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByHand => f.write_str("by-hand"),
            Self::Chapter(number) => write!(f, "chapter-{number}"),
            Self::Exhibit(exhibit) => f.write_str(exhibit.as_str()),
        }
    }
}

impl FromStr for Scenario {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::all().find(|scenario| scenario.to_string() == text).ok_or(UnknownName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back() {
        for scenario in Scenario::all() {
            assert_eq!(scenario.to_string().parse(), Ok(scenario));
        }
        for text in ["", "chapter-0", "chapter-6", "2", "../crash"] {
            assert_eq!(text.parse::<Scenario>(), Err(UnknownName), "{text}");
        }
    }

    #[test]
    fn the_course_leads_from_one_payment_to_the_exhibits() {
        let chapters: Vec<u8> = Scenario::all().map(Scenario::chapter).collect();
        assert_eq!(chapters, [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6]);
        assert_eq!(Scenario::of_chapter(3), Some(Scenario::Chapter(3)));
        assert_eq!(Scenario::of_chapter(6), Some(Scenario::Exhibit(Exhibit::NewKeyPerAttempt)));
        assert_eq!(Scenario::of_chapter(7), None);
        assert_eq!(Scenario::Chapter(5).settings(), CHAPTERS[4].settings);
    }

    #[test]
    fn by_hand_one_payment_is_made() {
        let file =
            protocol::payments_csv::parse("src,dest,amount\nbianca,marc,1\nmarc,bianca,7\n").expect("a file").into();
        assert_eq!(Scenario::ByHand.payments(&file).len(), 1);
        assert_eq!(Scenario::Chapter(1).payments(&file).len(), 2);
    }
}
