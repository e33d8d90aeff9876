package grapevine.sim.crowd;

import grapevine.sim.net.Operator;
import grapevine.wire.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Narrow and thin ways, as several faults at a time demand them: the end of one leaves what the others demand. */
final class BadWays {
    private final Operator operator;
    private final List<List<Address>> narrow = new ArrayList<>();
    private final List<Map<Address, Long>> thin = new ArrayList<>();

    BadWays(Operator operator) {
        this.operator = operator;
    }

    /** No full segment passes between these and all others; returns what ends that. */
    Runnable narrow(List<Address> behind) {
        List<Address> group = new ArrayList<>(behind);
        narrow.add(group);
        operator.narrowAll(narrow);
        return () -> {
            narrow.removeIf(each -> each == group);
            operator.narrowAll(narrow);
        };
    }

    /** The ways of these carry so much each way, or less if another demands it; returns what ends that. */
    Runnable thin(List<Address> behind, long bitsPerSecond) {
        Map<Address, Long> rates = new HashMap<>();
        behind.forEach(address -> rates.put(address, bitsPerSecond));
        thin.add(rates);
        operator.thin(thinnest());
        return () -> {
            thin.removeIf(each -> each == rates);
            operator.thin(thinnest());
        };
    }

    private Map<Address, Long> thinnest() {
        Map<Address, Long> thinnest = new HashMap<>();
        thin.forEach(each -> each.forEach((address, rate) -> thinnest.merge(address, rate, Math::min)));
        return thinnest;
    }
}
