//! Owns the words of dates in the languages of trade sites: months, days such as "yesterday", units of time, and what
//! may stand about a date without saying more.

/// The names of the months and their short forms; none of them is a word that stands after a figure otherwise.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janvier", "januari", "janeiro", "jänner", "gennaio", "enero", "janv", "jan", "ene"],
    &["february", "februar", "février", "fevrier", "febrero", "febbraio", "februari", "fevereiro", "févr", "feb"],
    &["march", "märz", "maerz", "marzo", "maart", "março", "mars", "mrz", "mrt", "mar"],
    &["april", "aprile", "avril", "abril", "apr", "avr", "abr"],
    &["maggio", "mayo", "maio", "may", "mai", "mei", "maj"],
    &["june", "juni", "juin", "junio", "junho", "giugno", "jun", "giu"],
    &["july", "juli", "juillet", "julio", "julho", "luglio", "juil", "jul", "lug"],
    &["august", "août", "aout", "agosto", "augustus", "augusti", "aug"],
    &["september", "septembre", "septiembre", "settembre", "setembro", "sept", "sep"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "oct", "okt", "ott"],
    &["november", "novembre", "noviembre", "novembro", "nov"],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
        "desember",
        "dec",
        "dez",
        "déc",
        "dic",
    ],
];

/// The number of a month's name.
pub(super) fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&name.as_str())).map(|(number, _)| number)
}

/// All names of months for a pattern, longer ones first.
pub(super) fn months() -> String {
    let mut names: Vec<&str> = MONTHS.iter().flat_map(|names| names.iter().copied()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.join("|")
}

/// Names of days close to the day of reading, for a pattern.
pub(super) const NEAR: &str = "just now|moments? ago|today|yesterday|heute|gestern|aujourd['’]hui|hier|hoy|ayer|oggi|ieri\
                               |vandaag|gisteren|idag|i dag|igår|i går";

/// How many days before the day of reading such a name is; `None` for this very moment.
pub(super) fn days_before(name: &str) -> Option<u64> {
    match name.to_lowercase().as_str() {
        "today" | "heute" | "aujourd'hui" | "aujourd’hui" | "hoy" | "oggi" | "vandaag" | "idag" | "i dag" => Some(0),
        name if name.contains("now") || name.contains("moment") => None,
        _ => Some(1),
    }
}

/// Units of time for a pattern, in the plural where languages have one of their own.
pub(super) const UNITS: &str = "s|secs?|seconds?|sekunden?|secondes?|segundos?|seconden|sekunder\
    |m|mins?|minutes?|minuten?|minutos?|minut[oi]|minuter|h|hrs?|hours?|stunden?|heures?|horas?|or[ae]|uur|uren|timm?ar|timme\
    |d|days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag|dagen|dagar|w|wks?|weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|veckor\
    |mos?|months?|monate?n?|mois|mes|meses|mes[ei]|maand|maanden|månader|y|yrs?|years?|jahre?n?|ans?|años?|ann[oi]|jaar|jaren|år";

/// The minutes of a unit.
pub(super) fn minutes(unit: &str) -> i64 {
    let unit = unit.to_lowercase();
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| unit.starts_with(beginning));
    match unit.as_str() {
        "m" => 1,
        "s" => 0,
        "mes" | "mo" | "mos" => 30 * 1440,
        _ if starts(&["mont", "monat", "mois", "mese", "mesi", "maand", "månad"]) => 30 * 1440,
        _ if starts(&["min"]) => 1,
        _ if starts(&["sem", "sett", "w", "veck"]) => 7 * 1440,
        _ if starts(&["st", "h", "ora", "ore", "uur", "uren", "tim"]) => 60,
        _ if starts(&["se"]) => 0,
        _ if starts(&["d", "tag", "jour", "gior"]) => 1440,
        _ => 365 * 1440,
    }
}

/// Words about a date that say nothing but that it is one.
const FILLER: &str = "published posted updated modified amended created added submitted written first last on at in the date \
    time dated publication released by of from mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday \
    friday saturday sunday was this article story comment since is about approximately et pt ct mt uk local edt est update \
    online issued filed \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so uhr am um den der vom stand \
    veröffentlicht aktualisiert erstellt geändert artikel datum zuletzt \
    lundi mardi mercredi jeudi vendredi samedi dimanche le la à h publié mis jour modifié écrit paru dernière mise \
    lunes martes miércoles jueves viernes sábado domingo el las los a publicado actualizado fecha hora \
    lunedì martedì mercoledì giovedì venerdì sabato domenica il alle ore pubblicato aggiornato data del \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag op om gepubliceerd laatst bijgewerkt \
    måndag tisdag onsdag torsdag fredag lördag söndag den kl klockan publicerad publicerat uppdaterad uppdaterat senast sedan för";

/// Whether the words about a date say nothing but that it is one.
pub(super) fn is_filler(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        let word = word.to_lowercase();
        FILLER.split_ascii_whitespace().any(|filler| filler == word)
    })
}
