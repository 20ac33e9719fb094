//! The five chapters, in three engines, over two networks, each run twice: the numbers of the contract, the same on
//! the page, in `/stats` and in the ledger.

use anyhow::Result;
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::check_chapter;
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;

async fn run_twice(engine: Engine, network: Network, chapter: u8) -> Result<()> {
    console::print(&format!("{engine:?}, {network:?}"));
    let lab = Lab::start(network).await?;
    Browser::with(engine, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        check_chapter(&lab, &page, chapter).await?;
        check_chapter(&lab, &page, chapter).await
    })
    .await
}

macro_rules! chapters {
    ($engine:ident, $network:ident) => {
        use super::super::*;

        #[tokio::test]
        async fn chapter_one_sent_once_over_a_stable_network_pays_all() -> Result<()> {
            run_twice(Engine::$engine, Network::$network, 1).await
        }

        #[tokio::test]
        async fn chapter_two_sent_once_pays_too_little() -> Result<()> {
            run_twice(Engine::$engine, Network::$network, 2).await
        }

        #[tokio::test]
        async fn chapter_three_retried_pays_too_much() -> Result<()> {
            run_twice(Engine::$engine, Network::$network, 3).await
        }

        #[tokio::test]
        async fn chapter_four_a_key_nobody_checks_pays_too_much() -> Result<()> {
            run_twice(Engine::$engine, Network::$network, 4).await
        }

        #[tokio::test]
        async fn chapter_five_a_key_that_is_checked_pays_exactly_once() -> Result<()> {
            run_twice(Engine::$engine, Network::$network, 5).await
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
