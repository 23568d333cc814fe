# What is said when a rule of “document” says no
document-kind-said = { $kind ->
    [resident-identity-card] resident identity card
    [residence-permit] residence permit (Hong Kong, Macau, Taiwan)
    [travel-permit-hong-kong-macau] mainland travel permit (Hong Kong, Macau)
    [travel-permit-taiwan] mainland travel permit (Taiwan)
    [chinese-passport] Chinese passport
    [foreign-passport] foreign passport
   *[other] other document
}
document-missing = The document number is missing.
    .title = Please enter the number
    .next = Enter it as printed on the document.
document-not-allowed = A document number cannot contain “{ $character }”.
    .title = A character too many
    .next = Enter letters and digits only. Blanks are removed by themselves.
document-wrong-length = The number has { $characters } characters instead of { $characters_expected }.
    .title = The wrong length
    .next = Compare it with the document for one too many or too few.
document-fifteen-digits = Identity numbers of 15 digits have not been valid since 2013.
    .title = The old number of 15 digits
    .next = Enter the 18 digits of the new card.
document-not-digits = Only the last place of an identity number can be an X; all others are digits.
    .title = A letter in the number
    .next = Check for letters that look like digits, such as O and 0.
document-not-a-date = Places 7 to 14 say { $digits }, and there is no such day.
    .title = The birth date in it does not exist
    .next = Compare these digits with the document.
document-born-in-future = The number says born on { $born_on }, which is still to come.
    .title = The birth date in it is still to come
    .next = Compare the digits in the middle with the document.
document-wrong-check-character = The last character does not fit the other 17, so one of them is wrong.
    .title = One character was mistyped
    .next = Compare it with the document, one by one.
document-wrong-form = This is not what the number of this kind of document looks like ({ document-kind-said }).
    .title = Number and kind do not fit
    .next = Check the number, or choose the right kind.
document-other-kind = The number is right, but of another kind of document: { document-kind-said }.
    .title = The wrong kind was chosen
    .next = Choose “{ document-kind-said }” and enter it again.
