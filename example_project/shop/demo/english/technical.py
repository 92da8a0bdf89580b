"""Technical support, in English."""

from ..text import Opening, Subject, requester, staff

TECHNICAL = Subject(
    openings=(
        Opening(
            "Since the last update the app closes as soon as it opens. I restarted the phone and reinstalled the "
            "app, no change.",
            talks=(
                (
                    staff(
                        "Thank you for reporting it. Which phone is it, and which version of its system? It seems "
                        "to concern some models only."
                    ),
                    requester("A three-year-old phone with Android 11."),
                    staff(
                        "That is the very version. A corrected app went to the store today and should reach you "
                        "tomorrow. Until then you can use the website."
                    ),
                ),
                (
                    staff(
                        "A few others had the same problem. The fix was published this morning; please update the "
                        "app once more."
                    ),
                    requester("Updated, and it opens again. Thanks."),
                ),
            ),
            comeback=(
                requester("It worked for a day after the update, and now it's the same again."),
                staff(
                    "Today's version brought the error back, and we've withdrawn it. If you install the app "
                    "from the store again, you'll get the one before."
                ),
            ),
        ),
        Opening(
            "When I add something to the basket the page goes blank, on my laptop and on my phone. Screenshot "
            "attached.",
            talks=(
                (
                    staff(
                        "Thanks to your screenshot we found it: an item that had sold out broke the basket. It's "
                        "fixed, and your basket is still there."
                    ),
                ),
                (
                    staff("We can see it here as well, and the developers are on it. Which item did you add?"),
                    requester("It happens with the {product}, the others are fine."),
                    staff(
                        "That saved us a lot of time. Its record was damaged and is repaired now; you can add it to "
                        "your basket."
                    ),
                ),
            ),
            files=("screenshot",),
            comeback=(
                requester("I got the same error again today, on the payment page.", "screenshot"),
                staff("Thank you for the screenshot. The fix was missing on that page and is there now."),
            ),
        ),
        Opening(
            "The English version of the {product} page is half in Turkish. Could you translate the care instructions?",
            talks=(
                (
                    staff(
                        "You're right, the translation was missing. It's on the page now, and attached as a sheet.",
                        "sheet",
                    ),
                    requester("Perfect, thank you. The other textiles have the same gap, by the way."),
                    staff("Thank you, we'll go through them this week."),
                ),
            ),
        ),
        Opening(
            "your site is very slow today, pictures don't load at all. everything else works fine here",
            talks=(
                (
                    staff(
                        "The server for our pictures was slow for an hour. It's back to normal; would you reload "
                        "the page?"
                    ),
                    requester("much better now"),
                ),
                (
                    staff(
                        "Everything looks fast from here. Where are you, and who is your provider? Then we can "
                        "measure it."
                    ),
                    requester("i'm in {city}, mobile network. it's mostly in the evening"),
                    staff(
                        "We found evening congestion on that route and moved the traffic to another one. Please "
                        "tell us how it is tonight."
                    ),
                ),
            ),
            comeback=(
                requester("it didn't load last night either, around 9 pm"),
                staff(
                    "Thank you for the time. A backup ran at that hour; we've moved it to the night, so there "
                    "will be no more slow evenings."
                ),
            ),
        ),
        Opening(
            "The size table on the felt slippers page runs off the screen on my phone, so I can't read the right "
            "half. Turning the phone doesn't help. I've added a screenshot.",
            talks=(
                (
                    staff(
                        "Thank you for the screenshot. The table fits on phones now. Nobody had noticed before you "
                        "wrote."
                    ),
                ),
                (
                    staff(
                        "I've passed it on to the designers. Until it's fixed, here is the table as a sheet.", "sheet"
                    ),
                    requester("The sheet did the job, I've ordered size 38."),
                ),
            ),
            files=("screenshot",),
        ),
        Opening(
            "The list of districts stays empty when I add an address. I choose {city} and then nothing loads.",
            talks=(
                (staff("The service that provides the list was down and is back. It should work now."),),
                (
                    staff(
                        "Your browser may have kept an old version of the list. Could you reload the page with Ctrl "
                        "+ F5?"
                    ),
                    requester("I did, no change. Screenshot attached.", "screenshot"),
                    staff(
                        "Thank you; it was our fault. A space in the name of the province kept its districts from "
                        "being found. It's fixed, and I've added the address for you."
                    ),
                ),
            ),
        ),
        Opening(
            'I use a screen reader. The button that completes the order is announced just as "button", without a '
            "name. It used to work before the redesign. I'm surely not the only one, so thank you for looking into "
            "it.",
            talks=(
                (
                    staff(
                        "Thank you for telling us, this matters to us. The button lost its name in the redesign. "
                        "The fix went live today, and we've gone through the rest of the checkout with a screen "
                        "reader from start to end."
                    ),
                    requester(
                        "I've tried it and everything is announced now. Even the shipping options, which had the "
                        "same problem. Thank you!"
                    ),
                ),
                (
                    staff(
                        "You're right, the redesign brought it. Which screen reader and browser do you use? We'd "
                        "like to test the fix with the same."
                    ),
                    requester("NVDA with Firefox."),
                    staff(
                        "Thank you. We tested it with exactly that, and it's live. The whole page can be used by "
                        "keyboard as well."
                    ),
                ),
            ),
        ),
        Opening(
            "I've turned off notifications and the app still sends five or six a day.",
            talks=(
                (
                    staff(
                        "Your account keeps a permission of its own, apart from the phone's, and that was still on. "
                        "I've switched it off; from now on you'll only hear about your orders."
                    ),
                ),
                (
                    staff(
                        "They came from an old device that was still registered. It's removed now. Please write if "
                        "there's another one tomorrow."
                    ),
                    requester("None for two days. Solved!"),
                ),
            ),
            comeback=(
                requester("Three quiet days, and two more today."),
                staff(
                    "Offers are sent by a separate service, and we've switched that off as well. From now on "
                    "you'll only hear about your orders."
                ),
            ),
        ),
        Opening(
            "My list of favourites is empty again every time I log out. It's been like that for {days} days. I've "
            "cleared the cache and tried another browser.",
            talks=(
                (
                    staff(
                        "Favourites were stored with the session instead of your account, our mistake. It's fixed, "
                        "and we've restored your list from a backup. Please tell us if anything is missing."
                    ),
                    requester("All there, I can hardly believe it. Thank you!"),
                ),
            ),
        ),
        Opening(
            'I can\'t get to orders before {date}: "next page" opens the same page again. I need an old invoice.',
            talks=(
                (
                    staff(
                        "The pages work again, so you can reach all your orders. Which invoice do you need? I can "
                        "send it, too."
                    ),
                    requester("It was for {order}, but I can see it myself now."),
                    staff("Great. Here it is anyway.", "invoice"),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Are you planning a dark theme? The site is rather bright at night."),
            staff("It's on our list for spring, and I've added your vote."),
        ),
        (
            requester("Does the app work on tablets?"),
            staff("It does, also in landscape; there's no separate version."),
        ),
        (
            requester("Where can I follow what happens to a bug that I report?"),
            staff("On the page of this ticket: all answers stay here."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "The bug that I reported seems to be back since your last update. Screenshot attached.", "screenshot"
            ),
            staff(
                "You're right, the update brought back an old file. It's fixed again, and we've added an "
                "automatic test so that it stays fixed."
            ),
        ),
        (
            requester(
                "You were so helpful last time that I have a suggestion: it would be nice to enlarge the "
                "pictures in the basket."
            ),
            staff("Nice idea, I've passed it on. It's on the agenda of next month's planning."),
        ),
    ),
    notes=(
        "Three more reports of the same; ticket with the developers.",
        "Reproduced on my own phone, added to the report.",
        "Passed on to the developers, they'll look at it today.",
        "Let's tell the customer once the fix is live.",
    ),
)
