# What is said when a rule of “phone” says no
phone-missing = The mobile number is missing.
    .title = Please enter a mobile number
    .next = Enter one that receives text messages.
phone-not-allowed = A mobile number cannot contain “{ $character }”.
    .title = A character too many
    .next = Enter digits only.
phone-wrong-length = The number has { $digits } digits instead of { $digits_expected }.
    .title = The wrong length
    .next = Check for one too many or too few. Begin numbers from elsewhere with + and the country code.
phone-not-mobile = This number cannot receive text messages.
    .title = Not a mobile number
    .next = Enter a mobile number, not a landline.
phone-country-not-served = Text messages to this country or region are not possible yet.
    .title = Not served
    .next = Use another mobile number, or ask a steward of your organisation.
