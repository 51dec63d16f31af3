"""A starting set of helplines, so that nobody opens an empty page.

How it was checked, on 22 November 2026: each number and its purpose were looked up in stored copies of public pages
(the organisation's own page where one was stored, else a public body's or a newspaper's, else several independent
published lists) and left out when nothing was found; some emergency numbers are what is generally known. Those copies are of varying age, no number was called, and
`source_url` names the page of the organisation where it can be checked, not a page that was opened on that day.
112 holds in the whole European Union by law. Hours stand only where a source was clear about them.

Every site must therefore check the lines of its own countries before it opens, and again from time to time: in the
administration, with the day and the mark "checked by a person". Nothing in here comes back when a site deletes it.
"""

import datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COMPARED_ON = datetime.date(2026, 11, 22)
EMERGENCY = {"emergency", "ambulance", "police"}
FIELDS = (
    "country", "purpose", "name", "phone", "text_number", "text_word", "is_free", "is_always_open", "languages",
    "source_url",
)  # fmt: skip

# fmt: off
LINES = (
    ("GB", "emergency", "", "999", "", "", True, True, "", "https://www.gov.uk/guidance/999-and-112-the-uks-national-emergency-numbers"),
    ("GB", "listening", "Samaritans", "116 123", "", "", True, True, "en", "https://www.samaritans.org/how-we-can-help/contact-samaritan/"),
    ("GB", "crisis", "Shout", "", "85258", "SHOUT", True, True, "en", "https://giveusashout.org/"),
    ("GB", "violence", "National Domestic Abuse Helpline", "0808 2000 247", "", "", True, True, "en", "https://www.nationaldahelpline.org.uk/"),
    ("IE", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("IE", "listening", "Samaritans", "116 123", "", "", True, True, "en", "https://www.samaritans.org/ireland/"),
    ("IE", "violence_women", "Women’s Aid", "1800 341 900", "", "", True, True, "en", "https://www.womensaid.ie/"),
    ("US", "emergency", "", "911", "", "", True, True, "", "https://www.911.gov/"),
    ("US", "crisis", "988 Suicide & Crisis Lifeline", "988", "988", "", True, True, "en es", "https://988lifeline.org/"),
    ("US", "substances", "SAMHSA National Helpline", "1-800-662-4357", "", "", True, True, "en es", "https://www.samhsa.gov/find-help/helplines/national-helpline"),
    ("US", "violence", "National Domestic Violence Hotline", "1-800-799-7233", "88788", "START", True, True, "en es", "https://www.thehotline.org/"),
    ("CA", "emergency", "", "911", "", "", True, True, "", "https://crtc.gc.ca/eng/phone/911/can.htm"),
    ("CA", "crisis", "9-8-8: Suicide Crisis Helpline", "988", "988", "", True, True, "en fr", "https://988.ca/"),
    ("AU", "emergency", "", "000", "", "", True, True, "", "https://www.triplezero.gov.au/"),
    ("AU", "crisis", "Lifeline", "13 11 14", "0477 13 11 14", "", False, True, "en", "https://www.lifeline.org.au/"),
    ("AU", "violence", "1800RESPECT", "1800 737 732", "", "", False, True, "en", "https://www.1800respect.org.au/"),
    ("NZ", "emergency", "", "111", "", "", True, True, "", "https://www.police.govt.nz/111"),
    ("NZ", "listening", "1737, need to talk?", "1737", "1737", "", True, True, "en", "https://1737.org.nz/"),
    ("NZ", "violence_women", "Women’s Refuge", "0800 733 843", "", "", True, True, "en", "https://womensrefuge.org.nz/get-help/"),
    ("DE", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("DE", "listening", "TelefonSeelsorge", "0800 111 0 111", "", "", True, True, "de", "https://www.telefonseelsorge.de/"),
    ("DE", "violence_women", "Hilfetelefon", "116 016", "", "", True, True, "de en", "https://www.hilfetelefon.de/"),
    ("AT", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("AT", "listening", "TelefonSeelsorge", "142", "", "", True, True, "de", "https://www.telefonseelsorge.at/"),
    ("AT", "violence_women", "Frauenhelpline", "0800 222 555", "", "", True, True, "de", "https://www.frauenhelpline.at/"),
    ("CH", "emergency", "", "112", "", "", True, True, "", "https://www.ch.ch/en/safety-and-justice/emergencies/"),
    ("CH", "listening", "Die Dargebotene Hand, La Main Tendue, Telefono Amico", "143", "", "", False, True, "de fr it", "https://www.143.ch/"),
    ("FR", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("FR", "suicide", "3114", "3114", "", "", True, True, "fr", "https://3114.fr/"),
    ("FR", "violence_women", "3919 Violences Femmes Info", "3919", "", "", True, True, "fr", "https://arretonslesviolences.gouv.fr/"),
    ("BE", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("BE", "suicide", "Zelfmoordlijn 1813", "1813", "", "", True, True, "nl", "https://www.zelfmoord1813.be/"),
    ("BE", "suicide", "Centre de Prévention du Suicide", "0800 32 123", "", "", True, True, "fr", "https://www.preventionsuicide.be/"),
    ("NL", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("NL", "suicide", "113 Zelfmoordpreventie", "0800-0113", "", "", True, True, "nl", "https://www.113.nl/"),
    ("ES", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("ES", "suicide", "024", "024", "", "", True, True, "es", "https://www.sanidad.gob.es/linea024/home.htm"),
    ("ES", "violence_women", "016", "016", "", "", True, True, "es", "https://violenciagenero.igualdad.gob.es/"),
    ("PT", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("PT", "suicide", "Linha Nacional de Prevenção do Suicídio", "1411", "", "", True, True, "pt", "https://www.sns24.gov.pt/"),
    ("IT", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("IT", "listening", "Telefono Amico Italia", "02 2327 2327", "", "", False, False, "it", "https://www.telefonoamico.it/"),
    ("IT", "violence_women", "1522", "1522", "", "", True, True, "it en fr es ar", "https://www.1522.eu/"),
    ("DK", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("DK", "suicide", "Livslinien", "70 201 201", "", "", False, False, "da", "https://www.livslinien.dk/"),
    ("NO", "ambulance", "", "113", "", "", True, True, "", "https://www.helsenorge.no/"),
    ("NO", "police", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("NO", "listening", "Mental Helses hjelpetelefon", "116 123", "", "", True, True, "no", "https://mentalhelse.no/"),
    ("SE", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("SE", "suicide", "Mind Självmordslinjen", "90101", "", "", False, True, "sv", "https://mind.se/"),
    ("FI", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("FI", "crisis", "MIELI Kriisipuhelin", "09 2525 0111", "", "", False, True, "fi", "https://mieli.fi/"),
    ("PL", "emergency", "", "112", "", "", True, True, "", "https://digital-strategy.ec.europa.eu/en/policies/112"),
    ("PL", "crisis", "Centrum Wsparcia", "800 70 2222", "", "", True, False, "pl", "https://centrumwsparcia.pl/"),
    ("PL", "violence", "Niebieska Linia", "800 120 002", "", "", True, False, "pl", "https://www.niebieskalinia.info/"),
    ("BR", "ambulance", "SAMU", "192", "", "", True, True, "", "https://www.gov.br/saude/pt-br/composicao/saes/samu-192"),
    ("BR", "police", "", "190", "", "", True, True, "", "https://www.gov.br/"),
    ("BR", "listening", "CVV", "188", "", "", True, True, "pt", "https://cvv.org.br/"),
    ("MX", "emergency", "", "911", "", "", True, True, "", "https://www.gob.mx/911"),
    ("MX", "crisis", "Línea de la Vida", "800 911 2000", "", "", True, True, "es", "https://www.gob.mx/salud/conadic/acciones-y-programas/linea-de-la-vida"),
    ("IN", "emergency", "", "112", "", "", True, True, "", "https://112.gov.in/"),
    ("IN", "listening", "Tele MANAS", "14416", "", "", True, True, "hi en", "https://telemanas.mohfw.gov.in/"),
    ("ZA", "police", "", "10111", "", "", True, True, "", "https://www.saps.gov.za/"),
    ("ZA", "suicide", "SADAG Suicide Crisis Helpline", "0800 567 567", "", "", True, False, "en", "https://www.sadag.org/"),
    ("ZA", "violence", "Gender-Based Violence Command Centre", "0800 428 428", "", "", True, True, "en", "https://www.dsd.gov.za/"),
    ("SG", "ambulance", "", "995", "", "", True, True, "", "https://www.scdf.gov.sg/"),
    ("SG", "police", "", "999", "", "", True, True, "", "https://www.police.gov.sg/"),
    ("SG", "crisis", "Samaritans of Singapore", "1767", "", "", False, True, "en", "https://www.sos.org.sg/"),
)
# fmt: on


def add_lines(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    helpline = apps.get_model("care", "Helpline")
    helpline.objects.bulk_create(
        helpline(
            **dict(zip(FIELDS, line, strict=True)),
            is_emergency=line[1] in EMERGENCY,
            position=place,
            verified_on=COMPARED_ON,
        )
        for place, line in enumerate(LINES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]

    operations = [migrations.RunPython(add_lines, migrations.RunPython.noop)]
