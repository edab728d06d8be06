"""Words that mean the same turn of a story: "he killed her", "her murderer" and "she dies" are three ways to say what happened.

A table written by hand, of what stories give away: who dies, who did it, who loves, lies, returns and is somebody else. It is no
dictionary: each entry is a sense and its words, in any form, and a hyphen joins words that are one only in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reviews.spoilers.nudge.stemming import stem

#: Something happens that can't be taken back. Two of these, about the same thing, are a summary.
TURN = 0.75
#: Who somebody is to somebody, or what they are. Every story has them; it takes two, or one beside a turn.
ROLE = 0.5
#: What turns are made of, and what people say of other things too: to hide, to find out, to lose.
HINT = 0.4
#: What a story has lying about. A knife is not much of a reason, but a knife, a coat and a cellar are.
THING = 0.3


@dataclass(frozen=True, slots=True)
class Sense:
    """What several words have in common."""

    name: str
    weight: float


_TURNS = """
    death: die dies dead death deceased corpse cadaver kill killer murder murderer murderess slay slain slaughter assassinate assassin
        drown hang strangle suffocate smother stab poison poisoner behead execute electrocute perish massacre homicide fatal suicide dying
        electrocution burial grave gravestone coffin funeral lynch guillotine garrotte bludgeon
    guilt: culprit guilty guilt perpetrator villain mastermind murderer murderess killer murder did-it blame responsible
    betrayal: betray traitor treason treachery treacherous backstab denounce informer informant turncoat double-cross double-agent
        sell-out disloyal mole collaborator doublecross betrayer
    spying: spy agent mole espionage double-agent undercover infiltrate informer secret-service
    survival: survive survivor alive survived still-living not-dead never-died lives-on resurrect resurrection reborn return-from-the-dead
        comes-back
    haunting: ghost spirit phantom spectre apparition spook undead haunt revenant dead-all-along poltergeist
    all-along: all-along whole-time entire-time all-the-while all-that-time since-the-first since-the-beginning from-the-beginning
        since-the-start from-the-start from-the-first very-beginning very-start all-this-time from-day-one
    unreal: imaginary imagined hallucinate hallucination delusion illusion hologram simulation simulated hallucinated not-real made-up
        never-existed doesn't-exist nobody-there isn't-there not-there mirage figment reflection mirror
    pretence: pretend pretence pretender fake faked feign disguise impostor imposter impersonate masquerade hoax sham forge forged forgery
        counterfeit con phoney phony bogus lie lied liar deceive deception deceit deceitful trick tricked alias false
    marriage: marry marriage wedding wed bride groom bridegroom elope altar honeymoon married vows engaged engagement betrothed fiance
        fiancee
    parting: divorce jilt jilted separate leaves-him leaves-her left-him left-her walks-out breaks-up broke-up split-up dump
    birth: pregnant pregnancy birth newborn miscarriage abortion adopt adoption adopted orphan foundling heir stillborn expecting
    prison: prison jail imprison prisoner gaol jailed convict inmate incarcerate cell captive captivity locked-up behind-bars arrest
        arrested handcuff
    captivity: kidnap kidnapper abduct abduction hostage ransom captive trapped imprison prisoner capture confine locked-in
    theft: steal stolen theft thief rob robber robbery burglar burglary heist loot embezzle swindle launder
    bribe: bribe bribery bribed corrupt corruption fix fixed rig rigged throw-the-match match-fixing paid-off take-the-money takes-money
        taken-money blackmail extort
    fire: burn fire arson arsonist blaze inferno set-fire sets-fire ablaze torch torched ashes
    flood: flood flooded submerge submerged underwater under-water inundate
    illness: ill illness sick disease cancer tumour terminal leukaemia dementia amnesia coma surgery operation hospital transplant surgeon
        dying
    blindness: blind blindness sightless sees sight see-again
    suicide: suicide kills-himself killed-himself kills-herself killed-herself takes-his-own takes-her-own hangs-himself hangs-herself
        jumps-off own-life noose
    sacrifice: sacrifice gives-his-life gives-her-life give-his-life give-her-life martyr martyrdom laid-down-his laid-down-her
    inheritance: inherit inheritance heir heiress disinherit bequeath legacy testament
    identity: identity impostor real-name true-name alias in-disguise under-the-name in-reality turns-out actually-is true-identity twin
        clone double doppelganger
    magic: curse cursed spell enchant enchanted bewitch hex witch witchcraft
    monster: vampire werewolf zombie alien android robot cyborg demon devil monster werewolves
    rescue: rescue save saved saviour carries-out carried-out
    revolt: mutiny revolt rebel rebellion uprising overthrow insurrection coup
    revenge: revenge avenge vengeance retaliate vendetta payback
"""
_HINTS = """
    love: lover romance affair infatuated sweetheart smitten in-love falls-for adultery unfaithful cheat mistress kiss beloved
    freeing: free freed liberate release escape escaped get-away gets-away let-out break-out set-free let-go loose
    secrecy: secret conceal hide cover-up covered-up bury
    silence: silence silent keep-quiet never-told kept-quiet stop-talking stopped-talking not-spoken hush
    discovery: discover reveal revelation unmask expose find-out finds-out found-out works-out worked-out figure-out figures-out learn
        realise finds-the-truth truth confess confession
    destruction: destroy destruction demolish smash wreck ruin shatter burn sink throws-away blow-up blows-up explode explosion
    refusal: refuse refusal reject decline turn-down turns-down says-no say-no
    time: time-travel time-loop the-future from-the-future loop
    vanishing: vanish disappear missing gone runs-away ran-away run-off ran-off runs-off walks-away abandon abandoned desert empty
        deserted nobody-left
    crown: king queen crown throne prince princess royal monarch emperor empress ruler
    money: money payoff debt cash ransom fortune payment pay
    victory: win wins won victory triumph champion lose loses lost defeat
"""
_ROLES = """
    father: father dad daddy papa pa stepfather
    mother: mother mum mom mummy mama ma stepmother
    parent: parent parents
    grandfather: grandfather grandad granddad grandpa
    grandmother: grandmother grandma granny nan
    brother: brother bro stepbrother half-brother
    sister: sister sis stepsister half-sister
    twin: twin twins identical
    son: son boy kid child lad
    daughter: daughter girl
    wife: wife wives missus spouse bride
    husband: husband hubby spouse groom
    family: family household relatives
    inspector: inspector detective policeman cop investigator sleuth constable sergeant policewoman
    doctor: doctor surgeon physician medic nurse
    priest: priest vicar parson pastor clergyman reverend nun monk church
    servant: servant maid butler housekeeper footman valet cook
    teacher: teacher schoolmaster professor tutor
    captain: captain skipper
    boss: boss chief chairman chairwoman director manager leader
    sailor: sailor seaman mariner navigator
    soldier: soldier army troops officer
    friend: friend pal mate companion best-friend
    lawyer: lawyer barrister attorney solicitor judge
    narrator: narrator storyteller tells-the-story telling-the-story telling-this-story
    call: phone telephone call
    computer: computer machine robot ai software
    ship: ship boat vessel
    letter: letter note message
    evidence: evidence proof document file papers ledger record recording tape
    job: job work post career
"""
_THINGS = """
    weapon: weapon gun pistol revolver rifle shotgun
    blade: knife dagger blade sword razor
    explosive: bomb explosive dynamite grenade
    sea: sea ocean water waves
    woods: forest wood woods jungle
    house: house home mansion cottage villa building
    cellar: cellar basement vault crypt
    picture: photo photograph portrait painting
    clock: clock watch
    coat: coat jacket cloak
    clothes: clothes dress uniform costume
    radio: radio transmitter antenna aerial
    recording: recording recorded tape cassette record
    map: map chart
    car: car vehicle van truck taxi
    street: street road lane
    woman: woman lady wife girl
    man: man guy bloke fellow
    old: elderly aged
    rich: rich wealthy millionaire heir fortune
    town: town village city colony
    hospital: hospital clinic asylum infirmary
    court: court trial jury judge
    animal: beast creature animal
    dog: dog hound puppy
    cat: cat kitten
    horse: horse mare pony stallion
    baby: baby infant newborn toddler
    drink: drink whisky wine brandy drunk
    food: meal dinner supper soup
    war: war battle invasion
    tomb: tomb grave mausoleum crypt
    diary: diary journal notebook
    mask: mask masked
    test: test trial exam
    future: future tomorrow
    past: past memory memories
    off: turn-off switch-off turned-off switched-off shut-down shut-off power-off turns-off switches-off
    name: name surname signature
"""


def _table(lines: str, weight: float) -> Iterator[tuple[str, Sense]]:
    name = ""
    for item in lines.split():
        if item.endswith(":"):
            name = item[:-1]
        else:
            yield item, Sense(name, weight)


def _build() -> tuple[dict[str, frozenset[Sense]], dict[tuple[str, ...], frozenset[Sense]]]:
    words: dict[str, set[Sense]] = {}
    phrases: dict[tuple[str, ...], set[Sense]] = {}
    for item, sense in [*_table(_TURNS, TURN), *_table(_ROLES, ROLE), *_table(_HINTS, HINT), *_table(_THINGS, THING)]:
        if "-" in item:
            phrases.setdefault(tuple(stem(word) for word in item.split("-")), set()).add(sense)
        else:
            words.setdefault(stem(item), set()).add(sense)
    return {word: frozenset(senses) for word, senses in words.items()}, {phrase: frozenset(senses) for phrase, senses in phrases.items()}


_WORDS, _PHRASES = _build()
#: Forms in which a word has left its story for the reviewers: an engaging, arresting, killer performance.
_OF_REVIEWS = frozenset("arresting engaging smashing sinking winning missing".split())
_NONE: frozenset[Sense] = frozenset()
#: Words of the longest phrase.
_LONGEST = max(len(phrase) for phrase in _PHRASES)


#: What is said of every other story: one of these words alone never says where it was read. "Vicar", "mutiny" and "strangled" do.
_COMMON = frozenset(
    stem(word)
    for word in """
    abandon actual affair alien alive animal arrest baby banker betray betrayal bible blame blind boat bomb bride brother captain
    captive castle champion chase clinic clone coup court creature criminal crook culprit curse cursed daddy dead death deceive demon
    destroy detective devil diary die disappear discover disguise divorce doctor dress drunk escape evidence evil execute explode
    explosion expose fail faked faking false fatal flood forest forge fortune fraud free funeral ghost grandad granddad grandma grandpa
    grave guilt guilty guy hero heroine hidden hide honeymoon horse hospital hostage ideal identity imaginary infant inherit inspector
    invent job journal judge jungle justice kid kidnap kill killer king kiss knife lady lawyer leader letter liar lie lied lies loser
    loss lost lover lying mad madness magic manager mansion marriage married marry mask massacre mate memory message mirror missing
    monarch money monster mum mummy murder murderer mystery officer orphan papa parent partner past payoff pirate poison police
    policeman pregnant pretend priest prince princess prison prisoner proof queen ransom rebel record recording rescue resurrect reveal
    revelation revenge robbery robot ruin sacrifice sailor save secret shot sinister sister slaughter sleep smash soldier spirit spy
    steal stolen suicide surgery survival survive survivor sword theft thief torch traitor trapped trial tribe trick tricked truth
    tunnel twin undercover unmask vampire vanish victim villain weapon wedding werewolf witch witchcraft wizard woods wreck zombie
    """.split()
)


def is_common_turn(word: str) -> bool:
    """Whether a folded word for a turn is one that is said of every other story."""
    return stem(word) in _COMMON


@lru_cache(maxsize=65_536)
def senses(word: str) -> frozenset[Sense]:
    """What turns of a story a folded word may tell of; none for most words."""
    return _NONE if word in _OF_REVIEWS else _WORDS.get(stem(word), _NONE)


def phrases(stems: Sequence[str]) -> Iterator[tuple[int, int, frozenset[Sense]]]:
    """Where words in a row ("all along", "made up") tell of a turn: from which word, up to which, and of what."""
    for at in range(len(stems)):
        for length in range(2, min(_LONGEST, len(stems) - at) + 1):
            found = _PHRASES.get(tuple(stems[at : at + length]))
            if found:
                yield at, at + length, found
