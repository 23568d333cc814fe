# What is said when a rule of “volunteer-number” says no
volunteer-number-wrong-form = A volunteer number has 13 digits.
    .title = The number is wrong
    .next = Enter it as on the card, or scan the card.
volunteer-number-wrong-check-digit = The number does not add up. One digit was probably mistyped.
    .title = The number has a mistake
    .next = Compare it digit by digit, or scan the card’s QR code.
