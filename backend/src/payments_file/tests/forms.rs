//! Any payments, saved in any form that is taken, are read as they were; and nothing that is read ends in a panic.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::{parse, write};
use protocol::{Amount, Party, Payment, escape_formula, payments_csv};

/// How somebody saves a file.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit that goes with every other")]
struct Form {
    separator: char,
    says_separator: bool,
    line_end: &'static str,
    decimal: char,
    quotes_all: bool,
    order: [usize; 3],
    blank_rows: bool,
    spaces: bool,
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16Le,
    Utf16Be,
}

fn form() -> impl Strategy<Value = Form> {
    let separator = prop_oneof![Just(','), Just(';'), Just('\t')];
    let line_end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    let order = Just([0, 1, 2]).prop_shuffle();
    let encoding = prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Utf8WithMark),
        Just(Encoding::Utf16Le),
        Just(Encoding::Utf16Be)
    ];
    let decimal = prop_oneof![Just('.'), Just(',')];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (separator, line_end, order, encoding, decimal, flags).prop_map(
        |(separator, line_end, order, encoding, decimal, (says_separator, quotes_all, blank_rows, spaces))| Form {
            separator,
            says_separator,
            line_end,
            decimal,
            quotes_all,
            order,
            blank_rows,
            spaces,
            encoding,
        },
    )
}

impl Form {
    fn save(&self, payments: &[Payment]) -> Vec<u8> {
        let mut lines = Vec::new();
        if self.says_separator {
            lines.push(format!("sep={}", self.separator));
        }
        lines.push(self.row(&["src", "Dest", "AMOUNT"]));
        for payment in payments {
            if self.blank_rows {
                lines.extend([String::new(), [self.separator; 2].iter().collect()]);
            }
            let amount = payment.amount.to_string().replace('.', &self.decimal.to_string());
            lines.push(self.row(&[
                &escape_formula(payment.src.as_str()),
                &escape_formula(payment.dest.as_str()),
                &amount,
            ]));
        }
        let text = lines.join(self.line_end);
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8WithMark => format!("\u{feff}{text}").into_bytes(),
            Encoding::Utf16Le => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    fn row(&self, fields: &[&str; 3]) -> String {
        let field = |at: usize| {
            let field = fields[at];
            let needs_quotes = self.quotes_all || field.contains([self.separator, '"']);
            let field = if needs_quotes { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() };
            if self.spaces { format!(" {field}  ") } else { field }
        };
        self.order.map(field).join(&self.separator.to_string())
    }
}

fn payment() -> impl Strategy<Value = Payment> {
    // Visible letters with the ones that mean something to a reader of CSV, and no spaces at the ends.
    let name = || "[a-zäß='+,;\"@-]{1,3}( [a-z,;\"]{1,3})?".prop_map(|name| name.parse::<Party>().expect("a party"));
    let amount = (1_u64..=100_000_000_000).prop_map(|cents| Amount::from_cents(cents).expect("an amount"));
    (name(), name(), amount).prop_map(|(src, dest, amount)| Payment { src, dest, amount })
}

proptest! {
    #[test]
    fn payments_are_read_as_they_were_whatever_the_form(payments in vec(payment(), 1..8), form in form()) {
        prop_assert_eq!(parse(&form.save(&payments)), Ok(payments));
    }

    #[test]
    fn the_page_reads_what_is_written_for_it(payments in vec(payment(), 1..8)) {
        prop_assert_eq!(payments_csv::parse(&write(&payments)), Ok(payments));
    }

    #[test]
    fn anything_is_read_or_refused_with_a_sentence(
        head in prop_oneof![Just("src,dest,amount\n"), Just("sep=;\nsrc;dest;amount\r\n"), Just("")],
        rest in vec(prop_oneof![
            4 => "[a-c]{1,2}[,;][a-c]{1,2}[,;][0-9]{1,2}([.,][0-9]{1,3})?[\r\n]{1,2}",
            2 => "[a\",;\t '\n\r=.0-9\u{200b}\u{0}]{0,12}",
            1 => "\\PC{0,60}",
        ], 0..6),
    ) {
        let text = format!("{head}{}", rest.concat());
        if let Err(error) = parse(text.as_bytes()) {
            let lines = text.replace("\r\n", "\n").matches(['\r', '\n']).count() + 1;
            prop_assert!((1..=lines + 1).contains(&error.line), "{} of {}", error, lines);
            let said = error.to_string();
            prop_assert!(!said.contains(char::is_control) && said.chars().count() < 220, "{}", said);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..80)) {
        let _ = parse(&bytes);
    }
}
