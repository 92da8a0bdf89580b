"""Returns and cancellations, in English."""

from ..text import Opening, Subject, requester, staff

RETURNS = Subject(
    openings=(
        Opening(
            "Please cancel order {order}. It doesn't seem to have shipped yet.",
            talks=(
                (
                    staff(
                        "It's cancelled. {amount} has been refunded to your card and will show within one to three "
                        "working days."
                    ),
                ),
                (
                    staff(
                        "It had just left, so we can't cancel it any more. Simply refuse the parcel: it comes back "
                        "to us and you get your money back, at no cost."
                    ),
                    requester("All right, I'll refuse it."),
                    staff("The parcel is back and {amount} has been refunded. The receipt is attached.", "refund"),
                ),
            ),
        ),
        Opening(
            "The {product} isn't what I expected and I'd like to send it back unused. It arrived on {date}, so I'm "
            "within the fourteen days. Could you send me a return code?",
            talks=(
                (
                    staff(
                        "Your return is registered, the code is {return_code}. Please hand it in by {soon} in its "
                        "box; it costs you nothing. The return form is attached.",
                        "form",
                    ),
                    requester("I've put the form in the box and handed it in today. Here's the slip.", "receipt"),
                    staff("Thank you. It has arrived and passed the check; {amount} is on its way to your card."),
                ),
                (
                    staff(
                        "Of course. Here is the label for the box; if you have no printer, the code {return_code} "
                        "is enough at the counter. If you tell us what you expected instead, we'll pass it on to "
                        "the workshop.",
                        "label",
                    ),
                    requester(
                        "It looked bigger in the photo. My fault for not checking the size, it's a lovely thing."
                    ),
                    staff(
                        "Thank you, we'll add a photo with a hand in it. You'll get your money as soon as it is here."
                    ),
                ),
            ),
            comeback=(
                requester("I've been refunded, but the shipping was deducted. You said it would cost me nothing."),
                staff(
                    "You're right, it shouldn't have been. We've refunded the shipping as well, here is the receipt.",
                    "refund",
                ),
            ),
        ),
        Opening(
            "My return reached your warehouse {days} days ago according to the tracking. When will I get my "
            "{amount} back? Order {order}.",
            talks=(
                (
                    staff(
                        "It passed the check yesterday, and the refund went to your bank today. The reference is "
                        "{reference}."
                    ),
                ),
                (
                    staff(
                        "The check took longer than it should have, sorry. I've approved the refund; it will be on "
                        "your card by {soon}."
                    ),
                    requester("It came today, thank you."),
                ),
            ),
            comeback=(
                requester("That date has passed as well, and still no refund."),
                staff(
                    "You're right. The bank had sent it back; we've transferred it today, the receipt is attached.",
                    "refund",
                ),
            ),
        ),
        Opening(
            "The {fragile} came out of the box with a crack. I'd like my money back rather than a replacement. A "
            "photo is attached, the order is {order}.",
            talks=(
                (
                    staff(
                        "Thank you for the photo, the crack is plain to see. The refund of {amount} is approved, "
                        "and there's no need to send it back."
                    ),
                    requester("That was faster than I expected. Thank you."),
                ),
                (
                    staff(
                        "I'm sorry. We'll refund you right away; to find out whether it happened in the workshop or "
                        "on the way, could you send one more photo, from below?"
                    ),
                    requester("From below and from the side.", "photo", "photo"),
                    staff(
                        "Thank you: it happened in the workshop, and we've told them. Your refund is done, the "
                        "receipt is attached.",
                        "refund",
                    ),
                ),
            ),
            files=("photo",),
        ),
        Opening(
            "too small, can I swap it for the next size up? order {order}",
            talks=(
                (
                    staff(
                        "Sure, the next size is in stock and I've put one aside. Send yours with the code "
                        "{return_code}, free of charge; the new one leaves as soon as the courier has scanned it."
                    ),
                    requester("handed it in today"),
                    staff("Then the new one is on its way as well: {tracking}."),
                ),
                (
                    staff(
                        "The next size is sold out and comes back on {soon}. Shall we reserve one for you, or would "
                        "you rather have your money back?"
                    ),
                    requester("please reserve one"),
                    staff("Done. I'll write as soon as it's here."),
                ),
            ),
        ),
        Opening(
            "I've filled in the return form and attached it. From order {order} only the {product} goes back, we're "
            "happy with everything else.",
            talks=(
                (
                    staff(
                        "Thank you, the form is complete. Your return code is {return_code}. Once it's here, we'll "
                        "refund that one item."
                    ),
                ),
                (
                    staff(
                        "Thank you for the form. The signature is missing; could you sign it and send us a photo? "
                        "There's no need to fill it in again."
                    ),
                    requester("Signed, here's the photo.", "scan"),
                    staff("Perfect, your return is registered. The code: {return_code}"),
                ),
            ),
            files=("form",),
        ),
        Opening(
            "I cancelled order {order} ten minutes after placing it and got your confirmation, yet it was shipped "
            "today. I won't accept the parcel. Please refund {amount}.",
            talks=(
                (
                    staff(
                        "You're right, the cancellation reached the warehouse too late. We've called the parcel "
                        "back. {amount} was refunded today; you don't have to wait until it's here."
                    ),
                    requester("Thanks. I've told the courier as well."),
                ),
                (staff("Thank you for telling us; simply refuse it. The refund is approved, reference {reference}."),),
            ),
        ),
        Opening(
            "The courier's office says that the return code for {order} has expired. May I have a new one?",
            talks=(
                (
                    staff(
                        "Sorry that you went there for nothing. The new code is {return_code} and works for ten "
                        "days. We can also have it collected, if you prefer."
                    ),
                    requester("Collecting would be great, the office is quite far."),
                    staff("The courier comes on {soon} between 10 am and 2 pm."),
                ),
            ),
            comeback=(
                requester("The courier hasn't come for two days and I still have the parcel."),
                staff(
                    "I called the depot: it wasn't on their route. They'll come tomorrow before noon; if they "
                    "don't, I'll send another company."
                ),
            ),
        ),
        Opening(
            "I was given the {product} as a present and already own one. Can I return it with just the gift "
            "receipt? A voucher would be fine.",
            talks=(
                (
                    staff(
                        "The gift receipt is all we need. Could you send a photo of it? Whoever gave it to you "
                        "won't hear about it."
                    ),
                    requester("Here it is.", "scan"),
                    staff(
                        "Thank you. Your return code is {return_code}. Once it's here, you'll get a voucher for "
                        "{amount} at this address."
                    ),
                ),
            ),
        ),
        Opening(
            "The {textile} from order {order} lost its colour within two weeks, though we washed it as the label "
            "says. I think it's faulty and would like to return it. Photo attached.",
            talks=(
                (
                    staff(
                        "Thank you for the photo. You're right, the dye wasn't fixed properly. We take it back as "
                        "faulty and pay for the shipping; the label is attached.",
                        "label",
                    ),
                    requester("Sent it today. Not happy with the fabric, but very happy with your help."),
                    staff(
                        "That's good to hear. You've been refunded, and if you'd like to give the new batch a try, "
                        "there's twenty per cent off for you."
                    ),
                ),
                (
                    staff(
                        "Could you also send us a copy of the invoice? The number on it tells us which batch it was."
                    ),
                    requester("The invoice is attached.", "invoice"),
                    staff(
                        "Thank you. There were three similar reports about that batch. Your refund of {amount} is "
                        "approved."
                    ),
                ),
            ),
            files=("photo",),
        ),
    ),
    questions=(
        (
            requester("Will the money go back to my card, or do I get a voucher?"),
            staff("It goes back to the card you paid with. If you prefer a voucher, we add five per cent."),
        ),
        (
            requester("I've thrown the box away, may I use another one?"),
            staff("Any box that protects it will do. Please put the label on the outside."),
        ),
        (
            requester("I can't print the label. Will they take it if I write the code by hand?"),
            staff("Yes, {return_code} on the box is enough."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "The seam of the one that I exchanged last month has opened. It was order {order}. Could I "
                "exchange it once more?"
            ),
            staff("Of course. We replace faulty seams for two years, free of charge. Your code is {return_code}."),
        ),
        (
            requester("I returned something a while ago and now I miss it. Do you still have it?"),
            staff("You've made our day. Yes, it's in stock, and MERHABA10 gives you ten per cent off."),
        ),
    ),
    notes=(
        "Checked the order, it's all within the deadlines.",
        "Gave accounting a heads-up so that it doesn't get stuck.",
        "Kind customer, let's be generous (team lead agrees).",
        "Fourth ticket about this item this month, talk to the producer.",
        "Left a note for the warehouse to give it priority.",
    ),
)
