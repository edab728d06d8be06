"""Words that no story owns, though they are not everyday ones: those of the trade, and those in which people say what it did to them.

A passage is criticism too. "Cinematography" stands behind the break as often as before it, and tells nobody who did it.
"""

from __future__ import annotations

from reviews.spoilers.everyday import is_everyday
from reviews.spoilers.nudge.stemming import stem

_TRADE = """
    acting actor actress adapted allegory ambiguity ambiguous antagonist anthology arc arthouse audiobook auteur awards backstory
    bestseller binge biography biopic blockbuster blurb bookshop budget cameo canon cast casting choreography cinematic cinematographer
    cinematography cliche cliffhanger climactic climax coda coherent colourist comics compelling composer controller conventional costume
    costumes credits crossover cue cutscene debut denouement depiction derivative deus dialogue director documentary draft dub dvd ebook
    edit editing epic epigraph epilogue episode episodic escapism exposition exposure fandom farce finale flashback flashbacks focal
    footnote foreshadow foreshadowing format franchise gameplay genre gimmick graphics hardback hardcover hype imagery immersive indie
    installment instalment interlude ironic irony kindle laptop leitmotif lighting lyrical medium melodrama menu metaphor midpoint
    minimalist miniseries montage motif multiplayer myth narration narrator nominated nomination nostalgia nostalgic novelist novella
    nuance nuanced opener ost overacted overlong overrated overture overwritten pace pacing palette paperback parable parody pastiche
    payoff performance pilot pixel playful playthrough plot plotting podcast premise prequel prologue prosaic prose protagonist publisher
    pun quirky realism rehearsal remake reread resolution restrained reveal reviewer rewatch rhyme rhythm satire screenplay screenwriter
    script scripted season semicolon sequel shot showrunner sidekick sitcom slapstick soundtrack speedrun spinoff staging stanza
    stereotype storyline storytelling streaming structure stylised subgenre subplot subtext subtitle subtitled suspense symbolism synopsis
    tagline technique telling textbook thematic theme thriller tonal tone trailer translator trilogy trope tropes tutorial twist twists
    typeface typo underplayed underrated understated understatement unreliable verse viewer viewing vignette visuals voiceover whodunit
    wordplay worldbuilding writer
"""
_REACTIONS = """
    absurdly addictive adorable adore agony amazed annoyed annoying appalling applaud applause ashamed astonished astonishing atrocious
    awesome baffled baffling banal binged bland bleak bonkers boredom bravo breathless breathtaking brilliance brilliantly bum cathartic
    charmed cheer cheered cheesy cherish chill chills chuckle chuckled clunky confused corny creepy cried cringe cry crying cute dazzled
    dazzling delighted deserved devastated devastating disgusting dreadful dull dumb ecstatic elegant embarrassed enchanting engrossed
    enthralled enthusiastic exhausted exhausting exquisite fab fave flawed flawless flinch floored frustrated frustrating gasp gasped gem
    giggle giggled gloriously goosebumps grin grinned grinning gripped groan groaned gut gutted harrowing hated haunted heartbreak
    heartbreaking heartbroken heartfelt heartwarming hilarious hooked horrid howl howled hugged hysterical immaculate immense impatient
    impressed incomprehensible infuriating insane insufferable irresistible jaw joyous laughed ludicrous mesmerised mesmerising
    mindblowing miserable mixed moved moving nailbiting nightmare nightmares obsessed omg outraged overwhelmed overwhelming perfection
    pleased poignant preposterous pretentious puzzled puzzling recommended ridiculous riveting roller rollercoaster rubbish sappy scary
    scream screamed shaken shiver shivers shocked silly snore sob sobbed sobbing soppy speechless spellbound spoiled spoilt squeal stunned
    stunning sublime superb swept swoon tearful tears tedious thrilled thrilling tingle tissue tissues touching tremendous unbearable
    unbelievable uncomfortable underwhelmed unforgettable unputdownable upsetting weep weeping wept whimsical whoa winced woah wow yawn
"""
_AROUND_IT = """
    advert advertisement airport allotment apartment armchair biscuit blog borrowed boyfriend bus cafe chocolate cinema cinemas classmate
    comment commute couch cupboard cushion discount dogs duvet earphones email fortnight fridge gig girlfriend grandchild grandchildren
    grandma grandpa granny hairdresser headphones helpline homework insomnia internet kettle keyboard kids kindergarten librarian
    livestream lockdown lunchbreak mailbox midweek monologue mum neighbour neighbours online pizza popcorn posted preorder queue refund
    retired retirement roommate sandwich sandwiches screening secondhand shop shopping slippers smartphone sofa spoilerfree subscription
    supermarket takeaway teatime telly ticket tickets toddler trains tv upload username vacation webpage website weeknight wifi workmate
    yawning youtube
"""
_NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
    thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half quarter third fourth fifth sixth seventh
    eighth ninth tenth eleventh twelfth twentieth twenties thirties forties fifties sixties seventies eighties nineties
"""
#: Everyday words in which one speaks of reading, watching and playing, and of when. Sharing one of these is sharing nothing.
_IDLE = """
    admire begin believe book care chapter character cry day enjoy evening expect explain fan favourite feel film final finish forget
    funny game guess hate hear hope hour interest joke laugh line listen look love matter mean mention minute mistake moment month morning
    movie music mystery need night notice novel ought page picture play plot point prefer quote read reader reason recommend remember
    review say scene sentence series smile sound spoil spoiler start stop suppose surprise talk tell thank theme think title understand
    view voice want watch week whole wonder word worth write yesterday
"""
#: Compared by their stems, so that one form of each is enough.
_STEMS = frozenset(stem(word) for word in (_TRADE + _REACTIONS + _AROUND_IT + _NUMBERS).split())

_IDLE_STEMS = frozenset(stem(word) for word in (_TRADE + _REACTIONS + _IDLE).split())


def is_small_talk(word: str) -> bool:
    """Whether a folded word may be said about anything, everyday or of the trade."""
    return is_everyday(word) or stem(word) in _STEMS


def is_idle(word: str) -> bool:
    """Whether a folded word is about the reading and not about the story, so that even beside others it says nothing."""
    return stem(word) in _IDLE_STEMS
