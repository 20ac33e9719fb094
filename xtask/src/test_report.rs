//! What `cargo xtask test` has to say at its end.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// Counts every test, and every step that is one claim by itself.
#[derive(Debug, Default)]
pub(crate) struct TestReport {
    passed: u32,
    failures: Vec<String>,
    not_run: Vec<String>,
    /// A program that has said how many tests it runs, and not yet how they went.
    promised: bool,
}

impl TestReport {
    /// A step that counts as one: it holds or it does not.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        eprintln!("== {name}");
        let start = Instant::now();
        let outcome = work();
        match &outcome {
            Ok(()) => self.passed += 1,
            Err(error) => self.failed(format!("{name}: {error:#}")),
        }
        eprintln!("== {name}: {} s", start.elapsed().as_secs());
        outcome.is_ok()
    }

    /// A step that runs tests with libtest's output: each of them counts.
    pub(crate) fn tests(&mut self, name: &str, command: Result<Command>) {
        eprintln!("== {name}");
        let start = Instant::now();
        if let Err(error) = command.and_then(|command| self.stream(name, command)) {
            self.failed(format!("{name}: {error:#}"));
        }
        eprintln!("== {name}: {} s", start.elapsed().as_secs());
    }

    /// Something this machine cannot do; it counts as neither passed nor failed.
    pub(crate) fn not_run(&mut self, what: String) {
        self.not_run.push(what);
    }

    /// Prints the end of the run: the failures, what was not run, and the count in the last line.
    pub(crate) fn finish(self) -> Result<()> {
        for failure in &self.failures {
            println!("FAILED {failure}");
        }
        let not_run = if self.not_run.is_empty() { "nothing".to_owned() } else { self.not_run.join("; ") };
        println!("not run: {not_run}");
        println!("{} passed, {} failed", self.passed, self.failures.len());
        // The count is the last line, also of a failure: no error text after it.
        if self.failures.is_empty() { Ok(()) } else { std::process::exit(1) }
    }

    /// A claim that does not hold.
    pub(crate) fn failed(&mut self, what: String) {
        eprintln!("FAILED {what}");
        self.failures.push(what);
    }

    fn stream(&mut self, name: &str, mut command: Command) -> Result<()> {
        let before = (self.passed, self.failures.len());
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start")?;
        let stdout = child.stdout.take().context("stdout is piped")?;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            self.read(name, &line);
        }
        let status = child.wait()?;
        self.end_of_program(name);
        if !status.success() && self.failures.len() == before.1 {
            bail!("ended with {status} without naming a failed test");
        }
        if (self.passed, self.failures.len()) == before {
            bail!("ran no test");
        }
        Ok(())
    }

    /// A program that crashes prints no summary; its tests that went well before that are not counted.
    fn end_of_program(&mut self, name: &str) {
        if std::mem::take(&mut self.promised) {
            self.failures.push(format!("{name}: a test program ended without a summary"));
        }
    }

    /// Failed tests are known by their own line, the others by the summary of their program.
    fn read(&mut self, name: &str, line: &str) {
        let failed =
            |rest: &'_ str| rest.strip_suffix(" ... FAILED").or(rest.strip_suffix(" ... FAIL")).map(str::to_owned);
        if line.starts_with("running ") && line.contains(" test") {
            self.end_of_program(name);
            self.promised = true;
        } else if let Some(test) = line.strip_prefix("test ").and_then(failed) {
            self.failures.push(format!("{name}: {test}"));
        } else if let Some(summary) = line.strip_prefix("test result: ") {
            self.promised = false;
            self.passed += count(summary, "passed");
            let ignored = count(summary, "ignored");
            if ignored > 0 {
                self.not_run(format!("{ignored} ignored in {name}"));
            }
        }
    }
}

/// The number before `word` in `ok. 5 passed; 0 failed; 1 ignored; ...`.
fn count(summary: &str, word: &str) -> u32 {
    let mut words = summary.split([' ', ';', '.']).filter(|word| !word.is_empty());
    let mut last = "";
    words
        .find_map(|next| {
            (next == word).then(|| last.parse().ok()).or_else(|| {
                last = next;
                None
            })
        })
        .flatten()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_counts_once_and_failures_are_named() {
        let mut report = TestReport::default();
        for line in [
            "test a ... ok",
            "test b ... FAILED",
            "test result: FAILED. 1 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.00s",
        ] {
            report.read("step", line);
        }
        assert_eq!(report.passed, 13);
        assert_eq!(report.failures, ["step: b"]);
        assert_eq!(report.not_run, ["2 ignored in step"]);
    }

    #[test]
    fn a_program_that_crashes_is_a_failure() {
        let mut report = TestReport::default();
        for line in [
            "running 2 tests",
            "test a ... ok",
            "running 1 test",
            "test c ... FAIL",
            "test result: FAILED. 0 passed; 1 failed",
        ] {
            report.read("step", line);
        }
        assert_eq!(report.failures, ["step: a test program ended without a summary", "step: c"]);
    }
}
