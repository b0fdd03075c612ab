//! Owns the fuzzing of robots.txt: any file is read, any address judged; what is kept of a file says the same; an empty
//! one allows everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::net::robots::Robots;
use url::Url;

#[path = "common.rs"]
mod common;

fuzz_target!(|input: (String, &[u8])| {
    let (path, file) = input;
    let robots = Robots::parse(file);
    let Ok(url) = Url::parse("https://site.example/").and_then(|base| base.join(&path)) else { return };
    let forbidden = robots.forbids(&url);
    assert!(forbidden.is_none() || !file.is_empty());
    assert!(robots.delay().is_none_or(|delay| delay.as_secs() <= 120));
    let kept = Robots::parse(robots.to_string().as_bytes());
    assert_eq!(kept.forbids(&url), forbidden, "{robots}");
    assert_eq!((kept.delay(), kept.sitemaps()), (robots.delay(), robots.sitemaps()), "{robots}");
});
