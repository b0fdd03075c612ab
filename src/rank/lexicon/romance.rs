//! Owns the phrases of Spanish, Italian and Portuguese; the commonest of each kind.

use super::sign::Sign;

/// Spanish.
pub(super) const SPANISH: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "porque|por lo tanto|por eso|sin embargo|aunque|puesto que|ya que|a pesar de|mientras que|por ejemplo|es decir|en lugar de|\
         en vez de|debido a|el problema es|la pregunta es|si (se|no|el|la|los)|por (año|día|mes|semana|paciente)|comparado con",
    ),
    (
        Sign::Considerate,
        "(yo )?(creo|pienso|opino|entiendo|espero) que|en mi opinión|tal vez|quizás|quizá|gracias|buen (artículo|punto)|con todo respeto|por favor|me parece",
    ),
    (
        Sign::Experience,
        "en (mi|nuestro|nuestra) *|(nuestro|nuestra|mi|mis|nuestros) (consulta|centro|escuela|clase|equipo|pacientes|hospital|farmacia|\
         colegas|compañeros)|(he|hemos|llevo|trabajo|trabajé|trabajamos|estuve|tuve|tuvimos) *|como (médico|médica|enfermera|enfermero|profesor|\
         profesora|farmacéutico|farmacéutica|madre|padre)|desde hace (#|dos|tres|diez|veinte) años|hace (#|dos|tres|diez|veinte) años",
    ),
    (
        Sign::Agreement,
        "de acuerdo|exacto|exactamente|totalmente|tiene razón|tienes razón|bien dicho|así es|gracias por|muy cierto",
    ),
    (
        Sign::Dissent,
        "no estoy de acuerdo|en desacuerdo|falso|mentira|al contrario|no es (cierto|verdad|así)|se equivoca|te equivocas|tonterías|olvida|lo dudo",
    ),
    (
        Sign::Abuse,
        "idiota|idiotas|imbécil|imbéciles|gilipollas|cabrón|cabrones|puta|hijo de puta|hijos de puta|maricón|escoria|basura humana|subnormal|retrasado|cállate la boca|pendejo|pendejos|nazi|nazis",
    ),
    (Sign::Coarse, "mierda|joder|coño|carajo|hostia|puto|culo"),
    (
        Sign::Contempt,
        "estúpido|estúpida|estúpidos|tonto|tontos|ridículo|ridícula|patético|patéticos|vago|vagos|mentiroso|mentirosos|hipócrita|hipócritas|ignorante|ignorantes|ignorancia|payaso|payasos|vergüenza|sinvergüenza|sinvergüenzas|corrupto|corruptos|borregos|inútil|inútiles|ladrones",
    ),
    (Sign::Aimed, "tú|tu|usted|ustedes|vosotros|eres|sois|son unos|qué|menudo|panda de|estos"),
    (
        Sign::Dismissal,
        "cállate|cállese|despierta|despertad|gente como (tú|usted)|a nadie le importa|ni idea|aprende a|búscate|vete a",
    ),
    (Sign::Sarcasm, "jaja|jajaja|lol|claro que sí|qué sorpresa|por supuesto|qué casualidad|vaya"),
    (
        Sign::Sweeping,
        "(los|todos los|esos) (políticos|médicos|profesores|funcionarios|inmigrantes|extranjeros) (son|siempre|solo|nunca)|todos iguales|siempre lo mismo",
    ),
    (Sign::You, "tú|tu|tus|usted|ustedes|vosotros|te"),
    (
        Sign::Advert,
        "haz clic|haga clic|compra ahora|código de descuento|oferta|gratis|visita (mi|nuestra)|whatsapp|descuento",
    ),
    (Sign::Moderated, "(este )?(comentario|mensaje) (ha sido |fue )?(eliminado|borrado|moderado)|eliminado|borrado"),
    (Sign::Above, "(el|la|mi) (* )?(colega|compañero|compañera|comentario) (de arriba|anterior)|comentario anterior"),
    (Sign::First, "el primer comentario"),
    (Sign::Patient, "paciente|señora|señor|sra|sr|don|doña|niño|niña|años"),
    (Sign::Figure, "# (años|horas|minutos|días|semanas|meses|euros|pacientes|millones|por ciento|por)"),
    (Sign::Numbered, "(comentario|mensaje|número) #"),
    (Sign::Whereabouts, "vive en|su dirección|su verdadero nombre|domicilio"),
];

/// Italian.
pub(super) const ITALIAN: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "perché|quindi|perciò|tuttavia|però|anche se|sebbene|nonostante|mentre|poiché|dato che|ad esempio|per esempio|cioè|invece di|\
         a causa|il problema è|la domanda è|se (si|non|il|la|i)|all'anno|al giorno|al mese|rispetto a",
    ),
    (
        Sign::Considerate,
        "(io )?(penso|credo|ritengo|capisco|spero)|secondo me|a mio (parere|avviso)|forse|grazie|(buon|bel|ottimo) (articolo|punto)|con tutto il rispetto|per favore|mi sembra",
    ),
    (
        Sign::Experience,
        "da noi|(nel|nella) (mio|mia|nostro|nostra) *|(il nostro|la nostra|il mio|la mia|i miei|i nostri) *|(ho|abbiamo|lavoro|lavoravo|avevo|avevamo) *|\
         come (medico|infermiera|infermiere|insegnante|farmacista|madre|padre|genitore)|da (#|due|tre|dieci|venti) anni|(#|due|tre|dieci|venti) anni fa",
    ),
    (
        Sign::Agreement,
        "d'accordo|esatto|esattamente|giusto|ha ragione|hai ragione|ben detto|proprio così|grazie per|verissimo|concordo",
    ),
    (
        Sign::Dissent,
        "non sono d'accordo|falso|sbagliato|al contrario|non è (vero|così|giusto)|si sbaglia|ti sbagli|sciocchezze|dimentica|dubito|in disaccordo",
    ),
    (
        Sign::Abuse,
        "idiota|idioti|imbecille|imbecilli|stronzo|stronzi|stronza|coglione|coglioni|puttana|troia|bastardo|bastardi|deficiente|deficienti|cretino|cretini|feccia|fascista|fascisti|vaffanculo",
    ),
    (Sign::Coarse, "merda|cazzo|cazzata|cazzate|culo|porca|schifo|palle"),
    (
        Sign::Contempt,
        "stupido|stupida|stupidi|ridicolo|ridicoli|ridicola|patetico|patetici|pigri|fannulloni|fannullone|bugiardo|bugiardi|ipocrita|ipocriti|ignorante|ignoranti|ignoranza|pagliaccio|pagliacci|vergogna|vergognatevi|corrotti|pecoroni|incapaci|incompetenti|ladri|buffoni",
    ),
    (Sign::Aimed, "tu|te|tuo|tua|voi|vostro|vostra|lei|sei|siete|che|questi|branco di"),
    (
        Sign::Dismissal,
        "stai zitto|state zitti|svegliatevi|svegliati|gente come (te|voi)|a nessuno importa|non ne hai idea|impara a|ma va|vai a",
    ),
    (Sign::Sarcasm, "ahah|ahahah|lol|ma certo|che sorpresa|ovviamente|guarda caso|bravi|complimenti"),
    (
        Sign::Sweeping,
        "(i|tutti i|questi) (politici|medici|professori|immigrati|stranieri|statali) (sono (tutti|solo)|vogliono|non)|tutti uguali|sempre la stessa",
    ),
    (Sign::You, "tu|te|ti|tuo|tua|voi|vi|vostro|vostra"),
    (Sign::Advert, "clicca qui|compra ora|codice sconto|offerta|gratis|visita (il mio|il nostro)|whatsapp|sconto"),
    (
        Sign::Moderated,
        "(questo )?(commento|messaggio) (è stato )?(rimosso|eliminato|cancellato|moderato)|rimosso|eliminato",
    ),
    (Sign::Above, "(il|la) (* )?(collega|commento) (sopra|precedente)|commento precedente|qui sopra"),
    (Sign::First, "il primo commento"),
    (Sign::Patient, "paziente|signora|signor|sig|bambino|bambina|anni"),
    (Sign::Figure, "# (anni|ore|minuti|giorni|settimane|mesi|euro|pazienti|milioni|per cento|al)"),
    (Sign::Numbered, "(commento|messaggio|numero) #"),
    (Sign::Whereabouts, "abita (in|a)|il suo indirizzo|suo vero nome|domicilio"),
];

/// Portuguese.
pub(super) const PORTUGUESE: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "porque|portanto|por isso|no entanto|contudo|porém|embora|apesar de|enquanto|já que|por exemplo|ou seja|em vez de|devido a|\
         o problema é|a questão é|se (não|o|a|os)|por (ano|dia|mês|semana|doente|paciente)|comparado com",
    ),
    (
        Sign::Considerate,
        "(eu )?(acho|penso|acredito|entendo|espero) que|na minha opinião|talvez|obrigad(o|a)|(bom|ótimo) (artigo|ponto)|com todo o respeito|por favor|parece me",
    ),
    (
        Sign::Experience,
        "(no|na) (meu|minha|nosso|nossa) *|(o nosso|a nossa|o meu|a minha|os meus|os nossos) *|(tenho|temos|trabalho|trabalhei|tive|tivemos|fui) *|\
         como (médico|médica|enfermeira|enfermeiro|professor|professora|farmacêutico|farmacêutica|mãe|pai)|há (#|dois|três|dez|vinte) anos",
    ),
    (
        Sign::Agreement,
        "concordo|exatamente|exato|tem razão|tens razão|bem dito|é isso|verdade|obrigado por|totalmente de acordo",
    ),
    (
        Sign::Dissent,
        "não concordo|discordo|falso|errado|pelo contrário|não é (verdade|assim)|está enganado|estás enganado|disparate|esquece|duvido",
    ),
    (
        Sign::Abuse,
        "idiota|idiotas|imbecil|imbecis|cabrão|cabrões|puta|filho da puta|filhos da puta|viado|escória|retardado|cala a boca|otário|otários|nazi|fascista|fascistas",
    ),
    (Sign::Coarse, "merda|caralho|foda|porra|cu"),
    (
        Sign::Contempt,
        "estúpido|estúpida|burro|burros|ridículo|ridícula|patético|preguiçoso|preguiçosos|mentiroso|mentirosos|hipócrita|hipócritas|ignorante|ignorantes|ignorância|palhaço|palhaços|vergonha|corrupto|corruptos|incompetente|incompetentes|ladrões",
    ),
    (Sign::Aimed, "tu|você|vocês|teu|tua|seu|sua|és|são uns|que|bando de|estes|esses"),
    (
        Sign::Dismissal,
        "cala te|cale se|acorda|acordem|gente como (tu|você)|ninguém quer saber|não faz ideia|vai estudar|aprende a",
    ),
    (Sign::Sarcasm, "kkk|kkkk|haha|lol|claro que sim|que surpresa|pois claro|coitadinho"),
    (
        Sign::Sweeping,
        "(os|todos os|esses) (políticos|médicos|professores|funcionários|imigrantes|estrangeiros) (são|só|nunca|sempre)|todos iguais|sempre o mesmo",
    ),
    (Sign::You, "tu|te|teu|tua|você|vocês"),
    (
        Sign::Advert,
        "clique aqui|compre já|compre agora|código de desconto|promoção|grátis|visite (o meu|a nossa)|whatsapp|desconto",
    ),
    (Sign::Moderated, "(este )?(comentário|mensagem) (foi )?(removido|eliminado|apagado|removida)|removido|eliminado"),
    (Sign::Above, "(o|a) (* )?(colega|comentário) (acima|anterior)|comentário anterior"),
    (Sign::First, "o primeiro comentário"),
    (Sign::Patient, "doente|paciente|senhora|senhor|sra|sr|dona|criança|anos"),
    (Sign::Figure, "# (anos|horas|minutos|dias|semanas|meses|euros|doentes|milhões|por cento|por)"),
    (Sign::Numbered, "(comentário|mensagem|número) #"),
    (Sign::Whereabouts, "(mora|vive) (em|na|no)|a sua morada|verdadeiro nome"),
];
