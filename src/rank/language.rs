//! Owns the guess at a thread's language, by its function words, and those words themselves: they say nothing of the
//! subject, whoever uses them.
//!
//! A guess is needed only to know which words to leave out and which lexicon to open; text that matches none is
//! read by Unicode's word boundaries and keeps all its words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A language whose function words are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Dutch,
    Portuguese,
    /// None of them.
    Other,
}

/// Words looked at; a language shows itself in far fewer.
const SAMPLE: usize = 6_000;
/// The share of function words below which a text is in none of the languages; running text has a third and more.
const KNOWN: f64 = 0.12;

const ENGLISH: &str = "a about above after again all also am an and any are as at be because been before being below \
    between both but by can cannot could did do does doing don't down during each even ever every few for from further \
    get gets getting go going got had has have having he her here hers him his how i i'm i've if in into is isn't it \
    it's its just let like make many may me might more most much must my no nor not now of off on once one only or \
    other our out over own quite really same say says said see she should so some still such than that that's the \
    their them then there these they they're thing things think this those though through to too under until up upon \
    us very was we we're were what when where which while who why will with without would yet you you're your";
const GERMAN: &str = "aber alle allem allen aller alles als also am an andere auch auf aus bei beim bin bis bist da \
    damit dann das dass daß dem den der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine \
    einem einen einer eines er es etwas euch euer für gegen gibt haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre \
    ihrem ihren im in ist ja jede jeder jedes jetzt kann kein keine keinen können man mehr mein meine mich mir mit muss \
    müssen nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seit sich sie sind so soll sollte \
    sondern über um und uns unser unsere unter viel viele vom von vor war waren was weil wenn wer werden wie wieder \
    will wir wird wo wurde wurden zu zum zur zwischen";
const FRENCH: &str = "ai alors au aucun aussi autre aux avec avoir bien c'est ça car ce cela celle celui ces cet cette \
    ceux chez comme comment dans de des donc dont du elle elles en encore est et étaient était été être eu fait faut ici \
    il ils je jamais jusqu la là le les leur leurs lui ma mais me même mes mieux moins mon ne ni non nos notre nous on \
    ont ou où par pas peu peut plus plutôt pour pourquoi quand que quel quelle qui sa sans se sera ses si son sont sous \
    sur ta te tes toi ton toujours tous tout toute toutes très trop tu un une va vers voilà vos votre vous y";
const SPANISH: &str = "al algo algunos ante antes aquí así aunque bien cada casi como con contra cual cuando de del desde \
    donde dos el ella ellas ellos en entre era eran es esa ese eso esta está están estas este esto estos fue fueron ha \
    había han hasta hay la las le les lo los más me mi mis muy nada ni no nos nosotros nuestra nuestro o os otra otro \
    otros para pero poco por porque pues que qué quien se sea ser si sí sido sin sobre solo son su sus también tan tanto \
    te tiene tienen todo todos tu un una uno unos y ya yo";
const ITALIAN: &str = "a ad agli ai al alla alle allo anche ancora avere aveva c'è che chi ci come con contro cosa così \
    cui da dagli dai dal dalla dalle degli dei del della delle dello di dove e è ed era erano essere fa fra già gli ha \
    hai hanno ho i il in io la le lei li lo loro lui ma me mi mia mio molto ne negli nei nel nella nelle noi non nostra \
    nostro o ogni per perché più poi può qua quale quando quanto quella quelle quelli quello questa queste questi questo \
    qui se sei senza si sia siamo solo sono sta stata stato su sua sue sugli sui sul sulla suo tra tu tutti tutto un una \
    uno vi voi";
const DUTCH: &str = "aan al alle als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een en er \
    ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me \
    meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons onze ook op over reeds te tegen toch toen \
    tot u uit uw van veel voor want waren was wat we wel werd wie wij wil worden wordt zal ze zei zelf zich zij zijn zo \
    zonder zou";
const PORTUGUESE: &str = "a à ao aos aquela aquele aqui as às até com como contra da das de dela dele deles depois do dos \
    e é ela elas ele eles em entre era eram essa esse esta está estão este eu foi foram há isso isto já lá lhe mais mas \
    me mesmo meu minha muito na nas nem no nos nós nossa nosso num numa não o os ou para pela pelas pelo pelos por porque \
    qual quando que quem se sem ser seu só sua são também te tem têm tenho tinha todos tu tudo um uma você vocês";

static LISTS: [(Language, &str); 7] = [
    (Language::English, ENGLISH),
    (Language::German, GERMAN),
    (Language::French, FRENCH),
    (Language::Spanish, SPANISH),
    (Language::Italian, ITALIAN),
    (Language::Dutch, DUTCH),
    (Language::Portuguese, PORTUGUESE),
];

/// For each function word the languages that have it, a bit each.
static BEARERS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut bearers = HashMap::new();
    for (place, (_, words)) in LISTS.iter().enumerate() {
        for word in words.split_whitespace() {
            *bearers.entry(word).or_insert(0) |= 1 << place;
        }
    }
    bearers
});

/// The words of a language that say nothing of the subject; English ones where it is none of the known, since that is
/// what other writing is mixed with.
pub(super) fn function_words(language: Language) -> impl Iterator<Item = &'static str> {
    let words = LISTS.iter().find(|(known, _)| *known == language).map_or(ENGLISH, |(_, words)| words);
    words.split_whitespace()
}

/// The language that most of these texts' function words are of. A word of several languages counts for each.
pub(super) fn guess<'t>(texts: impl Iterator<Item = &'t str>) -> Language {
    let (mut seen, mut hits) = (0_u32, [0_u32; LISTS.len()]);
    let mut lower = String::new();
    let words = texts.flat_map(|text| text.split(|c: char| !(c.is_alphabetic() || c == '\'' || c == '’')));
    for word in words.filter(|word| !word.is_empty()).take(SAMPLE) {
        seen += 1;
        if word.len() > 16 {
            continue;
        }
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        let bearers = BEARERS.get(lower.as_str()).copied().unwrap_or(0);
        for (place, hits) in hits.iter_mut().enumerate() {
            *hits += u32::from(bearers >> place & 1);
        }
    }
    // The first of equals, and so English before all others.
    let Some((place, &most)) = hits.iter().enumerate().max_by_key(|&(place, hits)| (*hits, LISTS.len() - place)) else {
        return Language::Other;
    };
    if f64::from(most) < KNOWN * f64::from(seen) || most < 2 { Language::Other } else { LISTS[place].0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_little_words() {
        for (text, expected) in [
            ("The rota fails because nobody who works it was asked how it might work.", Language::English),
            (
                "Bei uns in der Praxis sind es zwei am Tag, und das ist nicht wenig für ein kleines Dorf.",
                Language::German,
            ),
            (
                "Chez nous les patients attendent trois mois pour un rendez-vous, et ce n'est pas fini.",
                Language::French,
            ),
            ("En nuestro centro los pacientes esperan más de tres meses por una cita.", Language::Spanish),
            ("Da noi i pazienti aspettano più di tre mesi per una visita, e non è finita.", Language::Italian),
            ("Bij ons wachten patiënten meer dan drie maanden op een afspraak, en dat is niet goed.", Language::Dutch),
            (
                "No nosso centro os doentes esperam mais de três meses por uma consulta, e não é tudo.",
                Language::Portuguese,
            ),
            ("Наша больница закрылась пять лет назад", Language::Other),
            ("診療所は忙しい", Language::Other),
            ("العيادة مغلقة منذ شهر", Language::Other),
            ("1234 5678", Language::Other),
            ("", Language::Other),
        ] {
            assert_eq!(guess([text].into_iter()), expected, "{text}");
        }
    }
}
