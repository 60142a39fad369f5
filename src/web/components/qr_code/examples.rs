use super::QrCode;
use crate::web::components::Example;

/// The picture of an address.
pub fn examples() -> Vec<Example> {
    let code = QrCode::of("https://antrag.example/fortsetzen/K7M3-QX9A-B2CD-EFGH", "Link zu Ihrem Entwurf");
    code.map(|code| Example::new("qr_code", "default", &code)).into_iter().collect()
}
