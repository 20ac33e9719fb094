//! Where keys come from.

use protocol::{IdempotencyKey, Payment};
use uuid::Builder;

use crate::ClientPolicy;

/// A source of randomness: sixteen fresh bytes a call. The page gives `crypto.getRandomValues`,
/// tests a seeded one.
pub type Random = Box<dyn FnMut() -> [u8; 16] + Send + Sync>;

/// Makes the keys of one run, as its client policy says.
pub(crate) struct Keys {
    policy: ClientPolicy,
    random: Random,
    shared: IdempotencyKey,
}

impl Keys {
    pub(crate) fn new(policy: ClientPolicy, mut random: Random) -> Self {
        let shared = random_key(&mut random);
        Self { policy, random, shared }
    }

    /// The same keys so far; those to come are drawn from `random`.
    pub(crate) fn fork(&self, random: Random) -> Self {
        Self { policy: self.policy, random, shared: self.shared.clone() }
    }

    /// The key a payment gets before its first attempt.
    pub(crate) fn for_payment(&mut self, payment: &Payment) -> IdempotencyKey {
        match self.policy {
            ClientPolicy::OneKey => self.shared.clone(),
            ClientPolicy::KeyFromPayload => key_from_payload(payment),
            _ => random_key(&mut self.random),
        }
    }

    /// The key an attempt carries, where it carries one.
    pub(crate) fn for_attempt(&mut self, of_payment: &IdempotencyKey, attempt: u32) -> Option<IdempotencyKey> {
        match self.policy {
            ClientPolicy::Once | ClientPolicy::Retry => None,
            ClientPolicy::RetryWithNewKeys if attempt > 1 => Some(random_key(&mut self.random)),
            _ => Some(of_payment.clone()),
        }
    }
}

/// A random UUID (version 4, RFC 9562), the usual idempotency key.
pub(crate) fn random_key(random: &mut Random) -> IdempotencyKey {
    let uuid = Builder::from_random_bytes(random()).into_uuid();
    uuid.to_string().parse().expect("a UUID is 36 visible ASCII characters")
}

/// The tempting mistake: a key computed from what is paid. Equal payments get equal keys.
fn key_from_payload(payment: &Payment) -> IdempotencyKey {
    let text = format!("{}\n{}\n{}", payment.src, payment.dest, payment.amount);
    // FNV-1a: any hash would do, and would be as wrong.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("payload-{hash:016x}").parse().expect("hexadecimal digits are visible ASCII")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Counts instead of drawing: every key differs from every other.
    pub(crate) fn counting() -> Random {
        let mut count = 0_u128;
        Box::new(move || {
            count += 1;
            count.to_be_bytes()
        })
    }

    fn payment(amount: &str) -> Payment {
        Payment {
            src: "bianca".parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: amount.parse().expect("an amount"),
        }
    }

    /// The keys of two attempts each of two equal payments.
    fn keys(policy: ClientPolicy) -> [Option<IdempotencyKey>; 4] {
        let mut keys = Keys::new(policy, counting());
        let first = keys.for_payment(&payment("1"));
        let second = keys.for_payment(&payment("1.00"));
        [(&first, 1), (&first, 2), (&second, 1), (&second, 2)].map(|(key, attempt)| keys.for_attempt(key, attempt))
    }

    #[test]
    fn each_client_policy_makes_its_own_mistake_or_none() {
        assert_eq!(keys(ClientPolicy::Once), [None, None, None, None]);
        assert_eq!(keys(ClientPolicy::Retry), [None, None, None, None]);
        let [a1, a2, b1, b2] = keys(ClientPolicy::RetryWithKey);
        assert!(a1 == a2 && b1 == b2 && a1 != b1 && a1.is_some());
        let [a1, a2, b1, b2] = keys(ClientPolicy::RetryWithNewKeys);
        assert!(a1 != a2 && b1 != b2 && a1 != b1 && a2 != b2);
        let [a1, a2, b1, b2] = keys(ClientPolicy::OneKey);
        assert!(a1 == a2 && a2 == b1 && b1 == b2 && a1.is_some());
        let [a1, a2, b1, b2] = keys(ClientPolicy::KeyFromPayload);
        assert!(a1 == a2 && a2 == b1 && b1 == b2 && a1.is_some());
        assert_ne!(key_from_payload(&payment("1")), key_from_payload(&payment("2")));
    }
}
