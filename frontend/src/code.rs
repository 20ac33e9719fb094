//! The bank's code as it is shown: line by line, and which lines are new against the policy before.

use protocol::{KeyPolicy, PolicyCode};

/// One line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number in its file.
    pub(crate) number: usize,
    /// What stands there.
    pub(crate) text: String,
    /// Whether the policy before does not have it.
    pub(crate) changed: bool,
}

/// The policy that comes before in the course; `None` for the first one.
pub(crate) fn before(policy: KeyPolicy) -> Option<KeyPolicy> {
    match policy {
        KeyPolicy::Ignore => None,
        KeyPolicy::Log => Some(KeyPolicy::Ignore),
        KeyPolicy::Unique | KeyPolicy::Yours => Some(KeyPolicy::Log),
        KeyPolicy::Memory | KeyPolicy::CheckThenInsert => Some(KeyPolicy::Unique),
    }
}

/// The lines of `policy`, with those that the policy before does not have. Nothing when the bank has not told them.
pub(crate) fn lines(codes: &[PolicyCode], policy: KeyPolicy) -> Vec<Line> {
    let Some(code) = codes.iter().find(|code| code.policy == policy) else { return Vec::new() };
    let line =
        |(number, text): (usize, &str)| Line { number, text: text.to_owned(), changed: code.changed.contains(&number) };
    (code.first_line..).zip(code.code.lines()).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bank_says_has_changed_is_lit() {
        let code = PolicyCode {
            policy: KeyPolicy::Unique,
            file: String::new(),
            first_line: 7,
            code: "fn pay() {\n    claim()\n}".to_owned(),
            changed: vec![8],
        };
        let lit: Vec<_> = lines(&[code], KeyPolicy::Unique).iter().map(|line| (line.number, line.changed)).collect();
        assert_eq!(lit, [(7, false), (8, true), (9, false)]);
        assert!(lines(&[], KeyPolicy::Unique).is_empty());
    }

    #[test]
    fn every_policy_but_the_first_is_compared_with_an_earlier_one() {
        let compared = |policy| before(policy).is_some();
        assert!(KeyPolicy::ALL.into_iter().all(|policy| compared(policy) == (policy != KeyPolicy::Ignore)));
    }
}
