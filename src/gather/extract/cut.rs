//! Owns which parts of the outline have been taken out, and the totals of what is left.

use super::outline::{Outline, Tag};
use super::score::worth;

/// What a subtree holds after the cuts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    /// Characters.
    pub(super) chars: usize,
    /// Of them, a link's.
    pub(super) linked: usize,
    /// How much it reads like an article.
    pub(super) worth: f32,
    /// Links.
    pub(super) links: usize,
    /// Images.
    pub(super) images: usize,
}

impl Totals {
    /// The share of the characters that is a link's, 0 to 1.
    pub(super) fn link_density(self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / self.chars as f32 }
    }
}

/// The cuts made so far.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    cut: Vec<bool>,
    totals: Vec<Totals>,
}

impl Cut {
    /// Nothing cut yet.
    pub(super) fn new(outline: &Outline<'_>) -> Self {
        let mut cut = Self { cut: vec![false; outline.nodes.len()], totals: Vec::new() };
        cut.count(outline);
        cut
    }

    /// Takes a subtree out, but for what is sure to be the article's; the totals around it stand until [`Cut::count`].
    pub(super) fn take(&mut self, outline: &Outline<'_>, index: usize) {
        if outline.nodes[index..outline.nodes[index].end].iter().any(|node| node.sure) {
            return;
        }
        self.cut[index..outline.nodes[index].end].fill(true);
    }

    /// Whether a node has been taken out.
    pub(super) fn is_cut(&self, index: usize) -> bool {
        self.cut[index]
    }

    /// What a subtree held when last counted.
    pub(super) fn totals(&self, index: usize) -> Totals {
        self.totals[index]
    }

    /// Counts anew.
    pub(super) fn count(&mut self, outline: &Outline<'_>) {
        self.totals.clear();
        self.totals.resize(outline.nodes.len(), Totals::default());
        for (index, node) in outline.nodes.iter().enumerate().rev() {
            if self.cut[index] {
                continue;
            }
            let here = &mut self.totals[index];
            here.worth += worth(node);
            match node.tag {
                Tag::Text => {
                    here.chars += node.words.chars;
                    here.linked += node.words.linked;
                }
                Tag::Link => here.links += 1,
                Tag::Image => here.images += 1,
                _ => {}
            }
            if index > 0 {
                let here = *here;
                let parent = &mut self.totals[node.parent];
                parent.chars += here.chars;
                parent.linked += here.linked;
                parent.worth += here.worth;
                parent.links += here.links;
                parent.images += here.images;
            }
        }
    }
}
