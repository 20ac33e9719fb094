//! One evaluation of a rule, with the answers given so far.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use protocol::{IdempotencyKey, Receipt, RuleError, RuleErrorKind};
use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FuncArgs, Position, Scope};

use crate::limits::{BYTES_PER_OPERATION, MAX_NOTE, MAX_NOTES, MAX_TEXT};
use crate::{Limits, Value, engine, error};

/// What a rule asks its host.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Pays, and writes the key beside it, unclaimed.
    Insert(IdempotencyKey),
    /// Pays and claims the key in one step.
    Claim(IdempotencyKey),
    /// Looks for the oldest receipt with the key.
    Find(IdempotencyKey),
    /// Recalls what the memory holds under a name.
    Recall(String),
    /// Remembers a value under a name.
    Remember(String, Value),
}

/// What the host answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Question::Insert`]: the receipt.
    Paid(Receipt),
    /// To [`Question::Claim`]: whether the key was new, and the receipt of whoever claimed it first.
    Claimed(bool, Receipt),
    /// To [`Question::Find`].
    Found(Option<Receipt>),
    /// To [`Question::Recall`].
    Recalled(Option<Value>),
    /// To [`Question::Remember`]: whether there was room.
    Remembered(bool),
}

/// A text that compiles, and defines what it must.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(crate) program: AST,
    /// Whether it has a `look`.
    pub(crate) looks: bool,
    /// Every name that can be called.
    known: BTreeSet<String>,
}

/// Evaluates rules, one at a time.
pub struct Interpreter {
    engine: Engine,
    state: Shared,
    pub(crate) limits: Limits,
}

/// What the engine's functions share with the evaluation that is under way.
pub(crate) type Shared = Arc<Mutex<State>>;

/// The evaluation that is under way.
#[derive(Default)]
pub(crate) struct State {
    /// Whether this is `look`, which may not pay.
    pub(crate) looks: bool,
    /// The answers so far, in the order of their questions.
    pub(crate) answers: Vec<(Question, Answer)>,
    /// How many of them have been looked up.
    next: usize,
    /// The first question without an answer.
    question: Option<Question>,
    /// Whether an answer was a payment of this decision.
    pub(crate) paid: bool,
    /// How many notes were left before this evaluation.
    notes_before: usize,
    notes: Vec<String>,
    meter: Meter,
}

/// What a decision has spent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) operations: u64,
    pub(crate) time: Duration,
    pub(crate) questions: usize,
    pub(crate) notes: Vec<String>,
}

/// Counts an evaluation against its limits.
struct Meter {
    limits: Limits,
    before: Spent,
    /// Operations of the engine.
    counted: u64,
    /// Operations for the bytes that native calls handle.
    charged: u64,
    began: Instant,
    exceeded: Option<RuleError>,
}

/// Which function is evaluated, and what only it is given.
pub(crate) enum Function {
    Look,
    Pay(Value),
}

/// How an evaluation ended.
pub(crate) enum Step {
    Asks(Question),
    Returns(Dynamic),
    Fails(RuleError),
}

impl fmt::Debug for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interpreter").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Default for Interpreter {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Interpreter {
    /// Builds the engine, which takes a moment: a bank does it when the first rule is used.
    pub fn new(limits: Limits) -> Self {
        let state = Shared::default();
        Self { engine: engine::build(&state), state, limits }
    }

    /// Compiles a rule. Names of functions and members are looked up only when it runs: see [`check()`](crate::check()).
    ///
    /// # Errors
    /// The first mistake, with its place where the parser knows one.
    pub fn compile(&self, text: &str) -> Result<Rule, RuleError> {
        if text.len() > MAX_TEXT {
            let detail = format!("a rule has at most {MAX_TEXT} bytes");
            return Err(error::of_limit("text", detail));
        }
        let program = self.engine.compile(text).map_err(|found| error::of_parsing(&found))?;
        let known = engine::NAMES.into_iter().map(str::to_owned);
        let known = known.chain(program.iter_functions().map(|function| function.name.to_owned())).collect();
        let rule = Rule { looks: false, program, known };
        let Some(()) = rule.defines("pay", &["order", "key", "ledger", "memory", "seen"])? else {
            let detail = "there must be a function pay(order, key, ledger, memory, seen)";
            let found = error::without_place(RuleErrorKind::UnknownName, detail);
            return Err(RuleError { name: Some("pay".to_owned()), ..found });
        };
        let looks = rule.defines("look", &["order", "key", "ledger", "memory"])?.is_some();
        Ok(Rule { looks, ..rule })
    }

    /// Evaluates one function of a rule. `answers` are given and come back, and what it cost is added to `spent`.
    pub(crate) fn evaluate(
        &mut self,
        rule: &Rule,
        function: Function,
        order: &crate::values::OrderValue,
        key: &IdempotencyKey,
        answers: &mut Vec<(Question, Answer)>,
        spent: &mut Spent,
    ) -> Step {
        *lock(&self.state) = State {
            looks: matches!(function, Function::Look),
            answers: std::mem::take(answers),
            notes_before: spent.notes.len(),
            meter: Meter::new(self.limits, spent.clone()),
            ..State::default()
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| match function {
            Function::Look => self.call(rule, "look", engine::look_arguments(order, key)),
            Function::Pay(seen) => self.call(rule, "pay", engine::pay_arguments(order, key, seen)),
        }));
        let mut state = std::mem::take(&mut *lock(&self.state));
        *answers = std::mem::take(&mut state.answers);
        spent.operations = state.meter.operations();
        spent.time = state.meter.time();
        let Ok(outcome) = outcome else {
            // Nobody knows what the panic left behind.
            *self = Self::new(self.limits);
            return Step::Fails(error::without_place(RuleErrorKind::Misuse, "the rule made its engine fail"));
        };
        match outcome {
            Ok(value) => {
                spent.notes.append(&mut state.notes);
                Step::Returns(value)
            }
            Err(found) => match (state.question, state.meter.exceeded) {
                (Some(question), _) => Step::Asks(question),
                (None, Some(limit)) => {
                    let RuleError { line, column, .. } = error::of_evaluation(&found, &rule.known);
                    Step::Fails(RuleError { line, column, ..limit })
                }
                (None, None) => Step::Fails(error::of_evaluation(&found, &rule.known)),
            },
        }
    }

    fn call(&self, rule: &Rule, function: &str, arguments: impl FuncArgs) -> Result<Dynamic, Box<EvalAltResult>> {
        let options = CallFnOptions::new().eval_ast(false);
        self.engine.call_fn_with_options(options, &mut Scope::new(), &rule.program, function, arguments)
    }

    /// How the engine calls the type of a value.
    pub(crate) fn type_of(&self, value: &Dynamic) -> String {
        self.engine.map_type_name(value.type_name()).to_owned()
    }
}

impl Rule {
    /// Whether a function is there; an error when it is there with other parameters only.
    fn defines(&self, name: &str, parameters: &[&str]) -> Result<Option<()>, RuleError> {
        let mut found = self.program.iter_functions().filter(|function| function.name == name).peekable();
        if found.peek().is_none() {
            return Ok(None);
        }
        if found.any(|function| function.params.len() == parameters.len()) {
            return Ok(Some(()));
        }
        let detail = format!("{name} takes {} parameters: {}", parameters.len(), parameters.join(", "));
        let error = error::without_place(RuleErrorKind::OtherArguments, detail);
        Err(RuleError { name: Some(name.to_owned()), ..error })
    }
}

/// A panic inside an evaluation leaves nothing behind that the next one reads.
pub(crate) fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Looks up the answer to the next question, or ends the evaluation with it.
    pub(crate) fn ask(&mut self, question: Question) -> Result<Answer, Box<EvalAltResult>> {
        let Some((asked, answer)) = self.answers.get(self.next) else {
            self.question = Some(question);
            // No rule can catch it.
            return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into());
        };
        debug_assert_eq!(*asked, question, "a rule asks the same again");
        self.next += 1;
        Ok(answer.clone())
    }

    /// Counts the bytes that a native call handles.
    pub(crate) fn charge(&mut self, bytes: usize) {
        self.meter.charged += (bytes / BYTES_PER_OPERATION) as u64;
    }

    pub(crate) fn note(&mut self, text: &str) -> Result<(), Box<EvalAltResult>> {
        if text.len() > MAX_NOTE {
            return Err(format!("a note has at most {MAX_NOTE} bytes").into());
        }
        if self.notes_before + self.notes.len() >= MAX_NOTES {
            return Err(format!("an order leaves at most {MAX_NOTES} notes").into());
        }
        self.notes.push(text.to_owned());
        Ok(())
    }

    /// The engine has come so far; `Some` ends the evaluation.
    pub(crate) fn progress(&mut self, operations: u64) -> Option<Dynamic> {
        self.meter.progress(operations).then_some(Dynamic::UNIT)
    }
}

impl Meter {
    /// How many operations pass between two looks at the clock. A look costs as much as an operation.
    const CLOCK_EVERY: u64 = 16;

    fn new(limits: Limits, before: Spent) -> Self {
        Self { limits, before, counted: 0, charged: 0, began: Instant::now(), exceeded: None }
    }

    fn operations(&self) -> u64 {
        self.before.operations + self.counted + self.charged
    }

    fn time(&self) -> Duration {
        self.before.time + self.began.elapsed()
    }

    /// Whether a limit is exceeded.
    fn progress(&mut self, operations: u64) -> bool {
        self.counted = operations;
        if self.operations() > self.limits.operations {
            let detail = format!("a decision has at most {} operations", self.limits.operations);
            self.exceeded = Some(error::of_limit("operations", detail));
        } else if operations.is_multiple_of(Self::CLOCK_EVERY) && self.time() > self.limits.time {
            let detail = format!("a decision takes at most {} ms", self.limits.time.as_millis());
            self.exceeded = Some(error::of_limit("time", detail));
        }
        self.exceeded.is_some()
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new(Limits::default(), Spent::default())
    }
}
