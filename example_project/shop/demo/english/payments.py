"""Payment problems, in English."""

from ..text import Opening, Subject, requester, staff

PAYMENTS = Subject(
    openings=(
        Opening(
            "My card was charged {amount} twice on {date}, for a single order ({order}). Please refund one of them.",
            talks=(
                (
                    staff(
                        "We see the second charge as well: the bank confirmed the payment twice. The surplus "
                        "{amount} has been cancelled and will be back on your card within one to three working "
                        "days. The reference is {reference}."
                    ),
                    requester("Thanks. Is the reference enough for my bank?"),
                    staff("Yes, they can find it by that number. I've attached the receipt, too.", "refund"),
                ),
                (
                    staff(
                        "On our side there is just one charge; the second is most likely a reservation that hasn't "
                        "been released yet. To be sure, could you send a screenshot of both lines? Please cover "
                        "your card number."
                    ),
                    requester("Screenshot attached, both are from the same day.", "screenshot"),
                    staff(
                        "Thank you. The second line is indeed a reservation, and your bank will release it by "
                        "{soon}. If it doesn't, write to us and we'll talk to the bank."
                    ),
                ),
            ),
            comeback=(
                requester("The time you mentioned is over and nothing has changed on my account."),
                staff(
                    "You're right, the bank took longer. We've just called the provider: it will be booked by "
                    "the end of the day. Reference: {reference}"
                ),
            ),
        ),
        Opening(
            "At checkout I enter the code from the text message, the page spins for a minute and then fails. I "
            "tried three cards. A screenshot is attached.",
            talks=(
                (
                    staff(
                        "Thank you for the screenshot. Our payment provider had an outage, which ended an hour ago. "
                        "I've checked that none of your cards was charged. Would you try again?"
                    ),
                    requester("It worked this time. Thanks!"),
                ),
                (
                    staff(
                        "An extension of your browser may be blocking the bank's page. Please try it in a private "
                        "window. If that fails, tell us which browser you use and we'll send you a payment link."
                    ),
                    requester("The private window did it, it was my ad blocker."),
                    staff("Thank you for trying. We'll mention it on our help page."),
                ),
            ),
            files=("screenshot",),
            comeback=(
                requester("I got the same error with another order today.", "screenshot"),
                staff(
                    "This time it was your bank's page that didn't answer. I've sent you a payment link of your "
                    "own; the order is still in your basket."
                ),
            ),
        ),
        Opening(
            "There's a charge of {amount} from you on my statement, but no such order in my account. What is it for?",
            talks=(
                (
                    staff(
                        "It belongs to order {order}, which was placed with your card but without signing in; "
                        "that's why it isn't in your account. Might somebody in your household have ordered it? If "
                        "not, please tell your bank right away, and we'll stop the order."
                    ),
                    requester("It was my husband. Sorry for the fuss!"),
                    staff(
                        "No need to be sorry, better safe than sorry. If you like, we can add the order to your "
                        "account."
                    ),
                ),
                (
                    staff(
                        "We looked into it: order {order} was placed under another e-mail address of yours. The two "
                        "accounts are merged now, and the order is in your list."
                    ),
                ),
            ),
        ),
        Opening(
            "I paid by bank transfer {days} days ago with {order} as the reference. The order still waits for "
            "payment. I've attached the receipt.",
            talks=(
                (
                    staff(
                        "Thank you for the receipt, we've found your payment. The bank had passed it on without the "
                        "reference, so it couldn't be matched. Your order is confirmed and being packed."
                    ),
                ),
                (
                    staff(
                        "The amount on the receipt differs slightly from the order's, so the system couldn't match "
                        "it. It's the shipping, and we've waived it. Your order is confirmed."
                    ),
                    requester("That's very kind, I had missed the shipping."),
                ),
            ),
            files=("receipt",),
        ),
        Opening(
            "My basket said {amount}, then shipping was added on the last page. Isn't it free above 750 TL? The "
            "banner on your home page still says so.",
            talks=(
                (
                    staff(
                        "The limit counts after discounts, and with your coupon the basket fell below it. The "
                        "banner was misleading and has been corrected. We've refunded the shipping this time."
                    ),
                ),
                (
                    staff(
                        "You're right: last night's update switched the rule off by mistake. It's back, and your "
                        "shipping has been refunded. Thank you for telling us."
                    ),
                    requester("That was quick, thank you."),
                ),
            ),
        ),
        Opening(
            "Is it possible to pay {amount} in instalments with a foreign card? The option doesn't show up.",
            talks=(
                (
                    staff(
                        "I'm afraid instalments work with cards from Turkish banks only. With a foreign card you "
                        "pay at once, in Turkish lira, and your bank converts it."
                    ),
                    requester("Understood, then I'll pay at once."),
                ),
                (
                    staff(
                        "Not with a foreign card, sorry. What we can do is reserve the items for a week, so that "
                        "you can order them in two parts."
                    ),
                ),
            ),
        ),
        Opening(
            "The invoice for {order} is in my own name, but it has to be in my company's. I had written the details "
            "in the order note. Could you correct it? The wrong one is attached.",
            talks=(
                (
                    staff(
                        "We have to cancel the old invoice and issue a new one. The order note was cut off; could "
                        "you send us the company's name, address and tax number?"
                    ),
                    requester("All details are in the attached form.", "form"),
                    staff(
                        "Thank you. The old invoice is cancelled, the new one in your company's name is attached.",
                        "invoice",
                    ),
                ),
                (
                    staff(
                        "We found your note. The invoice was cancelled and issued anew in your company's name, "
                        'please find it attached. Next time just tick "Invoice to a company" at checkout.',
                        "invoice",
                    ),
                ),
            ),
            files=("invoice",),
            comeback=(
                requester("The new invoice still has my old address. Could you correct that, too?"),
                staff("Sorry, it was taken from an old record. The corrected invoice is attached.", "invoice"),
            ),
        ),
        Opening(
            "You cancelled order {order} {days} days ago and I'm still waiting for {amount}. My bank says that "
            "nothing has come in. Could you give me the reference of the refund?",
            talks=(
                (
                    staff(
                        "The refund left us on time, with the reference {reference}. Your bank can search for it by "
                        "that number. The receipt is attached.",
                        "refund",
                    ),
                    requester("They found it with the number, it arrives tomorrow."),
                    staff(
                        "Good to hear. If it isn't there by tomorrow evening, write here and we'll chase it with "
                        "the provider."
                    ),
                ),
                (
                    staff(
                        "The refund came back from the bank; perhaps your card was replaced. We can transfer it to "
                        'your account instead: please enter the IBAN on the page "My refunds" in your account. For '
                        "your own safety, don't write it here."
                    ),
                    requester("Done. And yes, I got a new card last month."),
                    staff("The transfer is made, the receipt is attached. Sorry for the wait.", "refund"),
                ),
            ),
        ),
        Opening(
            "discount code {code} doesn't work, says invalid. you sent it to me this morning!",
            talks=(
                (
                    staff(
                        "It has to be in capitals and without spaces; perhaps one slipped in at the end. It doesn't "
                        "apply to items that are reduced already either. Would you check your basket?"
                    ),
                    requester("there was a space, works now"),
                ),
                (
                    staff(
                        "The code had been set up wrongly, sorry. {code} works now, and we've extended it by three "
                        "days."
                    ),
                ),
            ),
        ),
        Opening(
            "My gift card should have had {amount} on it. I tried to use it, the payment broke off, and now the "
            "balance is zero. Could you have a look?",
            talks=(
                (
                    staff(
                        "When a payment breaks off, the balance is blocked for a while. I've released it: {amount} "
                        "is back on your card."
                    ),
                ),
                (
                    staff(
                        "Could you tell us the last four digits of the gift card? It seems to be in use in two "
                        "baskets at once."
                    ),
                    requester("They're 4817. I had a second basket open on my phone, maybe that's it."),
                    staff("That was it. We've emptied the other basket and your balance is back."),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Is it safe to leave my card stored with you?"),
            staff(
                "The card is stored by a licensed payment provider, not by us; we only see its last four "
                "digits. You can remove it from your account at any time."
            ),
        ),
        (
            requester("Can I pay on delivery?"),
            staff("Within Turkey yes, up to 2,500 TL, in cash or by card. The fee is 29.90 TL."),
        ),
        (
            requester("Could you also send the receipt for the refund? My accountant wants it."),
            staff("Here it is.", "refund"),
        ),
    ),
    follow_ups=(
        (
            requester(
                "The payment problem from last time is back, with the same card. It was about order {order}. Is "
                "there a lasting fix?"
            ),
            staff(
                "Sorry that it happened again. Storing the card anew solves it for good; we've removed the old "
                "entry, so just enter the card once more with your next payment."
            ),
        ),
        (
            requester("For my year-end accounts I need the refund receipt for {order}. Could you send it?"),
            staff("Certainly, please find it attached.", "refund"),
        ),
    ),
    notes=(
        "Checked the provider's panel, it's recorded there, too.",
        "Talked to accounting, they see the same record.",
        "Small amount, let's not drag this out (team lead agrees).",
        "Four similar reports in the same hour, passed on to the provider.",
    ),
)
