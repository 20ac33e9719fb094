//! QR codes: those that the hub draws, and the one of the Wi-Fi, which only this page knows.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

use super::wifi::Wifi;
use crate::text::{said, use_text};

/// A QR code.
#[component]
pub fn QrImage(
    /// The drawing, as SVG; nothing is shown before it is there.
    #[prop(into)]
    svg: Signal<Option<String>>,
    /// Where it leads, for those who hear the page.
    #[prop(into)]
    label: Signal<String>,
    /// Its `data-testid`.
    test_id: &'static str,
) -> impl IntoView {
    let address = move || svg.get().map(|svg| format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&svg)));
    view! { <img class="qr" data-testid=test_id src=address alt=move || label.get() hidden=move || svg.get().is_none() /> }
}

/// The QR code that joins a Wi-Fi; nothing as long as it has no name.
#[component]
pub fn WifiQr(
    /// The Wi-Fi.
    #[prop(into)]
    wifi: Signal<Wifi>,
) -> impl IntoView {
    let text = use_text();
    let drawing = move || {
        let told = wifi.with(Wifi::qr_text)?;
        Some(match drawn(&told) {
            Some(svg) => view! {
                <QrImage svg=Signal::stored(Some(svg)) label=said(|text| text.host.wifi) test_id="wifi-qr" />
                <p>{wifi.with(|wifi| wifi.name.clone())}</p>
            }
            .into_any(),
            None => view! { <p role="alert">{move || text.get().host.wifi_too_long}</p> }.into_any(),
        })
    };
    view! { <div>{drawing}</div> }
}

/// Returns a code as SVG, with its quiet zone; `None` if the text is too long for any code.
fn drawn(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    Some(SvgBuilder::default().to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_picture_and_what_is_too_long_for_one_is_none() {
        let picture = drawn("WIFI:T:nopass;S:guests;;").expect("it fits");
        assert!(picture.starts_with("<svg") && !picture.contains("guests"), "{picture}");
        assert_eq!(drawn(&"x".repeat(4_000)), None);
    }
}
