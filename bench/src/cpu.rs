//! CPU time and memory of whole process trees, read from `/proc` (proc(5)). Linux only.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// `/proc` counts in ticks of this length: USER_HZ is 100 on every architecture that we ship for.
const TICK: Duration = Duration::from_millis(10);
const PAGE_BYTES: u64 = 4096;

/// Processes and all their living descendants.
#[derive(Clone, Debug)]
pub struct Tree {
    roots: Vec<u32>,
}

/// One line of `/proc/PID/stat`.
struct Stat {
    parent: u32,
    ticks: u32,
    rss_pages: u64,
}

impl Tree {
    /// The trees below these process ids; a database server beside the application is a second root.
    pub fn of(roots: impl IntoIterator<Item = u32>) -> Self {
        Self { roots: roots.into_iter().collect() }
    }

    /// These trees and more.
    #[must_use]
    pub fn and(mut self, roots: impl IntoIterator<Item = u32>) -> Self {
        self.roots.extend(roots);
        self
    }

    /// User and system time so far, with that of children that ended and were waited for. In steps of 10 ms, so
    /// measure over seconds. A root that ended counts nothing: compare only readings of the same processes.
    pub fn cpu(&self) -> Duration {
        self.members().iter().map(|stat| TICK * stat.ticks).sum()
    }

    /// Resident memory in bytes; what processes share counts for each of them.
    pub fn rss_bytes(&self) -> u64 {
        self.members().iter().map(|stat| stat.rss_pages * PAGE_BYTES).sum()
    }

    fn members(&self) -> Vec<Stat> {
        let mut all = all_processes();
        let mut found = Vec::new();
        let mut wanted = self.roots.clone();
        while let Some(id) = wanted.pop() {
            let Some(stat) = all.remove(&id) else { continue };
            wanted.extend(all.iter().filter(|(_, child)| child.parent == id).map(|(child, _)| *child));
            found.push(stat);
        }
        found
    }
}

fn all_processes() -> BTreeMap<u32, Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, Stat::parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?))).collect()
}

impl Stat {
    /// The name, in brackets, may hold anything, brackets too; the numbers begin after the last one.
    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.rsplit_once(") ")?.1.split_ascii_whitespace().collect();
        // proc(5) counts from 1 and the first field here is its third: utime, stime, cutime and cstime are 14 to 17.
        let times = fields.get(11..15)?.iter().map(|field| field.parse::<u32>().ok());
        let ticks = times.sum::<Option<u32>>()?;
        Some(Self { parent: fields.get(1)?.parse().ok()?, ticks, rss_pages: fields.get(21)?.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_look_like_the_end_of_the_name() {
        let line = "7 (a) b) (c) S 5 7 7 0 -1 0 0 0 0 0 11 22 33 44 20 0 1 0 100 4096 9 18446744073709551615";

        let stat = Stat::parse(line).unwrap();

        assert_eq!((stat.parent, stat.ticks, stat.rss_pages), (5, 110, 9));
        assert!(Stat::parse("7 (short) S 5").is_none());
    }

    #[test]
    fn work_of_children_counts_while_they_run_and_after_they_ended() {
        let spin = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";
        let script = format!("{{ {spin}; }} & wait; echo done; read line");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = shell.spawn().unwrap();

        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut [0; 5]).unwrap();
        let tree = Tree::of([child.id()]);
        let (cpu, rss) = (tree.cpu(), tree.rss_bytes());
        child.kill().unwrap();
        child.wait().unwrap();

        assert!(cpu >= TICK * 3, "the child's loop takes over 30 ms: {cpu:?}");
        assert!(rss >= PAGE_BYTES * 10, "{rss}");
        assert_eq!(tree.cpu(), Duration::ZERO, "an ended root counts nothing");
    }
}
