//! Owns the tests of the HTTP client against real servers: manners, redirects, and answers that are none.

mod hostile;
mod manners;
mod redirects;

use std::time::Duration;

use chrono::{DateTime, Utc};
use postround::clock::Clock;
use postround::net::options::NetOptions;
use postround::net::{Answer, Fetched, Net, NetError, Reach, Validators};

/// The time on the clock at first.
const NOW: &str = "2026-11-22T12:00:00Z";

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn options() -> NetOptions {
    NetOptions {
        contact: "editor@example.org".to_owned(),
        timeout: Duration::from_secs(10),
        max_size: 100_000,
        max_redirects: 5,
        pause: Duration::ZERO,
    }
}

/// A client without a pause, and its clock.
fn client() -> (Net, Clock) {
    let clock = Clock::by_hand(time(NOW));
    (Net::new(options(), clock.clone()).unwrap(), clock)
}

async fn get(net: &Net, url: &str) -> Result<Fetched, NetError> {
    net.get(&url.parse().unwrap(), &Validators::default(), Reach::Private).await
}

/// The answer, which must be one.
async fn answer(net: &Net, url: &str) -> Answer {
    match get(net, url).await {
        Ok(Fetched::Fresh(answer)) => *answer,
        other => panic!("{url}: {other:?}"),
    }
}

/// The error, which must be one.
async fn error(net: &Net, url: &str) -> NetError {
    match get(net, url).await {
        Ok(fetched) => panic!("{url}: {fetched:?}"),
        Err(error) => error,
    }
}
