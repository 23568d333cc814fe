//! Password hashing (argon2id, RFC 9106) on a bounded number of threads behind a bounded queue, so that a storm of logins costs
//! waiting and then "busy", never the memory of the machine. Each thread fills the same memory again.
//!
//! An unknown account costs the same work as a wrong password (ACC-09).

use crate::kernel::{
    crypto::{Secret, same},
    failure::Failure,
};
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::{
    io,
    num::NonZero,
    sync::{Arc, Mutex, mpsc},
    thread,
};
use tokio::sync::oneshot;

/// Length of a salt in bytes.
pub const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// How hard a hash is, and how many are made at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashParams {
    pub memory_kib: u32,
    pub passes: u32,
    pub threads: usize,
    /// Hashes that may wait; more are told to come back.
    pub queue: usize,
}

impl Default for HashParams {
    /// 19 MiB and two passes (OWASP ASVS 5.0, appendix C), as many threads as cores.
    fn default() -> HashParams {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        HashParams { memory_kib: 19 * 1024, passes: 2, threads, queue: threads * 32 }
    }
}

/// Why there is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashFailure {
    /// The queue is full: 503, come back.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// A stored hash that isn't one, or a hasher that died.
    #[error("a password can't be hashed")]
    Broken,
}

impl From<HashFailure> for Failure {
    fn from(failure: HashFailure) -> Failure {
        match failure {
            HashFailure::Busy => Failure::unavailable(),
            HashFailure::Broken => Failure::fault(failure),
        }
    }
}

type Work = Box<dyn FnOnce(&mut Bench) + Send>;

/// The hashing threads; they end when this is dropped.
pub struct Hashers {
    queue: mpsc::SyncSender<Work>,
    params: Params,
}

/// What a thread works with: its memory, and the recipe.
struct Bench {
    memory: Vec<Block>,
    params: Params,
    pepper: Arc<Secret<[u8; 32]>>,
}

impl Hashers {
    /// Starts the threads. The error is a parameter that argon2 doesn't allow, or a thread that can't start.
    pub fn new(params: HashParams, pepper: &Secret<[u8; 32]>) -> io::Result<Hashers> {
        let cost = Params::new(params.memory_kib, params.passes, 1, Some(HASH_BYTES)).map_err(io::Error::other)?;
        let (queue, waiting) = mpsc::sync_channel::<Work>(params.queue);
        let waiting = Arc::new(Mutex::new(waiting));
        let pepper = Arc::new(pepper.clone());
        for number in 0..params.threads.max(1) {
            let waiting = Arc::clone(&waiting);
            let mut bench = Bench { memory: Vec::new(), params: cost.clone(), pepper: Arc::clone(&pepper) };
            thread::Builder::new().name(format!("hasher-{number}")).spawn(move || {
                while let Some(work) = next(&waiting) {
                    work(&mut bench);
                }
            })?;
        }
        Ok(Hashers { queue, params: cost })
    }

    /// A PHC string of the password under a fresh salt.
    pub async fn hash(&self, password: Secret<String>, salt: [u8; SALT_BYTES]) -> Result<String, HashFailure> {
        self.give(move |bench| bench.hash(&password, &salt)).await?
    }

    /// Whether the password is the one of a stored hash. Without a hash the work is done all the same, and the answer is no.
    pub async fn verify(&self, password: Secret<String>, stored: Option<String>) -> Result<bool, HashFailure> {
        self.give(move |bench| match stored {
            Some(stored) => bench.verify(&password, &stored),
            None => bench.hash(&password, &[0; SALT_BYTES]).map(|_| false),
        })
        .await?
    }

    /// Whether a stored hash was made with other parameters, so that the next right password should be hashed again.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        let made_with = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        made_with.is_none_or(|params| cost(&params) != cost(&self.params))
    }

    async fn give<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Bench) -> T + Send + 'static,
    ) -> Result<T, HashFailure> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |bench| {
            // Who asked may have gone meanwhile.
            if !answer.is_closed() {
                let _gone = answer.send(work(bench));
            }
        });
        self.queue.try_send(work).map_err(|_| HashFailure::Busy)?;
        answered.await.map_err(|_| HashFailure::Broken)
    }
}

/// Waits for work; only one thread waits on the queue itself, the others on the lock.
fn next(waiting: &Mutex<mpsc::Receiver<Work>>) -> Option<Work> {
    waiting.lock().ok()?.recv().ok()
}

impl Bench {
    fn hash(&mut self, password: &Secret<String>, salt: &[u8]) -> Result<String, HashFailure> {
        let params = self.params.clone();
        let hash = self.work(&params, password, salt)?;
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
        Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"))
    }

    fn verify(&mut self, password: &Secret<String>, stored: &str) -> Result<bool, HashFailure> {
        let stored = PasswordHash::new(stored).map_err(|_| HashFailure::Broken)?;
        let params = Params::try_from(&stored).map_err(|_| HashFailure::Broken)?;
        let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else { return Err(HashFailure::Broken) };
        let hash = self.work(&params, password, salt.as_ref())?;
        Ok(same(&hash, expected.as_bytes()))
    }

    fn work(
        &mut self,
        params: &Params,
        password: &Secret<String>,
        salt: &[u8],
    ) -> Result<[u8; HASH_BYTES], HashFailure> {
        let recipe = Argon2::new_with_secret(self.pepper.expose(), Algorithm::Argon2id, Version::V0x13, params.clone())
            .map_err(|_| HashFailure::Broken)?;
        if self.memory.len() < params.block_count() {
            self.memory.resize(params.block_count(), Block::default());
        }
        let mut hash = [0; HASH_BYTES];
        let memory = self.memory.get_mut(..params.block_count()).unwrap_or_default();
        let done = recipe.hash_password_into_with_memory(password.expose().as_bytes(), salt, &mut hash, memory);
        done.map(|()| hash).map_err(|_| HashFailure::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: HashParams = HashParams { memory_kib: 64, passes: 1, threads: 1, queue: 4 };

    fn hashers(params: HashParams) -> Hashers {
        Hashers::new(params, &Secret::new([1; 32])).unwrap()
    }

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_under_the_right_pepper_verifies() {
        let hashers = hashers(SMALL);
        let stored = hashers.hash(secret("一步一步"), [7; SALT_BYTES]).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert_eq!(hashers.verify(secret("一步一步"), Some(stored.clone())).await, Ok(true));
        assert_eq!(hashers.verify(secret("一步一步 "), Some(stored.clone())).await, Ok(false));
        let other = Hashers::new(SMALL, &Secret::new([2; 32])).unwrap();
        assert_eq!(other.verify(secret("一步一步"), Some(stored)).await, Ok(false));
    }

    #[tokio::test]
    async fn the_phc_string_says_all_that_another_verifier_needs() {
        // The crate's own verifier reads all parameters from the string alone.
        let stored = hashers(SMALL).hash(secret("password"), *b"somesalt16bytes!").await.unwrap();
        let parsed = PasswordHash::new(&stored).unwrap();
        let argon2 = Argon2::new_with_secret(&[1; 32], Algorithm::Argon2id, Version::V0x13, Params::default()).unwrap();
        assert!(argon2::PasswordVerifier::verify_password(&argon2, b"password", &parsed).is_ok());
    }

    // rules: ACC-09
    #[tokio::test]
    async fn an_unknown_account_costs_the_same_work() {
        let hashers = hashers(HashParams { memory_kib: 16 * 1024, passes: 2, ..SMALL });
        let stored = hashers.hash(secret("right"), [7; SALT_BYTES]).await.unwrap();
        let mut times = Vec::new();
        for account in [Some(stored), None] {
            // The quickest of several, so that a busy machine doesn't decide.
            let mut quickest = f64::MAX;
            for _ in 0..5 {
                let since = std::time::Instant::now();
                assert_eq!(hashers.verify(secret("wrong"), account.clone()).await, Ok(false));
                quickest = quickest.min(since.elapsed().as_secs_f64());
            }
            times.push(quickest);
        }
        assert!((0.5..2.0).contains(&(times[1] / times[0])), "{times:?}");
    }

    #[tokio::test]
    async fn stronger_parameters_ask_for_a_new_hash_and_old_ones_still_verify() {
        let stored = hashers(SMALL).hash(secret("right"), [7; SALT_BYTES]).await.unwrap();
        let stronger = hashers(HashParams { passes: 2, ..SMALL });
        assert!(!hashers(SMALL).needs_rehash(&stored) && stronger.needs_rehash(&stored));
        assert_eq!(stronger.verify(secret("right"), Some(stored)).await, Ok(true));
        assert_eq!(stronger.verify(secret("right"), Some("not a hash".to_owned())).await, Err(HashFailure::Broken));
    }

    #[tokio::test]
    async fn a_full_queue_says_busy_instead_of_waiting() {
        let hashers = hashers(HashParams { queue: 1, ..SMALL });
        let (hold, held) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel::<()>();
        let first = hashers.give(move |_| {
            begin.send(()).unwrap();
            held.recv().unwrap();
        });
        let mut first = Box::pin(first);
        assert!(futures_poll(&mut first).is_pending());
        begun.recv().unwrap();
        let mut second = Box::pin(hashers.verify(secret("waits"), None));
        assert!(futures_poll(&mut second).is_pending());
        assert_eq!(hashers.verify(secret("too many"), None).await, Err(HashFailure::Busy));
        hold.send(()).unwrap();
        assert_eq!((first.await, second.await), (Ok(()), Ok(false)));
    }

    fn futures_poll<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
        std::pin::Pin::new(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    }
}
