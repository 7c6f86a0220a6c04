"""Turkish casing, search folding, sorting and masking."""

import random
import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from registry.store import Store
from registry.tables.base import KEY_TEXT
from registry.turkish import ALPHABET, composed, fold, lower, mask_name, nfc, sort_key, upper

TURKISH = st.text(ALPHABET + upper(ALPHABET) + " -'", max_size=30)
# What names in a register are made of: Latin letters of Europe, composed or not.
NAMES = st.text(
    st.characters(max_codepoint=0x17F, categories=["L"]) | st.sampled_from(" -'.\u0307\u0327\u0306\u0302"),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "raised"),
    [("Işıl İnci", "IŞIL İNCİ"), ("ipek ılgın", "İPEK ILGIN"), ("Gülşen Çağlayan", "GÜLŞEN ÇAĞLAYAN"), ("i̇", "İ\u0307")],
)  # fmt: skip
def test_upper(text: str, raised: str) -> None:
    assert upper(text) == raised


@pytest.mark.parametrize(
    ("text", "lowered"), [("İPEK ILGIN", "ipek ılgın"), ("IŞIL İNCİ", "ışıl inci"), ("ÖĞÜN", "öğün")]
)
def test_lower(text: str, lowered: str) -> None:
    assert lower(text) == lowered


@given(TURKISH)
def test_casing_goes_round(text: str) -> None:
    assert lower(upper(lower(text))) == lower(text)
    assert upper(lower(upper(text))) == upper(text)
    assert len(lower(text)) == len(upper(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("gulsen caglayan", "Gülşen Çağlayan"),
        ("ISIL", "Işıl"),
        ("isil", "IŞIL"),
        ("İPEK", "ipek"),
        ("ılgın", "İLGİN"),
        ("Kagan", "Kâğan"),
        ("  a   b ", "A B"),
        ("Çağlayan", "C\u0327ag\u0306layan"),
    ],
)
def test_what_finds_what(typed: str, recorded: str) -> None:
    assert fold(typed) == fold(recorded)


@given(NAMES)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TURKISH)
def test_case_and_turkish_letters_do_not_matter_to_a_search(text: str) -> None:
    assert fold(text) == fold(upper(text)) == fold(lower(text))
    assert fold(text).isascii()


@given(NAMES)
def test_a_text_is_stored_in_one_form(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert "  " not in nfc(text)


def alphabetical(text: str) -> list[int]:
    return [ALPHABET.index(char) for char in lower(text)]


IN_ORDER = ["Cömert", "Çelik", "Irmak", "İnan", "Söğüt", "Şahin", "Uçar", "Üçüncü"]


def test_the_order_of_the_rules() -> None:
    shuffled = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER
    assert sorted(upper(ALPHABET), key=sort_key) == list(upper(ALPHABET))


@given(st.lists(st.text(ALPHABET, min_size=1, max_size=8), max_size=12))
def test_keys_sort_as_the_alphabet_does(words: list[str]) -> None:
    assert sorted(words, key=sort_key) == sorted(words, key=alphabetical)


@given(NAMES, NAMES)
def test_different_texts_have_different_keys(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)


def test_a_shorter_surname_comes_first_and_a_circumflex_counts_as_the_bare_letter() -> None:
    names = ["Ak Zeki", "Akın Ali", "Kâmil Ali", "Kamil Veli", "O'Neil Ay", "Öz Ay"]
    assert sorted(names, key=sort_key) == names
    assert len({sort_key(one) for one in names}) == len(names)


def test_order_by_is_turkish_on_both_databases(store: Store) -> None:
    dice = random.Random(2026)
    words = {"".join(dice.choices(ALPHABET + upper(ALPHABET), k=dice.randrange(1, 6))) for _ in range(400)}
    words |= {*IN_ORDER, "Ak Zeki", "Akın Ali", "2. Ahmet", "Zoé", "Ωmega", "Ak-Ay", "O'Neil"}
    table = sa.Table("words", sa.MetaData(), sa.Column("word", sa.Text), sa.Column("sort_key", KEY_TEXT))
    with store.engine.begin() as connection:
        table.create(connection)
        connection.execute(
            table.insert(), [{"word": one, "sort_key": sort_key(one)} for one in sorted(words)]
        )
        found = list(connection.execute(sa.select(table.c.word).order_by(table.c.sort_key)).scalars())
    assert found == sorted(words, key=sort_key)
    plain = [one for one in found if set(lower(one)) <= set(ALPHABET)]
    assert [alphabetical(one) for one in plain] == sorted(map(alphabetical, plain))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Işıl İnci Öztürk", "I*** İ*** Ö***"),
        ("işıl inci öztürk", "İ*** İ*** Ö***"),
        ("Ay", "A***"),
        ("  Gülşen   Çağlayan ", "G*** Ç***"),
        ("C\u0327elik", "Ç***"),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.lists(st.text(ALPHABET, min_size=1, max_size=20), min_size=1, max_size=4))
def test_a_mask_tells_initials_and_nothing_else(parts: list[str]) -> None:
    assert mask_name(" ".join(parts)) == " ".join(f"{upper(part[0])}***" for part in parts)


@pytest.mark.parametrize("marks", ["\u0316\u0301", "\u0344", "\u0f73", "\uff9e"])
def test_marks_without_end_upon_a_letter_are_cut_off(marks: str) -> None:
    """To order them all would take minutes."""
    for form in ("NFC", "NFKC", "NFKD"):
        assert len(composed("a" + marks * 200_000, form)) <= 100
    assert fold("a" + marks * 200_000).startswith("a")


def test_marks_that_a_script_has_all_stay() -> None:
    stacked = "a" + "\u0316\u0301" * 15
    for form in ("NFC", "NFKC", "NFKD"):
        assert composed(stacked * 3, form) == unicodedata.normalize(form, stacked * 3)
