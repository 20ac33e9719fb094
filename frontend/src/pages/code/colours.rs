//! What is what in a line of code, for the bank's Rust and for the rule that somebody writes: both look alike enough.

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Kind {
    /// Anything else.
    Plain,
    /// A word of the language.
    Keyword,
    /// A text in quotes.
    Text,
    /// A comment.
    Comment,
    /// A number.
    Number,
}

/// A piece of code on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Piece {
    /// What it is.
    pub(in crate::pages) kind: Kind,
    /// What stands there.
    pub(in crate::pages) text: String,
}

/// Words of Rust and of the rule's language.
const KEYWORDS: [&str; 34] = [
    "as", "async", "await", "break", "const", "continue", "do", "else", "enum", "false", "fn", "for", "if", "impl",
    "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "struct", "super",
    "switch", "true", "until", "use", "where", "while",
];

impl Kind {
    /// Returns its class; none for what is plain.
    pub(in crate::pages) fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Keyword => "keyword",
            Self::Text => "text",
            Self::Comment => "comment",
            Self::Number => "number",
        }
    }
}

/// Returns the lines of a code, each in pieces. All pieces together are the code again, but for its line breaks; the last
/// line may be empty.
pub(in crate::pages) fn coloured(code: &str) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    let mut rest = code;
    while !rest.is_empty() {
        let (kind, length) = next(rest);
        let (text, behind) = rest.split_at(length);
        rest = behind;
        for (number, part) in text.split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                add(line, kind, part);
            }
        }
    }
    lines
}

/// Plain pieces side by side are one.
fn add(line: &mut Vec<Piece>, kind: Kind, text: &str) {
    match line.last_mut() {
        Some(last) if last.kind == kind && kind == Kind::Plain => last.text.push_str(text),
        _ => line.push(Piece { kind, text: text.to_owned() }),
    }
}

/// Returns what the code begins with, and its length in bytes.
fn next(code: &str) -> (Kind, usize) {
    if code.starts_with("//") {
        return (Kind::Comment, code.find('\n').unwrap_or(code.len()));
    }
    if code.starts_with("/*") {
        return (Kind::Comment, code.find("*/").map_or(code.len(), |end| end + 2));
    }
    let first = code.chars().next().unwrap_or_default();
    match first {
        '"' | '`' => (Kind::Text, quoted(code, first)),
        '\'' => character(code).map_or((Kind::Plain, 1), |length| (Kind::Text, length)),
        _ if first.is_ascii_digit() => (Kind::Number, word(code)),
        _ if is_of_a_word(first) => {
            let length = word(code);
            (if KEYWORDS.contains(&&code[..length]) { Kind::Keyword } else { Kind::Plain }, length)
        }
        _ => (Kind::Plain, first.len_utf8()),
    }
}

/// Returns the length of a text in quotes; one that does not end goes on to the end of the code.
fn quoted(code: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in code.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == quote => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Returns the length of a single character in quotes; anything else is a lifetime of Rust, or a mistake.
fn character(code: &str) -> Option<usize> {
    let length = code[1..].find('\'')? + 2;
    let inner = &code[1..length - 1];
    (inner.chars().count() == 1 || (inner.starts_with('\\') && inner.len() > 1)).then_some(length)
}

fn word(code: &str) -> usize {
    code.find(|letter| !is_of_a_word(letter)).unwrap_or(code.len())
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(code: &str) -> Vec<(Kind, String)> {
        let pieces = coloured(code).into_iter().flatten();
        pieces.filter(|piece| piece.kind != Kind::Plain).map(|piece| (piece.kind, piece.text)).collect()
    }

    #[test]
    fn words_texts_comments_and_numbers_are_told_apart() {
        let code = "fn pay(order) { // pays\n    if order.cents > 200 { refuse(\"too \\\"much\\\"\") }\n}";
        let expected = [
            (Kind::Keyword, "fn"),
            (Kind::Comment, "// pays"),
            (Kind::Keyword, "if"),
            (Kind::Number, "200"),
            (Kind::Text, "\"too \\\"much\\\"\""),
        ];
        assert_eq!(marked(code), expected.map(|(kind, text)| (kind, text.to_owned())));
        assert_eq!(marked("fn f<'a>(x: &'a str) -> char { 'x' }").last(), Some(&(Kind::Text, "'x'".to_owned())));
        assert_eq!(marked("informed before returned"), [], "a word that begins like one is none");
    }

    #[test]
    fn nothing_is_lost_and_no_line_either() {
        for code in [
            "",
            "\n",
            "a\n",
            "\"open\nend",
            "/* a\nb */ c",
            "`${x}\n`",
            "'",
            "\u{e4}\u{20ac} \u{1f600}\n",
            "\\",
            "\"\\",
        ] {
            let lines = coloured(code);
            let again: Vec<String> =
                lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect();
            assert_eq!(again.join("\n"), code);
        }
        assert_eq!(coloured("/* a\nb */ c")[1][0], Piece { kind: Kind::Comment, text: "b */".to_owned() });
    }

    #[test]
    fn the_rule_of_a_new_ledger_is_half_comment() {
        let code = include_str!("../../../../rule/src/starter.rhai");
        let comments = marked(code).iter().filter(|(kind, _)| *kind == Kind::Comment).count();
        assert!(comments >= 5, "{comments}");
    }
}
