//! Tests of the places for requests: who waits, who has to leave, and that none is lost.

use std::sync::Arc;

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;

fn source(number: u8) -> Source {
    Source::of([198, 51, 100, number].into())
}

/// Takes a place that has to be free at once.
fn take(places: &Arc<Places>, source: Option<Source>) -> Place {
    places.take(source).now_or_never().expect("it waits").expect("it is refused")
}

fn has_to_leave(place: &Place) -> bool {
    place.given_up().now_or_never().is_some()
}

#[test]
fn there_are_as_many_as_descriptors_allow_and_memory_bears() {
    for (descriptors, places) in [
        (0, (16, 16)),
        (384, (16, 16)),
        (700, (158, 158)),
        (1024, (320, 320)),
        (1500, (604, 512)),
        (8192, (4096, 512)),
        (u64::MAX, (4096, 512)),
    ] {
        assert_eq!(most(descriptors), places, "{descriptors}");
    }
}

#[test]
fn a_new_connection_gets_the_place_of_the_one_that_has_waited_longest() {
    let places = Places::new(3);
    let [first, second, third] = [(); 3].map(|()| take(&places, None));
    assert!(first.begin());
    first.answered();
    let mut newcomer = Box::pin(places.take(None));
    assert!(newcomer.as_mut().now_or_never().is_none());
    assert!(has_to_leave(&second) && !has_to_leave(&first) && !has_to_leave(&third));
    assert!(newcomer.as_mut().now_or_never().is_none(), "its descriptor is not free yet");
    assert!(!has_to_leave(&third), "one leaves for one that comes");
    drop(second);
    let _newcomer = newcomer.now_or_never().flatten().expect("there is room");
    assert!(places.take(None).now_or_never().is_none());
    assert!(has_to_leave(&third));
    drop(third);
    let _another = take(&places, None);
    assert!(places.take(None).now_or_never().is_none());
    assert!(has_to_leave(&first), "its wait began anew, but before those of the newcomers");
}

#[tokio::test]
async fn a_request_that_is_under_way_is_never_given_up() {
    let places = Places::new(2);
    let [busy, other] = [(); 2].map(|()| take(&places, None));
    assert!(busy.begin() && other.begin());
    let mut newcomer = Box::pin(places.take(None));
    assert!(newcomer.as_mut().now_or_never().is_none());
    assert!(!has_to_leave(&busy) && !has_to_leave(&other));
    other.answered();
    assert!(newcomer.as_mut().now_or_never().is_none());
    assert!(has_to_leave(&other) && !has_to_leave(&busy), "between two requests it is idle");
    assert!(!other.begin(), "and what comes too late is not begun");
    drop(other);
    assert!(newcomer.now_or_never().flatten().is_some());
}

#[test]
fn a_source_has_a_quarter_and_gives_up_its_own_places_only() {
    let places = Places::new(8);
    let stranger = take(&places, None);
    let [first, second] = [(); 2].map(|()| take(&places, Some(source(1))));
    assert!(places.take(Some(source(1))).now_or_never().is_none());
    assert!(has_to_leave(&first) && !has_to_leave(&second) && !has_to_leave(&stranger));
    drop(first);
    let third = take(&places, Some(source(1)));
    assert!(second.begin() && third.begin());
    assert!(places.take(Some(source(1))).now_or_never().unwrap().is_none(), "refused at once");
    drop(take(&places, Some(source(2))));
    drop((second, third));
    drop(take(&places, Some(source(1))));
    assert!(places.lock().sources.is_empty(), "nothing is kept of who has left");
}

#[test]
fn who_cannot_be_told_apart_may_have_every_place() {
    let places = Places::new(8);
    let held: Vec<_> = (0..8).map(|_| take(&places, None)).collect();
    assert_eq!((places.taken(), held.iter().filter(|place| has_to_leave(place)).count()), (8, 0));
}

#[test]
fn few_may_send_much_of_what_is_not_whole() {
    let places = Places::new(MOST_LARGE + 9);
    let held: Vec<_> = (0..MOST_LARGE + 2).map(|_| take(&places, None)).collect();
    for place in &held {
        place.received(LARGE);
    }
    assert!(!held.iter().any(has_to_leave), "so much is nothing special");
    assert!(held[0].begin());
    for place in &held {
        place.received(1);
    }
    let leaving: Vec<_> = (0..held.len()).filter(|number| has_to_leave(&held[*number])).collect();
    assert_eq!(leaving, [1], "the one that began has sent one byte since");
    held[0].received(LARGE);
    assert!(has_to_leave(&held[2]) && !has_to_leave(&held[0]));
}

#[test]
fn newcomers_wait_for_few_departures() {
    let places = Places::new(2 * PLACES_PER_DEPARTURE);
    let held: Vec<_> = (0..2 * PLACES_PER_DEPARTURE).map(|_| take(&places, None)).collect();
    let newcomers = [(); 2].map(|()| take(&places, None));
    assert_eq!(held.iter().filter(|place| has_to_leave(place)).count(), 2);
    assert!(places.take(None).now_or_never().is_none(), "two are still to leave");
    assert!(!newcomers.iter().any(has_to_leave));
    drop(held);
    drop(take(&places, None));
}

#[test]
fn a_request_that_has_come_is_under_way_from_the_beginning() {
    let places = Places::new(1);
    let first = places.take_for_request(None).now_or_never().flatten().unwrap();
    assert!(places.take_for_request(None).now_or_never().is_none(), "it waits");
    assert!(!has_to_leave(&first));
    assert!(first.begin(), "what is under way may begin");
    first.answered();
    assert!(places.take_for_request(None).now_or_never().is_none(), "it has not left yet");
    assert!(has_to_leave(&first), "it is idle now");
}

#[test]
fn who_waits_for_a_place_waits_in_a_queue() {
    let places = Places::new(1);
    let held = places.take_for_request(None).now_or_never().flatten().unwrap();
    let mut queue = [(); 2].map(|()| Box::pin(places.take_for_request(None)));
    assert!(queue.iter_mut().all(|newcomer| newcomer.as_mut().now_or_never().is_none()));
    drop(held);
    let [first, second] = &mut queue;
    assert!(second.as_mut().now_or_never().is_none());
    let first = first.as_mut().now_or_never().flatten().unwrap();
    assert!(second.as_mut().now_or_never().is_none());
    drop(first);
    assert!(second.as_mut().now_or_never().flatten().is_some());
}

#[tokio::test]
async fn the_end_of_the_last_one_is_told() {
    let places = Places::new(2);
    let place = take(&places, None);
    let mut end = Box::pin(places.all_free());
    assert!(end.as_mut().now_or_never().is_none());
    drop(place);
    end.await;
}

proptest! {
    /// Whatever happens in whatever order: the books agree, the limits hold, and whoever has a request
    /// under way is not told to leave.
    #[test]
    fn the_books_agree(steps in prop::collection::vec((0_u8..6, 0_u8..4, 0_usize..8), 0..200)) {
        let places = Places::new(6);
        let mut held: Vec<Place> = Vec::new();
        for (step, from, which) in steps {
            let place = held.get(which);
            match (step, place) {
                (0 | 1, _) => {
                    let from = (from > 0).then(|| source(from));
                    held.extend(places.take(from).now_or_never().flatten());
                }
                (2, Some(place)) => _ = place.begin(),
                (3, Some(place)) => place.answered(),
                (4, Some(place)) => place.received(LARGE),
                (_, Some(_)) => drop(held.swap_remove(which)),
                (_, None) => {}
            }
            let taken = places.lock();
            prop_assert_eq!(taken.connections.len(), held.len());
            prop_assert_eq!(taken.all.held(), held.len());
            prop_assert!(held.len() <= 6);
            let known = taken.connections.values().filter(|holder| holder.source.is_some()).count();
            prop_assert_eq!(taken.sources.values().map(Group::held).sum::<usize>(), known);
            prop_assert!(taken.sources.values().all(|group| (1..=1).contains(&group.held())));
        }
    }
}
