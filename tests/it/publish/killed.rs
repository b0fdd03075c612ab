//! Owns how publications are killed in the middle: at moments thrown by dice within what follows a sign of their work.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::harness::dice::Dice;
use crate::harness::folder::Running;
use crate::harness::site::Site;
use crate::room::{Room, story};

/// What follows a sign is taken to last so long, until a publication ends sooner.
const REACH: Duration = Duration::from_millis(100);

/// And no less than this, or all kills would fall at one moment.
const LEAST: Duration = Duration::from_millis(3);

/// A publication that has not begun to write by then hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a publication is at, as its folder shows.
#[derive(Debug, Clone, Copy)]
enum Sign {
    /// It writes documents beside their places.
    Writing,
    /// The first of them are in their places: the others, the list of all and the word to hubs follow.
    Placing,
}

/// Amends every article of [`small_site`](crate::room::small_site) and publishes, and kills that in the middle, until so
/// many kills came before the end; most of those that were tried. Calls `after` behind each, and answers the words that
/// the articles hold at last.
pub(super) fn publications(room: &Room, site: &Site, kills: usize, mut after: impl FnMut()) -> String {
    let mut dice = Dice::thrown();
    let mut reaches = [REACH; 2];
    let (mut landed, mut words) = (0, String::new());
    let most = kills * 2 - 1;
    for turn in 0..most {
        words = format!("day {turn} of it");
        for number in 1..=3 {
            site.write(&format!("news/story-{number}.html"), story(number, &[]).replace("a Saturday", &words));
        }
        room.workspace.run(&["gather", "--all"]).expect_code(0);
        let sign = if dice.below(2) == 0 { Sign::Writing } else { Sign::Placing };
        landed += usize::from(killed(room, sign, &mut reaches[sign as usize], &mut dice));
        after();
        if landed == kills {
            return words;
        }
    }
    panic!("only {landed} of {most} kills came before the end of the publication; the last words were {words}");
}

/// Whether the kill came before the end; where it did not, the next one comes sooner after the sign.
fn killed(room: &Room, sign: Sign, reach: &mut Duration, dice: &mut Dice) -> bool {
    let folder = room.workspace.path("public/feeds");
    let before = standing(&folder);
    let mut run = room.workspace.command(&["publish"]).start();
    let start = Instant::now();
    let mut was_seen = has_come(sign, &folder, &before, &run);
    while !was_seen && !run.is_over() {
        assert!(start.elapsed() < PATIENCE, "no {sign:?} within {PATIENCE:?}: {}", run.stderr());
        std::thread::sleep(Duration::from_micros(500));
        was_seen = has_come(sign, &folder, &before, &run);
    }
    let seen = Instant::now();
    let micros = u64::try_from(reach.as_micros()).unwrap();
    let output = run.kill_after(Duration::from_micros(dice.below(micros.max(1))));
    let killed = output.code().is_none();
    if !killed && was_seen {
        *reach = seen.elapsed().clamp(LEAST, REACH).min(*reach);
    }
    killed
}

fn has_come(sign: Sign, folder: &Path, before: &BTreeMap<PathBuf, SystemTime>, run: &Running) -> bool {
    match sign {
        Sign::Writing => {
            let own = format!(".postround-{}-", run.id());
            names(folder).iter().any(|path| path.file_name().unwrap().to_string_lossy().starts_with(&own))
        }
        Sign::Placing => standing(folder) != *before,
    }
}

/// The documents in the folder, each with its time.
fn standing(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let is_hidden = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with('.');
    let time = |path: PathBuf| Some((path.clone(), fs::metadata(&path).ok()?.modified().ok()?));
    names(folder).into_iter().filter(|path| !is_hidden(path)).filter_map(time).collect()
}

fn names(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
