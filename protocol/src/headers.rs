//! The header names of the payment service, in the lower case that HTTP libraries want.

/// The client's key for one payment.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The same, under the name the workshop's clients use.
pub const PAYMENT_IDEMPOTENCE_KEY: &str = "payment-idempotence-key";
/// The attempt's number, for the lab's own book-keeping.
pub const ATTEMPT_ID: &str = "attempt-id";
/// `true` on an answer that repeats an earlier receipt.
pub const IDEMPOTENT_REPLAYED: &str = "idempotent-replayed";
