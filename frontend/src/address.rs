//! The page's address: everything that shapes a result, and how the page looks. It is read when the page is loaded and
//! kept up to date; what cannot be read is passed over and said.

use std::str::FromStr;

use experiment::{Exhibit, Millis, Scenario, Settings};

use protocol::MAX_PAUSE_MS;

use crate::state::{Ignored, ViewMode};
use crate::text::Language;

/// What the address says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address {
    /// What is chosen.
    pub(crate) scenario: Scenario,
    /// What the next run will do.
    pub(crate) settings: Settings,
    /// In which language.
    pub(crate) language: Language,
    /// How it is shown.
    pub(crate) view_mode: ViewMode,
    /// Whether runs reveal the bank by themselves.
    pub(crate) reveals_by_itself: bool,
}

const LONGEST_TIMEOUT: Millis = 600_000;

impl Default for Address {
    fn default() -> Self {
        Self {
            scenario: Scenario::FIRST,
            settings: Scenario::FIRST.settings(),
            language: Language::default(),
            view_mode: ViewMode::default(),
            reveals_by_itself: false,
        }
    }
}

impl Address {
    /// Reads `?chapter=3&q=0.5`, with or without the question mark. The scenario comes first, whatever the order: it says
    /// what the rest changes.
    pub(crate) fn parse(query: &str) -> (Self, Ignored) {
        let pairs: Vec<(&str, &str)> = query
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        let mut address = Self::default();
        let mut ignored = Ignored::new();
        let (scenarios, rest): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(name, _)| matches!(*name, "chapter" | "exhibit"));
        for (name, value) in scenarios.into_iter().chain(rest) {
            if address.apply(name, value).is_none() {
                ignored.push((name.to_owned(), value.to_owned()));
            }
        }
        (address, ignored)
    }

    /// Whether an address says which scenario is to be shown.
    pub(crate) fn names_a_scenario(query: &str) -> bool {
        query
            .trim_start_matches('?')
            .split('&')
            .any(|pair| pair.starts_with("chapter=") || pair.starts_with("exhibit="))
    }

    /// Returns the part of an address that says which scenario is to be shown, and in which language.
    pub(crate) fn query_of(scenario: Scenario, language: Language) -> String {
        format!("?{}&lang={}", name_of(scenario), language.code())
    }

    /// `None` for a name or a value that is not known.
    fn apply(&mut self, name: &str, value: &str) -> Option<()> {
        let settings = &mut self.settings;
        match name {
            "chapter" => self.go_to(Scenario::of_chapter(value.parse().ok()?)?),
            "exhibit" => self.go_to(Scenario::Exhibit(Exhibit::from_str(value).ok()?)),
            "p" => settings.losses.request = share(value)?,
            "q" => settings.losses.reply = share(value)?,
            "client-policy" => settings.client_policy = value.parse().ok()?,
            "key-policy" => settings.key_policy = value.parse().ok()?,
            "concurrency" => {
                settings.senders = within(value, 1, Settings::MAX_SENDERS_IN_A_BROWSER)?;
            }
            "retry-order" => settings.retry_order = value.parse().ok()?,
            "attempt-timeout" => settings.attempt_timeout = within(value, 1, LONGEST_TIMEOUT)?,
            "pause-ms" => settings.pause_ms = within(value, 0, MAX_PAUSE_MS)?,
            "awaits-crash" => settings.awaits_crash = switch(value, "yes", "no")?,
            "pace" => settings.pace = value.parse().ok()?,
            "lang" => self.language = Language::ALL.into_iter().find(|language| language.code() == value)?,
            "view" => {
                self.view_mode =
                    [ViewMode::Page, ViewMode::Projector].into_iter().find(|mode| mode.as_str() == value)?;
            }
            "reveal" => self.reveals_by_itself = switch(value, "auto", "ask")?,
            _ => return None,
        }
        Some(())
    }

    fn go_to(&mut self, scenario: Scenario) {
        self.scenario = scenario;
        self.settings = scenario.settings();
    }

    /// The address that is read as the same.
    pub(crate) fn format(&self) -> String {
        let settings = &self.settings;
        format!(
            "?{}&p={}&q={}&client-policy={}&key-policy={}&concurrency={}&retry-order={}&attempt-timeout={}\
             &pause-ms={}&awaits-crash={}&pace={}&lang={}&view={}&reveal={}",
            name_of(self.scenario),
            settings.losses.rounded().request,
            settings.losses.rounded().reply,
            settings.client_policy,
            settings.key_policy,
            settings.senders,
            settings.retry_order,
            settings.attempt_timeout,
            settings.pause_ms,
            if settings.awaits_crash { "yes" } else { "no" },
            settings.pace.as_str(),
            self.language.code(),
            self.view_mode.as_str(),
            if self.reveals_by_itself { "auto" } else { "ask" },
        )
    }
}

/// Returns a scenario as the address names it.
fn name_of(scenario: Scenario) -> String {
    let exhibit = scenario.exhibit().map(|exhibit| format!("&exhibit={}", exhibit.as_str()));
    format!("chapter={}{}", scenario.chapter(), exhibit.unwrap_or_default())
}

/// Reads a share from 0 to 1.
fn share(value: &str) -> Option<f64> {
    value.parse().ok().filter(|share| (0.0..=1.0).contains(share))
}

/// Whether a switch is on.
fn switch(value: &str, on: &str, off: &str) -> Option<bool> {
    [(on, true), (off, false)].into_iter().find(|(name, _)| *name == value).map(|(_, is_on)| is_on)
}

fn within<T: FromStr + PartialOrd>(value: &str, least: T, most: T) -> Option<T> {
    value.parse().ok().filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use experiment::{ClientPolicy, Pace, RetryOrder};
    use protocol::{KeyPolicy, Losses};

    use super::*;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for scenario in Scenario::all() {
            let written = Address { scenario, settings: scenario.settings(), ..Address::default() };
            assert_eq!(Address::parse(&written.format()), (written.clone(), vec![]), "{}", written.format());
        }
        let changed = Address {
            scenario: Scenario::Chapter(3),
            settings: Settings {
                client_policy: ClientPolicy::RetryWithNewKeys,
                key_policy: KeyPolicy::CheckThenInsert,
                losses: Losses { request: 0.25, reply: 0.9 },
                senders: 2,
                retry_order: RetryOrder::Later,
                attempt_timeout: 30,
                pace: Pace::Watchable,
                pause_ms: 200,
                awaits_crash: true,
            },
            language: Language::De,
            view_mode: ViewMode::Projector,
            reveals_by_itself: true,
        };
        assert_eq!(Address::parse(&changed.format()), (changed, vec![]));
    }

    #[test]
    fn the_address_of_a_scenario_leads_to_it_with_its_own_settings() {
        for scenario in Scenario::all() {
            let query = Address::query_of(scenario, Language::De);
            let written =
                Address { scenario, settings: scenario.settings(), language: Language::De, ..Address::default() };
            assert_eq!(Address::parse(&query), (written, vec![]));
            assert!(Address::names_a_scenario(&query));
        }
        assert!(!Address::names_a_scenario("") && !Address::names_a_scenario("?lang=de&p=0.3"));
    }

    #[test]
    fn the_place_comes_first_whatever_the_order() {
        let (address, ignored) = Address::parse("q=0.5&lang=de&chapter=3");
        assert_eq!(address.scenario, Scenario::Chapter(3));
        assert_eq!(address.settings.losses, Losses { request: 0.3, reply: 0.5 });
        assert_eq!(address.settings.client_policy, ClientPolicy::Retry);
        assert!(ignored.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_passed_over_and_named() {
        let query =
            "?chapter=9&p=1.5&q=NaN&concurrency=0&attempt-timeout=soon&lang=fr&colour=red&view=&reveal=never&flag";
        let (address, ignored) = Address::parse(query);
        assert_eq!(address, Address::default());
        let names: Vec<&str> = ignored.iter().map(|(name, _)| name.as_str()).collect();
        let expected =
            ["chapter", "p", "q", "concurrency", "attempt-timeout", "lang", "colour", "view", "reveal", "flag"];
        assert_eq!(names, expected);
        assert_eq!(Address::parse(""), (Address::default(), vec![]));
    }
}
