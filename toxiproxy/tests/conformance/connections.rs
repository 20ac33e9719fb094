//! How connections begin and end: what arrives, and whether the end is FIN or RST.

use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};

use crate::network::{both, free_port};
use crate::peer::{End, Peer};

#[tokio::test]
async fn bytes_pass_both_ways_and_a_close_is_passed_on() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"question").await;
        assert_eq!(server.receive(8).await, b"question");
        server.send(b"answer").await;
        drop(server);
        assert_eq!(client.rest().await, (b"answer".to_vec(), End::Closed));
    })
    .await;
}

#[tokio::test]
async fn there_is_no_half_close() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"question").await;
        client.finish_sending().await;
        assert_eq!(server.rest().await, (b"question".to_vec(), End::Closed));
        assert_eq!(client.rest().await, (vec![], End::Closed), "the answer has no way back");

        let (mut client, mut server) = proxied.connect().await;
        server.send(b"greeting").await;
        server.finish_sending().await;
        assert_eq!(client.rest().await, (b"greeting".to_vec(), End::Closed));
        assert_eq!(server.rest().await, (vec![], End::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_dead_upstream_shows_as_accept_and_close() {
    both(async |network| {
        let nobody = free_port().await;
        for (name, upstream) in [("payment", format!("127.0.0.1:{nobody}")), ("other", "no address".to_owned())] {
            let listen = network.create(name, &upstream).await;
            for _ in 0..3 {
                let mut client = Peer::new(TcpStream::connect(listen).await.expect("the proxy still accepts"));
                assert_eq!(client.end().await, End::Closed);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_reset_upstream_drops_the_request_and_resets_both_ends() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("reset_peer", "upstream", json!({"timeout": 1})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"request").await;
        assert_eq!(client.end().await, End::Reset);
        assert_eq!(server.end().await, End::Reset);
    })
    .await;
}

#[tokio::test]
async fn a_reset_downstream_delivers_the_request_and_drops_the_reply() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("reset_peer", "downstream", json!({"timeout": 1})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"request").await;
        assert_eq!(server.receive(7).await, b"request");
        server.send(b"reply").await;
        assert_eq!(client.end().await, End::Reset);
        assert_eq!(server.end().await, End::Reset);
    })
    .await;
}

#[tokio::test]
async fn without_data_there_is_no_reset_and_an_end_counts_as_data() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("reset_peer", "upstream", json!({"timeout": 1})).await;
        let (mut client, mut server) = proxied.connect().await;
        assert!(client.is_quiet().await);
        client.finish_sending().await;
        assert_eq!(server.end().await, End::Reset);
    })
    .await;
}

#[tokio::test]
async fn a_reset_peer_that_never_hits_still_makes_every_close_a_reset() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("reset_peer", "downstream", 0.0, json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"question").await;
        assert_eq!(server.receive(8).await, b"question");
        server.send(b"answer").await;
        assert_eq!(client.receive(6).await, b"answer");
        drop(server);
        assert_eq!(client.end().await, End::Reset);

        network.delete("/proxies/payment/toxics/reset_peer_downstream").await;
        let (mut client, server) = proxied.connect().await;
        drop(server);
        assert_eq!(client.end().await, End::Closed, "new connections are clean again");
    })
    .await;
}

#[tokio::test]
async fn a_connection_opened_under_reset_peer_ends_in_a_reset_even_when_the_toxic_is_gone() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("reset_peer", "upstream", 0.0, json!({})).await;
        let (mut client, server) = proxied.connect().await;
        // Through the proxy once, so that the links have started.
        client.send(b"x").await;
        let mut server = server;
        server.receive(1).await;
        network.delete("/proxies/payment/toxics/reset_peer_upstream").await;
        drop(server);
        assert_eq!(client.end().await, End::Reset);
    })
    .await;
}

#[tokio::test]
async fn a_reset_peer_added_to_a_live_connection_closes_it_in_order() {
    both(async |network| {
        let proxied = network.proxied().await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"x").await;
        server.receive(1).await;
        network.add("reset_peer", "downstream", json!({"timeout": 1})).await;
        server.send(b"reply").await;
        assert_eq!(client.end().await, End::Closed);
        assert_eq!(server.end().await, End::Closed);
    })
    .await;
}

#[tokio::test]
async fn under_reset_peer_a_close_throws_away_what_the_client_has_not_taken_yet() {
    // More than the client's window, less than the proxy may have unsent: the proxy sees the server's end at once.
    const LENGTH: usize = 64 << 10;
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("reset_peer", "downstream", 0.0, json!({})).await;
        let client = TcpSocket::new_v4().expect("a socket");
        client.set_recv_buffer_size(4096).expect("a small buffer");
        let mut client = Peer::new(client.connect(proxied.listen).await.expect("the proxy accepts"));
        let mut server = proxied.accept().await;
        server.send(&vec![7; LENGTH]).await;
        server.finish_sending().await;
        // The client takes nothing before the proxy has closed both ends.
        assert_eq!(server.end().await, End::Reset);
        let (received, end) = client.rest().await;
        assert_eq!(end, End::Reset);
        assert!(received.len() < LENGTH, "all of it arrived");
    })
    .await;
}

#[tokio::test]
async fn disabling_under_reset_peer_resets() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add_sometimes("reset_peer", "upstream", 0.0, json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"x").await;
        server.receive(1).await;
        network.post("/proxies/payment", json!({"enabled": false})).await;
        assert_eq!((client.end().await, server.end().await), (End::Reset, End::Reset));
    })
    .await;
}

#[tokio::test]
async fn a_limit_passes_exactly_its_bytes_and_closes_when_it_is_reached() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("limit_data", "downstream", json!({"bytes": 100})).await;
        let (mut client, mut server) = proxied.connect().await;
        server.send(&[7; 100]).await;
        assert_eq!(client.rest().await, (vec![7; 100], End::Closed), "not only at the first byte over it");
        let (mut client, mut server) = proxied.connect().await;
        server.send(&[7; 5000]).await;
        assert_eq!(client.rest().await, (vec![7; 100], End::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_limit_of_zero_closes_on_the_first_data_only() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("limit_data", "upstream", json!({})).await;
        let (mut client, mut server) = proxied.connect().await;
        assert!(server.is_quiet().await);
        client.send(b"x").await;
        assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
    })
    .await;
}

#[tokio::test]
async fn the_count_of_a_limit_outlives_an_update() {
    both(async |network| {
        let proxied = network.proxied().await;
        network.add("limit_data", "upstream", json!({"bytes": 10})).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"123456").await;
        server.receive(6).await;
        network.post("/proxies/payment/toxics/limit_data_upstream", json!({"attributes": {"bytes": 8}})).await;
        client.send(b"7890").await;
        assert_eq!(server.rest().await, (b"78".to_vec(), End::Closed));
    })
    .await;
}

#[tokio::test]
async fn four_mebibytes_come_back_as_they_went() {
    both(async |network| {
        let listen = network.proxied().await.echo();
        let data: Vec<u8> = (0..4 << 20).map(|index: u32| index.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        let (mut read, mut write) = TcpStream::connect(listen).await.expect("the proxy accepts").into_split();
        let sent = data.clone();
        let sending = tokio::spawn(async move {
            tokio::io::AsyncWriteExt::write_all(&mut write, &sent).await.expect("the proxy takes it");
            write
        });
        let mut received = vec![0; data.len()];
        tokio::io::AsyncReadExt::read_exact(&mut read, &mut received).await.expect("all of it");
        assert!(received == data);
        drop(sending.await);
    })
    .await;
}
