//! A participant whose bank, network and hub go away and come back, in chapter 5: whatever happens, exactly 100 euros are paid.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::Network;
use e2e::process::{self, Process};
use e2e::room::{Room, RoomPage, until};
use protocol::room::{StationActivity, StationNumber};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

const LIMIT: Duration = Duration::from_secs(20);
const OWN: StationNumber = StationNumber(1);
const OTHER: StationNumber = StationNumber(2);

/// Chooses an entry of a list, as its reader does.
const CHOOSE: &str = "
    const list = document.querySelector(`[data-testid='${arguments[0]}']`);
    list.value = arguments[1];
    list.dispatchEvent(new Event('change', { bubbles: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_a_network_and_a_hub_may_go_away_and_exactly_100_euros_are_paid() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data_dir = folder.path().to_str().context("a path that is no text")?;
    let mut room = Room::open_behind_proxy(Network::Original, 2, &["--data-dir", data_dir]).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let phone = RoomPage::at_the_door(browser, &room).await?;
        phone.on_a_phone().await?;
        phone.join(&room.code).await?;
        phone.was_guided().await?;
        phone.page.choose_chapter(5).await?;
        bank_down(&room, &phone, folder.path()).await?;
        hub_out_of_reach(&room, &phone).await?;
        toxiproxy_restarted(&room, &phone).await?;
        hub_restarted(&mut room, &phone, &["--data-dir", data_dir]).await?;
        another_room(&mut room, &phone).await
    })
    .await
}

/// A bank that cannot start: somebody else has locked its ledger. Its page says so, its feed stays, and it can be loaded anew.
async fn bank_down(room: &Room, phone: &RoomPage<'_>, folder: &Path) -> Result<()> {
    const FEED: &str = "GET /s/01/lab/events";
    let down = ["the bank of this station is down", "die bank dieser station ist abgestürzt"];
    let lock = folder.join("stations/01/ledger.lock");
    phone.start_run().await?;
    phone.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
    let feeds = room.proxy()?.asked_for(FEED);
    let locked = locked_from_the_bank(room, &lock).await?;
    phone.says(&down, "room-bank-down").await?;
    until("the host's tile", async || Ok(room.tile(OWN).await?.state == StationActivity::BankDown)).await?;
    drop(locked);
    paid_exactly_100(room, phone).await?;
    ensure!(room.proxy()?.asked_for(FEED) == feeds, "the feed did not stay");

    let locked = locked_from_the_bank(room, &lock).await?;
    phone.page.execute("location.search = '?lang=de'", &[]).await?;
    phone.page.arrives_at("station-name", LIMIT).await?;
    phone.says(&down[1..], "room-bank-down-reloaded").await?;
    drop(locked);
    phone.page.choose_chapter(5).await?;
    phone.run().await?;
    paid_exactly_100(room, phone).await
}

/// Kills the bank and takes the lock of its ledger: until this is dropped it cannot start.
async fn locked_from_the_bank(room: &Room, path: &Path) -> Result<File> {
    let file = File::options().write(true).open(path)?;
    let locking = tokio::task::spawn_blocking(move || file.lock().map(|()| file));
    process::signal(room.bank(OWN)?.id, "KILL")?;
    Ok(locking.await??)
}

/// A hub that is out of reach in the middle of a run, silent at first and then gone: the run goes on over its own network,
/// and is told of afterwards.
async fn hub_out_of_reach(room: &Room, phone: &RoomPage<'_>) -> Result<()> {
    // One attempt every 40 ms: the run outlasts the silence.
    phone.page.execute(CHOOSE, &[json!("pace"), json!("watchable")]).await?;
    phone.start_run().await?;
    phone.page.wait_until_at_least("attempts", 5.0, LIMIT).await?;
    room.proxy()?.fall_silent();
    // A page that wakes asks before it sends another attempt, and waits for the answer once.
    phone.page.execute("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))", &[]).await?;
    phone.says(&["der raum antwortet nicht"], "room-hub-lost").await?;
    goes_on_for(phone, Duration::from_secs(5)).await?;
    room.proxy()?.cut();
    looks_every_two_seconds(room).await?;
    phone.page.wait_until_at_least("acknowledged", 100.0, LIMIT).await?;
    phone.page.execute(CHOOSE, &[json!("pace"), json!("real")]).await?;
    room.mend()?;
    phone.page.wait_for("the hub", LIMIT, async |page| Ok(!page.has("hub-lost").await?)).await?;
    paid_exactly_100(room, phone).await?;
    room.counted_in(OWN, "chapter-5").await?;
    Ok(())
}

/// The run is not held, however often the page looks for the hub.
async fn goes_on_for(phone: &RoomPage<'_>, time: Duration) -> Result<()> {
    let start = Instant::now();
    let mut last = (phone.page.shown("attempts").await?, start);
    while start.elapsed() < time {
        let attempts = phone.page.shown("attempts").await?;
        if attempts > last.0 {
            last = (attempts, Instant::now());
        }
        ensure!(last.1.elapsed() < Duration::from_secs(2), "held at {attempts} attempts");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// While no hub answers, the page looks again every two seconds.
async fn looks_every_two_seconds(room: &Room) -> Result<()> {
    const LOOK: &str = "GET /room/me";
    let (start, looks) = (Instant::now(), room.proxy()?.asked_for(LOOK));
    until("three looks", async || Ok(room.proxy()?.asked_for(LOOK) >= looks + 3)).await?;
    let took = start.elapsed();
    ensure!((Duration::from_secs(4)..Duration::from_secs(10)).contains(&took), "three looks within {took:?}");
    Ok(())
}

/// The original Toxiproxy is supervised: it is back in the middle of the run, with every station's proxy.
async fn toxiproxy_restarted(room: &Room, phone: &RoomPage<'_>) -> Result<()> {
    let network = started_by(started_by(room.lab()?.supervisor()?.id, "bound-child")?, "toxiproxy-server")?;
    phone.start_run().await?;
    phone.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
    process::signal(network, "KILL")?;
    paid_exactly_100(room, phone).await?;
    phone.picture("room-network-restarted").await?;
    until("every proxy", async || {
        let proxies = room.lab()?.ask_toxiproxy(Method::GET, "/proxies", &()).await?.json::<Value>().await?;
        Ok(["payment-01", "payment-02"].iter().all(|name| proxies[name]["enabled"] == json!(true)))
    })
    .await?;
    ensure!(room.stats(OTHER).await?.cents() == 0, "the neighbour was not touched");
    Ok(())
}

/// Finds the process that another one has started with such a command line.
fn started_by(parent: u32, command: &str) -> Result<u32> {
    let is_it = |process: &Process| process.parent == parent && process.command.contains(command);
    process::all()?.into_iter().find(is_it).map(|process| process.id).with_context(|| format!("{command} does not run"))
}

/// A hub that is started again with its folder, in the middle of a run: seat, run and result are as before.
async fn hub_restarted(room: &mut Room, phone: &RoomPage<'_>, flags: &[&str]) -> Result<()> {
    let code = room.code.clone();
    phone.start_run().await?;
    phone.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
    room.kill();
    phone.says(&["der raum antwortet nicht"], "room-hub-gone").await?;
    room.start(flags).await?;
    ensure!(room.code == code, "it is the same room");
    paid_exactly_100(room, phone).await?;
    ensure!(!phone.page.has("seat-gone").await? && phone.station().await? == OWN);
    // What the hub has read of the very run on the page: it was told of it.
    phone.page.wait_until_it_says(&["dieser lauf"], LIMIT).await
}

/// Without its folder it is another room: the page asks once for the code that the host shows, and sends none by itself.
async fn another_room(room: &mut Room, phone: &RoomPage<'_>) -> Result<()> {
    const JOIN: &str = "POST /room/seats";
    phone.start_run().await?;
    phone.page.wait_until_at_least("attempts", 5.0, LIMIT).await?;
    room.kill();
    room.start(&[]).await?;
    phone.page.wait_for("the sentence", LIMIT, |page| page.has("seat-gone")).await?;
    phone.says(&["der raum kennt diesen platz nicht"], "room-another-room").await?;
    phone.run_is_over().await?;
    let joins = room.proxy()?.asked_for(JOIN);
    phone.page.click("join-again").await?;
    phone.page.arrives_at("join-code", LIMIT).await?;
    phone.join(&room.code).await?;
    ensure!(room.proxy()?.asked_for(JOIN) == joins + 1);
    phone.page.choose_chapter(5).await?;
    phone.run().await?;
    paid_exactly_100(room, phone).await
}

/// The run ends, the page shows the bank, and the ledger says the same.
async fn paid_exactly_100(room: &Room, phone: &RoomPage<'_>) -> Result<()> {
    phone.page.wait_until_done(Duration::from_mins(1)).await?;
    let (shown, stats) = (phone.transferred().await?, room.stats(OWN).await?);
    ensure!((shown - 100.0).abs() < 1e-9, "{shown} and not 100");
    ensure!(stats.cents() == 10_000, "the ledger says {stats}");
    Ok(())
}
