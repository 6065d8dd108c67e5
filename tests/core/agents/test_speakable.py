"""What an answer holds beside words, as a voice says it."""

from __future__ import annotations

import pytest

from wattos.agents import spoken_form

TIMES = [
    ("de", "Um 9:05 Uhr.", "Um 9 Uhr 5."),
    ("de", "Von 8.00–10.30 Uhr.", "Von 8 Uhr bis 10 Uhr 30."),
    ("de", "Version 1.20 ist da.", "Version 1.20 ist da."),
    ("en", "Open 09:30 to 17:00.", "Open 9:30 am to 5 pm."),
    ("en", "Until 3:30 pm, from 12:15 a.m. on.", "Until 3:30 pm, from 12:15 am on."),
    ("de", "14.30–18 Uhr, 19:00 h.", "14 Uhr 30 bis 18 Uhr, 19 Uhr."),
    ("en", "9.30am to 5pm.", "9:30 am to 5pm."),
    ("en", "At 00:05 and 12:00.", "At 12:05 am and 12 pm."),
    ("tr", "Saat 9:30 uygun.", "Saat 9 buçuk uygun."),
    ("tr", "08:00–12:30 açık.", "saat 8 ile 12 buçuk arası açık."),
    ("tr", "Saat 8.00–10.00 arasında gelin.", "Saat 8 ile 10 arasında gelin."),
    ("tr", "14:15 treni.", "saat 14 15 treni."),
    ("tr", "Saat 14.30'da, saat 9:30'dan.", "Saat 14 buçukta, saat 9 buçuktan."),
    ("tr", "Saat 14:30'a kadar.", "Saat 14 buçuğa kadar."),
    ("de", "Mo, Fr: 9:00-12:00, 8:30-10:30.",
     "Montag, Freitag: 9 Uhr bis 12 Uhr, 8 Uhr 30 bis 10 Uhr 30."),
    ("de", "10-12 Uhr für 5-10 Personen.", "10 bis 12 Uhr für 5 bis 10 Personen."),
]  # fmt: skip
DATES = [
    ("de", "Bis 01.10.2026 und am 3.2. frei.", "Bis 1. Oktober 2026 und am 3. Februar frei."),
    ("de", "Siehe Kapitel 3.2. dazu.", "Siehe Kapitel 3.2. dazu."),
    ("de", "Am 32.13.2026.", "Am 32.13.2026."),
    (
        "de",
        "05.01., 02.02. und 02.03., bis 31.12.26.",
        "5. Januar, 2. Februar und 2. März, bis 31. Dezember 2026.",
    ),
    ("en", "Since 2026-10-01.", "Since 1 October 2026."),
    ("tr", "15.01.2027 tarihinde.", "15 Ocak 2027 tarihinde."),
    ("de", "28. November 2026: Jazz.", "28. November 2026: Jazz."),
    ("de", "2.–6. August und 29. März–2. April.", "2. bis 6. August und 29. März bis 2. April."),
    ("tr", "29 Mart – 2 Nisan 2027.", "29 Mart ila 2 Nisan 2027."),
]
AMOUNTS = [
    ("de", "1.234,50 € und 1 €.", "1.234 Euro 50 und 1 Euro."),
    ("de", "85–120 Euro, 20 % mehr.", "85 bis 120 Euro, 20 Prozent mehr."),
    ("en", "€1 or $4.50 or £20.", "1 euro or 4 dollars 50 or 20 pounds."),
    ("en", "It is €1,250.00.", "It is 1,250 euros."),
    ("tr", "4,50 avro ya da 250 TL.", "4 avro 50 sent ya da 250 lira."),
    ("tr", "%20 indirim, 5–10 gün.", "yüzde 20 indirim, 5 ila 10 gün."),
    ("de", "0,50 € je Woche, 3 Mio. €, 8,– EUR.", "50 Cent je Woche, 3 Millionen Euro, 8 Euro."),
    ("en", "€0.50 or £5/month.", "50 cents or 5 pounds per month."),
    ("tr", "0,50 avro.", "50 sent."),
    ("de", "3,50 €/Std. oder 20 €/Tag.", "3 Euro 50 pro Stunde oder 20 Euro pro Tag."),
]
ADDRESSES = [
    ("de", "Telefon 01999 555-420.", "Telefon 0 1 9 9 9, 5 5 5, 4 2 0."),
    ("de", "PLZ 01067 Dresden, ab 2026.", "PLZ 01067 Dresden, ab 2026."),
    ("en", "Call +49 1999 555-520.", "Call plus 4 9, 1 9 9 9, 5 5 5, 5 2 0."),
    ("de", "+49 (0)1999 555-520.", "plus 4 9, 1 9 9 9, 5 5 5, 5 2 0."),
    ("de", "DE12 5001 0517 0648 4898 90.", "D E 1 2, 5 0 0 1, 0 5 1 7, 0 6 4 8, 4 8 9 8, 9 0."),
    ("tr", "(01999) 555-77 numarası.", "0 1 9 9 9, 5 5 5, 7 7 numarası."),
    ("de", "An info@tsv-wald.example.", "An info ät tsv Strich wald Punkt example."),
    ("en", "See https://www.town.example/a/b?c=1.", "See town dot example."),
    ("tr", "bilgi@sehir.example yazın.", "bilgi et sehir nokta example yazın."),
]
ABBREVIATIONS = [
    ("de", "z. B. inkl. Kaution, ca. 5 Std. usw.",
     "zum Beispiel inklusive Kaution, circa 5 Stunden und so weiter."),
    ("de", "Mo – Mi und Sa 9:00 Uhr", "Montag bis Mittwoch und Samstag 9 Uhr"),
    ("de", "Di/Do u. Sa+So 9:00 Uhr, tgl. frei.",
     "Dienstag und Donnerstag und Samstag und Sonntag 9 Uhr, täglich frei."),
    ("de", "30 cm, 2,5 qm, 70-Liter-Sack, 20 °C, EG, KW 3/2027.",
     "30 Zentimeter, 2,5 Quadratmeter, 70-Liter-Sack, 20 Grad, Erdgeschoss, Kalenderwoche 3 2027."),
    ("de", "Bürger*innen & Gäste, max. 5 Std./Woche.",
     "Bürger innen und Gäste, maximal 5 Stunden pro Woche."),
    ("en", "Dr. Lee, 2 × 3 km, 5 mins.", "doctor Lee, 2 times 3 kilometres, 5 minutes."),
    ("tr", "No: 5, 3 kg, 30 dk. sürer.", "numara 5, 3 kilogram, 30 dakika sürer."),
    ("de", "So geht es. Do it.", "So geht es. Do it."),
    ("de", "Di und Do 9 Uhr, Sa geschlossen.",
     "Dienstag und Donnerstag 9 Uhr, Samstag geschlossen."),
    ("de", "§ 7 Abs. 2, Hauptstr. 5.", "Paragraf 7 Absatz 2, Hauptstraße 5."),
    ("en", "Mon–Fri, e.g. Sat 10:00", "Monday to Friday, for example Saturday 10 am"),
    ("tr", "Pzt–Cum, örn. kimlik vb.", "Pazartesi ile Cuma arası, örneğin kimlik ve benzeri."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written", "said"), [*TIMES, *DATES, *AMOUNTS, *ADDRESSES, *ABBREVIATIONS]
)
def test_written_signs_are_said_in_words(language: str, written: str, said: str) -> None:
    assert spoken_form(written, language) == said
