//! The bench's tools on real child processes and real connections.

#[cfg(test)]
mod floors;
#[cfg(test)]
mod loads;
#[cfg(test)]
mod reports;
