//! A participant of a room, in a browser.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::room::{Room, RoomPage};
use protocol::room::StationNumber;
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn from_the_qr_code_to_the_first_finished_run_a_phone_takes_three_taps() -> Result<()> {
    let mut room = Room::open(1, &[]).await?;
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
        // Past the network it goes by way of the hub, which knows whose payment it is.
        phone.page.choose_chapter(0).await?;
        phone.page.click("direct").await?;
        phone.page.wait_until_at_least("acknowledged", 1.0, LIMIT).await?;
        ensure!(room.stats(StationNumber(1)).await?.cents() == 100);
        // Who leaves comes back with number and PIN; another comes in vain, and may watch.
        let pin = phone.pin().await?;
        phone.leave().await?;
        phone.page.click("watch").await?;
        phone.page.wait_until_it_says(&["1 station: "], LIMIT).await?;
        phone.page.click("have-code").await?;
        phone.page.type_into("join-code", &room.code).await?;
        phone.page.click("join").await?;
        phone.page.wait_until_it_says(&["every seat is taken"], LIMIT).await?;
        phone.picture("room-1-join").await?;
        ensure!(phone.recover(StationNumber(1), &pin).await? == StationNumber(1));
        // A hub that is gone is told at its door too.
        phone.leave().await?;
        room.kill();
        phone.page.wait_for("the banner", LIMIT, |_| phone.is_visible("hub-lost")).await
    })
    .await
}
