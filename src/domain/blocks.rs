//! Owns the lists of what is never quoted, and how they are matched: on whole words, folded so that case, accents,
//! stacked marks, invisible characters, look-alike letters, figures put for letters, stretched and spaced-out words
//! make no difference. Moderate on purpose: a name such as "Scunthorpe" holds no blocked word.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

/// Nothing is matched beyond so many characters of one text.
const LONGEST: usize = 100_000;
/// From so many equal letters in a row on a word is stretched.
const STRETCHED: usize = 3;
/// From so many single letters in a row on they are a word that was spaced out.
const SPACED: usize = 3;

/// What is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A word or a phrase: no comment that holds it is quoted.
    Word,
    /// A person, by the whole name shown.
    Person,
    /// A source, by its name: none of the comments there is quoted.
    Source,
}

impl BlockKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Word, Self::Person, Self::Source];

    /// The word in the store, on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Person => "person",
            Self::Source => "source",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The lists, folded. A map goes from the folded form to what was written.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    words: BTreeMap<String, String>,
    people: BTreeMap<String, String>,
    sources: BTreeMap<String, String>,
}

impl Blocks {
    /// Of these; what has no letter and no figure blocks nothing.
    pub fn new<'a>(listed: impl IntoIterator<Item = (BlockKind, &'a str)>) -> Self {
        let mut blocks = Self::default();
        for (kind, text) in listed {
            let Some(folded) = folded(kind, text) else { continue };
            let list = match kind {
                BlockKind::Word => &mut blocks.words,
                BlockKind::Person => &mut blocks.people,
                BlockKind::Source => &mut blocks.sources,
            };
            list.insert(folded, text.trim().to_owned());
        }
        blocks
    }

    /// Why a comment is not quoted, in plain words; `None` where no list names it.
    pub fn why(&self, (author, role): (Option<&str>, Option<&str>), text: &str, source: &str) -> Option<String> {
        if let Some(source) = self.sources.get(source) {
            return Some(format!("the source {source:?} is blocked"));
        }
        let author = author.unwrap_or_default();
        if !self.people.is_empty()
            && let Some(name) = self.people.get(plain(author).trim())
        {
            return Some(format!("the person {name:?} is blocked"));
        }
        if self.words.is_empty() {
            return None;
        }
        // Name and role are quoted too, and on many sites their writers' own words.
        let shown = [text, author, role.unwrap_or_default()];
        let readings: Vec<Readings> = shown.into_iter().filter(|text| !text.is_empty()).map(Readings::of).collect();
        let held = |pattern: &str| readings.iter().any(|reading| reading.hold(pattern));
        self.words.iter().find(|(pattern, _)| held(pattern)).map(|(_, word)| format!("the word {word:?} is blocked"))
    }
}

/// The form under which two spellings of a block are the same; `None` where nothing is left to match.
pub fn folded(kind: BlockKind, text: &str) -> Option<String> {
    let folded = match kind {
        // A name in addresses is what it is.
        BlockKind::Source => text.trim().to_owned(),
        BlockKind::Word | BlockKind::Person => plain(text).trim().to_owned(),
    };
    (!folded.is_empty()).then_some(folded)
}

/// A text in each of the ways in which a word may stand in it, each as ` one two three `.
struct Readings {
    plain: String,
    disguised: Vec<String>,
    stretched: Option<String>,
}

impl Readings {
    fn of(text: &str) -> Self {
        let letters = bare(text);
        let plain = joined(tokens(&letters, char::is_alphanumeric));
        let mut disguised: Vec<String> = ['i', 'l'].map(|one| joined(undisguised(&letters, one))).into();
        disguised.dedup();
        disguised.retain(|reading| *reading != plain);
        let stretched = disguised.first().unwrap_or(&plain);
        let stretched = stretched.split(' ').any(is_stretched).then(|| {
            joined(
                stretched
                    .split_whitespace()
                    .map(|word| if is_stretched(word) { squeezed(word) } else { word.to_owned() }),
            )
        });
        Self { plain, disguised, stretched }
    }

    /// Whether the folded words stand in it one after the other.
    fn hold(&self, pattern: &str) -> bool {
        let whole = format!(" {pattern} ");
        let squeezed = || format!(" {} ", pattern.split(' ').map(squeezed).collect::<Vec<_>>().join(" "));
        self.plain.contains(&whole)
            || self.disguised.iter().any(|reading| reading.contains(&whole))
            || self.stretched.as_ref().is_some_and(|reading| reading.contains(&squeezed()))
    }
}

/// The words of a text, folded, with one space around each.
fn plain(text: &str) -> String {
    joined(tokens(&bare(text), char::is_alphanumeric))
}

fn joined(words: impl IntoIterator<Item = String>) -> String {
    let mut line = String::from(" ");
    for word in words {
        line.push_str(&word);
        line.push(' ');
    }
    line
}

/// Letters without what is put on them, in lower case; what cannot be seen is gone.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for c in text.chars().take(LONGEST).nfkd().filter(|c| !is_mark(*c) && !is_unseen(*c)) {
        for c in c.to_lowercase() {
            match c {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' | 'ð' => out.push('d'),
                'ı' => out.push('i'),
                // "don't" and "dont" are one word.
                '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' => {}
                c if is_mark(c) => {}
                c => out.push(c),
            }
        }
    }
    out
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) && !matches!(c, '\u{3099}' | '\u{309a}') && !in_indic_range(c)
}

/// Vowel signs of these scripts are letters, not ornaments.
fn in_indic_range(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

/// Scripts that put no space between words: each character is a word, and a pattern of several a phrase.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{edf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn tokens(text: &str, belongs: impl Fn(char) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if belongs(c) && !stands_alone(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if stands_alone(c) {
            out.push(c.to_string());
        }
    }
    out
}

/// The words with figures and signs read as the letters they stand for, and spaced-out words put together; `one` is
/// what a 1 stands for.
fn undisguised(text: &str, one: char) -> Vec<String> {
    let words = tokens(text, |c| c.is_alphanumeric() || matches!(c, '@' | '$' | '!' | '|'));
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut singles = 0;
    for word in words {
        let word = word.trim_matches(['!', '|']);
        let is_word = word.chars().any(char::is_alphabetic);
        let word: String = if is_word { word.chars().map(|c| letter_for(c, one)).collect() } else { word.to_owned() };
        let is_single = is_word && word.chars().count() == 1;
        if !is_single {
            put_together(&mut out, singles);
            singles = 0;
        }
        singles += usize::from(is_single);
        out.push(word);
    }
    put_together(&mut out, singles);
    out.retain(|word| !word.is_empty());
    out
}

/// Makes one word of the last `singles` letters.
fn put_together(words: &mut Vec<String>, singles: usize) {
    if singles >= SPACED {
        let letters: String = words.split_off(words.len() - singles).concat();
        words.push(letters);
    }
}

fn letter_for(c: char, one: char) -> char {
    match c {
        '0' | 'о' | 'ο' => 'o',
        '1' | '|' => one,
        '!' | 'і' | 'ι' => 'i',
        '3' | 'е' | 'ε' => 'e',
        '4' | '@' | 'а' | 'α' => 'a',
        '5' | '$' | 'ѕ' => 's',
        '7' | 'т' | 'τ' => 't',
        'с' => 'c',
        'р' | 'ρ' => 'p',
        'у' | 'υ' => 'y',
        'х' | 'χ' => 'x',
        'к' | 'κ' => 'k',
        'ѵ' | 'ν' => 'v',
        c => c,
    }
}

fn is_stretched(word: &str) -> bool {
    let (mut run, mut last) = (0, '\0');
    word.chars().any(|c| {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        run >= STRETCHED && c.is_alphabetic()
    })
}

fn squeezed(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocked(word: &str, text: &str) -> bool {
        Blocks::new([(BlockKind::Word, word)]).why((None, None), text, "paper").is_some()
    }

    #[test]
    fn a_word_is_found_however_it_is_dressed_up() {
        for text in [
            "What an idiot.",
            "IDIOT!",
            "Ìdîöt",
            "i\u{300}\u{301}\u{302}\u{489}d\u{340}i\u{33f}o\u{346}t\u{31a}",
            "id\u{200b}io\u{ad}t",
            "1d10t",
            "!diot idi0t",
            "id!ot",
            "i d i o t",
            "i.d.i.o.t",
            "idiooooot",
            "ｉｄｉｏｔ",
            "іdіоt (some letters are Cyrillic)",
        ] {
            assert!(blocked("idiot", text), "{text:?}");
        }
        for text in ["idiotic plans", "an idiom", "12 10", "I did 10 t", "", "idio t-shirts"] {
            assert!(!blocked("idiot", text), "{text:?}");
        }
    }

    #[test]
    fn phrases_and_other_scripts_are_words_too() {
        for (pattern, text, expected) in [
            ("waste of space", "Such a WASTE,  of\nspace!", true),
            ("waste of space", "a waste of the space", false),
            ("don't", "dont even", true),
            ("Straße", "STRASSE 5", true),
            ("馬鹿", "君は馬鹿だ", true),
            ("馬鹿", "馬と鹿", false),
            ("дурак", "Какой ДУРАК!", true),
            ("4chan", "as on 4chan", true),
            ("cunt", "Scunthorpe", false),
            ("1207", "see 1207", true),
            ("loose", "so looooose", true),
            ("...", "anything ...", false),
        ] {
            assert_eq!(blocked(pattern, text), expected, "{pattern:?} in {text:?}");
        }
    }

    #[test]
    fn people_and_sources_are_whole_names() {
        let blocks =
            Blocks::new([(BlockKind::Person, " Dr  Émile X "), (BlockKind::Source, "wire"), (BlockKind::Word, "spam")]);
        let why = |author, source| blocks.why((Some(author), Some("GP")), "fine words", source);
        assert_eq!(why("DR EMILE X", "paper").as_deref(), Some("the person \"Dr  Émile X\" is blocked"));
        assert_eq!(why("Dr Emile Xavier", "paper"), None);
        assert_eq!(why("Jo", "wire").as_deref(), Some("the source \"wire\" is blocked"));
        assert_eq!(
            why("Best SPAM shop", "paper").as_deref(),
            Some("the word \"spam\" is blocked"),
            "a name is quoted too"
        );
        let role = blocks.why((Some("Jo"), Some("Seller of sp4m")), "fine", "paper");
        assert_eq!(role.as_deref(), Some("the word \"spam\" is blocked"), "and so is a role");
        assert_eq!(blocks.why((None, None), "fine", "paper"), None);
        assert_eq!(folded(BlockKind::Word, "?!"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_a_word_is_found_in_itself(text in "\\PC{0,80}", before in "\\PC{0,20}") {
            if folded(BlockKind::Word, &text).is_some() {
                let within = format!("{before}. {text}");
                proptest::prop_assert!(blocked(&text, &text) && blocked(&text, &within));
            }
            let _ = blocked("idiot", &text);
        }
    }

    #[test]
    fn a_flood_is_matched_in_bounds() {
        let flood = "a\u{301}".repeat(500_000);
        assert!(!blocked("idiot", &flood));
        assert!(blocked("idiot", &format!("idiot {flood}")));
    }
}
