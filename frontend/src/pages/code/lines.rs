//! The bank's code as it is shown: line by line, and which lines are new against the policy before.

use protocol::{KeyPolicy, PolicyCode};

use super::colours::{Piece, coloured};

/// One line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in its file.
    pub(super) number: usize,
    /// What stands there.
    pub(super) pieces: Vec<Piece>,
    /// Whether the policy before does not have it.
    pub(super) changed: bool,
}

/// Returns the policy that comes before in the course; `None` for the first one.
pub(super) fn before(policy: KeyPolicy) -> Option<KeyPolicy> {
    match policy {
        // A rule is another language, and has no policy before it.
        KeyPolicy::Ignore | KeyPolicy::Script => None,
        KeyPolicy::Log => Some(KeyPolicy::Ignore),
        KeyPolicy::Unique => Some(KeyPolicy::Log),
        KeyPolicy::Memory | KeyPolicy::CheckThenInsert => Some(KeyPolicy::Unique),
    }
}

/// Returns the lines of `code`, with those that the policy before does not have.
pub(super) fn lines(code: &PolicyCode) -> Vec<Line> {
    let line = |(number, pieces)| Line { number, pieces, changed: code.changed.contains(&number) };
    let mut lines = coloured(&code.code);
    // As with `str::lines`, the end of the last line begins no other.
    if lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    (code.first_line..).zip(lines).map(line).collect()
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
        let lit: Vec<_> = lines(&code).iter().map(|line| (line.number, line.changed)).collect();
        assert_eq!(lit, [(7, false), (8, true), (9, false)]);
    }

    #[test]
    fn every_policy_but_the_first_and_the_rule_is_compared_with_an_earlier_one() {
        let compared = |policy| before(policy).is_some();
        assert!(
            KeyPolicy::ALL
                .into_iter()
                .all(|policy| compared(policy) == !matches!(policy, KeyPolicy::Ignore | KeyPolicy::Script))
        );
    }
}
