package grapevine.wire;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the bodies that are lists. What does not fit is left out from the end, or refused, as the list's message says.
 */
final class BodyText {
    private final StringBuilder body = new StringBuilder();

    private BodyText() {}

    /** As many of the entries, from the first on, as fit a list. */
    static String entries(List<Entry> entries) {
        checkSize(entries.size());
        BodyText list = new BodyText();
        Set<Address> named = new HashSet<>();
        for (Entry entry : entries) {
            checkNew(entry, named);
            if (!list.fits(text(entry), Limits.LIST)) {
                break;
            }
        }
        return list.body.toString();
    }

    /** As many of the samples, from the first on, as fit a list. */
    static String samples(List<Sample> samples) {
        checkSize(samples.size());
        BodyText list = new BodyText();
        Set<Address> named = new HashSet<>();
        for (Sample sample : samples) {
            checkNew(sample.entry(), named);
            if (!list.fits(text(sample.entry()) + ":" + sample.hops(), Limits.LIST)) {
                break;
            }
        }
        return list.body.toString();
    }

    static String registrations(List<Registration> rows) {
        BodyText list = new BodyText();
        for (Registration row : rows) {
            list.add(text(row.entry()) + ":" + row.revision() + ":" + row.remaining() + ":"
                    + row.state().word() + (row.holder() == null ? "" : ":" + row.holder()));
        }
        return list.whole(rows.size() + " registrations");
    }

    static String known(List<Known> rows) {
        BodyText list = new BodyText();
        Set<Origin> named = new HashSet<>();
        for (Known row : rows) {
            if (!named.add(row.origin())) {
                throw new IllegalArgumentException(row.origin() + " is in the list twice");
            }
            list.add(row.toString());
        }
        return list.whole("ranges of " + rows.size() + " origins");
    }

    static String ranges(List<OriginRanges> rows) {
        BodyText list = new BodyText();
        Set<Origin> named = new HashSet<>();
        for (OriginRanges row : rows) {
            if (!named.add(row.origin())) {
                throw new IllegalArgumentException(row.origin() + " is in the list twice");
            }
            list.add(row.toString());
        }
        return list.whole("ranges of " + rows.size() + " origins");
    }

    static String hashes(List<Long> hashes, int buckets) {
        if (hashes.size() != buckets) {
            throw new IllegalArgumentException(hashes.size() + " buckets are not " + buckets);
        }
        StringBuilder text = new StringBuilder(buckets * 16);
        for (long hash : hashes) {
            text.append(Lines.hash(hash));
        }
        return text.toString();
    }

    static String buckets(List<Integer> buckets) {
        StringBuilder body = new StringBuilder();
        Set<Integer> named = new HashSet<>();
        for (int bucket : buckets) {
            if (bucket < 0 || bucket >= Bodies.BUCKETS || !named.add(bucket)) {
                throw new IllegalArgumentException(
                        "bucket " + bucket + " is outside 0.." + (Bodies.BUCKETS - 1) + " or named twice");
            }
            body.append(body.length() == 0 ? "" : ",").append(bucket);
        }
        return body.toString();
    }

    private void add(String element) {
        body.append(body.length() == 0 ? "" : ";").append(element);
    }

    private boolean fits(String element, int limit) {
        int before = body.length();
        add(element);
        if (body.length() > limit) {
            body.setLength(before);
            return false;
        }
        return true;
    }

    private String whole(String what) {
        if (body.length() > Limits.BODY) {
            throw new IllegalArgumentException(what + " are " + body.length() + " bytes, more than " + Limits.BODY);
        }
        return body.toString();
    }

    private static void checkSize(int size) {
        if (size > Limits.LIST_ENTRIES) {
            throw new IllegalArgumentException(size + " entries exceed " + Limits.LIST_ENTRIES);
        }
    }

    private static void checkNew(Entry entry, Set<Address> named) {
        if (!named.add(entry.address())) {
            throw new IllegalArgumentException(entry.address() + " is in the list twice");
        }
    }

    static String text(Entry entry) {
        return entry.address() + ":" + entry.degree() + ":" + entry.age() + ":" + entry.epoch();
    }
}
