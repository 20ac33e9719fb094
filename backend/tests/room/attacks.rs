//! Nobody steers what is not hers, whatever she says and wherever she comes from.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::client::http;
use crate::controls::CONTROLS;
use crate::crashes::first_listener;
use crate::test_room::{PAYMENT, Room, answer};

/// The headers with which somebody may try, and the status that she meets.
type Attempt<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);

/// What must not change: at her neighbour's, at the host's.
async fn settings(room: &Room) -> Vec<Value> {
    let mut seen = Vec::new();
    for station in 0..=2 {
        let state = room.state(station).await;
        let script = room.as_host(Method::GET, &format!("/s/{station:02}/lab/script"), None).await.ok();
        let members = ["start", "key_policy", "pause_ms", "network", "run"].map(|member| state[member].clone());
        seen.extend(members.into_iter().chain([script, room.total(station).await.into()]));
    }
    seen
}

#[tokio::test]
async fn no_control_works_without_the_stations_token_or_the_hosts_key() {
    let room = Room::of(2).await;
    let seat = join(&room).await;
    assert_eq!(seat["station"], 1);
    let (token, forged) = (seat["token"].as_str().expect("a token"), "0".repeat(32));
    room.as_host(Method::DELETE, "/s/01/payments/", None).await;
    let before = settings(&room).await;
    let attempts: [Attempt<'_>; 6] = [
        ("/s/02", &[], 401),
        ("/s/02", &[("seat-token", token)], 403),
        ("/s/02", &[("seat-token", &forged)], 401),
        ("/s/01", &[("seat-token", &forged)], 401),
        ("/s/00", &[("seat-token", token)], 403),
        ("/s/00", &[("host-key", &forged), ("hub-secret", &forged)], 401),
    ];
    for (station, headers, status) in attempts {
        for (method, path, body) in CONTROLS.into_iter().chain([("POST", "/payments/", PAYMENT)]) {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let mut request = room.request(method.clone(), &format!("{station}{path}"));
            request = request.header("content-type", "application/json").body(body);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let refused = answer(request).await;
            assert!(
                refused.status == status || [401, 403].contains(&refused.status),
                "{method} {station}{path} with {headers:?}: {refused:?}"
            );
            assert_eq!(refused.header("content-type"), "application/problem+json");
        }
    }
    assert_eq!(settings(&room).await, before);
    // With her own token she may.
    let own = room.request(Method::PUT, "/s/01/lab/key-policy").header("seat-token", token);
    let own = own.header("content-type", "application/json").body(r#"{"policy": "log"}"#);
    assert_eq!(answer(own).await.ok()["key_policy"], "log");
}

#[tokio::test]
async fn a_neighbours_solution_is_for_its_owner_and_the_host() {
    let room = Room::of(2).await;
    let seat = join(&room).await;
    let token = seat["token"].as_str().expect("a token");
    let get = async |path: &str, token: &str| {
        answer(room.request(Method::GET, path).header("seat-token", token)).await.status
    };
    for path in ["/s/01/lab/script", "/s/01/lab/code?policy=script", "/s/01/lab/code?since=script"] {
        assert_eq!(get(path, token).await, 200, "{path}");
        assert_eq!(room.as_host(Method::GET, path, None).await.status, 200, "{path}");
        assert!([401, 403].contains(&get(path, "0").await), "{path}");
        let elsewhere = path.replace("/s/01", "/s/02");
        assert!([401, 403].contains(&get(&elsewhere, token).await), "{elsewhere}");
    }
    // Whether the code in force is her rule is seen by the answer, however it was asked for.
    assert_eq!(room.get("/s/01/lab/code").await.status, 200);
    room.as_host(Method::PUT, "/s/01/lab/key-policy", Some(r#"{"policy": "script"}"#)).await.ok();
    for path in ["/s/01/lab/code", "/s/01/lab/code?since=unique", "/s/01/lab/code?policy=%73cript"] {
        assert!([401, 403].contains(&room.get(path).await.status), "{path}");
        assert_eq!(get(path, token).await, 200, "{path}");
    }
}

#[tokio::test]
async fn no_control_works_through_a_stations_network_or_at_its_own_ports_whatever_host_it_names() {
    let room = Room::with(2, &["--toxiproxy", "embedded", "--open-controls"]).await;
    let before = settings(&room).await;
    let (network, first) = (room.network(1).await.to_string(), first_listener(&room, 1).await);
    let second = crate::client::ask(Method::GET, &format!("{}/proxies/payment-01", room.toxiproxy), None).await.ok();
    let second = second["upstream"].as_str().expect("an address").to_owned();
    for address in [&network, &first, &second] {
        for host in ["localhost", "127.0.0.1:8090", "payment", "LOCALHOST.", &room.hub().to_string(), address] {
            for (method, path, body) in CONTROLS {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let request = http().request(method, format!("http://{address}{path}")).header("host", host);
                let request = request.header("content-type", "application/json").header("host-key", &room.host_key);
                let request = request.header("hub-secret", &room.host_key).body(body);
                answer(request).await.refused(StatusCode::FORBIDDEN);
            }
        }
    }
    // The first listener is the hub's alone: it says nothing else either.
    for path in ["/", "/health", "/stats", "/payments/", "/lab/state", "/lab/events", "/metrics"] {
        answer(http().get(format!("http://{first}{path}"))).await.refused(StatusCode::FORBIDDEN);
    }
    assert_eq!(settings(&room).await, before);
}

#[tokio::test]
async fn pages_of_other_sites_and_names_that_are_not_served_get_nothing() {
    let room =
        Room::with(1, &["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--allow-host", "lab.example"]).await;
    let key = room.host_key.as_str();
    let hub = room.hub().to_string();
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "http://127.0.0.1:9"), ("sec-fetch-site", "same-site")],
    ];
    for headers in foreign {
        for (method, path) in [
            (Method::PUT, "/room/lock"),
            (Method::GET, "/room"),
            (Method::GET, "/room/overview"),
            (Method::GET, "/s/01/lab/state"),
            (Method::POST, "/s/01/lab/crash"),
            (Method::DELETE, "/s/00/payments/"),
            (Method::POST, "/s/01/payments/"),
        ] {
            let mut request = room.request(method.clone(), path).header("host-key", key);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let said = answer(request).await.refused(StatusCode::FORBIDDEN);
            assert!(said.contains("own page"), "{method} {path} {headers:?}: {said}");
        }
    }
    // DNS rebinding: the name is the attacker's, the address is ours.
    for host in ["evil.example", "evil.example:80", "127.0.0.1.nip.io"] {
        for path in ["/room", "/s/01/lab/state", "/health", "/s/01/"] {
            answer(room.request(Method::GET, path).header("host", host).header("host-key", key))
                .await
                .refused(StatusCode::FORBIDDEN);
        }
        let typed = answer(room.request(Method::GET, "/").header("host", host)).await;
        assert!(typed.status == 403 && typed.text().contains(&hub) && !typed.text().contains("evil"), "{typed:?}");
    }
    let named = room.request(Method::GET, "/s/01/lab/state").header("host", "lab.example:8090");
    answer(named.header("origin", "http://lab.example:8090")).await.ok();
}

/// Takes the first free seat.
pub(crate) async fn join(room: &Room) -> Value {
    let key = format!("key-{:032x}", rand::random::<u128>());
    let request = room.request(Method::POST, "/room/seats").header("idempotency-key", key);
    let body = format!(r#"{{"code": "{}"}}"#, room.code);
    answer(request.header("content-type", "application/json").body(body)).await.ok()
}
