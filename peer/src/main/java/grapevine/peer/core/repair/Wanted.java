package grapevine.peer.core.repair;

import grapevine.peer.core.ground.Ranges;
import grapevine.wire.Origin;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of messages that are wanted, of several origins. */
final class Wanted {
    final Map<Origin, Ranges> byOrigin = new LinkedHashMap<>();

    boolean isEmpty() {
        return byOrigin.isEmpty();
    }

    void add(Origin origin, Ranges numbers) {
        if (!numbers.isEmpty()) {
            byOrigin.computeIfAbsent(origin, unused -> new Ranges()).addAll(numbers);
        }
    }

    boolean contains(Origin origin, long n) {
        Ranges numbers = byOrigin.get(origin);
        return numbers != null && numbers.contains(n);
    }

    Ranges take(Origin origin, long first, long last) {
        Ranges numbers = byOrigin.get(origin);
        if (numbers == null) {
            return new Ranges();
        }
        Ranges taken = numbers.takeWithin(first, last);
        if (numbers.isEmpty()) {
            byOrigin.remove(origin);
        }
        return taken;
    }

    void takeOut(Origin origin, Ranges from) {
        Ranges numbers = byOrigin.get(origin);
        if (numbers != null) {
            from.removeAll(numbers);
        }
    }

    void moveTo(Wanted other) {
        byOrigin.forEach(other::add);
        byOrigin.clear();
    }
}
