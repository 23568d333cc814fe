
certificate-human-working = Making sure you are not a program, a few seconds
certificate-human-done = Done
certificate-human-failed = That did not work. Reload the page and try again
certificate-human-code = The five digits in the picture
certificate-human-hint = If you can't read it, listen to it, or reload the page for another
certificate-human-picture = Five handwritten digits; if you can't see them, use the recording below
certificate-human-speech = Listen to the digits

# My certificate
certificate-title = Certificate
certificate-paper-title = Certificate of Volunteer Service
certificate-preview = Registered as a volunteer on { $on }; hours served as of { $at }
certificate-preview-note = From { $records } records, listed in the details
certificate-issue = Issue a certificate
certificate-issue-lead = It states the hours of the moment it is issued, with a code and every record behind them. It is free, and anyone can verify it.
certificate-issue-now = Issue a certificate
certificate-issued-list = Issued certificates
certificate-none-issued = None yet. Once issued, a certificate can be downloaded again at any time and never changes.
certificate-language = Language of the certificate
certificate-language-zh-CN = 中文
certificate-language-en = English
certificate-in-full = Show the whole document number
certificate-in-full-hint = Otherwise stars replace the digits in the middle
certificate-as-of = As of { $at }
certificate-stopped = A character can't be printed, so this certificate isn't made yet
certificate-download = Download certificate
certificate-download-list = Download details
certificate-compare-one = Verify a certificate
certificate-said-photo = The photo is saved
certificate-said-issued = The certificate is issued and ready to download
certificate-photo = ID photo
certificate-photo-first = Please upload an ID photo first; then you can see and issue your certificate.
certificate-photo-replace = Replace the ID photo
certificate-photo-choose = Choose a photo
certificate-photo-hint = Facing the camera, no hat, light background; JPEG, PNG or WebP. The place it was taken is removed from it.
certificate-photo-preview = The photo as it will be cropped
certificate-photo-size = Larger or smaller
certificate-photo-move = Drag the photo until the face is within the dashed line; arrow keys work too.
certificate-photo-save = Save the photo

# What stands on the papers
certificate-name = Name
certificate-sex = Sex
certificate-volunteer-number = Volunteer number
certificate-registered-on = Registered on
certificate-registered-in = Registered in
certificate-statement = This certifies that the volunteer named above served the following time, recorded on this platform under a verified name:
certificate-total = Total service time
certificate-hours-unit = h
certificate-minutes-unit = min
certificate-details-attached = Details attached: { $records } { $records ->
    [one] record
   *[other] records
}
certificate-scan = Scanned
certificate-make-up = Entered later
certificate-deducted = Deducted
certificate-honorary = Honorary
certificate-training = Training
certificate-note-beside = Honorary and training time stand beside the total and are no part of it.
certificate-note-free = This certificate is free. If anyone charges for issuing or verifying it, please tell the platform.
certificate-note-changes = It speaks for the moment it was issued; later deductions and corrections show when it is verified.
certificate-in-charge = In charge
certificate-handled-by = Handled by
certificate-number = Certificate number
certificate-issued = Issued
certificate-query-address = Verify at
certificate-scan-to-verify = Scan to verify
certificate-unsigned-seal = The seal is a picture without an electronic signature and proves nothing by itself.
certificate-qr-alt = Code to verify this certificate
certificate-list-title = Record of Volunteer Service
certificate-list-date = Date
certificate-list-activity = Activity
certificate-list-organisation = Organisation
certificate-list-place = Place
certificate-list-scan = Scanned (min)
certificate-list-make-up = Later (min)
certificate-list-minutes = Time
certificate-list-state = Kind
certificate-list-page = Page 〔page〕 of 〔pages〕
certificate-records = Records
certificate-class-scan = Scanned
certificate-class-make-up = Entered later
certificate-class-honorary = Honorary
certificate-class-deduction = Deduction
certificate-class-reversal = Correction
certificate-class-training = Training

# Public verification
certificate-query-title = Verify a certificate
certificate-query-lead = Enter the certificate number and the holder's name, then compare each line with the paper in your hand. No login, no fee.
certificate-number-hint = 14 letters and digits on the certificate; capitals and hyphens don't matter
certificate-holder-name = Holder's name
certificate-query-now = Verify
certificate-query-scan = Scan the code on the certificate with a phone to verify it without typing.
certificate-query-own = See my certificate
certificate-query-another = Verify another one
certificate-genuine = This certificate is genuine
certificate-genuine-changed = Genuine, but changed since it was issued
certificate-issued-by = Issued by { $issuer } on { $at }
certificate-changed-less = The total is { $by } less than when it was issued; now it is { $total }.
certificate-changed-same = The total is still { $total }, but what it is made of was corrected.
certificate-changed-more = The total is { $by } more after a correction; now it is { $total }.
certificate-made-of = Made of
certificate-beside = Beside it
certificate-today = These records today
certificate-speaks-for = Speaks for
certificate-issuer = Issuer
certificate-signed-by = Signed by
certificate-checked = What was checked
certificate-checked-signature = The code is signed by this platform and unchanged
certificate-checked-number = Number and name agree with the platform's record
certificate-checked-records = { $records } { $records ->
    [one] record was
   *[other] records were
} checked one by one
certificate-checked-unchanged = Nothing was deducted or corrected since
certificate-checked-changed = Something was deducted or corrected since
certificate-no-records = There were no records when it was issued.
certificate-more-records = The latest { $shown } of { $records }; the details beside the certificate hold them all.
certificate-compare-hint = Compare this page with the paper in your hand, line by line: if one line differs, the paper may have been altered.

# The code on the paper
certificate-code-title = Certificate code
certificate-code-signed = The signature is valid
certificate-code-signed-more = The platform signed this and nothing was altered. Verifying online also shows what changed since.
certificate-code-unsure = This device can't check the signature
certificate-code-unsure-more = The browser is too old, so what stands below is unchecked; please verify online.
certificate-code-bad = The signature is not valid
certificate-code-bad-more = This code was not issued by this platform, or it was altered. Please don't trust this certificate.
certificate-code-empty = The code could not be read. Please scan it again, or verify by number and name.
certificate-code-host = Signed by
certificate-code-offline = There is no network: only the signature was checked. Verify again online to see what changed since.
certificate-code-now = Verify online
certificate-code-no-script = JavaScript is off in this browser; please verify by number and name.
certificate-document-number = Document number

# Who signs, and missing characters
certificate-sign-title = Who signs certificates
certificate-sign-lead = Certificates of volunteers in this organisation and those below carry these names and this seal. Issued ones don't change.
certificate-sign-save = Save
certificate-sign-saved = Saved; certificates issued from now on use it
certificate-seal = Picture of the seal
certificate-optional = (optional)
certificate-seal-hint = Best a PNG with a transparent background. A picture is no electronic signature, and the certificate says so.
certificate-seal-alt = Seal of the issuing organisation
certificate-glyphs-title = Characters that can't be printed
certificate-glyphs-lead = Certificates of these volunteers need characters that no font here has, so they are not made rather than printed with boxes.
certificate-glyphs-characters = Missing
certificate-glyphs-since = Since
certificate-glyphs-next = Please tell the platform which characters are missing, so that it adds a font; then they can be downloaded. If a name was entered wrongly, the volunteer corrects it first.
certificate-glyphs-none = Every character can be printed
certificate-glyphs-none-next = All certificates can be made.
