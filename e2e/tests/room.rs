//! Participants of a room, in browsers of three engines, and a host who leads them.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::room::{Room, RoomPage, until};
use protocol::KeyPolicy;
use protocol::room::{Counted, PaceRequest, RoomMode, StationNumber};
use reqwest::Method;
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(20);

fn paced(scenario: &str) -> PaceRequest {
    PaceRequest { mode: Some(RoomMode::Paced), scenario: Some(scenario.to_owned()), ..PaceRequest::default() }
}

fn free() -> PaceRequest {
    PaceRequest { mode: Some(RoomMode::Free), ..PaceRequest::default() }
}

fn revealed() -> PaceRequest {
    PaceRequest { revealed: Some(true), ..PaceRequest::default() }
}

fn all_paused(paused: bool) -> PaceRequest {
    PaceRequest { paused: Some(paused), ..PaceRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_engines_join_a_room_and_are_led_through_it() -> Result<()> {
    let room = Room::open(4, &[]).await?;
    Browser::with(Engine::Chromium, &[], async |chromium| {
        Browser::with(Engine::Firefox, &[], async |firefox| {
            Browser::with(Engine::WebKit, &[], async |webkit| {
                let pages = joined(&room, [chromium, firefox, webkit]).await?;
                led_through_chapter_2(&room, &pages).await?;
                turned_while_a_run_is_paused(&room, &pages).await?;
                free_in_chapter_5(&room, &pages).await?;
                moved_to_another_device(&room, &pages[2]).await
            })
            .await
        })
        .await
    })
    .await
}

/// Lost replies, a QR code and a wrong code: three seats, and no more.
async fn joined<'a>(room: &Room, browsers: [&'a Browser; 3]) -> Result<Vec<RoomPage<'a>>> {
    let mut pages = Vec::new();
    for browser in browsers {
        pages.push(RoomPage::at_the_door(browser, room).await?);
    }
    let [by_lost_reply, by_code, by_secret] = [&pages[0], &pages[1], &pages[2]];
    by_lost_reply.lose_replies("POST", "/room/seats", 2).await?;
    by_lost_reply.join(&room.code).await?;
    let wrong = if room.code == "000000" { "000001" } else { "000000" };
    by_code.page.type_into("join-code", wrong).await?;
    by_code.page.click("join").await?;
    by_code.page.wait_until_it_says(&["not the code of this room"], LIMIT).await?;
    by_code.join(&room.code).await?;
    let secret = room.overview().await?.secret;
    by_secret.follow_link(&format!("{}/?lang=de#join={secret}", room.address)).await?;
    by_secret.seated().await?;
    let address = by_secret.page.execute("return location.href", &[]).await?;
    ensure!(!address.to_string().contains(&secret), "the secret is still in the address: {address}");
    let overview = room.overview().await?;
    ensure!(overview.room.seats.taken == 3, "{} seats are taken by three", overview.room.seats.taken);
    for page in &pages {
        page.reload().await?;
        page.seated().await?;
    }
    ensure!(room.overview().await?.room.seats.taken == 3, "a reload takes no seat");
    Ok(pages)
}

/// Everything is covered until the host reveals, also after a reload, and what is shown is what the ledgers hold.
async fn led_through_chapter_2(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    room.set_pace(&paced("chapter-2")).await?;
    for page in pages {
        page.turned_to(2).await?;
        page.page.wait_until_enabled("run", LIMIT).await?;
        ensure!(!page.page.is_enabled("chapter-1").await?, "the host chooses the chapter");
        page.page.click("predict").await?;
    }
    for page in pages {
        page.run().await?;
    }
    for page in pages {
        let station = page.station().await?;
        until("the result of a station", async || Ok(room.tile(station).await?.counted.is_some())).await?;
        let tile = room.tile(station).await?;
        ensure!(tile.counted == Some(Counted::Counted), "{tile:?}");
        ensure!(tile.prediction.is_some() && tile.transferred == Some(room.stats(station).await?), "{tile:?}");
        page.reload().await?;
        page.turned_to(2).await?;
        ensure!(page.is_covered().await?, "a reload shows the bank");
        ensure!(!page.page.is_enabled("reveal").await?, "the host reveals");
    }
    pages[0].run().await?;
    ensure!(pages[0].is_covered().await?);
    room.set_pace(&revealed()).await?;
    for page in pages {
        let (transferred, station) = (page.transferred().await?, page.station().await?);
        let stats = room.stats(station).await?;
        ensure!((transferred * 100.0 - stats.cents() as f64).abs() < 0.5, "{transferred}, the ledger says {stats}");
    }
    Ok(())
}

/// A run that somebody has paused does not keep the page from turning; one lost reply keeps nothing from being said.
async fn turned_while_a_run_is_paused(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    let page = &pages[0];
    page.page.click("run").await?;
    page.page.wait_until_enabled("pause", LIMIT).await?;
    page.page.click("pause").await?;
    page.page.wait_for("a pause", LIMIT, |page| async move { Ok(page.run_state().await? == "paused") }).await?;
    for page in pages {
        page.lose_replies("PUT", "/room/me", 3).await?;
    }
    room.set_pace(&paced("chapter-3")).await?;
    for page in pages {
        page.turned_to(3).await?;
    }
    // Pause all holds what begins as well, and lets it go on.
    room.set_pace(&all_paused(true)).await?;
    for page in pages {
        page.page.wait_until_it_says(&["paused all runs", "angehalten"], LIMIT).await?;
        page.page.wait_until_enabled("run", LIMIT).await?;
        page.page.click("run").await?;
    }
    for page in pages {
        let is_paused = async |page: &e2e::lab_page::LabPage<'_>| Ok(page.run_state().await? == "paused");
        page.page.wait_for("a held run", LIMIT, is_paused).await?;
        ensure!(page.page.count("attempts").await? == 0, "nothing was sent");
    }
    room.set_pace(&all_paused(false)).await?;
    for page in pages {
        page.page
            .wait_for("the end of the run", Duration::from_mins(1), |page| async move {
                Ok(page.run_state().await? == "done")
            })
            .await?;
        let station = page.station().await?;
        until("the result of chapter 3", async || {
            let tile = room.tile(station).await?;
            Ok(tile.counted == Some(Counted::Counted) && tile.scenario.as_deref() == Some("chapter-3"))
        })
        .await?;
        ensure!(page.lost_replies().await? > 0, "no reply was lost");
    }
    Ok(())
}

/// In a free room everybody chooses. A bank that is crashed in mid-run pays exactly once all the same, a reset stops a run, and
/// *Reveal all* lifts every cover.
async fn free_in_chapter_5(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    room.set_pace(&free()).await?;
    for page in pages {
        page.page.wait_until_enabled("chapter-5", LIMIT).await?;
        page.page.choose_chapter(5).await?;
        page.page.click("run").await?;
        page.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
        if page.station().await? == pages[0].station().await? {
            room.do_at(page.station().await?, "crash").await?;
        }
    }
    for page in pages {
        page.page
            .wait_for("the end of the run", Duration::from_mins(1), |page| async move {
                Ok(page.run_state().await? == "done")
            })
            .await?;
        ensure!(page.is_covered().await?, "her own Reveal, or the host's");
    }
    room.set_pace(&revealed()).await?;
    for page in pages {
        let transferred = page.transferred().await?;
        ensure!((transferred - 100.0).abs() < 1e-9, "{transferred} and not 100");
    }
    let page = &pages[1];
    page.page.click("run").await?;
    page.page.wait_until_at_least("attempts", 5.0, LIMIT).await?;
    room.do_at(page.station().await?, "reset").await?;
    page.page.wait_until_it_says(&["reset this station"], LIMIT).await?;
    until("an empty ledger", async || Ok(room.stats(page.station().await?).await?.cents() == 0)).await
}

/// Who takes a seat over has it; the page that had it says so, and takes another one.
async fn moved_to_another_device(room: &Room, page: &RoomPage<'_>) -> Result<()> {
    let station = page.station().await?;
    page.page.click("station-menu").await?;
    let pin = page.page.text_of("station-pin").await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let seat: protocol::room::Seat = http
        .post(format!("{}/room/seats/recover", room.address))
        .header("Idempotency-Key", "another-device-0123456789abcdef")
        .json(&json!({ "station": station, "pin": pin }))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    ensure!(seat.station == station);
    page.page.wait_for("the sentence", LIMIT, |page| page.has("seat-gone")).await?;
    ensure!(!page.page.is_enabled("run").await?, "it is no longer this browser's");
    page.page.click("join-again").await?;
    page.page.wait_for("the door", LIMIT, |page| page.has("join-code")).await?;
    let other = page.join(&room.code).await?;
    ensure!(other != station, "another seat");
    room.do_at(other, "free").await?;
    page.page.wait_for("the sentence", LIMIT, |page| page.has("seat-gone")).await?;
    let state = room.ask(Method::GET, &format!("/s/{other}/lab/state"), &()).await?;
    let state: protocol::LabState = state.json().await.context("the bank of a seat that was freed")?;
    ensure!(state.key_policy == KeyPolicy::Unique);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_qr_code_to_the_first_finished_run_a_phone_takes_three_taps() -> Result<()> {
    let room = Room::open(1, &[]).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let secret = room.overview().await?.secret;
        let metrics = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        let phone = RoomPage::come_by_link(browser, &format!("{}/#join={secret}", room.address)).await?;
        phone.picture("room-2-predict").await?;
        for (tap, shown, hidden) in
            [("predict", "prediction", "grid"), ("run", "grid", "chapter-1"), ("reveal", "guide-end", "grid")]
        {
            phone.page.wait_for(tap, Duration::from_mins(1), |_| phone.is_visible(tap)).await?;
            phone.page.wait_until_enabled(tap, LIMIT).await?;
            phone.page.click(tap).await?;
            phone.page.wait_for(shown, LIMIT, |_| phone.is_visible(shown)).await?;
            if tap == "run" {
                phone.page.wait_for("the end", Duration::from_mins(1), |_| phone.is_visible("reveal")).await?;
                phone.picture("room-3-run").await?;
            }
            ensure!(!phone.is_visible(hidden).await?, "{hidden} is for later");
            ensure!(phone.fits_sideways().await?, "nothing scrolls sideways");
        }
        phone.transferred().await?;
        phone.picture("room-4-why").await?;
        phone.page.click("guide-end").await?;
        phone.page.wait_for("everything", LIMIT, |_| phone.is_visible("chapter-5")).await?;
        phone.picture("room-5-everything").await?;
        ensure!(phone.fits_sideways().await?);
        // Who leaves comes back with number and PIN; another comes in vain, and may watch.
        phone.page.click("station-menu").await?;
        let pin = phone.page.text_of("station-pin").await?;
        phone.page.click("leave").await?;
        phone.page.click("confirm").await?;
        phone.page.wait_for("the door", LIMIT, |page| page.has("join-code")).await?;
        phone.page.click("watch").await?;
        phone.page.wait_until_it_says(&["1 station: "], LIMIT).await?;
        phone.page.click("have-code").await?;
        phone.page.type_into("join-code", &room.code).await?;
        phone.page.click("join").await?;
        phone.page.wait_until_it_says(&["every seat is taken"], LIMIT).await?;
        phone.picture("room-1-join").await?;
        phone.page.click("have-station").await?;
        phone.page.type_into("recover-station", "1").await?;
        phone.page.type_into("recover-pin", &pin).await?;
        phone.page.click("recover").await?;
        ensure!(phone.seated().await? == StationNumber(1));
        Ok(())
    })
    .await
}
