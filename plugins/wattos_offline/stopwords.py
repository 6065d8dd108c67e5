"""Common words by language, and words that mean the same in offices, shops and help desks."""

from __future__ import annotations

from functools import cache

from wattos_offline.words import lower, stem

_STOPWORDS = {
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf
        aus bei beim bin bis bisher bitte da dabei dafür daher damit dann daran das dass davon dazu
        dein deine dem den denn der deren des deshalb dessen die dies diese diesem diesen dieser dieses
        dir doch dort du durch ein eine einem einen einer eines einmal er es etwa etwas euch euer eure
        euren falls für gar ganz genau gerade gern gerne gilt habe haben hab habt hallo hat hatte her hier
        hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins irgendwie ist ja jede
        jedem jeden jeder jedes jetzt kann kannst kein keine keinen keiner können könnt könnte könnten
        lassen lasse lässt man mal mein meine meinem meinen meiner meins mich mir mit moin muss müssen
        musst müsste nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen
        seiner seit sich sie sind so sogar soll sollen sollte sollten sonst sowas um und uns unser unsere
        unserem unseren unserer unter vom von vor wann war waren warum was wegen weil welche welchem
        welchen welcher welches wem wen wenn wer werde werden wird wie wieder wir wo wohin woher womit
        wofür worauf wozu wurde würde würden während zu zum zur zwischen über eigentlich ungefähr
        momentan zurzeit derzeit überhaupt denen nämlich bereits eben halt wäre wären bekomme darf dürfen
        wieviel viel viele vielen eurer ihres nie tag guten frage danke dank liebe
    """,
    "en": """
        a about after again all also am an and any are as at be because been before being but by can
        could did do does doing for from further had has have having he her here hers him his how i if
        in into is it its itself just me might more most must my no nor not now of off on once one only
        or other our out over own please same she should so some such than that the their them then
        there these they this those through to too under until up us very was we were what when where
        which while who whom why will with would you your hello hi thanks get got am m s t re ve ll d
        may shall much many long there actually really still
    """,
    "tr": """
        acaba ama ancak artık az bana bazı belki ben beni benim bile bir biri bize biz bizim bu buna
        bunu bunun burada çok çünkü da daha de değil diye en eğer gibi hem hep her hiç için ile ise kaç
        kadar ki kim mı mi mu mü nasıl ne neden nedir nerede nereden nereye niye o olan olarak oldu
        olduğu olur olsun ona onlar onu onun orada sen siz sizin size şey şu ta tüm var ve veya ya
        yani yok hangi lazım gerekiyor gerek mıyım miyim muyum müyüm lütfen merhaba peki bizde
    """,
}
_GENERIC = {
    "de": """
        kostet kosten koste kost teuer preis preise gebühr gebühren zahlen zahle zahlt bezahlen bezahle
        euro geld hoch höhe dauert dauern dauer lange lang zeit frist gibt geben gebt bekommt bekommen
        krieg kriege kriegt kriegen brauche brauchen braucht benötige benötigen machen mache macht tun
        gehen geht gehe kommen kommt komme nehmen nehmt nimmt finde finden findet steht stehen bleibt
        bleiben möchte möchten will wollen wollt welches heißt gehört gültig neu neue neuen neuer groß
        gross klein wichtig möglich vorher nachher früh früher später schnell oft einzeln einzelne
        einzelnen einzelner ganze ganzen jahr jahre jahren woche wochen monat monate tage tagen stunde
        stunden minuten uhr heute morgen aktuell person personen leute mensch menschen stadt haus ort
        sache ding hilfe helfen erreiche erreichen kontakt hoher niedrig mindestens höchstens maximal
        anzahl pro stück bieten bietet anbieten ungefähr damals selbst extra insgesamt normal normale
        einfach richtig falsch gut beste besten halten hält gelten vorhanden ihr zahlung beträgt
        durchschnitt früheste passiert verrechnet offiziell
    """,
    "en": """
        cost costs price prices fee fees pay paid charge charges money euro euros long time take takes
        need needs want wants find go going come make give offer offers use allowed possible able new
        old big small day days week weeks month months year years hour hours minute minutes people
        person town city place thing help contact reach many number valid every per each work works
        happen happens early late soon first last good best right keep kind let put ask
        currently apply
    """,
    "tr": """
        ücret ücreti fiyat fiyatı para avro euro lira ödemek ödemem ödüyorum ödenir süre sürer sürüyor
        zaman gün hafta ay yıl saat dakika almak alabilirim alıyor alırım yapmak yapabilirim yapmam
        yapılır olmak istiyorum gitmek gelmek vermek verir yeni eski büyük küçük kişi insan şehir yer
        ev yardım mümkün başlıyor başlar geçerli kişiye önce sonra
    """,
}
_CONCEPTS = """
    free: kostenlos kostenfrei gebührenfrei gratis umsonst unentgeltlich | free | ücretsiz bedava
    cost: kosten kostet gebühr preis entgelt zahlen beitrag teuer euro | cost fee price pay charge euro | ücret fiyat avro harç ödemek
    duration: dauer dauern dauert bearbeitungszeit wartezeit warten | duration take takes processing waiting wait | süre sürer bekleme
    hours: öffnungszeiten geöffnet offen öffnet sprechzeiten aufmachen | opening hours open opens | açık açılış çalışma
    closed: geschlossen zu schließt | closed closes shut | kapalı kapanır
    phone: telefon anrufen telefonnummer rufnummer anruf | phone telephone call | telefon aramak
    mail: mail email | mail email | eposta
    address: adresse anschrift | address | adres
    documents: unterlagen dokumente papiere nachweise mitbringen | documents papers bring proof | belge belgeler evrak
    apply: beantragen antrag bewerben | apply application | başvuru başvurmak
    register: anmelden anmeldung registrieren | register registration enrol enroll | kayıt kaydı
    marry: heiraten hochzeit eheschließung trauung ehe trauen | marry marriage wedding | evlilik nikah düğün
    baby: baby neugeborenes säugling geburt | baby newborn birth | bebek doğum
    child: kind kinder sohn tochter junge mädchen | child children kid son daughter | çocuk oğlum kızım
    dog: hund hunde hündin welpe | dog dogs puppy | köpek
    car: auto pkw wagen fahrzeug | car vehicle | araba araç
    bike: fahrrad rad velo | bicycle bike | bisiklet
    rubbish: müll abfall tonne restmüll | rubbish waste trash garbage bin | çöp atık
    furniture: möbel möbelstück sofa schrank sperrmüll teile | furniture sofa bulky | mobilya
    christmastree: christbaum weihnachtsbaum tannenbaum | | 
    daycare: kita kindergarten krippe kindertagesstätte | nursery kindergarten daycare childcare | kreş anaokulu
    lunch: mittagessen essen verpflegung mahlzeit | lunch meal food | yemek yemeği öğle
    school: schule grundschule | school | okul
    fine: bußgeld strafe verwarnungsgeld ordnungswidrigkeit | fine penalty | ceza
    lost: verloren verlust weg verlieren | lost lose missing | kayıp kaybettim
    stolen: gestohlen geklaut diebstahl | stolen theft | çalındı
    broken: kaputt defekt beschädigt riss gesprungen sprung bruch | broken cracked damaged | bozuk kırık
    replace: ersatz ersetzen tausch umtausch tauschen | replace replacement exchange | değişim
    return: rückgabe zurückgeben widerruf retoure rücksendung zurückschicken | return returns refund | iade
    shipping: versand lieferung liefern liefert schicken porto zustellung | shipping delivery deliver ship | kargo teslimat
    password: passwort kennwort | password | şifre parola
    computer: rechner computer notebook laptop pc | computer laptop notebook | bilgisayar
    phonecell: handy smartphone mobiltelefon diensthandy | mobile phone smartphone | cep
    leave: auswandern wegziehen abmelden ausreise abmeldung | deregister leaving emigrate | 
    move: umziehen umzug zuzug einzug | move moving | taşınma taşındım
    id: ausweis personalausweis perso | id card identity | kimlik
    passport: pass reisepass | passport | pasaport
    founder: gründer gründung existenzgründung selbstständig selbständig | founder startup | kuruluş
    doctor: arzt ärztin praxis | doctor physician | doktor
    cash: bar bargeld | cash | nakit
    card: karte kreditkarte girocard | card | kart
    old: senior senioren rentner ältere | elderly senior seniors pensioner | yaşlı
    cancel: absagen stornieren kündigen abbestellen kündigung | cancel cancellation | iptal
    weight: schwer gewicht kilogramm kilo | heavy weight kilograms | ağırlık kilo
    holiday: ferien urlaub feiertag | holiday holidays vacation | tatil
    spouse: ehefrau ehemann frau mann partner ehepartner gatte | spouse wife husband partner | eş eşim
    newly: zuzug neubürger | newcomer | 
    german: deutsch sprachkenntnisse deutschkenntnisse | german | almanca
    photo: foto lichtbild passbild passfoto bild | photo picture | fotoğraf
    rent: mieten leihen ausleihen verleih | rent hire borrow | kiralama kiralamak
    repair: reparieren reparatur | repair fix | tamir
    valid: gültig gelten gilt haltbar | valid | geçerli
    warm: heiß warm temperatur grad | hot warm temperature degrees | sıcak sıcaklık derece
    internet: wlan wifi internet | wifi internet | internet
    salary: lohn gehalt verdienst einkommen | salary wage income | maaş gelir
    responsible: zuständig verantwortlich ansprechpartner | responsible contact | sorumlu yetkili
    visitor: besuch besucher gast gäste | visitor guest guests | misafir ziyaretçi
    delete: löschen gelöscht entfernen | delete deleted remove | silmek silinen
    restore: wiederherstellen zurückholen retten | restore recover | geri
    steep: ziehen ziehzeit aufguss zubereitung zubereiten brühen | steep brew | demleme
    contact: kontakt erreichen | contact reach | iletişim
"""


@cache
def _stopwords(language: str) -> frozenset[str]:
    return frozenset(_STOPWORDS.get(language, "").split())


@cache
def _generic(language: str) -> frozenset[str]:
    return frozenset(_GENERIC.get(language, "").split())


@cache
def _concepts(language: str) -> dict[str, str]:
    languages = tuple(_STOPWORDS)
    if language not in languages:
        return {}
    found: dict[str, str] = {}
    for line in _CONCEPTS.strip().splitlines():
        name, _, spellings = line.strip().partition(":")
        own = spellings.split("|")[languages.index(language)]
        for word in own.split():
            found.setdefault(stem(lower(word, language), language), name)
    return found


def is_stopword(lowered: str, language: str) -> bool:
    """Whether the word (in lower case) says nothing about a question's subject."""
    return lowered in _stopwords(language)


def is_generic(lowered: str, language: str) -> bool:
    """Whether the word stands in questions of every subject, such as "cost" or "take"."""
    return lowered in _generic(language)


def concept_of(word_stem: str, language: str) -> str | None:
    """The name of the group of words that mean the same, across languages."""
    return _concepts(language).get(word_stem)
