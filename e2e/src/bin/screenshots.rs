//! Pictures of every chapter and exhibit before, during and after its run, for people to look at. The address says in
//! which view and language:
//! `cargo run -p e2e --bin screenshots -- 'http://127.0.0.1:8080/?lang=de&view=projector' /tmp/pictures [chapter]...`

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context as _, Result};
use e2e::browser::{Browser, Engine};
use e2e::lab_page::LabPage;
use e2e::layout;
use experiment::Scenario;
use serde_json::json;

const PROJECTORS: [(u32, u32); 2] = [(1920, 1080), (1280, 720)];
/// Screens on which a run needs no scrolling.
const SCREENS: [(u32, u32); 5] = [(390, 664), (390, 844), (1366, 640), (1366, 768), (1920, 1000)];
/// The narrowest phone there is.
const NARROW: (u32, u32) = (320, 844);
const SOON: Duration = Duration::from_secs(30);
const RUN_LIMIT: Duration = Duration::from_mins(2);

/// Where the pictures go, and what of.
struct Album<'a> {
    browser: &'a Browser,
    page: LabPage<'a>,
    folder: PathBuf,
    in_front_of_a_room: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    const USAGE: &str = "usage: screenshots ADDRESS FOLDER [CHAPTER]...";
    let mut arguments = env::args().skip(1);
    let address = arguments.next().context(USAGE)?;
    let folder = PathBuf::from(arguments.next().context(USAGE)?);
    let chapters: Vec<u8> = arguments.map(|chapter| chapter.parse()).collect::<Result<_, _>>()?;
    fs::create_dir_all(&folder)?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &address).await?;
        page.wait_until_enabled("run", SOON).await?;
        let album = Album { browser, page, folder, in_front_of_a_room: address.contains("view=projector") };
        album.resize(PROJECTORS[0]).await?;
        for scenario in Scenario::all().filter(|scenario| chapters.is_empty() || chapters.contains(&scenario.chapter()))
        {
            album.choose(scenario).await?;
            match scenario {
                Scenario::ByHand => album.by_hand().await?,
                scenario => album.run(scenario).await?,
            }
        }
        Ok(())
    })
    .await
}

impl Album<'_> {
    async fn choose(&self, scenario: Scenario) -> Result<()> {
        self.page.choose_chapter(scenario.chapter()).await?;
        match scenario {
            Scenario::Exhibit(exhibit) => self.page.click(&format!("exhibit-{}", exhibit.as_str())).await,
            Scenario::ByHand | Scenario::Chapter(_) => Ok(()),
        }
    }

    async fn by_hand(&self) -> Result<()> {
        self.shoot("chapter-0-1-before").await?;
        for (number, way) in (2_u32..).zip(["lose-request", "lose-reply", "through"]) {
            self.page.wait_until_enabled(way, SOON).await?;
            self.page.click(way).await?;
            self.page.wait_until_at_least("attempts", f64::from(number - 1), SOON).await?;
            self.page.wait_until_enabled(way, SOON).await?;
            self.shoot(&format!("chapter-0-{number}-{way}")).await?;
        }
        Ok(())
    }

    async fn run(&self, scenario: Scenario) -> Result<()> {
        let name = match scenario {
            Scenario::Exhibit(exhibit) => exhibit.as_str().to_owned(),
            scenario => format!("chapter-{}", scenario.chapter()),
        };
        self.shoot(&format!("{name}-1-before")).await?;
        self.page.click("run").await?;
        self.page
            .wait_for("a third of the run", SOON, |page| async move {
                let settled = page.number("settled").await?.unwrap_or(0.0);
                Ok(settled >= 300.0 || page.run_state().await? == "done")
            })
            .await?;
        self.shoot(&format!("{name}-2-during")).await?;
        if scenario.settings().awaits_crash {
            self.crash(&name).await?;
        }
        self.page
            .wait_for("the end of the run", RUN_LIMIT, |page| async move { Ok(page.run_state().await? == "done") })
            .await?;
        self.shoot(&format!("{name}-3-covered")).await?;
        self.page.wait_until_done(RUN_LIMIT).await?;
        self.shoot(&format!("{name}-4-after")).await?;
        self.in_other_media(&format!("{name}-4-after")).await?;
        if self.in_front_of_a_room {
            for (number, screen) in (5..).zip(["fates", "payment", "why"]) {
                self.page.click("next-screen").await?;
                self.shoot(&format!("{name}-{number}-{screen}")).await?;
            }
        }
        Ok(())
    }

    /// When every first attempt has ended, nothing is sent until the bank was crashed.
    async fn crash(&self, name: &str) -> Result<()> {
        self.page
            .wait_for("the first attempts", RUN_LIMIT, |page| async move {
                let unsettled = page.count("in-flight").await?;
                Ok(page.count("waiting").await? == 0 && page.count("settled").await? + unsettled == 1000)
            })
            .await?;
        self.page.click("crash").await?;
        self.shoot(&format!("{name}-2-question")).await?;
        self.page.click("confirm").await
    }

    /// What a room sees; or what laptops and phones see, and all that the narrowest can scroll to.
    async fn shoot(&self, name: &str) -> Result<()> {
        if self.in_front_of_a_room {
            for size in PROJECTORS.into_iter().rev() {
                self.resize(size).await?;
                self.picture(&format!("{name}-{}x{}", size.0, size.1)).await?;
            }
            return Ok(());
        }
        for (width, height) in SCREENS {
            self.resize((width, height)).await?;
            self.picture(&format!("{name}-{width}x{height}")).await?;
        }
        self.resize(NARROW).await?;
        let height = self.page.execute("return document.documentElement.scrollHeight", &[]).await?;
        let height = height.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or(NARROW.1);
        self.resize((NARROW.0, height.max(NARROW.1))).await?;
        self.picture(&format!("{name}-{}-whole", NARROW.0)).await?;
        self.resize(SCREENS[3]).await
    }

    /// On paper, and in the colours of somebody's own system.
    async fn in_other_media(&self, name: &str) -> Result<()> {
        let paper = json!({ "media": "print" });
        let own_colours = json!({ "media": "", "features": [{ "name": "forced-colors", "value": "active" }] });
        let usual = json!({ "media": "", "features": [] });
        for (media, suffix) in [(paper, "print"), (own_colours, "forced-colors"), (usual, "")] {
            self.browser.devtools("Emulation.setEmulatedMedia", media).await?;
            if !suffix.is_empty() {
                self.picture(&format!("{name}-{suffix}")).await?;
            }
        }
        Ok(())
    }

    async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        layout::resize(self.browser, width, height).await
    }

    async fn picture(&self, name: &str) -> Result<()> {
        let file = self.folder.join(format!("{name}.png"));
        self.browser.screenshot(&file).await?;
        println!("{}", file.display());
        Ok(())
    }
}
