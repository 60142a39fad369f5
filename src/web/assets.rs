//! Style sheets, scripts, fonts and pictures: inside the binary, each at an address that names its
//! content (`/assets/{hash}/{name}`), so that browsers keep it for ever and never see an old one.
//! `build.rs` lays them out and packs them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{
    AcceptEncoding, CacheControl, CacheDirective, ETag, Encoding, EntityTag, Header, IfNoneMatch,
};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse, web};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/assets"]
struct Embedded;

/// One asset with the forms in which it can be sent.
struct Asset {
    address: String,
    hash: String,
    content_type: &'static str,
    plain: web::Bytes,
    brotli: Option<web::Bytes>,
    gzip: Option<web::Bytes>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let content = |path: &str| Embedded::get(path).map(|file| bytes(file.data));
    let asset = |path: Cow<'static, str>| {
        let (hash, name) = path.split_once('/')?;
        let content_type = content_type(name)?;
        let asset = Asset {
            address: format!("/assets/{path}"),
            hash: hash.to_owned(),
            content_type,
            plain: content(&path)?,
            brotli: content(&format!("{path}.br")),
            gzip: content(&format!("{path}.gz")),
        };
        Some((name.to_owned(), asset))
    };
    Embedded::iter().filter_map(asset).collect()
});

/// The content type by the end of the name; packed variants have none, because they are not asked for
/// by their own name.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    match end {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

/// The address of an asset, for templates: `url("pforte.css")`. A name that does not exist gets an
/// address that is not found; a test makes sure that no layout uses one.
pub fn url(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/assets/missing", |asset| asset.address.as_str())
}

/// A style sheet as an address that holds all of it, for pages that are read without the product.
pub fn inside(name: &str) -> Option<String> {
    let asset = ASSETS.get(name)?;
    let packed = percent_encode(&asset.plain, IN_ADDRESSES);
    Some(format!("data:text/css;charset=utf-8,{packed}"))
}

/// All but what stands for itself everywhere in an address (RFC 3986), and in an attribute around it.
const IN_ADDRESSES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'(')
    .remove(b')');

/// Sends an asset in the smallest form that the browser understands. An address with another hash is
/// not found: answering it with today's content would be kept for ever under the wrong name.
pub async fn serve(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let Some(asset) = ASSETS.get(&name).filter(|asset| asset.hash == hash) else {
        return HttpResponse::NotFound().finish();
    };
    let (encoding, body) = asset.for_browser(&request);
    let tag = EntityTag::new_strong(match encoding {
        Some(encoding) => format!("{hash}-{encoding}"),
        None => hash,
    });
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(ETag(tag))
        .insert_header(CacheControl(vec![
            CacheDirective::Public,
            CacheDirective::MaxAge(31_536_000),
            CacheDirective::Extension("immutable".to_owned(), None),
        ]))
        .insert_header((VARY, "accept-encoding"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if known {
        return response.finish();
    }
    if let Some(encoding) = encoding {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    response.insert_header((CONTENT_TYPE, asset.content_type)).body(body)
}

impl Asset {
    /// The content coding and the body that fit the request.
    fn for_browser(&self, request: &HttpRequest) -> (Option<&'static str>, web::Bytes) {
        let accepted = AcceptEncoding::parse(request).unwrap_or_else(|_| AcceptEncoding(Vec::new()));
        let (br, gz) = (Encoding::brotli(), Encoding::gzip());
        let chosen = match (&self.brotli, &self.gzip) {
            (Some(_), Some(_)) => accepted.negotiate([&br, &gz].into_iter()),
            _ => None,
        };
        match (&self.brotli, &self.gzip) {
            (Some(packed), _) if chosen == Some(br) => (Some("br"), packed.clone()),
            (_, Some(packed)) if chosen == Some(gz) => (Some("gzip"), packed.clone()),
            _ => (None, self.plain.clone()),
        }
    }
}

/// The content without copying what lies in the binary.
fn bytes(content: Cow<'static, [u8]>) -> web::Bytes {
    match content {
        Cow::Borrowed(inside) => web::Bytes::from_static(inside),
        Cow::Owned(read) => web::Bytes::from(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::dev::ServiceResponse;
    use actix_web::http::StatusCode;
    use actix_web::{App, test};

    async fn fetch(address: &str, headers: &[(&'static str, &str)]) -> ServiceResponse {
        let app = test::init_service(App::new().route("/assets/{hash}/{name}", web::get().to(serve))).await;
        let request = test::TestRequest::get().uri(address);
        let request = headers.iter().fold(request, |request, header| request.insert_header(*header));
        test::call_service(&app, request.to_request()).await
    }

    fn header<'a>(response: &'a ServiceResponse, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[actix_web::test]
    async fn an_asset_is_kept_for_ever_and_never_guessed() {
        let response = fetch(url("pforte.css"), &[]).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "content-type"), "text/css; charset=utf-8");
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(header(&response, "content-encoding"), "");
    }

    #[actix_web::test]
    async fn the_browser_gets_the_best_coding_it_knows() {
        for (accepts, coding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip, deflate", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("zstd", ""),
        ] {
            let response = fetch(url("kern.css"), &[("accept-encoding", accepts)]).await;
            assert_eq!(header(&response, "content-encoding"), coding, "{accepts}");
            let sent = test::read_body(response).await;
            assert_eq!(sent.len() < 100_000, !coding.is_empty(), "{accepts}: {}", sent.len());
        }
        let font = fetch(url("fira-sans-regular.woff2"), &[("accept-encoding", "br")]).await;
        assert_eq!(header(&font, "content-encoding"), "");
        assert_eq!(header(&font, "content-type"), "font/woff2");
    }

    #[actix_web::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let first = fetch(url("pforte.js"), &[("accept-encoding", "br")]).await;
        let tag = header(&first, "etag").to_owned();
        let again = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
        assert_eq!(fetch(url("pforte.js"), &again).await.status(), StatusCode::NOT_MODIFIED);
        let other = [("accept-encoding", "gzip"), ("if-none-match", tag.as_str())];
        assert_eq!(fetch(url("pforte.js"), &other).await.status(), StatusCode::OK);
    }

    #[actix_web::test]
    async fn other_addresses_are_not_found() {
        let packed = format!("{}.br", url("pforte.css"));
        for address in
            ["/assets/0000000000000000/pforte.css", "/assets/x/../pforte.css", url("no.css"), &packed]
        {
            assert_eq!(fetch(address, &[]).await.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }

    #[actix_web::test]
    async fn style_sheets_load_fonts_from_their_own_address() {
        let sheet = test::read_body(fetch(url("fonts.css"), &[]).await).await;
        let sheet = String::from_utf8(sheet.to_vec()).unwrap();
        let inside = url("fira-sans-regular.woff2").replace("/assets/", "../");
        assert!(sheet.contains(&inside), "{sheet}");
        assert_eq!(sheet.matches("url(").count(), sheet.matches("url(\"../").count(), "{sheet}");
    }
}
