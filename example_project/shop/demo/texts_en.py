"""Messages in English."""

from .text import Language, Text

MESSAGES = {
    "Sipariş Sorunu": (
        Text("I placed order {order} on {date} and it still hasn't shipped. Could you tell me what is going on?"),
        Text(
            "Tracking says order {order} was delivered on {date}, but nothing has arrived. I checked with my neighbours "
            "and the building's front desk. The courier told me to contact the sender, so here I am. What happens next?"
        ),
        Text(
            "I opened the box today and found the {other_product} instead of the {product} that I ordered. The order "
            "number is {order}. Please send the right one."
        ),
        Text(
            "The parcel arrived crushed and the {fragile} inside is broken. The courier had left before I could say "
            "anything. I've attached a photo of the box. Order {order}.",
            "photo",
        ),
        Text('order {order} has been "in preparation" for {days} days now. when will it go out?'),
        Text(
            "There were two items in order {order} but only the {product} was in the box. The {other_product} is on the "
            "invoice, so I did pay for it. When can I expect the rest?"
        ),
        Text(
            "I gave the wrong flat number for order {order}. If it hasn't left yet, please change it to: 14 Elm Street, "
            "Flat 5, {city}. Sorry for the trouble!"
        ),
        Text(
            "The tracking page hasn't moved for {days} days. It's a birthday present and it needs to be here by "
            "{next_date}. If that won't work out, please tell me now so that I can look for something else. The order "
            "number is {order}."
        ),
        Text(
            "This is the THIRD time that I write about order {order}. You have taken my money, I have no parcel and no "
            "answer. Please have someone get back to me today."
        ),
        Text(
            "Lovely packaging, thank you! One thing though: I chose the {textile} in green and got beige. The order is "
            "{order}. Can it be exchanged?"
        ),
    ),
    "Ürün Hakkında Soru": (
        Text("Will the {product} be back in stock, and roughly when?"),
        Text("Do you gift-wrap? I'd like to send the {product} to my mother with a short handwritten note."),
        Text(
            "I couldn't find the measurements of the {kitchen} on the page. Could you send me width, depth and height in "
            "centimetres? I'm not sure that it fits on my kitchen shelf."
        ),
        Text("Is the {kitchen} dishwasher safe?"),
        Text(
            "My son is allergic to peanuts. Is the {food} made in a place that also handles nuts? The label doesn't "
            "say. I'd be grateful if you could ask the producer."
        ),
        Text("I can't decide between the {product} and the {other_product}. Which one would you use every day?"),
        Text(
            "Which cooperative makes the {product}? I'd love to know more about the people behind it, and how much of "
            "the price reaches them. If there's a page about this, a link is enough."
        ),
        Text(
            "We run a small café and are thinking of buying about {quantity} of the {product}. Is there a discount for "
            "that, and can you invoice a company abroad?"
        ),
        Text("How long is the warranty on the bamboo desk lamp, and which bulb does it take?"),
        Text("hi, does the {textile} really look like in the photo or is it darker? hard to tell on my screen"),
    ),
    "Ödeme Sorunu": (
        Text("My card was charged {amount} twice on {date}, for a single order ({order}). Please refund one of them."),
        Text(
            "At checkout I enter the code from the text message, the page spins for a minute and then fails. I tried "
            "three cards. A screenshot is attached.",
            "screenshot",
        ),
        Text("There's a charge of {amount} from you on my statement, but no such order in my account. What is it for?"),
        Text(
            "I paid by bank transfer {days} days ago with {order} as the reference. The order still waits for payment. "
            "I've attached the receipt.",
            "receipt",
        ),
        Text(
            "My basket said {amount}, then shipping was added on the last page. Isn't it free above 750 TL? The banner "
            "on your home page still says so."
        ),
        Text("Is it possible to pay {amount} in instalments with a foreign card? The option doesn't show up."),
        Text(
            "The invoice for {order} is in my own name, but it has to be in my company's. I had written the details in "
            "the order note. Could you correct it? The wrong one is attached.",
            "invoice",
        ),
        Text(
            "You cancelled order {order} {days} days ago and I'm still waiting for {amount}. My bank says that nothing "
            "has come in. Could you give me the reference of the refund?"
        ),
        Text("discount code {code} doesn't work, says invalid. you sent it to me this morning!"),
        Text(
            "My gift card should have had {amount} on it. I tried to use it, the payment broke off, and now the balance "
            "is zero. Could you have a look?"
        ),
    ),
    "Hesap Sorunu": (
        Text("I forgot my password and the reset mail doesn't arrive. It's not in the spam folder either."),
        Text(
            "I have a new phone number, but the login code still goes to the old one. How do I change it without being "
            "able to log in? I'm happy to prove who I am."
        ),
        Text("it says my account is suspended. why? all i did was order the {product} last week"),
        Text(
            "There's an order in my account that I didn't place ({order}, {date}). I've changed my password. Can you see "
            "whether somebody else logged in?"
        ),
        Text(
            "Please delete my account and all personal data that you hold about me, and confirm in writing once it has "
            "been done."
        ),
        Text("I seem to have two accounts, one with my orders and one with my points. Can you merge them?"),
        Text(
            "When I click the link that confirms my new e-mail address, it says that the link has expired, although I "
            "clicked it right away. See the screenshot.",
            "screenshot",
        ),
        Text("I unsubscribed from the newsletter {days} days ago and still get one every morning. Please stop it."),
        Text("All my saved addresses are gone. Can you bring them back, or do I have to type them again?"),
        Text("The points for order {order} ({amount}) never showed up in my account. When will they be added?"),
    ),
    "Teknik Destek": (
        Text(
            "Since the last update the app closes as soon as it opens. I restarted the phone and reinstalled the app, no "
            "change."
        ),
        Text(
            "When I add something to the basket the page goes blank, on my laptop and on my phone. Screenshot attached.",
            "screenshot",
        ),
        Text(
            "The English version of the {product} page is half in Turkish. Could you translate the care instructions?"
        ),
        Text("your site is very slow today, pictures don't load at all. everything else works fine here"),
        Text(
            "The size table on the felt slippers page runs off the screen on my phone, so I can't read the right half. "
            "Turning the phone doesn't help. I've added a screenshot.",
            "screenshot",
        ),
        Text("The list of districts stays empty when I add an address. I choose {city} and then nothing loads."),
        Text(
            'I use a screen reader. The button that completes the order is announced just as "button", without a name. '
            "It used to work before the redesign. I'm surely not the only one, so thank you for looking into it."
        ),
        Text("I've turned off notifications and the app still sends five or six a day."),
        Text(
            "My list of favourites is empty again every time I log out. It's been like that for {days} days. I've cleared "
            "the cache and tried another browser."
        ),
        Text('I can\'t get to orders before {date}: "next page" opens the same page again. I need an old invoice.'),
    ),
    "İade/İptal": (
        Text("Please cancel order {order}. It doesn't seem to have shipped yet."),
        Text(
            "The {product} isn't what I expected and I'd like to send it back unused. It arrived on {date}, so I'm within "
            "the fourteen days. Could you send me a return code?"
        ),
        Text(
            "My return reached your warehouse {days} days ago according to the tracking. When will I get my {amount} "
            "back? Order {order}."
        ),
        Text(
            "The {fragile} came out of the box with a crack. I'd like my money back rather than a replacement. A photo is "
            "attached, the order is {order}.",
            "photo",
        ),
        Text("too small, can I swap it for the next size up? order {order}"),
        Text(
            "I've filled in the return form and attached it. From order {order} only the {product} goes back, we're happy "
            "with everything else.",
            "form",
        ),
        Text(
            "I cancelled order {order} ten minutes after placing it and got your confirmation, yet it was shipped today. "
            "I won't accept the parcel. Please refund {amount}."
        ),
        Text("The courier's office says that the return code for {order} has expired. May I have a new one?"),
        Text(
            "I was given the {product} as a present and already own one. Can I return it with just the gift receipt? A "
            "voucher would be fine."
        ),
        Text(
            "The {textile} from order {order} lost its colour within two weeks, though we washed it as the label says. I "
            "think it's faulty and would like to return it. Photo attached.",
            "photo",
        ),
    ),
    "Diğer": (
        Text(
            "We are a small workshop in {city} and would like to offer our products in your shop. How do we apply? You'll "
            "find our presentation attached.",
            "form",
        ),
        Text("Do you have a shop near {city} where I can see things before I buy them?"),
        Text(
            "I'm writing my thesis about cooperatives. Would somebody have half an hour for an online interview? I can "
            "send the questions in advance."
        ),
        Text("Do you ship to Ireland, and what would it cost for about 3 kg?"),
        Text(
            "I'd just like to thank the colleague who helped me on the phone yesterday. Five minutes, problem solved, and "
            "friendly all the way through. Please pass it on!"
        ),
        Text("You sent a single bar of soap in an enormous box. Please use less packaging."),
        Text(
            "Would you donate something to our school's charity sale on {next_date}? All proceeds go to the scholarship "
            "fund."
        ),
        Text("until when do I have to order to get it before the holidays?"),
        Text(
            "The courier was rather rude on {date}: he left the parcel in the rain and drove off while I was coming down "
            "the stairs. Please forward this to whoever is in charge."
        ),
        Text("Where do you publish your job openings? I have four years of experience in customer service."),
    ),
}

GREETINGS = ("Hello,\n\n", "Hi,\n\n", "Hi there,\n", "Good morning,\n\n", "Dear support team,\n\n", "", "", "")
CLOSINGS = (
    "\n\nThanks!",
    "\n\nKind regards,\n{name}",
    "\n\nBest wishes,\n{name}",
    "\n\nMany thanks in advance.",
    "\n\nLooking forward to your reply.",
    "",
    "",
    "",
)

NOTES = {
    "Sipariş Sorunu": (
        "Talked to the warehouse: leaves tomorrow.",
        "Opened an inquiry with the courier, answer within 48 hours.",
        "Replacement approved; keep an eye on the tracking.",
    ),
    "Ürün Hakkında Soru": ("Asked the producer, waiting for an answer.", "Passed on to sales for a bulk offer."),
    "Ödeme Sorunu": (
        "Double charge confirmed, refund ordered.",
        "Receipt matched by accounting.",
        "Waiting for the bank; the customer has the reference.",
    ),
    "Hesap Sorunu": ("Identity confirmed by phone.", "Data deletion request: with legal, 30 days."),
    "Teknik Destek": ("Three more reports of the same; ticket with the developers.", "Asked for browser and version."),
    "İade/İptal": (
        "Return code sent. Refund when it reaches the warehouse.",
        "Faulty product, we pay for shipping.",
        "Late, but accepted as a goodwill gesture (team lead agrees).",
    ),
    "Diğer": ("Forwarded to cooperative relations.", "Shared the praise with the team."),
}

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

ENGLISH = Language(MESSAGES, GREETINGS, CLOSINGS, NOTES, MONTHS)
