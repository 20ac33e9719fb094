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

/// The lines of `policy`, compared with those of the policy before. Nothing when the bank has not told them.
pub(crate) fn lines(codes: &[PolicyCode], policy: KeyPolicy) -> Vec<Line> {
    let find = |policy| codes.iter().find(|code| code.policy == policy);
    let Some(code) = find(policy) else { return Vec::new() };
    let earlier = before(policy).and_then(find);
    let changed = changed(earlier.map(|earlier| earlier.code.as_str()), &code.code);
    let numbered = (code.first_line..).zip(code.code.lines().zip(changed));
    numbered.map(|(number, (text, changed))| Line { number, text: text.to_owned(), changed }).collect()
}

/// Which lines of `after` are not in the longest sequence that it has in common with `earlier`.
fn changed(earlier: Option<&str>, after: &str) -> Vec<bool> {
    let new: Vec<&str> = after.lines().map(str::trim).collect();
    let Some(earlier) = earlier else { return vec![false; new.len()] };
    let old: Vec<&str> = earlier.lines().map(str::trim).collect();
    // common[o][n]: how many lines are common before old line o and new line n.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for o in 0..old.len() {
        for n in 0..new.len() {
            common[o + 1][n + 1] =
                if old[o] == new[n] { common[o][n] + 1 } else { common[o][n + 1].max(common[o + 1][n]) };
        }
    }
    // From the end: of several closing braces it is the last one that both have.
    let (mut o, mut n, mut changed) = (old.len(), new.len(), vec![true; new.len()]);
    while o > 0 && n > 0 {
        if old[o - 1] == new[n - 1] {
            changed[n - 1] = false;
            (o, n) = (o - 1, n - 1);
        } else if common[o - 1][n] >= common[o][n - 1] {
            o -= 1;
        } else {
            n -= 1;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(policy: KeyPolicy, code: &str) -> PolicyCode {
        PolicyCode { policy, file: String::new(), first_line: 7, code: code.to_owned() }
    }

    #[test]
    fn only_what_the_policy_before_does_not_have_is_lit() {
        let codes = [
            code(KeyPolicy::Log, "fn pay() {\n    insert()?;\n    Ok(())\n}"),
            code(KeyPolicy::Unique, "fn pay() {\n    match claim()? {\n        Ours => Ok(()),\n    }\n}"),
        ];
        let lit: Vec<_> = lines(&codes, KeyPolicy::Unique).iter().map(|line| (line.number, line.changed)).collect();
        assert_eq!(lit, [(7, false), (8, true), (9, true), (10, true), (11, false)]);
        assert!(lines(&codes, KeyPolicy::Log).iter().all(|line| !line.changed), "the one before it is not known");
        assert!(lines(&codes, KeyPolicy::Yours).is_empty());
    }

    #[test]
    fn every_policy_but_the_first_is_compared_with_an_earlier_one() {
        let compared = |policy| before(policy).is_some();
        assert!(KeyPolicy::ALL.into_iter().all(|policy| compared(policy) == (policy != KeyPolicy::Ignore)));
    }
}
