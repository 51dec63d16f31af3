"""Whether somebody's own words sound as if they may be in danger: pure, explainable, curated.

Finding something never blocks, hides or delays words, and is never a reason for a sanction: the author alone is offered
company and helplines. So the lists would rather offer once too often than not at all, but look for the writer's own
present: what happened to others, what is over, what is denied and what is only a manner of speaking is left out first.
`VERSION` counts the lists' changes; docs/care.md says how much they hear.
"""

import re
import unicodedata
from functools import cache
from itertools import islice

VERSION = 2

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
        r"\b(?:years|decades) ago,? (?:i|when i|after)\b[^.!?;]{0,50}",
        r"\bused to [^.!?;]{0,50}",
        r"\b(?:he|she|dad|mum|mom|my \w+)(?:'?s|'?d| is| was| would|'?d? always)?(?: \w+){0,3} (?:better off dead|rather die|rather be dead|wish(?:es|ed)? (?:he|she) (?:was|were) dead)\b",
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
        r"\bmiedo (?:de|a) (?:morir(?:me|se)?|la muerte|que me muera)\b",
        r"\badios a todos,? (?:me voy a (?:dormir|la cama|trabajar|descansar)|hasta|nos (?:vemos|leemos)|que descansen|buenas noches)\b",
        r"\b(?:no|ya no) (?:puedo|aguanto|doy) mas con (?:el|este|la|esta|los|las) (?:calor|frio|ruido|trafico|trabajo|examenes?|tos|lluvia)\b",
        r"\bme corte (?:el|un|los|las|mi) (?:dedo|dedos|pelo|mano|unas|cabello)\b",
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
        r"\b(?:kms|unalive my ?self|off my ?self|do my ?self in|top my ?self)\b",
        r"\bcan'?t (?:do|take|bear|stand|face|handle) (?:another (?:day|night|hour|week)|one more (?:day|night)|living|life|(?:this|it)(?: (?:anymore|any more|any longer)|(?=[.,!?;]|$)))",
        r"\b(?:started|been|am|i'?m|keep|back to) (?:\w+ )?(?:cutting|burning myself|self[- ]?harming)(?: again| tonight| my)?\b",
        r"\bwish (?:that )?(?:i (?:had|'?d)(?:n'?t| not| never)? (?:woken|wake|woke|survived|lived|died)|i hadn'?t (?:woken|survived|lived|made it)|(?:the|my) (?:overdose|accident|surgery|crash|pills|attempt)(?: \w+){0,2} (?:had )?(?:worked|killed me|taken me)|they (?:had|'?d)(?:n'?t| not)? (?:saved|left|found) me|it (?:had )?(?:worked|killed me))\b",
        r"\bwant (?:it|this|everything|all of it|life|this life|my life)(?: all)? (?:to (?:stop|end|be over)|over|gone|finished)\b",
        r"\b(?:went|go|fall|fell) to sleep(?: tonight)? and (?:just )?(?:never|didn'?t|don'?t|not) (?:woke|wake|wok)\w*(?: up)?\b",
        r"\b(?:tired|sick|had enough|done|finished|through) (?:of|with) (?:living|being alive|being here|existing|this life|my life|life itself|life)\b",
        r"\b(?:my|a) (?:last|final) (?:message|post|words|text|goodbye)\b",
        r"\b(?:i'?m|i am) (?:\w+ )?ready to go(?: too| now)?(?:$|[.,!])",
        r"\bno more me\b",
        r"\b(?:turn|steer|swerv|crash|driv)\w* (?:\w+ ){0,4}(?:into|under|off) (?:a |the |an? oncoming )?(?:\w+ )?(?:truck|lorry|tree|wall|bridge|river|car|train|traffic|lane|cliff|pole)\b",
        r"\b(?:reason|point|use) (?:to|in|for) (?:me )?(?:stick(?:ing)? around|stay(?:ing)?|be(?:ing)? here|be alive|bother(?:ing)?|try(?:ing)?|wait(?:ing)?|get(?:ting)? up)\b",
        r"\bout of (?:this )?life\b",
        r"\b(?:how i'?d do it|how i (?:would|will|am going to) do it|have a (?:plan|date|way)|i have (?:the|my) plan|made up my mind to|decided (?:how|when|to (?:do it|go|end)))\b",
        r"\b(?:when|once|after) i'?m (?:gone|not here|no longer here|dead)\b(?! (?:from|to|on|away|for|next))",
        r"\btell (?:my |her|him|them|the )(?:\w+ ){0,4}(?:i'?m sorry|it'?s not (?:her|his|their|your) fault|i (?:always )?loved?)\b",
        r"\bi (?:tried|attempted)(?: it| to)? (?:again )?(?:last night|tonight|today|yesterday|this morning|this week)\b",
        r"\b(?:i'?m |i am |i'?ve been |me )?(?:standing|sitting|am|stand|up|out) (?:on|at|by|near) (?:the|a) (?:\w+ )?(?:ledge|balcony|bridge|roof|rooftop|edge|tracks|platform|window)\b",
        r"\b(?:don'?t|can'?t|cannot|do not) (?:see|imagine|picture) (?:a|any|my|myself|the) (?:future|tomorrow|way out|way forward|alive)\b",
        r"\b(?:already|as good as|may as well be|might as well be) dead\b",
        r"\bif i (?:was|were|died|am|just died|vanished|disappeared)(?: dead| gone)?\b(?= tonight| tomorrow|[.?!,]|$)",
        r"\b(?:because|when|since) i was dead\b",
        r"\b(?:think|thinking|thought|dream|dreaming|fantasi[sz]\w*) (?:\w+ )?(?:about|of) (?:being dead|dying|death|not being here|not existing|ending (?:it|things)|the end)\b",
        r"\b(?:stop|stopping|quit) (?:existing|being alive|breathing)\b",
        r"\b(?:look|looking|looked|stare|staring|stared|count|counting|counted|hold|holding|think|thinking)(?: \w+){0,2} (?:at|of|about) (?:the|my|those|these|all (?:the|my|these)) (?:\w+ )?(?:pills|tablets|meds|rope|gun|razor|blades?|knife|knives|bridge|tracks|stash)\b",
        r"\b(?:saving|saved|saved up|stockpil\w+|hoard\w*|collect\w*|gather\w*)(?: \w+){0,3} (?:pills|tablets|meds|medication)\b",
        r"\b(?:whole|entire|all of the|all my) (?:bunch|stash|lot|packet|pack|bottle|box|strip)(?: of (?:my |the |these )?(?:\w+ )?(?:pills|tablets|meds|painkillers))?(?: at once| now| tonight)\b",
        r"\b(?:took|taken|take|swallowed) (?:a )?(?:whole |big )?(?:bunch|load|lot|handful|pile|ton|fistful) of (?:\w+ ){0,2}(?:pills|tablets|meds|painkillers|sleepers)\b",
        r"\b(?:rope|gun|shotgun|rifle|noose|blade)(?: \w+){0,3} (?:in|under|by) (?:the|my) (?:\w+ )?(?:garage|drawer|closet|wardrobe|bed|car|hand|lap|attic|bag)\b",
        r"\b(?:a|such a|just a|nothing but a|only a) burden (?:to|on|for)\b",
        r"\b(?:nobody|no one|would anyone|anyone even)(?: \w+){0,2} (?:notice|miss me|care)(?: if i)?\b",
        r"\b(?:gave|giving|given) (?:away )?(?:my |the |all )(?:\w+ ){0,3}(?:away|stuff|things|belongings)\b",
        r"\b(?:keeping|keeps|kept) me (?:here|alive|going)\b",
        r"\b(?:scratch|slic|carv)\w* (?:my|at my) (?:\w+ )?(?:legs?|arms?|wrists?|skin|thighs?)\b",
        r"\b(?:razor|blade|knife)(?: \w+){0,3} (?:my|to my|on my) (?:arms?|wrists?|legs?|skin|thighs?)\b",
        r"\bdon'?t come back up\b|\bnot coming back up\b",
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
        r"\b(?:me quiero|quiero|quisiera|prefiero|me voy a|me toca|antes de|lista? para|listo para)(?: \w+)? ?(?:irme|ir|marcharme)(?: de este mundo| de aqui para siempre| a mi tambien| yo tambien| con (?:mi|el|ella)(?: \w+)?|$|[.,!])",
        r"\b(?:no|ya no) (?:doy|puedo|aguanto) (?:mas|mas con|otro dia|otra noche|con esto|con mi vida|con la vida)\b",
        r"\bno voy a (?:aguantar|llegar|soportar|pasar)(?: \w+){0,3}\b",
        r"\b(?:esta noche|hoy|manana|pronto) (?:se acaba|acaba|termina) todo\b",
        r"\b(?:soy|siento que soy|me siento|solo soy|no soy mas que) una (?:carga|molestia)\b",
        r"\bsi (?:yo )?(?:me muero|muero|muriera|me muriera|desaparezco|desapareciera|me duermo y no|no estuviera|faltara|me voy hoy)\b",
        r"\bcuando (?:yo )?(?:falte|no este|ya no este|me muera|me haya ido)\b",
        r"\b(?:juntando|juntado|guardando|guardado|ahorrando|contando|conte|tengo|compre)(?: \w+){0,3} (?:pastillas|pildoras|medicamentos|somniferos)\b(?! (?:para|de la|que me receto))",
        r"\b(?:tome|trague|tomado|tragado|tomando) (?:un monton|un puno|un punado|muchisimas|como veinte|todas|demasiadas)(?: \w+){0,2}\b",
        r"\b(?:tengo|hay|guardo|saque|compre)(?: \w+){0,4} (?:escopeta|pistola|arma|revolver|soga|cuerda|navaja|cuchilla)\b",
        r"\b(?:estoy|parado|parada|sentado|sentada|subido|subida) (?:\w+ )?(?:en|al|sobre) (?:el|la|las|un|una|borde de(?:l| la))? ?(?:\w+ )?(?:puente|balcon|cornisa|azotea|vias|borde|terraza|ventana|tejado)\b",
        r"\ba nadie (?:le|les) (?:\w+ )?(?:haria falta|hago falta|importo|importaria|importa)\b",
        r"\bno quiero (?:estar|seguir) (?:mas |ya )?(?:aca|aqui|viv[ao]|asi|en este mundo|mas)?\b",
        r"\b(?:ni|no) (?:siquiera )?(?:quiero|me interesa|me importa) (?:seguir )?(?:viv[ao]|viviendo|vivir)\b",
        r"\b(?:lo intente|intente (?:matarme|suicidarme|quitarme la vida)) (?:anoche|hoy|ayer|otra vez|esta manana|de nuevo)\b",
        r"\b(?:voy a|vuelva a|volvere a|quiero) intentarlo (?:otra vez|de nuevo|esta noche)\b",
        r"\bque (?:me lleve|dios me lleve|la muerte me lleve)(?: ya| dios| pronto)?\b",
        r"\b(?:ya )?se como (?:lo )?(?:hare|haria|voy a hacer(?:lo)?|hacerlo)\b|\b(?:como|cuando) lo (?:hare|haria|voy a hacer)\b|\btengo (?:un|el|mi) plan\b",
        r"\b(?:nada|nadie) por (?:lo |quien )?que? ?vivir\b",
        r"\b(?:ya )?(?:tome|tengo tomada|he tomado) la decision\b",
        r"\bme despedi de\b|\bdespedirme de (?:todos|ustedes|mi familia|mis hijos)\b",
        r"\b(?:con mi muerte|mi muerte (?:seria|les|arregla))\b",
        r"\bojala (?:me )?(?:\w+ )?(?:atropell\w+|mat\w+|lleve\w*|hubiera muerto|no hubiera despertado|no me hubiera despertado|no me hubieran salvado|me parta)\b",
        r"\b(?:hubiera|habria) (?:preferido|querido)(?: \w+){0,4} (?:morir|llevara|matara|muert[ao])\w*\b",
        r"\bpara que me salvaron\b|\bno se para que (?:me salvaron|sigo|vivo)\b",
        r"\b(?:regale|regalado|regalando|repart\w+) (?:todas )?mis cosas\b",
        r"\b(?:terminar|acabar) con (?:este|tanto|mi|el) (?:sufrimiento|dolor)\b",
        r"\bno (?:hay|veo|tengo)(?: \w+)? (?:manana|futuro|salida)(?: para mi)?\b",
        r"\b(?:dormirme|dormir|descansar) para siempre\b",
        r"\b(?:no pienso|no voy a|no creo que) (?:\w+ )?(?:llegar|llegue|durar|dure)(?: \w+){0,2}\b",
        r"\b(?:la sobredosis|el accidente|la operacion) (?:me (?:hubiera|llevara|matara)|no me (?:mato|llevo))\b",
        r"\b(?:mismas ideas|mismas pastillas|mismos pensamientos)\b",
        r"\b(?:aliviar|alivia|alivio|solucion|salida) (?:\w+ ){0,3}(?:no estar|morir(?:me)?|desaparecer|la muerte)\b",
        r"\b(?:salta|tirate|hazlo|matate)[,.]? (?:salta|tirate|hazlo|matate)\b",
        r"\bme hacen un favor\b|\bel mundo no pierde nada\b|\bdescansan de mi\b",
    ),
}


# What decides stands near what was found; looking no further keeps the longest post as cheap as a line.
_AROUND = 90  # letters
_MOST_PLACES = 20


def sounds_like_crisis(words: str) -> bool:
    """Tell whether these are somebody's words about their own danger, in any of the languages that are known."""
    plain = _plain(words)
    return any(_is_found(language, plain) for language in _CRISIS)


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
