//! HTML as text. What is only looked at is written, not built: it needs no code per element.

/// What somebody else wrote, as text or as a value in quotes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `<tag>text</tag>`, the text as it is.
pub(crate) fn element(tag: &str, text: &str) -> String {
    ["<", tag, ">", &escaped(text), "</", tag, ">"].concat()
}

/// An element with a class and a text.
pub(crate) fn with_class(tag: &str, class: &str, text: &str) -> String {
    ["<", tag, " class=\"", class, "\">", &escaped(text), "</", tag, ">"].concat()
}

/// Terms and what is said of them, as the inside of a `dl`.
pub(crate) fn terms<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    pairs.into_iter().map(|(term, said)| element("dt", term) + &element("dd", said)).collect()
}

/// What a table consists of: the names of its columns, and the rows as they are.
pub(crate) fn table(columns: &[&str], rows: &str) -> String {
    let heads = columns.iter().flat_map(|column| ["<th scope=\"col\">", column, "</th>"]);
    ["<thead><tr>", &heads.collect::<String>(), "</tr></thead><tbody>", rows, "</tbody>"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_stays_text() {
        assert_eq!(element("p", "a <b> & \"c\""), "<p>a &lt;b&gt; &amp; &quot;c&quot;</p>");
    }

    #[test]
    fn terms_stand_before_what_is_said_of_them() {
        assert_eq!(terms([("a", "1")]), "<dt>a</dt><dd>1</dd>");
    }
}
