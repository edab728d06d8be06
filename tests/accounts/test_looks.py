"""Nobody passes for a member by letters that look alike, and other people keep their names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.lookalikes import CAPITALS, LETTERS
from accounts.looks import LONGEST_LOOK, look_of, looks_of
from accounts.models import User
from accounts.names import RESERVED, speaks_for_the_house, username_validators
from reviews.comments.access import is_a_members_name
from tests.conftest import PASSWORD, Signed, make_member
from tests.house_client import HouseClient

#: How somebody would write “Lily Marwood” to pass for her, and by what.
FORGERIES = {
    "Lily Marwood": "her own name",
    "LILY MARWOOD": "capitals",
    "lily  marwood": "blanks",
    "LilyMarwood": "no blank",
    "Lily-Marwood": "a hyphen",
    "“Lily Marwood”": "quotation marks",
    "Lily Marwood!": "a mark behind it",
    "@lily marwood": "a mark before it",
    "l1ly marwood": "a digit",
    "1iIy Marwood": "a digit and a capital",
    "Li|y Marw00d": "a bar and noughts",
    "Lily Маrwооd": "Cyrillic",
    "ᒪilу Mаrwооԁ": "syllabics and Cyrillic",
    "Lιly Marwοod": "Greek",
    "ⅬΙLΥ ΜΑRWΟΟD": "Greek capitals",
    "Lilу Mаrwooԁ": "Cyrillic again",
    "Lily Marvvood": "two letters for one",
    "Lily rnarwood": "two letters for another",
    "Ｌｉｌｙ Ｍａｒｗｏｏｄ": "full width",
    "𝐋𝐢𝐥𝐲 𝕸𝖆𝖗𝖜𝖔𝖔𝖉": "letters of mathematics",
    "ⓛⓘⓛⓨ Ⓜarwood": "circles",
    "🅻🅸🅻🆈 🅜🅐🅡🅦🅞🅞🅓": "black squares and circles",
    "🇱🇮🇱🇾 Marwood": "flags",
    "Li\u200bly Mar\u2060wood": "nothing, of no width",
    "Li\u00adly Marwood": "a soft hyphen",
    "Lily\u3164Marwood\u115f": "letters that nobody sees",
    "Líly Márwööd": "accents",
    "L̴i̴l̴y̴ Marwood": "strokes through it",
    "ʟɪʟʏ ᴍᴀʀᴡᴏᴏᴅ": "small capitals",
    "ᏞIᏞY ᎷᎪᏒᎳOOᎠ": "Cherokee",
    "ꓡꓲꓡꓬ ꓟꓮꓣꓪꓳꓳꓓ": "Lisu",
    "Lilyʼ Marwood": "an apostrophe that is a letter",
    "Lɨły Mɑrwøøđ": "letters with strokes",
    "Լily Marwօօd": "Armenian",
    "LⅰLy Marw०০d": "a Roman numeral and noughts of other scripts",
}
#: People with names of their own.
OTHERS = (
    "Lily", "Marwood", "Lily M.", "Lila Marwood", "Lily Harwood", "Billy Marwood", "Lucia", "Luda", "Clara", "Dara", "Ben", "Bea", "Нина",
    "Νίκος", "Ամալյա", "李丽", "ビル", "علي", "דוד", "Tim", "Tin", "Nina", "Moira", "Mara", "Norma", "Ian", "Jan", "Dov",
)  # fmt: skip


@pytest.mark.parametrize("forged", FORGERIES, ids=FORGERIES.values())
def test_forgery_looks_like_the_name_it_is_made_after(forged: str) -> None:
    assert look_of("Lily Marwood") in looks_of(forged)


def test_people_with_other_names_look_like_themselves() -> None:
    looks = [look_of(name) for name in (*OTHERS, "Lily Marwood")]
    assert len(set(looks)) == len(looks)
    assert all(looks)


@given(st.text(max_size=90))
def test_look_of_a_look_is_that_look(name: str) -> None:
    look = look_of(name)
    assert look_of(look) == look
    assert len(look) <= LONGEST_LOOK
    assert all(character.isalnum() for character in look)


@given(st.text(alphabet="".join(map(chr, {**CAPITALS, **LETTERS})) + "mwrnv1l!| ", max_size=40))
def test_look_of_a_forgers_letters_is_that_look_and_in_ours(name: str) -> None:
    look = look_of(name)
    assert look_of(look) == look
    assert look.isascii()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüñç ", min_size=1, max_size=30), st.sampled_from([str.upper, str.title, str.swapcase]))
def test_case_composition_and_what_nobody_sees_change_no_look(name: str, recased) -> None:
    assert look_of(recased(name)) == look_of(name)
    assert look_of(unicodedata.normalize("NFD", name)) == look_of(name)
    assert look_of("\u200b".join(name)) == look_of(name)


def test_name_without_letters_looks_like_nothing() -> None:
    assert [looks_of(name) for name in ("", "🦊", "!?", "\u3164", "|")] == [frozenset()] * 5


@pytest.mark.parametrize("name", [*sorted(RESERVED), "Adm1n", "m0derator", "Mоderator", "STAFF 2", "_editor_", "ɑdmin", "Former member"])
def test_names_of_the_house_are_kept_however_they_are_spelt(name: str) -> None:
    assert speaks_for_the_house(name)


@pytest.mark.parametrize("name", ["Moderate", "Sitest", "Adam", "Minnie", "Modesty", "Amin", "Guesthouse", *OTHERS])
def test_names_near_those_of_the_house_are_free(name: str) -> None:
    assert not speaks_for_the_house(name)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("forged", FORGERIES, ids=FORGERIES.values())
def test_guest_cannot_take_the_name_a_member_shows(forged: str) -> None:
    make_member("reader7", display_name="Lily Marwood")
    assert is_a_members_name(forged)


@pytest.mark.once
@pytest.mark.django_db
def test_guest_cannot_take_a_user_name_and_others_keep_theirs() -> None:
    make_member("lily", display_name="Somebody Else")
    taken = ("Lily", "1i1y", "LILY", "lіly", "somebody else", "S0mebody E1se", "admin", "Adm1n", "m0derator")
    assert [name for name in taken if not is_a_members_name(name)] == []
    assert [name for name in ("Lil", "Billy", "Lilya", "Marwood", "Else", "李丽") if is_a_members_name(name)] == []


@pytest.mark.once
@pytest.mark.django_db
def test_guest_cannot_take_a_greek_or_cyrillic_members_name_in_any_case() -> None:
    make_member("nikos", display_name="Νίκος")
    make_member("anna", display_name="Анна Рой")
    assert all(map(is_a_members_name, ("Νίκος", "νίκος", "ΝΙΚΟΣ", "Nίκος", "анна рой", "АННА РОЙ", "Aннa Poй")))
    assert not any(map(is_a_members_name, ("Νίκη", "Инна Рой")))


@pytest.mark.once
@pytest.mark.django_db
def test_picture_for_a_name_is_one_members_too() -> None:
    make_member("fox", display_name="🦊")
    assert is_a_members_name("🦊")
    assert not is_a_members_name("🐻")
    assert not is_a_members_name("")


@pytest.mark.once
@pytest.mark.django_db
def test_looks_follow_the_names_however_they_are_saved(ben: User) -> None:
    ben.display_name = "L1ly"
    ben.save(update_fields=["display_name"])
    assert (User.objects.get().display_look, is_a_members_name("Lily")) == ("iiiy", True)
    ben.username = "Someone"
    ben.save(update_fields=["username"])
    assert User.objects.get().username_look == look_of("someone")
    ben.display_name = "Cleo"
    ben.save()
    assert (User.objects.get().display_look, is_a_members_name("Lily")) == ("cieo", False)
    ben.display_name = "Not stored"
    ben.save(update_fields=["email"])
    assert (User.objects.get().display_name, User.objects.get().display_look) == ("Cleo", "cieo")


@pytest.mark.once
@pytest.mark.django_db
def test_longest_name_is_stored_with_its_look() -> None:
    member = make_member("fox", display_name="\ufdfa" * 80)  # one character that is eighteen when it is taken apart
    assert len(User.objects.get(pk=member.pk).display_look) == LONGEST_LOOK


@pytest.mark.once
@pytest.mark.django_db
def test_nobody_signs_up_with_a_name_that_looks_like_a_members(house_client: HouseClient, ben: User) -> None:
    make_member("lily", display_name="Mo Castle")
    for name in ("l1ly", "LILY", "mocastle", "M0-Castle", "rno.castle"):
        answer = house_client.post("/accounts/signup/", {"username": name, "email": "x@example.org", "password1": PASSWORD})
        assert answer.status_code == 200, name
    assert User.objects.count() == 2
    free = {"username": "lilian", "email": "x@example.org", "password1": PASSWORD}
    assert house_client.post("/accounts/signup/", free).status_code == 302
    assert User.objects.filter(username="lilian").exists()


@pytest.mark.once
@pytest.mark.django_db
def test_members_cannot_be_given_names_that_look_like_others(ben: User, cleo: User, owner: User, signed_in: Signed) -> None:
    browser, url = signed_in(owner), f"/admin/accounts/user/{ben.pk}/change/"
    sent = {"username": "ben", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "email": ben.email}
    for name in ("CLE0", "Сleo", "olga", "Moderator"):
        assert browser.post(url, {**sent, "display_name": name}).status_code == 200, name
    assert browser.post(url, {**sent, "username": "c1eo"}).status_code == 200
    assert User.objects.get(pk=ben.pk).byline == "Ben"
    # One's own look, another's of no likeness, and an owner who speaks for the house.
    assert browser.post(url, {**sent, "display_name": "B e n"}).status_code == 302
    assert browser.post(f"/admin/accounts/user/{owner.pk}/change/", {
        **sent, "username": "olga", "display_name": "The owner", "is_staff": "on", "is_superuser": "on", "is_active": "on"
    }).status_code == 302  # fmt: skip
    adding = {"username": "1Ben", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert browser.post("/admin/accounts/user/add/", adding).status_code == 302
    assert browser.post("/admin/accounts/user/add/", {**adding, "username": "cle0"}).status_code == 200


@pytest.mark.once
@pytest.mark.django_db
def test_member_with_a_doubtful_name_of_old_can_still_be_changed(ben: User, owner: User, signed_in: Signed) -> None:
    make_member("ben1")
    twin = make_member("beni")
    sent = {"username": "beni", "display_name": "Beni", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "email": "new@example.org"}
    assert signed_in(owner).post(f"/admin/accounts/user/{twin.pk}/change/", sent).status_code == 302
    assert User.objects.get(pk=twin.pk).email == "new@example.org"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ada", "x9", "Ada.Quill"])
def test_free_names_pass_every_rule_of_sign_up(name: str) -> None:
    for rule in username_validators:
        rule(name)
