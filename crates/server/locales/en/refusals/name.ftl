# What is said when a rule of “name” says no
name-surname-missing = The surname is missing.
    .title = Please enter the surname
    .next = Enter it as on the document. If you have a single name, enter it here and leave the given name empty.
name-too-long = Surname and given name together have at most { $characters_max } characters; these have { $characters }.
    .title = The name is too long
    .next = Enter it as on the document. If it is really that long, ask a steward of your organisation.
name-digit = A name cannot contain “{ $character }”.
    .title = A digit in the name
    .next = Enter it as on the document.
name-not-allowed = A name cannot contain “{ $character }”.
    .title = A character too many
    .next = Enter it as on the document, without pictures, signs or extra blanks.
name-not-pinyin = Pinyin cannot contain “{ $character }”.
    .title = Not pinyin
    .next = Use Latin letters only, without tone marks.
