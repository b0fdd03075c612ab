//! Owns how a judgement is shown to the operator who tunes the weights: each feature by its name, each link in words.

use super::references::{Edge, Reference, Stance};
use super::score::Features;
use super::substance::Bar;

impl Features {
    /// Each feature under the name of its weight, 0 to 1; votes only where the site has them.
    pub fn named(&self) -> Vec<(&'static str, f64)> {
        let votes = self.votes.map(|votes| ("votes", votes));
        let rest = [
            ("replies", self.replies),
            ("opening", self.opening),
            ("early", self.early),
            ("centrality", self.centrality),
            ("relevance", self.relevance),
            ("novelty", self.novelty),
            ("substance", self.substance),
            ("experience", self.experience),
            ("evidence", self.evidence),
            ("reasoning", self.reasoning),
            ("civility", self.civility),
            ("form", self.form),
        ];
        votes.into_iter().chain(rest).collect()
    }
}

impl Edge {
    /// How it was read, how sure it is and how it is taken: "by time, 50 %, objects".
    pub fn in_words(&self) -> String {
        let by = match self.by {
            Reference::Site => "by the site",
            Reference::Time => "by time",
            Reference::Number => "by number",
            Reference::Name => "by name",
            Reference::Quotation => "by quotation",
            Reference::Place => "by place",
            Reference::Echo => "by likeness",
        };
        let stance = match self.stance {
            Stance::Agrees => ", agrees",
            Stance::Objects => ", objects",
            Stance::Neutral => "",
        };
        format!("{by}, {:.0} %{stance}", self.weight * 100.0)
    }
}

impl Bar {
    /// Why the comment is not quoted, in plain words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Empty => "it says next to nothing",
            Self::Moderated => "a moderator of the site took its words away",
            Self::Abusive => "it abuses somebody",
            Self::Private => "it tells who a patient or a private person is",
            Self::Advert => "it advertises something",
            Self::Copy => "it repeats another comment or the article",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_is_said_in_words() {
        let edge = Edge { from: 1, to: 0, weight: 0.5, by: Reference::Time, stance: Stance::Objects };
        assert_eq!(edge.in_words(), "by time, 50 %, objects");
        let features = Features { votes: Some(0.5), ..Features::default() };
        assert_eq!((features.named()[0], features.named().len()), (("votes", 0.5), 13));
        assert_eq!(Features::default().named().len(), 12);
    }
}
