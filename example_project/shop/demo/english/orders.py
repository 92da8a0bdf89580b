"""Order problems, in English."""

from ..text import Opening, Subject, requester, staff

ORDERS = Subject(
    openings=(
        Opening(
            "I placed order {order} on {date} and it still hasn't shipped. Could you tell me what is going on?",
            talks=(
                (
                    staff(
                        "I've looked into order {order}. The {product} reached us late from the producer, and we "
                        "should have told you so; I'm sorry that we didn't. It came in this morning and your parcel "
                        "leaves tomorrow."
                    ),
                    requester("Thanks for the quick answer. Will I get a tracking number?"),
                    staff(
                        "Of course. The parcel has left, your tracking number is {tracking}. Expected delivery: {soon}."
                    ),
                ),
                (
                    staff(
                        "Your order is packed; a busy week put us one day behind. It goes out this afternoon, and "
                        "the tracking number follows by e-mail as soon as it has been scanned."
                    ),
                ),
            ),
            comeback=(
                requester(
                    'The tracking page has said "registered" for two days and the parcel doesn\'t move. Could '
                    "you look again?"
                ),
                staff(
                    "You're right, we closed this too early. It missed the lorry and left this morning. I'll "
                    "keep this open until it is delivered."
                ),
            ),
        ),
        Opening(
            "Tracking says order {order} was delivered on {date}, but nothing has arrived. I checked with my "
            "neighbours and the building's front desk. The courier told me to contact the sender, so here I am. "
            "What happens next?",
            talks=(
                (
                    staff(
                        "I'm sorry about that. We've opened an inquiry with the courier and asked for the proof of "
                        "delivery: who took the parcel, and where. I'll write here within 48 hours, whatever the "
                        "outcome. If you happen to find a card from the courier, a photo of it would speed things "
                        "up."
                    ),
                    requester(
                        "No card. I also asked the front desk for the camera recording: nobody from the courier "
                        "came in that day."
                    ),
                    staff(
                        "That helped a lot, thank you. The courier has confirmed that the parcel went to another "
                        "address. We don't want to keep you waiting any longer, so a new one with the same items is "
                        "on its way and should reach you on {soon}. Tracking: {tracking}"
                    ),
                ),
                (
                    staff(
                        "We talked to the courier. The parcel is still at the local depot and was scanned as "
                        "delivered by mistake. It goes out again today. If it isn't with you by tonight, please "
                        "write here and we'll send a new one."
                    ),
                    requester("It came a few minutes ago. All good."),
                    staff("Thank you for letting us know, glad it got there."),
                ),
            ),
        ),
        Opening(
            "I opened the box today and found the {other_product} instead of the {product} that I ordered. The "
            "order number is {order}. Please send the right one.",
            talks=(
                (
                    staff(
                        "I'm sorry for the mix-up: two labels were swapped at our warehouse. The right item leaves "
                        "today. You can hand the wrong one to the same courier, free of charge; the return label is "
                        "attached.",
                        "label",
                    ),
                    requester("I may be out when the courier comes. Could I leave it at the front desk?"),
                    staff(
                        "Yes. We've added a note for the courier to collect it there; just put the label on the "
                        "outside of the box."
                    ),
                ),
                (
                    staff(
                        "Thanks for telling us. So that we can trace it, could you send us a photo of what was in "
                        "the box, and one of the label on it?"
                    ),
                    requester("Here you go.", "photo", "photo"),
                    staff(
                        "Thank you. It was our mistake, and the right item left today; the tracking number is "
                        "{tracking}. Please return the other one with the code {return_code}, which costs you "
                        "nothing."
                    ),
                ),
            ),
        ),
        Opening(
            "The parcel arrived crushed and the {fragile} inside is broken. The courier had left before I could say "
            "anything. I've attached a photo of the box. Order {order}.",
            talks=(
                (
                    staff(
                        "I'm sorry to see that, and thank you for the photo. A replacement is on its way at no cost "
                        "and should reach you on {soon}. There is no need to send the pieces back."
                    ),
                    requester("Thank you! Could you pack the new one better? There was no padding at all."),
                    staff(
                        "You're right, and I've passed it on to the packing team. The new one travels in a double "
                        "box with paper padding. Tracking: {tracking}"
                    ),
                ),
                (
                    staff(
                        "I'm sorry! Don't worry about the courier having left, we'll settle that with them. Would "
                        "you like a replacement or your money back? If you could also send a photo of the broken "
                        "item, we can complete the damage report."
                    ),
                    requester("A replacement, please. Photos of the broken one are attached.", "photo", "photo"),
                    staff("Thank you, the report is complete. The replacement left today, tracking number {tracking}."),
                ),
            ),
            files=("photo",),
            comeback=(
                requester(
                    "One corner of the new parcel is crushed as well. The item seems fine, I just wanted you to "
                    "know. Photo attached.",
                    "photo",
                ),
                staff(
                    "Thank you, we've forwarded the photo to the courier. Should you notice a fault later on, "
                    "write to us and we'll replace it."
                ),
            ),
        ),
        Opening(
            'order {order} has been "in preparation" for {days} days now. when will it go out?',
            talks=(
                (
                    staff(
                        "Sorry for the wait. The {product} is made in small batches and this one took longer than "
                        "planned. Your parcel leaves on {soon}. If that is too late we can cancel the order free of "
                        "charge, just tell us."
                    ),
                    requester("no, please keep it. as long as it goes out on that day"),
                    staff("Thank you for your patience. As promised, the parcel left today: {tracking}."),
                ),
                (
                    staff(
                        "I checked: the parcel was handed to the courier this morning, only the page wasn't "
                        "updated. The tracking number is {tracking}. Sorry for the delay and for the wrong status."
                    ),
                ),
            ),
            comeback=(
                requester("you said today, it still says in preparation"),
                staff(
                    "You're right: the courier's van didn't come yesterday, so it stayed with us. It has just "
                    "been handed over, tracking number {tracking}."
                ),
            ),
        ),
        Opening(
            "There were two items in order {order} but only the {product} was in the box. The {other_product} is on "
            "the invoice, so I did pay for it. When can I expect the rest?",
            talks=(
                (
                    staff(
                        "You're right, the {other_product} wasn't packed. It leaves today in a parcel of its own, "
                        "at no extra cost. Tracking: {tracking}"
                    ),
                ),
                (
                    staff(
                        "Your order came from two warehouses and therefore travels in two parcels. The "
                        "{other_product} is in the second one: tracking number {tracking}, expected on {soon}. We "
                        "should have shown that on the order page, sorry."
                    ),
                    requester("Ah, I hadn't noticed the second parcel. Thank you."),
                ),
            ),
            comeback=(
                requester(
                    "It arrived, but there was no invoice in the box. Will that be a problem if I return something?"
                ),
                staff("Not at all, the order number is enough. I'm attaching the invoice anyway.", "invoice"),
            ),
        ),
        Opening(
            "I gave the wrong flat number for order {order}. If it hasn't left yet, please change it to: 14 Elm "
            "Street, Flat 5, {city}. Sorry for the trouble!",
            talks=(
                (staff("No trouble at all. The parcel was still here, and the address is corrected."),),
                (
                    staff(
                        "The parcel left this morning, so we can't change the address ourselves any more; we've "
                        "asked the courier to redirect it. Could you give us a phone number at which the driver can "
                        "reach you?"
                    ),
                    requester("Sure: +44 7700 900147, any time during the day."),
                    staff(
                        "Thank you, we've passed it on. The courier has confirmed the new address; delivery on {soon}."
                    ),
                ),
            ),
            comeback=(
                requester("The driver went to the old flat again, my neighbour called. Where is the parcel now?"),
                staff(
                    "I'm sorry, the driver looked at the first record. We talked to the depot: it will be "
                    "brought to the right address tomorrow before noon, and the driver will call you first."
                ),
            ),
        ),
        Opening(
            "The tracking page hasn't moved for {days} days. It's a birthday present and it needs to be here by "
            "{next_date}. If that won't work out, please tell me now so that I can look for something else. The "
            "order number is {order}.",
            talks=(
                (
                    staff(
                        "The parcel got stuck at a sorting centre. It now has priority and will be delivered on "
                        "{soon} at the latest. Since it's a present I'm keeping an eye on it myself and will write "
                        "as soon as anything changes."
                    ),
                    requester("Fingers crossed. You can also call me if something goes wrong."),
                    staff("Good news: it's out for delivery today."),
                ),
                (
                    staff(
                        "The courier couldn't tell us where the parcel is, so we didn't wait and sent a second one "
                        "today. Tracking number {tracking}, delivery on {soon}. Should the first one turn up as "
                        "well, simply hand it back to the driver."
                    ),
                ),
            ),
            comeback=(
                requester("It didn't come today either, and the birthday is close. I don't know what to do any more."),
                staff(
                    "You have every reason to be upset. I've talked to the depot's manager: a special courier "
                    "brings it by 8 pm. I won't close this before you have it."
                ),
            ),
        ),
        Opening(
            "This is the THIRD time that I write about order {order}. You have taken my money, I have no parcel and "
            "no answer. Please have someone get back to me today.",
            talks=(
                (
                    staff(
                        "I sincerely apologise. Leaving your messages unanswered is not acceptable, and I've taken "
                        "it up with our team lead. Order {order} was packed with priority and left today, tracking "
                        "number {tracking}. We've also refunded the shipping."
                    ),
                    requester(
                        "Finally an answer. The tracking number works. Please don't close this before the parcel is "
                        "here."
                    ),
                    staff(
                        "I won't. I'm watching it myself; delivery is planned for {soon}. If anything goes wrong, "
                        "you will hear it from me first."
                    ),
                ),
                (
                    staff(
                        "You're right to be upset. Your earlier messages ended up in two different records and were "
                        "overlooked, I'm sorry. The item is out of stock, which is why nothing was sent. We can "
                        "refund you today, or send it on {soon} when the new stock comes in. Which do you prefer?"
                    ),
                    requester("I'm done waiting, refund please."),
                    staff(
                        "{amount} has been refunded to your card, the receipt is attached. Depending on your bank "
                        "it may take one to three working days to show.",
                        "refund",
                    ),
                ),
            ),
        ),
        Opening(
            "Lovely packaging, thank you! One thing though: I chose the {textile} in green and got beige. The order "
            "is {order}. Can it be exchanged?",
            talks=(
                (
                    staff(
                        "Thank you for the kind words, and sorry about the colour. I've put a green one aside for "
                        "you. A courier can bring it on {soon} and take the beige one back. Does that suit you?"
                    ),
                    requester("It does, I'm at home in the afternoon."),
                    staff("Noted: the courier comes between 1 and 6 pm."),
                ),
                (
                    staff(
                        "Certainly. Please send the beige one back with the code {return_code}, free of charge; the "
                        "green one leaves as soon as the courier has scanned it. The label is attached.",
                        "label",
                    ),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("One more thing: what does the courier do if I'm not in?"),
            staff(
                "They leave a card and try once more on the next working day. After that the parcel waits at "
                "the nearest depot for three days."
            ),
        ),
        (
            requester("Can I choose a time of day for the delivery?"),
            staff("I'm afraid not, but the courier texts you about an hour before."),
        ),
        (
            requester("By the way, could you also send me the invoice as a PDF?"),
            staff("Of course, it's attached.", "invoice"),
        ),
    ),
    follow_ups=(
        (
            requester(
                "The {product} from order {order} was such a success that I'd like two more. Would they get "
                "here before the holidays?"
            ),
            staff(
                "How nice to hear! It's in stock; what is ordered before 2 pm leaves the same day, so it will "
                "be there in good time."
            ),
        ),
        (
            requester(
                "My accountant is asking for the invoice of the order we wrote about last time and I've deleted "
                "it. Could you send it again?"
            ),
            staff("Gladly. The invoice for {order} is attached.", "invoice"),
        ),
    ),
    notes=(
        "Talked to the warehouse, they see the same record.",
        "Told the courier's regional manager as well.",
        "Not a second time, please: keep an eye on the tracking.",
        "Third ticket about this route this month. Let's raise it with the courier together.",
        "Called the customer as well and explained. Calm and friendly.",
        "Looked at earlier orders: a regular for two years.",
    ),
)
