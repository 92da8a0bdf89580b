"""Everything else, in English."""

from ..text import Opening, Subject, requester, staff

OTHER = Subject(
    openings=(
        Opening(
            "We are a small workshop in {city} and would like to offer our products in your shop. How do we apply? "
            "You'll find our presentation attached.",
            talks=(
                (
                    staff(
                        "We enjoyed your presentation, beautiful work. I've passed it on to cooperative relations. "
                        "Photos of three or four products would help them decide."
                    ),
                    requester("Photos attached.", "swatch", "swatch", "swatch"),
                    staff("Lovely. They will call you on {soon}; our terms are attached.", "sheet"),
                ),
                (
                    staff(
                        "Thank you for applying. We take on new producers twice a year, next in January, and you're "
                        "on the list. Our terms are attached.",
                        "sheet",
                    ),
                ),
            ),
            files=("form",),
            comeback=(
                requester("You wrote that somebody would call us, but nobody has."),
                staff("I'm sorry, it was noted for the wrong day. Our team will call you today at 3 pm."),
            ),
        ),
        Opening(
            "Do you have a shop near {city} where I can see things before I buy them?",
            talks=(
                (
                    staff(
                        "We have no permanent shop, but a market in a different city every month. The dates: "
                        "https://shop.example/en/market"
                    ),
                    requester("Great, please come to us as well!"),
                ),
                (
                    staff(
                        "At the moment we only sell online. Whatever you don't like can be returned within fourteen "
                        "days, free of charge."
                    ),
                ),
            ),
        ),
        Opening(
            "I'm writing my thesis about cooperatives. Would somebody have half an hour for an online interview? I "
            "can send the questions in advance.",
            talks=(
                (
                    staff(
                        "With pleasure. Somebody from cooperative relations can talk to you. Could you send your "
                        "questions and two days that suit you?"
                    ),
                    requester("Questions attached. Tuesday or Thursday afternoon would be perfect.", "form"),
                    staff("Thursday at 3 pm it is. The link will reach you that morning. Good luck with your thesis!"),
                ),
            ),
        ),
        Opening(
            "Do you ship to Ireland, and what would it cost for about 3 kg?",
            talks=(
                (
                    staff(
                        "We do: 690 TL for up to 5 kg within the European Union, five to eight working days. We "
                        "take care of customs."
                    ),
                    requester("Do you ship liquids as well? I'm after the olive oil."),
                    staff("In tins yes, in glass bottles I'm afraid not."),
                ),
            ),
        ),
        Opening(
            "I'd just like to thank the colleague who helped me on the phone yesterday. Five minutes, problem "
            "solved, and friendly all the way through. Please pass it on!",
            talks=((staff("Thank you for such a kind message. We've passed it on, and it made someone's day."),),),
        ),
        Opening(
            "You sent a single bar of soap in an enormous box. Please use less packaging.",
            talks=(
                (
                    staff(
                        "You're right. We had run out of small boxes. They're back, and all padding is recycled "
                        "paper now."
                    ),
                    requester("Good to hear, thank you."),
                ),
            ),
        ),
        Opening(
            "Would you donate something to our school's charity sale on {next_date}? All proceeds go to the "
            "scholarship fund.",
            talks=(
                (
                    staff(
                        "What a good cause. We support ten schools a year. If you could attach a letter from the "
                        "school, we'll decide right away."
                    ),
                    requester("The letter is attached. Thank you for considering it!", "form"),
                    staff(
                        "It's approved: twenty small soaps and ten cloth bags will be with you on {soon}. We hope "
                        "the sale is a great success."
                    ),
                ),
            ),
        ),
        Opening(
            "until when do I have to order to get it before the holidays?",
            talks=(
                (
                    staff(
                        "Three working days before the holidays is safe. The couriers work until noon on the last day."
                    ),
                    requester("great, thanks"),
                ),
            ),
        ),
        Opening(
            "The courier was rather rude on {date}: he left the parcel in the rain and drove off while I was coming "
            "down the stairs. Please forward this to whoever is in charge.",
            talks=(
                (
                    staff(
                        "I'm sorry that this happened. We've forwarded it to the courier's regional office, and "
                        "they will talk to the driver. I'll tell you what came of it."
                    ),
                    requester("Thank you. I don't want anybody to lose their job, a bit of care is all I ask for."),
                    staff(
                        "That's kind of you. The courier apologises and has spoken to the driver; your next "
                        "deliveries carry a note to wait at the door."
                    ),
                ),
            ),
        ),
        Opening(
            "Where do you publish your job openings? I have four years of experience in customer service.",
            talks=(
                (
                    staff(
                        "Thank you for your interest. They're at https://shop.example/en/jobs; the support team is "
                        "hiring two people in January."
                    ),
                    requester("I've applied. Fingers crossed!"),
                ),
            ),
        ),
    ),
    questions=(
        (
            requester("Under which name do I find you on social media?"),
            staff("It's @imecehub everywhere; we introduce our producers there, too."),
        ),
        (
            requester("Do you make gift boxes for companies, by the way?"),
            staff("We do, from twenty pieces on. A sample offer is attached.", "offer"),
        ),
    ),
    follow_ups=(
        (
            requester("Coming back to our conversation from last month: are applications open now?"),
            staff("Yes, since yesterday: https://shop.example/en/apply"),
        ),
        (
            requester("I have one more request about the same thing. Would you have a moment?"),
            staff("Of course, just write it here and I'll look after it."),
        ),
    ),
    notes=(
        "Passed on to the right team, waiting for their answer.",
        "Let's bring this up in the team meeting.",
        "Shared it with the team, such a nice message.",
    ),
)
