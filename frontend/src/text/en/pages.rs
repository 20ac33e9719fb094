//! English, for the pages around the runs.

use super::counterexamples::COUNTEREXAMPLES;
use crate::text::pages::{
    AboutText, CodeText, ExplorerText, FallaciesText, GeneralsText, PagesText, ReportText, RunText,
};

pub(super) const PAGES: PagesText = PagesText {
    label: "Around the runs",
    back: "Back",
    code: CodeText {
        name: "Code",
        title: "What the bank does with a key",
        place: |file, line| format!("{file}, line {line}"),
        in_force: "in force now",
        from_the_next_run: "in force from the next run on",
        lit: |before| format!("Lit: what differs from \u{201c}{before}\u{201d}."),
        changed: "changed",
        unknown: "The bank has not told its code yet.",
    },
    counterexamples: COUNTEREXAMPLES,
    explorer: ExplorerText {
        name: "Loss explorer",
        title: "What a loss costs",
        what: "Requests that get lost are payments that are missing. Replies that get lost are payments made twice, unless the bank checks a key.",
        requests_lost: "Requests lost",
        replies_lost: "Replies lost",
        share_axis: "lost of 1000",
        paid_axis: "EUR transferred of 1000",
        curves: ["sent once", "retried blindly", "key checked"],
        laws: ["1 \u{2212} p", "1 / (1 \u{2212} q)", "1"],
        never_ends: "never ends",
        of_a_thousand: |count| format!("{count} of 1000"),
        run_it: "Run it",
        dots: |count| match count {
            0 => "No dots yet: each finished run with these policies leaves one.".into(),
            1 => "1 dot: one finished run.".into(),
            count => format!("{count} dots: one for each finished run."),
        },
        dot: |curve, p, q, transferred, expected| {
            let (p, q) = (p * 1000.0, q * 1000.0);
            format!("{curve}, {p:.0} and {q:.0} of 1000 lost: {transferred} of {expected} EUR")
        },
        challenge: "The challenge",
        challenge_what: "Requests get lost, there is no key, and the client retries blindly. Choose the losses so that exactly the right sum is paid, and prove it with a run.",
        hint_label: "A hint",
        hint: "Which of the two losses does the curve of the blind retry depend on?",
        solved: |attempts| {
            format!("Proven by a run: {attempts} attempts, and exactly the right sum. Only lost replies pay twice.")
        },
        running: |settled, of| format!("{settled} of {of} settled"),
    },
    generals: GeneralsText {
        name: "Two generals",
        title: "The two generals",
        paragraphs: [
            "Two generals win if they attack together, and lose if one attacks alone. Their messengers cross a valley in which any of them may be caught.",
            "Whoever sends the last message does not know whether it arrived. A further message only moves the doubt to the other side, so no number of messages makes both certain.",
            "Client and bank are such generals: no number of replies ends the doubt. What helps is to make asking again harmless, and that is what the key is for.",
        ],
        picture: "Two generals on two hills. Three messages arrive; the fourth is lost, and its sender cannot know.",
        messages: ["Attack at dawn?", "Agreed.", "Got your \u{201c}agreed\u{201d}.", "Got that, too."],
        lost: "Did it arrive?",
    },
    fallacies: FallaciesText {
        name: "Eight fallacies",
        title: "Eight fallacies of distributed computing",
        source: "Collected at Sun Microsystems by Peter Deutsch and others, in the 1990s.",
        list: [
            ("The network is reliable", "Chapters 2 to 5: of 1000 requests 300 get lost, and of the replies as many."),
            (
                "Latency is zero",
                "A reply may come when nobody waits any more: that is what the attempt timeout decides.",
            ),
            ("Bandwidth is infinite", "A browser opens six connections to a host; a seventh payment waits."),
            ("The network is secure", "Whoever reaches the bank may pay. Only the host's own machine may steer."),
            (
                "Topology does not change",
                "The proxy may be moved or switched off in the middle: the page looks again and says so.",
            ),
            ("There is one administrator", "Somebody else's toxics sit on the same proxy, and change your numbers."),
            (
                "Transport cost is zero",
                "Exactly once costs about two attempts per payment at these losses, each on its own connection.",
            ),
            (
                "The network is homogeneous",
                "Chromium and Firefox repeat a POST by themselves on a used connection. WebKit does not.",
            ),
        ],
    },
    exercise: super::exercise::TEXT,
    about: AboutText {
        name: "About this run",
        title: "About this run",
        versions: "Versions",
        lab: "Lab",
        browser: "Browser",
        settings: "Settings of the latest run",
        no_run: "This page has not run anything yet.",
        rows: RunText {
            run: "Run",
            client_policy: "The client",
            key_policy: "The bank",
            retry_order: "Retries",
            retry_orders: ["at once", "later, at the end of the queue"],
            senders: "Senders",
            timeout: "Attempt timeout",
            losses: "Losses that were set",
            report: ReportText {
                title: "A run of the Exactly-Once Lab",
                finished: "Finished",
                network: "Network",
                measured: "Losses as measured",
                theory: "95 of 100 runs come to",
                band: |low, high| format!("{low} to {high} EUR"),
                no_law: "no law is known for these settings",
                entries: "Entries in the ledger",
                payments: "Every payment",
                columns: ["Payment", "Key", "Attempts", "The client", "Times paid"],
                footer: "Measured, not simulated: sent by a browser through Toxiproxy, and compared with the bank's ledger.",
            },
        },
        sources: "Where the numbers come from",
        recordings: "Everything on this page was measured by it. What is shown from a recording says so.",
        source_list: [
            ("Transferred", "read from the bank's ledger, not through the broken network"),
            ("Acknowledged, unknown", "counted by the client from the answers it got, or did not get"),
            ("Paid once, twice, never", "read from the ledger by the number each attempt carries"),
            ("Measured p and q", "attempts ended, attempts that arrived at the bank, and answers that came back"),
            ("Hidden repeats", "counted by the bank: an attempt that arrives twice was resent by the browser"),
            ("Theory", "computed: exact quantiles of the law for the losses that were set"),
        ],
        take: "Take it away",
        take_what: "The latest finished run, with every payment: as a table, as data, or as a report that opens without the lab.",
        nothing_to_take: "There is no finished run to take away yet, or the bank has not been revealed.",
        take_csv: "CSV",
        take_json: "JSON",
        take_report: "Report (HTML)",
    },
};
