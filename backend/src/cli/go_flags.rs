//! The original Toxiproxy's way to write flags, which is that of Go: `-port 8475`, `-host=0.0.0.0`.

use std::ffi::OsString;

/// The flags that `toxiproxy-server` 2.12 has.
const ORIGINAL: [&str; 8] = ["config", "help", "host", "port", "proxy-metrics", "runtime-metrics", "seed", "version"];

/// Gives the original's flags behind the word `toxiproxy` their second hyphen; everything else stays as it is.
pub(super) fn with_two_hyphens(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut behind_the_word = false;
    // The first argument is the program itself.
    arguments.enumerate().map(move |(index, argument)| {
        let flag = argument.to_str().filter(|_| behind_the_word).and_then(|text| text.strip_prefix('-'));
        let name = flag.and_then(|flag| flag.split('=').next());
        let written = match flag.filter(|_| name.is_some_and(|name| ORIGINAL.contains(&name))) {
            Some(flag) => format!("--{flag}").into(),
            None => argument,
        };
        behind_the_word |= index == 1 && written == "toxiproxy";
        written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(arguments: &str) -> Vec<String> {
        let arguments = arguments.split(' ').map(OsString::from);
        with_two_hyphens(arguments).map(|argument| argument.into_string().expect("UTF-8")).collect()
    }

    #[test]
    fn the_originals_flags_get_a_second_hyphen_and_nothing_else_does() {
        assert_eq!(
            written("lab toxiproxy -host=0.0.0.0 -config=x.json -port 8475 -seed -5 --port=1 -p -hosts").join(" "),
            "lab toxiproxy --host=0.0.0.0 --config=x.json --port 8475 --seed -5 --port=1 -p -hosts"
        );
        for others in ["lab -port 8475", "lab send -port 8475 toxiproxy -port", "lab"] {
            assert_eq!(written(others).join(" "), others);
        }
    }
}
