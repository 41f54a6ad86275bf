//! Titles, abstracts and keywords, and what typing makes of them.

use hashbrown::HashSet;

use super::dice::Dice;
use super::topics::{self, Topic};

/// What a paper says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) abstract_text: String,
    pub(super) keywords: Vec<&'static str>,
    pub(super) index: Vec<&'static str>,
}

/// Makes words so that no two works have one title.
#[derive(Debug)]
pub(super) struct Wording {
    dice: Dice,
    topics: Vec<&'static Topic>,
    taken: HashSet<String>,
}

/// The mark that every record's abstract ends with.
pub(super) const MARK: &str = "[synthetic record]";

impl Wording {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed, "wording"), topics: topics::all(), taken: HashSet::new() }
    }

    /// The words of one paper. `sure` adds a term of the topic for certain; `composites` asks for cracks in composites
    /// whatever the topic.
    pub(super) fn paper(&mut self, topic: usize, sure: bool, composites: bool) -> Words {
        let words = self.topics[topic];
        let (title, parts) = self.title(topic, composites);
        let dice = &mut self.dice;
        let mut keywords = some(dice, words.keywords, 3, 5);
        if sure || dice.chance(60) {
            let term = dice.pick(words.terms);
            if !keywords.contains(&term) {
                keywords.push(term);
            }
        }
        if composites {
            keywords.insert(0, "crack");
        }
        let index = if dice.chance(700) { some(dice, words.index, 2, 4) } else { Vec::new() };
        Words { abstract_text: abstract_text(dice, words, &parts), title, keywords, index }
    }

    /// A title that no other work has.
    pub(super) fn title(&mut self, topic: usize, composites: bool) -> (String, Parts) {
        let words = self.topics[topic];
        let mut tries = 0_usize;
        loop {
            let mut parts = Parts::throw(&mut self.dice, words);
            if composites {
                parts.aspect = format!(
                    "crack {}",
                    self.dice.pick(&["growth", "detection", "arrest", "closure", "depth"])
                );
            }
            let mut title = parts.title(&mut self.dice);
            tries += 1;
            if tries > 40 {
                title.push_str(&format!(", series {}", self.taken.len()));
            }
            if self.taken.insert(title.to_lowercase()) {
                return (title, parts);
            }
        }
    }
}

/// The parts of which a title and its abstract are made.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    thing: &'static str,
    aspect: String,
    means: &'static str,
    setting: &'static str,
}

impl Parts {
    fn throw(dice: &mut Dice, words: &Topic) -> Self {
        Self {
            thing: dice.pick(words.things),
            aspect: dice.pick(words.aspects).to_owned(),
            means: dice.pick(words.means),
            setting: dice.pick(words.settings),
        }
    }

    fn title(&self, dice: &mut Dice) -> String {
        let Self { thing, aspect, means, setting } = self;
        capital(&match dice.below(6) {
            0 => format!("{aspect} of {thing} {setting}"),
            1 => format!("{aspect} of {thing}: {means}"),
            2 => format!("{aspect} of {thing} {setting} by {means}"),
            3 => format!("on the {aspect} of {thing} {setting}"),
            4 => format!("{thing} {setting}: {aspect} from {means}"),
            _ => format!("{means} for the {aspect} of {thing} {setting}"),
        })
    }
}

fn abstract_text(dice: &mut Dice, words: &Topic, parts: &Parts) -> String {
    let Parts { thing, aspect, means, setting } = parts;
    let opening = match dice.below(4) {
        0 => format!("We study the {aspect} of {thing} {setting}."),
        1 => format!("Interest in the {aspect} of {thing} {setting} has grown, yet few observations exist."),
        2 => format!("This paper deals with {thing} {setting}; its subject is the {aspect}."),
        _ => format!("Little is known of the {aspect} of {thing} {setting}."),
    };
    let way = match dice.below(3) {
        0 => format!("The work rests on {means} and on {} published cases.", dice.between(3, 60)),
        1 => capital(&format!("{means} served as the basis; {} cases were compared.", dice.between(5, 400))),
        _ => format!("Results from {means} are set beside those of {}.", dice.pick(words.means)),
    };
    let share = format!("{}.{}%", dice.between(1, 48), dice.below(10));
    let finding = match dice.below(3) {
        0 => format!(
            "The {aspect} differed by {share} from earlier reports, and the {} less so.",
            dice.pick(words.aspects)
        ),
        1 => format!("Differences of {share} were found {}.", dice.pick(words.settings)),
        _ => format!("The results agree within {share} and hold {} as well.", dice.pick(words.settings)),
    };
    format!("{opening} {way} {finding} {MARK}")
}

/// From `least` to `most` of `words`, in their order.
fn some(dice: &mut Dice, words: &[&'static str], least: usize, most: usize) -> Vec<&'static str> {
    let count = dice.between(least, most).min(words.len());
    let mut places: Vec<usize> = (0..words.len()).collect();
    dice.shuffle(&mut places);
    places.truncate(count);
    places.sort_unstable();
    places.into_iter().map(|place| words[place]).collect()
}

/// The first letter as a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Title case as some sources write it: every longer word with a capital.
pub(super) fn title_case(text: &str) -> String {
    let words: Vec<String> =
        text.split(' ').map(|word| if word.len() > 3 { capital(word) } else { word.to_owned() }).collect();
    words.join(" ")
}

/// `text` with one slip inside a word: two letters swapped, one lost, one doubled, one replaced. Never a digit, a
/// first letter or a mark.
pub(super) fn misspell(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|&i| letters[i - 1..=i + 1].iter().all(char::is_ascii_lowercase))
        .collect();
    if inner.is_empty() {
        return text.to_owned();
    }
    let place = inner[dice.below(inner.len())];
    match dice.below(4) {
        0 if letters[place] != letters[place + 1] => letters.swap(place, place + 1),
        1 => letters.insert(place, letters[place]),
        2 => letters[place] = if letters[place] == 'e' { 'a' } else { 'e' },
        _ => {
            letters.remove(place);
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_is_one_slip() {
        let mut dice = Dice::new(3, "slips");
        for _ in 0..200 {
            let text = "Buckling of plates";
            let slip = misspell(&mut dice, text);
            assert_ne!(slip, text);
            assert!(slip.len().abs_diff(text.len()) <= 1 && slip.starts_with('B'));
        }
        assert_eq!(misspell(&mut dice, "A 12 B"), "A 12 B");
    }

    #[test]
    fn titles_differ_and_cracks_in_composites_say_so() {
        let mut wording = Wording::new(1);
        let titles: HashSet<String> =
            (0..3_000).map(|_| wording.paper(4, true, false).title.to_lowercase()).collect();
        assert_eq!(titles.len(), 3_000);
        let words = wording.paper(topics::COMPOSITES, true, true);
        assert!(
            words.title.to_lowercase().contains("crack") && words.title.to_lowercase().contains("composite")
        );
        assert!(words.abstract_text.ends_with(MARK));
    }
}
