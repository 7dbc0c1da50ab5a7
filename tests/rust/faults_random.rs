//! Random sequences of calls and faults, made smaller when they break a promise.
//!
//! The same sequences in every run, unless `USOCKET_SEED` says otherwise; `USOCKET_CASES` says how
//! many.

mod scenario;
mod simulated;

use std::cell::Cell;
use std::env;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use scenario::{Fate, Fault, Figures, Opening, Step, Way};

/// Cases of a run without `USOCKET_CASES`.
const CASES: u32 = if cfg!(miri) { 20 } else { 10_000 };

fn number<T: std::str::FromStr>(variable: &str) -> Option<T> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

fn who() -> impl Strategy<Value = u8> {
    prop_oneof![6 => 0..2u8, 3 => 2..6u8]
}

fn what() -> impl Strategy<Value = Opening> {
    prop_oneof![
        Just(Opening::Stream),
        Just(Opening::Datagram),
        (0..4u8).prop_map(|backlog| Opening::Listener { backlog })
    ]
}

fn way() -> impl Strategy<Value = Way> {
    prop::sample::select(vec![
        Way::Recv,
        Way::Peek,
        Way::DontWait,
        Way::Truncating,
        Way::Read,
        Way::ReadAll,
        Way::ReadInto,
        Way::ReadLine,
        Way::ReadLineUpTo,
    ])
}

fn size() -> impl Strategy<Value = u16> {
    prop_oneof![4 => 0..300u16, 1 => 0..5000u16, 1 => 127..130u16]
}

fn fault() -> impl Strategy<Value = Fault> {
    let small = || 0..20u8;
    prop_oneof![
        (any::<u8>(), 0..6u8).prop_map(|(of, after)| Fault::WouldBlock { of, after }),
        (any::<u8>(), 0..6u8, any::<u8>()).prop_map(|(of, after, why)| Fault::Exhausted { of, after, why }),
        small().prop_map(Fault::ShortSends),
        small().prop_map(Fault::ShortReceives),
        small().prop_map(Fault::ShortPeeks),
        small().prop_map(Fault::Latency),
        (0..2000u16).prop_map(Fault::Window),
        (0..8u8).prop_map(Fault::Sockets),
        small().prop_map(Fault::Nap),
        (0..3000u16).prop_map(Fault::Oversleep),
        any::<bool>().prop_map(Fault::WakesOnTick),
        any::<bool>().prop_map(Fault::TellsAvailable),
        any::<bool>().prop_map(Fault::MergesArrivals),
        prop_oneof![Just(Fate::Lost), small().prop_map(Fate::Late), Just(Fate::Twice)]
            .prop_map(Fault::Datagram),
        (0..100u8).prop_map(Fault::Interrupt),
        (who(), small()).prop_map(|(who, after)| Fault::Reset { who, after }),
        (who(), small()).prop_map(|(who, after)| Fault::HalfClose { who, after }),
        prop::option::of(0..100u16).prop_map(Fault::NameServer),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let memory = prop_oneof![9 => Just(None), 1 => (0..4u8).prop_map(Some)];
    let simple = prop_oneof![
        2 => (who(), what()).prop_map(|(who, what)| Step::Open { who, what }),
        2 => (who(), 0..6u8).prop_map(|(who, to)| Step::Connect { who, to }),
        2 => (who(), who()).prop_map(|(who, into)| Step::Accept { who, into }),
        8 => (who(), 2..4u8, size()).prop_map(|(who, to, size)| Step::Send { who, to, size }),
        10 => (who(), way(), size(), memory)
            .prop_map(|(who, way, size, memory)| Step::Receive { who, way, size, memory }),
        1 => (who(), 0..3u8).prop_map(|(who, how)| Step::Shutdown { who, how }),
        1 => who().prop_map(|who| Step::Close { who }),
        1 => who().prop_map(|who| Step::Abandon { who }),
        3 => (who(), prop::option::weighted(0.8, 0..60u16))
            .prop_map(|(who, milliseconds)| Step::Timeout { who, milliseconds }),
        1 => any::<bool>().prop_map(|known| Step::Resolve { known }),
        2 => (0..30_000u32).prop_map(|microseconds| Step::Pass { microseconds }),
        8 => fault().prop_map(Step::Fault),
    ];
    simple.prop_recursive(2, 12, 4, |step| {
        let meanwhile = (0..60u8, prop::collection::vec(step.clone(), 1..4));
        prop_oneof![3 => step, 1 => meanwhile.prop_map(|(after, steps)| Step::Meanwhile { after, steps })]
    })
}

fn check<Value: std::fmt::Debug>(
    strategy: &impl Strategy<Value = Value>,
    property: impl Fn(Value),
) -> Result<(), String> {
    let cases = number("USOCKET_CASES").unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number::<u64>("USOCKET_SEED").unwrap_or(1).to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let outcome = TestRunner::new_with_rng(config, random).run(strategy, |value| {
        property(value);
        Ok(())
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, smallest)) => Err(format!("{reason}, at the smallest by {smallest:#?}")),
        Err(TestError::Abort(reason)) => Err(reason.to_string()),
    }
}

#[test]
fn no_sequence_of_calls_and_faults_breaks_a_promise() {
    let total = Cell::new(Figures::default());
    let checked = check(&prop::collection::vec(step(), 1..40), |steps| {
        let mut sum = total.get();
        sum += scenario::run(&steps);
        total.set(sum);
    });
    println!("{:?}", total.get());
    if let Err(reason) = checked {
        panic!("{reason}");
    }
}
