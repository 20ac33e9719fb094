//! The policies' own code, for people to read: what the compiler saw, and never a copy.

use protocol::{KeyPolicy, PolicyCode};

/// Where every policy lies in the repository.
const FOLDER: &str = "backend/src/bank/policy/";

/// What a policy decides with, as this program was compiled from it.
pub(crate) fn of(policy: KeyPolicy) -> PolicyCode {
    let (file, source) = match policy {
        KeyPolicy::Ignore => ("ignore.rs", include_str!("ignore.rs")),
        KeyPolicy::Log => ("log.rs", include_str!("log.rs")),
        KeyPolicy::Unique => ("unique.rs", include_str!("unique.rs")),
        KeyPolicy::Memory => ("memory.rs", include_str!("memory.rs")),
        KeyPolicy::CheckThenInsert => ("check_then_insert.rs", include_str!("check_then_insert.rs")),
        KeyPolicy::Yours => ("yours.rs", include_str!("yours.rs")),
    };
    let (before, code) = functions(source);
    PolicyCode {
        policy,
        file: format!("{FOLDER}{file}"),
        first_line: before.lines().count() + 1,
        code: code.to_owned(),
    }
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

    #[test]
    fn the_functions_that_decide_are_cut_out_whole() {
        for policy in KeyPolicy::ALL {
            let code = of(policy);
            assert!(code.code.starts_with("pub(super) fn ") && code.code.ends_with('}'), "{}", code.code);
            assert_eq!(code.code.matches('{').count(), code.code.matches('}').count(), "{}", code.code);
            assert!(!code.code.contains("use "), "{}", code.code);
            assert!(code.code.lines().count() < 25, "it fits on a projector: {}", code.code);
        }
    }

    #[test]
    fn a_cut_knows_where_it_came_from() {
        let code = of(KeyPolicy::Unique);
        let file = format!("{}/../{}", env!("CARGO_MANIFEST_DIR"), code.file);
        let source = std::fs::read_to_string(file).expect("the file is in the repository");
        let line = source.lines().nth(code.first_line - 1).expect("the line is in the file");
        assert_eq!(Some(line), code.code.lines().next());
    }
}
