"""Words by which follow-up questions are told apart, in German, English and Turkish.

One list for all three: people change languages within a conversation.
"""

from __future__ import annotations

import re

_FUNCTION_WORDS = """
der die das den dem des dies diese diesem diesen dieser dieses ein eine einen einem einer eines
kein keine keinen mein meine meinen meinem meiner dein deine euer eure ihr ihre ihren ihrem ihrer
sein seine unser unsere ich du er sie es wir man mich mir dich dir sich uns euch ihnen ihn ihm
und oder aber auch noch schon nur mal denn dann doch eigentlich bitte überhaupt genau etwa
ungefähr ca hier dort da dorthin dafür dazu davon damit dabei daran darauf jetzt immer sonst
trotzdem nicht nichts nie ohne zwingend unbedingt vorher vorab nachher erst zuerst direkt selbst
so sehr viel viele wenig etwas was alles ganz allein extra normalerweise neue neuen neuer neues
an am auf aus bei beim bis durch für gegen im in ins mit nach pro seit über um unter vom von vor
während zu zum zur zwischen wegen ab ob wenn falls weil dass als
bin bist ist sind seid war waren wird werden wurde hat habe haben habt hatte hab kann kannst
können könnt könnte könnten darf dürfen muss müssen musst soll sollen sollte will wollen möchte
möchten würde gibt gibts geben geht gehts gehen gilt gelten macht machen mache tun brauche braucht
brauchen brauchts benötige benötigt benötigen bekomme bekommt bekommen kriege kriegt kriegen
erhalte erhalten finde findet finden komme kommt kommen bringe bringen mitbringen mitzubringen
nehmen nimmt nehmt zahle zahlt zahlen bezahlen bezahle kostet kosten kostets dauert dauern reicht
läuft laufen hält halten passt passen passiert bleibt bleiben funktioniert steht stehen sieht
aussehen heißt weiß wissen sagen endet enden beginnt beginnen
beantrage beantragen beantragt stelle stellen buche buchen bestelle bestellen erledigen rufe
anrufen anrufe erreiche erreichen erreichbar wenden melde melden hilft helfen hilfe rechnen warten
offen auf zu geöffnet geschlossen öffnet schließt frei möglich nötig notwendig erforderlich
zuständig gültig verpflichtend pflicht persönlich online telefonisch schriftlich digital
elektronisch sofort spätestens frühestens mindestens maximal höchstens teuer billig hoch lang
lange schnell oft groß gross voll weit alt jeweils neben außer
guten tag hallo gern gerne hätte hin danke ok okay ja nein
the a an this that these those my your our their his its i you he she it we they me him them us
one and or but also too so then just please again still already now here there what exactly
at by for from in into of off on per to until till up with without about over under before after
during between if because
is are was were be been am do does did done has have had can could may might must should will
would shall need needs get gets getting got take takes taking cost costs pay pays work works
works go goes bring find apply make want like know tell say use open closed opened opens close
closes free possible required necessary needed wanted put valid available long much many often far
old expensive high personally online phone latest earliest more any some all not no don't
hi hello thanks thank yes okay
ve veya ya ama de da ki mi mı mu mü bir bu şu o onu bunu ona buna onun bunun onlar ben sen biz siz
bana sana bize size benim senin bizim sizin için ile göre gibi kadar sonra önce olarak daha en çok
az fazla hiç her hep yine hala artık sadece acaba lütfen peki tamam evet hayır var yok değil
gerekli gerekiyor gerek gerekir lazım olur oluyor olabilir miyim mıyım yapabilir yapılır yapmam
yapılıyor yapıyorum alabilir alırım alınır alınıyor ederim edebilir edilir ödenir ödüyorum sürer
sürüyor geçerli açık kapalı açılıyor kapanıyor tutar tutuyor istiyorum ücretsiz ücretli bedava
paralı mümkün zorunlu şart internetten online kendim bizzat gitmem gelmem getirmem nedir nelerdir
"""
FUNCTION = frozenset(_FUNCTION_WORDS.split())
"""Words that tell nothing of what a question is about."""

_INTERROGATIVES = """
was wann wo wie wer wen wem wohin woher wieso warum weshalb wieviel wieviele welche welcher
welches welchen welchem womit wofür wozu
what when where who whom which why how whose
ne nasıl nerede nereye nereden nerde kaç kaça kaçta kim kime kimi hangi neden niye niçin neler
nedir nelerdir mi mı mu mü zaman vakit
"""
INTERROGATIVES = frozenset(_INTERROGATIVES.split())

_RELATIONS = """
kosten gebühr gebühren preis preise tarif tarife eintritt eintrittspreis eintrittspreise dauer
wartezeit lieferzeit lieferzeiten bearbeitungszeit bearbeitungsdauer öffnungszeit öffnungszeiten
sprechzeiten zeiten uhrzeit adresse anschrift anfahrt ort standort telefon telefonnummer nummer
rufnummer mail email mailadresse kontakt ansprechpartner ansprechpartnerin unterlagen dokumente
papiere nachweise termin termine frist fristen anmeldefrist anmeldeschluss voraussetzung
voraussetzungen gültigkeit formular formulare zuständigkeit betrag höhe breite
größe länge gewicht farben uhr bus bahn zug auto karte kreditkarte ec-karte kartenzahlung bargeld
price prices fee fees charge duration hours address location telephone number email mail contact
documents papers appointment appointments deadline requirements validity form forms amount
admission entry entrance discount discounts sizes colours colors width weight card cash
ücret ücreti ücretler ücretleri fiyat fiyatı fiyatlar fiyatları harç harcı süre süresi saat saati
saatler saatleri adres adresi telefon telefonu numara numarası randevusuz randevulu belge belgesi
belgeler belgeleri evrak evraklar randevu başvuru başvurusu form formu
"""
RELATIONS = frozenset(_RELATIONS.split())
"""What one asks of a thing; alone they ask it of the thing that was spoken of."""

_BELONGING = re.compile(
    r"(?:anmelde|bearbeitungs|verlängerungs|antrags|abhol|liefer|öffnungs|eintritts|zahlungs|jahres"
    r"|monats|ausstellungs|kurs|warte|telefon|haus|post|anmelde|abgabe|bewerbungs|start)?"
    r"(?:kosten|gebühr(?:en)?|preise?|frist(?:en)?|zeit(?:en)?|dauer|beginn|ende|nummer|eingang|antrag"
    r"|formular|termine?|anmeldung|abmeldung|ummeldung|verlängerung|abholung"
    r"|bearbeitung|prüfung|schluss|pause|stunden?|ausnahmen?|ermäßigung(?:en)?|rabatte?"
    r"|strafe|unterschied|zuschuss|alter|parkplätze|barrierefreiheit|adresse)"
    r"|difference|penalt(?:y|ies)|exceptions?|extensions?|renewals?|registration"
    r"|(?:yenileme|iptal|ödeme|teslim|giriş|çıkış|kayıt|kaydı|uzatma|indirim|ceza|adres|yer|bedel"
    r"|masraf|tarih|son|ilk|toplam|tam)(?:s?[iıuü])?",
)
"""What belongs to a thing that was named before: "Was kostet die Verlängerung?"."""

_TIMES = """
heute morgen übermorgen gestern abend abends früh morgens mittags nachts nachmittag nachmittags
vormittag vormittags wochenende feiertag feiertage feiertagen feiertags ferien winter sommer
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montags dienstags mittwochs
donnerstags freitags samstags sonnabends sonntags weihnachten silvester ostern heiligabend neujahr
today tomorrow tonight morning afternoon evening night nights weekend weekends holiday holidays
winter summer christmas easter monday tuesday wednesday thursday friday saturday sunday mondays
tuesdays wednesdays thursdays fridays saturdays sundays
bugün yarın sabah akşam öğlen gece gün günü günleri hafta haftasonu sonu tatil tatilde bayram
bayramda kışın yazın pazartesi salı çarşamba perşembe cuma cumartesi pazar pazarları cumartesileri
"""
TIMES = frozenset(_TIMES.split())
SEASONS = frozenset({"winter", "sommer", "summer", "kışın", "yazın", "ferien"})
"""Times that last, beside which a day may be named."""

_GROUPS = """
kind kinder kindern baby babys schüler schülern studierende studenten student jugendliche
jugendlichen erwachsene erwachsenen erwachsener senioren rentner rentnerin familien familie
gruppen gruppe person personen
child children kid kids student students teenagers adults seniors pensioners family families
groups group people person
çocuk çocuklar öğrenci öğrenciler emekli emekliler yetişkin yetişkinler yaşlılar aile aileler
kişi başı başına
"""
GROUPS = frozenset(_GROUPS.split())

_PREPOSITIONS = """
an am auf aus bei beim bis durch für gegen im in ins mit nach ohne per pro seit über um unter
vom von vor zu zum zur zwischen ab
at by for from in into of on per to until under over with without
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
_ARTICLES = "der die das den dem ein eine einen einem einer the a an mein meine meinen my bir"
ARTICLES = frozenset(_ARTICLES.split())

OPENING = re.compile(
    r"^(?:(?:ok|okay|gut|aha|ach so|achso|super|danke|alles klar|thanks|great|fine|tamam"
    r"|teşekkürler|ja|nein|no|yes)[,.! ]+)*"
    r"(?:(?:und|aber|oder|auch|and|but|or|also|ve|peki|ya|ama)\b[, ]*(?:dann |auch |then |also )?"
    r"(?:was ist mit|wie ist es mit|wie sieht es mit|what about|how about)?"
    r"|was ist mit\b|wie ist es mit\b|wie sieht es mit\b|what about\b|how about\b)\s*",
    re.IGNORECASE,
)
"""What opens a question that goes on with the last one."""

CORRECTION = re.compile(
    r"^(?:(?:nein|nee|ne|quatsch|sorry|entschuldigung|stopp?|no|sorry|hayır|yok|pardon)\b[,.! ]*)*"
    r"(?:(?:ich|i) (?:meine?|meinte|wollte|mean|meant)\b(?: doch| eigentlich| actually)?|"
    r"gemeint (?:war|ist)|nicht \w+,? sondern)\s+(?P<meant>.+?)[?.! ]*$"
    r"|^(?:hayır|yok|pardon)\b[,. ]+(?P<meant_tr>.+?)(?:[yn]?[ıiuü]?)? (?:demek istedim|demiştim"
    r"|kastettim|soruyorum|sormuştum)\W*$",
    re.IGNORECASE,
)
"""Who was not understood says what was meant."""

POINTS_BACK = re.compile(
    # "is there" and "dabei sein" point nowhere, and neither does "da" that means "because".
    r"\b(?:da|dann|dort|dorthin|hierfür|dafür|dazu|davon|daran|darauf|darüber|dagegen|trotzdem|hin)\b"
    r"|\b(?:ein neuer|eine neue|ein neues|einen neuen|a new one)(?=\W*$)"
    r"|\b(?:for|with|about|of|to) (?:it|them|that)\b|\bthere\W*$"
    r"|\b(?:onu|bunu|ona|buna|onun|bunun|orada|oraya|onlar[ıi]?)\b"
    r"|^(?:ihr|ihre|sein|seine|deren|dessen|its|their|his|her) ",
    re.IGNORECASE,
)
"""Words that point at what was spoken of, but stand for nothing by themselves."""
THINGLESS = re.compile(r"\b(?:der|die|das|den|eine?n?) [a-zäöüß]+en?\W*$")
"""An adjective without its noun, where nouns have capitals: "Was kostet die graue?"."""
ATTRIBUTE = re.compile(r"[a-zäöüß]+e[nrs]?")
"""In lower case beside a noun with a capital, what kind of it: "und internationale?"."""
UNITS = frozenset({"cm", "mm", "km", "kg", "ml", "mb", "gb", "liter", "euro", "avro"})
CLAUSES = re.compile(
    r"[,;:]|\b(?:wenn|falls|weil|nachdem|sobald|if|because|after|once|çünkü|eğer)\b", re.IGNORECASE
)
"""With these, a pointing word may point at another part of the question itself."""

_AFTER_PRONOUN = (
    r"(?=\W*$| (?:alles|auch|dann|denn|eigentlich|hier|immer|jetzt|noch|nur|online|schon|selbst|so"
    r"|überhaupt|vorher|wieder|nicht|machen|tun|ab|am|an|auf|bei|beim|bis|für|im|in|mit|per|um|von"
    r"|vom|zu|zum|zur|frei|heute|morgen|\w+tags?|abends|eine?[nmrs]?|offen|geöffnet|gültig|lang|lange|sein)\b)"
)
DEMONSTRATIVE = re.compile(rf"\b(?:der|die|das|den|dem|dies|diese[nmrs]?)\b{_AFTER_PRONOUN}", re.I)
"""An article without its thing: "Gibt es den auch in Schwarz?". The thing goes after it."""
DEMONSTRATIVE_BEFORE_ADJECTIVE = re.compile(
    r"\b(?i:ist|sind|hat|wird) (?:der|die|das)(?= [a-zäöüß]+\W*$)"
)
PERSONAL = re.compile(
    # "Sie" with a capital addresses somebody.
    r"\b(?:er|ihn|ihm)\b|\b(?:ich|wir|man|kann|ist|sind|hat|haben|wird|gilt|kostet|kosten|wann|wo) "
    r"(?P<they>sie|es)\b(?! (?:\w+ )*(?:ein|eine|einen|keine?|kein)\b)"
    r"|(?i:\b(?:it|they|them)\b)"
)
"""A pronoun, in whose place the thing goes."""
IS_ADVERB = re.compile(r".+(?:isch|lich|weise)$|express|teilzeit|vollzeit|digital")
"""In lower case, how a thing is done: "und express?" names no other thing."""
ASKING_FIRST = re.compile(
    r"^(?:kann|können|könnt|darf|dürfen|muss|müssen|soll|sollte|ist|sind|gibt|gibts|geht|gehts|hat|haben"
    r"|habt|brauch\w*|bekomm\w*|kostet|gilt|wird|werden|nehmt|macht|dauert|reicht|wäre"
    r"|can|could|may|must|should|will|would|do|does|did|is|are|was|has|have)\b"
    r"|^[a-zäöüß]+(?:t|e|en|st) (?:ich|ihr|du|man|wir|es|er|sie|der|die|das|den)\b",
    re.IGNORECASE,
)
"""A question without an interrogative begins with its verb."""
ASKS_IN_TURKISH = re.compile(r"m[ıiuü](?:y[ıiuü][mz]|s[ıiuü]n\w*|d[ıiuü]r)?")
_TURKISH_VERB = re.compile(
    r"\w+(?:yor|bilir|mal[ıi]|meli|acak|ecek)(?:[uıi]?[mz]|lar|ler)?|\w{2,}[ıiuüae]r[ıiuü][mz]"
)
SITUATION = re.compile(
    r"^(?:wenn|falls|if) |\b(?:değilse|yoksa|varsa)\W*$"
    r"|^(?:ich|wir) (?:wohnen?|leben?|bin|sind)\b|^(?:i|we)(?: live| am| are|'m|’m|'re) ",
    re.IGNORECASE,
)
"""Who tells where they live or what is the case with them goes on with the question before."""
PARTICLES = frozenset({"an", "ab", "um", "aus", "ein", "zurück", "weg", "nach", "vor"})
"""Prefixes of separable verbs at the end of a question: "Wie melde ich mich um?"."""
_HANDLING = """
anmelden angemeldet abmelden verlängern verlängert ausleihen leihen zurückgeben
zurücksenden abholen kündigen stornieren ändern bewerben umtauschen probieren ausprobieren
einreichen register renew cancel return borrow extend change submit pick collect try
"""
HANDLING = frozenset(_HANDLING.split())
"""What is done with a thing; a question that names no thing beside it means the one before."""
INTRODUCES = re.compile(
    r"\b(?:gibt es|gibts|gibt's|habt ihr|haben sie|is there|are there|do you have"
    r"|var m[ıi])\b",
    re.IGNORECASE,
)
"""A question whether there is something makes that the next one's topic."""
POINTS_IN_CLAUSE = re.compile(r"\b(?:wenn|falls) (?P<they>er|sie|es)\b|\bif (?P<it>it|they)\b")
PLACES = frozenset({"in", "im", "nach", "auf", "to", "into"})
_BETWEEN = "of to for my vom von für zu zum zur"
BETWEEN = frozenset(_BETWEEN.split())
"""Little words that hold a name together: "Akku vom Scheinwerfer"."""
"""Prepositions of one kind: "in die Schweiz", "nach England"."""
LAST_WORDS = frozenset({"auf", "zu", "offen", "geöffnet", "geschlossen", "da", "an", "ab"})
"""What ends a German question; a time stands before it: "Wann habt ihr montags auf?"."""
_HELPING_VERBS = "hat haben habt macht machen mache ist sind wird werden"
HELPING_VERBS = frozenset(_HELPING_VERBS.split())


def is_own(word: str) -> bool:
    """Whether a word, in lower case, names something beside the asking itself."""
    if len(word) < 2 or word[0].isdigit():
        return False
    told = (FUNCTION, INTERROGATIVES, RELATIONS, TIMES, GROUPS, UNITS)
    if any(word in words for words in told) or belongs_to_thing(word):
        return False
    return not (ASKS_IN_TURKISH.fullmatch(word) or _TURKISH_VERB.fullmatch(word))


def belongs_to_thing(word: str) -> bool:
    """Whether a word, in lower case, names what belongs to a thing: "Verlängerung"."""
    return _BELONGING.fullmatch(word) is not None
