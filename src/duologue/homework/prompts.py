"""Ways to begin a page, for whoever wants one. Our own, and none of them asks for anything in particular."""

PROMPTS = (
    "What is on your mind that nobody has asked about?",
    "A moment today that you would like to keep.",
    "Something you noticed in your body.",
    "What would you say to somebody who has your day?",
    "A thing you did although it was hard.",
    "What you want to bring to the next session.",
    "Somebody you thought of, and what you felt.",
    "What was different from last week?",
)
