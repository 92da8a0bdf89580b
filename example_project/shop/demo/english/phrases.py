"""What is written about every subject, in English."""

from ..text import Phrases

PHRASES = Phrases(
    greetings=("Hello,\n\n", "Hi,\n\n", "Hi there,\n", "Good morning,\n\n", "Dear support team,\n\n", "", "", ""),
    closings=(
        "\n\nThanks!",
        "\n\nKind regards,\n{name}",
        "\n\nBest wishes,\n{name}",
        "\n\nMany thanks in advance.",
        "\n\nLooking forward to your reply.",
        "",
        "",
        "",
    ),
    staff_greetings=("Hello {person},\n\n", "Hi {person},\n\n", "Dear {name},\n\n", "Hello {person},\n\n"),
    staff_closings=(
        "\n\nKind regards,\n{agent}",
        "\n\nBest wishes,\n{agent}\nİmeceHub Support",
        "\n\nIf there's anything else, just write here.\n{agent}",
        "\n\n{agent}, İmeceHub",
        "\n\nHave a good day!\n{agent}",
    ),
    reminders=(
        "Hello, is there any news?",
        "Could I get an update, please? I'm still waiting.",
        "Hello again, I haven't heard back yet.",
        "It's been two days now. Has anybody seen this?",
        "Did my message reach you?",
    ),
    thanks=(
        "Thank you so much, that's perfect.",
        "I didn't expect such a quick answer. Thanks!",
        "All clear now, thank you.",
        "Thanks for looking into it, everything is fine now.",
        "Thank you {helper}, you've been a great help.",
        "great, thanks",
        "That explains it. Thank you!",
        "Wonderful, thank you 🙏",
        "Thanks, you can close this.",
        "Much appreciated. Have a good day!",
        "Brilliant, thanks for sorting this out.",
        "Thank you, I'm glad I wrote.",
    ),
    duplicates=(
        "We've answered your other ticket about the same thing. To keep it in one place I'm closing this one.",
        "This message reached us twice. We'll go on with the first one; this one is closed.",
        "As we said on the phone, this is solved, so I'm closing the ticket.",
    ),
    farewells=(
        "We haven't heard from you for a while, so I'm closing this ticket. If you need us, just write here and we'll "
        "pick it up where we left off.",
        "I assume that it works now and close the ticket. If I'm wrong, write here and it opens again at once.",
    ),
    handovers=(
        "My shift ends, {colleague} takes over. We promised {soon}.",
        "{colleague} knows this better than I do, so it's in good hands.",
        "I'm on leave from tomorrow, {colleague} follows up. All we need is the customer's OK.",
    ),
    comments={
        5: (
            "Quick and friendly, thank you.",
            "Solved on the same day. I'll be back.",
            "{helper} was really kind and explained every step.",
            "Far better than I expected.",
            "I wish every shop were like this.",
            "great 👏",
        ),
        4: (
            "Solved, only the first answer took a while.",
            "Good help, thanks.",
            "A good solution, though I'd have liked to be told earlier.",
            "Clear and friendly.",
        ),
        3: (
            "Solved, but I had to write three times.",
            "All right. It took rather long.",
            "The answers felt a bit like templates.",
        ),
        2: (
            "I waited very long, with a weekend in between.",
            "Solved in the end, but it was tiring.",
        ),
        1: (
            "This took a week and could have taken a day.",
            "I explained the same thing to three people.",
        ),
    },
)

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
