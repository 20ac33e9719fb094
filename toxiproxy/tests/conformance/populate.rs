//! Lists of proxies: `POST /populate`.

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::network::both;

#[tokio::test]
async fn a_list_is_created_in_order_and_one_of_none_is_null() {
    both(async |network| {
        let list = json!([{"name": "b", "listen": "127.0.0.1:0", "upstream": "x"},
            {"name": "a", "upstream": "y", "enabled": false}]);
        let created = network.post("/populate", list).await;
        assert_eq!(created.status, 201);
        let names: Vec<_> = created.body["proxies"].as_array().expect("a list").iter().map(|p| &p["name"]).collect();
        assert_eq!(names, ["b", "a"]);
        let mut answers = vec![created];
        for none in [json!([]), Value::Null] {
            let nothing = network.post("/populate", none).await;
            assert_eq!((nothing.status, &nothing.body), (201, &json!({"proxies": null})));
            answers.push(nothing);
        }
        answers.push(network.get("/proxies").await);
        answers
    })
    .await;
}

#[tokio::test]
async fn the_whole_list_is_checked_before_anything_is_done() {
    both(async |network| {
        let good = json!({"name": "a", "listen": "127.0.0.1:0", "upstream": "x"});
        let mut answers = Vec::new();
        for (bad, error) in [
            (json!({"upstream": "x"}), "missing required field: name at proxy 2"),
            (json!({"name": "b"}), "missing required field: upstream at proxy 2"),
            (Value::Null, "missing required field: name at proxy 2"),
            (json!({"name": "b", "upstream": 5}), "bad request body: "),
            (json!([]), "bad request body: "),
        ] {
            let refused = network.post("/populate", json!([good, bad])).await;
            assert_eq!(refused.refusal(), (400, error));
            answers.push(refused);
        }
        answers.push(network.post("/populate", good).await);
        let nothing = network.get("/proxies").await;
        assert_eq!(nothing.body, json!({}));
        answers.push(nothing);
        answers
    })
    .await;
}

#[tokio::test]
async fn a_proxy_that_is_as_it_should_be_is_left_alone_with_its_toxics_and_connections() {
    both(async |network| {
        let upstream = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let upstream = upstream.local_addr().expect("an address").to_string();
        let listen = network.create("payment", &upstream).await.to_string();
        network.add("noop", "upstream", json!({})).await;
        let same = json!({"name": "payment", "listen": listen, "upstream": upstream, "enabled": false});
        let kept = network.post("/populate", json!([same])).await;
        assert_eq!(kept.body["proxies"][0]["enabled"], json!(true), "not even stopped");
        assert_eq!(kept.body["proxies"][0]["toxics"][0]["name"], "noop_upstream");
        let replaced = json!({"name": "payment", "listen": listen, "upstream": "elsewhere"});
        let replaced = network.post("/populate", json!([replaced])).await;
        assert_eq!(replaced.body["proxies"][0]["toxics"], json!([]));
        (kept, replaced)
    })
    .await;
}

#[tokio::test]
async fn port_zero_and_every_interface_always_replace() {
    both(async |network| {
        let mut answers = Vec::new();
        for listen in ["127.0.0.1:0", ":0"] {
            network.post("/populate", json!([{"name": "payment", "listen": listen, "upstream": "x"}])).await;
            network.add("noop", "upstream", json!({})).await;
            let again =
                network.post("/populate", json!([{"name": "payment", "listen": listen, "upstream": "x"}])).await;
            assert_eq!(again.body["proxies"][0]["toxics"], json!([]), "{listen}");
            answers.push(again);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn the_first_failure_stops_and_what_was_done_is_reported() {
    both(async |network| {
        let somebody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let taken = somebody.local_addr().expect("an address").to_string();
        network.create("b", "x").await;
        network.create("unnamed", "x").await;
        let list = json!([{"name": "a", "listen": "127.0.0.1:0", "upstream": "x"},
            {"name": "b", "listen": taken, "upstream": "x"}, {"name": "c", "listen": "127.0.0.1:0", "upstream": "x"}]);
        let failed = network.post("/populate", list).await;
        assert_eq!(failed.refusal(), (500, "listen tcp 127.0.0.1:PORT: bind: address already in use"));
        assert_eq!(failed.body["proxies"].as_array().map(Vec::len), Some(1));
        let all = network.get("/proxies").await;
        assert_eq!(all.body["b"]["enabled"], json!(false), "the one being replaced is left stopped");
        assert_eq!((&all.body["c"], all.body["unnamed"]["enabled"].as_bool()), (&Value::Null, Some(true)));
        let nonsense = network.post("/populate", json!([{"name": "b", "listen": "bad", "upstream": "x"}])).await;
        let new_nonsense = network.post("/populate", json!([{"name": "n", "listen": "bad", "upstream": "x"}])).await;
        (failed, all, nonsense, new_nonsense)
    })
    .await;
}
