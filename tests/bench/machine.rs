//! What Linux tells of a process and of the machine: `/proc` (proc(5)).

use std::fs::read_to_string;
use std::path::Path;
use std::time::Duration;

use crate::Fault;

/// A running process.
#[derive(Clone, Copy)]
pub(crate) struct Process(pub(crate) u32);

/// The unit of times in `/proc/PID/stat`: a hundredth of a second on every Linux. The sum of both
/// times is as exact as that, since the kernel keeps it in nanoseconds.
const TICK: Duration = Duration::from_millis(10);

impl Process {
    /// The processor time it has used so far, its threads' and the kernel's for it.
    pub(crate) fn processor_time(self) -> Result<Duration, Fault> {
        let stat = read_to_string(format!("/proc/{}/stat", self.0))?;
        // The name in parentheses may hold anything; utime and stime are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').ok_or("no stat")?;
        let mut fields = fields.split_ascii_whitespace().skip(11);
        let mut ticks = || fields.next().unwrap_or_default().parse::<u32>();
        Ok(TICK * (ticks()? + ticks()?))
    }

    /// What it has used since it had used `before`.
    pub(crate) fn processor_time_since(self, before: Duration) -> Result<Duration, Fault> {
        Ok(self.processor_time()?.saturating_sub(before))
    }

    /// Its memory that is in RAM now, the program's own pages included, in MiB.
    pub(crate) fn resident(self) -> Result<f64, Fault> {
        self.status("VmRSS:")
    }

    /// The most that this was since it started.
    pub(crate) fn most_resident(self) -> Result<f64, Fault> {
        self.status("VmHWM:")
    }

    fn status(self, name: &str) -> Result<f64, Fault> {
        let status = read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.ok_or("no such line")?.trim().trim_end_matches(" kB");
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}

/// How many processes wanted a processor in the last minute, on average.
pub(crate) fn load() -> Result<String, Fault> {
    let loadavg = read_to_string("/proc/loadavg")?;
    Ok(loadavg.split_ascii_whitespace().next().unwrap_or_default().to_owned())
}

/// The name of the processor, and how many there are.
pub(crate) fn processors() -> Result<String, Fault> {
    let cpuinfo = read_to_string("/proc/cpuinfo")?;
    let name = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let name = name.map_or("processors", |line| line.trim_start_matches(['\t', ' ', ':']));
    let count = cpuinfo.lines().filter(|line| line.starts_with("processor")).count();
    Ok(format!("{count} × {name}"))
}

/// The kind of file system that `path` is on.
pub(crate) fn file_system(path: &Path) -> Result<String, Fault> {
    let mounts = read_to_string("/proc/self/mounts")?;
    let kinds = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((Path::new(fields.next()?), fields.next()?))
    });
    let around = kinds.filter(|(mount, _)| path.starts_with(mount));
    let nearest = around.max_by_key(|(mount, _)| mount.as_os_str().len());
    Ok(nearest.map_or("unknown", |(_, kind)| kind).to_owned())
}
