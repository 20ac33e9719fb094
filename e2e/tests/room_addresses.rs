//! The addresses of a room's pages: relative ones, so that a proxy may put the room below a path; and a page asks only for
//! what is there.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab_page::LabPage;
use e2e::room::{Room, RoomPage};
use protocol::Total;

const SOON: Duration = Duration::from_secs(20);

/// What this document has asked for and was refused, or lies outside of the prefix and is no payment.
const STRAYED: &str = "
    const [below] = arguments;
    return performance.getEntriesByType('resource')
        .filter(({ name, responseStatus }) => name.startsWith(below) ? responseStatus >= 400 : !name.endsWith('/payments/'))
        .map((asked) => `${asked.responseStatus} ${asked.name}`)";
/// The program, and whether it came over the network.
const PROGRAM: &str = "
    const wasm = performance.getEntriesByType('resource').find((asked) => asked.name.endsWith('.wasm'));
    return [wasm.name, wasm.transferSize > 0]";

/// A room below a path.
struct Below<'a> {
    page: LabPage<'a>,
    address: String,
}

impl Below<'_> {
    async fn nothing_strayed(&self, what: &str) -> Result<()> {
        let strayed = self.page.execute(STRAYED, &[self.address.as_str().into()]).await?;
        ensure!(strayed.as_array().is_some_and(Vec::is_empty), "{what}: {strayed}");
        Ok(())
    }

    async fn program(&self) -> Result<(String, bool)> {
        Ok(serde_json::from_value(self.page.execute(PROGRAM, &[]).await?)?)
    }
}

#[tokio::test]
async fn a_room_below_a_path_is_joined_run_and_led_without_one_request_for_what_is_not_there() -> Result<()> {
    let room = Room::open_below("/lab", 2).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let below = Below { page: LabPage::in_window(browser), address: format!("{}/", room.address) };
        let door = RoomPage::at_the_door(browser, &room).await?;
        below
            .page
            .wait_for("the seats", SOON, |page| async move { Ok(!page.text_of("seats").await?.is_empty()) })
            .await?;
        let (program, came) = below.program().await?;
        ensure!(came, "the program of the page was not loaded");
        below.nothing_strayed("the door").await?;

        let station = door.join(&room.code).await?;
        ensure!(below.program().await? == (program, false), "the program is loaded once for the room");
        below.page.choose_chapter(5).await?;
        below.page.click("run").await?;
        below.page.wait_until_done(Duration::from_mins(1)).await?;
        ensure!(room.stats(station).await? == Total::from_cents(10_000), "it pays its own bank");
        below.nothing_strayed("a station").await?;

        browser.client.goto(&format!("{}#host={}", below.address, room.host_key)).await?;
        below.page.wait_for("the dashboard", SOON, |page| page.has("stations")).await?;
        below.nothing_strayed("the host's page").await?;
        below.page.click("host-lab").await?;
        below.page.wait_until_loaded().await?;
        below.page.wait_until_enabled("run", SOON).await?;
        below.nothing_strayed("the host's lab").await?;
        // Without its slash the address leads to the one with it, below the same path.
        browser.client.goto(&format!("{}s/02?lang=de", below.address)).await?;
        below.page.wait_until_loaded().await?;
        let address = browser.client.current_url().await?;
        ensure!(address.as_str().starts_with(&format!("{}s/02/?", below.address)), "{address}");
        Ok(())
    })
    .await
}
