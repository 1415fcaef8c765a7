"""Which legacy encoding a text is written in, told from its bytes alone.

A text in the right encoding consists for the most part of the signs that its language uses most; in a wrong one it
consists of rare signs. Only what this can't settle is left to charset-normalizer, which takes long to import and, on
short and technical texts, is wrong more often.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给"
    "世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
    "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情"
    "明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給"
    "世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太"
    "量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象"
    "完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運"
)
_HANGUL = (
    "이다는에의가을를고하은로기지한사자어리도인시서나스들으대해정만있과게아일그수전보제부것라여면주적구상니년와트장원공동마조관소"
    "유비안연성용까경말음오미입국때내세문신회치모행방생무러바던네당습저계려요없우위체더될되된화할개같통력업데드크르레프램"
)
_CYRILLIC = "оеаинтсрвлкмдпуяызьбгчйхжшю"
_GREEK = "αοιετσνηυρπκςάόίέήώύ"
_HEBREW = "יוהלאתרבםש"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_CJK_POINTS = "\u3000-\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f“”‘’—…·"
_LATIN = "éèàçêâîôûëïùüöäßñóíáúåøæãõìò’‘“”–—…•©®°«»£€½×·\u00a0"


@dataclass(frozen=True, slots=True)
class _Candidate:
    encoding: str
    usual: re.Pattern[str]
    """The signs that a text in it uses most."""
    share: float
    """How much of the signs beyond ASCII they make up in an ordinary text."""
    foreign: re.Pattern[str]
    """Signs that hardly stand in such a text, and often in one that is misread as it."""


_NOTHING = re.compile(r"(?!)")
_CANDIDATES = (
    _Candidate("gb18030", re.compile(f"[{_SIMPLIFIED}{_CJK_POINTS}]"), 0.5, re.compile("[\ue000-\uf8ff\u0080-\u009f]")),
    _Candidate("big5", re.compile(f"[{_TRADITIONAL}{_CJK_POINTS}]"), 0.5, re.compile("[\ue000-\uf8ff]")),
    _Candidate("shift_jis", re.compile(f"[{_KANA}\u3001\u3002]"), 0.5, re.compile("[\uff61-\uff9f\ue000-\uf8ff]")),
    _Candidate("euc_jp", re.compile(f"[{_KANA}\u3001\u3002]"), 0.5, re.compile("[\uff61-\uff9f\u0400-\u04ff]")),
    _Candidate("cp949", re.compile(f"[{_HANGUL}]"), 0.6, re.compile("[\u4e00-\u9fff\uf900-\ufaff]")),
    _Candidate(
        "cp1251", re.compile(f"[{_CYRILLIC}]"), 0.8, re.compile(r"(?<=[a-z])[а-яёА-ЯЁ]|[а-яё](?=[a-z])|[а-я][А-Я]")
    ),
    _Candidate(
        "koi8_r", re.compile(f"[{_CYRILLIC}]"), 0.8, re.compile("(?<=[a-z])[а-яА-Я]|[а-я](?=[a-zА-Я])|[\u2500-\u25a0]")
    ),
    _Candidate("cp1253", re.compile(f"[{_GREEK}]"), 0.8, re.compile("(?<=[a-zA-Z])[α-ώ]|[α-ώ](?=[a-zA-Z])")),
    _Candidate(
        "cp1255", re.compile(f"[{_HEBREW}]"), 0.6, re.compile("(?<=[a-zA-Z])[א-ת]|[א-ת](?=[a-zA-Z])|[םןץףך][א-ת]")
    ),
    _Candidate("cp1252", re.compile(f"[{_LATIN}]"), 0.8, re.compile(r"[^\x00-\x7f]{4}")),
)
_MULTIBYTE = frozenset({"gb18030", "big5", "shift_jis", "euc_jp", "cp949"})
_OTHERS = ["koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "cp1251", "cp1252"]
_PAIRS = 6
"""So many runs of bytes that are all of even length are East Asian characters: one byte a letter would not do so."""
_LONG_RUN = 16
_SAMPLE_BYTES = 16_384
_SETTLED = 0.45
_ASCII_WORD = re.compile(r"[\x00-\x7f]+")
_RUN = re.compile(rb"[\x80-\xff]+")
_FEW_BYTES = 24
_HIGH = re.compile(rb"[\x80-\xff]")
_GLUED = re.compile(r"[A-Za-z][\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f][A-Za-z]")
_READ_AS = {"big5": "big5hkscs"}
"""The widest of a family, so that what only Hong Kong writes is no damage."""
_WIDER = {"shift_jis": ("cp932",), "big5": ("cp950", "big5hkscs")}


def guess_encoding(data: bytes) -> str | None:
    """Python's name of the likeliest encoding of `data`, which is not UTF-8; None where none fits."""
    first = _HIGH.search(data)
    if first is None:
        return "ascii"
    # From a line's beginning, where no character can be cut.
    start = data.rfind(b"\n", 0, first.start()) + 1
    sample = data[start : start + _SAMPLE_BYTES]
    scored = [(_score(sample, candidate), candidate.encoding) for candidate in _CANDIDATES]
    score, encoding = max(scored)
    if score >= _SETTLED:
        return _widest(data, encoding)
    runs = [len(run) for run in _RUN.findall(sample)]
    if all(run % 2 == 0 for run in runs) and (len(runs) >= _PAIRS or max(runs) >= _LONG_RUN):
        # Rare characters, as in tables and drawings, or one over and over.
        score, paired = max(each for each in scored if each[1] in _MULTIBYTE)
        if score > 0:
            return _widest(data, paired)
    if sum(runs) < _FEW_BYTES:
        # Too little for statistics: East Asian characters are pairs of such bytes, accents and dashes stand alone.
        return encoding if score > 0 and all(run % 2 == 0 for run in runs) else "cp1252"
    return _asked(sample) or (encoding if score > 0 else None)


def _score(sample: bytes, candidate: _Candidate) -> float:
    """How usual a text `sample` is in the candidate's encoding: about 1 for an ordinary one, 0 or less for nonsense."""
    text = sample.decode(_READ_AS.get(candidate.encoding, candidate.encoding), "replace")
    beyond = len(_ASCII_WORD.sub("", text))
    if not beyond:
        return 0.0
    damaged = text.count("\ufffd")
    # The sample's end may have cut a character; so may the program that wrote the file.
    damaged = max(0, damaged - 1)
    usual = len(candidate.usual.findall(text)) / beyond / candidate.share
    foreign = len(candidate.foreign.findall(text)) / beyond
    glued = len(_GLUED.findall(text)) / beyond if candidate.encoding in _MULTIBYTE else 0.0
    return min(usual, 1.2) - 2 * foreign - 2 * glued - 10 * damaged / beyond


def _widest(data: bytes, encoding: str) -> str:
    """The superset of an encoding, where only that takes the whole text."""
    wider = _WIDER.get(encoding, ())
    for name in (encoding, *wider):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return wider[0] if wider else encoding


def _asked(sample: bytes) -> str | None:
    """What charset-normalizer says of a text in none of the usual encodings."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    return best.encoding if best is not None else None
