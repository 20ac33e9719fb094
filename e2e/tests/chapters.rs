//! The five chapters, in three engines, over two networks, one after the other on one page and the last one once more: the
//! numbers of the contract, the same on the page, in `/stats` and in the ledger.

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::check_chapter;
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use experiment::CHAPTERS;

/// Runs all chapters on one page. One that fails hides no other.
async fn run_all(engine: Engine, network: Network) -> Result<()> {
    console::print(&format!("{engine:?}, {network:?}"));
    let lab = Lab::start(network).await?;
    Browser::with(engine, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        let mut failures = Vec::new();
        for chapter in CHAPTERS.iter().chain(CHAPTERS.last()).map(|chapter| chapter.number) {
            if let Err(error) = check_chapter(&lab, &page, chapter).await {
                failures.push(format!("chapter {chapter}: {error:#}"));
            }
        }
        ensure!(failures.is_empty(), failures.join("; "));
        Ok(())
    })
    .await
}

macro_rules! chapters {
    ($engine:ident, $network:ident) => {
        use super::super::*;

        #[tokio::test]
        async fn every_chapter_pays_what_the_contract_says() -> Result<()> {
            run_all(Engine::$engine, Network::$network).await
        }
    };
}

macro_rules! networks {
    ($engine:ident) => {
        mod over_the_original {
            chapters!($engine, Original);
        }
        mod over_the_embedded {
            chapters!($engine, Embedded);
        }
    };
}

mod chromium {
    networks!(Chromium);
}

mod firefox {
    networks!(Firefox);
}

mod webkit {
    networks!(WebKit);
}
