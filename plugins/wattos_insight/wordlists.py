"""Function words of the languages the analysis understands.

They carry no topic: term statistics leave them out. Words are lower case, as `tokens` yields them.
"""

from __future__ import annotations

from typing import Final

_GERMAN: Final = """
ab aber alle allein allem allen aller allerdings alles als also am an ander andere anderem anderen anderer anderes
anders auch auf aus außer außerdem außerhalb bei beide beiden beim bereits besonders bevor bis bisher bitte bleiben
bleibt brauchen braucht bringen da dabei dadurch dafür dagegen daher dahin damit danach dann daran darauf daraus darf
darin darüber darum das dass davon dazu dein deine dem den denen denn dennoch der deren des deshalb dessen dich die
dies diese diesem diesen dieser dieses dir direkt doch dort drei du durch dürfen ebenfalls ebenso ein eine einem einen
einer eines einfach einige einigen einmal er erhalten erhält erst erste ersten es etwa etwas euch euer eure falls fast
finden findet für ganz gar geben gegen gehen geht genau genügt gern gerne gibt gilt gleich haben halb hat hatte hatten
her hier hin hinter höchstens ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in innerhalb insgesamt ist ja
je jede jedem jeden jeder jedes jedoch jetzt jeweils kann kein keine keinem keinen keiner keines kommen kommt können
könnte könnten lange lassen leider liegt machen macht man mehr mehrere mein meine meinem meinen meiner meist mich
mindestens mit möchte möchten möglich möglichst müssen muss musste nach nachdem nachher nein nicht nichts nie noch
nötig nun nur ob oben oder oft ohne per pro rund sich schon sehr sei sein seine seinem seinen seiner seit selbst sie
sind so sobald sofern sofort sogar solche soll sollen sollte sollten sondern sonst sowie sowohl spätestens statt stehen
steht trotz über um und uns unser unsere unserem unseren unserer unter usw viel viele vielen vier vom von vor vorher
wann war waren warum was weder weg wegen weil weit weitere weiteren weiterer weiteres welche welchem welchen welcher
welches wem wen wenig weniger wenn wer werden weshalb wie wieder will wir wird wo wobei woher wohin wollen worden wurde
wurden z zb zu zudem zum zur zusätzlich zwei zwischen uhr euro montag dienstag mittwoch donnerstag freitag samstag
sonntag montags dienstags mittwochs donnerstags freitags samstags januar februar märz april mai juni juli august
september oktober november dezember hallo guten tag danke dank grüße gruß freundlichen
"""
_ENGLISH: Final = """
a about above after again against all already also although always am an and another any are as ask at be because been
before being below best between both but by call can cannot come could day days did do does doing done down during each
either else enough etc even ever every few find first for from further get gets give given go goes had has have having
he hello help her here hers hi him his how however i if in instead into is it its itself just keep last least less let
like long made make makes many may me might more most much must my myself need needs never new next no none nor not now
of off often on once one only onto or other others our ours out over own per please put rather same say see she should
since so some soon still such take than thank thanks that the their theirs them then there therefore these they thing
things this those three through to together too two under until up upon us use used very via want was way we well were
what when where whether which while who whom whose why will with within without would yes yet you your yours
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december
"""
_TURKISH: Final = """
acaba ama ancak arada aslında ayrıca az bana bazı belki ben beni benim beri bile bir birçok biri birkaç biz bize bizi
bizim böyle böylece bu buna bunda bundan bunlar bunları bunların bunu bunun burada bütün çok çünkü da daha dahi de defa
değil diğer diye dolayı dört en fakat gibi göre halde hangi hangisi hem henüz hep hepsi her herhangi herkes hiç için iki
ile ise ister işte kadar karşı kendi kez ki kim kimse lütfen mı mi mu mü nasıl ne neden nedenle nerede nereye niye o olan
olarak oldu olduğu olması olmak olur on ona ondan onlar onları onların onu onun orada oysa öyle pek rağmen saat sadece
sanki sen senin siz size sizi sizin son sonra şey şeyler şimdi şöyle şu tarafından tüm üç üzere üzerinde var ve veya ya
yani yapılan yapın yapmak yer yerine yine yok yoksa zaman zaten merhaba teşekkürler pazartesi salı çarşamba perşembe cuma
cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
"""

_STOP_WORDS: Final = {
    "de": frozenset(_GERMAN.split()),
    "en": frozenset(_ENGLISH.split()),
    "tr": frozenset(_TURKISH.split()),
}
_STEMMERS: Final = {"de": "german", "en": "english", "tr": "turkish"}


def stop_words(language: str) -> frozenset[str]:
    """The function words of `language`; an empty set for a language without a list."""
    return _STOP_WORDS.get(language, frozenset())


def stemmer_name(language: str) -> str | None:
    """The Snowball algorithm for `language`, or None where words are taken as they stand."""
    return _STEMMERS.get(language)
