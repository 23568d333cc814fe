//! What is kept of platforms and of logins at them.

mod clients;
mod keys;
mod logins;
mod tokens;

pub use clients::{
    Client, client, client_of, clients, insert_client, is_secret, keep_secret, save_client, secret_hints,
};
pub use keys::{StoredKey, insert_key, keys};
pub use logins::{
    Ended, agree, agreed, consents, due, end_of_client, forget_consents, forget_login, is_sid_of, login, put_off,
    withdraw,
};
pub use tokens::{
    Give, Grant, Kind, Opened, drop_token, give, grant_by_code, insert_token, opened, redeem, revoke, sweep, token,
    use_up,
};
