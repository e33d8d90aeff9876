package grapevine.sim.scenario;

import grapevine.policy.Dissemination;
import grapevine.sim.keys.Crypto;
import grapevine.sim.net.LinkFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Scenarios drawn at random: a small network, a few messages, and faults of several kinds on top of each other. */
public final class MixedFaults {
    private static final int FEWEST = 50;
    private static final int MOST = 200;

    /** Faults strike within this time after the network has formed. */
    private static final int SPAN_SECONDS = 120;

    /** As many origins as that are invented also peers with the smallest heaps have room for. */
    private static final int MOST_ORIGINS = 2_000;

    private final RandomGenerator random;

    private MixedFaults(long seedNumber) {
        random = new SplittableRandom(seedNumber);
    }

    /** The scenario of this seed number, always the same; what else is said of it changes nothing that is drawn. */
    public static Scenario scenario(long seedNumber, Dissemination dissemination, boolean throughWire) {
        return new MixedFaults(seedNumber)
                .draw(seedNumber)
                .dissemination(dissemination)
                .throughWire(throughWire)
                .build();
    }

    private Scenario.Builder draw(long seedNumber) {
        int seeds = between(1, 5);
        Scenario.Builder drawn = Scenario.builder()
                .seedNumber(seedNumber)
                .peers(between(FEWEST, MOST))
                .seeds(seeds)
                .latencyLow(Duration.ofMillis(between(1, 20)))
                .latencyHigh(Duration.ofMillis(between(20, 100)))
                .joinTime(Duration.ofSeconds(random.nextBoolean() ? 0 : between(1, 20)))
                .messages(20)
                .senders(5)
                .messageEvery(Duration.ofSeconds(between(1, 6)));
        double churn = random.nextInt(3) == 0 ? between(1, 20) / 100.0 : 0;
        drawn.churn(churn);
        List<TimedFault> faults = faults(seeds);
        drawn.linkFaults(linkFaults());
        addLater(faults);
        if (random.nextInt(3) == 0) {
            drawn.heap((long) between(4, 64) << 20);
        }
        addLatest(faults);
        if (churn == 0) { // else hardly anybody is left in the end who was there before
            addLongSleep(faults);
        }
        addWithheld(faults);
        if (random.nextInt(3) == 0) {
            drawn.crypto(Crypto.MODEL);
            addOfKeys(faults);
        }
        boolean isSleepless = faults.stream().noneMatch(each -> each.fault() instanceof Fault.Sleep);
        if (random.nextInt(3) == 0 && isSleepless) { // else who came lately holds some for older than itself
            drawn.largeEvery(between(2, 10));
        }
        return drawn.faults(faults);
    }

    private List<TimedFault> faults(int seeds) {
        List<TimedFault> faults = new ArrayList<>();
        int count = between(1, 4);
        int at = 0;
        boolean isCut = false;
        for (int i = 0; i < count; i++) {
            at += between(1, SPAN_SECONDS / 4);
            Fault fault = fault(seeds, isCut);
            isCut |= fault instanceof Fault.Partition;
            faults.add(new TimedFault(Duration.ofSeconds(at), fault));
        }
        return faults;
    }

    private Fault fault(int seeds, boolean isCut) {
        Duration lasts = Duration.ofSeconds(between(1, 60));
        return switch (random.nextInt(isCut ? 10 : 11)) {
            case 0 -> new Fault.Crash(new Amount(0, between(1, 40)));
            case 1 -> new Fault.KillHubs(new Amount(between(1, 5), 0));
            case 2 -> new Fault.Freeze(new Amount(0, between(1, 20)), lasts);
            case 3 -> new Fault.Liars(new Amount(between(1, 5), 0));
            case 4 -> new Fault.SeedsDown(between(1, seeds), lasts);
            case 5 -> new Fault.SeedsWiped(between(1, seeds));
            case 6 -> new Fault.WrongClocks(new Amount(0, between(1, 60)), Duration.ofMinutes(between(1, 3000)));
            case 7 -> new Fault.Sleep(new Amount(0, between(1, 20)), lasts);
            case 8 -> new Fault.Narrow(new Amount(0, between(1, 60)), lasts);
            case 9 -> new Fault.FalseRegistrations(between(1, 1000));
            default -> {
                int share = between(10, 50);
                yield new Fault.Partition(List.of(share, 100 - share), lasts);
            }
        };
    }

    /** Kinds that came to the others later: drawn last, so that a seed number draws what it drew before, and these. */
    private void addLater(List<TimedFault> faults) {
        if (random.nextInt(3) == 0) {
            Amount some = new Amount(0, between(1, 40));
            faults.add(atSomeTime(new Fault.Thin(some, between(64, 2_000), Duration.ofSeconds(between(1, 60)))));
        }
        if (random.nextInt(3) == 0) {
            Amount few = new Amount(between(1, 5), 0);
            faults.add(atSomeTime(new Fault.Brakes(few, Duration.ofSeconds(between(1, 60)))));
        }
    }

    /** The same of those that came after these. */
    private void addLatest(List<TimedFault> faults) {
        if (random.nextInt(6) == 0) {
            faults.add(atSomeTime(
                    new Fault.InventedOrigins(between(1, MOST_ORIGINS), Duration.ofSeconds(between(60, 120)))));
        }
        if (random.nextInt(6) == 0) {
            Amount some = new Amount(0, between(1, 60));
            faults.add(atSomeTime(new Fault.ClockYear(some, random.nextBoolean() ? 1970 : 2106)));
        }
    }

    /** Longer than messages are remembered; not beside the short one, since whoever sleeps then may be new himself. */
    private void addLongSleep(List<TimedFault> faults) {
        boolean isSleepless = faults.stream().noneMatch(each -> each.fault() instanceof Fault.Sleep);
        if (random.nextInt(16) == 0 && isSleepless) {
            Amount some = new Amount(0, between(1, 40));
            faults.add(atSomeTime(new Fault.Sleep(some, Duration.ofMinutes(between(1, 60)))));
        }
    }

    /** Kinds that came when there were keys, and mean something without: again after all others. */
    private void addWithheld(List<TimedFault> faults) {
        if (random.nextInt(6) == 0) {
            faults.add(atSomeTime(new Fault.Withheld(few(), minute())));
        }
    }

    /** What a network without keys does not have. */
    private void addOfKeys(List<TimedFault> faults) {
        if (random.nextInt(2) == 0) {
            faults.add(atSomeTime(new Fault.ForgedMessages(few(), minute())));
        }
        if (random.nextInt(3) == 0) {
            faults.add(atSomeTime(new Fault.Replays(few(), minute())));
        }
        if (random.nextInt(3) == 0) {
            faults.add(atSomeTime(new Fault.StolenAddresses(few(), minute())));
        }
        if (random.nextInt(3) == 0) {
            faults.add(atSomeTime(new Fault.Revoke(new Amount(0, between(1, 10)))));
        }
    }

    private Amount few() {
        return new Amount(between(1, 3), 0);
    }

    /** A minute at most. */
    private Duration minute() {
        return Duration.ofSeconds(between(1, 60));
    }

    private TimedFault atSomeTime(Fault fault) {
        return new TimedFault(Duration.ofSeconds(between(1, SPAN_SECONDS)), fault);
    }

    private LinkFaults linkFaults() {
        return new LinkFaults(
                share(50, 1_000),
                Duration.ofMillis(between(10, 1000)),
                share(50, 1_000),
                share(10, 10_000),
                share(10, 20_000),
                share(20, 1_000));
    }

    /** One to so many parts of a whole, and nothing in two of three cases. */
    private double share(int most, double parts) {
        return random.nextInt(3) == 0 ? between(1, most) / parts : 0;
    }

    private int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }
}
