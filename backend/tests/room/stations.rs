//! Each station has a bank, a ledger and a network of its own.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{ask, http, try_ask, until};
use crate::external_toxiproxy::ExternalToxiproxy;
use crate::lab::networks;
use crate::participant::Participant;
use crate::program::{Started, program, signal};
use crate::test_room::{PAYMENT, Room, answer, pay};

#[tokio::test]
async fn everybody_pays_through_a_network_of_her_own_into_a_ledger_of_her_own() {
    let room = Room::of(3).await;
    for (station, payments) in [(1, 1), (2, 2), (3, 3), (0, 4)] {
        let network = room.network(station).await;
        for payment in 0..payments {
            assert!(pay(network, &format!("key-{station}-{payment}"), &format!("run-aaaa/{}/1", payment + 1)).await);
        }
    }
    for (station, total) in [(1, "1"), (2, "2"), (3, "3"), (0, "4")] {
        assert_eq!(room.total(station).await, total, "station {station}");
    }

    // A page of the hub pays there, and a page of anywhere else does not read the answer.
    let network = room.network(2).await;
    let hub = format!("http://{}", room.hub());
    for (origin, allowed) in [(hub.as_str(), true), ("http://127.0.0.1:9", false), ("http://evil.example", false)] {
        let request = http().post(format!("http://{network}/payments/")).header("Origin", origin);
        let answer = answer(request.header("Content-Type", "application/json").body(PAYMENT)).await;
        assert_eq!(answer.header("access-control-allow-origin") == origin, allowed, "{origin}");
    }

    // One network loses everything, and the others nothing.
    let losses = r#"{"request_loss": 1, "reply_loss": 0}"#;
    room.as_host(Method::PUT, "/s/02/lab/network", Some(losses)).await.ok();
    assert!(!pay(network, "another", "run-aaaa/9/1").await);
    assert!(pay(room.network(1).await, "another", "run-aaaa/9/1").await);
    let proxies = ask(Method::GET, &format!("{}/proxies", room.toxiproxy), None).await.ok();
    let lossy: Vec<&String> = proxies
        .as_object()
        .expect("proxies")
        .iter()
        .filter(|(_, proxy)| proxy["toxics"] != json!([]))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(lossy, ["payment-02"]);
    assert_eq!(room.state(2).await["network"]["request_loss"], json!(1.0));
}

#[tokio::test]
async fn a_station_sends_as_many_payments_as_the_host_says_and_keeps_its_ledger_with_the_hosts() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", "7", "--data-dir"];
    let room = Room::with(2, &[&flags[..], &[data.to_str().expect("UTF-8")]].concat()).await;
    assert_eq!(room.state(1).await["payments"], 7);
    assert_eq!(room.state(0).await["payments"], 1000, "the host's lab is what it was");
    assert_eq!(room.get("/s/01/payments.csv").await.text().lines().count(), 8);
    assert!(data.join("stations/01/ledger.sqlite").exists() && data.join("stations/02/ledger.sqlite").exists());
    assert!(data.join("ledger.sqlite").exists());
}

#[tokio::test]
async fn the_proxies_of_a_room_are_replaced_at_its_start_and_deleted_at_its_end_and_others_are_not_touched() {
    let mut running = Started::new(program(&["toxiproxy", "--port", "0"]));
    let said = running.says("Toxiproxy, embedded").await;
    let toxiproxy = said[0].rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    let create = async |name: &str| {
        let body = json!({"name": name, "listen": "127.0.0.1:0", "upstream": "127.0.0.1:9"}).to_string();
        ask(Method::POST, &format!("{toxiproxy}/proxies"), Some(&body)).await;
        ask(Method::POST, &format!("{toxiproxy}/proxies/{name}/toxics"), Some(r#"{"type": "latency"}"#)).await.ok();
    };
    let proxies = async || ask(Method::GET, &format!("{toxiproxy}/proxies"), None).await.ok();
    create("payment-01").await;
    create("payment-99").await;
    create("somebody-elses").await;
    let before = proxies().await;

    let mut room = Room::with(2, &["--room-host", "127.0.0.1", "--toxiproxy", &toxiproxy]).await;
    let during = proxies().await;
    assert_eq!(during["payment-01"]["toxics"], json!([]));
    assert_ne!(during["payment-01"]["upstream"], before["payment-01"]["upstream"]);
    assert!(during["payment-02"].is_object());
    for untouched in ["payment-99", "somebody-elses"] {
        assert_eq!(during[untouched], before[untouched]);
    }
    assert!(pay(room.network(1).await, "a-key", "run-aaaa/1/1").await);

    signal("INT", room.program.id()).await;
    assert!(room.program.ended().await.success());
    let after = proxies().await;
    assert!(after["payment-01"].is_null() && after["payment-02"].is_null());
    for untouched in ["payment-99", "somebody-elses"] {
        assert_eq!(after[untouched], before[untouched]);
    }
}

#[tokio::test]
async fn without_the_flag_there_is_no_room() {
    let lab = crate::lab::Lab::over(crate::lab::Over::Embedded).await;
    lab.get("/room").await.refused(StatusCode::NOT_FOUND);
    lab.get("/s/00/lab/state").await.refused(StatusCode::NOT_FOUND);
    assert!(!lab.said.iter().any(|line| line.contains("room")), "{:?}", lab.said);
    let secret = http().get(lab.url("/lab/state")).header("Hub-Secret", "anything").header("Host", "evil.example");
    answer(secret).await.refused(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_rooms_proxies_are_put_back_whoever_has_started_toxiproxy_anew_and_a_freed_stations_is_switched_off() {
    for over in networks() {
        let mut toxiproxy = ExternalToxiproxy::start(over).await;
        let room = Room::with(2, &["--room-host", "127.0.0.1", "--toxiproxy", &toxiproxy.address]).await;
        Participant::new(&room).await;
        assert_eq!(room.as_host(Method::POST, "/room/stations/01/free", None).await.status, 204);
        let proxies = format!("{}/proxies", toxiproxy.address);
        let is_on = async || {
            let proxies = try_ask(Method::GET, &proxies, None).await?.json();
            Some([proxies["payment-01"]["enabled"].as_bool()?, proxies["payment-02"]["enabled"].as_bool()?])
        };
        assert_eq!(is_on().await, Some([false, true]));
        // Stations look every five seconds, and nobody else does.
        toxiproxy.starts_anew().await;
        // Nobody but the banks puts the proxies back, and they know of no seats.
        let as_before = async || is_on().await.filter(|is_on| *is_on == [false, true]);
        until("both are back, and the freed one is off", as_before).await;
        Participant::new(&room).await;
        assert_eq!(is_on().await, Some([true, true]));
        assert!(pay(room.network(1).await, "a-key", "run-aaaa/1/1").await);
        // Nor does anybody else delete what is the room's.
        ask(Method::DELETE, &format!("{proxies}/payment-02"), None).await;
        // Whoever looks finds it missing, and then it is missed at once.
        room.state(2).await;
        until("it is back too", async || is_on().await.filter(|is_on| *is_on == [true, true])).await;
        assert!(pay(room.network(2).await, "a-key", "run-aaaa/1/1").await);
    }
}

mod over_the_original {
    use super::*;
    use experiment::Scenario;

    use crate::lab::{Over, command};
    use crate::page::Page;
    use crate::program::child_of;
    use crate::test_room::arguments_of;

    /// The Toxiproxy that a room has started.
    async fn original_of(room: &Room) -> u32 {
        let binder = child_of(room.program.id(), " bound-child").await.expect("the original is bound to the lab");
        child_of(binder, "toxiproxy-server").await.expect("it runs")
    }

    #[tokio::test]
    async fn a_run_whose_toxiproxy_dies_while_it_is_set_up_waits_for_it_and_pays_exactly() {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = ["--room-host", "127.0.0.1", "--room-payments", "20"];
        let room = Room::started(command(Over::Original, &arguments_of("1", &arguments), folder.path()), folder).await;
        let anna = Participant::new(&room).await;
        let mut page = Page::open(&room, &anna).await;
        // It is away for some 150 ms: the first three steps do not need it, and the fourth meets nobody.
        signal("KILL", original_of(&room).await).await;
        page.runs(Scenario::Chapter(5), None).await.expect("it goes on by itself");
        assert!(page.has_waited);
        assert_eq!(room.total(1).await, "20");
    }

    #[tokio::test]
    async fn an_original_that_died_comes_back_with_every_stations_proxy() {
        let folder = tempfile::tempdir().expect("a folder");
        let command = command(Over::Original, &arguments_of("3", &["--room-host", "127.0.0.1"]), folder.path());
        let room = Room::started(command, folder).await;
        let ports = [room.network(1).await, room.network(3).await];
        Participant::new(&room).await;
        assert_eq!(room.as_host(Method::POST, "/room/stations/01/free", None).await.status, 204);
        signal("KILL", original_of(&room).await).await;
        until("a new original with all the proxies, that of the freed station switched off", async || {
            let proxies = try_ask(Method::GET, &format!("{}/proxies", room.toxiproxy), None).await?.json();
            let is_on = |name: &str| proxies[name]["enabled"].as_bool();
            let all = ["payment", "payment-01", "payment-02", "payment-03"].map(is_on);
            (all == [Some(true), Some(false), Some(true), Some(true)]).then_some(())
        })
        .await;
        assert_eq!([room.network(1).await, room.network(3).await], ports);
        assert!(pay(ports[1], "a-key", "run-aaaa/1/1").await);
    }
}
