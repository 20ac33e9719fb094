//! Participants of a room in browsers of three engines, and a host who leads them through chapters 2, 3 and 5.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::lab::Network;
use e2e::room::{Room, RoomPage, until};

const LIMIT: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn three_engines_join_a_room_and_are_led_through_it() -> Result<()> {
    let room = Room::open_behind_proxy(Network::Embedded, 4, &[]).await?;
    Browser::with(Engine::Chromium, &[], async |chromium| {
        Browser::with(Engine::Firefox, &[], async |firefox| {
            Browser::with(Engine::WebKit, &[], async |webkit| {
                let pages = joined(&room, [chromium, firefox, webkit]).await?;
                covered_until_the_host_reveals(&room, &pages).await?;
                turned_while_a_run_is_paused(&room, &pages).await?;
                all_paused(&room, &pages).await?;
                exactly_once_over_a_crash(&room, &pages).await?;
                reset_in_the_middle_of_a_run(&room, &pages[1]).await?;
                moved_to_another_device(&room, [&pages[1], &pages[2]]).await
            })
            .await
        })
        .await
    })
    .await
}

/// Each join loses its replies: three seats, and no more, also after a reload. Who typed a wrong code types another one.
async fn joined<'a>(room: &Room, browsers: [&'a Browser; 3]) -> Result<Vec<RoomPage<'a>>> {
    const JOIN: &str = "POST /room/seats";
    let proxy = room.proxy()?;
    let mut pages = Vec::new();
    for browser in browsers {
        pages.push(RoomPage::at_the_door(browser, room).await?);
    }
    let [by_code, by_another_code, by_secret] = [&pages[0], &pages[1], &pages[2]];
    proxy.lose_replies(JOIN, 2);
    by_code.join(&room.code).await?;
    let wrong = if room.code == "000000" { "000001" } else { "000000" };
    by_another_code.page.type_into("join-code", wrong).await?;
    by_another_code.page.click("join").await?;
    by_another_code.page.wait_until_it_says(&["not the code of this room"], LIMIT).await?;
    proxy.lose_replies(JOIN, 1);
    by_another_code.join(&room.code).await?;
    let secret = room.overview().await?.secret;
    proxy.lose_replies(JOIN, 1);
    by_secret.follow_link(&format!("{}/?lang=de#join={secret}", room.address)).await?;
    by_secret.seated().await?;
    let address = by_secret.page.execute("return location.href", &[]).await?;
    ensure!(!address.to_string().contains(&secret), "the secret is still in the address: {address}");
    proxy.all_were_lost()?;
    ensure!(proxy.asked_for(JOIN) == 8, "a refused code is not sent again by itself");
    for page in &pages {
        page.reload().await?;
        page.seated().await?;
    }
    let taken = room.overview().await?.room.seats.taken;
    ensure!(taken == 3, "{taken} seats are taken by three");
    Ok(pages)
}

/// Chapter 2: the bank stays covered until the host reveals, also after a reload, and what is shown then is what the ledgers
/// hold.
async fn covered_until_the_host_reveals(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    room.lead_through("chapter-2").await?;
    for page in pages {
        page.turned_to(2).await?;
        ensure!(!page.page.is_enabled("chapter-1").await?, "the host chooses the chapter");
        page.page.click("predict").await?;
        page.start_run().await?;
    }
    for page in pages {
        page.run_is_over().await?;
        let tile = room.counted_in(page.station().await?, "chapter-2").await?;
        ensure!(tile.prediction.is_some() && tile.transferred == Some(room.stats(tile.station).await?), "{tile:?}");
        page.reload().await?;
        page.turned_to(2).await?;
        ensure!(page.is_covered().await?, "a reload shows the bank");
        ensure!(!page.page.is_enabled("reveal").await?, "the host reveals");
    }
    pages[0].run().await?;
    ensure!(pages[0].is_covered().await?);
    room.reveal_all().await?;
    for page in pages {
        until("the bank on the page", async || Ok(!page.is_covered().await?)).await?;
        let (shown, stats) = (page.page.shown("transferred").await?, room.stats(page.station().await?).await?);
        ensure!(shown.to_string() == stats.to_string(), "{shown} is shown, and the ledger says {stats}");
    }
    Ok(())
}

/// A run that somebody has paused does not keep the page from turning.
async fn turned_while_a_run_is_paused(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    pages[0].start_and_pause().await?;
    room.lead_through("chapter-3").await?;
    for page in pages {
        page.turned_to(3).await?;
    }
    Ok(())
}

/// Chapter 3: *Pause all* holds what begins as well, and lets it go on. A lost reply keeps no result from being told.
async fn all_paused(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    const SAY: &str = "PUT /room/me";
    room.pause_all(true).await?;
    for page in pages {
        page.page.wait_until_it_says(&["paused all runs", "hat alle läufe angehalten"], LIMIT).await?;
        page.start_run().await?;
    }
    for page in pages {
        page.run_becomes("paused", LIMIT).await?;
        ensure!(page.page.count("attempts").await? == 0, "nothing was sent");
    }
    room.proxy()?.lose_replies(SAY, 4);
    room.pause_all(false).await?;
    for page in pages {
        page.run_is_over().await?;
    }
    for page in pages {
        room.counted_in(page.station().await?, "chapter-3").await?;
    }
    let proxy = room.proxy()?;
    until("the last reply to be lost", async || Ok(proxy.all_were_lost().is_ok())).await
}

/// Chapter 5 in a free room: a bank that is crashed in mid-run pays exactly once all the same, and *Reveal all* lifts every
/// cover.
async fn exactly_once_over_a_crash(room: &Room, pages: &[RoomPage<'_>]) -> Result<()> {
    room.set_free().await?;
    for page in pages {
        page.page.wait_until_enabled("chapter-5", LIMIT).await?;
        page.page.choose_chapter(5).await?;
        page.start_run().await?;
        page.page.wait_until_at_least("attempts", 20.0, LIMIT).await?;
        room.do_at(page.station().await?, "crash").await?;
    }
    for page in pages {
        page.run_is_over().await?;
        ensure!(page.is_covered().await?, "her own Reveal, or the host's");
    }
    room.reveal_all().await?;
    for page in pages {
        let transferred = page.transferred().await?;
        ensure!((transferred - 100.0).abs() < 1e-9, "{transferred} and not 100");
        let tile = room.counted_in(page.station().await?, "chapter-5").await?;
        console::print(&format!("room: station {} paid exactly 100 over a crash, {tile:?}", tile.station));
    }
    Ok(())
}

async fn reset_in_the_middle_of_a_run(room: &Room, page: &RoomPage<'_>) -> Result<()> {
    let station = page.station().await?;
    page.start_run().await?;
    page.page.wait_until_at_least("attempts", 5.0, LIMIT).await?;
    room.do_at(station, "reset").await?;
    page.page.wait_until_it_says(&["reset this station"], LIMIT).await?;
    until("an empty ledger", || async { Ok(room.stats(station).await?.cents() == 0) }).await
}

/// Who has left takes a seat over with number and PIN; the page that had it says so, and takes another one, which the host
/// frees.
async fn moved_to_another_device(room: &Room, [other, page]: [&RoomPage<'_>; 2]) -> Result<()> {
    let (station, pin) = (page.station().await?, page.pin().await?);
    other.leave().await?;
    ensure!(other.recover(station, &pin).await? == station);
    page.page.wait_for("the sentence", LIMIT, |page| page.has("seat-gone")).await?;
    page.page.wait_until_it_says(&["ein anderes gerät hat diesen platz übernommen"], LIMIT).await?;
    ensure!(!page.page.is_enabled("run").await?, "it is no longer this browser's");
    page.page.click("join-again").await?;
    page.page.arrives_at("join-code", LIMIT).await?;
    let another = page.join(&room.code).await?;
    ensure!(another != station, "another seat");
    room.do_at(another, "free").await?;
    page.page.wait_until_it_says(&["die leitung hat diesen platz freigegeben"], LIMIT).await
}
