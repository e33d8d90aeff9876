package grapevine.wire;

import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what peers say to each other about messages and views: lists of ranges, of hashes, of samples. */
final class PeerBodies {
    private static final int SUMS_BYTES = SyncMessage.BUCKETS * 16;

    private PeerBodies() {}

    static Head graft(Fields fields) throws ProtocolException {
        return ranges(fields, TreeMessage.Graft::new);
    }

    static Head have(Fields fields) throws ProtocolException {
        return ranges(fields, TreeMessage.Have::new);
    }

    static Head want(Fields fields) throws ProtocolException {
        return ranges(fields, SyncMessage.Want::new);
    }

    static Head gone(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.BODY);
        long keeps = keeps(fields);
        return Head.of(length, body -> new SyncMessage.Gone(origins(body), keeps));
    }

    static Head taken(Fields fields) throws ProtocolException {
        return ranges(fields, SyncMessage.Taken::new);
    }

    private static long keeps(Fields fields) throws ProtocolException {
        long keeps = -1;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("keeps")) {
                keeps = fields.number("keeps");
            } else {
                fields.skipValue();
            }
        }
        return keeps;
    }

    static Head seen(Fields fields) throws ProtocolException {
        fields.space();
        long buckets = fields.hash();
        fields.space();
        boolean wantsAnswer = either(fields, "answer", "final");
        fields.space();
        int length = fields.length("length", Limits.BODY);
        return Head.of(length, body -> new SyncMessage.Seen(buckets, wantsAnswer, known(body)));
    }

    static Message announce(Fields fields) throws ProtocolException {
        fields.space();
        return new TreeMessage.Announce(either(fields, "on", "off"));
    }

    static Message digest(Fields fields) throws ProtocolException {
        fields.space();
        long high = fields.hash();
        return new SyncMessage.Digest(high, fields.hash());
    }

    static Head sums(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", SUMS_BYTES);
        if (length != SUMS_BYTES) {
            throw fields.bad(
                    "length", "is not " + SUMS_BYTES + ": 16 digits for each of " + SyncMessage.BUCKETS + " buckets");
        }
        return Head.of(length, body -> {
            body.isOf("Sums");
            List<Long> hashes = new ArrayList<>(SyncMessage.BUCKETS);
            for (int i = 0; i < SyncMessage.BUCKETS; i++) {
                hashes.add(body.hash());
            }
            return new SyncMessage.Sums(hashes);
        });
    }

    static Head shuffle(Fields fields) throws ProtocolException {
        return samples(fields, SamplingMessage.Shuffle::new);
    }

    static Head shuffled(Fields fields) throws ProtocolException {
        return samples(fields, SamplingMessage.Shuffled::new);
    }

    private static Head ranges(Fields fields, Function<List<OriginRanges>, Message> kind) throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.BODY);
        return Head.of(length, body -> kind.apply(origins(body)));
    }

    private static List<OriginRanges> origins(Fields body) throws ProtocolException {
        body.isOf("ranges");
        List<OriginRanges> rows = new ArrayList<>();
        Set<Origin> named = new HashSet<>();
        while (!body.isAtEnd()) {
            Origin origin = origin(body, named);
            rows.add(new OriginRanges(origin, ranges(body)));
        }
        return Collections.unmodifiableList(rows);
    }

    private static List<Known> known(Fields body) throws ProtocolException {
        body.isOf("ranges");
        List<Known> rows = new ArrayList<>();
        Set<Origin> named = new HashSet<>();
        while (!body.isAtEnd()) {
            Origin origin = origin(body, named);
            long idle = body.number("idle");
            body.separator(':');
            rows.add(new Known(new OriginRanges(origin, ranges(body)), idle));
        }
        return Collections.unmodifiableList(rows);
    }

    /** The start of a row, and what parts it from the one before. */
    private static Origin origin(Fields body, Set<Origin> named) throws ProtocolException {
        if (!named.isEmpty()) {
            body.separator(';');
        }
        Address address = body.address("ip");
        body.separator(':');
        Origin origin = new Origin(address, body.number("epoch"));
        body.separator(':');
        if (!named.add(origin)) {
            throw new ProtocolException(Reason.BAD_FIELD, "ranges: " + address + " is named twice in one epoch");
        }
        return origin;
    }

    private static List<Range> ranges(Fields body) throws ProtocolException {
        List<Range> ranges = new ArrayList<>(1);
        long least = 1;
        while (true) {
            long first = body.number("first", least, Long.MAX_VALUE);
            long last = first;
            if (body.skip("-")) {
                if (first == Long.MAX_VALUE) {
                    throw body.bad("first", "leaves no room for a last");
                }
                last = body.number("last", first + 1, Long.MAX_VALUE);
            }
            ranges.add(new Range(first, last));
            if (!body.skip(",")) {
                return ranges;
            }
            if (last > Long.MAX_VALUE - 2) {
                throw body.bad("range", "leaves no room for another");
            }
            least = last + 2;
        }
    }

    private static Head samples(Fields fields, BiFunction<List<Sample>, @Nullable Entry, Message> kind)
            throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.LIST);
        Entry oldest = oldest(fields);
        return Head.of(length, body -> {
            body.isOf("samples");
            List<Sample> samples = new ArrayList<>();
            Set<Address> named = new HashSet<>();
            while (!body.isAtEnd()) {
                if (!samples.isEmpty()) {
                    body.separator(';');
                }
                Entry entry = Bodies.entry(body, named);
                body.separator(':');
                samples.add(new Sample(entry, body.number("hops", Sample.MOST_HOPS)));
                Bodies.checkCount("samples", samples.size());
            }
            return kind.apply(samples, oldest);
        });
    }

    private static @Nullable Entry oldest(Fields fields) throws ProtocolException {
        Entry oldest = null;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("oldest")) {
                oldest = Bodies.entry(fields);
            } else {
                fields.skipValue();
            }
        }
        return oldest;
    }

    private static boolean either(Fields fields, String yes, String no) throws ProtocolException {
        String word = fields.word("word");
        if (!word.equals(yes) && !word.equals(no)) {
            throw fields.bad("word", "is neither " + yes + " nor " + no);
        }
        return word.equals(yes);
    }
}
