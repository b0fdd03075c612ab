//! Owns the way of a request over its redirects: where it has been, how far it may go, and where its address has
//! moved for good.

use url::Url;

use super::answer::NetError;

/// The addresses of one request, the first one first.
#[derive(Debug)]
pub(super) struct Trail {
    hops: Vec<Url>,
    moved: Option<Url>,
    /// No temporary redirect came before.
    permanent: bool,
    most: usize,
}

impl Trail {
    pub(super) fn new(url: &Url, most: u32) -> Self {
        let mut first = url.clone();
        first.set_fragment(None);
        Self { hops: vec![first], moved: None, permanent: true, most: most as usize }
    }

    /// The address that is asked now.
    pub(super) fn here(&self) -> &Url {
        // There is always the first one.
        &self.hops[self.hops.len() - 1]
    }

    /// Where the first address has moved for good: the target of the permanent redirects before any other.
    pub(super) fn moved(&self) -> Option<&Url> {
        self.moved.as_ref()
    }

    /// Goes where a redirect leads.
    pub(super) fn follow(&mut self, status: u16, location: &str) -> Result<(), NetError> {
        let said = |why: String| NetError::Redirects(why);
        let mut next = self
            .here()
            .join(location.trim())
            .map_err(|error| said(format!("a redirect leads to what is no address: {error}{}", self.chain(None))))?;
        next.set_fragment(None);
        if !next.username().is_empty() || next.password().is_some() {
            let _ = (next.set_username(""), next.set_password(None));
            return Err(NetError::Forbidden(format!("a redirect leads to {next} with a user or a password")));
        }
        if self.hops.contains(&next) {
            return Err(said(format!("the redirects lead in a circle{}", self.chain(Some(&next)))));
        }
        if self.hops.len() > self.most {
            return Err(said(format!("more than {} redirects{}", self.most, self.chain(Some(&next)))));
        }
        if self.here().scheme() == "https" && next.scheme() == "http" {
            tracing::info!("{} redirects from https to {next}", self.here());
        }
        self.permanent &= matches!(status, 301 | 308);
        if self.permanent {
            self.moved = Some(next.clone());
        }
        self.hops.push(next);
        Ok(())
    }

    fn chain(&self, next: Option<&Url>) -> String {
        let hops: Vec<&str> = self.hops.iter().chain(next).map(Url::as_str).collect();
        format!(": {}", hops.join(" -> "))
    }
}

/// Whether a status sends elsewhere.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Hops<'a> = &'a [(u16, &'a str)];

    fn walked(hops: Hops<'_>) -> Result<Trail, String> {
        let mut trail = Trail::new(&"https://a.example/1#x".parse().expect("url"), 3);
        for (status, location) in hops {
            trail.follow(*status, location).map_err(|error| error.to_string())?;
        }
        Ok(trail)
    }

    #[test]
    fn only_the_leading_permanent_redirects_move_an_address() {
        let cases: [(Hops<'_>, Option<&str>); 5] = [
            (&[], None),
            (&[(301, "/2")], Some("https://a.example/2")),
            (&[(308, "/2#top"), (301, "//b.example/3")], Some("https://b.example/3")),
            (&[(301, "/2"), (302, "/login"), (301, "/4")], Some("https://a.example/2")),
            (&[(302, "/2"), (301, "/3")], None),
        ];
        for (hops, moved) in cases {
            assert_eq!(walked(hops).expect("a way").moved().map(Url::as_str), moved, "{hops:?}");
        }
    }

    #[test]
    fn circles_and_long_ways_end_and_show_the_way() {
        let cases: [(Hops<'_>, &str); 5] = [
            (
                &[(302, "/2"), (302, "/1")],
                "in a circle: https://a.example/1 -> https://a.example/2 -> https://a.example/1",
            ),
            (&[(302, "#top")], "in a circle"),
            (&[(302, "/2"), (302, "/3"), (302, "/4"), (302, "/5")], "more than 3 redirects: https://a.example/1 -> "),
            (&[(302, "https://user:secret@b.example/")], "with a user or a password"),
            (&[(302, "https://[/")], "no address"),
        ];
        for (hops, says) in cases {
            let error = walked(hops).expect_err(says);
            assert!(error.contains(says) && !error.contains("secret"), "{error}");
        }
    }
}
