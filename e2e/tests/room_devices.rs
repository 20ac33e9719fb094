//! Several tabs and devices for one seat, and a phone that sleeps in the middle of its run.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::lab::Network;
use e2e::room::{Room, RoomPage, until, until_within};
use fantoccini::wd::WindowHandle;
use protocol::room::{StationActivity, StationNumber};
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(20);
const RECOVER: &str = "POST /room/seats/recover";

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_have_one_seat_a_phone_may_sleep_and_a_seat_moves_with_number_and_pin() -> Result<()> {
    // A run that lasts: it is to be found in the middle.
    let room = Room::open_behind_proxy(Network::Embedded, 3, &["--room-payments", "1000"]).await?;
    Browser::with(Engine::Chromium, &[], async |phones| {
        Browser::with(Engine::Chromium, &[], async |laptops| {
            let phone = RoomPage::come_by_link(phones, &link(&room, "?lang=de").await?).await?;
            phone.on_a_phone().await?;
            phone.was_guided().await?;
            let sleep = Sleep::begin(&room, phones, &phone).await?;
            let laptop = RoomPage::come_by_link(laptops, &link(&room, "").await?).await?;
            two_tabs(&room, laptops, &laptop).await?;
            sleep.end(&room, phones, &phone).await?;
            another_device(&room, laptops, &phone, &laptop).await
        })
        .await
    })
    .await
}

/// What the QR code leads to.
async fn link(room: &Room, query: &str) -> Result<String> {
    Ok(format!("{}/{query}#join={}", room.address, room.overview().await?.secret))
}

/// The browser notes when each request began from now on, and when the page woke.
const NOTE_REQUESTS: &str = "performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(20000);
    document.addEventListener('resume', () => { window.woke ??= performance.now() });";

/// The page notes when it was hidden.
const NOTE_HIDDEN: &str = "document.addEventListener('visibilitychange', () => {
        if (document.hidden) window.hiddenSince = performance.now();
    });";

/// Whether the page asked for its seat when it woke, and sent no attempt before it had the answer.
const ASKS_FIRST: &str = "const since = performance.getEntriesByType('resource')
        .filter((request) => request.startTime >= window.woke).sort((one, other) => one.startTime - other.startTime);
    const asked = since.find((request) => new URL(request.name).pathname === '/room/me');
    const attempt = since.find((request) => new URL(request.name).port !== location.port);
    return asked !== undefined && attempt !== undefined && asked.responseEnd <= attempt.startTime;";

/// Whether an attempt has been sent and answered since.
const WENT_ON: &str = "return performance.getEntriesByType('resource')
    .some((request) => request.startTime >= window.woke && new URL(request.name).port !== location.port)";

/// A phone that sleeps in the middle of its run.
struct Sleep {
    window: WindowHandle,
    station: StationNumber,
    since: Instant,
    attempts: u64,
}

impl Sleep {
    /// Starts a run and freezes the page, as a phone does whose screen goes dark.
    async fn begin(room: &Room, browser: &Browser, phone: &RoomPage<'_>) -> Result<Self> {
        phone.page.choose_chapter(5).await?;
        phone.start_run().await?;
        phone.page.wait_until_at_least("attempts", 50.0, LIMIT).await?;
        let (window, covering) = (browser.client.window().await?, browser.client.new_window(true).await?);
        // Its driver waits for a page that is frozen, and so the page freezes once the driver looks elsewhere.
        let station = phone.station().await?;
        phone.page.execute(NOTE_REQUESTS, &[]).await?;
        browser.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" })).await?;
        browser.client.switch_to_window(covering.handle).await?;
        let attempts = room.stats(station).await?.cents();
        Ok(Self { window, station, since: Instant::now(), attempts })
    }

    /// Wakes it: it asks for its seat before it sends another attempt, and its run goes on.
    async fn end(self, room: &Room, browser: &Browser, phone: &RoomPage<'_>) -> Result<()> {
        until_within(Duration::from_mins(1), "a tile that says away", async || {
            Ok(room.tile(self.station).await?.state == StationActivity::Away)
        })
        .await?;
        console::print(&format!("room: a phone was away after {:.1?}", self.since.elapsed()));
        let frozen = room.stats(self.station).await?.cents();
        ensure!(frozen < 100_000, "the run did not sleep: {} at first, then {frozen}", self.attempts);
        browser.client.close_window().await?;
        browser.client.switch_to_window(self.window).await?;
        browser.devtools("Page.setWebLifecycleState", json!({ "state": "active" })).await?;
        phone.page.wait_until_done(Duration::from_mins(1)).await?;
        ensure!(phone.page.execute(ASKS_FIRST, &[]).await? == true, "it did not ask for its seat before it went on");
        let transferred = phone.transferred().await?;
        ensure!((transferred - 1000.0).abs() < 1e-9, "{transferred} and not 1000");
        Ok(())
    }
}

async fn two_tabs(room: &Room, browser: &Browser, first: &RoomPage<'_>) -> Result<()> {
    let (station, taken) = (first.station().await?, room.overview().await?.room.seats.taken);
    let (ours, others) = (browser.client.window().await?, browser.client.new_window(true).await?.handle);
    first.page.choose_chapter(3).await?;
    first.page.execute(NOTE_HIDDEN, &[]).await?;
    first.start_run().await?;
    browser.client.switch_to_window(others.clone()).await?;
    browser.devtools("Page.bringToFront", json!({})).await?;
    // The door leads this browser to its seat.
    browser.client.goto(&format!("{}/", room.address)).await?;
    let second = first;
    second.page.arrives_at("station-name", LIMIT).await?;
    ensure!(
        second.station().await? == station && room.overview().await?.room.seats.taken == taken,
        "two tabs, one seat"
    );
    second.says(&["another page is running"], "room-second-tab").await?;
    ensure!(!second.page.is_enabled("run").await?, "only one runs");
    // A run is told to its end also by a page that nobody sees.
    until("a result of chapter 3", async || {
        let results = room.overview().await?.room.results.unwrap_or_default();
        Ok(results.iter().any(|result| result.station == station && result.scenario == "chapter-3"))
    })
    .await?;
    browser.client.switch_to_window(ours.clone()).await?;
    ensure!(first.page.execute("return window.hiddenSince", &[]).await?.is_number(), "somebody saw it");
    first.run_is_over().await?;
    // Of two tabs the one that is looked at speaks.
    for (window, chapter) in [(&others, 2), (&ours, 4), (&others, 1)] {
        browser.client.switch_to_window(window.clone()).await?;
        browser.devtools("Page.bringToFront", json!({})).await?;
        second.page.wait_until_enabled("run", LIMIT).await?;
        second.page.choose_chapter(chapter).await?;
        until("what this tab says", async || {
            Ok(room.tile(station).await?.scenario.is_some_and(|scenario| scenario == format!("chapter-{chapter}")))
        })
        .await?;
    }
    browser.client.close_window().await?;
    Ok(browser.client.switch_to_window(ours).await?)
}

/// A wrong PIN is not sent again by itself; with the right one the seat moves, and the page that had it says so and ends its run.
async fn another_device(room: &Room, browser: &Browser, phone: &RoomPage<'_>, laptop: &RoomPage<'_>) -> Result<()> {
    let (station, pin) = (laptop.station().await?, laptop.pin().await?);
    laptop.page.choose_chapter(3).await?;
    phone.leave().await?;
    let wrong = if pin == "000000" { "000001" } else { "000000" };
    phone.page.click("have-station").await?;
    phone.page.type_into("recover-station", &station.to_string()).await?;
    phone.page.type_into("recover-pin", wrong).await?;
    phone.page.click("recover").await?;
    phone.says(&["nummer und pin gehören nicht zusammen"], "room-wrong-pin").await?;
    phone.follow_link(&format!("{}/?lang=de", room.address)).await?;
    phone.page.arrives_at("join-code", LIMIT).await?;
    ensure!(room.proxy()?.asked_for(RECOVER) == 1, "a wrong PIN is sent again by itself");
    laptop.start_run().await?;
    laptop.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
    asleep_without_being_told(laptop).await?;
    room.proxy()?.lose_replies(RECOVER, 1);
    ensure!(phone.recover(station, &pin).await? == station);
    room.proxy()?.all_were_lost()?;
    laptop.says(&["another device has taken this seat over"], "room-taken-over").await?;
    laptop.run_is_over().await?;
    ensure!(!laptop.page.is_enabled("run").await?, "its page runs on");
    ensure!(laptop.page.count("settled").await? < 1000, "the run did not end");
    let paid = room.stats(station).await?;
    phone.page.choose_chapter(5).await?;
    phone.run().await?;
    ensure!(phone.page.number("attempts").await?.context("a run")? >= 1000.0, "after {paid} of the other");
    browser.client.refresh().await?;
    Ok(())
}

/// A laptop whose lid was shut is not hidden, and its page hears nothing of it: its turn only comes late.
async fn asleep_without_being_told(laptop: &RoomPage<'_>) -> Result<()> {
    laptop.page.execute(NOTE_REQUESTS, &[]).await?;
    let sleep = "const end = Date.now() + 5500; while (Date.now() < end); window.woke = performance.now()";
    laptop.page.execute(sleep, &[]).await?;
    until("the run to go on", async || Ok(laptop.page.execute(WENT_ON, &[]).await? == true)).await?;
    ensure!(laptop.page.execute(ASKS_FIRST, &[]).await? == true, "it did not ask for its seat before it went on");
    Ok(())
}
