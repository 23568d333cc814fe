
certificate-human-working = Making sure you are not a program, a few seconds
certificate-human-done = Done
certificate-human-failed = That did not work. Reload the page and try again
certificate-human-code = The five digits in the picture
certificate-human-hint = If you can't read it, listen to it, or reload the page for another
certificate-human-picture = Five handwritten digits; if you can't see them, use the recording below
certificate-human-speech = Listen to the digits
