//! Files as people save them: what is taken, and the sentence for what is not.

mod forms;

use protocol::Payment;

use super::*;

fn read(text: &str) -> Vec<(String, String, u64)> {
    let payments = parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    payments.into_iter().map(|Payment { src, dest, amount }| (src.into(), dest.into(), amount.cents())).collect()
}

fn error(text: impl AsRef<[u8]>) -> String {
    let text = text.as_ref();
    let error = parse(text).expect_err(&String::from_utf8_lossy(text));
    error.to_string()
}

fn row(src: &str, dest: &str, cents: u64) -> (String, String, u64) {
    (src.to_owned(), dest.to_owned(), cents)
}

/// Two rows that every form of a file stands for.
fn two() -> Vec<(String, String, u64)> {
    vec![row("bianca", "marc", 150), row("marc", "bianca", 100)]
}

#[test]
fn the_workshops_file_with_its_blank_tail_is_read() {
    let rows = "bianca,marc,1\r\n".repeat(1000);
    let text = format!("\u{feff}src,dest,amount\r\n{rows}{}", "\n".repeat(1998));
    assert_eq!(read(&text).len(), 1000);
    assert_eq!(PaymentsFile::read(None, None).expect("the built-in file").payments, 1000);
}

#[test]
fn a_file_is_taken_in_the_forms_in_which_people_save_it() {
    for (what, text) in [
        ("quoted names", "\"src\",\"dest\",\"amount\"\n\"bianca\",\"marc\",\"1.50\"\n\"marc\",\"bianca\",\"1\"\n"),
        ("semicolons, a decimal comma", "src;dest;amount\nbianca;marc;1,50\nmarc;bianca;1,0\n"),
        ("tabs", "src\tdest\tamount\nbianca\tmarc\t1.50\nmarc\tbianca\t1\n"),
        ("a decimal comma in quotes", "src,dest,amount\nbianca,marc,\"1,50\"\nmarc,bianca,1\n"),
        ("sep=;", "sep=;\r\nsrc;dest;amount\r\nbianca;marc;1,5\r\nmarc;bianca;1\r\n"),
        ("sep= saved again", "\"SEP=;\";;\nsrc;dest;amount\nbianca;marc;1,5\nmarc;bianca;1\n"),
        ("sep= a tab", "sep=\t\nsrc\tdest\tamount\nbianca\tmarc\t1,5\nmarc\tbianca\t1\n"),
        ("CR only", "src,dest,amount\rbianca,marc,1.5\rmarc,bianca,1\r"),
        ("no end of the last line", "src,dest,amount\r\nbianca,marc,1.5\r\nmarc,bianca,1"),
        ("another order and case", "Amount,SRC,Dest\n1.5,bianca,marc\n1,marc,bianca\n"),
        ("more columns", "no,src,dest,amount,,\n1,bianca,marc,1.5,,\n2,marc,bianca,1\n"),
        ("blank and empty rows", "\n,,\nsrc,dest,amount\n\nbianca,marc,1.5\n,,\n \n\"\",,\nmarc,bianca,1\n,\n\n"),
        ("spaces around fields", " src ,dest, amount\n bianca , \"marc\" ,1.5 \nmarc,\tbianca,1\n"),
        ("empty fields behind the last", "src,dest,amount\nbianca,marc,1.5,,\nmarc,bianca,1, \n"),
        ("a line break in another column", "src,dest,amount,note\nbianca,marc,1.5,\"a\nb\"\nmarc,bianca,1,\"\"\n"),
    ] {
        assert_eq!(read(text), two(), "{what}");
        assert_eq!(read(&format!("\u{feff}{text}")), two(), "{what}, behind a byte order mark");
    }
}

#[test]
fn utf_16_is_read_by_its_byte_order_mark() {
    let text = "\u{feff}src;dest;amount\r\nbjörn;🦦;1,50\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [&little, &big] {
        let payments = parse(bytes).expect("UTF-16");
        assert_eq!((payments[0].src.as_str(), payments[0].dest.as_str()), ("björn", "🦦"));
    }
    let encoding = "this is neither UTF-8 nor UTF-16 with a byte order mark: save as CSV UTF-8";
    assert_eq!(error(&little[2..]), format!("line 1: {encoding}"), "UTF-16 without its mark");
    assert_eq!(error(&little[..little.len() - 5]), format!("line 2: {encoding}"), "cut off in a character");
    assert_eq!(error(b"src,dest,amount\rbianca,marc,1\r\nbj\xF6rn,marc,1\n"), format!("line 3: {encoding}"), "Latin-1");
}

#[test]
fn quotes_mean_what_rfc_4180_says() {
    let text = "src,dest,amount\n\"a, \"\"b\"\"\",\"c;d\",1\n";
    assert_eq!(read(text), [row("a, \"b\"", "c;d", 100)]);
    let payments = PaymentsFile::payments(None).expect("the built-in file");
    assert_eq!(payments_csv::parse(&write(&payments)), Ok(payments), "the page reads what is written");
}

#[test]
fn mistakes_in_quotes_are_refused_with_their_line_and_column() {
    let with = |row: &str| error(format!("src,dest,amount\nbianca,marc,1\n{row}\nbianca,marc,1\n"));
    assert_eq!(with("bianca,\"marc,1"), "line 3, column 2: a quote is opened here and never closed");
    let after = "text follows a closing quote; a quote inside quotes is written twice";
    assert_eq!(with("\"bianca\" s,marc,1"), format!("line 3, column 1: {after}"));
    assert_eq!(with("bianca,\"marc\"\"\"x,1"), format!("line 3, column 2: {after}"));
    assert_eq!(with("bianca,5\" pipe,1"), "line 3, column 2: a quote stands inside a field without quotes");
    assert_eq!(
        error("\"src,dest,amount\nbianca,marc,1\n"),
        "line 1, column 1: a quote is opened here and never closed"
    );
    assert_eq!(error("\"src\"x;dest;amount\nbianca;marc;1\n"), format!("line 1, column 1: {after}"));
}

#[test]
fn a_first_row_that_is_no_header_says_what_is_missing() {
    let header = "the first row names the columns src, dest and amount, separated by commas, semicolons or tabs; it is";
    assert_eq!(error(""), format!("line 1: {header} \"\""));
    assert_eq!(error("\n\nbianca,marc,1\n"), format!("line 3: {header} \"bianca,marc,1\""));
    assert_eq!(error("src|dest|amount\nbianca|marc|1\n"), format!("line 1: {header} \"src|dest|amount\""));
    assert_eq!(error("src;dest\n"), "line 1: the header names no column amount");
    assert_eq!(error("src,d est,amount\na,b,1\n"), "line 1: the header names no column dest");
    assert_eq!(error("sep=,\nsrc|dest|amount\n"), format!("line 2: {header} \"src|dest|amount\""));
    let other = "line 2: sep= asks for semicolons, but the header is separated by commas";
    assert_eq!(error("sep=;\nsrc,dest,amount\na,b,1\n"), other);
    assert_eq!(error("sep=|\nsrc|dest|amount\n"), "line 1: sep= names a comma, a semicolon or a tab, not \"|\"");
    let twice = "line 1, column 4 (dest): the header names the column dest twice";
    assert_eq!(error("src,dest,amount,Dest\na,b,1,c\n"), twice);
    let invisible = "line 1, column 2 (dest): there is an invisible character, U+200B";
    assert_eq!(error("src,de\u{200b}st,amount\na,b,1\n"), invisible);
}

#[test]
fn a_bad_row_is_named_by_its_line_column_and_field() {
    let with = |row: &str| error(format!("src,dest,amount\nbianca,marc,1\n\n{row}\nbianca,marc,1\n"));
    let fields = "fields; the header says how many there are";
    assert_eq!(with("a,b"), format!("line 4: the row has 2 of 3 {fields}"));
    assert!(with("a,b,1,50").starts_with("line 4: the row has 4 fields, the header 3;"));
    assert_eq!(with(",b,1"), "line 4, column 1 (src): must not be empty");
    assert_eq!(with("a, ,1"), "line 4, column 2 (dest): must not be empty");
    assert_eq!(with(&format!("a,{},1", "b".repeat(256))), "line 4, column 2 (dest): must have at most 255 bytes");
    assert_eq!(with("a,b\u{a0}c,1"), "line 4, column 2 (dest): there is an invisible character, U+00A0");
    assert_eq!(with("\u{200d}a,b,1"), "line 4, column 1 (src): there is an invisible character, U+200D");
    assert_eq!(with("\u{a0}"), "line 4, column 1: there is an invisible character, U+00A0", "a row that looks blank");
    assert_eq!(
        error("\u{200b}\nsrc,dest,amount\na,b,1\n"),
        "line 1, column 1: there is an invisible character, U+200B"
    );
    let twice = "line 1: there is an invisible character, U+FEFF";
    assert_eq!(error("\u{feff}\u{feff}no,src,dest,amount\n1,a,b,1\n"), twice, "a second byte order mark");
    assert_eq!(with("a\tz,b,1"), "line 4, column 1 (src): there is a control character, U+0009");
    assert_eq!(with("a,b,1\u{202f}000"), "line 4, column 3 (amount): there is an invisible character, U+202F");
    assert_eq!(with("a,b,0"), "line 4, column 3 (amount): must be above 0, not \"0\"");
    assert_eq!(
        with("a,b,1000000000.01"),
        "line 4, column 3 (amount): must be at most 1000000000.00, not \"1000000000.01\""
    );
    let at = "line 4, column 1 (amount): must be above 0, not \"0,00\"";
    assert_eq!(error("amount;src;dest\r1;a;b\r\r0,00;a;b\r"), at, "CR counts as a line");
    let at = "line 4, column 2 (dest): must not be empty";
    assert_eq!(error("src,dest,amount,note\na,b,1,\"two\nlines\"\na,,1,\n"), at, "so does one in quotes");
}

#[test]
fn amounts_have_two_decimals_behind_a_point_or_a_comma_and_no_groups() {
    for (field, cents) in [("1", 100), ("1.5", 150), ("1,5", 150), ("1.50", 150), ("1,05", 105), ("007", 700)] {
        assert_eq!(read(&format!("src;dest;amount\na;b;{field}\n")), [row("a", "b", cents)], "{field}");
    }
    for field in ["1.000", "1,000", "1,000.50", "1.000,50", "1 000", "1'000", "1'000.5", "1.000.000", "12,34,567"] {
        let said = error(format!("src;dest;amount\na;b;{field}\n"));
        assert!(said.contains("is ambiguous") && said.contains(field), "{said}");
    }
    for field in ["0.001", "1.0000", "1234.567", "1.", ".5", "1e2", "-1", "+1", "1 EUR", "€1", "1..5", "none"] {
        let said = error(format!("src;dest;amount\na;b;{field}\n"));
        let expected = format!("must be digits with at most two decimals, not \"{field}\"");
        assert!(said.ends_with(&expected), "{field}: {said}");
    }
}

#[test]
fn an_error_repeats_at_most_forty_characters_and_no_control_characters() {
    let said = error(format!("src,dest,amount\na,b,{}\n", "x".repeat(100)));
    assert!(said.ends_with(&format!("not \"{}\"", "x".repeat(40))), "{said}");
    let said = error("\u{1b}[31mbianca,marc\n");
    assert!(said.ends_with("it is \"\u{fffd}[31mbianca,marc\""), "{said}");
}

#[test]
fn the_apostrophe_in_front_of_what_looks_like_a_formula_is_taken_away_again() {
    for (field, name) in [("'=1+1", "=1+1"), ("'+a", "+a"), ("'-a", "-a"), ("'@a", "@a"), ("''=a", "'=a")] {
        assert_eq!(read(&format!("src,dest,amount\n{field},b,1\n")), [row(name, "b", 100)]);
    }
    assert_eq!(read("src,dest,amount\n'tis,=a,1\n"), [row("'tis", "=a", 100)], "and no other");
}

#[test]
fn a_file_has_1_to_10000_payments() {
    let of = |rows: usize| format!("src,dest,amount\n{}", "a,b,1\n".repeat(rows));
    assert_eq!(read(&of(MAX_ROWS)).len(), MAX_ROWS);
    assert_eq!(error(of(MAX_ROWS + 1)), "line 10002: there are more than 10000 payments");
    assert_eq!(error("src,dest,amount\n\n\n"), "line 2: there are no payments");
}
