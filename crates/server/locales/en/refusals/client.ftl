# What is said when a rule of “client” says no
client-address-missing = At least one address to come back to after the login is needed.
    .title = An address is missing
    .next = Ask the platform for the whole address that it wants people to come back to.
client-address-unfit = “{ $address }” can't be registered.
    .title = This address won't do
    .next = Enter a whole HTTPS address without “#” and “*”; for tries on one machine http://127.0.0.1 will do.
client-too-many-addresses = At most { $most } addresses of a kind are registered.
    .title = Too many addresses
    .next = Leave out those that aren't used.
client-no-secrets = An app or a web page can't keep a secret, so it gets none.
    .title = This kind of platform has no secret
    .next = It logs people in by PKCE alone; connect another one if it has a server of its own.
