"""Whether somebody's own words sound as if they may be in danger: pure, explainable, curated.

Finding something never blocks, hides or delays words, and is never a reason for a sanction (safety.md, section 6): the
author alone is offered company and helplines. So the lists would rather offer once too often than not at all, but look
for the writer's own present: what happened to others, what is over, what is denied and what is only a manner of speaking
is left out first. `VERSION` counts the lists' changes.
"""

import re
import unicodedata
from functools import cache
from itertools import islice

VERSION = 1

# What is left out before anything is looked for. Words are compared without capitals and accents.
_HARMLESS: dict[str, tuple[str, ...]] = {
    "en": (
        # Manners of speaking.
        r"\b(?:dying|dead|killing myself) (?:to (?:know|see|hear|meet|try)|for a|of (?:laughter|boredom|embarrassment|heat)|laughing)\b",
        r"\bkill(?:ing|s|ed)? myself (?:laughing|at (?:the gym|work)|over (?:exams|homework|work))\b",
        r"\b(?:nearly|almost|just|could have) died (?:laughing|of (?:laughter|embarrassment|shame))\b",
        r"\b(?:feet|back|head|knees?|heels?|suspense|waiting|boss|heat|commute|shoes|job|exam|laughter|jokes?) (?:is|are|was|were) killing me\b",
        r"\b(?:suicide squad|suicide (?:drink|prevention|hotline|helpline|awareness|watch party)|career suicide|political suicide)\b",
        r"\bwant(?:ed)? to die (?:of embarrassment|laughing|in my sleep at|old|peacefully|at home when)\b",
        r"\bend(?:ed|ing)? it (?:with (?:him|her|them|my (?:boyfriend|girlfriend|husband|wife|partner|ex))|between us)\b",
        r"\bcan'?t go on (?:sunday|monday|tuesday|wednesday|thursday|friday|saturday|holiday|the trip|tonight|tomorrow|a date)\b",
        # Denied, or over.
        r"\b(?:i'?m|i am|was) not (?:at all |in any way )?(?:suicidal|going to (?:kill|hurt|harm) myself)\b",
        r"\b(?:don'?t|do not|didn'?t|never) (?:really )?want(?:ed)? to (?:die|kill myself|hurt myself|harm myself|end my life|end it all)\b",
        r"\b(?:would|will|could) never (?:kill|hurt|harm|cut) myself\b",
        r"\b(?:no longer|not anymore|stopped|quit|used to|years ago|long ago|once) (?:\w+ ){0,4}(?:suicidal|cut(?:ting)? myself|self[- ]?harm(?:ing)?|hurt(?:ing)? myself|want(?:ed|ing)? to die)\b",
        r"\b(?:suicidal|want(?:ed|ing)? to die|cut(?:ting)? myself|self[- ]?harm(?:ed|ing)?|hurt(?:ing)? myself|kill(?:ed)? myself|end(?:ed)? my life)(?: \w+){0,6} (?:years ago|long ago|back then|in the past|as a teenager|when i was (?:young|younger|a teenager|\d+))\b",
        # Of others.
        r"\b(?:he|she|they|dad|mum|mom|brother|sister|son|daughter|husband|wife|friend|father|mother|cousin|uncle|aunt|partner|somebody|someone|people)(?: \w+){0,3} (?:killed (?:himself|herself|themsel\w+)|took (?:his|her|their) own li\w+|(?:died by|committed|attempted) suicide|was suicidal|is suicidal|wanted to die|wants to die)\b",
        r"\b(?:lost|losing) (?:\w+ ){1,4}to suicide\b",
        r"\bafter (?:his|her|their|my \w+'?s) suicide\b",
    ),
    "es": (
        r"\b(?:me muero|muerta?|morirme|morir) de (?:risa|hambre|sueno|calor|frio|ganas|verguenza|aburrimiento|sed|amor|miedo|envidia|curiosidad)\b",
        r"\bme mueroo* (?:por (?:ver|saber|probar|ir|conocer)|de)\b",
        r"\bmatar(?:me|se) (?:a trabajar|estudiando|trabajando|en el gimnasio)\b",
        r"\bme mat(?:a|an|aba) (?:el|la|los|las|mi|mis) (?:calor|espalda|pies|rodillas?|cabeza|curiosidad|espera|dudas?|zapatos|jefe|trabajo|aburrimiento|risa)\b",
        r"\b(?:escuadron suicida|suicidio politico|prevencion del suicidio|linea de prevencion)\b",
        r"\b(?:no|nunca|jamas|ya no) (?:me )?(?:quiero|queria|quise|pienso|voy a|deseo|he querido) (?:morir(?:me)?|matarme|hacerme dano|suicidarme|quitarme la vida|acabar con mi vida|acabar con todo)\b",
        r"\b(?:nunca|jamas) me (?:haria dano|mataria|cortaria|suicidaria)\b",
        r"\bno (?:soy|estoy|tengo) (?:pensamientos )?suicidas?\b",
        r"\b(?:hace (?:anos|mucho|tiempo|\w+ anos)|antes|de joven|de adolescente|en aquella epoca)(?: \w+){0,4} (?:me (?:cortaba|hacia dano|autolesionaba|queria morir)|queria (?:morir(?:me)?|matarme|suicidarme)|intente (?:suicidarme|matarme))\b",
        r"\bme (?:cortaba|hacia dano|autolesionaba|queria morir|queria matar)(?: \w+){0,6} (?:hace (?:anos|mucho|tiempo|\w+ anos)|de joven|de adolescente|en el pasado)\b",
        r"\b(?:el|ella|padre|madre|hermano|hermana|hijo|hija|marido|mujer|esposa|esposo|amigo|amiga|primo|prima|tio|tia|pareja|alguien|gente)(?: \w+){0,3} se (?:suicido|mato|quito la vida|ahorco)\b",
        r"\b(?:perdi|perder|perdimos) a (?:\w+ ){1,4}(?:por|al) suicidio\b",
        r"\b(?:el|su|del) suicidio de (?:mi|su|un|una|el|la)\b",
    ),
}

_CRISIS: dict[str, tuple[str, ...]] = {
    "en": (
        r"\bkill(?:ing)? (?:my ?self|me off)\b",
        r"\b(?:end|ending|take|taking|finish|finishing) my (?:own )?life\b",
        r"\bend(?:ing)? it all\b",
        r"\bend it (?:tonight|today|now|soon|for good)\b",
        r"\b(?:i'?m|i am|i feel|feeling|been|getting|so|actively) suicidal\b",
        r"\b(?:commit|attempt|thinking (?:of|about)|think about|thoughts of|planning|considering) (?:my )?suicide\b",
        r"\bsuicidal (?:thoughts|again|tonight|feelings|ideation)\b",
        r"\b(?:want|wanna|wanting|wish(?:ing)?|ready|hope|going|rather|like|plan(?:ning)?) (?:to )?(?:just )?(?:die|be dead)\b",
        r"\bwish (?:that )?(?:i (?:was|were)(?:n'?t| not)? (?:dead|here|alive|born)|i (?:could|would) (?:just )?(?:die|disappear|not wake up|never wake up)|i had never been born|i'?d never been born)\b",
        r"\bbetter off (?:dead|without me|if i (?:was|were|am) (?:dead|gone|not here))\b",
        r"\b(?:don'?t|do not|doesn'?t|no longer|not) (?:\w+ ){0,2}(?:want|feel like|see (?:a|any) reason) (?:to|in)? ?(?:live|living|be (?:here|alive|around)|exist|go on|wake up|being (?:here|alive))\b",
        r"\b(?:no|any) (?:reason|point) (?:to|in|for me to) (?:live|living|go(?:ing)? on|carry(?:ing)? on|be(?:ing)? alive|exist(?:ing)?|staying alive)\b",
        r"\b(?:can'?t|cannot|can not) (?:\w+ )?(?:go on|carry on|keep (?:going|living|doing this)|live (?:like this|anymore|any more|any longer))\b",
        r"\b(?:never|not) (?:want(?:ing)? to )?wak(?:e|ing) up(?: again| tomorrow| anymore)\b",
        r"\bhop(?:e|ing) (?:that )?i (?:don'?t|do not|never) wake up\b",
        r"\b(?:hurt|hurting|harm|harming|cut|cutting|burn|burning) my ?self\b",
        r"\b(?:self[- ]?harm(?:ed|ing)?) (?:again|tonight|today|last night|right now)\b",
        r"\b(?:urge|urges|want|wanting|going|about|need|close|tempted) (?:\w+ )?(?:to|of|for) (?:self[- ]?harm(?:ing)?|cut(?:ting)?(?: again| tonight)|overdose)\b",
        r"\b(?:took|taken|take|taking|swallow(?:ed|ing)?|have) (?:all|too many|a (?:whole )?(?:bottle|box|handful) of|the whole bottle of|enough) (?:of )?(?:my |the |these |those |sleeping )?(?:pills|tablets|meds|medication|painkillers)\b",
        r"\b(?:pills|tablets|rope|gun|razor|knife|blade)(?: \w+){0,4} (?:in my hand|in front of me|next to me|ready|lined up|beside me)\b",
        r"\b(?:jump(?:ing)? (?:off|from|in front of)|step(?:ping)? (?:off|in front of)|throw(?:ing)? myself (?:off|under|in front of)|driv(?:e|ing) (?:\w+ )?(?:into|off)) (?:a |the |my )?(?:\w+ )?(?:bridge|roof|building|balcony|train|bus|car|traffic|cliff|tree|wall|platform)\b",
        r"\b(?:hang|hanging|shoot|shooting|drown|drowning) my ?self\b",
        r"\b(?:this is (?:my )?goodbye|goodbye (?:everyone|all|world)|my (?:last|final) (?:goodbye|message|note|night)|written (?:my |the )?(?:notes?|letters?) to (?:say goodbye|my family))\b",
        r"\b(?:suicide|goodbye) (?:note|letter)s?\b",
        r"\b(?:not|won'?t|will not) (?:be (?:here|around|alive)|make it) (?:tomorrow|much longer|in the morning|for (?:christmas|long)|through (?:the|this) night|till morning|until morning)\b",
        r"\b(?:everyone|everybody|they|my (?:kids|family|children|husband|wife)) (?:would|will|'d) be (?:\w+ )?(?:better|happier|easier|fine)(?: off)? (?:if i|without me)\b",
        r"\b(?:disappear|sleep|vanish) (?:forever|and never (?:wake|come))\b",
        r"\bgo to sleep and (?:not|never) wake\b",
        r"\b(?:don'?t|do not) (?:feel|think i'?m|trust myself to be|trust myself) (?:safe|alone|tonight)(?: \w+){0,3}\b",
        r"\bnot safe (?:with|from|by) my ?self\b",
    ),
    "es": (
        r"\b(?:matarme|suicidarme|ahorcarme|morirme|cortarme las venas|quitarme la vida|colgarme)\b",
        r"\bme (?:voy a|quiero|quisiera|gustaria) (?:a )?(?:matar|suicidar|morir|ahorcar|cortar|colgar|quitar la vida|quitar de en medio)\b",
        r"\b(?:acabar|terminar|acabo|termino) (?:con|de una vez con) (?:mi vida|todo(?: esto)?)\b",
        r"\b(?:quiero|quisiera|deseo|prefiero|preferiria|ojala|ganas de|necesito|solo pienso en|pienso en|gustaria) (?:\w+ )?(?:morir(?:me|se)?|estar muert[ao]|desaparecer|no existir|no despertar|me muriera|me muera|no despertara|no haber nacido)\b",
        r"\b(?:no quiero|ya no quiero|no tengo ganas de|sin ganas de|ya no tengo ganas de|no deseo|dejar de) (?:seguir )?(?:viv(?:ir|iendo)|despertar|existir|estar aqui|estar viv[ao]|seguir(?: \w+)?|seguir adelante)\b",
        r"\bno (?:puedo|aguanto|soporto|voy a poder)(?: \w+)? (?:seguir (?:viviendo|asi|adelante)|vivir(?: asi| mas)?|esta vida)\b",
        r"\b(?:no|ya no) aguanto mas\b",
        r"\b(?:no|ya no) (?:le )?(?:tengo|veo|encuentro|hay|tiene) (?:\w+ )?(?:razon|razones|sentido|motivo|motivos)(?: \w+)? (?:para|a|de|en) (?:seguir|vivir|la vida|mi vida|continuar|viviendo)\b",
        r"\b(?:mi vida|vivir|la vida) ya no tiene sentido\b",
        r"\b(?:estarian|estaran|estaria|vivirian|serian)(?: \w+)? (?:mejor|mas felices|mas tranquilos) (?:sin mi|si yo no|si me muero|si no estuviera)\b",
        r"\b(?:mejor|mas valdria) (?:estar )?muert[ao]\b",
        r"\b(?:hacerme|me hice|me estoy haciendo|me voy a hacer|me hago|haciendome) (?:mucho )?dano\b",
        r"\b(?:cortarme|me corte|me estoy cortando|me he cortado|volvi a cortarme|autolesionarme|me autolesione|me he autolesionado)\b",
        r"\b(?:tomar(?:me)?|tome|me tome|tragar(?:me)?|me trague|he tomado|me he tomado) (?:todas?|todo el|un (?:frasco|bote|puno) de|muchas|demasiadas|una caja de)(?: \w+)? ?(?:pastillas|medicamentos|pildoras|calmantes|somniferos|frasco)?\b",
        r"\b(?:pastillas|cuchilla|cuchillo|cuerda|soga|pistola|navaja)(?: \w+){0,4} (?:en la mano|delante|preparad[ao]s?|list[ao]s?|a mi lado|en la mesa)\b",
        r"\b(?:tirarme|lanzarme|saltar|arrojarme|me tiro|me voy a tirar|me lanzo) (?:\w+ )?(?:del?|desde|por|al|a la|a las|bajo) (?:\w+ )?(?:puente|balcon|ventana|tren|metro|vias|azotea|edificio|coche|rio|carretera|quinto piso)\b",
        r"\b(?:pensamientos|ideas|ideacion) (?:suicidas?|de suicidio|de muerte)\b",
        r"\b(?:pens(?:ar|ando|e|ado)|pienso|planeando|planeado) (?:\w+ )?(?:en )?(?:el |en el |mi )?suicidio\b",
        r"\b(?:me siento|estoy|soy) suicida\b",
        r"\b(?:carta|nota|mensaje) de (?:despedida|suicidio)\b",
        r"\b(?:adios (?:a todos|para siempre|mundo)|me despido de (?:todos|ustedes|vosotros|la vida|este mundo)|esta es mi despedida|es mi ultima noche|mi ultimo mensaje)\b",
        r"\b(?:no (?:voy a|creo que) (?:\w+ )?(?:llegar|llegue|estar|este|pasar|pase) (?:viv[ao] )?(?:a |de |aqui )?(?:manana|esta noche))\b",
        r"\b(?:dormir(?:me)?|acostarme) y (?:no|nunca|ya no) despertar(?:me)?\b",
        r"\bno (?:estoy a salvo|me fio de mi|confio en mi)(?: \w+){0,3}\b",
        r"\bojala (?:no despierte|me muera|no hubiera nacido|no me despierte|estuviera muert[ao]|me muriera)\b",
    ),
}


# A look for these parts of words is ten times cheaper than the lists; what has none of them finds nothing there.
_PARTS = re.compile(
    "kill|life|suicid|die|dead|live|living|alive|exist|be here|not here|born|go on|going|carry|wake|up|harm|hurt|cut|burn|"
    "self|pills|tablets|meds|medication|painkillers|rope|gun|razor|knife|blade|jump|step|throw|driv|hang|shoot|drown|"
    "goodbye|tomorrow|longer|morning|christmas|night|better|happier|easier|fine|disappear|sleep|vanish|safe|alone|trust|"
    "end it|matar|mori|muer|vida|viv|colgar|ahorc|todo|termino|acab|despert|nacido|aqui|adelante|aguant|sentido|razon|"
    "motivo|sin mi|desapar|dano|cort|autoles|pastill|medicament|pildora|somnifer|calmante|frasco|cuchill|cuerda|soga|pistola|"
    "navaja|tirar|tiro|lanz|salt|arroj|despedida|adios|ultim|despid|manana|dormir|acostar|salvo|fio|confio|existir"
)


# What decides stands near what was found; looking no further keeps the longest post as cheap as a line.
_AROUND = 90  # letters
_MOST_PLACES = 20


def sounds_like_crisis(words: str) -> bool:
    """Tell whether these are somebody's words about their own danger, in any of the languages that are known."""
    plain = _plain(words)
    return bool(_PARTS.search(plain)) and any(_is_found(language, plain) for language in _CRISIS)


def _is_found(language: str, plain: str) -> bool:
    crisis, harmless = _crisis(language), _harmless(language)
    for found in islice(crisis.finditer(plain), _MOST_PLACES):
        around = plain[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        if crisis.search(harmless.sub(" · ", around)):
            return True
    return False


def _plain(words: str) -> str:
    """Return the words without capitals, accents and double spaces, apostrophes of one kind."""
    parted = unicodedata.normalize("NFD", words.casefold().replace("’", "'"))
    return " ".join("".join(sign for sign in parted if not unicodedata.combining(sign)).split())


@cache
def _harmless(language: str) -> re.Pattern[str]:
    return re.compile("|".join(_HARMLESS[language]))


@cache
def _crisis(language: str) -> re.Pattern[str]:
    return re.compile("|".join(_CRISIS[language]))
