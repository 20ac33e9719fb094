//! Everything that a rule can say. The engine starts with nothing but the operators of whole numbers, truth values and
//! texts, and gets no package of functions: `LanguageCorePackage` would bring `sleep` and `exit`.

use std::sync::Arc;

use protocol::{IdempotencyKey, Receipt};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};
use sha2::{Digest, Sha256};

use crate::Value;
use crate::error::{HAS_PAID, ONLY_FINDS, PAYS_ONCE};
use crate::evaluation::{Answer, Question, Shared, lock};
use crate::limits::{self, MAX_REFUSAL, MAX_REMEMBERED};
use crate::values::{ClaimValue, LedgerValue, MemoryValue, OrderValue, ReceiptValue, VerdictValue};

type Said<T> = Result<T, Box<EvalAltResult>>;

/// Every name that a rule can call.
pub(crate) const NAMES: [&str; 17] = [
    "insert",
    "claim",
    "find",
    "get",
    "set",
    "same",
    "digest",
    "note",
    "paid",
    "replay",
    "refuse",
    "len",
    "contains",
    "starts_with",
    "to_string",
    "type_of",
    "is_empty",
];

/// Builds the engine around the state that its functions share.
pub(crate) fn build(state: &Shared) -> Engine {
    let mut engine = Engine::new_raw();
    limits::restrict(&mut engine);
    let meter = Arc::clone(state);
    engine.on_progress(move |operations| lock(&meter).progress(operations));
    values(&mut engine);
    ledger(&mut engine, state);
    memory(&mut engine, state);
    verdicts(&mut engine, state);
    texts(&mut engine, state);
    engine
}

/// The arguments of `look(order, key, ledger, memory)`.
pub(crate) fn look_arguments(
    order: &OrderValue,
    key: &IdempotencyKey,
) -> (OrderValue, ImmutableString, LedgerValue, MemoryValue) {
    (order.clone(), key.as_str().into(), LedgerValue, MemoryValue)
}

/// The arguments of `pay(order, key, ledger, memory, seen)`.
pub(crate) fn pay_arguments(
    order: &OrderValue,
    key: &IdempotencyKey,
    seen: Value,
) -> (OrderValue, ImmutableString, LedgerValue, MemoryValue, Dynamic) {
    (order.clone(), key.as_str().into(), LedgerValue, MemoryValue, seen.into_dynamic())
}

/// The types and what can be read of them.
fn values(engine: &mut Engine) {
    engine
        .register_type_with_name::<LedgerValue>("ledger")
        .register_type_with_name::<MemoryValue>("memory")
        .register_type_with_name::<VerdictValue>("verdict")
        .register_type_with_name::<OrderValue>("order")
        .register_get("src", |order: &mut OrderValue| ImmutableString::from(order.0.src.as_str()))
        .register_get("dest", |order: &mut OrderValue| ImmutableString::from(order.0.dest.as_str()))
        .register_get("amount", |order: &mut OrderValue| order.0.amount.to_string())
        .register_get("cents", |order: &mut OrderValue| cents(order.0.amount))
        .register_type_with_name::<ReceiptValue>("receipt")
        .register_get("id", |receipt: &mut ReceiptValue| i64::try_from(receipt.0.id).unwrap_or(i64::MAX))
        .register_get("src", |receipt: &mut ReceiptValue| ImmutableString::from(receipt.0.src.as_str()))
        .register_get("dest", |receipt: &mut ReceiptValue| ImmutableString::from(receipt.0.dest.as_str()))
        .register_get("amount", |receipt: &mut ReceiptValue| receipt.0.amount.to_string())
        .register_get("cents", |receipt: &mut ReceiptValue| cents(receipt.0.amount))
        .register_get("key", |receipt: &mut ReceiptValue| {
            receipt.0.key.as_deref().map_or(Dynamic::UNIT, |key| ImmutableString::from(key).into())
        })
        .register_type_with_name::<ClaimValue>("claim")
        .register_get("ours", |claim: &mut ClaimValue| claim.ours)
        .register_get("receipt", |claim: &mut ClaimValue| claim.receipt.clone())
        .register_fn("same", |receipt: ReceiptValue, order: OrderValue| receipt.0.payment() == *order.0);
}

fn cents(amount: protocol::Amount) -> i64 {
    i64::try_from(amount.cents()).unwrap_or(i64::MAX)
}

/// `ledger`: this transaction.
fn ledger(engine: &mut Engine, state: &Shared) {
    let shared = Arc::clone(state);
    engine.register_fn("insert", move |_: &mut LedgerValue, _: OrderValue, key: ImmutableString| {
        let mut state = lock(&shared);
        may_pay(state.looks)?;
        if state.paid {
            return Err(PAYS_ONCE.into());
        }
        let Answer::Paid(receipt) = state.ask(Question::Insert(key_of(&key)?))? else { return beside_the_point() };
        state.paid = true;
        Ok(ReceiptValue::new(receipt))
    });
    let shared = Arc::clone(state);
    engine.register_fn("claim", move |_: &mut LedgerValue, _: OrderValue, key: ImmutableString| {
        let mut state = lock(&shared);
        may_pay(state.looks)?;
        let question = Question::Claim(key_of(&key)?);
        let Answer::Claimed(ours, receipt) = state.ask(question)? else { return beside_the_point() };
        if ours && state.paid {
            return Err(PAYS_ONCE.into());
        }
        state.paid |= ours;
        Ok(ClaimValue { ours, receipt: ReceiptValue::new(receipt) })
    });
    let shared = Arc::clone(state);
    engine.register_fn("find", move |_: &mut LedgerValue, key: ImmutableString| -> Said<Dynamic> {
        // No entry carries what is no key.
        let Ok(key) = key.parse() else { return Ok(Dynamic::UNIT) };
        let Answer::Found(receipt) = lock(&shared).ask(Question::Find(key))? else { return beside_the_point() };
        Ok(receipt.map_or(Dynamic::UNIT, |receipt: Receipt| ReceiptValue::new(receipt).into_dynamic()))
    });
}

fn may_pay(looks: bool) -> Said<()> {
    if looks { Err(ONLY_FINDS.into()) } else { Ok(()) }
}

fn key_of(text: &str) -> Said<IdempotencyKey> {
    text.parse().map_err(|error: protocol::KeyError| error.to_string().into())
}

/// A host that answers another question than it was asked.
fn beside_the_point<T>() -> Said<T> {
    Err("the question was not answered".into())
}

/// `memory`: this process.
fn memory(engine: &mut Engine, state: &Shared) {
    let shared = Arc::clone(state);
    engine.register_fn("get", move |_: &mut MemoryValue, name: ImmutableString| -> Said<Dynamic> {
        let mut state = lock(&shared);
        state.charge(name.len());
        let Answer::Recalled(value) = state.ask(Question::Recall(name.into()))? else { return beside_the_point() };
        Ok(value.map_or(Dynamic::UNIT, Value::into_dynamic))
    });
    let shared = Arc::clone(state);
    engine.register_fn("set", move |_: &mut MemoryValue, name: ImmutableString, value: Dynamic| -> Said<()> {
        let mut state = lock(&shared);
        state.charge(name.len());
        let value = Value::of(value).filter(Value::may_be_remembered);
        let Some(value) = value.filter(|_| name.len() <= MAX_REMEMBERED) else {
            let detail = format!("the memory keeps receipts and texts of at most {MAX_REMEMBERED} bytes");
            return Err(detail.into());
        };
        match state.ask(Question::Remember(name.into(), value))? {
            Answer::Remembered(true) => Ok(()),
            _ => Err(format!("the memory holds at most {} entries", crate::Memory::MAX_ENTRIES).into()),
        }
    });
}

/// What `pay` may return.
fn verdicts(engine: &mut Engine, state: &Shared) {
    engine.register_fn("paid", |receipt: ReceiptValue| VerdictValue::Paid(receipt));
    engine.register_fn("replay", |receipt: ReceiptValue| VerdictValue::Replay(receipt));
    let shared = Arc::clone(state);
    engine.register_fn("refuse", move |reason: ImmutableString| -> Said<VerdictValue> {
        if reason.len() > MAX_REFUSAL {
            return Err(format!("a refusal has at most {MAX_REFUSAL} bytes").into());
        }
        if lock(&shared).paid {
            return Err(HAS_PAID.into());
        }
        Ok(VerdictValue::Refuse(reason.into()))
    });
}

/// Functions of texts.
fn texts(engine: &mut Engine, state: &Shared) {
    let shared = Arc::clone(state);
    engine.register_fn("note", move |text: ImmutableString| lock(&shared).note(&text));
    let shared = Arc::clone(state);
    engine.register_fn("digest", move |text: ImmutableString| {
        lock(&shared).charge(text.len());
        digest(&text)
    });
    let shared = Arc::clone(state);
    engine.register_fn("contains", move |text: ImmutableString, part: ImmutableString| {
        lock(&shared).charge(text.len() + part.len());
        text.contains(part.as_str())
    });
    let shared = Arc::clone(state);
    engine.register_fn("starts_with", move |text: ImmutableString, part: ImmutableString| {
        lock(&shared).charge(part.len());
        text.starts_with(part.as_str())
    });
    let shared = Arc::clone(state);
    engine.register_fn("len", move |text: ImmutableString| {
        lock(&shared).charge(text.len());
        i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
    });
    engine.register_fn("is_empty", |text: ImmutableString| text.is_empty());
    engine.register_fn("to_string", |number: i64| number.to_string());
    engine.register_fn("+", |text: ImmutableString, number: i64| format!("{text}{number}"));
    engine.register_fn("+", |number: i64, text: ImmutableString| format!("{number}{text}"));
}

/// A key made from any text: SHA-256, in 64 hexadecimal digits.
fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("memory takes it");
        digits
    })
}
