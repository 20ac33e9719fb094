//! The policies' own code, for people to read: what the compiler saw, and never a copy.

use protocol::{KeyPolicy, PolicyCode, Script};
use similar::{ChangeTag, TextDiff};

/// Where every policy lies in the repository.
const FOLDER: &str = "backend/src/bank/policy/";

/// Returns what a policy decides with, as this program was compiled from it, and which of its lines `since` does not
/// have. For `script` it is the rule of the ledger, which is another language and compared with nothing.
pub(crate) fn of(policy: KeyPolicy, since: Option<KeyPolicy>, script: &Script) -> PolicyCode {
    let Some((file, source)) = source(policy) else {
        let (file, code) = ("the rule of this ledger".to_owned(), script.text.clone());
        return PolicyCode { policy, file, first_line: 1, code, changed: Vec::new() };
    };
    let (before, code) = functions(source);
    let first_line = before.lines().count() + 1;
    let changed = since.and_then(self::source).map_or_else(Vec::new, |(_, source)| {
        new_lines(functions(source).1, code).iter().map(|line| first_line + line).collect()
    });
    PolicyCode { policy, file: format!("{FOLDER}{file}"), first_line, code: code.to_owned(), changed }
}

/// The file of a policy that is compiled, and what is in it.
fn source(policy: KeyPolicy) -> Option<(&'static str, &'static str)> {
    Some(match policy {
        KeyPolicy::Ignore => ("ignore.rs", include_str!("ignore.rs")),
        KeyPolicy::Log => ("log.rs", include_str!("log.rs")),
        KeyPolicy::Unique => ("unique.rs", include_str!("unique.rs")),
        KeyPolicy::Memory => ("memory.rs", include_str!("memory.rs")),
        KeyPolicy::CheckThenInsert => ("check_then_insert.rs", include_str!("check_then_insert.rs")),
        KeyPolicy::Script => return None,
    })
}

/// The lines of `new` that `old` does not have, counted from 0.
fn new_lines(old: &str, new: &str) -> Vec<usize> {
    let diff = TextDiff::from_lines(old, new);
    let inserted = diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Insert);
    inserted.filter_map(|change| change.new_index()).collect()
}

/// What stands in front of the deciding functions, and they themselves: from the first one on, up to what is only
/// there to help them, which begins with a documented item.
fn functions(source: &str) -> (&str, &str) {
    let start = source.find("\npub(super) fn ").map_or(0, |line_end| line_end + 1);
    let (before, code) = source.split_at(start);
    let end = code.find("\n/// ").unwrap_or(code.len());
    (before, code[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script() -> Script {
        Script { text: rule::STARTER.to_owned(), change: 0 }
    }

    #[test]
    fn the_code_of_a_script_is_the_rule_of_the_ledger() {
        let code = of(KeyPolicy::Script, Some(KeyPolicy::Log), &script());
        assert_eq!((code.file.as_str(), code.first_line), ("the rule of this ledger", 1));
        assert_eq!(code.code, rule::STARTER);
    }

    #[test]
    fn the_functions_that_decide_are_cut_out_whole() {
        for policy in KeyPolicy::ALL.into_iter().filter(|policy| *policy != KeyPolicy::Script) {
            let code = of(policy, None, &script());
            assert!(code.code.starts_with("pub(super) fn ") && code.code.ends_with('}'), "{}", code.code);
            assert_eq!(code.code.matches('{').count(), code.code.matches('}').count(), "{}", code.code);
            assert!(!code.code.contains("use "), "{}", code.code);
            assert!(code.code.lines().count() < 25, "it fits on a projector: {}", code.code);
        }
    }

    #[test]
    fn only_the_lines_that_the_other_policy_does_not_have_have_changed() {
        let changed = |policy, since| {
            let code = of(policy, Some(since), &script());
            let line = |number: &usize| code.code.lines().nth(number - code.first_line).expect("a line of it").trim();
            code.changed.iter().map(line).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            changed(KeyPolicy::Unique, KeyPolicy::Log),
            [
                "match ledger.claim(order, key)? {",
                "Claim::Ours(receipt) => Ok(Decision::Executed(receipt)),",
                "Claim::Theirs(first) => Ok(Decision::on_known_key(order, first)),",
                "}",
            ]
        );
        assert!(changed(KeyPolicy::Unique, KeyPolicy::Unique).is_empty());
        assert!(of(KeyPolicy::Unique, None, &script()).changed.is_empty(), "against nothing");
    }

    #[test]
    fn a_cut_knows_where_it_came_from() {
        let code = of(KeyPolicy::Unique, None, &script());
        let file = format!("{}/../{}", env!("CARGO_MANIFEST_DIR"), code.file);
        let source = std::fs::read_to_string(file).expect("the file is in the repository");
        let line = source.lines().nth(code.first_line - 1).expect("the line is in the file");
        assert_eq!(Some(line), code.code.lines().next());
    }
}
