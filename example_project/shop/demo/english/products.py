"""Questions about products, in English."""

from ..text import Opening, Subject, requester, staff

PRODUCTS = Subject(
    openings=(
        Opening(
            "Will the {product} be back in stock, and roughly when?",
            talks=(
                (
                    staff(
                        'Yes, a new batch is being made and should be here on {soon}. If you press "Tell me when '
                        "it's back\" on its page, you'll get an e-mail that very moment."
                    ),
                    requester("Done. Is there any chance to have one put aside?"),
                    staff("There is: I've reserved one for you for three days and will write here as soon as it's in."),
                ),
                (
                    staff(
                        "The workshop has paused it, so I'm afraid not any time soon. If you're looking for "
                        "something similar, the {other_product} comes from the same people and is in stock."
                    ),
                ),
            ),
            comeback=(
                requester("The date you gave me has passed and it's still out of stock."),
                staff(
                    "The batch was late by a few days, and we should have told you. The new date is {soon}, and "
                    "this time it's certain: they're on their way."
                ),
            ),
        ),
        Opening(
            "Do you gift-wrap? I'd like to send the {product} to my mother with a short handwritten note.",
            talks=(
                (
                    staff(
                        'We do, free of charge. Tick "Send as a gift" at checkout and a field for your note '
                        "appears; we write it on a card by hand. Nothing in the box shows the price."
                    ),
                ),
                (
                    staff("Gladly. Once you've ordered, write the text of the note here and we'll put it on a card."),
                    requester('Ordered, it\'s {order}. The note: "Happy birthday, Mum. See you in spring! {first}"'),
                    staff("Lovely. The card is written and the parcel leaves tomorrow."),
                ),
            ),
        ),
        Opening(
            "I couldn't find the measurements of the {kitchen} on the page. Could you send me width, depth and "
            "height in centimetres? I'm not sure that it fits on my kitchen shelf.",
            talks=(
                (
                    staff(
                        "The producer has sent us the measurements, you'll find them on the attached sheet. They "
                        "will be on the page from today on; thank you for pointing it out.",
                        "sheet",
                    ),
                    requester("It fits perfectly, I've just ordered it."),
                ),
                (
                    staff(
                        "I took one from the shelf and measured it: 24 cm wide, 12 cm deep, 18 cm high. As it's "
                        "made by hand, there may be a difference of up to a centimetre."
                    ),
                ),
            ),
            comeback=(
                requester(
                    "The page still has no measurements, so others will ask the same. Could you have them added?"
                ),
                staff("You're right, the change wasn't saved. They're there now; reload the page and you'll see them."),
            ),
        ),
        Opening(
            "Is the {kitchen} dishwasher safe?",
            talks=(
                (
                    staff(
                        "No, please wash it by hand: warm water, a soft sponge and a little washing-up liquid. "
                        "Dishwasher tablets dull the surface over time."
                    ),
                ),
                (
                    staff(
                        "We don't recommend it. I'm attaching the care card; with a few minutes of care it lasts "
                        "for many years.",
                        "sheet",
                    ),
                    requester("Washing by hand is fine with me. The card is really useful, thanks."),
                ),
            ),
        ),
        Opening(
            "My son is allergic to peanuts. Is the {food} made in a place that also handles nuts? The label doesn't "
            "say. I'd be grateful if you could ask the producer.",
            talks=(
                (
                    staff(
                        "I don't want to guess about this. I've asked the producer and will write here as soon as I "
                        "know. Until then, please don't give it to him."
                    ),
                    requester("Thank you for taking it seriously. I'll wait."),
                    staff(
                        "The producer has answered: hazelnuts and peanuts are handled in the same rooms for part of "
                        "the year. The machines are cleaned in between, but traces can't be ruled out, so we'd "
                        "advise against it for your son. We've also asked them to put it on the label."
                    ),
                ),
                (
                    staff(
                        "We asked the producer: nothing else is made in that place, and no nuts are handled there. "
                        "Their written statement is attached; still, please ask your doctor as well.",
                        "sheet",
                    ),
                ),
            ),
        ),
        Opening(
            "I can't decide between the {product} and the {other_product}. Which one would you use every day?",
            talks=(
                (
                    staff(
                        "People love both. For every day I'd take the {product}; as a present the {other_product} "
                        "looks more special."
                    ),
                    requester("The first one it is. Thanks for helping me decide!"),
                ),
                (
                    staff(
                        "I asked around in the team and most would pick the {other_product}. You can return or "
                        "exchange it within fourteen days, so there's no risk."
                    ),
                ),
            ),
        ),
        Opening(
            "Which cooperative makes the {product}? I'd love to know more about the people behind it, and how much "
            "of the price reaches them. If there's a page about this, a link is enough.",
            talks=(
                (
                    staff(
                        "It's made by a cooperative that twelve women founded; 62 per cent of the price goes "
                        "straight to them. Here is the page about our producers: https://shop.example/en/producers"
                    ),
                    requester("Thank you for being so open about it. I'll pass the page on to friends."),
                ),
                (
                    staff(
                        'Glad you ask. The section "Who made it?" on the product\'s page names the workshop and '
                        "its town, and we publish the shares once a year: https://shop.example/en/transparency"
                    ),
                ),
            ),
        ),
        Opening(
            "We run a small café and are thinking of buying about {quantity} of the {product}. Is there a discount "
            "for that, and can you invoice a company abroad?",
            talks=(
                (
                    staff(
                        "Thank you for your interest. We can offer 12 per cent off for that quantity, and invoicing "
                        "abroad is no problem. Our offer is attached and valid for ten days.",
                        "offer",
                    ),
                    requester("Thanks for the offer. Could you deliver in two parts? Our storeroom is tiny."),
                    staff(
                        "We can: half on {soon}, the rest three weeks later, with an invoice for each. If you "
                        "agree, I'll prepare the order."
                    ),
                    requester("Agreed. Our company details are attached.", "form"),
                    staff("Got them, and the order is placed. We wish you good business!"),
                ),
            ),
        ),
        Opening(
            "How long is the warranty on the bamboo desk lamp, and which bulb does it take?",
            talks=(
                (
                    staff(
                        "Two years. It takes an LED bulb with an E14 base of up to 7 W; a warm white one comes with it."
                    ),
                ),
                (
                    staff(
                        "It has a warranty of two years and takes LED bulbs with an E14 base. Please don't use "
                        "incandescent ones, they heat up the bamboo. The manual is attached.",
                        "sheet",
                    ),
                    requester("The manual has everything I wanted to know, thanks."),
                ),
            ),
        ),
        Opening(
            "hi, does the {textile} really look like in the photo or is it darker? hard to tell on my screen",
            talks=(
                (
                    staff(
                        "In daylight it's very close to the photo, in lamplight a shade darker. I took a picture at "
                        "the window for you.",
                        "swatch",
                    ),
                    requester("perfect, exactly the colour i hoped for"),
                ),
                (
                    staff(
                        "The photos were taken in daylight and that's the colour you'll get. As we use plant dyes, "
                        "batches may differ ever so slightly."
                    ),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Is there a larger version of it as well?"),
            staff(
                "At the moment there's just one size. I've passed your wish on to the workshop; if they make "
                "it, you'll read it in our newsletter."
            ),
        ),
        (
            requester("One last question: can I pick it up in person?"),
            staff('Yes, choose "Pick up at the warehouse" at checkout. We\'re there on weekdays from 10 to 5.'),
        ),
        (
            requester("Will there be a sale on this any time soon?"),
            staff("We can't say in advance, but the code MERHABA10 gives you ten per cent off your first order."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "I've made up my mind about the {product} that I asked about. Is it still in stock, and can I "
                "pay in instalments?"
            ),
            staff("It's in stock and could leave today. With credit cards you can pay in up to six instalments."),
        ),
        (
            requester(
                "I bought what you recommended back then and I'm very happy with it. Now I need something "
                "similar for my sister, any idea?"
            ),
            staff(
                "So glad to hear that! For your sister I'd suggest the {other_product}, which comes in a gift "
                "box this week."
            ),
        ),
    ),
    notes=(
        "Asked the producer, waiting for an answer.",
        "We get this a lot, let's add it to the FAQ.",
        "The page lacks this information, opened a task for the content team.",
        "Called the producer: they'll send it today.",
    ),
)
