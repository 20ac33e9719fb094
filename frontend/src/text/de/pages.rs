//! German, for the pages around the runs.

use super::counterexamples::COUNTEREXAMPLES;
use crate::text::pages::{
    AboutText, CodeText, ExplorerText, FallaciesText, GeneralsText, PagesText, ReportText, RunText,
};

pub(super) const PAGES: PagesText = PagesText {
    label: "Rund um die Läufe",
    back: "Zurück",
    code: CodeText {
        name: "Code",
        title: "Was die Bank mit einem Schlüssel tut",
        place: |file, line| format!("{file}, Zeile {line}"),
        in_force: "jetzt in Kraft",
        from_the_next_run: "ab dem nächsten Lauf in Kraft",
        lit: |before| format!("Hervorgehoben: was anders ist als in „{before}“."),
        changed: "geändert",
        unknown: "Die Bank hat ihren Code noch nicht gezeigt.",
    },
    counterexamples: COUNTEREXAMPLES,
    explorer: ExplorerText {
        name: "Verluste erkunden",
        title: "Was ein Verlust kostet",
        what: "Verlorene Anfragen sind fehlende Zahlungen. Verlorene Antworten sind doppelte Zahlungen, wenn die Bank keinen Schlüssel prüft.",
        requests_lost: "Verlorene Anfragen",
        replies_lost: "Verlorene Antworten",
        share_axis: "verloren von 1000",
        paid_axis: "EUR überwiesen von 1000",
        curves: ["einmal gesendet", "blind wiederholt", "Schlüssel geprüft"],
        laws: ["1 \u{2212} p", "1 / (1 \u{2212} q)", "1"],
        never_ends: "endet nie",
        of_a_thousand: |count| format!("{count} von 1000"),
        run_it: "Laufen lassen",
        dots: |count| match count {
            0 => "Noch keine Punkte: jeder beendete Lauf nach diesen Regeln setzt einen.".into(),
            1 => "1 Punkt: ein beendeter Lauf.".into(),
            count => format!("{count} Punkte: je einer für jeden beendeten Lauf."),
        },
        dot: |curve, p, q, transferred, expected| {
            let (p, q) = (p * 1000.0, q * 1000.0);
            format!("{curve}, {p:.0} und {q:.0} von 1000 verloren: {transferred} von {expected} EUR")
        },
        challenge: "Die Aufgabe",
        challenge_what: "Anfragen gehen verloren, es gibt keinen Schlüssel, und der Client wiederholt blind. Wählen Sie die Verluste so, dass genau die richtige Summe bezahlt wird, und beweisen Sie es mit einem Lauf.",
        hint_label: "Ein Hinweis",
        hint: "Von welchem der beiden Verluste hängt die Kurve des blinden Wiederholens ab?",
        solved: |attempts| {
            format!(
                "Durch einen Lauf bewiesen: {attempts} Versuche, und genau die richtige Summe. Nur verlorene Antworten zahlen doppelt."
            )
        },
        running: |settled, of| format!("{settled} von {of} erledigt"),
    },
    generals: GeneralsText {
        name: "Zwei Generäle",
        title: "Die zwei Generäle",
        paragraphs: [
            "Zwei Generäle siegen, wenn sie zusammen angreifen, und verlieren, wenn es einer allein tut. Ihre Boten laufen durch ein Tal, in dem jeder gefangen werden kann.",
            "Wer die letzte Nachricht schickt, weiß nicht, ob sie ankam. Eine weitere schiebt den Zweifel nur auf die andere Seite, und so macht keine Zahl von Nachrichten beide sicher.",
            "Client und Bank sind solche Generäle: keine Zahl von Antworten beendet den Zweifel. Es hilft, wenn noch einmal zu fragen nicht schadet, und dafür ist der Schlüssel da.",
        ],
        picture: "Zwei Generäle auf zwei Hügeln. Drei Nachrichten kommen an; die vierte geht verloren, und ihr Absender kann es nicht wissen.",
        messages: ["Angriff im Morgengrauen?", "Einverstanden.", "„Einverstanden“ ist da.", "Auch das ist da."],
        lost: "Kam sie an?",
    },
    fallacies: FallaciesText {
        name: "Acht Irrtümer",
        title: "Acht Irrtümer über verteilte Systeme",
        source: "Gesammelt bei Sun Microsystems von Peter Deutsch und anderen, in den 1990er Jahren.",
        list: [
            (
                "Das Netz ist zuverlässig",
                "Kapitel 2 bis 5: von 1000 Anfragen gehen 300 verloren, und ebenso viele von 1000 Antworten.",
            ),
            (
                "Es gibt keine Verzögerung",
                "Eine Antwort kann kommen, wenn niemand mehr wartet: das entscheidet die Wartezeit je Versuch.",
            ),
            (
                "Die Bandbreite ist unendlich",
                "Ein Browser öffnet sechs Verbindungen zu einem Rechner; die siebte Zahlung wartet.",
            ),
            ("Das Netz ist sicher", "Wer die Bank erreicht, kann zahlen. Steuern darf nur der Rechner des Gastgebers."),
            (
                "Der Aufbau des Netzes bleibt gleich",
                "Der Proxy kann mittendrin umziehen oder ausgehen: die Seite sieht nach und sagt es.",
            ),
            ("Es gibt einen Verwalter", "Fremde Toxics sitzen auf demselben Proxy und verändern die Zahlen."),
            (
                "Transport kostet nichts",
                "Genau einmal kostet bei diesen Verlusten etwa zwei Versuche je Zahlung, jeden auf eigener Verbindung.",
            ),
            (
                "Das Netz ist einheitlich",
                "Chromium und Firefox wiederholen einen POST auf benutzter Verbindung von selbst. WebKit tut es nicht.",
            ),
        ],
    },
    exercise: super::exercise::TEXT,
    about: AboutText {
        name: "Über diesen Lauf",
        title: "Über diesen Lauf",
        versions: "Versionen",
        lab: "Lab",
        browser: "Browser",
        settings: "Einstellungen des letzten Laufs",
        no_run: "Auf dieser Seite lief noch nichts.",
        rows: RunText {
            run: "Lauf",
            client_policy: "Der Client",
            key_policy: "Die Bank",
            retry_order: "Wiederholungen",
            retry_orders: ["sofort", "später, am Ende der Schlange"],
            senders: "Sender",
            timeout: "Wartezeit je Versuch",
            losses: "Eingestellte Verluste",
            report: ReportText {
                title: "Ein Lauf des Exactly-Once Lab",
                finished: "Beendet",
                network: "Netz",
                measured: "Gemessene Verluste",
                theory: "95 von 100 Läufen ergeben",
                band: |low, high| format!("{low} bis {high} EUR"),
                no_law: "für diese Einstellungen ist kein Gesetz bekannt",
                entries: "Einträge im Kontobuch",
                payments: "Jede Zahlung",
                columns: ["Zahlung", "Schlüssel", "Versuche", "Der Client", "Wie oft bezahlt"],
                footer: "Gemessen, nicht simuliert: von einem Browser durch Toxiproxy gesendet und mit dem Kontobuch der Bank verglichen.",
            },
        },
        sources: "Woher die Zahlen kommen",
        recordings: "Alles auf dieser Seite hat sie selbst gemessen. Was aus einer Aufzeichnung stammt, sagt es dazu.",
        source_list: [
            ("Überwiesen", "aus dem Kontobuch der Bank gelesen, nicht durch das kaputte Netz"),
            ("Bestätigt, unbekannt", "vom Client gezählt, an den Antworten, die kamen oder ausblieben"),
            ("Einmal, zweimal, nie bezahlt", "aus dem Kontobuch gelesen, an der Nummer, die jeder Versuch trägt"),
            (
                "Gemessene p und q",
                "beendete Versuche, Versuche, die bei der Bank ankamen, und Antworten, die zurückkamen",
            ),
            (
                "Versteckte Wiederholungen",
                "von der Bank gezählt: was zweimal ankommt, hat der Browser selbst wiederholt",
            ),
            ("Theorie", "berechnet: genaue Quantile des Gesetzes für die eingestellten Verluste"),
        ],
        take: "Zum Mitnehmen",
        take_what: "Der letzte beendete Lauf mit jeder Zahlung: als Tabelle, als Daten, oder als Bericht, der ohne das Lab aufgeht.",
        nothing_to_take: "Es gibt noch keinen beendeten Lauf zum Mitnehmen, oder die Bank ist noch verdeckt.",
        take_csv: "CSV",
        take_json: "JSON",
        take_report: "Bericht (HTML)",
    },
};
