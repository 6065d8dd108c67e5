"""What something costs: rows of price tables, items of lists, sentences that state a price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from wattos.records import Fee, Record
from wattos_records.lines import Line
from wattos_records.money import Amount, amounts, is_free_cell
from wattos_records.prices import PER, free_things, read_clause
from wattos_records.subjects import joined, specific

_PRICE_WORDS = re.compile(
    r"kost(?:et|en)\b|gebühr|beitrag|beiträgt|beträgt|berechn|zahl(?:t|en)\b|zu zahlen|eintritt"
    r"|entgelt|preis"
    r"|\bzuschlag|\bmiete|\bersetzen wir|abgerechnet|ermäßigt|\bje\b|\bpro\b|\bim (?:Monat|Jahr)\b"
    r"|Eigenanteil|erhältlich"
    r"|\bcosts?\b|\bfees?\b|\bpay\b|\bcharge|\bper (?:person|month|year)|\beuros? (?:a|per)\b"
    r"|\bprice"
    r"|ücret|avrodur|öde[rn]|saat başına|karşılığında|tanesi|\b(?:für|for) (?=[\d€])",
    re.I,
)
_NOT_A_PRICE = re.compile(
    r"bußgeld|verwarnungsgeld|ordnungswidrig|strafe|\bfine\b|\bceza|geldbuße|illegal|finderlohn"
    r"|dotiert|million"
    r"|vermögen|einkommen|\bwert\b|warenwert|bestellwert|spende|erstatten|erstattung|rabatt|skonto"
    r"|nachlass|gutschein"
    r"|zuschuss|versichert|kosten liegen|projekt|in a blocked account|deposit|\bworth\b|pfand"
    r"|late\b|geç kalan|einkommens"
    r"|entlastungsbetrag|grundpreis|\bwar(?:en)?\b|kostete|\bstatt\b|minijob|verspätung"
    r"|bankverbindung|netto im monat|beendet",
    re.I,
)
_BOOKED = re.compile(
    r"\bbuch(?:en|t|ung)|verbuch|gutschrift|lastschrift|\bscheck|überweis|\bsaldo|\baktie|darleh"
    r"|\b(?:debit|credit)ed\b|transaction|in höhe|im wert von",
    re.I,
)
"""Speaks of money that moves, not of what something costs."""
_EXAMPLE = re.compile(
    r"\b(?:angenommen|nehmen wir an|in diesem beispiel|beispielsweise|zum beispiel"
    r"|in this example|for example|for instance|suppose|örneğin|diyelim"
    r"|klicken sie|tragen sie|wählen sie|beachten sie)\b",
    re.I,
)
_OF_EXAMPLES = re.compile(
    r"\b(?:rechen)?beispiel(?:e|rechnung(?:en)?)?\b|\bexamples?\b|\börnek", re.I
)
"""Names a section that calculates with amounts that nobody asks for."""
_OF_ACCOUNTS = re.compile(
    r"(?:soll|haben|saldo|\w*konto|gegenkonto|konten|buchung\w*|einzahlung|auszahlung|zugang|abgang"
    r"|gewinn|verlust|zinsen|tilgung|restschuld|debit|credit|balance|account|deposit|withdrawal)",
    re.I,
)
_WORDS_OF_PROSE = 30
"""Words of a text from which an amount needs words that say it is a price."""
_THRESHOLD = re.compile(
    r"(?:\b(?:ab|über|mehr als|bis zu|from|over|more than|up to|mindestens|höchstens|at least"
    r"|at most|en az|bis)\s*)$",
    re.I,
)
_FREE_FROM = re.compile(r"\bfrei\w* ab\b|\bfree from\b|versandkostenfrei|mindest|warenwert", re.I)
_NAMED = re.compile(r"^(?P<what>[^:]{3,80}):\s*(?P<price>[^:]{3,40})$")
_EACH = re.compile(
    r"\b(?:im|pro|je) (?:Monat|Jahr|Tag|Stunde|Person)\b|\b(?:a|per) (?:month|year|day|hour"
    r"|person)\b",
    re.I,
)


def fees(lines: Sequence[Line], title: str) -> Iterator[Record]:
    """Every price and fee; a row with several columns of amounts gives one for each."""
    for line in lines:
        if line.kind in ("heading", "code") or any(map(_OF_EXAMPLES.search, line.headings)):
            continue
        found = _of_row(line) if line.kind == "table_row" else _of_sentence(line, title)
        for fee in found:
            yield Record(
                subject=joined([fee.what, specific(line.heading), title]),
                data=fee,
                start=line.start,
                end=line.end,
            )


def _of_row(line: Line) -> Iterator[Fee]:
    cells = [cell.strip() for cell in line.cells]
    if not cells or amounts_only(cells[0]) or any(map(_OF_ACCOUNTS.fullmatch, line.header)):
        return
    priced = [
        (index, amount)
        for index, cell in enumerate(cells)
        if index
        and (amount := _cell_amount(cell)) is not None
        and not _FREE_FROM.search(_column(line, index))
    ]
    what = next((c for c in cells if c and not re.match(r"^[\d.,:–\s-]+$", c)), "")
    if re.match(r"\d{1,2}\.\d{1,2}\.", cells[0]) and len(cells) > 2:
        what = max(cells[1:], key=len)
    for index, amount in priced:
        column = _column(line, index)
        rest = cells[index][amount.end :].strip()
        per = PER.match(rest)
        yield Fee(
            what=what,
            amount=amount.value,
            currency=amount.currency,
            per=per[0].strip() if per else _usual_per(line),
            condition=column if len(priced) > 1 else "",
        )


def _column(line: Line, index: int) -> str:
    return line.header[index] if index < len(line.header) else ""


def amounts_only(cell: str) -> bool:
    """Whether a cell holds an amount and no words."""
    found = list(amounts(cell))
    return bool(found) and len(cell) - (found[0].end - found[0].start) < 4


def _cell_amount(cell: str) -> Amount | None:
    if is_free_cell(cell):
        return Amount(start=0, end=len(cell), value=Decimal(0), currency="EUR")
    found = next(amounts(cell), None)
    return found if found is not None and found.start <= 12 and len(cell) < 60 else None


def _of_sentence(line: Line, title: str) -> Iterator[Fee]:
    text = line.text
    named = _NAMED.match(text) if line.kind == "list_item" else None
    if named and (amount := _cell_amount(named["price"])) is not None:
        yield Fee(what=named["what"].strip(), amount=amount.value, currency=amount.currency)
        return
    found = [a for a in amounts(text) if not _is_threshold(text, a)]
    before = 0
    for position, amount in enumerate(found):
        limit = found[position + 1].start if position + 1 < len(found) else len(text)
        clause = read_clause(text, before, amount, limit)
        before = amount.end
        short = len(clause.what.split()) <= 3 + 2 * (len(found) > 1) and (
            len(found) > 1 or clause.what[:1].isupper()
        )
        brief = len(text.split()) <= _WORDS_OF_PROSE
        priced = clause.listed or (brief and (short or line.kind == "list_item"))
        if _NOT_A_PRICE.search(clause.whole) or not (
            priced or _PRICE_WORDS.search(f"{line.heading} {text}")
        ):
            continue
        if _EXAMPLE.search(text) or _BOOKED.search(clause.whole):
            continue
        yield Fee(
            what=_labelled(text, amount, clause.what) or specific(line.heading) or title,
            amount=amount.least or amount.value,
            most=amount.value if amount.least is not None else None,
            currency=amount.currency,
            per=clause.per or _usual_per(line),
        )
    if not _NOT_A_PRICE.search(text):
        yield from (Fee(what=what, amount=Decimal(0)) for what in free_things(text))


def _labelled(text: str, amount: Amount, what: str) -> str:
    """The words with the label that the line begins with: "Abendkurs: dienstags, 195 Euro"."""
    label = re.match(r"([^:,.;!?(]{4,60}):\s", text[: amount.start])
    if label is None or what.startswith(label[1]) or len(label[1].split()) > 7:
        return what
    return f"{label[1]}: {what}" if what else label[1]


def _usual_per(line: Line) -> str:
    """The interval that a heading states for everything below it: "Beitrag im Monat"."""
    found = _EACH.search(line.heading)
    return found[0] if found else ""


def _is_threshold(text: str, amount: Amount) -> bool:
    """ "ab 40 €", "mehr als 10 Euro": a limit, not a price."""
    before = text[: amount.start]
    if not _THRESHOLD.search(before):
        return False
    return not re.search(r"(?:höchstens|mindestens|at least|at most)\s*$", before, re.I) or bool(
        next(amounts(before), None)
    )
