//! German: what is wrong with a rule.

use protocol::RuleErrorKind as Kind;

use crate::text::exercise::signature;

/// Says what is wrong, and where it can be said, how it is right.
pub(super) fn sentence(kind: Kind, name: Option<&str>) -> String {
    let said = name.unwrap_or_default();
    match (kind, signature(said)) {
        (Kind::UnknownName, Some(signature)) => {
            format!("\u{201e}{said}\u{201c} fehlt oder gibt es dort nicht: {signature}.")
        }
        (Kind::UnknownName, None) => format!("Den Namen \u{201e}{said}\u{201c} kennt niemand."),
        (Kind::OtherArguments, Some(signature)) => {
            format!("\u{201e}{said}\u{201c} nimmt etwas anderes: {signature}.")
        }
        (Kind::OtherArguments, None) => format!("\u{201e}{said}\u{201c} geht nicht mit dem, was daneben steht."),
        (Kind::MissingToken, _) => missing(said),
        (Kind::UnexpectedToken, _) => unexpected(said),
        (Kind::ReservedWord, _) => {
            format!("\u{201e}{said}\u{201c} gehört nicht zur Sprache der Regeln und ist auch kein Name.")
        }
        (Kind::Limit, _) => limit(name).into(),
        (Kind::WrongResult, Some(_)) => {
            "look ergibt eine Quittung, einen Text, eine Zahl, wahr oder falsch, oder nichts: ().".into()
        }
        _ => plain(kind).into(),
    }
}

/// What is said without a name.
fn plain(kind: Kind) -> &'static str {
    match kind {
        Kind::UnterminatedText => {
            "Hier beginnt ein Text, der nicht endet: er steht in doppelten Anführungszeichen, auf einer Zeile."
        }
        Kind::UnexpectedEnd => "Die Regel hört mittendrin auf: eine Klammer ist noch offen, ( oder {.",
        Kind::MissingExpression => "Hier fehlt ein Wert. Nichts schreibt man ().",
        Kind::MissingName => "Hier fehlt ein Name.",
        Kind::NotAssignable => "Was links von = steht, lässt sich nicht setzen. Verglichen wird mit ==.",
        Kind::TooComplex => "Dieser Ausdruck ist zu tief verschachtelt. Teilen Sie ihn mit let in Schritte.",
        Kind::NotATruthValue => "Eine Bedingung muss wahr oder falsch sein. Vergleichen Sie, etwa mit != ().",
        Kind::WrongResult => "pay muss mit paid(...), replay(...) oder refuse(...) enden, ohne Strichpunkt.",
        Kind::PaidTwice => "Eine Entscheidung zahlt höchstens einmal, und hier zahlt sie zum zweiten Mal.",
        Kind::RefusedAfterPaying => "Wer gezahlt hat, kann nicht mehr ablehnen: erst prüfen, dann zahlen.",
        Kind::LookPaid => "look darf nur nachsehen, mit ledger.find(key). Gezahlt wird in pay.",
        Kind::Misuse => "Das ist hier nicht erlaubt.",
        _ => "Das lässt sich nicht als Regel lesen.",
    }
}

fn missing(token: &str) -> String {
    match token {
        ";" => "Davor fehlt ein Strichpunkt: ; beendet jede Anweisung, der noch eine folgt.".into(),
        "," => "Davor fehlt ein Komma, oder die schließende Klammer.".into(),
        ")" | "}" | "]" => format!("Davor fehlt die schließende Klammer {token}"),
        "(" | "{" | "[" => format!("Davor fehlt die öffnende Klammer {token}"),
        token => format!("Davor fehlt {token}"),
    }
}

fn unexpected(token: &str) -> String {
    match token {
        "=" => "Ein einzelnes = setzt einen Wert. Verglichen wird mit ==.".into(),
        "===" => "\u{201e}===\u{201c} gibt es hier nicht. Verglichen wird mit ==.".into(),
        "!==" => "\u{201e}!==\u{201c} gibt es hier nicht. Ungleich heißt !=.".into(),
        token => format!("\u{201e}{token}\u{201c} bedeutet hier nichts."),
    }
}

fn limit(name: Option<&str>) -> &'static str {
    match name {
        Some("operations") => "Eine Entscheidung hat höchstens 2000 Schritte. Endet jede Schleife?",
        Some("time") => "Eine Entscheidung dauert höchstens eine Viertelsekunde. Endet jede Schleife?",
        Some("questions") => "Eine Entscheidung fragt Kontobuch und Speicher höchstens achtmal.",
        Some("calls") => "Funktionen rufen einander hier zu tief auf. Hört das je auf?",
        Some("variables") => "Das sind zu viele Variablen: 64 sind erlaubt.",
        Some("functions") => "Das sind zu viele Funktionen: 16 sind erlaubt.",
        Some("size") => "Ein Text oder eine Liste wird hier zu lang.",
        Some("text") => "Die Regel ist zu lang: 8 KB sind erlaubt.",
        _ => "Die Regel überschreitet eine Grenze.",
    }
}
