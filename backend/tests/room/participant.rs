//! A participant without a browser: she joins, runs chapter 5, and says so.

use std::net::SocketAddr;

use experiment::Scenario;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::client::{Answer, SOON, http, until};
use crate::test_room::{Room, answer, try_answer};

/// What somebody has who sits in a room.
pub(crate) struct Participant {
    pub(crate) key: String,
    pub(crate) seat: Value,
}

/// A seat key that nobody else makes.
pub(crate) fn seat_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// `POST /room/seats` or one of its relatives with this seat key.
pub(crate) fn entering(room: &Room, path: &str, key: &str, body: &Value) -> RequestBuilder {
    room.request(Method::POST, path).header("Idempotency-Key", key).json(body)
}

pub(crate) async fn join(room: &Room, key: &str, body: Value) -> Answer {
    answer(entering(room, "/room/seats", key, &body)).await
}

pub(crate) async fn recover(room: &Room, key: &str, station: u8, pin: &Value) -> Answer {
    answer(entering(room, "/room/seats/recover", key, &json!({"station": station, "pin": pin}))).await
}

impl Participant {
    /// Joins with the code.
    pub(crate) async fn new(room: &Room) -> Self {
        let key = seat_key();
        let seat = join(room, &key, json!({"code": room.code})).await.ok();
        Self { key, seat }
    }

    pub(crate) fn station(&self) -> u8 {
        self.seat["station"].as_u64().and_then(|number| number.try_into().ok()).expect("a number")
    }

    pub(crate) fn token(&self) -> &str {
        self.seat["token"].as_str().expect("a token")
    }

    /// A request with her token.
    pub(crate) fn request(&self, room: &Room, method: Method, path: &str) -> RequestBuilder {
        room.request(method, path).header("Seat-Token", self.token())
    }

    pub(crate) async fn me(&self, room: &Room) -> Answer {
        answer(self.request(room, Method::GET, "/room/me")).await
    }

    /// `PUT /room/me`.
    pub(crate) async fn says(&self, room: &Room, state: &Value) -> Answer {
        answer(self.request(room, Method::PUT, "/room/me").json(state)).await
    }

    /// Asks her own bank, by way of the hub.
    pub(crate) async fn bank(&self, room: &Room, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(room, method, &format!("/s/{:02}{path}", self.station()));
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Reads something of her own bank, which may be down for a moment.
    pub(crate) async fn bank_soon(&self, room: &Room, path: &str) -> Answer {
        let path = format!("/s/{:02}{path}", self.station());
        until("her bank answers", async || {
            try_answer(self.request(room, Method::GET, &path)).await.filter(|answer| answer.status == 200)
        })
        .await
    }

    /// The URL of her payments, through her network.
    pub(crate) fn pays_at(&self) -> String {
        format!("http://{}/payments/", self.network())
    }

    fn network(&self) -> SocketAddr {
        let port = self.seat["proxied_port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port");
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    /// Takes the lease and sets up as a page does, for chapter 5.
    pub(crate) async fn sets_up(&self, room: &Room, run: &str) {
        self.bank(room, Method::POST, "/lab/run", Some(json!({"run": run}))).await.ok();
        assert_eq!(self.bank(room, Method::DELETE, "/payments/", None).await.status, 200);
        let losses = json!({"request_loss": 0.3, "reply_loss": 0.3});
        self.bank(room, Method::PUT, "/lab/key-policy", Some(json!({"policy": "unique", "pause_ms": 45}))).await.ok();
        self.bank(room, Method::PUT, "/lab/network", Some(losses)).await.ok();
    }

    /// Runs chapter 5 to its end: every payment until it is acknowledged.
    pub(crate) async fn runs(&self, room: &Room, run: &str) {
        self.sets_up(room, run).await;
        let file = self.bank(room, Method::GET, "/payments.csv", None).await;
        for (index, row) in file.text().lines().skip(1).enumerate() {
            self.pays(run, index + 1, row).await;
        }
        self.bank(room, Method::DELETE, &format!("/lab/run?run={run}"), None).await.ok();
    }

    async fn pays(&self, run: &str, payment: usize, row: &str) {
        let members: Vec<&str> = row.split(',').collect();
        let body = json!({"src": members[0], "dest": members[1], "amount": members[2]});
        let (key, end) = (seat_key(), Instant::now() + SOON);
        for attempt in 1.. {
            let request = http()
                .post(format!("http://{}/payments/", self.network()))
                .timeout(SOON)
                .header("Idempotency-Key", &key)
                .header("Attempt-Id", format!("{run}/{payment}/{attempt}"))
                .json(&body);
            if try_answer(request).await.is_some_and(|answer| matches!(answer.status, 200 | 208)) {
                return;
            }
            assert!(Instant::now() < end, "payment {payment} is never acknowledged");
        }
    }
}

/// What a page says of chapter 5.
pub(crate) fn chapter_5(seq: u64, state: &str, run: Option<&str>, payments: usize) -> Value {
    let scenario = Scenario::Chapter(5);
    let settings = scenario.settings().of_run(payments);
    json!({"seq": seq, "state": state, "scenario": scenario.to_string(), "settings": settings, "percent": 100,
        "prediction": payments, "run": run, "attempts": 17, "stopped": false})
}

/// A tile of the host's dashboard, once it is like this.
pub(crate) async fn tile(room: &Room, station: u8, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    until(what, async || {
        let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
        let tile = overview["stations"][usize::from(station) - 1].clone();
        is_so(&tile).then_some(tile)
    })
    .await
}
