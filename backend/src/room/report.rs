//! What a page says of itself, once it is known to make sense.

use std::sync::Arc;

use experiment::{ClientPolicy, RetryOrder, Scenario};
use protocol::room::{Activity, MyState, RunSettings};
use protocol::{KeyPolicy, Losses, MAX_PAUSE_MS, Payment, RunId, Total};

/// The largest whole number that a page's script can count to.
const MAX_COUNT: u64 = (1 << 53) - 1;
/// So many payments a file has at most.
const MAX_PAYMENTS: u32 = 10_000;
/// So many senders any client has at most.
const MAX_SENDERS: usize = 256;
/// A prediction is at most so many times what is expected.
const MAX_TIMES: u64 = 4;

/// [`MyState`] that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    pub(super) seq: u64,
    pub(super) activity: Activity,
    pub(super) scenario: Scenario,
    pub(super) settings: Option<RunSettings>,
    pub(super) percent: u8,
    pub(super) prediction: Option<Total>,
    pub(super) run: Option<RunId>,
    pub(super) attempts: u64,
    pub(super) stopped: bool,
    pub(super) trials: [Option<bool>; 5],
}

impl Report {
    /// Reads what a page says of itself, or says which member makes no sense.
    pub(super) fn read(state: MyState, file: &Arc<[Payment]>) -> Result<Self, String> {
        let Ok(scenario) = state.scenario.parse::<Scenario>() else {
            return Err("scenario: by-hand, chapter-1 to chapter-5, or the name of an exhibit".to_owned());
        };
        if state.seq > MAX_COUNT || state.attempts > MAX_COUNT {
            return Err(format!("seq, attempts: at most {MAX_COUNT}"));
        }
        if state.percent > 100 {
            return Err("percent: from 0 to 100".to_owned());
        }
        let most = highest_prediction(scenario, file);
        if state.prediction.is_some_and(|prediction| prediction > most) {
            return Err(format!("prediction: from 0 to {most}"));
        }
        if let Some(settings) = &state.settings {
            check(settings)?;
        }
        Ok(Self {
            seq: state.seq,
            activity: state.state,
            scenario,
            settings: state.settings,
            percent: state.percent,
            prediction: state.prediction,
            run: state.run,
            attempts: state.attempts,
            stopped: state.stopped,
            trials: state.trials,
        })
    }
}

fn highest_prediction(scenario: Scenario, file: &Arc<[Payment]>) -> Total {
    let expected: Total = scenario.payments(file).iter().map(|payment| payment.amount).sum();
    Total::from_cents(expected.cents().saturating_mul(MAX_TIMES))
}

fn check(settings: &RunSettings) -> Result<(), String> {
    let known = settings.client_policy.parse::<ClientPolicy>().is_ok()
        && settings.retry_order.parse::<RetryOrder>().is_ok()
        && settings.key_policy.parse::<KeyPolicy>().is_ok();
    let losses = Losses { request: settings.request_loss, reply: settings.reply_loss };
    if !known {
        return Err("settings: client_policy, retry_order and key_policy are names that the lab knows".to_owned());
    }
    if !losses.are_shares() {
        return Err("settings: request_loss and reply_loss are numbers from 0 to 1".to_owned());
    }
    if settings.payments > MAX_PAYMENTS || !(1..=MAX_SENDERS).contains(&settings.senders) {
        return Err(format!("settings: payments is from 0 to {MAX_PAYMENTS}, senders from 1 to {MAX_SENDERS}"));
    }
    if settings.pause_ms > MAX_PAUSE_MS {
        return Err(format!("settings: pause_ms is from 0 to {MAX_PAUSE_MS}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Arc<[Payment]> {
        let rows = "bianca,marc,1\n".repeat(100);
        protocol::payments_csv::parse(&format!("src,dest,amount\n{rows}")).expect("a file").into()
    }

    fn read(json: &str) -> Result<Report, String> {
        let state = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Report::read(state, &file())
    }

    fn with(member: &str) -> Result<Report, String> {
        let separator = if member.is_empty() { "" } else { ", " };
        read(&format!(r#"{{"seq": 1, "state": "done", "scenario": "chapter-3"{separator}{member}}}"#))
    }

    #[test]
    fn sense_is_read() {
        let report = with(r#""prediction": 400, "percent": 100, "run": "abcdefgh", "attempts": 204"#).expect("sense");
        assert_eq!((report.percent, report.prediction), (100, Some(Total::from_cents(40_000))));
        assert_eq!(with("").expect("sense").scenario, Scenario::Chapter(3));
        assert!(with(r#""prediction": null, "run": null, "settings": null"#).is_ok());
    }

    #[test]
    fn nonsense_is_refused_with_the_name_of_the_member() {
        for (member, named) in [
            (r#""percent": 101"#, "percent"),
            (r#""percent": 1e300"#, "u8"),
            (r#""percent": -1"#, "-1"),
            (r#""prediction": 400.01"#, "prediction"),
            (r#""prediction": 1e300"#, ""),
            (r#""prediction": -1"#, ""),
            (r#""prediction": "many""#, ""),
            (r#""run": "../crash""#, "run id"),
            (r#""run": "short""#, "run id"),
            (r#""attempts": 9007199254740992"#, "attempts"),
            (r#""trials": [true]"#, ""),
            (r#""state": "bank-down""#, ""),
            (r#""settings": {}"#, "payments"),
        ] {
            let refused = with(member).expect_err(member);
            assert!(refused.contains(named), "{member}: {refused}");
        }
        let settings = |name: &str, value: &str| {
            let mut settings = serde_json::to_value(Scenario::Chapter(3).settings().of_run(100)).expect("JSON");
            settings[name] = serde_json::from_str(value).expect("JSON");
            with(&format!(r#""settings": {settings}"#))
        };
        assert!(settings("senders", "6").is_ok());
        for (name, value) in [
            ("senders", "0"),
            ("senders", "257"),
            ("payments", "10001"),
            ("request_loss", "1e300"),
            ("reply_loss", "-0.1"),
            ("key_policy", r#""no-policy""#),
        ] {
            assert!(settings(name, value).is_err(), "{name}");
        }
        for scenario in [r#""chapter-9""#, r#""../crash""#, "6", "1e300", "null"] {
            assert!(read(&format!(r#"{{"seq": 1, "state": "done", "scenario": {scenario}}}"#)).is_err(), "{scenario}");
        }
    }
}
