//! Pictures of every chapter before, during and after its run, for people to look at:
//! `cargo run -p e2e --bin screenshots -- http://127.0.0.1:8080 /tmp/pictures [chapter]...`

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context as _, Result};
use e2e::browser::{Browser, Engine};
use e2e::lab_page::LabPage;
use serde_json::json;

const PROJECTOR: (u32, u32) = (1920, 1080);
const PHONE: (u32, u32) = (390, 844);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().context("usage: screenshots URL FOLDER [CHAPTER]...")?;
    let folder = PathBuf::from(arguments.next().context("usage: screenshots URL FOLDER [CHAPTER]...")?);
    let chosen: Vec<u8> = arguments.map(|chapter| chapter.parse()).collect::<Result<_, _>>()?;
    let chapters = if chosen.is_empty() { (1..=5).collect() } else { chosen };
    fs::create_dir_all(&folder)?;

    let browser = Browser::start(Engine::Chromium).await?;
    let page = LabPage::open(&browser, &address).await?;
    for chapter in chapters {
        page.choose_chapter(chapter).await?;
        shoot(&browser, &folder, &format!("chapter-{chapter}-1-before")).await?;
        page.click("run").await?;
        page.wait_for("a third of the run", Duration::from_secs(30), |page| async move {
            let settled = page.number("settled").await?.unwrap_or(0.0);
            Ok(settled >= page.number("expected").await?.unwrap_or(1.0) / 3.0)
        })
        .await?;
        shoot(&browser, &folder, &format!("chapter-{chapter}-2-during")).await?;
        page.wait_until_done(Duration::from_mins(2)).await?;
        shoot(&browser, &folder, &format!("chapter-{chapter}-3-after")).await?;
    }
    browser.end().await;
    Ok(())
}

/// One picture as the projector shows it, one as a phone does, and one of all a phone can scroll to.
async fn shoot(browser: &Browser, folder: &Path, name: &str) -> Result<()> {
    view(browser, PHONE, true).await?;
    picture(browser, folder, &format!("{name}-390x844")).await?;
    let height = browser.client.execute("return document.documentElement.scrollHeight", vec![]).await?;
    let height = height.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or(PHONE.1).max(PHONE.1);
    view(browser, (PHONE.0, height), true).await?;
    picture(browser, folder, &format!("{name}-390-whole")).await?;
    view(browser, PROJECTOR, false).await?;
    picture(browser, folder, &format!("{name}-1920x1080")).await
}

async fn view(browser: &Browser, (width, height): (u32, u32), mobile: bool) -> Result<()> {
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
    Ok(())
}

async fn picture(browser: &Browser, folder: &Path, name: &str) -> Result<()> {
    let file = folder.join(format!("{name}.png"));
    browser.screenshot(&file).await?;
    println!("{}", file.display());
    Ok(())
}
