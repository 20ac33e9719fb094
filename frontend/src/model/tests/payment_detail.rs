//! One payment, followed from both sides.

use super::*;

#[test]
fn an_attempt_without_an_answer_says_what_the_bank_did() {
    let (mut page, attempts) = Page::running();
    page.end(&attempts[0], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    assert_eq!(page.model.detail(0).expect("a payment").attempts[0].bank, AtBank::NotYetKnown);
    page.now += 1;
    page.read(&[entry(1, "ownownown/1/1")]);
    assert_eq!(page.model.detail(0).expect("a payment").attempts[0].bank, AtBank::Paid { again: false });
    assert_eq!(page.model.detail(1).expect("a payment").attempts[0].bank, AtBank::Nothing);
    let fates: Vec<Fate> = page.model.fates().collect();
    assert_eq!(fates, [Fate::PaidNotKnown, Fate::NeverPaid, Fate::InFlight]);
}

#[test]
fn an_attempts_way_is_drawn_as_far_as_it_got() {
    let (mut page, attempts) = Page::running();
    let journey = |page: &Page, index: usize| page.model.detail(index).expect("a payment").attempts[0].journey();
    assert_eq!(journey(&page, 0), Journey::Out);
    page.end(&attempts[0], ok());
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[2], Outcome::NoAnswer(NoAnswer::NetworkError));
    assert_eq!(journey(&page, 1), Journey::NotSeen);
    page.now += 1;
    page.read(&[entry(1, "ownownown/1/1"), entry(2, "ownownown/3/1")]);
    let ways = [0, 1, 2].map(|index| journey(&page, index));
    assert_eq!(ways, [Journey::Answered, Journey::RequestLost, Journey::ReplyLost]);
}
