package grapevine.wire;

import grapevine.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the messages that have a body: the line now, by which the body is refused or awaited, the body when it is
 * there.
 */
final class Bodies {
    /** How many parts of a registry are compared. */
    static final int BUCKETS = 256;

    private static final int HASH_BYTES = 16;

    /** All 256 numbers with their commas are 913 bytes. */
    private static final int FETCH_BYTES = 1024;

    private Bodies() {}

    static Head gossip(Fields fields, int maxPayload) throws ProtocolException {
        long timestamp = fields.number("timestamp");
        fields.separator(':');
        Ip ip = fields.ip("ip");
        fields.separator(':');
        long n = fields.number("n", 1, Long.MAX_VALUE);
        fields.space();
        int port = (int) fields.number("port", 1, 65535);
        fields.space();
        long epoch = fields.number("epoch");
        fields.space();
        int attributes = fields.length("attributes length", Limits.ATTRIBUTES);
        fields.space();
        int payload = fields.length("payload length", maxPayload);
        long age = 0;
        Way way = null;
        String key;
        while ((key = fields.key()) != null) {
            switch (key) {
                case "age" -> age = fields.number("age");
                case "way" -> way = Way.read(fields);
                default -> fields.skipValue();
            }
        }
        long rested = age;
        Way come = way;
        Origin origin = new Origin(new Address(ip, port), epoch);
        return new Head(attributes + payload, (frame, bodyAt) -> {
            int end = bodyAt + attributes;
            int proofAt = attributes == 0 ? end : Attributes.check(frame, bodyAt, end, origin);
            return new Gossip(origin, n, timestamp, rested, come, frame, 0, bodyAt, attributes, end - proofAt, payload);
        });
    }

    static Head registered(Fields fields) throws ProtocolException {
        fields.space();
        long age = fields.number("age");
        fields.space();
        long lease = fields.number("lease");
        fields.space();
        int older = fields.number("older", Integer.MAX_VALUE);
        fields.space();
        int length = fields.length("length", Limits.LIST);
        Standing was = Standing.FINE;
        int peers = 0;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("was")) {
                was = Standing.of(fields.word("was"));
            } else if (key.equals("peers")) {
                peers = fields.number("peers", Integer.MAX_VALUE);
            } else {
                fields.skipValue();
            }
        }
        Standing standing = was;
        int size = peers;
        return Head.of(length, body -> new Message.Registered(age, lease, older, entries(body), standing, size));
    }

    static Head linkRefused(Fields fields) throws ProtocolException {
        fields.space();
        String reason = fields.word("reason");
        fields.space();
        int length = fields.length("length", Limits.LIST);
        return Head.of(length, body -> new Message.LinkRefused(reason, entries(body)));
    }

    static Head bye(Fields fields) throws ProtocolException {
        fields.space();
        String reason = fields.word("reason");
        fields.space();
        int length = fields.length("length", Limits.LIST);
        long last = last(fields);
        return Head.of(length, body -> new Message.Bye(reason, entries(body), last));
    }

    private static long last(Fields fields) throws ProtocolException {
        long last = 0;
        String key;
        while ((key = fields.key()) != null) {
            if (key.equals("last")) {
                last = fields.number("last");
            } else {
                fields.skipValue();
            }
        }
        return last;
    }

    static Head buckets(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", BUCKETS * HASH_BYTES);
        if (length != BUCKETS * HASH_BYTES) {
            throw fields.bad("length", "is not " + BUCKETS * HASH_BYTES + ": 16 digits for each of 256 buckets");
        }
        return Head.of(length, body -> {
            body.isOf("Buckets");
            List<Long> hashes = new ArrayList<>(BUCKETS);
            for (int i = 0; i < BUCKETS; i++) {
                hashes.add(body.hash());
            }
            return new Message.Buckets(Collections.unmodifiableList(hashes));
        });
    }

    static Head fetch(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", FETCH_BYTES);
        return Head.of(length, body -> {
            body.isOf("Fetch");
            List<Integer> buckets = new ArrayList<>();
            BitSet named = new BitSet(BUCKETS);
            while (!body.isAtEnd()) {
                if (!buckets.isEmpty()) {
                    body.separator(',');
                }
                int bucket = body.number("bucket", BUCKETS - 1);
                if (named.get(bucket)) {
                    throw body.bad("bucket", "is named twice");
                }
                named.set(bucket);
                buckets.add(bucket);
            }
            return new Message.Fetch(Collections.unmodifiableList(buckets));
        });
    }

    static Head registrations(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.BODY);
        return Head.of(length, body -> {
            body.isOf("Registrations");
            List<Registration> rows = new ArrayList<>();
            while (!body.isAtEnd()) {
                if (!rows.isEmpty()) {
                    body.separator(';');
                }
                rows.add(row(body));
            }
            return new Message.Registrations(Collections.unmodifiableList(rows));
        });
    }

    static Head publish(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.PAYLOAD);
        if (length == 0) {
            throw new ProtocolException(Reason.BAD_FIELD, "Publish: length=0 is no message");
        }
        return Head.of(length, body -> {
            body.isOf("Publish");
            return new Message.Publish(body.utf8());
        });
    }

    static Head revoked(Fields fields) throws ProtocolException {
        fields.space();
        long number = fields.number("number", 1, Long.MAX_VALUE);
        fields.space();
        int length = fields.length("length", Limits.BODY);
        return Head.of(length, body -> {
            body.isOf("Revoked");
            return new Message.Revoked(number, body.utf8());
        });
    }

    static Head shown(Fields fields) throws ProtocolException {
        fields.space();
        long key = fields.hash();
        fields.space();
        int length = fields.length("length", KeyMessage.MOST);
        return Head.of(length, body -> {
            body.isOf("Shown");
            return new KeyMessage.Shown(key, body.utf8());
        });
    }

    static Head answer(Fields fields) throws ProtocolException {
        fields.space();
        int length = fields.length("length", Limits.BODY);
        return Head.of(length, body -> {
            body.isOf("Answer");
            return new Message.Answer(body.utf8());
        });
    }

    private static List<Entry> entries(Fields body) throws ProtocolException {
        body.isOf("list");
        if (body.isAtEnd()) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        Set<Address> named = new HashSet<>();
        while (!body.isAtEnd()) {
            if (!entries.isEmpty()) {
                body.separator(';');
            }
            entries.add(entry(body, named));
            checkCount("list", entries.size());
        }
        return Collections.unmodifiableList(entries);
    }

    static void checkCount(String list, int count) throws ProtocolException {
        if (count > Limits.LIST_ENTRIES) {
            throw new ProtocolException(
                    Reason.BAD_FIELD, list + ": there are more than " + Limits.LIST_ENTRIES + " entries");
        }
    }

    /** An entry of a list in which each address stands once. */
    static Entry entry(Fields body, Set<Address> named) throws ProtocolException {
        Entry entry = entry(body);
        if (!named.add(entry.address())) {
            throw new ProtocolException(Reason.BAD_FIELD, "list: " + entry.address() + " is named twice");
        }
        return entry;
    }

    static Entry entry(Fields body) throws ProtocolException {
        Address address = body.address("ip");
        body.separator(':');
        int degree = body.number("degree", Integer.MAX_VALUE);
        body.separator(':');
        long age = body.number("age");
        body.separator(':');
        return new Entry(address, degree, age, body.number("epoch"));
    }

    private static Registration row(Fields body) throws ProtocolException {
        Entry entry = entry(body);
        body.separator(':');
        long revision = body.number("revision");
        body.separator(':');
        long remaining = body.number("remaining");
        body.separator(':');
        String word = body.word("state");
        for (Registration.State state : Registration.State.values()) {
            if (state.word().equals(word)) {
                return new Registration(entry, revision, remaining, state, body.isNext(':') ? body.holder() : null);
            }
        }
        throw body.bad("state", "is none of alive, dead, left");
    }
}
