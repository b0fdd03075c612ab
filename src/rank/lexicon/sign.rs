//! Owns what a phrase can be a sign of.

/// What a phrase is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rank) enum Sign {
    /// Reasons and the weighing of them.
    Reasoning,
    /// A writer who allows for being wrong, or takes others seriously.
    Considerate,
    /// What the writer lived through.
    Experience,
    /// Assent to another's words.
    Agreement,
    /// Dissent from another's words.
    Dissent,
    /// Abuse whoever it is aimed at.
    Abuse,
    /// Coarse words, aimed at nobody.
    Coarse,
    /// Contempt, which is abuse when aimed at somebody.
    Contempt,
    /// Words that aim contempt at somebody.
    Aimed,
    /// Ways of dismissing the other.
    Dismissal,
    /// Saying the opposite, with a curl of the lip.
    Sarcasm,
    /// All of them alike, always.
    Sweeping,
    /// The other addressed.
    You,
    /// Somebody selling something.
    Advert,
    /// A moderator's note in place of the words.
    Moderated,
    /// "The colleague above".
    Above,
    /// "The first comment".
    First,
    /// Somebody who may be a patient.
    Patient,
    /// Where somebody lives, or who they really are.
    Whereabouts,
    /// What a street is called by.
    Street,
    /// A figure with its unit.
    Figure,
    /// "Comment 3", "no. 3".
    Numbered,
}

impl Sign {
    /// How many there are.
    pub(super) const COUNT: usize = 22;
    /// All of them, in order.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Reasoning,
        Self::Considerate,
        Self::Experience,
        Self::Agreement,
        Self::Dissent,
        Self::Abuse,
        Self::Coarse,
        Self::Contempt,
        Self::Aimed,
        Self::Dismissal,
        Self::Sarcasm,
        Self::Sweeping,
        Self::You,
        Self::Advert,
        Self::Moderated,
        Self::Above,
        Self::First,
        Self::Patient,
        Self::Whereabouts,
        Self::Street,
        Self::Figure,
        Self::Numbered,
    ];

    /// Its bit in a set of them.
    pub(super) fn bit(self) -> u32 {
        1 << (self as u32)
    }
}
