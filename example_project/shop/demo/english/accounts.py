"""Account problems, in English."""

from ..text import Opening, Subject, requester, staff

ACCOUNTS = Subject(
    openings=(
        Opening(
            "I forgot my password and the reset mail doesn't arrive. It's not in the spam folder either.",
            talks=(
                (
                    staff(
                        "I've sent it again; the link works for an hour. I also checked that your address is "
                        "spelled correctly. If nothing arrives within ten minutes, please write here."
                    ),
                    requester("This time it came, and I'm in."),
                ),
                (
                    staff(
                        "There is no account under this address, perhaps you opened yours with another one. Would "
                        "you try your older addresses? For security reasons I can't tell you here which one we have."
                    ),
                    requester("You're right, it was my work address. I've reset it, thanks."),
                ),
            ),
            comeback=(
                requester("It worked for a day, and today I can't get in again. Screenshot attached.", "screenshot"),
                staff(
                    "Thank you for the screenshot. Your browser has remembered the old password. Delete the "
                    "stored one and type the new one; your account is fine."
                ),
            ),
        ),
        Opening(
            "I have a new phone number, but the login code still goes to the old one. How do I change it without "
            "being able to log in? I'm happy to prove who I am.",
            talks=(
                (
                    staff(
                        "Just a short check for your own safety: when was your last order, and which city did it go to?"
                    ),
                    requester("My last order was on {date}, to {city}."),
                    staff(
                        "Thank you, that's correct. The old number is removed, and you'll be asked for the new one "
                        "when you next sign in."
                    ),
                ),
                (
                    staff(
                        'We\'ve verified you through your registered address. The link "My number has changed" on '
                        "the sign-in page is open for you until tomorrow."
                    ),
                ),
            ),
        ),
        Opening(
            "it says my account is suspended. why? all i did was order the {product} last week",
            talks=(
                (
                    staff("There were ten failed sign-ins in a row, so it locked itself. Was that you?"),
                    requester("yes, i mixed up my passwords"),
                    staff("Then all is well, and I've unlocked it. I'd suggest choosing a new password."),
                ),
                (
                    staff(
                        "A security scan flagged your account by mistake. The restriction is lifted and your orders "
                        "are unaffected. Our apologies."
                    ),
                ),
            ),
        ),
        Opening(
            "There's an order in my account that I didn't place ({order}, {date}). I've changed my password. Can "
            "you see whether somebody else logged in?",
            talks=(
                (
                    staff(
                        "Changing your password was the right thing to do. We've stopped the order and signed out "
                        "all devices. There was a sign-in on {date} from a device that hadn't been seen before. "
                        "Your stored card wasn't charged."
                    ),
                    requester("Thank you so much. Is there anything else I should do?"),
                    staff(
                        "If you use the same password elsewhere, change it there as well, and switch on two-step "
                        "sign-in. I've attached our guide.",
                        "sheet",
                    ),
                ),
                (
                    staff(
                        "We looked into it: the order came from a phone that has used your account for years, "
                        "perhaps a family member's. If that doesn't ring a bell, write to us and we'll cancel it at "
                        "once."
                    ),
                    requester("It was my daughter. Sorry, false alarm!"),
                ),
            ),
        ),
        Opening(
            "Please delete my account and all personal data that you hold about me, and confirm in writing once it "
            "has been done.",
            talks=(
                (
                    staff(
                        "We've received your request and passed it to our legal team. The law allows thirty days, "
                        "it usually takes a week. Invoices have to be kept for ten years by tax law; everything "
                        "else will be deleted."
                    ),
                    requester("Understood, that's fine."),
                    staff(
                        "Your account and your personal data have been deleted. The record of it is attached.", "form"
                    ),
                    requester("Thank you for confirming."),
                ),
            ),
        ),
        Opening(
            "I seem to have two accounts, one with my orders and one with my points. Can you merge them?",
            talks=(
                (
                    staff(
                        "We can. Which address would you like to keep? Orders, points and favourites of the other "
                        "account move there."
                    ),
                    requester("Please keep the one I'm writing from."),
                    staff("The accounts are merged, and everything is in one place now."),
                ),
                (staff("Done: from now on this address is all you need. Your account shows the points of both."),),
            ),
        ),
        Opening(
            "When I click the link that confirms my new e-mail address, it says that the link has expired, although "
            "I clicked it right away. See the screenshot.",
            talks=(
                (
                    staff(
                        "The screenshot helped. Some mail providers open links in advance and so use them up. We've "
                        "fixed that; would you try once more?"
                    ),
                    requester("That worked, I'm in with the new address."),
                ),
                (
                    staff(
                        "The link only worked on the device that asked for it, which was wrong. We've changed that, "
                        "and a new link is on its way to you."
                    ),
                ),
            ),
            files=("screenshot",),
        ),
        Opening(
            "I unsubscribed from the newsletter {days} days ago and still get one every morning. Please stop it.",
            talks=(
                (
                    staff(
                        "You're off all lists now, sorry for the nuisance. One more may still arrive, as it had "
                        "been prepared already."
                    ),
                ),
                (
                    staff(
                        'You did unsubscribe, but "offers" is a separate list and you were still on it. I\'ve '
                        "removed you from both and asked the team to make it a single step."
                    ),
                    requester("Thanks, let's hope this is the end of it."),
                ),
            ),
            comeback=(
                requester("Two more newsletters today."),
                staff(
                    "I'm sorry. Your second address was on a shared list, and it's off that one, too. There is "
                    "no trace of you left in our newsletter system."
                ),
            ),
        ),
        Opening(
            "All my saved addresses are gone. Can you bring them back, or do I have to type them again?",
            talks=(
                (
                    staff(
                        "After the last update some address books couldn't be seen; nothing was deleted. Yours is back."
                    ),
                    requester("They're all there, thank you!"),
                ),
                (
                    staff(
                        "We checked: two addresses were hidden because they were marked as abroad. Both can be "
                        "chosen again."
                    ),
                ),
            ),
        ),
        Opening(
            "The points for order {order} ({amount}) never showed up in my account. When will they be added?",
            talks=(
                (
                    staff(
                        "Points are added once the fourteen days for returns are over. Those for {order} will be "
                        "there on {soon}."
                    ),
                ),
                (
                    staff(
                        "You're right: you hadn't been signed in when you ordered, so none were booked. I've added "
                        "them by hand. Would you check?"
                    ),
                    requester("They're there, and fifty more than I expected?"),
                    staff("Those are for the wait. Enjoy!"),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("How do I switch on two-step sign-in?"),
            staff('In your account under "Security": scan the code with an authenticator app, and that\'s it.'),
        ),
        (
            requester("Could you also correct my date of birth? I mistyped it."),
            staff("You can change it yourself: My account, Personal details. It is saved at once."),
        ),
        (
            requester("Are my old orders still there, by the way?"),
            staff("All of them, back to 2021."),
        ),
    ),
    follow_ups=(
        (
            requester(
                "You helped me with my account a while ago. Now the same has happened to my mother; may I write "
                "on her behalf?"
            ),
            staff(
                "Of course. For security we need a short confirmation from her own address; as soon as it's "
                "here we'll do the same for her."
            ),
        ),
        (
            requester(
                "The password mail doesn't arrive again, and I can't remember what you did last time. Could you help?"
            ),
            staff(
                "Gladly, I've sent a new link. If you add our address to your contacts, it won't end up in the "
                "spam folder any more."
            ),
        ),
    ),
    notes=(
        "Identity confirmed by phone.",
        "Checked the sign-in log, nothing suspicious.",
        "No changes to the account before the check is done, please.",
        "Member for six years, clean history.",
    ),
)
