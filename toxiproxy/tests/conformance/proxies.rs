//! Proxies on the control API: create, show, update, disable, delete, reset.

use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::network::{both, free_port};
use crate::peer::End;

#[tokio::test]
async fn a_created_proxy_is_201_and_shown_as_it_listens() {
    both(async |network| {
        let body = json!({"name": "a", "listen": "localhost:0", "upstream": "never checked", "toxics": [{"x": 1}]});
        let created = network.post("/proxies", body).await;
        assert_eq!(created.status, 201);
        let shown = json!({"name": "a", "listen": "127.0.0.1:PORT", "upstream": "never checked", "enabled": true,
            "toxics": []});
        assert_eq!(created.body, shown);
        let all = network.get("/proxies").await;
        assert_eq!(all.body, json!({"a": shown}));
        (created, all, network.get("/proxies/a").await)
    })
    .await;
}

#[tokio::test]
async fn without_a_host_a_proxy_listens_on_every_interface() {
    both(async |network| {
        let mut answers = Vec::new();
        for (name, listen) in
            [("a", json!(":0")), ("b", json!("0.0.0.0:0")), ("c", json!("[::]:0")), ("d", Value::Null)]
        {
            let created = network.post("/proxies", json!({"name": name, "listen": listen, "upstream": "x"})).await;
            assert_eq!(created.body["listen"], "[::]:PORT", "{listen}");
            answers.push(created);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn a_proxy_created_disabled_keeps_its_address_as_given() {
    both(async |network| {
        let body = json!({"name": "a", "listen": "localhost:1", "upstream": "x", "enabled": false});
        let created = network.post("/proxies", body).await;
        assert_eq!((&created.body["listen"], &created.body["enabled"]), (&json!("localhost:1"), &json!(false)));
        let nonsense = json!({"name": "b", "listen": "nonsense", "upstream": "x", "enabled": false});
        (created, network.post("/proxies", nonsense).await)
    })
    .await;
}

#[tokio::test]
async fn bodies_are_read_as_leniently_as_go_reads_them() {
    both(async |network| {
        let mut answers = Vec::new();
        for (body, status) in [
            (r#"{"NAME":"a","Upstream":"x","LiStEn":"127.0.0.1:0","unknown":[1]}"#, 201),
            (r#"{"name":"b","upstream":"x","enabled":false} and {more"#, 201),
            (r#"{"name":"c","upstream":"x","enabled":null,"listen":"127.0.0.1:0"}"#, 201),
            (r#"{"name":"no","name":"d","upstream":"x","enabled":false}"#, 201),
            ("", 400),
            ("{", 400),
            ("nonsense", 400),
            ("null", 400),
            ("[]", 400),
            ("5", 400),
            (r#"{"name":5,"upstream":"x"}"#, 400),
            (r#"{"name":"e","upstream":"x","enabled":"yes"}"#, 400),
            (r#"{"name":"e","upstream":"x","enabled":1}"#, 400),
            (r#"{"name":"","upstream":"x"}"#, 400),
            (r#"{"upstream":"x"}"#, 400),
            (r#"{"name":"e"}"#, 400),
            (r#"{"name":"e","upstream":""}"#, 400),
        ] {
            let answer = network.raw("POST", "/proxies", body).await;
            assert_eq!(answer.status, status, "{body}");
            answers.push(answer);
        }
        answers.push(network.get("/proxies").await);
        answers
    })
    .await;
}

#[tokio::test]
async fn creating_is_refused_for_a_missing_field_then_a_taken_name_then_a_bad_address() {
    both(async |network| {
        network.create("a", "x").await;
        let missing = network.post("/proxies", json!({"upstream": "x", "listen": "nonsense"})).await;
        assert_eq!(missing.refusal(), (400, "missing required field: name"));
        let taken = network.post("/proxies", json!({"name": "a", "upstream": "x", "listen": "nonsense"})).await;
        assert_eq!(taken.refusal(), (409, "proxy already exists"));
        let nonsense = network.post("/proxies", json!({"name": "b", "upstream": "x", "listen": "nonsense"})).await;
        assert_eq!(nonsense.refusal(), (500, "listen tcp: address nonsense: missing port in address"));
        let somebody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let listen = somebody.local_addr().expect("an address").to_string();
        let bound = network.post("/proxies", json!({"name": "b", "upstream": "x", "listen": listen})).await;
        assert_eq!(bound.refusal(), (500, "listen tcp 127.0.0.1:PORT: bind: address already in use"));
        let colons = network.post("/proxies", json!({"name": "b", "upstream": "x", "listen": "1:2:3"})).await;
        (missing, taken, nonsense, bound, colons, network.get("/proxies/b").await)
    })
    .await;
}

#[tokio::test]
async fn names_with_spaces_and_umlauts_work_encoded_and_those_with_a_slash_cannot_be_addressed() {
    both(async |network| {
        for name in ["a b", "zürich", "a/b", "%41"] {
            network.create(name, "x").await;
        }
        let found = network.get("/proxies/a%20b").await;
        let also = network.get("/proxies/z%C3%BCrich").await;
        let escaped = network.get("/proxies/%2541").await;
        assert_eq!((found.status, also.status, escaped.status), (200, 200, 200));
        let slash = network.get("/proxies/a%2Fb").await;
        assert_eq!(slash.status, 404);
        let stays = network.delete("/proxies/a%2Fb").await;
        (found, also, escaped, slash, stays, network.get("/proxies").await)
    })
    .await;
}

#[tokio::test]
async fn an_update_that_changes_nothing_keeps_the_connections() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        let listen = proxied.listen.to_string();
        let mut answers = Vec::new();
        let localhost = listen.replace("127.0.0.1", "localhost");
        for body in [
            json!({}),
            Value::Null,
            json!({"listen": listen, "name": "ignored"}),
            json!({"listen": localhost}),
            json!({"ENABLED": true}),
        ] {
            for method in ["POST", "PATCH"] {
                let answer = network.raw(method, "/proxies/payment", body.to_string()).await;
                assert_eq!(answer.status, 200);
                answers.push(answer);
            }
        }
        client.send(b"still here").await;
        assert_eq!(server.receive(10).await, b"still here");
        answers
    })
    .await;
}

#[tokio::test]
async fn an_update_to_port_0_or_every_interface_always_starts_anew() {
    both(async |network| {
        let mut answers = Vec::new();
        for listen in ["127.0.0.1:0", ":0"] {
            let proxied = network.proxied().await;
            network.post("/proxies/payment", json!({"listen": listen})).await;
            let second = network.post("/proxies/payment", json!({"listen": listen})).await;
            TcpStream::connect(proxied.listen).await.expect_err("another port");
            answers.push(second);
            network.delete("/proxies/payment").await;
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn a_new_upstream_drops_the_connections_and_keeps_the_toxics() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 1})).await;
        let (mut client, mut server) = proxied.connect().await;
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let upstream = elsewhere.local_addr().expect("an address").to_string();
        let updated = network.post("/proxies/payment", json!({"upstream": upstream})).await;
        assert_eq!(updated.toxic_names(), ["latency_upstream"]);
        assert_eq!(client.end().await, End::Closed);
        assert_eq!(server.end().await, End::Closed);
        let _client = TcpStream::connect(proxied.listen).await.expect("listens again");
        elsewhere.accept().await.expect("leads elsewhere now");
        updated
    })
    .await;
}

#[tokio::test]
async fn an_address_that_cannot_be_bound_leaves_the_proxy_disabled_with_it() {
    both(async |network| {
        let proxied = network.proxied().await;
        let somebody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let taken = somebody.local_addr().expect("an address").to_string();
        let refused = network.post("/proxies/payment", json!({"listen": taken, "upstream": "new"})).await;
        assert_eq!(refused.status, 500);
        let shown = network.get("/proxies/payment").await;
        assert_eq!((&shown.body["enabled"], &shown.body["upstream"]), (&json!(false), &json!("new")));
        TcpStream::connect(proxied.listen).await.expect_err("listens no more");
        (refused, shown)
    })
    .await;
}

#[tokio::test]
async fn an_address_that_makes_no_sense_changes_nothing() {
    both(async |network| {
        let proxied = network.proxied().await;
        let body = json!({"listen": "bad", "upstream": "new", "enabled": false});
        let refused = network.post("/proxies/payment", body).await;
        assert_eq!(refused.refusal(), (500, "address bad: missing port in address"));
        proxied.connect().await;
        (refused, network.get("/proxies/payment").await)
    })
    .await;
}

#[tokio::test]
async fn an_update_looks_for_the_proxy_before_it_reads_the_body() {
    both(async |network| {
        let nobody = network.raw("POST", "/proxies/none", "nonsense").await;
        assert_eq!(nobody.refusal(), (404, "proxy not found"));
        network.proxied().await;
        (nobody, network.raw("POST", "/proxies/payment", "nonsense").await)
    })
    .await;
}

#[tokio::test]
async fn a_disabled_proxy_refuses_and_closes_and_comes_back_on_its_port_with_its_toxics() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("noop", "downstream", json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        let disabled = network.post("/proxies/payment", json!({"enabled": false})).await;
        TcpStream::connect(proxied.listen).await.expect_err("disabled");
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
        let enabled = network.post("/proxies/payment", json!({"enabled": true})).await;
        assert_eq!(enabled.toxic_names(), ["noop_downstream"]);
        proxied.connect().await;
        (disabled, enabled)
    })
    .await;
}

#[tokio::test]
async fn a_deleted_proxy_is_gone_with_its_port_and_its_connections() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        let deleted = network.delete("/proxies/payment").await;
        assert_eq!(deleted.status, 204);
        TcpStream::connect(proxied.listen).await.expect_err("gone");
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
        (deleted, network.delete("/proxies/payment").await, network.get("/proxies").await)
    })
    .await;
}

#[tokio::test]
async fn reset_enables_every_proxy_and_removes_all_toxics_and_keeps_connections() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("latency", "upstream", json!({"latency": 60_000})).await;
        network.add("slicer", "downstream", json!({"average_size": 10})).await;
        let port = free_port().await;
        let sleeping = json!({"name": "sleeping", "listen": format!("localhost:{port}"), "upstream": "x",
            "enabled": false});
        network.post("/proxies", sleeping).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"held back").await;
        let reset = network.raw("POST", "/reset", "").await;
        assert_eq!(reset.status, 204);
        assert_eq!(server.receive(9).await, b"held back");
        TcpStream::connect(("127.0.0.1", port)).await.expect("reset enables");
        (reset, network.get("/proxies").await)
    })
    .await;
}

#[tokio::test]
async fn reset_stops_at_the_first_address_that_is_taken() {
    both(async |network| {
        let somebody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let listen = somebody.local_addr().expect("an address").to_string();
        network.post("/proxies", json!({"name": "a", "listen": listen, "upstream": "x", "enabled": false})).await;
        let refused = network.raw("POST", "/reset", "").await;
        assert_eq!(refused.refusal(), (500, "listen tcp 127.0.0.1:PORT: bind: address already in use"));
        refused
    })
    .await;
}
